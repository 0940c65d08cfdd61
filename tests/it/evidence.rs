//! Heads and evidence: what extends a head, what a bundle proves, and that no altered bundle proves
//! anything else.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use recension::article::{ArticleId, Sha256};
use recension::proof::bundle::{Bundle, Trust};
use recension::proof::checkpoint::Checkpoint;
use recension::proof::evidence::{Bytes, CaptureEvidence, StampEvidence};
use recension::proof::note::{Signer, Verifier};
use recension::proof::report::{BundleReport, Verdict};
use recension::proof::stamp::StampKind;
use recension::store::{EvidenceError, Extension, HeadBasis, Snapshot, StoreError};
use rusqlite::Connection;
use serde_json::Value;

use crate::common::{Dice, history, import, made_up, recension, skip, stderr, write};

/// The key from the documentation of Go's package for signed notes; it protects nothing.
pub(crate) const PRIVATE_KEY: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
pub(crate) const PUBLIC_KEY: &str =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

pub(crate) fn head(catalog: &Snapshot) -> Checkpoint {
    let mut log = catalog.log().unwrap();
    let (origin, head) = (log.own_origin().unwrap().unwrap(), log.head().unwrap());
    Checkpoint::new(&origin, head.size, head.root).unwrap()
}

/// Three imports into one catalog, and the head after each.
fn grown(folder: &Path, articles: usize) -> (PathBuf, Vec<Checkpoint>) {
    let db = folder.join("grown.db");
    let mut heads = Vec::new();
    for (number, lines) in
        made_up(articles, &mut Dice(7)).chunks(articles.max(1)).take(3).enumerate()
    {
        let file = write(folder, &format!("{number}.jsonl"), lines);
        import(&db, &[&file], 0);
        heads.push(head(&Snapshot::open(&db).unwrap()));
    }
    (db, heads)
}

fn extends(db: &Path, head: &Checkpoint, basis: HeadBasis) -> Result<Extension, StoreError> {
    Snapshot::open(db)?.log()?.extends(head, basis)
}

const BASES: [HeadBasis; 2] = [HeadBasis::Tiles, HeadBasis::Rows];

