//! Writes web archives (WARC 1.1, one gzip member per record) of requests and their responses.
//!
//! A response is kept byte for byte. If the server says that a page has not changed, or sends the
//! payload that it sent before, the record is a `revisit` of the earlier one. A request without a
//! response is a `metadata` record in the form that `recension import` reads. All records of one
//! exchange are written at once, so that a program that is killed leaves complete records, and at
//! most one cut off at the end, which [`repair`] removes.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha1::{Digest as _, Sha1};

use super::{Exchange, Response};
use crate::article::timestamp::canonical_text;
use crate::article::warc_record::{ARCHIVE_INFO, base32, id_of, push, uri, write_record};
use crate::article::{
    ClockSource, LookReason, MatchKey, Precision, Sha256, Timestamp, UnixMicros, UrlError,
};

const SECOND: i64 = 1_000_000;

/// The length at which the next archive is begun.
const FULL_BYTES: u64 = 1 << 30;

/// Why an archive cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: the web archive cannot be written: {error}; free some space or choose another folder", path.display())]
pub struct ArchiveError {
    path: PathBuf,
    error: io::Error,
}

/// An earlier response with a page, to which a `revisit` refers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The id of its record.
    pub record: String,
    /// The URL that was requested.
    pub url: String,
    /// The `WARC-Date` of its record.
    pub date: String,
    /// The digest of its payload, as in its record.
    pub digest: String,
}

/// What a feed or a sitemap claims about a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The URL of the feed or sitemap.
    pub via: String,
    /// The title.
    pub title: Option<String>,
    /// The time of publication, as written there.
    pub published: Option<String>,
    /// The time of the last update, as written there.
    pub updated: Option<String>,
}

/// A web archive that is being written.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    file: File,
    length: u64,
    info: String,
    /// The day on which it was begun: `20261201`.
    day: String,
}

impl Archive {
    /// Creates an archive in the folder: `NAME-20261201-001.warc.gz`, with the first free number.
    pub fn create(folder: &Path, name: &str, now: UnixMicros) -> Result<Self, ArchiveError> {
        let failed = |path: &Path, error| ArchiveError { path: path.to_owned(), error };
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        let day = canonical_text(now.0, Precision::Day).replace('-', "");
        for number in 1.. {
            let path = folder.join(format!("{name}-{day}-{number:03}.warc.gz"));
            let made = OpenOptions::new().read(true).append(true).create_new(true).open(&path);
            let file = match made {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                other => other.map_err(|error| failed(&path, error))?,
            };
            let mut archive = Self { path, file, length: 0, info: String::new(), day };
            archive.describe(now)?;
            return Ok(archive);
        }
        Err(failed(folder, io::Error::other("there is no free number")))
    }

