//! JSON Lines: one record per capture, for other programs and for `recension import`.

use std::io;

use super::record::{self, Exported};
use super::{Export, Result, Selection};

/// Returns the export.
pub fn export() -> Export {
    Export::stream("capture", write)
}

fn write(selection: &Selection<'_>, out: &mut dyn io::Write) -> Result<i64> {
    let mut written = 0;
    record::each(selection, |exported| {
        match exported {
            Exported::Capture(_, record) => {
                crate::render::json::to_writer(&mut *out, record)?;
                written += 1;
            }
            Exported::Pointer(_, record) => {
                crate::render::json::to_writer(&mut *out, record)?;
            }
        }
        Ok(out.write_all(b"\n")?)
    })?;
    Ok(written)
}
