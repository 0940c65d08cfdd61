//! Odd bundles of evidence, made from one good bundle by named alterations, each with its verdict: the
//! command and `docs/verify_bundle.py` must both give it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::common::{recension, skip, stderr};
use crate::evidence::bundle;

/// An alteration of the parsed bundle, and whether the result is still evidence.
type Alteration = (&'static str, fn(&mut Value), bool);

/// An alteration of the file, and whether the result is still evidence.
type FileAlteration = (&'static str, fn(&str) -> Vec<u8>, bool);

fn object<'v>(bundle: &'v mut Value, path: &str) -> &'v mut Map<String, Value> {
    bundle.pointer_mut(path).unwrap().as_object_mut().unwrap()
}

fn text(bundle: &Value, path: &str) -> String {
    bundle.pointer(path).unwrap().as_str().unwrap().to_owned()
}

fn put(bundle: &mut Value, path: &str, value: Value) {
    *bundle.pointer_mut(path).unwrap() = value;
}

fn map(bundle: &mut Value, path: &str, change: impl Fn(String) -> String) {
    let text = text(bundle, path);
    put(bundle, path, change(text).into());
}

const ALTERATIONS: &[Alteration] = &[
    ("nothing is altered", |_| {}, true),
    // Unknown keys, at each level.
    ("an unknown key of the bundle", |b| drop(object(b, "").insert("x".into(), 1.into())), false),
    (
        "an unknown key of the version",
        |b| drop(object(b, "/version").insert("x".into(), 1.into())),
        false,
    ),
    (
        "an unknown key of a capture",
        |b| drop(object(b, "/captures/0").insert("x".into(), 1.into())),
        false,
    ),
    (
        "an unknown key of a place",
        |b| drop(object(b, "/captures/0/place").insert("x".into(), Value::Null)),
        false,
    ),
    (
        "an unknown key of a time",
        |b| drop(object(b, "/captures/0/captured").insert("x".into(), 1.into())),
        false,
    ),
    (
        "an unknown key of a time stamp",
        |b| drop(object(b, "/timestamps/0").insert("x".into(), 1.into())),
        false,
    ),
    // Missing keys, also of values that may be null.
    ("no format", |b| drop(object(b, "").shift_remove("format")), false),
    ("no captures", |b| drop(object(b, "").shift_remove("captures")), false),
    ("no time stamps", |b| drop(object(b, "").shift_remove("timestamps")), true),
    ("no body", |b| drop(object(b, "/version").shift_remove("body")), false),
    (
        "no description, which is null",
        |b| drop(object(b, "/version").shift_remove("description")),
        false,
    ),
    ("no title", |b| drop(object(b, "/version").shift_remove("title")), false),
    (
        "no payload, which is null",
        |b| drop(object(b, "/captures/0").shift_remove("payload_sha256")),
        false,
    ),
    (
        "no publisher, which is null",
        |b| drop(object(b, "/captures/0").shift_remove("publisher")),
        false,
    ),
    ("no sequence", |b| drop(object(b, "/captures/0").shift_remove("sequence")), false),
    ("no captured time", |b| drop(object(b, "/captures/0").shift_remove("captured")), false),
    (
        "no record of the place",
        |b| drop(object(b, "/captures/0/place").shift_remove("record")),
        false,
    ),
    (
        "no offset of the place",
        |b| drop(object(b, "/captures/0/place").shift_remove("offset")),
        false,
    ),
    (
        "no offset of a time",
        |b| drop(object(b, "/captures/0/captured").shift_remove("offset")),
        false,
    ),
    ("no proof", |b| drop(object(b, "/captures/0").shift_remove("proof")), false),
    (
        "no extra fields in the second capture",
        |b| drop(object(b, "/captures/1").shift_remove("annotations")),
        false,
    ),
    // Null in place of something.
    ("null as bundle", |b| *b = Value::Null, false),
    ("null as captures", |b| put(b, "/captures", Value::Null), false),
    ("null as time stamps", |b| put(b, "/timestamps", Value::Null), false),
    ("null as question", |b| drop(object(b, "").insert("question".into(), Value::Null)), true),
    ("null as neighbors", |b| drop(object(b, "").insert("neighbors".into(), Value::Null)), false),
    (
        "null as handles",
        |b| drop(object(b, "/captures/1").insert("handles".into(), Value::Null)),
        false,
    ),
    (
        "null as names_itself",
        |b| drop(object(b, "/captures/1").insert("names_itself".into(), Value::Null)),
        false,
    ),
    ("null as index", |b| put(b, "/captures/0/index", Value::Null), false),
    ("null as checkpoint", |b| put(b, "/checkpoint", Value::Null), false),
    // Empty values.
    ("an empty object", |b| *b = json!({}), false),
    ("an array", |b| *b = json!([b.clone()]), false),
    ("a text", |b| *b = "bundle".into(), false),
    ("no capture", |b| put(b, "/captures", json!([])), false),
    ("an empty list of time stamps", |b| put(b, "/timestamps", json!([])), true),
    (
        "an empty list of neighbors",
        |b| drop(object(b, "").insert("neighbors".into(), json!([]))),
        true,
    ),
    ("empty handles", |b| drop(object(b, "/captures/1").insert("handles".into(), json!([]))), true),
    ("an empty checkpoint", |b| put(b, "/checkpoint", "".into()), false),
    ("an empty form", |b| put(b, "/version/form", "".into()), false),
    // Other types.
    (
        "the index as text",
        |b| {
            let i = b["captures"][0]["index"].to_string();
            put(b, "/captures/0/index", i.into());
        },
        false,
    ),
    (
        "the index as a fraction",
        |b| {
            let i = b["captures"][0]["index"].as_f64().unwrap();
            put(b, "/captures/0/index", i.into());
        },
        false,
    ),
    ("the index as a truth value", |b| put(b, "/captures/0/index", false.into()), false),
    ("the sequence as text", |b| map_number(b, "/captures/0/sequence"), false),
    ("the record as text", |b| map_number(b, "/captures/0/place/record"), false),
    ("the offset as text", |b| map_number(b, "/captures/0/place/offset"), false),
    ("names_itself as a number", |b| put(b, "/captures/0/names_itself", 1.into()), false),
    ("names_itself as text", |b| put(b, "/captures/0/names_itself", "true".into()), false),
    ("a title as a number", |b| put(b, "/version/title", 1.into()), false),
    ("a body as a list", |b| put(b, "/version/body", json!(["a"])), false),
    ("a format as a number", |b| put(b, "/format", 2.into()), false),
    (
        "captures as an object",
        |b| {
            let c = b["captures"][0].clone();
            put(b, "/captures", json!({"0": c}));
        },
        false,
    ),
    ("extra fields as an object", |b| put(b, "/captures/0/extra", json!({"desk": "one"})), false),
    ("an extra field of three", |b| put(b, "/captures/0/extra/0", json!(["a", "b", "c"])), false),
    ("an extra field of one", |b| put(b, "/captures/0/extra/0", json!(["a"])), false),
    ("an extra field's value as a number", |b| put(b, "/captures/0/extra/0/1", 5.into()), false),
    ("a version's number as text", |b| put(b, "/captures/0/index", "0".into()), false),
    ("a proof step as a number", |b| put(b, "/captures/0/proof/0", 5.into()), false),
    // Numbers out of range.
    ("a negative index", |b| put(b, "/captures/0/index", (-1).into()), false),
    ("an index beyond the log", |b| put(b, "/captures/0/index", 1_000_000.into()), false),
    ("the greatest index", |b| put(b, "/captures/0/index", u64::MAX.into()), false),
    ("a huge sequence", |b| put(b, "/captures/0/sequence", json!(1e300)), false),
    // Hashes and base64 in other forms.
    ("the id in capitals", |b| map(b, "/version/id", |t| t.to_uppercase()), true),
    ("a digest in capitals", |b| map(b, "/captures/0/digest", |t| t.to_uppercase()), true),
    ("a leaf in capitals", |b| map(b, "/captures/0/leaf", |t| t.to_uppercase()), true),
    ("a proof step in capitals", |b| map(b, "/captures/0/proof/0", |t| t.to_uppercase()), true),
    ("the key in capitals", |b| map(b, "/version/key", |t| t.to_uppercase()), false),
    ("the id with a blank", |b| map(b, "/version/id", |t| t + " "), false),
    ("the id with a prefix", |b| map(b, "/version/id", |t| format!("0x{t}")), false),
    ("a short id", |b| map(b, "/version/id", |t| t[1..].to_owned()), false),
    ("an id of other letters", |b| map(b, "/version/id", |t| format!("g{}", &t[1..])), false),
    ("an id of full-width digits", |b| map(b, "/version/id", |t| format!("{}１", &t[1..])), false),
    (
        "base64 with a line end",
        |b| map(b, "/version/form", |t| format!("{}\n{}", &t[..8], &t[8..])),
        false,
    ),
    ("base64 with a blank at its end", |b| map(b, "/captures/0/entry", |t| t + " "), false),
    (
        "base64 for URLs",
        |b| map(b, "/captures/0/entry", |t| format!("{}-_", &t[..t.len() - 2])),
        false,
    ),
    ("base64 with more padding", |b| map(b, "/captures/0/entry", |t| t + "===="), false),
    (
        "a proof step too many",
        |b| {
            let s = b["captures"][0]["proof"][0].clone();
            b["captures"][0]["proof"].as_array_mut().unwrap().push(s);
        },
        false,
    ),
    ("a proof step with a blank", |b| map(b, "/captures/0/proof/0", |t| format!(" {t}")), false),
    // Times.
    ("junk as a time", |b| put(b, "/captures/0/captured/utc", "yesterday".into()), false),
    (
        "a time of another form",
        |b| put(b, "/captures/0/captured/utc", "2024-01-02 10:00".into()),
        false,
    ),
    ("junk as a zone", |b| put(b, "/captures/0/captured/zone", "mars".into()), false),
    ("a zone with a line end", |b| put(b, "/captures/0/captured/zone", "utc\nx".into()), false),
    ("an empty precision", |b| put(b, "/captures/0/captured/precision", "".into()), false),
    ("an offset of a time as text", |b| put(b, "/captures/0/captured/offset", "0".into()), false),
    ("a time as text", |b| put(b, "/captures/0/captured", "2024-01-02T10:00:00Z".into()), false),
    ("junk as a time stamp", |b| put(b, "/timestamps/0/data", "anVuaw==".into()), false),
    ("an empty time stamp", |b| put(b, "/timestamps/0/data", "".into()), false),
    ("an unknown kind of time stamp", |b| put(b, "/timestamps/0/kind", "sundial".into()), false),
    (
        "another kind of time stamp",
        |b| put(b, "/timestamps/0/kind", "opentimestamps".into()),
        false,
    ),
    (
        "the kind of a time stamp in capitals",
        |b| map(b, "/timestamps/0/kind", |t| t.to_uppercase()),
        false,
    ),
    // The format's name.
    ("an old format", |b| put(b, "/format", "recension-evidence/1".into()), false),
    ("a later format", |b| put(b, "/format", "recension-evidence/3".into()), false),
    ("a format in capitals", |b| map(b, "/format", |t| t.to_uppercase()), false),
    ("a format with a blank", |b| map(b, "/format", |t| t + " "), false),
    // The checkpoint.
    (
        "a checkpoint with other line ends",
        |b| map(b, "/checkpoint", |t| t.replace('\n', "\r\n")),
        false,
    ),
    (
        "a size with a zero before it",
        |b| map(b, "/checkpoint", |t| second_line(&t, |size| format!("0{size}"))),
        false,
    ),
    (
        "a size with a sign",
        |b| map(b, "/checkpoint", |t| second_line(&t, |size| format!("+{size}"))),
        false,
    ),
    (
        "a size with a blank",
        |b| map(b, "/checkpoint", |t| second_line(&t, |size| format!("{size} "))),
        false,
    ),
    ("a size in other digits", |b| map(b, "/checkpoint", |_| "log\n３\nAAAA\n".to_owned()), false),
    (
        "a size without end",
        |b| map(b, "/checkpoint", |t| second_line(&t, |_| "9".repeat(400))),
        false,
    ),
    (
        "a checkpoint without a root",
        |b| map(b, "/checkpoint", |t| t.lines().take(2).collect::<Vec<_>>().join("\n") + "\n"),
        false,
    ),
    (
        "a checkpoint without signatures",
        |b| map(b, "/checkpoint", |t| t.split("\n\n").next().unwrap().to_owned() + "\n"),
        false,
    ),
    ("a checkpoint with a NUL", |b| map(b, "/checkpoint", |t| t + "\0"), false),
    (
        "a signature line cut in half",
        |b| map(b, "/checkpoint", |t| t[..t.len() - 20].to_owned()),
        false,
    ),
    ("junk behind the signatures", |b| map(b, "/checkpoint", |t| t + "junk\n"), false),
    // Lists in another order.
    (
        "extra fields in another order",
        |b| b["captures"][0]["extra"].as_array_mut().unwrap().reverse(),
        false,
    ),
    (
        "handles in another order",
        |b| b["captures"][0]["handles"].as_array_mut().unwrap().reverse(),
        false,
    ),
    ("handles in capitals", |b| map(b, "/captures/0/handles/1", |t| t.to_uppercase()), true),
    (
        "an extra field twice",
        |b| {
            let f = b["captures"][0]["extra"][0].clone();
            b["captures"][0]["extra"].as_array_mut().unwrap().insert(0, f);
        },
        false,
    ),
    (
        "a capture twice",
        |b| {
            let c = b["captures"][0].clone();
            b["captures"].as_array_mut().unwrap().push(c);
        },
        false,
    ),
    ("a NUL in the title", |b| put(b, "/version/title", "a\0".into()), false),
];

