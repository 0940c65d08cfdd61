//! Own records: captures as `recension export` writes them, read back whole.
//!
//! Nothing is guessed here: every field has one name, and the version's id proves that the record is
//! as it was written.

use serde_json::{Map, Value};

use super::Problem;
use super::record::own_form;
use crate::article::{Capture, Content, Labels, MatchKey, Sha256, Timestamp, Version, VersionId};

/// The form that is written and read.
pub const FORM: i64 = 1;

/// Whether it is a record of ours.
pub(super) fn is_own(fields: &Map<String, Value>) -> bool {
    fields.get("recension").is_some_and(Value::is_i64)
        && fields.contains_key("key")
        && fields.contains_key("id")
}

/// Reads a record of ours.
pub(super) fn read(mut fields: Map<String, Value>) -> Result<Capture, Problem> {
    let form = fields.get("recension").and_then(Value::as_i64);
    if form != Some(FORM) {
        return Err(Problem {
            code: "newer-export",
            message: "the record was exported by a newer recension: upgrade this one to import it"
                .to_owned(),
        });
    }
    let mut text = |name: &str| match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(broken(&format!("its \"{name}\" is no text"))),
    };
    let url = text("url")?.ok_or_else(|| broken("it has no \"url\""))?;
    let key = text("key")?.filter(|key| !key.is_empty());
    let key = MatchKey::from_stored(key.ok_or_else(|| broken("it has no \"key\""))?);
    let id = text("id")?.and_then(|id| id.parse::<VersionId>().ok());
    let id = id.ok_or_else(|| broken("its \"id\" is none"))?;
    let content = Content {
        title: text("title")?,
        byline: text("byline")?,
        description: text("description")?,
        body: text("body")?,
    };
    let payload = text("payload_sha256")?
        .map(|digest| digest.parse::<Sha256>().map_err(|_| broken("its payload's digest is none")))
        .transpose()?;
    let (lang, publisher, section) = (text("lang")?, text("publisher")?, text("section")?);
    let clock = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(clock)) => match own_form(clock) {
            Some(stamp) => Ok(Some(stamp)),
            None => Err(broken(&format!("its \"{name}\" is no clock as recension writes them"))),
        },
        Some(_) => Err(broken(&format!("its \"{name}\" is no clock as recension writes them"))),
    };
    let clocks: [Option<Timestamp>; 3] =
        [clock("published")?, clock("updated")?, clock("captured")?];
    let [published, updated, captured] = clocks;
    let sequence = fields.get("sequence").and_then(Value::as_i64);
    let extra = match fields.remove("extra") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(extra)) => extra,
        Some(_) => return Err(broken("its \"extra\" is no object")),
    };
    let labels = Labels { lang, publisher, section, extra };
    let version = Version { key, published, updated, content };
    if version.id() != id {
        return Err(Problem {
            code: "altered",
            message: format!(
                "the record does not give the id that it states ({}): it was altered after the \
                 export; export it again, or leave \"recension\" and \"id\" out to take it as a \
                 record like any other",
                id.short()
            ),
        });
    }
    Ok(Capture { version, url, captured, sequence, labels, payload })
}

fn broken(why: &str) -> Problem {
    Problem {
        code: "bad-export",
        message: format!("the record says that recension exported it, but {why}: export it again"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, record};
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
            "url": url, "published": published, "title": "", "body": "One.\n\nTwo.",
            "extra": {"title": 7, "date": "soon"},
        })
    }

    fn read(record: &Value) -> Result<Capture, Problem> {
        record::read_json(record.to_string().as_bytes(), &Options::default())
    }

    #[test]
    fn nothing_is_guessed_in_a_record_of_ours() {
        let capture = read(&written()).expect("a capture");
        assert_eq!(capture.url, "https://example.org/a#b");
        assert_eq!(capture.version.content.title.as_deref(), Some(""));
        let published = capture.version.published.expect("a day");
        assert_eq!((published.raw(), published.source()), ("2014-10-19", ClockSource::Meta));
        assert_eq!(capture.labels.extra.get("title"), Some(&Value::from(7)));
        assert_eq!(capture.captured, None);
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
        check("url", Value::Null, "bad-export");
        check("recension", 2.into(), "newer-export");
    }
}
