//! Signed notes: a text followed by Ed25519 signatures, in the format of
//! <https://c2sp.org/signed-note>.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::article::Sha256;

/// The signature type of Ed25519 in key ids and keys.
const ED25519: u8 = 1;

/// The prefix of a private key in the format of Go's `note` package.
const PRIVATE: &str = "PRIVATE+KEY+";

/// The prefix of a signature line.
const DASH: &str = "— ";

/// Maximum number of signatures of a note.
const MOST_SIGNATURES: usize = 100;

/// Why a note or a key is not accepted. The messages never contain any part of a private key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// The text is not a note.
    #[error("not a signed note: {0}")]
    NotANote(&'static str),
    /// The text is not a supported key.
    #[error(
        "it holds no {expected} key: an Ed25519 key is needed, as PEM ({pem}) or as a note key \
         ({form})"
    )]
    NotAKey {
        /// `private` or `public`.
        expected: &'static str,
        /// How PEM begins.
        pem: &'static str,
        /// The form of a note key.
        form: &'static str,
    },
    /// A private key where a public one is needed, or the reverse.
    #[error("it holds a {found} key, but a {expected} key is needed here")]
    WrongHalf {
        /// The kind that was found.
        found: &'static str,
        /// The kind that is needed.
        expected: &'static str,
    },
    /// A key of another algorithm, or an encrypted one.
    #[error(
        "it holds {0}; an Ed25519 key is needed: `openssl genpkey -algorithm ed25519 -out \
         head.key` creates one"
    )]
    OtherKind(&'static str),
    /// A key that contradicts itself.
    #[error("the key is damaged: {0}")]
    Damaged(&'static str),
    /// A name that is not allowed for a key or a log.
    #[error("\"{0}\" cannot be the name of a key or a log: use one line without spaces and \"+\"")]
    BadName(String),
}

/// Whether a name is allowed for a key or a log: not empty, and without whitespace, `+` and control
/// characters.
pub fn is_name(name: &str) -> bool {
    let is_bad = |c: char| c.is_whitespace() || c == '+' || c.is_control();
    !name.is_empty() && name.len() <= 1_000 && !name.contains(is_bad)
}

/// The id of a key: the first four bytes of the SHA-256 of its name, a line feed, its type and its
/// bytes.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let bytes = [name.as_bytes(), b"\n", &[ED25519], key.as_bytes()].concat();
    Sha256::of(&bytes).0.first_chunk().copied().unwrap_or_default()
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// A private key, for signing.
pub struct Signer {
    /// The name stored in the key; PEM has none.
    name: Option<String>,
    key: SigningKey,
}

impl Signer {
    /// Parses a key: PKCS#8 as PEM, or the format of Go's `note` package.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let text = text.trim();
        if text.starts_with("-----BEGIN ") {
            refuse_pem(text, "private")?;
            let key = SigningKey::from_pkcs8_pem(text).map_err(|_| {
                NoteError::OtherKind("a private key of another kind, or a damaged one")
            })?;
            return Ok(Self { name: None, key });
        }
        let Some(rest) = text.strip_prefix(PRIVATE) else {
            return Err(if text.parse::<Verifier>().is_ok() {
                NoteError::WrongHalf { found: "public", expected: "private" }
            } else {
                NoteError::NotAKey {
                    expected: "private",
                    pem: "-----BEGIN PRIVATE KEY-----",
                    form: "PRIVATE+KEY+NAME+ID+BASE64",
                }
            });
        };
        let (name, id, seed) = split_key(rest).map_err(|error| match error {
            NoteError::NotANote(_) => NoteError::Damaged("its parts are not NAME+ID+BASE64"),
            other => other,
        })?;
        let key = SigningKey::from_bytes(&seed);
        if key_id(name, &key.verifying_key()) != id {
            return Err(NoteError::Damaged("its id does not match its name and bytes"));
        }
        Ok(Self { name: Some(name.to_owned()), key })
    }

    /// The name stored in the key.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The public key for verification, with the key's own name, or with `name` if it has none.
    pub fn verifier(&self, name: &str) -> Result<Verifier, NoteError> {
        let name = self.name.as_deref().unwrap_or(name);
        if !is_name(name) {
            return Err(NoteError::BadName(name.to_owned()));
        }
        Ok(Verifier { name: Some(name.to_owned()), key: self.key.verifying_key() })
    }

    /// Returns the text, which must end with a line feed, followed by the signature. Signs with the
    /// key's own name, or with `name` if it has none.
    pub fn sign(&self, text: &str, name: &str) -> Result<String, NoteError> {
        let verifier = self.verifier(name)?;
        let name = verifier.name.unwrap_or_default();
        let mut bytes = key_id(&name, &verifier.key).to_vec();
        bytes.extend(self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n{DASH}{name} {}\n", Base64::encode_string(&bytes)))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A public key, for verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    /// The name with which it signs; `None`, as for PEM, accepts any name.
    name: Option<String>,
    key: VerifyingKey,
}

impl FromStr for Verifier {
    type Err = NoteError;

    /// Parses a key: SPKI as PEM, or `NAME+ID+BASE64`.
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let text = text.trim();
        if text.starts_with("-----BEGIN ") {
            refuse_pem(text, "public")?;
            let key = VerifyingKey::from_public_key_pem(text).map_err(|_| {
                NoteError::OtherKind("a public key of another kind, or a damaged one")
            })?;
            return Ok(Self { name: None, key });
        }
        if text.starts_with(PRIVATE) {
            return Err(NoteError::WrongHalf { found: "private", expected: "public" });
        }
        let (name, id, bytes) = split_key(text).map_err(|error| match error {
            NoteError::NotANote(_) => NoteError::NotAKey {
                expected: "public",
                pem: "-----BEGIN PUBLIC KEY-----",
                form: "NAME+ID+BASE64",
            },
            other => other,
        })?;
        let key = VerifyingKey::from_bytes(&bytes)
            .map_err(|_| NoteError::Damaged("its bytes are not a point on the curve"))?;
        if key_id(name, &key) != id {
            return Err(NoteError::Damaged("its id does not match its name and bytes"));
        }
        Ok(Self { name: Some(name.to_owned()), key })
    }
}

impl fmt::Display for Verifier {
    /// Formats as `NAME+ID+BASE64`; without a name, only the base64 part.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[ED25519], self.key.as_bytes().as_slice()].concat();
        let key = Base64::encode_string(&bytes);
        match &self.name {
            Some(name) => write!(f, "{name}+{}+{key}", hex(key_id(name, &self.key))),
            None => f.write_str(&key),
        }
    }
}

