//! JSON Lines: one record per capture, for other programs and for `recension import`.

use std::io;

use super::record::{Exported, each_of_article, each_of_none};
use super::{Export, ExportError, Result, Selection};
use crate::article::ArticleId;
use crate::history::parallel::in_order;
use crate::store::Snapshot;

/// Returns the export.
pub fn export() -> Export {
    Export::stream("capture", write)
}

/// The maximum bytes of an article's records that are read ahead; longer histories are written
/// capture by capture.
const MOST_AHEAD: usize = 4 << 20;

/// An article's records.
enum Records {
    /// As they are written, and the number of captures.
    Ready(Vec<u8>, i64),
    /// They are too long to be read ahead.
    Long(ArticleId),
}

fn write(selection: &Selection<'_>, out: &mut dyn io::Write) -> Result<i64> {
    let (is_all, progress) = (selection.filter.is_open(), selection.progress);
    let of_article = |catalog: &Snapshot, article, out: &mut dyn io::Write| {
        let mut captures = 0;
        each_of_article(catalog, article, is_all, progress, &mut |exported| {
            captures += i64::from(matches!(exported, Exported::Capture(..)));
            put(&exported, out)
        })?;
        Ok(captures)
    };
    let read = |catalog: &Snapshot, article| {
        let mut out = Bounded::default();
        match of_article(catalog, article, &mut out) {
            Ok(captures) => Ok(Records::Ready(out.bytes, captures)),
            Err(ExportError::Output(_)) if out.is_full => Ok(Records::Long(article)),
            Err(error) => Err(error),
        }
    };
    let mut written = 0;
    in_order(selection.catalog, &selection.by_key()?, selection.jobs, read, |records| {
        written += match records {
            Records::Ready(bytes, captures) => {
                out.write_all(&bytes)?;
                captures
            }
            Records::Long(article) => of_article(selection.catalog, article, out)?,
        };
        Ok(())
    })?;
    each_of_none(selection, |exported| put(&exported, out))?;
    Ok(written)
}

fn put(exported: &Exported<'_>, out: &mut dyn io::Write) -> Result<()> {
    match exported {
        Exported::Capture(_, record) => crate::render::json::to_writer(&mut *out, record)?,
        Exported::Pointer(_, record) => crate::render::json::to_writer(&mut *out, record)?,
    }
    Ok(out.write_all(b"\n")?)
}

/// Bytes in memory, up to [`MOST_AHEAD`].
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MOST_AHEAD {
            self.is_full = true;
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
