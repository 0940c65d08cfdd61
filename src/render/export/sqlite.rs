//! Plain SQLite: articles, versions, captures and changes as tables that any tool reads.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::{Export, Form, Result, Selection};
use crate::article::Timestamp;
use crate::diff::Class;
use crate::history::History;
use crate::history::changes::{Changes, restored};
use crate::render::compare::changed_fields;
use crate::render::diff::{summary_line, with_fields};
use crate::store::{PlainChange, PlainVersion, PlainWriter};

/// The output.
pub fn export() -> Export {
    Export { unit: "version", form: Form::File(Box::new(write)) }
}

fn write(selection: &Selection<'_>, path: &Path) -> Result<i64> {
    let catalog = selection.catalog;
    let mut out = PlainWriter::create(path)?;
    let mut written = 0;
    for history in selection.histories() {
        let (article, history) = history?;
        if let Some(row) = catalog.article(article)? {
            out.article(&row, &aliases(catalog.aliases(article)?, &history))?;
        }
        let changes = Changes::of(catalog, &history)?;
        for (index, version) in history.versions().iter().enumerate() {
            selection.check()?;
            let body = catalog.body(version)?;
            let marks = history.marks(index);
            let row = PlainVersion {
                ordinal: index + 1,
                version,
                body: body.as_ref().map(|body| body.as_str()),
                silent: marks.silent,
                returns_to: marks.returns_to.map(|index| index + 1),
            };
            match changes.change(index)? {
                None => out.version(&row, None)?,
                Some(change) => {
                    let outline = restored(&change.outline);
                    let fields = changed_fields(&outline, change.url_moved);
                    let classes: Vec<_> = outline.classes().iter().map(Class::name).collect();
                    let summary = with_fields(&summary_line(&outline), &fields);
                    let change = PlainChange {
                        change: &change,
                        summary: &summary,
                        fields: &fields,
                        classes: &classes,
                    };
                    out.version(&row, Some(&change))?;
                }
            }
            for capture in &version.captures {
                let extra = capture.extra.map(|extra| catalog.extra(extra)).transpose()?;
                let extra = extra.map(|extra| Value::Object(extra).to_string());
                out.capture(version, capture, extra.as_deref())?;
            }
            written += 1;
        }
    }
    selection.check()?;
    out.finish()?;
    Ok(written)
}

/// The article's URLs, each with its captures' times; a redirect's has none.
fn aliases(urls: Vec<String>, history: &History) -> Vec<(String, Vec<Option<i64>>)> {
    let mut seen: HashMap<&str, Vec<Option<i64>>> = HashMap::new();
    for capture in history.versions().iter().flat_map(|version| &version.captures) {
        let time = capture.captured.as_ref().map(Timestamp::micros);
        seen.entry(&capture.url).or_default().push(time);
    }
    let mut with_times = |url: String| {
        let times = seen.remove(url.as_str()).unwrap_or_default();
        (url, times)
    };
    urls.into_iter().map(&mut with_times).collect()
}
