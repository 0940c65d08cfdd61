//! Fields: sorts a record's columns by their meaning.

use serde_json::{Map, Value};

use super::clocks::{no_time, reads_as_time};
use super::names::{Meaning, NESTED, Strength, find_column, inside, is_clock, meaning};
use super::tools::Tool;
use super::values::{alone, integer, is_paragraphs, string};
use crate::extract::{ExtractError, ExtractOptions, Field};

/// A field's value, with the record's own name for it.
type NamedField = (String, Value);

/// The record's fields, sorted by meaning.
#[derive(Default)]
pub(super) struct RecordFields {
    /// One slot per [`Field`], in the order of [`Field::ALL`], with the rank of its name.
    pub(super) slots: [Option<(usize, NamedField)>; Field::ALL.len()],
    pub(super) extra: Map<String, Value>,
    /// Timestamps that state no time: their field, their column, and what they hold.
    pub(super) no_times: Vec<(Field, String, Value)>,
    /// Texts under a weak name of a timestamp that cannot be read as a time.
    unread: Vec<(Field, String, Value)>,
    /// The tool that wrote the record.
    pub(super) tool: Option<&'static Tool>,
}

impl RecordFields {
    pub(super) fn take(&mut self, field: Field) -> Option<NamedField> {
        self.slots.get_mut(slot(field))?.take().map(|(_, named)| named)
    }

    /// Takes the record's URL and its canonical URL. A value that does not become the URL is kept
    /// with the other fields. `mapped` is the number of names that the user gave, which rank before
    /// ours.
    pub(super) fn take_urls(
        &mut self,
        mapped: usize,
    ) -> Result<(Option<String>, Option<String>), ExtractError> {
        let mut take = |field| self.slots.get_mut(slot(field)).and_then(Option::take);
        let text = |(_, (name, value)): (usize, NamedField)| string(&name, value);
        let (url, canonical) = match (take(Field::Url), take(Field::CanonicalUrl)) {
            (url, None) => (url, None),
            (None, canonical) => (canonical, None),
            // The URL has a lower-ranked name, such as a site's URL: the canonical URL is better.
            (Some(url), Some(canonical)) if canonical.0 >= mapped && canonical.0 < url.0 => {
                self.extra.insert(url.1.0, url.1.1);
                (Some(canonical), None)
            }
            (url, Some(canonical)) => {
                let (name, value) = canonical.1.clone();
                self.extra.insert(name, value);
                (url, Some(canonical))
            }
        };
        Ok((url.map(text).transpose()?.flatten(), canonical.map(text).transpose()?.flatten()))
    }

    /// Stores a field in its slot: the higher-ranked name wins, the other is kept in `extra`.
    pub(super) fn offer(&mut self, field: Field, rank: usize, named: NamedField) {
        let Some(slot) = self.slots.get_mut(slot(field)) else { return };
        match slot {
            // An empty text gives way to one under another name.
            Some((_, (_, taken))) if is_blank(&named.1) && !is_blank(taken) => {
                self.extra.insert(named.0, named.1);
            }
            Some((taken, (_, text)))
                if *taken < rank && (!is_blank(text) || is_blank(&named.1)) =>
            {
                self.extra.insert(named.0, named.1);
            }
            _ => {
                if let Some((_, (name, value))) = slot.replace((rank, named)) {
                    self.extra.insert(name, value);
                }
            }
        }
    }
}

/// The rank of fields in nested objects.
const NESTED_RANK: usize = 1 << 20;

/// Whether a value is an empty text.
fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a column holds markup: `content_html`, as in JSON Feed.
pub(super) fn is_markup(name: &str) -> bool {
    name.len() > 4
        && name.as_bytes().last_chunk::<4>().is_some_and(|end| end.eq_ignore_ascii_case(b"html"))
}

/// The position of a field in [`RecordFields::slots`].
pub(super) fn slot(field: Field) -> usize {
    // `Field::ALL` lists the fields in the order of their declaration; a test checks it.
    field as usize
}

pub(super) fn sort(mut fields: Map<String, Value>, options: &ExtractOptions) -> RecordFields {
    let mut found = RecordFields { tool: Tool::of(&fields), ..RecordFields::default() };
    let mut mapped = Vec::new();
    for (rank, (field, column)) in options.map.iter().enumerate() {
        let name = find_column(fields.keys().map(String::as_str), column).map(str::to_owned);
        let value = match &name {
            Some(name) => fields.get(name),
            // `title.rendered` finds the value in `{"title": {"rendered": …}}`.
            None => inside(&fields, column),
        };
        let name_found = name.clone().unwrap_or_else(|| column.clone());
        mapped.extend(name);
        let Some(value) = value.filter(|value| !is_nothing(*field, value)) else { continue };
        if is_clock(*field) && no_time(value).is_some() {
            found.no_times.push((*field, name_found, value.clone()));
        } else {
            found.offer(*field, rank, (name_found, value.clone()));
        }
    }
    fields.retain(|name, _| !mapped.contains(name));
    let is_mapped = |field| options.map.iter().any(|(mapped, _)| *mapped == field);
    for (name, value) in fields {
        match meaning(found.known(&name)) {
            Some(meant) if !is_mapped(meant.field) => found.sort_one(meant, options, name, value),
            _ => {
                found.extra.insert(name, value);
            }
        }
    }
    found.fill_from_nested(&is_mapped, options);
    // Such a text is only worth a report if the field has no other value.
    for (field, name, value) in std::mem::take(&mut found.unread) {
        if found.has(field) {
            found.extra.insert(name, value);
        } else {
            found.no_times.push((field, name, value));
        }
    }
    found
}