#[test]
fn a_catalog_extends_every_head_that_it_had_and_proves_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let (db, heads) = grown(folder.path(), 150);
    assert!(heads[0].size < 256 && heads[2].size > 256, "on both sides of a tile: {heads:?}");
    for head in &heads {
        for basis in BASES {
            let now = extends(&db, head, basis).unwrap();
            assert!(matches!(now, Extension::Extends { now } if now.size == heads[2].size));
        }
    }
    let catalog = Snapshot::open(&db).unwrap();
    let (mut proven, mut later) = (0, 0);
    for article in (1..=150).step_by(6) {
        for version in history(&catalog, ArticleId(article)).versions() {
            for head in &heads {
                let text = head.signed(None).unwrap();
                match catalog.evidence(version, head, &text, Vec::new()) {
                    Ok(evidence) => {
                        proven += 1;
                        assert_eq!(
                            evidence.bundle.captures.len() + evidence.later,
                            version.captures.len()
                        );
                        let report = evidence.bundle.check(&Trust::default());
                        assert!(report.holds(), "{:#?}", report.checks);
                        let json = serde_json::to_vec(&evidence.bundle).unwrap();
                        assert_eq!(Bundle::parse(&json).unwrap(), evidence.bundle);
                    }
                    Err(EvidenceError::Later { size, first }) => {
                        later += 1;
                        assert!(size == head.size && first >= size);
                    }
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }
    assert!(proven > 40 && later > 10, "{proven} {later}");
}

#[test]
fn an_older_copy_and_another_catalog_do_not_extend_a_head() {
    let folder = tempfile::tempdir().unwrap();
    let (db, heads) = grown(folder.path(), 20);
    let copy = folder.path().join("copy.db");
    let other = folder.path().join("other.db");
    let files = ["0.jsonl", "1.jsonl"].map(|name| folder.path().join(name));
    import(&copy, &[&files[0]], 0);
    let first = head(&Snapshot::open(&copy).unwrap());
    for basis in BASES {
        let shorter =
            extends(&copy, &Checkpoint { origin: first.origin.clone(), ..heads[2].clone() }, basis);
        assert_eq!(shorter.unwrap(), Extension::Shorter { size: first.size });
        // The same records imported at another time are a different log, whatever its name.
        assert!(matches!(extends(&db, &first, basis).unwrap(), Extension::OtherLog { .. }));
        let named = Checkpoint { origin: "example.org/log".to_owned(), ..first.clone() };
        let differs = extends(&db, &named, basis).unwrap();
        assert!(matches!(differs, Extension::Differs { root } if root != first.root));
    }
    import(&other, &[&files[1], &files[0]], 0);
    let catalog = Snapshot::open(&other).unwrap();
    let mut log = catalog.log().unwrap();
    let differs = log.extends_root(first.size, &first.root, HeadBasis::Rows).unwrap();
    assert!(matches!(differs, Extension::Differs { .. }));
}

/// Rows changed with the triggers dropped, with the log's own tables changed or not.
#[test]
fn an_altered_row_does_not_extend_a_head() {
    let folder = tempfile::tempdir().unwrap();
    let (db, heads) = grown(folder.path(), 150);
    for (number, sql) in [
        "UPDATE _capture SET sequence = sequence + 1 WHERE capture_no = 3",
        "UPDATE _version SET id = zeroblob(32) WHERE version_no = 2",
        "UPDATE _input SET path = 'elsewhere' WHERE input_id = 1",
        "DELETE FROM _log_run WHERE first_entry = (SELECT min(first_entry) FROM _log_run WHERE kind = 1)",
        "UPDATE _log_head SET size = size - 1",
        "UPDATE _log_tile SET root = zeroblob(32)",
        "UPDATE _event SET at_us = at_us + 1 WHERE event_id = 1",
    ]
    .into_iter()
    .enumerate()
    {
        let altered = folder.path().join(format!("altered-{number}.db"));
        Snapshot::open(&db).unwrap().backup(&altered).unwrap();
        let connection = Connection::open(&altered).unwrap();
        let triggers: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for trigger in triggers {
            connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
        drop(connection);
        for head in &heads {
            match extends(&altered, head, HeadBasis::Rows) {
                Ok(Extension::Extends { .. }) => panic!("{sql}: {head:?}"),
                Ok(_) | Err(StoreError::Damaged { .. }) => {}
                Err(error) => panic!("{sql}: {error}"),
            }
        }
        let output = recension().arg("--db").arg(&altered).arg("log-head").output().unwrap();
        if sql.contains("log_head") || sql.contains("log_tile") {
            assert_eq!(output.status.code(), Some(4), "{sql}: {}", stderr(&output));
        }
    }
}

/// A version with two captures that have every field, under a signed checkpoint with time stamps.
pub(crate) fn bundle(folder: &Path) -> Bundle {
    let record = |captured: &str, more: &str| {
        format!(
            "{{\"url\": \"https://example.org/a\", \"title\": \"A ferry \\\"sails\\\"\", \"byline\": \"\", \
             \"body\": \"It took 3 days.\\n\\nNobody knows why: \u{e9}t\u{e9}. Caf\u{c3}\u{a9} \u{c3}\u{a9}t\u{c3}\u{a9}.\", \
             \"published\": \"2024-01-02\", \"updated\": \"2024-01-02T09:00:00+01:00\", \
             \"captured\": \"{captured}\", \"lang\": \"en\", \"section\": \"Sea\", \"seq\": 4{more}}}"
        )
    };
    let lines = [
        record(
            "2024-01-02T10:00:00Z",
            ", \"desk\": \"one\", \"score\": 1.5e300, \"tags\": [1, {\"b\": null}]",
        ),
        record("2024-01-03T10:00:00Z", ""),
        "{\"url\": \"https://example.org/b\", \"title\": \"B\"}".to_owned(),
    ];
    let first = folder.join("small.db");
    import(&first, &[&write(folder, "small.jsonl", &lines)], 0);
    // Its first capture also has the fields of a web archive's capture.
    let exported = recension().arg("--db").arg(&first).arg("export").output().unwrap().stdout;
    let lines: Vec<String> = String::from_utf8(exported)
        .unwrap()
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            if record["extra"].get("desk").is_some() {
                record["handles"] = vec!["0f".repeat(16), "a0".repeat(16)].into();
                record["names_itself"] = true.into();
            }
            record.to_string()
        })
        .collect();
    let db = folder.join("again.db");
    import(&db, &[&write(folder, "again.jsonl", &lines)], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let head = head(&catalog);
    let text = head.signed(Some(&Signer::parse(PRIVATE_KEY).unwrap())).unwrap();
    let digest = Sha256::of(text.as_bytes()).0;
    let request = request(digest);
    let stamps = vec![StampEvidence { kind: StampKind::Rfc3161Request, data: Bytes(request) }];
    let history = history(&catalog, ArticleId(1));
    let version = history.versions().first().unwrap();
    let evidence = catalog.evidence(version, &head, &text, stamps).unwrap();
    assert_eq!((evidence.bundle.captures.len(), evidence.later), (2, 0));
    assert!(evidence.bundle.captures[0].extra.len() >= 3, "{:?}", evidence.bundle.captures);
    assert_eq!(evidence.bundle.captures[0].annotations.len(), 1, "damage");
    assert_eq!(evidence.bundle.captures[0].handles.len(), 2);
    evidence.bundle
}

/// The request of `openssl ts -query -sha256`, without a nonce.
fn request(digest: [u8; 32]) -> Vec<u8> {
    let imprint = [0x30, 49, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 32];
    [&[0x30, 54, 2, 1, 1], &imprint[..], &digest].concat()
}

pub(crate) fn trust() -> Trust {
    Trust::default().key(PUBLIC_KEY.parse::<Verifier>().unwrap())
}

pub(crate) fn failing(report: &BundleReport) -> Vec<&'static str> {
    let failing = report.checks.iter().filter(|check| check.result == Verdict::Fails);
    failing.map(|check| check.check).collect()
}

/// Whether this file is accepted as evidence; then it must say the same as the genuine one.
#[track_caller]
fn is_taken(file: &[u8], genuine: &Bundle, what: &str) -> bool {
    let Ok(read) = Bundle::parse(file) else { return false };
    let report = read.check(&trust());
    let is_taken = report.holds();
    // The bytes of a time stamp are checked by other programs; without it, there is nothing to
    // believe.
    let text = |bundle: &Bundle| Bundle { timestamps: Vec::new(), ..bundle.clone() };
    assert!(!is_taken || text(&read) == text(genuine), "{what}: {:#?}", report.checks);
    is_taken
}

#[test]
fn a_genuine_bundle_is_taken_and_its_checks_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let genuine = bundle(folder.path());
    let report = genuine.check(&trust());
    assert_eq!(failing(&report), [""; 0]);
    assert!(report.is_signed && !report.is_kept && report.stamps.len() == 1);
    let checkpoint = report.checkpoint.unwrap();

    let other = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    let trust = |key: &str, origin: &str, size: u64| {
        Trust::default()
            .key(Some(key.parse().unwrap()))
            .origin(origin.to_owned())
            .head((size, checkpoint.root))
    };
    let (origin, size) = (&checkpoint.origin, checkpoint.size);
    for (trust, expected) in [
        (trust(PUBLIC_KEY, origin, size), vec![]),
        (trust(other, origin, size), vec!["signature"]),
        (trust(PUBLIC_KEY, "example.org/log", size), vec!["origin"]),
        (trust(PUBLIC_KEY, origin, size + 1), vec!["head"]),
    ] {
        assert_eq!(failing(&genuine.check(&trust)), expected);
    }
    for (spoil, expected) in [
        (
            Box::new(|b: &mut Bundle| b.captures.clear()) as Box<dyn Fn(&mut Bundle)>,
            vec!["captures"],
        ),
        (Box::new(|b| b.captures.reverse()), vec!["captures"]),
        (Box::new(|b| b.captures.truncate(1)), vec![]),
        (Box::new(|b| b.captures[0].extra.reverse()), vec!["capture"]),
        (Box::new(|b| b.captures[1].index += 1), vec!["inclusion"]),
        (Box::new(|b| b.version.body = None), vec!["form", "id"]),
        (Box::new(|b| b.timestamps[0].kind = StampKind::Opentimestamps), vec!["timestamp"]),
        (Box::new(|b| b.timestamps[0].data.0[30] ^= 1), vec!["timestamp"]),
        (Box::new(|b| b.checkpoint.clear()), vec!["checkpoint", "timestamp"]),
    ] {
        let mut bundle = genuine.clone();
        spoil(&mut bundle);
        assert_eq!(failing(&bundle.check(&self::trust())), expected);
    }
}