/// Rejects PEM of the wrong half of a key pair, or in an unsupported format.
fn refuse_pem(text: &str, expected: &'static str) -> Result<(), NoteError> {
    let label = text.strip_prefix("-----BEGIN ").and_then(|rest| rest.split("-----").next());
    let half = match label.unwrap_or_default() {
        "PRIVATE KEY" => "private",
        "PUBLIC KEY" => "public",
        "ENCRYPTED PRIVATE KEY" => {
            return Err(NoteError::OtherKind(
                "a private key encrypted with a password (`openssl pkey -in FILE` decrypts it)",
            ));
        }
        "OPENSSH PRIVATE KEY" => return Err(NoteError::OtherKind("a key in the OpenSSH format")),
        "CERTIFICATE" => return Err(NoteError::OtherKind("a certificate")),
        _ => {
            return Err(NoteError::OtherKind("PEM that is not a key in the PKCS#8 or SPKI format"));
        }
    };
    if half == expected {
        return Ok(());
    }
    Err(NoteError::WrongHalf { found: half, expected })
}

/// Splits `NAME+ID+BASE64`; the base64 part is a type and 32 bytes.
fn split_key(text: &str) -> Result<(&str, [u8; 4], [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let parts = (parts.next().filter(|name| is_name(name)), parts.next(), parts.next());
    // The file may contain some other secret: the error must not quote it.
    let (Some(name), Some(id), Some(bytes)) = parts else {
        return Err(NoteError::NotANote("not a key"));
    };
    let id = Some(id)
        .filter(|id| id.len() == 8 && id.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')))
        .and_then(|id| u32::from_str_radix(id, 16).ok())
        .ok_or(NoteError::Damaged("its id is not eight lowercase hex digits"))?;
    let bytes = Base64::decode_vec(bytes).map_err(|_| NoteError::Damaged("it is not base64"))?;
    match bytes.split_first() {
        Some((&ED25519, key)) => {
            let key = key.try_into().map_err(|_| NoteError::Damaged("its length is wrong"))?;
            Ok((name, id.to_be_bytes(), key))
        }
        _ => Err(NoteError::OtherKind("a note key of another type")),
    }
}

/// A note: a text, followed by signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'n> {
    /// The signed text, including its last line feed.
    pub text: &'n str,
    /// The signature lines.
    pub signatures: Vec<NoteSignature<'n>>,
}

/// A signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature<'n> {
    /// The name of the key in that line.
    pub name: &'n str,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// Whether a key signed a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// The key signed this text.
    Yes,
    /// A signature claims to be from the key, but does not match the text.
    Forged,
    /// No signature claims to be from the key.
    No,
}