    /// Opens an archive to append to it, after [`repair`] from the offset `from`.
    pub fn append(path: &Path, from: u64, now: UnixMicros) -> Result<Self, ArchiveError> {
        let failed = |error| ArchiveError { path: path.to_owned(), error };
        let file = OpenOptions::new().read(true).append(true).open(path).map_err(failed)?;
        let length = repair(path, from).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let day = name.rsplit('-').nth(1).unwrap_or_default().to_owned();
        let mut archive = Self { path: path.to_owned(), file, length, info: String::new(), day };
        if length == 0 {
            archive.describe(now)?;
        }
        Ok(archive)
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of bytes that are written.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether the next archive is to be begun: this one is full, or of another day.
    pub fn is_over(&self, now: UnixMicros) -> bool {
        let day = canonical_text(now.0, Precision::Day).replace('-', "");
        self.length >= FULL_BYTES || day != self.day
    }

    /// Makes sure that what is written survives a power failure.
    pub fn sync(&self) -> Result<(), ArchiveError> {
        self.file.sync_data().map_err(|error| self.failed(error))
    }

    /// Writes a request, its response and the claims about the page. If the response shows the page
    /// that was `seen` before, it is written as a revisit. Returns the response with a page, to which
    /// later revisits can refer.
    pub fn write(
        &mut self,
        exchange: &Exchange,
        at: UnixMicros,
        seen: Option<&Seen>,
        claims: Option<&Claims>,
    ) -> Result<Option<Seen>, ArchiveError> {
        let Some(response) = &exchange.response else { return Ok(None) };
        let (url, date) = (uri(exchange.url.as_str()), date(at));
        // With the transfer coding: the standard allows both, and warcio computes it in this form.
        let digest = payload_digest(response.body());
        let number = self.length.to_string();
        let id = id_of(&["response", &url, &date, &digest, &number]);
        let profile = match (seen, response.status()) {
            (_, 304) => Some("server-not-modified"),
            (Some(seen), 200) if seen.digest == digest && response.truncated().is_none() => {
                Some("identical-payload-digest")
            }
            _ => None,
        };
        // Programs that replay archives send the header of a revisit with the payload of the earlier
        // record: for a 304, that would be an empty page. Its header is in a record of its own.
        let is_unmodified = response.status() == 304 && seen.is_some();
        let block = match profile {
            Some(_) if is_unmodified => b"".as_slice(),
            Some(_) => response.head_bytes(),
            None => response.bytes(),
        };
        let mut fields = self.fields(if profile.is_some() { "revisit" } else { "response" }, &id);
        let mut add = |name: &str, value: &str| {
            push(&mut fields, format_args!("{name}: {value}\r\n"));
        };
        add("WARC-Target-URI", &url);
        add("WARC-Date", &date);
        if let Some(address) = exchange.address {
            add("WARC-IP-Address", &address.to_string());
        }
        if let Some(profile) = profile {
            add("WARC-Profile", &format!("http://netpreserve.org/warc/1.1/revisit/{profile}"));
            if let Some(seen) = seen {
                add("WARC-Refers-To", &format!("<{}>", seen.record));
                add("WARC-Refers-To-Target-URI", &seen.url);
                add("WARC-Refers-To-Date", &seen.date);
                add("WARC-Payload-Digest", &seen.digest);
            }
        } else {
            add("WARC-Payload-Digest", &digest);
            if let Some(truncated) = response.truncated() {
                add("WARC-Truncated", truncated.name());
            }
        }
        add("WARC-Block-Digest", &block_digest(block));
        add("Content-Type", "application/http; msgtype=response");
        let mut bytes = Vec::new();
        self.add_request(&mut bytes, exchange, &url, &date, &id)?;
        self.add(&mut bytes, &fields, block)?;
        if is_unmodified {
            let head = head_fields(response.head_bytes());
            self.add_metadata(&mut bytes, "head", &head, (&url, &date, &id))?;
        }
        if let Some(claims) = claims {
            self.add_claims(&mut bytes, claims, (&url, &date, &id))?;
        }
        self.put(&bytes)?;
        let is_page = response.status() == 200 && profile.is_none();
        let record = id.trim_matches(['<', '>']).to_owned();
        Ok((is_page && response.truncated().is_none()).then_some(Seen {
            record,
            url,
            date,
            digest,
        }))
    }

    /// Writes that a page was looked for and not seen, for a reason without a response.
    pub fn write_look(
        &mut self,
        url: &str,
        reason: LookReason,
        at: UnixMicros,
    ) -> Result<(), ArchiveError> {
        let failed = |error: UrlError| self.failed(io::Error::other(error));
        let key = MatchKey::of(url).map_err(failed)?;
        let Some(stamp) = Timestamp::of_clock(at.0.div_euclid(SECOND), ClockSource::Header) else {
            return Err(self.failed(io::Error::other("the clock is wrong")));
        };
        let look = LookRecord {
            recension: 1,
            look: reason,
            status: None,
            url,
            key: key.as_str(),
            at: &stamp,
        };
        let block = serde_json::to_vec(&look).map_err(|error| self.failed(error.into()))?;
        let (target, date) = (uri(url), date(at));
        let id = id_of(&["look", &target, &date, reason.name(), &self.length.to_string()]);
        let mut fields = self.fields("metadata", &id);
        push(
            &mut fields,
            format_args!(
                "WARC-Target-URI: {target}\r\nWARC-Date: {date}\r\nWARC-Block-Digest: {}\r\n\
             Content-Type: application/json\r\n",
                block_digest(&block)
            ),
        );
        let mut bytes = Vec::new();
        self.add(&mut bytes, &fields, &block)?;
        self.put(&bytes)
    }

    /// Writes a page that another archive captured: its payload as a `resource`, under its own URL
    /// and with the time of that capture. `via` is the address from which it was fetched.
    pub fn write_memento(
        &mut self,
        url: &str,
        captured: UnixMicros,
        response: &Response,
        via: &str,
    ) -> Result<(), ArchiveError> {
        let payload = response
            .decoded(usize::MAX)
            .map_err(|why| self.failed(io::Error::new(io::ErrorKind::InvalidData, why)))?;
        let (target, date) = (uri(url), date(captured));
        let digest = payload_digest(&payload);
        let id = id_of(&["resource", &target, &date, &digest]);
        let media = response
            .header("x-archive-orig-content-type")
            .or_else(|| response.header("content-type"))
            .filter(|media| media.bytes().all(|byte| matches!(byte, b' '..=b'~')))
            .unwrap_or("application/octet-stream");
        let mut fields = self.fields("resource", &id);
        push(
            &mut fields,
            format_args!(
                "WARC-Target-URI: {target}\r\nWARC-Date: {date}\r\nWARC-Payload-Digest: {digest}\r\n\
             WARC-Block-Digest: {}\r\nContent-Type: {media}\r\n",
                block_digest(&payload)
            ),
        );
        let mut bytes = Vec::new();
        self.add(&mut bytes, &fields, &payload)?;
        let claims = Claims { via: via.to_owned(), ..Claims::default() };
        self.add_claims(&mut bytes, &claims, (&target, &date, &id))?;
        self.put(&bytes)
    }

    /// Copies a record of another archive with the page of a capture, as it is: a gzip member. `via` is
    /// the address from which it was fetched.
    pub fn copy_record(
        &mut self,
        member: &[u8],
        (url, captured, id): (&str, UnixMicros, Option<&str>),
        via: &str,
    ) -> Result<(), ArchiveError> {
        let mut bytes = member.to_vec();
        if let Some(id) = id {
            let claims = Claims { via: via.to_owned(), ..Claims::default() };
            let id = format!("<{id}>");
            self.add_claims(&mut bytes, &claims, (&uri(url), &date(captured), &id))?;
        }
        self.put(&bytes)
    }

    /// Writes that another archive captured the page again at this time, with the payload of its
    /// capture at the time `of`.
    pub fn write_equal(
        &mut self,
        url: &str,
        captured: UnixMicros,
        of: UnixMicros,
    ) -> Result<(), ArchiveError> {
        let (target, date) = (uri(url), date(captured));
        let id = id_of(&["revisit", &target, &date]);
        let mut fields = self.fields("revisit", &id);
        push(
            &mut fields,
            format_args!(
                "WARC-Target-URI: {target}\r\nWARC-Date: {date}\r\n\
             WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n\
             WARC-Refers-To-Target-URI: {target}\r\nWARC-Refers-To-Date: {}\r\n\
             WARC-Block-Digest: {}\r\n",
                self::date(of),
                block_digest(b"")
            ),
        );
        let mut bytes = Vec::new();
        self.add(&mut bytes, &fields, b"")?;
        self.put(&bytes)
    }

    /// Writes the record that describes the archive.
    fn describe(&mut self, now: UnixMicros) -> Result<(), ArchiveError> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let date = date(now);
        let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
        self.info = id_of(&["warcinfo", &date, &name]);
        let fields = format!(
            "WARC-Type: warcinfo\r\nWARC-Record-ID: {}\r\nWARC-Date: {date}\r\n\
             WARC-Filename: {name}\r\nContent-Type: application/warc-fields\r\n",
            self.info
        );
        let mut bytes = Vec::new();
        self.add(&mut bytes, &fields, ARCHIVE_INFO.as_bytes())?;
        self.put(&bytes)
    }