/// The hashed form of other fields and annotations is unambiguous: a field whose name or value
/// looks like the end of one field and the start of the next is a different capture.
#[test]
fn what_looks_like_two_fields_is_not_taken_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundle(folder.path());
    let check = |spoil: &dyn Fn(&mut CaptureEvidence)| {
        let mut bundle = bundle.clone();
        spoil(&mut bundle.captures[0]);
        assert_eq!(failing(&bundle.check(&trust())), ["capture"]);
    };
    check(&|capture| {
        let (second, last) = capture.extra.remove(1);
        let (first, value) = capture.extra[0].clone();
        let (of_value, of_name) = (value.len(), second.len());
        capture.extra[0] =
            (format!("{first}\nvalue {of_value}\n{value}\nfield {of_name}\n{second}"), last);
    });
    check(&|capture| {
        let noted = std::mem::take(&mut capture.annotations);
        capture.extra.extend(noted);
        capture.extra.sort();
    });
    check(&|capture| capture.annotations[0].1 = "\"another\"".to_owned());
    check(&|capture| capture.annotations.clear());
    check(&|capture| capture.annotations.push(("colour".to_owned(), "\"red\"".to_owned())));

    // A name may contain a line break.
    let db = folder.path().join("breaks.db");
    let line = r#"{"url": "https://example.org/a", "title": "A", "a\nvalue 1\n1\nfield 1\nb": 2}"#;
    import(&db, &[&write(folder.path(), "breaks.jsonl", &[line.to_owned()])], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let head = head(&catalog);
    let history = history(&catalog, ArticleId(1));
    let text = head.signed(None).unwrap();
    let version = history.versions().first().unwrap();
    let evidence = catalog.evidence(version, &head, &text, Vec::new()).unwrap();
    assert!(evidence.bundle.captures[0].extra[0].0.contains('\n'));
    assert_eq!(failing(&evidence.bundle.check(&Trust::default())), [""; 0]);
}

