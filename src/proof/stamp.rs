//! Time stamps: reads what RFC 3161 and OpenTimestamps files commit to. This module does not check
//! whether the authority, or the blockchain, confirms it: `openssl ts -verify` and `ots verify` do.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, SliceReader, Tag, TagNumber, Tagged as _};

use crate::article::Sha256;

/// Maximum size of a time stamp file, in bytes. Responses with all certificates take about 10 KB.
pub const MOST_BYTES: usize = 1 << 20;

/// SHA-256 (NIST).
const ID_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// Signed data (RFC 5652, section 5.1).
const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// The content that a time stamp token signs (RFC 3161, section 2.4.2).
const ID_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// The start of an OpenTimestamps file, with its version, 1.
const OTS_MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01";
/// OpenTimestamps' tag for SHA-256.
const OTS_SHA256: u8 = 8;

/// The kind of a time stamp file.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum StampKind {
    /// An RFC 3161 request, which proves nothing by itself.
    Rfc3161Request,
    /// An RFC 3161 response.
    Rfc3161Response,
    /// An OpenTimestamps file.
    Opentimestamps,
}

impl StampKind {
    /// The name to display.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rfc3161Request => "RFC 3161 request",
            Self::Rfc3161Response => "RFC 3161 response",
            Self::Opentimestamps => "OpenTimestamps file",
        }
    }

    /// The command that checks the rest; `None` if there is nothing to check.
    pub fn checker(self) -> Option<&'static str> {
        match self {
            Self::Rfc3161Request => None,
            Self::Rfc3161Response => Some("openssl ts -verify"),
            Self::Opentimestamps => Some("ots verify"),
        }
    }
}

/// The content of a time stamp file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampToken {
    /// The kind of file.
    pub kind: StampKind,
    /// The SHA-256 that it commits to.
    pub digest: Sha256,
    /// The time stated by the authority (RFC 3339); only for responses.
    pub at: Option<String>,
}

/// Why a file is not a supported time stamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StampError {
    /// The format is unknown.
    #[error(
        "it is neither a request nor a response of RFC 3161 (DER, as written by `openssl ts`), nor \
         an OpenTimestamps file"
    )]
    Unknown,
    /// The authority refused the request.
    #[error("the authority issued no time stamp (status {0}); send the request again")]
    Refused(u8),
    /// It commits to a digest other than SHA-256.
    #[error("it does not commit to a SHA-256: create the request with `openssl ts -query -sha256`")]
    OtherHash,
}

impl TimestampToken {
    /// Parses a file.
    pub fn parse(bytes: &[u8]) -> Result<Self, StampError> {
        if bytes.len() > MOST_BYTES {
            return Err(StampError::Unknown);
        }
        if let Some(rest) = bytes.strip_prefix(OTS_MAGIC) {
            return ots(rest);
        }
        match response(bytes) {
            Err(StampError::Unknown) => request(bytes),
            other => other,
        }
    }
}

fn ots(rest: &[u8]) -> Result<TimestampToken, StampError> {
    let (kind, rest) = rest.split_first().ok_or(StampError::Unknown)?;
    if *kind != OTS_SHA256 {
        return Err(StampError::OtherHash);
    }
    // A file that ends here commits to the digest, but has no attestation that could confirm it.
    let (digest, path) = rest.split_first_chunk().ok_or(StampError::Unknown)?;
    if path.is_empty() {
        return Err(StampError::Unknown);
    }
    Ok(TimestampToken { kind: StampKind::Opentimestamps, digest: Sha256(*digest), at: None })
}

fn unknown(_: der::Error) -> StampError {
    StampError::Unknown
}

/// A reader over the values of a sequence.
fn sequence(bytes: &[u8]) -> Result<SliceReader<'_>, StampError> {
    let whole = AnyRef::from_der(bytes).map_err(unknown)?;
    values(whole, Tag::Sequence)
}

fn values(any: AnyRef<'_>, tag: Tag) -> Result<SliceReader<'_>, StampError> {
    if any.tag() != tag {
        return Err(StampError::Unknown);
    }
    SliceReader::new(any.value()).map_err(unknown)
}

fn next<'r>(reader: &mut SliceReader<'r>) -> Result<AnyRef<'r>, StampError> {
    AnyRef::decode(reader).map_err(unknown)
}

/// The content of an explicit `[0]` tag.
fn tagged<'r>(reader: &mut SliceReader<'r>) -> Result<AnyRef<'r>, StampError> {
    let tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
    next(&mut values(next(reader)?, tag)?)
}

fn id(reader: &mut SliceReader<'_>) -> Result<ObjectIdentifier, StampError> {
    next(reader)?.decode_as::<ObjectIdentifier>().map_err(unknown)
}

/// `TimeStampReq` (RFC 3161, section 2.4.1).
fn request(bytes: &[u8]) -> Result<TimestampToken, StampError> {
    let mut fields = sequence(bytes)?;
    next(&mut fields)?.decode_as::<u8>().map_err(unknown)?;
    let digest = imprint(&mut fields)?;
    Ok(TimestampToken { kind: StampKind::Rfc3161Request, digest, at: None })
}