impl<'n> Note<'n> {
    /// Splits a text into the signed text and the signatures. A text without signatures is accepted
    /// too.
    pub fn parse(note: &'n str) -> Result<Self, NoteError> {
        if note.chars().any(|c| c.is_ascii_control() && c != '\n') {
            return Err(NoteError::NotANote("it has control characters"));
        }
        if !note.ends_with('\n') {
            return Err(NoteError::NotANote("its last line does not end with a line feed"));
        }
        let Some(at) = note.rfind("\n\n") else {
            return Ok(Self { text: note, signatures: Vec::new() });
        };
        let (text, lines) = note.split_at(at + 1);
        let mut signatures = Vec::new();
        for line in lines.lines().skip(1) {
            let (name, bytes) = line
                .strip_prefix(DASH)
                .and_then(|line| line.split_once(' '))
                .filter(|(name, _)| is_name(name))
                .ok_or(NoteError::NotANote("a line after the text is not a signature"))?;
            let bytes = Base64::decode_vec(bytes).ok().filter(|bytes| bytes.len() > 4);
            let (id, bytes) = bytes
                .as_deref()
                .and_then(<[u8]>::split_first_chunk)
                .ok_or(NoteError::NotANote("a signature is not base64"))?;
            signatures.push(NoteSignature { name, id: *id, bytes: bytes.to_vec() });
        }
        if signatures.is_empty() || signatures.len() > MOST_SIGNATURES {
            return Err(NoteError::NotANote("it has no signatures, or more than 100"));
        }
        Ok(Self { text, signatures })
    }

    /// Whether this key signed the note.
    pub fn signed_by(&self, verifier: &Verifier) -> Signed {
        let is_its = |signature: &&NoteSignature<'_>| {
            verifier.name.as_deref().is_none_or(|name| name == signature.name)
                && signature.id == key_id(signature.name, &verifier.key)
        };
        let mut found = Signed::No;
        for signature in self.signatures.iter().filter(is_its) {
            let holds = Signature::from_slice(&signature.bytes)
                .and_then(|bytes| verifier.key.verify_strict(self.text.as_bytes(), &bytes));
            if holds.is_err() {
                return Signed::Forged;
            }
            found = Signed::Yes;
        }
        found
    }
}