#[test]
fn no_flipped_bit_makes_a_bundle_prove_another_text() {
    let folder = tempfile::tempdir().unwrap();
    let genuine = bundle(folder.path());
    let file = serde_json::to_vec_pretty(&genuine).unwrap();
    let (mut taken, mut refused) = (0, 0);
    for at in 0..file.len() {
        for bit in [0, 2, 5] {
            let mut file = file.clone();
            file[at] ^= 1 << bit;
            if is_taken(&file, &genuine, &format!("bit {bit} of byte {at}")) {
                taken += 1;
            } else {
                refused += 1;
            }
        }
        assert!(at % 7 > 0 || !is_taken(&file[..at], &genuine, "cut off"));
    }
    // Accepted: whitespace, and hex digits in capitals.
    assert!(refused > 4 * taken, "{refused} refused, {taken} taken");
}

/// Every value of the JSON is replaced, removed and duplicated.
#[test]
fn no_altered_value_makes_a_bundle_prove_another_text() {
    let folder = tempfile::tempdir().unwrap();
    let genuine = bundle(folder.path());
    let whole = serde_json::to_value(&genuine).unwrap();
    let mut places = Vec::new();
    collect(&whole, "", &mut places);
    assert!(places.len() > 80, "{}", places.len());
    for place in places {
        let was = whole.pointer(&place).unwrap().clone();
        let number = was.as_i64().unwrap_or(7);
        for value in [
            Value::Null,
            Value::from(number + 1),
            Value::from(u64::MAX),
            Value::from(-1),
            Value::from("x"),
            Value::from(""),
            Value::from(was.as_str().unwrap_or_default().to_owned() + " "),
            Value::from(Vec::<Value>::new()),
            Value::from(vec![was.clone(), was.clone()]),
            serde_json::json!({}),
        ] {
            let mut altered = whole.clone();
            *altered.pointer_mut(&place).unwrap() = value.clone();
            is_taken(altered.to_string().as_bytes(), &genuine, &format!("{place} = {value}"));
        }
        let (parent, name) = place.rsplit_once('/').unwrap();
        let mut altered = whole.clone();
        if let Some(Value::Object(object)) = altered.pointer_mut(parent) {
            object.remove(name);
            object.insert(format!("{name}2"), was);
            assert!(!is_taken(altered.to_string().as_bytes(), &genuine, &place), "{place}");
        }
    }
}