/// `TimeStampResp` (RFC 3161, section 2.4.2) around signed data (RFC 5652) around `TSTInfo`.
fn response(bytes: &[u8]) -> Result<TimestampToken, StampError> {
    let mut fields = sequence(bytes)?;
    let mut status = values(next(&mut fields)?, Tag::Sequence)?;
    let status = next(&mut status)?.decode_as::<u8>().map_err(unknown)?;
    if status > 1 {
        return Err(StampError::Refused(status));
    }
    let mut token = values(next(&mut fields)?, Tag::Sequence)?;
    if id(&mut token)? != ID_SIGNED_DATA {
        return Err(StampError::Unknown);
    }
    let mut signed = values(tagged(&mut token)?, Tag::Sequence)?;
    next(&mut signed)?;
    next(&mut signed)?;
    let mut content = values(next(&mut signed)?, Tag::Sequence)?;
    if id(&mut content)? != ID_TST_INFO {
        return Err(StampError::Unknown);
    }
    let info = tagged(&mut content)?;
    let info = info.decode_as::<&OctetStringRef>().map_err(unknown)?;
    let mut info = sequence(info.as_bytes())?;
    next(&mut info)?;
    id(&mut info)?;
    let digest = imprint(&mut info)?;
    next(&mut info)?;
    let time = next(&mut info)?;
    if time.tag() != Tag::GeneralizedTime {
        return Err(StampError::Unknown);
    }
    let at = std::str::from_utf8(time.value()).ok().and_then(time_text);
    Ok(TimestampToken {
        kind: StampKind::Rfc3161Response,
        digest,
        at: Some(at.ok_or(StampError::Unknown)?),
    })
}

/// `MessageImprint` (RFC 3161, section 2.4.1).
fn imprint(fields: &mut SliceReader<'_>) -> Result<Sha256, StampError> {
    let mut imprint = values(next(fields)?, Tag::Sequence)?;
    let mut algorithm = values(next(&mut imprint)?, Tag::Sequence)?;
    let algorithm = id(&mut algorithm)?;
    let digest = next(&mut imprint)?;
    let digest = digest.decode_as::<&OctetStringRef>().map_err(unknown)?.as_bytes();
    if algorithm != ID_SHA256 {
        return Err(StampError::OtherHash);
    }
    digest.try_into().map(Sha256).map_err(|_| StampError::Unknown)
}

