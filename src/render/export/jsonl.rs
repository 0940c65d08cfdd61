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
                serde_json::to_writer(&mut *out, record).map_err(io::Error::from)?;
                written += 1;
            }
            Exported::Pointer(_, record) => {
                serde_json::to_writer(&mut *out, record).map_err(io::Error::from)?;
            }
        }
        Ok(out.write_all(b"\n")?)
    })?;
    Ok(written)
}