    fn fields(&self, kind: &str, id: &str) -> String {
        let mut fields = format!("WARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\n");
        if !self.info.is_empty() {
            push(&mut fields, format_args!("WARC-Warcinfo-ID: {}\r\n", self.info));
        }
        fields
    }

    fn add_request(
        &self,
        out: &mut Vec<u8>,
        exchange: &Exchange,
        url: &str,
        date: &str,
        of: &str,
    ) -> Result<(), ArchiveError> {
        let mut fields = self.fields("request", &id_of(&["request", of]));
        push(
            &mut fields,
            format_args!(
                "WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nWARC-Concurrent-To: {of}\r\n\
             WARC-Block-Digest: {}\r\nContent-Type: application/http; msgtype=request\r\n",
                block_digest(&exchange.request)
            ),
        );
        self.add(out, &fields, &exchange.request)
    }

    fn add_claims(
        &self,
        out: &mut Vec<u8>,
        claims: &Claims,
        of: (&str, &str, &str),
    ) -> Result<(), ArchiveError> {
        let mut block = String::new();
        for (name, value) in [
            ("via", Some(&claims.via)),
            ("title", claims.title.as_ref()),
            ("published", claims.published.as_ref()),
            ("updated", claims.updated.as_ref()),
        ] {
            if let Some(value) = value {
                let value: String =
                    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                push(&mut block, format_args!("{name}: {}\r\n", value.trim()));
            }
        }
        self.add_metadata(out, "metadata", block.as_bytes(), of)
    }

