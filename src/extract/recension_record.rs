//! Reads the records that `recension export` writes: captures, redirects, looks and pending revisits.
//!
//! Nothing is guessed here: each field has one name, and the version's id proves that the record is
//! unchanged.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::record::own_form;
use super::{ExtractError, Extracted, Extraction};
use crate::article::address::article_key;
use crate::article::{
    Annotations, Capture, CaptureKind, Content, Fragment, Handle, Handles, Labels, Look,
    LookReason, MatchKey, Pointer, Redirect, Revisit, Sha256, Timestamp, Version, VersionId,
};
use crate::source::SourceLocation;

/// The version of the record format that is written and read.
pub const FORM: i64 = 1;

/// Whether a record was written by `recension export`.
pub(super) fn is_own(fields: &Map<String, Value>) -> bool {
    let is_capture = || fields.contains_key("key") && fields.contains_key("id");
    fields.get("recension").is_some_and(Value::is_i64)
        && (is_capture()
            || ["redirect", "revisit", "look"].iter().any(|name| fields.contains_key(*name)))
}

/// Reads a record written by `recension export`.
pub(super) fn read(fields: Map<String, Value>) -> Result<Extracted, ExtractError> {
    let form = fields.get("recension").and_then(Value::as_i64);
    if form != Some(FORM) {
        return Err(ExtractError {
            code: "newer-export",
            message: "the record was exported by a newer recension: upgrade this one to import it"
                .to_owned(),
        });
    }
    let mut record = Record(fields);
    if record.0.contains_key("redirect") {
        record.redirect().map(|redirect| Extracted::Pointer(Pointer::Redirect(redirect)))
    } else if record.0.contains_key("revisit") {
        record.revisit().map(|revisit| Extracted::Pointer(Pointer::Revisit(revisit)))
    } else if record.0.contains_key("look") {
        record.look().map(|look| Extracted::Pointer(Pointer::Look(look)))
    } else {
        let (handles, position) = (record.handles()?, record.position()?);
        let capture = record.capture()?;
        let (explain, notes) = (Vec::new(), Vec::new());
        Ok(Extracted::Capture(Box::new(Extraction {
            capture,
            explain,
            notes,
            unread_clocks: Vec::new(),
            remarks: Vec::new(),
            handles,
            position,
        })))
    }
}

/// The fields of a record, removed one by one as they are read.
struct Record(Map<String, Value>);

