//! The input of the writer: captures with their digests, pointers and rejects.

use std::sync::Arc;

use crate::article::address::own_url;
use crate::article::{
    Capture, Details, Handles, ImportNumber, KeptPage, Pointer, Redaction, Sha256, VersionId,
    to_json,
};
use crate::source::SourceLocation;

/// A capture with its digests computed, ready to be written. This work needs no catalog and can run
/// on any thread.
#[derive(Debug)]
pub struct HashedCapture {
    pub(super) capture: Capture,
    /// Its [details](Details), a JSON object; empty if there are none. Kept as text because parsed
    /// values of foreign JSON take forty times as much memory, and a batch has thousands.
    pub(super) details: Box<str>,
    pub(super) body: Option<Arc<String>>,
    pub(super) body_hash: i64,
    pub(super) id: VersionId,
    pub(super) digest: Sha256,
    /// The article's own URL, if the capture was seen under another one.
    pub(super) own_url: Option<String>,
    pub(super) place: SourceLocation,
    /// The import that read it, if it is not the writer's own.
    pub(super) run: Option<ImportNumber>,
    pub(super) handles: Option<Handles>,
    /// Its version's redaction, if the catalog that it comes from has redacted the text.
    pub(super) redaction: Option<Box<Redaction>>,
    /// The page as it was captured, if it is to be kept.
    pub(super) page: Option<KeptPage>,
}

impl HashedCapture {
    /// Computes the digests in one pass of SHA-256 over the text.
    pub fn new(mut capture: Capture, place: SourceLocation) -> Self {
        let body = capture.version.content.body.take().map(Arc::new);
        let hash = body.as_ref().map(|body| Sha256::of(body.as_bytes()));
        let id = capture.version.id_with(hash.as_ref());
        let body_hash = hash.map_or(0, |hash| hash.prefix64());
        Self { body, body_hash, ..Self::of_known(capture, id, place) }
    }

    /// Creates a capture of a version that is already in the catalog or earlier in the same batch,
    /// so that its body is not needed.
    pub fn of_known(mut capture: Capture, id: VersionId, place: SourceLocation) -> Self {
        let digest = capture.digest(&id);
        let own_url = own_url(&capture.version.key, &capture.url, &capture.labels.extra);
        let mut annotations = std::mem::take(&mut capture.annotations);
        // It has a column.
        capture.annotations.extracted_by = annotations.extracted_by.take();
        let details = Details { extra: std::mem::take(&mut capture.labels.extra), annotations };
        let details = (!details.is_empty()).then(|| to_json(&details));
        let details = details.unwrap_or_default().into();
        Self {
            capture,
            details,
            body: None,
            body_hash: 0,
            id,
            digest,
            own_url,
            place,
            run: None,
            handles: None,
            redaction: None,
            page: None,
        }
    }

    /// Creates a capture with this digest, of a version that was redacted in its source catalog.
    pub fn of_redacted(
        capture: Capture,
        id: VersionId,
        digest: Sha256,
        place: SourceLocation,
        redaction: Box<Redaction>,
    ) -> Self {
        Self { digest, redaction: Some(redaction), ..Self::of_known(capture, id, place) }
    }

    /// Sets the import that read it, if it is not the writer's own.
    #[must_use]
    pub fn of_run(mut self, run: ImportNumber) -> Self {
        self.run = Some(run);
        self
    }

    /// Sets the handles by which an archive's other records may point at it.
    #[must_use]
    pub fn with_handles(mut self, handles: Option<Handles>) -> Self {
        self.handles =
            handles.and_then(|handles| Handles::new(handles.names, handles.names_itself));
        self
    }

    /// Sets the page as it was captured, which the catalog keeps. The SHA-256 of its bytes must be
    /// the capture's `payload`.
    #[must_use]
    pub fn with_page(mut self, page: Option<KeptPage>) -> Self {
        self.page = page;
        self
    }

    /// The version's id.
    pub fn id(&self) -> VersionId {
        self.id
    }

    /// The approximate memory use in bytes.
    pub fn weight(&self) -> usize {
        let page = self.page.as_ref().map_or(0, |page| page.bytes.len());
        self.body.as_ref().map_or(0, |body| body.len()) + page + 512
    }
}

/// A record that points at captures or articles, with its location.
#[derive(Clone, Debug)]
pub struct LocatedPointer {
    /// The redirect, revisit or look.
    pub pointer: Pointer,
    /// Its location in the input.
    pub place: SourceLocation,
    /// The import that read it, if it is not the writer's own.
    pub run: Option<ImportNumber>,
}

/// A record that could not be imported, or several consecutive ones of the same kind.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The location of the first record.
    pub place: SourceLocation,
    /// The number of records.
    pub records: u64,
    /// A stable name for the kind of problem.
    pub code: String,
    /// What is wrong and how to fix it.
    pub reason: String,
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// The full length in bytes.
    pub length: u64,
    /// The import that read it, if it is not the writer's own.
    pub run: Option<ImportNumber>,
}

impl Rejected {
    /// Returns the digest that identifies the reject in a repeated import: the same record of the
    /// same input, rejected for the same reason, is one reject.
    pub(super) fn digest(&self) -> i64 {
        reject_digest(&self.place, &self.code, self.length, &self.bytes)
    }
}

/// What identifies an input when it is imported again: its path; of a web archive, only the name of
/// the file. Names of web archives are unique (WARC 1.1, annex C), and `fetch` and `watch` import
/// them under another path than a user does.
fn input_name(path: &str) -> &str {
    const ARCHIVES: [&str; 5] = [".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz"];
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    if ARCHIVES.iter().any(|end| lower.ends_with(end)) { name } else { path }
}

/// See [`Rejected::digest`].
pub(in crate::store) fn reject_digest(
    place: &SourceLocation,
    code: &str,
    length: u64,
    bytes: &[u8],
) -> i64 {
    let input = input_name(&place.input);
    let mut identity =
        format!("{input}\n{:?}\n{}\n{code}\n{length}\n", place.record, place.offset).into_bytes();
    identity.extend_from_slice(bytes);
    Sha256::of(&identity).prefix64()
}