fn collect(value: &Value, place: &str, places: &mut Vec<String>) {
    let mut into = |name: &str, value: &Value| {
        let place = format!("{place}/{name}");
        places.push(place.clone());
        collect(value, &place, places);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| into(name, value)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| into(&index.to_string(), value));
        }
        _ => {}
    }
}

#[test]
fn what_is_no_bundle_is_refused_with_the_reason() {
    for (file, says) in [
        ("", "not a bundle of evidence"),
        ("[]", "not a bundle of evidence"),
        ("{\"format\": \"recension-evidence/2\"}", "missing field"),
        ("{\"format\": \"recension-evidence/1\", \"version\": 1}", "write it again"),
        ("{\"format\": \"recension-evidence/3\", \"new\": 1}", "upgrade recension"),
        ("{\"format\": \"SARIF\"}", "another name"),
        (&"[".repeat(1 << 20), "not a bundle of evidence"),
        (&"{\"format\": ".repeat(1 << 20), "not a bundle of evidence"),
    ] {
        let why = Bundle::parse(file.as_bytes()).unwrap_err().to_string();
        assert!(why.contains(says), "{}: {why}", file.get(..40).unwrap_or(file));
    }
}

/// Runs a command in a folder; returns its exit code and all its output.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = recension().current_dir(folder).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
    (output.status.code(), said)
}