impl Record {
    fn text(&mut self, name: &str) -> Result<Option<String>, ExtractError> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(broken(&format!("its \"{name}\" is not text"))),
        }
    }

    fn needed(&mut self, name: &str) -> Result<String, ExtractError> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| broken(&format!("it has no \"{name}\"")))
    }

    fn clock(&self, name: &str) -> Result<Option<Timestamp>, ExtractError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(clock)) => match own_form(clock) {
                Some(stamp) => Ok(Some(stamp)),
                None => Err(broken(&format!("its \"{name}\" is not a timestamp in export format"))),
            },
            Some(_) => Err(broken(&format!("its \"{name}\" is not a timestamp in export format"))),
        }
    }

    /// Reads a list of handles.
    fn names(&self, name: &str) -> Result<Vec<Handle>, ExtractError> {
        let read = |value: &Value| value.as_str().and_then(|hex| Handle::from_str(hex).ok());
        let handles = match self.0.get(name) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(names)) => names.iter().map(read).collect(),
            Some(_) => None,
        };
        handles.ok_or_else(|| broken(&format!("its \"{name}\" is not a list of handles")))
    }

    fn handles(&self) -> Result<Option<Handles>, ExtractError> {
        let names = self.names("handles")?;
        let names_itself = match self.0.get("names_itself") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(names_itself)) => *names_itself,
            Some(_) => return Err(broken("its \"names_itself\" is not true or false")),
        };
        Ok(Handles::new(names, names_itself))
    }

    /// Reads where the capture was first read; present only if the order of versions depends on it.
    fn position(&self) -> Result<Option<SourceLocation>, ExtractError> {
        let broken = || broken("its \"position\" is not an input with a record or an offset");
        let position = match self.0.get("position") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(position)) => position,
            Some(_) => return Err(broken()),
        };
        let input = position.get("input").and_then(Value::as_str).ok_or_else(broken)?;
        let number = |name: &str| match position.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(number) => number.as_u64().map(Some).ok_or_else(broken),
        };
        let (record, offset) = (number("record")?, number("offset")?);
        if record.is_none() == offset.is_none() {
            return Err(broken());
        }
        Ok(Some(SourceLocation { input: input.into(), record, offset: offset.unwrap_or_default() }))
    }

    fn redirect(&mut self) -> Result<Redirect, ExtractError> {
        let (url, target) = (self.needed("url")?, self.needed("redirect")?);
        let key = self.key_of(&url)?;
        let target_key = MatchKey::of(&target)
            .map_err(|error| broken(&format!("its target is not a page: {error}")))?;
        Ok(Redirect { url, key, target, target_key, captured: self.clock("captured")? })
    }

    /// Reads the match key of a URL. It is stated because an import may have kept the fragment, and
    /// because the key of an address in a web archive can be that of the archived page.
    fn key_of(&mut self, url: &str) -> Result<MatchKey, ExtractError> {
        let stated = self.needed("key")?;
        let key = [Fragment::Drop, Fragment::Keep]
            .into_iter()
            .flat_map(|fragment| {
                [MatchKey::with_fragment(url, fragment), article_key(url, fragment)]
            })
            .flatten()
            .find(|key| key.as_str() == stated);
        key.ok_or_else(|| broken("its \"key\" does not match its URL"))
    }

    fn look(&mut self) -> Result<Look, ExtractError> {
        let url = self.needed("url")?;
        let key = self.key_of(&url)?;
        let reason = LookReason::from_name(&self.needed("look")?)
            .ok_or_else(|| broken("its \"look\" is not a known reason"))?;
        let status = match self.0.get("status") {
            None | Some(Value::Null) => None,
            Some(status) => {
                let status = status.as_u64().and_then(|status| u16::try_from(status).ok());
                Some(status.ok_or_else(|| broken("its \"status\" is not an HTTP status"))?)
            }
        };
        let at = self.clock("at")?.ok_or_else(|| broken("it has no \"at\""))?;
        Ok(Look { url, key, at, reason, status })
    }

    fn revisit(&mut self) -> Result<Revisit, ExtractError> {
        let url = self.needed("url")?;
        let key = article_key(&url, Fragment::Drop).map_err(|error| broken(&error.to_string()))?;
        let points_at = self.names("revisit")?;
        if points_at.is_empty() {
            return Err(broken("its \"revisit\" is empty"));
        }
        let (names, record_id) = (self.names("handles")?, self.text("record_id")?);
        Ok(Revisit { url, key, captured: self.clock("captured")?, record_id, points_at, names })
    }

    fn capture(mut self) -> Result<Capture, ExtractError> {
        let url = self.text("url")?.ok_or_else(|| broken("it has no \"url\""))?;
        let kind = CaptureKind::from_name(&self.needed("kind")?)
            .ok_or_else(|| broken("its \"kind\" is unknown"))?;
        let key = MatchKey::from_stored(self.needed("key")?);
        let id = self.text("id")?.and_then(|id| id.parse::<VersionId>().ok());
        let id = id.ok_or_else(|| broken("its \"id\" is missing or not a version id"))?;
        let content = Content {
            title: self.text("title")?,
            byline: self.text("byline")?,
            description: self.text("description")?,
            body: self.text("body")?,
        };
        let payload = self
            .text("payload_sha256")?
            .map(|digest| {
                digest
                    .parse::<Sha256>()
                    .map_err(|_| broken("its \"payload_sha256\" is not a SHA-256 digest"))
            })
            .transpose()?;
        let (lang, publisher, section) =
            (self.text("lang")?, self.text("publisher")?, self.text("section")?);
        let (published, updated, captured) =
            (self.clock("published")?, self.clock("updated")?, self.clock("captured")?);
        let sequence = self.0.get("sequence").and_then(Value::as_i64);
        let extra = match self.0.remove("extra") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(extra)) => extra,
            Some(_) => return Err(broken("its \"extra\" is not an object")),
        };
        let annotations = match self.0.remove("annotations") {
            None => Annotations::default(),
            Some(annotations) => serde_json::from_value(annotations)
                .map_err(|why| broken(&format!("its \"annotations\" cannot be read ({why})")))?,
        };
        let labels = Labels { lang, publisher, section, extra };
        let version = Version { key, published, updated, content };
        if version.id() != id {
            return Err(ExtractError {
                code: "altered",
                message: format!(
                    "the record does not match the id that it states ({}): it was changed after \
                     the export; export it again, or remove \"recension\" and \"id\" to import it \
                     as an ordinary record",
                    id.short()
                ),
            });
        }
        Ok(Capture { version, kind, url, captured, sequence, labels, annotations, payload })
    }
}

