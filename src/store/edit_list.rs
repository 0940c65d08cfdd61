//! The edits of a change as JSON, one object per operation, for SQL.

use crate::article::to_json;
use serde::Serialize;

use crate::diff::{ClassSet, ClassWitness, DocumentDiff, Extent};

/// An operation on a sentence of the body, or on another field.
#[derive(Serialize)]
struct Edit<'d> {
    field: &'static str,
    op: &'static str,
    old: Option<&'d str>,
    new: Option<&'d str>,
    classes: String,
    evidence: Vec<ClassWords<'d>>,
}

/// The words that are the evidence for a class.
#[derive(Serialize)]
struct ClassWords<'d> {
    class: &'static str,
    old: Option<&'d str>,
    new: Option<&'d str>,
}

/// Returns the operations as a JSON array: first those on title, byline and description, then those
/// on the body's sentences in reading order. The sentences of a split or merge are joined to one
/// text.
pub(super) fn json(diff: &DocumentDiff<'_>) -> String {
    let mut edits = Vec::new();
    for field in diff.fields.iter().filter(|field| field.field.is_text()) {
        let (old, new) = (field.old.as_deref(), field.new.as_deref());
        edits.push(Edit {
            field: field.field.name(),
            op: match (old, new) {
                (None, _) => "added",
                (_, None) => "removed",
                _ => "edited",
            },
            old,
            new,
            classes: names(field.classes),
            evidence: words(&field.evidence, (old.unwrap_or_default(), new.unwrap_or_default())),
        });
    }
    for change in &diff.body.changes {
        edits.push(Edit {
            field: "body",
            op: change.op.name(),
            old: whole(&change.old, diff.old),
            new: whole(&change.new, diff.new),
            classes: names(change.classes),
            evidence: words(&change.evidence, (diff.old, diff.new)),
        });
    }
    to_json(&edits)
}

fn names(classes: ClassSet) -> String {
    classes.iter().map(crate::diff::Class::name).collect::<Vec<_>>().join(",")
}

fn words<'d>(evidence: &[ClassWitness], (old, new): (&'d str, &'d str)) -> Vec<ClassWords<'d>> {
    let one = |evidence: &ClassWitness| ClassWords {
        class: evidence.class.name(),
        old: evidence.old.map(|extent| extent.of(old)),
        new: evidence.new.map(|extent| extent.of(new)),
    };
    evidence.iter().map(one).collect()
}

/// Returns adjacent sentences with the text between them; `None` if there are no sentences.
fn whole<'d>(sentences: &[Extent], text: &'d str) -> Option<&'d str> {
    let (first, last) = (sentences.first()?, sentences.last()?);
    Some(Extent::new(first.start, last.end).of(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{DiffOptions, DocumentFields, diff_documents};

    #[track_caller]
    fn check(old: (Option<&str>, &str), new: (Option<&str>, &str), expected: &[&str]) {
        let fields = |title: Option<&str>| DocumentFields {
            title: title.map(str::to_owned),
            ..DocumentFields::default()
        };
        let (a, b) = (fields(old.0), fields(new.0));
        let json = json(&diff_documents((&a, old.1), (&b, new.1), &DiffOptions::default()));
        let edits: Vec<serde_json::Value> = serde_json::from_str(&json).expect("an array");
        let lines: Vec<String> = edits
            .iter()
            .map(|edit| {
                let text = |name: &str| edit[name].as_str().unwrap_or("-").to_owned();
                let evidence: Vec<String> = edit["evidence"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|words| format!("{}:{}:{}", words["class"], words["old"], words["new"]))
                    .collect();
                format!(
                    "{} {} [{}] [{}] {} {}",
                    text("field"),
                    text("op"),
                    text("old"),
                    text("new"),
                    text("classes"),
                    evidence.join(" ").replace('"', "")
                )
            })
            .collect();
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn an_operation_is_an_object() {
        let body = "The dock burned. Three are hurt.";
        check((Some("Fire"), body), (Some("Fire"), body), &[]);
        check(
            (None, "It took 3 days. It was cold."),
            (Some("Fire"), "It took 30 days. It was cold. Nobody was hurt."),
            &[
                "title added [-] [Fire] headline",
                "body edited [It took 3 days.] [It took 30 days.] number number:3:30",
                "body added [-] [Nobody was hurt.] negation negation:null:Nobody",
            ],
        );
        check(
            (Some("Fire"), "The dock burned down and the crane fell into the canal."),
            (Some("Fire"), "The dock burned down. And the crane fell into the canal."),
            &["body split [The dock burned down and the crane fell into the canal.] \
               [The dock burned down. And the crane fell into the canal.]"],
        );
    }
}