fn map_number(bundle: &mut Value, path: &str) {
    let number = bundle.pointer(path).unwrap().to_string();
    put(bundle, path, number.into());
}

fn second_line(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    lines[1] = change(&lines[1]);
    lines.join("\n")
}

const FILES: &[FileAlteration] = &[
    ("indented", |t| serde_json::to_vec_pretty(&parsed(t)).unwrap(), true),
    (
        "keys in another order",
        |t| {
            let mut v = parsed(t);
            v.sort_all_objects();
            v.to_string().into_bytes()
        },
        true,
    ),
    ("letters as escapes", |t| t.replacen("Nobody", "\\u004eobody", 1).into_bytes(), true),
    ("blanks around it", |t| format!(" \r\n\t{t}\n\n").into_bytes(), true),
    ("a byte order mark", |t| format!("\u{feff}{t}").into_bytes(), false),
    ("UTF-16", |t| t.encode_utf16().flat_map(u16::to_le_bytes).collect(), false),
    (
        "a byte that is not UTF-8",
        |t| {
            t.replacen("Nobody", "Nob\u{1}dy", 1)
                .bytes()
                .map(|b| if b == 1 { 0xE9 } else { b })
                .collect()
        },
        false,
    ),
    ("a raw control in a text", |t| t.replacen("Nobody", "Nob\u{1}dy", 1).into_bytes(), false),
    ("half of a surrogate pair", |t| t.replacen("Nobody", "\\ud800", 1).into_bytes(), false),
    ("an unknown escape", |t| t.replacen("Nobody", "\\x4eobody", 1).into_bytes(), false),
    (
        "a key twice",
        |t| t.replacen("\"format\":", "\"format\":\"x\",\"format\":", 1).into_bytes(),
        false,
    ),
    (
        "a key twice, with the same value",
        |t| {
            t.replacen("\"format\":", "\"format\":\"recension-evidence/2\",\"format\":", 1)
                .into_bytes()
        },
        false,
    ),
    (
        "a key of a capture twice",
        |t| t.replacen("\"index\":", "\"index\":0,\"index\":", 1).into_bytes(),
        false,
    ),
    (
        "a key of the version twice",
        |t| t.replacen("\"title\":", "\"title\":null,\"title\":", 1).into_bytes(),
        false,
    ),
    ("NaN", |t| t.replacen("\"index\":", "\"index\":NaN,\"x\":", 1).into_bytes(), false),
    ("infinity", |t| t.replacen("\"sequence\":4", "\"sequence\":Infinity", 1).into_bytes(), false),
    (
        "a number with a fraction of zero",
        |t| t.replacen("\"sequence\":4", "\"sequence\":4.0", 1).into_bytes(),
        false,
    ),
    (
        "a number with an exponent",
        |t| t.replacen("\"sequence\":4", "\"sequence\":4e0", 1).into_bytes(),
        false,
    ),
    (
        "a number with a zero before it",
        |t| t.replacen("\"sequence\":4", "\"sequence\":04", 1).into_bytes(),
        false,
    ),
    (
        "a number with a plus sign",
        |t| t.replacen("\"sequence\":4", "\"sequence\":+4", 1).into_bytes(),
        false,
    ),
    (
        "a hexadecimal number",
        |t| t.replacen("\"sequence\":4", "\"sequence\":0x4", 1).into_bytes(),
        false,
    ),
    (
        "a number of many digits",
        |t| {
            t.replacen("\"sequence\":4", &format!("\"sequence\":{}", "9".repeat(5000)), 1)
                .into_bytes()
        },
        false,
    ),
    (
        "a number beyond 64 bits",
        |t| t.replacen("\"sequence\":4", "\"sequence\":18446744073709551616", 1).into_bytes(),
        false,
    ),
    ("minus zero", |t| t.replacen("\"offset\":0", "\"offset\":-0", 1).into_bytes(), false),
    ("junk behind it", |t| format!("{t}x").into_bytes(), false),
    ("a second bundle behind it", |t| format!("{t}{t}").into_bytes(), false),
    ("a NUL behind it", |t| format!("{t}\0").into_bytes(), false),
    ("junk before it", |t| format!("x{t}").into_bytes(), false),
    (
        "a comma behind the last key",
        |t| format!("{},}}", t.trim_end().trim_end_matches('}')).into_bytes(),
        false,
    ),
    ("a comment", |t| format!("// a comment\n{t}").into_bytes(), false),
    ("single quotation marks", |t| t.replace('"', "'").into_bytes(), false),
    ("cut in half", |t| t.as_bytes()[..t.len() / 2].to_vec(), false),
    (
        "without its last byte",
        |t| t.trim_end().as_bytes()[..t.trim_end().len() - 1].to_vec(),
        false,
    ),
    ("empty", |_| Vec::new(), false),
    ("blank", |_| b" \n".to_vec(), false),
    ("deep brackets", |_| "[".repeat(100_000).into_bytes(), false),
    (
        "deep brackets in a key",
        |t| {
            t.replacen(
                "{\"format\"",
                &format!("{{\"x\":{}{},\"format\"", "[".repeat(50_000), "]".repeat(50_000)),
                1,
            )
            .into_bytes()
        },
        false,
    ),
];

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn two_programs_give_the_same_verdict_on_odd_bundles() {
    let folder = tempfile::tempdir().unwrap();
    let good = serde_json::to_string(&bundle(folder.path())).unwrap();
    let mut files: Vec<(&str, Vec<u8>, bool)> = Vec::new();
    for (name, alter, expected) in ALTERATIONS {
        let mut bundle = parsed(&good);
        alter(&mut bundle);
        files.push((name, serde_json::to_vec(&bundle).unwrap(), *expected));
    }
    for (name, alter, expected) in FILES {
        let file = alter(&good);
        assert!(*expected || file != good.as_bytes(), "{name}: it changes nothing");
        files.push((name, file, *expected));
    }
    let files: Vec<_> = files
        .into_iter()
        .enumerate()
        .map(|(number, (name, file, expected))| {
            let path = folder.path().join(format!("odd-{number}.json"));
            fs::write(&path, file).unwrap();
            (name, path, expected)
        })
        .collect();
    let theirs = python_verdicts(files.iter().map(|(_, path, _)| path.as_path()));
    let mut findings = Vec::new();
    for (number, (name, path, expected)) in files.iter().enumerate() {
        let output = recension().arg("verify-bundle").arg(path).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
        assert!(!said.contains("panicked"), "{name}: {said}");
        let ours = output.status.success();
        let theirs = theirs.as_ref().map(|theirs| theirs[number]);
        if ours != *expected || theirs.is_some_and(|theirs| theirs != ours) {
            findings.push(format!(
                "{name}: expected {expected}, ours {ours}, theirs {theirs:?}: {said}"
            ));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

/// Runs `docs/verify_bundle.py` for each file, all in one process. `None` without Python.
fn python_verdicts<'p>(files: impl Iterator<Item = &'p Path>) -> Option<Vec<bool>> {
    const EACH: &str = "
import contextlib, io, runpy, sys
script, *files = sys.argv[1:]
for file in files:
    sys.argv = [script, file]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(script, run_name='__main__')
        print(True)
    except SystemExit:
        print(False)
";
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify_bundle.py");
    let output = Command::new("python3").args(["-c", EACH]).arg(script).args(files).output();
    let Ok(output) = output else {
        skip("python3 is not here");
        return None;
    };
    assert!(output.status.success(), "{}", stderr(&output));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(|line| line == "True").collect())
}