    /// Adds a record with fields about another one, which has this URL, date and id.
    fn add_metadata(
        &self,
        out: &mut Vec<u8>,
        name: &str,
        block: &[u8],
        (url, date, of): (&str, &str, &str),
    ) -> Result<(), ArchiveError> {
        let mut fields = self.fields("metadata", &id_of(&[name, of]));
        push(
            &mut fields,
            format_args!(
                "WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nWARC-Concurrent-To: {of}\r\n\
             WARC-Block-Digest: {}\r\nContent-Type: application/warc-fields\r\n",
                block_digest(block)
            ),
        );
        self.add(out, &fields, block)
    }

    fn add(&self, out: &mut Vec<u8>, fields: &str, block: &[u8]) -> Result<(), ArchiveError> {
        write_record(out, true, fields, block).map_err(|error| self.failed(error))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.file.write_all(bytes).map_err(|error| self.failed(error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn failed(&self, error: io::Error) -> ArchiveError {
        ArchiveError { path: self.path.clone(), error }
    }
}

/// A look, in the form of an export.
#[derive(Serialize)]
struct LookRecord<'l> {
    recension: u32,
    look: LookReason,
    status: Option<u16>,
    url: &'l str,
    key: &'l str,
    at: &'l Timestamp,
}

/// Removes a record that is cut off at the end of an archive, and returns the length of the rest.
/// Records before the offset `from` are not read.
pub fn repair(path: &Path, from: u64) -> io::Result<u64> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let end = file.metadata()?.len();
    let mut rest = BufReader::new(&file);
    let mut whole = rest.seek(SeekFrom::Start(from))?;
    while !rest.fill_buf()?.is_empty() {
        let mut member = flate2::bufread::GzDecoder::new(&mut rest);
        match io::copy(&mut member, &mut io::sink()) {
            Ok(_) => whole = rest.stream_position()?,
            Err(error) if is_damage(&error) => break,
            Err(error) => return Err(error),
        }
    }
    if whole < end {
        file.set_len(whole)?;
        file.sync_data()?;
    }
    Ok(whole.min(end))
}

/// Whether an error is about the data, not about the disk.
fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
    )
}

/// The header of a response as fields: the status line is the value of one, and the fields are as they
/// were received.
fn head_fields(head: &[u8]) -> Vec<u8> {
    [b"status-line: ".as_slice(), head.strip_suffix(b"\r\n").unwrap_or(head)].concat()
}

/// The `WARC-Date` of a time: to the second, as in all web archives.
fn date(at: UnixMicros) -> String {
    canonical_text(at.0.div_euclid(SECOND) * SECOND, Precision::Second)
}

fn payload_digest(payload: &[u8]) -> String {
    format!("sha1:{}", base32(&Sha1::digest(payload)))
}

