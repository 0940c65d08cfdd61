//! WARC 1.1 (ISO 28500:2017): the catalog as records of a web archive, which `recension import` can
//! read back.
//!
//! A capture is a `conversion` record: the text that was found in a page. Its block is the complete
//! JSON of the capture. If the catalog keeps the page itself, that follows as a `resource` record;
//! `Recension-Page-Of` names the capture's record. Redirects, looks and waiting revisits are
//! `metadata` records of their URLs. Record ids are derived from the content, so a capture has the
//! same record id in every archive.

use std::io;

use serde::Serialize;

use super::record::{self, Exported};
use super::{Export, Result, Selection};
use crate::article::timestamp::canonical_text;
use crate::article::warc_record::{ARCHIVE_INFO, base32, id_of, is_uri, push, uri, write_record};
use crate::article::{KeptPage, Precision, Sha256, StoredCapture, Timestamp};

/// How an archive is written.
#[derive(Clone, Debug)]
pub struct WarcOptions {
    /// Whether to compress each record as its own gzip member.
    pub gzip: bool,
    /// The archive's file name, if it has one.
    pub filename: Option<String>,
    /// When it is written, in microseconds since 1970.
    pub created: i64,
}

/// Returns the export.
pub fn export(options: WarcOptions) -> Export {
    Export::stream("capture", move |selection, out| write(selection, &options, out))
}

fn write(selection: &Selection<'_>, options: &WarcOptions, out: &mut dyn io::Write) -> Result<i64> {
    let created = options.created.div_euclid(1_000_000) * 1_000_000;
    let mut archive = WarcExport {
        out,
        gzip: options.gzip,
        created: canonical_text(created, Precision::Second),
        info: String::new(),
    };
    archive.begin(options.filename.as_deref())?;
    let mut written = 0;
    record::each(selection, |exported| {
        match exported {
            Exported::Capture(capture, record) => {
                // The web archive from which the capture was read holds the complete page.
                let source = record.warc_record_id().filter(|id| is_uri(id));
                let refers_to = source.map(|id| format!("WARC-Refers-To: <{id}>\r\n"));
                let id = archive.json(
                    "conversion",
                    &capture.url,
                    capture.captured.as_ref(),
                    &refers_to.unwrap_or_default(),
                    record,
                )?;
                if let Some(digest) = capture.payload
                    && let Some(page) = selection.catalog.page(&digest)?
                {
                    archive.page(capture, &page, &id)?;
                }
                written += 1;
            }
            Exported::Pointer(pointer, record) => {
                archive.json("metadata", pointer.url(), pointer.time(), "", record)?;
            }
        }
        Ok(())
    })?;
    Ok(written)
}

/// An archive that is being written.
struct WarcExport<'w> {
    out: &'w mut dyn io::Write,
    gzip: bool,
    /// When it is written: the date of records without their own date, because a date is mandatory.
    created: String,
    /// The id of the record that describes the archive.
    info: String,
}

impl WarcExport<'_> {
    fn begin(&mut self, filename: Option<&str>) -> io::Result<()> {
        let block = format!(
            "{ARCHIVE_INFO}description: versions of articles; each conversion record holds a capture \
             as JSON, with the text that was found in the page; a resource record after it is the \
             page, if the catalog keeps it\r\n"
        );
        let name: String =
            filename.unwrap_or_default().chars().filter(|letter| !letter.is_control()).collect();
        self.info = id_of(&["warcinfo", &self.created, &name, &block]);
        let mut fields = format!(
            "WARC-Type: warcinfo\r\nWARC-Record-ID: {}\r\nWARC-Date: {}\r\n",
            self.info, self.created
        );
        if !name.is_empty() {
            push(&mut fields, format_args!("WARC-Filename: {name}\r\n"));
        }
        fields.push_str("Content-Type: application/warc-fields\r\n");
        self.record(&fields, block.as_bytes())
    }

    /// Writes a record of JSON. `more` holds further header fields, each with its line end.
    fn json(
        &mut self,
        kind: &str,
        url: &str,
        captured: Option<&Timestamp>,
        more: &str,
        value: &impl Serialize,
    ) -> io::Result<String> {
        let block = serde_json::to_vec(value).map_err(io::Error::from)?;
        let digest = format!("sha256:{}", base32(&Sha256::of(&block).0));
        let date = captured.map_or_else(|| self.created.clone(), Timestamp::canonical);
        let id = id_of(&[kind, &digest]);
        let fields = format!(
            "WARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Warcinfo-ID: {info}\r\n\
             WARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\n{more}\
             WARC-Block-Digest: {digest}\r\nWARC-Payload-Digest: {digest}\r\n\
             Content-Type: application/json\r\n",
            info = self.info,
            uri = uri(url),
        );
        self.record(&fields, &block)?;
        Ok(id)
    }

    /// Writes a kept page as a record of its own, next to the record `of` its capture.
    fn page(&mut self, capture: &StoredCapture, page: &KeptPage, of: &str) -> io::Result<()> {
        let digest = format!("sha256:{}", base32(&Sha256::of(&page.bytes).0));
        let date =
            capture.captured.as_ref().map_or_else(|| self.created.clone(), Timestamp::canonical);
        let stated = page.content_type.as_deref().filter(|stated| {
            !stated.is_empty() && stated.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        });
        let fields = format!(
            "WARC-Type: resource\r\nWARC-Record-ID: {id}\r\nWARC-Warcinfo-ID: {info}\r\n\
             WARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\nRecension-Page-Of: {of}\r\n\
             WARC-Block-Digest: {digest}\r\nWARC-Payload-Digest: {digest}\r\n\
             Content-Type: {content_type}\r\n",
            id = id_of(&["resource", of, &digest]),
            info = self.info,
            uri = uri(&capture.url),
            content_type = stated.unwrap_or(page.kind.media_type()),
        );
        self.record(&fields, &page.bytes)
    }

    fn record(&mut self, fields: &str, block: &[u8]) -> io::Result<()> {
        write_record(self.out, self.gzip, fields, block)
    }
}
