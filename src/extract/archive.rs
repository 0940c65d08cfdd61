//! Reads the URL and time of a web archive's records.

use super::address::Address;
use super::dates::{self, DateContext};
use super::{DateOrder, ExtractError, ExtractOptions};
use crate::article::{
    ClockSource, DefaultZone, Handle, Handles, Look, LookReason, MatchKey, Pointer, Redirect,
    Revisit, Timestamp, UrlError,
};
use crate::source::{self, Origin};

/// Reads a time from an archive's record. Its zone is always UTC by the standard, regardless of the
/// user's options.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let zone = DefaultZone::default();
    let context = DateContext { zone: &zone, order: DateOrder::default(), lang: None };
    dates::read(text, &context, ClockSource::Header).ok()
}

/// Returns when the record says that the page was captured.
pub(super) fn captured(origin: &Origin) -> Option<Timestamp> {
    origin.date.as_deref().and_then(time)
}

/// Returns the handles by which later records can refer to a page's capture.
pub(super) fn handles(origin: &Origin, names_itself: bool) -> Option<Handles> {
    let mut names: Vec<Handle> =
        origin.payload.iter().map(|digest| Handle::of_payload(digest)).collect();
    if let Ok(key) = MatchKey::of(&origin.url) {
        names.extend(sighting_names(origin, &key));
    }
    Handles::new(names, names_itself)
}

fn sighting_names(origin: &Origin, key: &MatchKey) -> Vec<Handle> {
    let sighting = captured(origin).map(|captured| Handle::of_sighting(key, &captured));
    let record = origin.record_id.as_deref().map(Handle::of_record);
    sighting.into_iter().chain(record).collect()
}

fn key(url: &str, options: &ExtractOptions) -> Result<MatchKey, ExtractError> {
    MatchKey::with_fragment(url, options.fragment).map_err(|error| bad_url(&error))
}

fn bad_url(error: &UrlError) -> ExtractError {
    ExtractError { code: "bad-url", message: error.to_string() }
}

/// Returns the capture's own timestamp. A record without one is not an error.
pub(super) fn clock(origin: &Origin) -> Result<Option<Timestamp>, ExtractError> {
    match (&origin.date, captured(origin)) {
        (Some(date), None) => {
            let date: String = date.chars().take(64).collect();
            let message = format!("the record's date \"{date}\" cannot be read");
            Err(ExtractError { code: "bad-date", message })
        }
        (_, captured) => Ok(captured),
    }
}

pub(super) fn revisit(
    revisit: &source::RevisitRecord,
    options: &ExtractOptions,
) -> Result<Pointer, ExtractError> {
    let origin = &revisit.origin;
    let key = key(&origin.url, options)?;
    let captured = clock(origin)?;
    let names = sighting_names(origin, &key);
    let mut points_at: Vec<Handle> =
        origin.payload.iter().map(|digest| Handle::of_payload(digest)).collect();
    if let Some((url, date)) = &revisit.refers_to
        && let (Ok(key), Some(date)) = (MatchKey::of(url), time(date))
    {
        points_at.push(Handle::of_sighting(&key, &date));
    }
    points_at.extend(revisit.refers_to_id.as_deref().map(Handle::of_record));
    points_at.retain(|handle| !names.contains(handle));
    if points_at.is_empty() {
        let message = "the revisit refers only to itself".to_owned();
        return Err(ExtractError { code: "bad-revisit", message });
    }
    let record_id = origin.record_id.clone();
    let url = origin.url.clone();
    // At an archive's address the page is the archived one, as it is for a page record.
    let address = Address::new(url, None, options).map_err(|error| bad_url(&error))?;
    let captured = address.captured().cloned().or(captured);
    let Address { url, key, .. } = address;
    Ok(Pointer::Revisit(Revisit { url, key, captured, record_id, points_at, names }))
}

pub(super) fn redirect(
    redirect: &source::RedirectRecord,
    options: &ExtractOptions,
) -> Result<Pointer, ExtractError> {
    let origin = &redirect.origin;
    Ok(Pointer::Redirect(Redirect {
        url: origin.url.clone(),
        key: key(&origin.url, options)?,
        // A redirect's fragment points into the page and does not identify an article.
        target_key: MatchKey::of(&redirect.target).map_err(|error| bad_url(&error))?,
        target: redirect.target.clone(),
        captured: clock(origin)?,
    }))
}

pub(super) fn look(
    look: &source::LookRecord,
    options: &ExtractOptions,
) -> Result<Pointer, ExtractError> {
    let origin = &look.origin;
    let missing = |what: &str| ExtractError { code: "bad-look", message: what.to_owned() };
    let reason = LookReason::of_status(look.status, look.challenges);
    // At an archive's address the page is the archived one, as it is for a page record.
    let address =
        Address::new(origin.url.clone(), None, options).map_err(|error| bad_url(&error))?;
    let at = clock(origin)?.ok_or_else(|| missing("the record states no time"))?;
    let at = address.captured().cloned().unwrap_or(at);
    let Address { url, key, .. } = address;
    let reason = reason.ok_or_else(|| missing("its HTTP status is not that of an error"))?;
    Ok(Pointer::Look(Look { url, key, at, reason, status: Some(look.status) }))
}

#[cfg(test)]
mod tests {
    use crate::extract::{ExtractOptions, NonArticlePolicy, extract_with_sources};
    use crate::source::{Item, ItemContent, Origin, PageKind, RawPage, SourceLocation};

    fn page(truncated: Option<&str>, has_block_digest: bool) -> Item {
        let story =
            "<p>The ferry sailed on Monday with forty people on board, the county said.</p>";
        let origin = Origin {
            url: "http://a.example/ferry".to_owned(),
            date: Some("2024-03-01T10:00:00Z".to_owned()),
            record_id: Some("urn:uuid:1".to_owned()),
            truncated: truncated.map(str::to_owned),
            has_block_digest,
            ..Origin::default()
        };
        let raw = ItemContent::Page(RawPage {
            bytes: format!("<html><title>Ferry</title><article>{}</article>", story.repeat(3))
                .into(),
            kind: PageKind::Html,
            content_type: None,
            url_hint: None,
            written: None,
            origin: Some(Box::new(origin)),
        });
        Item { place: SourceLocation { input: "x.warc".into(), record: None, offset: 0 }, raw }
    }

    #[test]
    fn a_page_that_its_archive_holds_in_part_is_no_version_unless_it_is_asked_for() {
        let item = page(Some("length"), false);
        let problem = extract_with_sources(&item, &ExtractOptions::default()).expect_err("in part");
        assert_eq!(problem.code, "truncated");
        assert!(problem.message.contains("NonArticlePolicy::Keep"), "{problem}");
        let kept = ExtractOptions { walls: NonArticlePolicy::Keep, ..ExtractOptions::default() };
        let reading = extract_with_sources(&item, &kept).expect("kept");
        assert!(reading.notes.iter().any(|note| note.starts_with("truncated: ")));
        assert_eq!(reading.capture.annotations.warc_truncated.as_deref(), Some("length"));
        assert_eq!(reading.capture.annotations.warc_record_id.as_deref(), Some("urn:uuid:1"));
    }

    #[test]
    fn a_payload_digest_of_another_form_is_noted() {
        for has_block_digest in [false, true] {
            let reading =
                extract_with_sources(&page(None, has_block_digest), &ExtractOptions::default());
            let notes = reading.expect("a page").notes;
            let is_noted = notes.iter().any(|note| note.starts_with("digest: "));
            assert_eq!(is_noted, has_block_digest, "{notes:?}");
        }
    }
}