/// The two steps of docs/commands/prove.md: a stamped head, and evidence under it made much later.
#[test]
fn a_version_is_proven_under_a_head_that_was_stamped_before() {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path();
    let line = |name: &str, title: &str| {
        let json = format!("{{\"url\": \"https://example.org/{name}\", \"title\": \"{title}\"}}");
        write(room, &format!("{title}.jsonl"), &[json])
    };
    let db = room.join("recension.db");
    import(&db, &[&line("a", "one")], 0);
    fs::write(room.join("key"), PRIVATE_KEY).unwrap();
    let (code, said) = run(room, &["log-head", "--key", "key", "-o", "head"]);
    assert!(code == Some(0) && said.contains(PUBLIC_KEY) && !said.contains("AYEKFALV"), "{said}");
    let digest = Sha256::of(&fs::read(room.join("head")).unwrap()).0;
    fs::write(room.join("head.tsq"), request(digest)).unwrap();
    let ots: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08";
    fs::write(room.join("head.ots"), [ots, &digest, b"\x00rest"].concat()).unwrap();
    fs::write(room.join("other.tsq"), request([7; 32])).unwrap();

    import(&db, &[&line("a", "two"), &line("b", "three")], 0);
    let head = ["--head", "head"];
    let stamps = ["--timestamp", "head.tsq", "--ots", "head.ots"];
    let of = |version: &'static str, more: &[&'static str]| {
        run(room, &[&["prove", "example.org/a", version], more].concat())
    };
    let (code, said) = of("1", &[&head[..], &stamps, &["-o", "evidence.json"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let check = ["verify-bundle", "evidence.json", "--head", "head", "--key", PUBLIC_KEY];
    let (code, said) = run(room, &check);
    assert!(
        code == Some(0) && said.contains("`ots verify`") && said.contains("you kept"),
        "{said}"
    );

    for (version, more, code, says) in [
        ("1", &["--head", "head", "-o", "evidence.json"][..], 2, "already exists"),
        ("1", &["--head", "head", "--timestamp", "other.tsq"], 2, "the SHA-256 0707"),
        ("1", &["--head", "head", "--timestamp", "head.ots"], 2, "use --ots"),
        ("1", &["--head", "head", "--ots", "head.tsq"], 2, "use --timestamp"),
        ("1", &["--head", "head", "--ots", "key"], 2, "neither a request"),
        ("2", &["--head", "head"], 2, "use a newer checkpoint"),
        ("1", &["--head", "head", "--key", "key"], 2, "cannot be used with"),
        ("1", &["--head", "4:00"], 2, "no such file"),
    ] {
        let (found, said) = of(version, more);
        assert!(found == Some(code) && said.contains(says), "{more:?}: {found:?} {said}");
    }
    let pair = format!("1:{}", "00".repeat(32));
    let (code, said) = run(room, &["prove", "example.org/a", "1", "--head", &pair]);
    assert!(code == Some(2) && said.contains("the complete checkpoint"), "{said}");

    let other = room.join("other.db");
    import(&other, &[&room.join("one.jsonl")], 0);
    let (code, said) = run(room, &["--db", "other.db", "prove", "1", "1", "--head", "head"]);
    assert!(code == Some(4) && said.contains("another catalog"), "{said}");

    let pem = |name: &str, more: &[&str]| {
        let openssl = Command::new("openssl").current_dir(room).args(more).output();
        openssl.is_ok_and(|output| output.status.success() && room.join(name).exists())
    };
    if !pem("pem", &["genpkey", "-algorithm", "ed25519", "-out", "pem"]) {
        skip("openssl is not here");
        return;
    }
    assert!(pem("pub", &["pkey", "-in", "pem", "-pubout", "-out", "pub"]));
    assert!(pem("rsa", &["genpkey", "-algorithm", "rsa", "-out", "rsa"]));
    for (line, code, says) in [
        (&["log-head", "--key", "pem", "-o", "head2"][..], 0, "signed"),
        (&["prove", "example.org/a", "2", "--head", "head2", "-o", "two.json"], 0, "1 capture"),
        (&["verify-bundle", "two.json", "--key", "pub"], 0, "you named signed"),
        (&["verify-bundle", "two.json", "--key", PUBLIC_KEY], 1, "did not sign the checkpoint"),
        (&["verify-bundle", "two.json", "--head", "head"], 1, "not the checkpoint that you kept"),
        (&["verify-bundle", "two.json", "--key", "pem"], 2, "holds a private key"),
        (&["log-head", "--key", "pub"], 2, "holds a public key"),
        (&["log-head", "--key", "rsa"], 2, "another kind"),
    ] {
        let (found, said) = run(room, line);
        assert!(found == Some(code) && said.contains(says), "{line:?}: {found:?} {said}");
    }
    if pem("q", &["ts", "-query", "-data", "head2", "-sha256", "-cert", "-out", "q"]) {
        let line = ["prove", "example.org/a", "2", "--head", "head2", "--timestamp", "q"];
        assert_eq!(run(room, &line).0, Some(0));
    }
}

/// The result of `docs/verify_bundle.py` for a bundle; `None` without Python. Without its package
/// for signatures, the key is not checked.
pub(crate) fn python(bundle: &Path, key: Option<&str>) -> Option<(bool, String)> {
    static HAS: OnceLock<(bool, bool)> = OnceLock::new();
    let python = |arguments: &[&OsStr]| Command::new("python3").args(arguments).output();
    let can = |code: &str| {
        let output = python(&[OsStr::new("-c"), OsStr::new(code)]);
        output.is_ok_and(|output| output.status.success())
    };
    let (has_python, has_keys) = *HAS.get_or_init(|| (can(""), can("import cryptography")));
    if !has_python {
        skip("python3 is not here");
        return None;
    }
    if !has_keys {
        skip("without signatures: python3's package cryptography is not here");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify_bundle.py");
    let mut arguments = vec![script.as_os_str(), bundle.as_os_str()];
    arguments.extend(key.filter(|_| has_keys).map(OsStr::new));
    let output = python(&arguments).unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
    assert!(!said.contains("Traceback"), "{said}");
    Some((output.status.success(), said))
}

/// `docs/verify_bundle.py` follows only the format's page, and must accept and refuse the same
/// bundles.
#[test]
fn a_second_implementation_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let genuine = bundle(folder.path());
    let path = folder.path().join("bundle.json");
    let check = |bundle: &Bundle| {
        fs::write(&path, serde_json::to_vec(bundle).unwrap()).unwrap();
        python(&path, Some(PUBLIC_KEY))
    };
    let Some((holds, said)) = check(&genuine) else { return };
    let checkpoint = genuine.check(&trust()).checkpoint.unwrap();
    assert!(holds && said.contains(&checkpoint.root.to_string()), "{said}");
    for spoil in [
        (|b: &mut Bundle| b.version.body = Some("It took 30 days.".to_owned())) as fn(&mut Bundle),
        |b| b.version.published = None,
        |b| b.version.id.0.0[0] ^= 1,
        |b| b.captures[0].url.push('x'),
        |b| b.captures[0].captured.as_mut().unwrap().raw.push('x'),
        |b| b.captures[1].place.record = None,
        |b| b.captures[1].extra.push(("x".to_owned(), "1".to_owned())),
        |b| b.captures[1].annotations.clear(),
        |b| b.captures[0].handles.reverse(),
        |b| b.captures[0].handles.clear(),
        |b| b.captures[0].names_itself = false,
        |b| b.captures[1].names_itself = true,
        |b| b.captures[0].captured.as_mut().unwrap().precision = "minute".to_owned(),
        |b| b.captures[1].index -= 1,
        |b| b.captures[0].proof[0].0[0] ^= 1,
        |b| b.captures[0].proof.truncate(1),
        |b| b.captures.reverse(),
        |b| b.captures.clear(),
        |b| b.checkpoint = b.checkpoint.replacen("recension", "another", 1),
        |b| b.timestamps[0].data.0[30] ^= 1,
    ] {
        let mut bundle = genuine.clone();
        spoil(&mut bundle);
        assert!(!bundle.check(&trust()).holds());
        assert!(check(&bundle).is_some_and(|(holds, _)| !holds));
    }
}

/// The root over a catalog's leaves, computed from the definition in another language.
#[test]
fn a_second_implementation_computes_the_same_root() {
    const ROOT: &str = "import hashlib, sys
leaves = [bytes.fromhex(line) for line in sys.stdin.read().split()]
def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b'').digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b'\\1' + root(leaves[:split]) + root(leaves[split:])).digest()
print(root(leaves).hex())";
    let folder = tempfile::tempdir().unwrap();
    let (db, heads) = grown(folder.path(), 100);
    let catalog = Snapshot::open(&db).unwrap();
    for head in heads {
        let leaves = folder.path().join("leaves");
        let mut lines = String::new();
        let log = catalog.log().unwrap();
        let mut add = |leaf: Sha256| lines = format!("{lines}{leaf}\n");
        log.each_leaf(0, head.size, &mut |_, _, leaf| {
            add(leaf);
            Ok(())
        })
        .unwrap();
        fs::write(&leaves, lines).unwrap();
        let output = Command::new("python3")
            .args(["-c", ROOT])
            .stdin(fs::File::open(&leaves).unwrap())
            .output();
        let Ok(output) = output else {
            skip("python3 is not here");
            return;
        };
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            said.trim(),
            head.root.to_string(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