fn block_digest(block: &[u8]) -> String {
    format!("sha256:{}", base32(&Sha256::of(block).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMicros = UnixMicros(1_796_083_200_000_000);

    /// warcio computes the payload digest with the transfer coding.
    #[test]
    fn a_payload_digest_is_that_of_the_body_as_it_was_transferred() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut archive = Archive::create(folder.path(), "pages", NOW).expect("an archive");
        let body = "5\r\nhello\r\n0\r\n\r\n";
        let text = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        let exchange = Exchange {
            url: url::Url::parse("http://a.example/x").expect("a URL"),
            request: b"GET /x HTTP/1.1\r\n\r\n".to_vec(),
            response: Response::read(text.into_bytes(), None),
            failure: None,
            address: None,
            traffic: 0,
        };
        let seen = archive.write(&exchange, NOW, None, None).expect("written").expect("a page");
        assert_eq!(seen.digest, payload_digest(body.as_bytes()));
        // The same again is a revisit.
        let again = archive.write(&exchange, NOW, Some(&seen), None).expect("written");
        assert_eq!(again, None);
    }

    /// pywb sends the header of a revisit, if it has one: the page was an empty answer 304.
    #[test]
    fn an_answer_304_is_a_revisit_without_a_header() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut archive = Archive::create(folder.path(), "pages", NOW).expect("an archive");
        let exchange = |answer: &str| Exchange {
            url: url::Url::parse("http://a.example/x").expect("a URL"),
            request: b"GET /x HTTP/1.1\r\n\r\n".to_vec(),
            response: Response::read(answer.as_bytes().to_vec(), None),
            failure: None,
            address: None,
            traffic: 0,
        };
        let page = exchange("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 5\r\n\r\nhello");
        let head = "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n";
        let same = exchange(head);
        let seen = archive.write(&page, NOW, None, None).expect("written").expect("a page");
        archive.write(&same, NOW, Some(&seen), None).expect("written");
        let lone = archive.length();
        // Without an earlier record there is nothing to replay.
        archive.write(&same, NOW, None, None).expect("written");
        let bytes = std::fs::read(archive.path()).expect("a file");
        let records = |bytes: &[u8]| {
            let mut text = String::new();
            let mut members = flate2::bufread::MultiGzDecoder::new(bytes);
            io::Read::read_to_string(&mut members, &mut text).expect("records");
            text.split("WARC/1.1\r\n").skip(1).map(str::to_owned).collect::<Vec<_>>()
        };
        let (first, last) = bytes.split_at(lone as usize);
        let all = records(first);
        let of = |kind: &str| {
            let kind = format!("WARC-Type: {kind}\r\n");
            all.iter().filter(|one| one.starts_with(&kind)).collect::<Vec<_>>()
        };
        let [revisit] = of("revisit")[..] else { panic!("{all:?}") };
        for field in [
            "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified".to_owned(),
            format!("WARC-Refers-To: <{}>", seen.record),
            "WARC-Refers-To-Target-URI: http://a.example/x".to_owned(),
            format!("WARC-Refers-To-Date: {}", seen.date),
            format!("WARC-Payload-Digest: {}", seen.digest),
            "Content-Length: 0".to_owned(),
        ] {
            assert!(revisit.contains(&format!("{field}\r\n")), "{field}: {revisit}");
        }
        let [metadata] = of("metadata")[..] else { panic!("{all:?}") };
        let kept = "\r\n\r\nstatus-line: HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n\r\n";
        assert!(metadata.ends_with(kept), "{metadata}");
        // pywb does not list records of this type as captures.
        assert!(metadata.contains("Content-Type: application/warc-fields\r\n"), "{metadata}");
        let id = revisit.lines().find_map(|line| line.strip_prefix("WARC-Record-ID: "));
        assert!(metadata.contains(&format!("WARC-Concurrent-To: {}\r\n", id.expect("an id"))));
        let all = records(last);
        assert!(all.iter().any(|one| one.starts_with("WARC-Type: revisit") && one.contains(head)));
    }

    #[test]
    fn a_record_that_is_cut_off_is_removed_and_the_others_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut archive = Archive::create(folder.path(), "pages", NOW).expect("an archive");
        archive.write_look("https://a.example/x", LookReason::Dns, NOW).expect("written");
        let first = archive.length();
        archive.write_look("https://a.example/y", LookReason::Timeout, NOW).expect("written");
        let path = archive.path().to_owned();
        assert!(path.ends_with("pages-20261201-001.warc.gz"), "{}", path.display());
        drop(archive);
        let whole = std::fs::read(&path).expect("a file");
        for cut in [1, 5, 100, whole.len() - first as usize - 1] {
            std::fs::write(&path, &whole[..whole.len() - cut]).expect("a file");
            assert_eq!(repair(&path, 0).expect("repaired"), first, "{cut}");
            assert_eq!(std::fs::metadata(&path).expect("a file").len(), first);
        }
        assert_eq!(repair(&path, first).expect("repaired"), first);
        // It is continued, and the next one of the day has another number.
        let archive = Archive::append(&path, 0, NOW).expect("an archive");
        assert_eq!(archive.length(), first);
        assert!(!archive.is_over(NOW));
        assert!(archive.is_over(UnixMicros(NOW.0 + 24 * 3600 * SECOND)));
        let next = Archive::create(folder.path(), "pages", NOW).expect("an archive");
        assert!(next.path().ends_with("pages-20261201-002.warc.gz"));
    }
}