fn broken(why: &str) -> ExtractError {
    ExtractError {
        code: "bad-export",
        message: format!("the record is marked as a recension export, but {why}: export it again"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ExtractOptions, record};
    use super::*;
    use crate::article::ClockSource;

    fn written() -> Value {
        let url = "https://example.org/a#b";
        let zone = crate::article::DefaultZone::default();
        let published = Timestamp::parse("2014-10-19", &zone, ClockSource::Meta).expect("a day");
        let version = Version {
            key: MatchKey::of(url).expect("a key"),
            published: Some(published.clone()),
            updated: None,
            content: Content {
                title: Some(String::new()),
                byline: None,
                description: None,
                body: Some("One.\n\nTwo.".to_owned()),
            },
        };
        serde_json::json!({
            "recension": FORM, "key": version.key.as_str(), "id": version.id().to_string(),
            "kind": "feed-entry", "url": url, "published": published, "title": "", "body": "One.\n\nTwo.",
            "extra": {"title": 7, "date": "soon", "damage": "theirs"},
            "annotations": {"damage": "ours"},
        })
    }

    fn read(record: &Value) -> Result<Capture, ExtractError> {
        record::read_json(record.to_string().as_bytes(), &ExtractOptions::default())
    }

    #[test]
    fn nothing_is_guessed_in_a_record_of_ours() {
        let capture = read(&written()).expect("a capture");
        assert_eq!(capture.url, "https://example.org/a#b");
        assert_eq!(capture.kind, CaptureKind::FeedEntry);
        assert_eq!(capture.version.content.title.as_deref(), Some(""));
        let published = capture.version.published.expect("a day");
        assert_eq!((published.raw(), published.source()), ("2014-10-19", ClockSource::Meta));
        assert_eq!(capture.labels.extra.get("title"), Some(&Value::from(7)));
        assert_eq!(capture.captured, None);
        assert_eq!(capture.labels.extra.get("damage"), Some(&Value::from("theirs")));
        assert_eq!(capture.annotations.damage.as_deref(), Some("ours"));
    }

    #[test]
    fn what_was_altered_is_refused() {
        let check = |name: &str, value: Value, code: &str| {
            let mut record = written();
            record[name] = value;
            assert_eq!(read(&record).expect_err(name).code, code, "{name}");
        };
        check("body", "One.\n\nTwo!".into(), "altered");
        check("published", Value::Null, "altered");
        check("key", "org,example)/b".into(), "altered");
        check("published", "2014-10-19".into(), "bad-export");
        check("id", "ba78".into(), "bad-export");
        check("extra", 7.into(), "bad-export");
        check("annotations", 7.into(), "bad-export");
        check("annotations", serde_json::json!({"colour": "red"}), "bad-export");
        check("url", Value::Null, "bad-export");
        check("kind", Value::Null, "bad-export");
        check("kind", "leaflet".into(), "bad-export");
        check("recension", 2.into(), "newer-export");
    }
}
