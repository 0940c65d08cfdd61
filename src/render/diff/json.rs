//! JSON: the diff in the schema that `docs/diff-format.md` documents.

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::{DiffSide, RenderOptions};
use crate::diff::{
    Change, ClassSet, ClassWitness, Diff, DocumentDiff, Extent, FieldChange, Op, SpanKind, WordSpan,
};

/// The version of the schema. It is increased when readers of the previous version would misread
/// the output.
pub const SCHEMA: u32 = 1;

/// Writes one JSON object and a newline.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write(diff, None, from, to, options, out)
}

/// Writes like [`render`], with the id of a pair of a batch.
pub fn write(
    diff: &DocumentDiff<'_>,
    id: Option<&Value>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    crate::render::json::to_writer(&mut *out, &DiffDocument { diff, id, from, to, options })?;
    writeln!(out)
}

struct DiffDocument<'a> {
    diff: &'a DocumentDiff<'a>,
    id: Option<&'a Value>,
    from: &'a DiffSide,
    to: &'a DiffSide,
    options: &'a RenderOptions,
}

impl Serialize for DiffDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("from", &KnownVersion(self.from))?;
        map.serialize_entry("to", &KnownVersion(self.to))?;
        map.serialize_entry("fields", &JsonList(self.diff.fields.iter().map(FieldJson)))?;
        map.serialize_entry("summary", &SummaryJson(self.diff))?;
        map.serialize_entry("coarse", &self.diff.body.coarse)?;
        let texts = (self.diff.old, self.diff.new);
        let shown = self.diff.body.changes.iter().filter(|change| self.options.shows(change));
        map.serialize_entry(
            "changes",
            &JsonList(shown.map(|change| OperationJson { change, texts })),
        )?;
        map.serialize_entry("layout", &LayoutJson { diff: &self.diff.body, texts })?;
        let hidden = self.options.hidden(self.diff);
        if hidden > 0 {
            map.serialize_entry("hidden", &hidden)?;
        }
        map.end()
    }
}

/// An iterator that is serialized as a list.
struct JsonList<I>(I);

impl<I> Serialize for JsonList<I>
where
    I: Iterator + Clone,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

struct KnownVersion<'a>(&'a DiffSide);

impl Serialize for KnownVersion<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.known().map(|(name, value)| {
            // An ordinal is a number.
            let number = value.parse::<u64>().ok().filter(|_| name == "ordinal");
            (name, number.map_or_else(|| Value::from(value), Value::from))
        }))
    }
}

struct SummaryJson<'a>(&'a DocumentDiff<'a>);

impl Serialize for SummaryJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.0.summary();
        let mut map = serializer.serialize_map(None)?;
        for op in Op::ALL {
            map.serialize_entry(op.name(), &summary.count(op))?;
        }
        map.serialize_entry("words_added", &summary.words_added)?;
        map.serialize_entry("words_removed", &summary.words_removed)?;
        map.serialize_entry("layout", &summary.layout)?;
        map.serialize_entry("fields", &self.0.fields.len())?;
        map.end()
    }
}

struct Classes(ClassSet);

impl Serialize for Classes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(crate::diff::Class::name))
    }
}

#[derive(Clone, Copy)]
struct Sentence<'a>(Extent, &'a str);

impl Serialize for Sentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("start", &self.0.start)?;
        map.serialize_entry("end", &self.0.end)?;
        map.serialize_entry("text", self.0.of(self.1))?;
        map.end()
    }
}

#[derive(Clone, Copy)]
struct EvidenceJson<'a>(&'a ClassWitness, (&'a str, &'a str));

impl Serialize for EvidenceJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("class", self.0.class.name())?;
        map.serialize_entry("old", &self.0.old.map(|extent| extent.of(self.1.0)))?;
        map.serialize_entry("new", &self.0.new.map(|extent| extent.of(self.1.1)))?;
        map.end()
    }
}

#[derive(Clone, Copy)]
struct SpanJson<'a>(&'a WordSpan, (&'a str, &'a str));

impl Serialize for SpanJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(2))?;
        let (sign, text) = match self.0.kind {
            SpanKind::Equal => ("=", self.0.new.of(self.1.1)),
            SpanKind::Removed => ("-", self.0.old.of(self.1.0)),
            SpanKind::Added => ("+", self.0.new.of(self.1.1)),
        };
        list.serialize_element(sign)?;
        list.serialize_element(text)?;
        list.end()
    }
}

struct OperationJson<'a> {
    change: &'a Change,
    texts: (&'a str, &'a str),
}

impl Serialize for OperationJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (change, texts) = (self.change, self.texts);
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("op", change.op.name())?;
        map.serialize_entry("old", &JsonList(change.old.iter().map(|&e| Sentence(e, texts.0))))?;
        map.serialize_entry("new", &JsonList(change.new.iter().map(|&e| Sentence(e, texts.1))))?;
        map.serialize_entry("classes", &Classes(change.classes))?;
        map.serialize_entry(
            "evidence",
            &JsonList(change.evidence.iter().map(|e| EvidenceJson(e, texts))),
        )?;
        map.serialize_entry("spans", &JsonList(change.spans.iter().map(|s| SpanJson(s, texts))))?;
        map.end()
    }
}

#[derive(Clone, Copy)]
struct FieldJson<'a>(&'a FieldChange);

impl Serialize for FieldJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let field = self.0;
        let texts =
            (field.old.as_deref().unwrap_or_default(), field.new.as_deref().unwrap_or_default());
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("field", field.field.name())?;
        map.serialize_entry("old", &field.old)?;
        map.serialize_entry("new", &field.new)?;
        map.serialize_entry("classes", &Classes(field.classes))?;
        map.serialize_entry(
            "evidence",
            &JsonList(field.evidence.iter().map(|e| EvidenceJson(e, texts))),
        )?;
        map.serialize_entry("spans", &JsonList(field.spans.iter().map(|s| SpanJson(s, texts))))?;
        map.end()
    }
}

struct LayoutJson<'a> {
    diff: &'a Diff,
    texts: (&'a str, &'a str),
}

impl Serialize for LayoutJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for (layout, piece) in self.diff.layout() {
            list.serialize_element(&LayoutEntry {
                op: layout.name(),
                old: Sentence(piece.old, self.texts.0),
                new: Sentence(piece.new, self.texts.1),
            })?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct LayoutEntry<'a> {
    op: &'static str,
    old: Sentence<'a>,
    new: Sentence<'a>,
}