impl NoteSignature<'_> {
    /// The id of the key in hex.
    pub fn key_id(&self) -> String {
        hex(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys and the note from the documentation of Go's package `golang.org/x/mod/sumdb/note`.
    const PRIVATE_KEY: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const PUBLIC_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const OTHER_KEY: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n";
    const SIGNATURE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const OTHER_SIGNATURE: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    fn key(text: &str) -> Verifier {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_note_is_signed_as_others_sign_it() {
        let signer = Signer::parse(PRIVATE_KEY).expect("a key");
        assert_eq!(signer.verifier("x").expect("a name").to_string(), PUBLIC_KEY);
        assert_eq!(signer.sign(TEXT, "x"), Ok(format!("{TEXT}\n{SIGNATURE}")));
        assert!(!format!("{signer:?}").contains("129"), "{signer:?}");
    }

    #[test]
    fn a_note_that_others_signed_is_verified() {
        let note = format!("{TEXT}\n{SIGNATURE}{OTHER_SIGNATURE}");
        let note = Note::parse(&note).expect("a note");
        assert_eq!((note.text, note.signatures.len()), (TEXT, 2));
        assert_eq!(note.signatures[0].key_id(), "c74f20a3");
        assert_eq!(note.signed_by(&key(PUBLIC_KEY)), Signed::Yes);
        assert_eq!(note.signed_by(&key(OTHER_KEY)), Signed::Yes);
        // The example of the specification.
        let example = "This is an example message.\n\n— example.com/foo \
            Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
        let foo = key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        let example = Note::parse(example).expect("a note");
        assert_eq!(example.signed_by(&foo), Signed::Yes);
        assert_eq!(example.signed_by(&key(PUBLIC_KEY)), Signed::No);
    }

    #[test]
    fn a_note_whose_text_was_altered_is_no_longer_signed() {
        let note = format!("{TEXT}\n{SIGNATURE}");
        let verifier = key(PUBLIC_KEY);
        let mut read = 0;
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let Ok(note) = Note::parse(&text) else { continue };
            read += 1;
            assert_ne!(note.signed_by(&verifier), Signed::Yes, "byte {at}: {text}");
        }
        assert!(read > TEXT.len() / 2, "{read}");
        let forged = format!("Another text.\n\n{SIGNATURE}");
        assert_eq!(Note::parse(&forged).map(|note| note.signed_by(&verifier)), Ok(Signed::Forged));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        for text in [
            "",
            "no end",
            "a\rb\n",
            "a\n\n",
            "a\n\nb\n",
            "a\n\n— x\n",
            "a\n\n— x AAAA\n",
            "a\n\n— x+y AAAAAAAA\n",
            "a\n\n— x AAAAAAAA\nb\n",
        ] {
            assert!(Note::parse(text).is_err(), "{text:?}");
        }
        let many = format!("a\n\n{}", "— x AAAAAAAA\n".repeat(MOST_SIGNATURES + 1));
        assert!(Note::parse(&many).is_err());
        assert_eq!(Note::parse("a\nb\n").map(|note| note.signatures.len()), Ok(0));
    }

    #[test]
    fn no_part_and_no_mangling_of_a_key_is_a_key() {
        for text in [PUBLIC_KEY, PRIVATE_KEY] {
            let is_key =
                |text: &str| text.parse::<Verifier>().is_ok() || Signer::parse(text).is_ok();
            assert!(is_key(text));
            for at in 0..text.len() {
                assert!(!is_key(&text[..at]), "{}", &text[..at]);
                // A part of the name is another name, with another id.
                assert!(at == 0 || !is_key(&text[at..]), "{}", &text[at..]);
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] += 1;
                let mangled = String::from_utf8(bytes).expect("ASCII");
                assert!(!is_key(&mangled), "{mangled}");
            }
        }
        let longer = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
        let other = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert!(longer.parse::<Verifier>().is_err());
        assert!(matches!(other.parse::<Verifier>(), Err(NoteError::OtherKind(_))));
    }

    /// The private and the public key of RFC 8032, section 7.1, test 1, in the format of openssl.
    const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
        -----END PRIVATE KEY-----\n";
    const PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
        -----END PUBLIC KEY-----\n";

    #[test]
    fn keys_of_openssl_are_read() {
        let signer = Signer::parse(PEM).expect("a key");
        let verifier = key(PUBLIC_PEM);
        assert_eq!(signer.verifier("a/b").expect("a name").key, verifier.key);
        let note = signer.sign(TEXT, "a/b").expect("a name");
        let note = Note::parse(&note).expect("a note");
        assert_eq!(note.signatures[0].name, "a/b");
        assert_eq!(note.signed_by(&verifier), Signed::Yes);
        assert_eq!(note.signed_by(&key(PUBLIC_KEY)), Signed::No);
        assert_eq!(signer.sign(TEXT, "a b"), Err(NoteError::BadName("a b".to_owned())));
    }

    #[test]
    fn a_key_of_the_wrong_kind_is_told_apart() {
        let of = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
        for (text, says) in [
            (PUBLIC_PEM.to_owned(), "holds a public key"),
            (PUBLIC_KEY.to_owned(), "holds a public key"),
            (of("ENCRYPTED PRIVATE KEY"), "encrypted with a password"),
            (of("OPENSSH PRIVATE KEY"), "OpenSSH"),
            (of("RSA PRIVATE KEY"), "not a key in the PKCS#8"),
            (of("PRIVATE KEY"), "another kind"),
            ("hello".to_owned(), "no private key"),
            ("PRIVATE+KEY+a b+c74f20a3+AYEKFALVFG".to_owned(), "is damaged"),
            (String::new(), "no private key"),
        ] {
            let why = Signer::parse(&text).expect_err(&text).to_string();
            assert!(why.contains(says), "{text}: {why}");
        }
        for (text, says) in [
            (PEM.to_owned(), "holds a private key"),
            (PRIVATE_KEY.to_owned(), "holds a private key"),
            (of("CERTIFICATE"), "a certificate"),
            ("hello".to_owned(), "no public key"),
            ("my secret AYEKFAL+is+this".to_owned(), "no public key"),
        ] {
            let why = text.parse::<Verifier>().expect_err(&text).to_string();
            assert!(why.contains(says), "{text}: {why}");
            assert!(!why.contains("J1hsZ3v") && !why.contains("AYEKFAL"), "{why}");
        }
    }
}
