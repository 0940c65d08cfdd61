//! Log entries: what a catalog imported and what was done to it, as the bytes that are hashed.
//!
//! The format is that of the [canonical form](super::canonical): fields with their lengths. An
//! entry is `recension-entry 2`, its kind, and the fields of that kind in the order of
//! [`LogEntry`].

use super::canonical::field;
use super::{Handles, PageKind, Precision, Sha256};

/// The kind of a log entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LogEntryKind {
    /// A capture, and its version if this is the version's first capture.
    Capture,
    /// A capture of a redirect.
    Redirect,
    /// A record that could not be imported.
    Reject,
    /// An event in the journal.
    Event,
    /// Handles that were added to a known capture later.
    Handles,
    /// A further location of a known capture.
    Location,
    /// A page that is kept as it was captured.
    Page,
    /// A look: a request that did not return the page.
    Look,
}

impl LogEntryKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Capture,
        Self::Redirect,
        Self::Reject,
        Self::Event,
        Self::Handles,
        Self::Location,
        Self::Page,
        Self::Look,
    ];

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Redirect => "redirect",
            Self::Reject => "reject",
            Self::Event => "event",
            Self::Handles => "handles",
            Self::Location => "location",
            Self::Page => "page",
            Self::Look => "look",
        }
    }
}

/// The location of a record as kept in the catalog: its number, otherwise its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryPlace<'a> {
    /// The input as the user named it.
    pub input: &'a str,
    /// The record's number.
    pub record: Option<i64>,
    /// The offset of its first byte.
    pub offset: Option<i64>,
}

/// A log entry. Times are microseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub enum LogEntry<'a> {
    /// See [`LogEntryKind::Capture`].
    Capture {
        /// The capture's [digest](super::Capture::digest), which covers its version's id.
        digest: &'a Sha256,
        /// The handles with which later records of a web archive refer to it, as far as known at
        /// that time.
        handles: Option<&'a Handles>,
        /// Where it was read.
        place: EntryPlace<'a>,
    },
    /// See [`LogEntryKind::Redirect`].
    Redirect {
        /// The requested URL.
        url: &'a str,
        /// The URL of the target.
        target: &'a str,
        /// The capture time.
        captured: Option<i64>,
        /// Where it was read.
        place: EntryPlace<'a>,
    },
    /// See [`LogEntryKind::Reject`].
    Reject {
        /// The code of the problem.
        code: &'a str,
        /// What is wrong.
        reason: &'a str,
        /// The full length of the record in bytes.
        length: i64,
        /// The bytes that are kept.
        bytes: &'a [u8],
        /// Where it was read.
        place: EntryPlace<'a>,
    },
    /// See [`LogEntryKind::Event`].
    Event {
        /// The time of the event.
        at: i64,
        /// The PREMIS name of the event.
        name: &'a str,
        /// The program and its version.
        agent: &'a str,
        /// `success`, `warning` or `fail`.
        outcome: &'a str,
        /// Further details, as a JSON object.
        detail: &'a str,
        /// The log's root before this entry; this entry's index in the log is the number of entries
        /// before it.
        root: &'a Sha256,
    },
    /// See [`LogEntryKind::Handles`].
    Handles {
        /// The capture's digest.
        digest: &'a Sha256,
        /// The handles that the capture did not have before.
        handles: &'a Handles,
        /// Where they were read.
        place: EntryPlace<'a>,
    },
    /// See [`LogEntryKind::Location`].
    Location {
        /// The capture's digest.
        digest: &'a Sha256,
        /// Where it was read, too.
        place: EntryPlace<'a>,
    },
    /// See [`LogEntryKind::Page`].
    Page {
        /// The SHA-256 of the page's bytes.
        digest: &'a Sha256,
        /// Its format.
        kind: PageKind,
        /// The `Content-Type` with which it was served.
        content_type: Option<&'a str>,
    },
    /// See [`LogEntryKind::Look`].
    Look {
        /// The requested URL.
        url: &'a str,
        /// The time of the request.
        at: i64,
        /// The precision of that time.
        precision: Precision,
        /// The name of the reason.
        reason: &'a str,
        /// The status of the response.
        status: Option<u16>,
        /// Where it was read.
        place: EntryPlace<'a>,
    },
}