/// Converts `20240131235959.5Z` to RFC 3339. RFC 3161 allows fractions, which the DER crate's
/// reader does not.
fn time_text(text: &str) -> Option<String> {
    let (whole, fraction) = text.strip_suffix('Z')?.split_at_checked(14)?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let is_fraction = fraction.is_empty() || fraction.strip_prefix('.').is_some_and(is_number);
    if !is_number(whole) || !is_fraction {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    Some(format!(
        "{}-{}-{}T{}:{}:{}{fraction}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14),
    ))
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding as _};

    use super::*;

    /// Requests of `openssl ts` and replies of a test authority for the example of the checkpoint
    /// specification, with SHA-256 and with SHA-1.
    const QUERY: &str =
        "MDYCAQEwMTANBglghkgBZQMEAgEFAAQglShRsBKt+iSsFApdXRC1bfl+ZAuNPAj8QiVyhX8+Hyk=";
    const REPLY: &str = "MIIB2jADAgEAMIIB0QYJKoZIhvcNAQcCoIIBwjCCAb4CAQMxDzANBglghkgBZQMEAgEFADBsBgsqhkiG9w0BCRABBKBdBFswWQIBAQYEKgMEATAxMA0GCWCGSAFlAwQCAQUABCCVKFGwEq36JKwUCl1dELVt+X5kC408CPxCJXKFfz4fKQIBAhgTMjAyNjExMjQxNDM2MzUuNjYzWjADAgEBMYIBODCCATQCAQEwJDAMMQowCAYDVQQDDAF0AhQSch99hPNNdz2nN1tyaB2VHxxJxDANBglghkgBZQMEAgEFAKCBpDAaBgkqhkiG9w0BCQMxDQYLKoZIhvcNAQkQAQQwHAYJKoZIhvcNAQkFMQ8XDTI2MTEyNDE0MzYzNVowLwYJKoZIhvcNAQkEMSIEID672qpKnEhxnr7mZjULvLSEon0q9hKPMiLqQh26mTjzMDcGCyqGSIb3DQEJEAIvMSgwJjAkMCIEIMAJs1c/OjjsuyYh8RBtiwpMUiGqcH3cTbt/w+bEdtjqMAoGCCqGSM49BAMCBEcwRQIhAIPy44+49XZludiOq9tVGCBJLfUgireV8FW/6ZqwYn8kAiAdHUUQb835PJDZaRU7XR/LIKnQ5qY7DrsxxWlcvhWUmg==";
    const SHA1_QUERY: &str = "MCYCAQEwITAJBgUrDgMCGgUABBRfuca360DEiJ7bcqD9hztKZVhDVw==";
    const SHA1_REPLY: &str = "MIIByzADAgEAMIIBwgYJKoZIhvcNAQcCoIIBszCCAa8CAQMxDzANBglghkgBZQMEAgEFADBcBgsqhkiG9w0BCRABBKBNBEswSQIBAQYEKgMEATAhMAkGBSsOAwIaBQAEFF+5xrfrQMSInttyoP2HO0plWENXAgEDGBMyMDI2MTEyNDE0MzYzNS42NjlaMAMCAQExggE5MIIBNQIBATAkMAwxCjAIBgNVBAMMAXQCFBJyH32E8013Pac3W3JoHZUfHEnEMA0GCWCGSAFlAwQCAQUAoIGkMBoGCSqGSIb3DQEJAzENBgsqhkiG9w0BCRABBDAcBgkqhkiG9w0BCQUxDxcNMjYxMTI0MTQzNjM1WjAvBgkqhkiG9w0BCQQxIgQg+epSa2mwoLqB9JetlHC1g5iUghlOySLE4A41nB7Ug3AwNwYLKoZIhvcNAQkQAi8xKDAmMCQwIgQgwAmzVz86OOy7JiHxEG2LCkxSIapwfdxNu3/D5sR22OowCgYIKoZIzj0EAwIESDBGAiEA1JyjG6q5EmWdnKw5AgYHFHCoWhYr4HxaD4hBtMKs9GQCIQCitnpbPSv79AQM2/GB2Z9J5sOHg997nhq2yldmZBRPJw==";
    const STAMPED: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    fn bytes(text: &str) -> Vec<u8> {
        Base64::decode_vec(text).expect("base64")
    }

    /// An OpenTimestamps file for these 32 bytes, with a pending attestation.
    fn ots_file(kind: u8, digest: &[u8]) -> Vec<u8> {
        [OTS_MAGIC, &[kind], digest, b"\x00\x83\xdf\xe3\x0d\x2e\xf9\x0c\x8e\x01\x00"].concat()
    }

    #[test]
    fn a_stamp_says_what_it_is_over() {
        let digest = Sha256::of(STAMPED.as_bytes());
        let at = Some("2026-11-24T14:36:35.663Z".to_owned());
        for (file, kind, at) in [
            (bytes(QUERY), StampKind::Rfc3161Request, None),
            (bytes(REPLY), StampKind::Rfc3161Response, at),
            (ots_file(OTS_SHA256, &digest.0), StampKind::Opentimestamps, None),
        ] {
            assert_eq!(TimestampToken::parse(&file), Ok(TimestampToken { kind, digest, at }));
        }
    }

    #[test]
    fn what_is_no_stamp_over_a_sha256_is_refused() {
        for (file, why) in [
            (bytes(SHA1_QUERY), StampError::OtherHash),
            (bytes(SHA1_REPLY), StampError::OtherHash),
            (ots_file(2, &[0; 32]), StampError::OtherHash),
            (vec![0x30, 5, 0x30, 3, 2, 1, 2], StampError::Refused(2)),
            (OTS_MAGIC.to_vec(), StampError::Unknown),
            ([OTS_MAGIC, &[OTS_SHA256], &[0; 32]].concat(), StampError::Unknown),
            (Vec::new(), StampError::Unknown),
            (b"hello".to_vec(), StampError::Unknown),
            (vec![0x30, 0x80, 0, 0], StampError::Unknown),
            (vec![0x30; 100_000], StampError::Unknown),
            (vec![0; MOST_BYTES + 1], StampError::Unknown),
        ] {
            let start = file.get(..file.len().min(8)).map(<[u8]>::to_vec);
            assert_eq!(TimestampToken::parse(&file), Err(why), "{start:?}");
        }
    }

    /// No flipped bit or truncation causes a panic, or lets a stamp for another digest pass for
    /// this one.
    #[test]
    fn a_damaged_stamp_says_nothing_else() {
        let digest = Sha256::of(STAMPED.as_bytes());
        for whole in [bytes(QUERY), bytes(REPLY), ots_file(OTS_SHA256, &digest.0)] {
            let at = whole.windows(32).position(|part| part == digest.0).expect("it is in there");
            for end in 0..whole.len() {
                let _ = TimestampToken::parse(&whole[..end]);
                for bit in 0..8 {
                    let mut file = whole.clone();
                    file[end] ^= 1 << bit;
                    let read = TimestampToken::parse(&file);
                    if (at..at + 32).contains(&end) {
                        assert_ne!(read.map(|stamp| stamp.digest), Ok(digest), "{end} {bit}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_time_is_written_as_others_do() {
        for (text, expected) in [
            ("20240131235959Z", Some("2024-01-31T23:59:59Z")),
            ("20240131235959.25Z", Some("2024-01-31T23:59:59.25Z")),
            ("20240131235959", None),
            ("20240131235959.Z", None),
            ("2024013123595Z", None),
            ("2024-131235959Z", None),
            ("2024013123595éZ", None),
            ("", None),
        ] {
            assert_eq!(time_text(text).as_deref(), expected, "{text}");
        }
    }
}