impl RecordFields {
    /// Returns the name with the meaning that a name has in the tool's records.
    pub(super) fn known<'a>(&self, name: &'a str) -> &'a str {
        self.tool.map_or(name, |tool| tool.known(name))
    }

    /// Whether a field has a value.
    fn has(&self, field: Field) -> bool {
        let taken = self.slots.get(slot(field)).and_then(Option::as_ref);
        taken.is_some_and(|(_, (_, value))| !is_blank(value))
    }

    /// Fills missing fields from the objects in which some programs keep them.
    fn fill_from_nested(&mut self, is_mapped: &dyn Fn(Field) -> bool, options: &ExtractOptions) {
        let of_tool = self.tool.map_or(&[][..], |tool| tool.inner);
        let of_tool = of_tool.iter().map(|(path, known)| ((*path).to_owned(), *known));
        let nested = NESTED.iter().flat_map(|(holder, names)| {
            names.iter().map(move |name| (format!("{holder}.{name}"), *name))
        });
        for (path, known) in of_tool.chain(nested) {
            let Some(meant) = meaning(known).filter(|meant| !is_mapped(meant.field)) else {
                continue;
            };
            let Some(value) = inside(&self.extra, &path) else { continue };
            if !self.has(meant.field) && fits(meant.field, value) && !is_blank(value) {
                let value = value.clone();
                // Behind all names of the record itself.
                let rank = NESTED_RANK + meant.rank;
                self.sort_one(Meaning { rank, ..meant }, options, path, value);
            }
        }
    }

    /// Sorts a value under a known name.
    fn sort_one(&mut self, meant: Meaning, options: &ExtractOptions, name: String, value: Value) {
        let Meaning { rank, field, strength, .. } = meant;
        if is_nothing(field, &value) {
            return;
        }
        let is_text = is_clock(field) && alone(&value).is_string();
        let may_be_other = match strength {
            Strength::Strong => false,
            Strength::Foreign => !is_text && !fits(field, &value),
            Strength::Weak => !fits(field, &value),
        };
        if is_clock(field) && no_time(&value).is_some() {
            self.no_times.push((field, name, value));
        } else if may_be_other && is_text && may_mean_time(&value) {
            self.unread.push((field, name, value));
        } else if may_be_other
            // WordPress refers to its authors by number.
            || (field == Field::Byline && (value.is_number() || value.is_boolean()))
        {
            self.extra.insert(name, value);
        } else {
            self.offer(field, 2 * options.map.len() + rank, (name, value));
        }
    }
}

/// Whether a value is empty, so that the field's next name is tried.
pub(super) fn is_nothing(field: Field, value: &Value) -> bool {
    match (field, alone(value)) {
        (_, Value::Null) => true,
        (_, Value::Array(list)) if list.is_empty() => true,
        (Field::Published | Field::Updated | Field::Captured, Value::String(text)) => {
            // How programs write a missing time.
            ["", "null", "none", "nan", "nat"]
                .iter()
                .any(|nothing| text.trim().eq_ignore_ascii_case(nothing))
        }
        (Field::Url | Field::CanonicalUrl | Field::Sequence, Value::String(text)) => {
            text.trim().is_empty()
        }
        _ => false,
    }
}

/// The longest text that may be meant as a time, in bytes.
const MOST_TIME_BYTES: usize = 80;

/// Whether a text that is not a time may be meant as one. Answers to a question are not.
fn may_mean_time(value: &Value) -> bool {
    alone(value).as_str().map(str::trim).is_some_and(|text| {
        text.len() <= MOST_TIME_BYTES
            && !["true", "yes", "no", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word))
    })
}

/// Whether a value under a weak name has the field's type.
pub(super) fn fits(field: Field, value: &Value) -> bool {
    let value = alone(value);
    match field {
        Field::Published | Field::Updated | Field::Captured => reads_as_time(value),
        Field::Url => value.as_str().is_some_and(|text| {
            let text = text.trim_start();
            text.starts_with("https://") || text.starts_with("http://")
        }),
        Field::CanonicalUrl => value
            .as_str()
            .map(str::trim)
            .is_some_and(|text| text.contains('/') && !text.contains(char::is_whitespace)),
        Field::Sequence => integer(value).is_some(),
        Field::Byline if value.is_array() => true,
        Field::Body if value.is_array() => is_paragraphs(value),
        _ => value.is_string() || value.get("name").is_some_and(Value::is_string),
    }
}