impl LogEntry<'_> {
    /// Returns the kind of the entry.
    pub fn kind(&self) -> LogEntryKind {
        match self {
            Self::Capture { .. } => LogEntryKind::Capture,
            Self::Redirect { .. } => LogEntryKind::Redirect,
            Self::Reject { .. } => LogEntryKind::Reject,
            Self::Event { .. } => LogEntryKind::Event,
            Self::Handles { .. } => LogEntryKind::Handles,
            Self::Location { .. } => LogEntryKind::Location,
            Self::Page { .. } => LogEntryKind::Page,
            Self::Look { .. } => LogEntryKind::Look,
        }
    }

    /// Returns the bytes that are hashed.
    pub fn form(&self) -> Vec<u8> {
        let mut form = Vec::with_capacity(256);
        let put = &mut |bytes: &[u8]| form.extend_from_slice(bytes);
        field(put, "recension-entry", Some("2"));
        field(put, "kind", Some(self.kind().name()));
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        let place = match *self {
            Self::Capture { digest, handles, place } => {
                field(put, "capture-sha256", Some(&digest.to_string()));
                handle_fields(put, handles);
                Some(place)
            }
            Self::Handles { digest, handles, place } => {
                field(put, "capture-sha256", Some(&digest.to_string()));
                handle_fields(put, Some(handles));
                Some(place)
            }
            Self::Location { digest, place } => {
                field(put, "capture-sha256", Some(&digest.to_string()));
                Some(place)
            }
            Self::Page { digest, kind, content_type } => {
                field(put, "page-sha256", Some(&digest.to_string()));
                field(put, "media-type", Some(kind.media_type()));
                field(put, "content-type", content_type);
                None
            }
            Self::Redirect { url, target, captured, place } => {
                field(put, "url", Some(url));
                field(put, "target", Some(target));
                field(put, "captured", number(captured).as_deref());
                Some(place)
            }
            Self::Look { url, at, precision, reason, status, place } => {
                field(put, "url", Some(url));
                field(put, "at", Some(&at.to_string()));
                field(put, "precision", Some(precision.name()));
                field(put, "reason", Some(reason));
                field(put, "status", number(status.map(i64::from)).as_deref());
                Some(place)
            }
            Self::Reject { code, reason, length, bytes, place } => {
                field(put, "code", Some(code));
                field(put, "reason", Some(reason));
                field(put, "length", Some(&length.to_string()));
                field(put, "bytes-sha256", Some(&Sha256::of(bytes).to_string()));
                Some(place)
            }
            Self::Event { at, name, agent, outcome, detail, root } => {
                field(put, "at", Some(&at.to_string()));
                field(put, "event", Some(name));
                field(put, "agent", Some(agent));
                field(put, "outcome", Some(outcome));
                field(put, "detail", Some(detail));
                field(put, "root", Some(&root.to_string()));
                None
            }
        };
        if let Some(EntryPlace { input, record, offset }) = place {
            field(put, "input", Some(input));
            field(put, "record", number(record).as_deref());
            field(put, "offset", number(offset).as_deref());
        }
        form
    }
}

/// Writes the handles in their order, in hex, separated by spaces.
fn handle_fields(put: &mut impl FnMut(&[u8]), handles: Option<&Handles>) {
    let names = handles
        .map(|handles| handles.names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let itself = handles.map(|handles| if handles.names_itself { "true" } else { "false" });
    field(put, "handles", names.as_deref());
    field(put, "names-itself", itself);
}

#[cfg(test)]
mod tests {
    use super::super::Handle;
    use super::*;

    #[test]
    fn a_form_is_what_its_page_says() {
        let digest = Sha256([0xab; 32]);
        let place = EntryPlace { input: "a.jsonl", record: Some(7), offset: None };
        let handles = Handles::new(vec![Handle([2; 16]), Handle([1; 16])], true).expect("two");
        let check = |entry: LogEntry<'_>, kind: &str, named: &str| {
            let named = if named.is_empty() { String::new() } else { format!("{named}\n") };
            let hex = "ab".repeat(32);
            let length = kind.len();
            assert_eq!(
                String::from_utf8(entry.form()).expect("UTF-8"),
                format!(
                    "recension-entry 1\n2\nkind {length}\n{kind}\ncapture-sha256 64\n{hex}\n\
                     {named}input 7\na.jsonl\nrecord 1\n7\noffset -\n"
                ),
            );
        };
        let without = LogEntry::Capture { digest: &digest, handles: None, place };
        check(without, "capture", "handles -\nnames-itself -");
        let named =
            format!("handles 65\n{} {}\nnames-itself 4\ntrue", "01".repeat(16), "02".repeat(16));
        let with = LogEntry::Capture { digest: &digest, handles: Some(&handles), place };
        check(with, "capture", &named);
        check(LogEntry::Handles { digest: &digest, handles: &handles, place }, "handles", &named);
        check(LogEntry::Location { digest: &digest, place }, "location", "");
        let page = LogEntry::Page {
            digest: &digest,
            kind: PageKind::Html,
            content_type: Some("text/html"),
        };
        assert_eq!(
            String::from_utf8(page.form()).expect("UTF-8"),
            format!(
                "recension-entry 1\n2\nkind 4\npage\npage-sha256 64\n{}\n\
                 media-type 9\ntext/html\ncontent-type 9\ntext/html\n",
                "ab".repeat(32)
            ),
        );
        let look = LogEntry::Look {
            url: "https://a.example/1",
            at: 7,
            precision: Precision::Second,
            reason: "gone",
            status: Some(410),
            place,
        };
        assert_eq!(
            String::from_utf8(look.form()).expect("UTF-8"),
            "recension-entry 1\n2\nkind 4\nlook\nurl 19\nhttps://a.example/1\nat 1\n7\n\
             precision 6\nsecond\nreason 4\ngone\nstatus 3\n410\ninput 7\na.jsonl\n\
             record 1\n7\noffset -\n",
        );
    }
}
