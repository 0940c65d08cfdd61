//! The log of a catalog as tiles, read by a second implementation in Python.

use std::path::{Path, PathBuf};
use std::process::Command;

use recension::proof::merkle::{Edge, leaf_hash};
use recension::store::Snapshot;
use recension::web::{Request, handle};

use crate::common::{Dice, import, made_up, recension, skip, stderr, write};

/// Fetches a resource.
fn get(snapshot: &Snapshot, path: &str) -> Vec<u8> {
    let reply = handle(snapshot, &Request::get(path));
    assert_eq!(reply.status, 200, "{path}: {}", String::from_utf8_lossy(&reply.body));
    if path.starts_with("/tile") {
        assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
        assert!(reply.header("cache-control").unwrap().contains("immutable"));
    }
    reply.body
}

fn status(snapshot: &Snapshot, path: &str) -> u16 {
    handle(snapshot, &Request::get(path)).status
}

fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let file = folder.join(path.trim_start_matches('/'));
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

/// The number of entries that a checkpoint states.
fn size_of(checkpoint: &[u8]) -> u64 {
    let text = std::str::from_utf8(checkpoint).unwrap();
    text.lines().nth(1).unwrap().parse().unwrap()
}

/// Saves all tiles and bundles of a log of this size.
fn mirror(snapshot: &Snapshot, size: u64, folder: &Path) {
    let mut level = 0;
    while size >> (8 * level) > 0 {
        let count = size >> (8 * level);
        for index in 0..count.div_ceil(256) {
            let width = (count - 256 * index).min(256);
            let partial = if width == 256 { String::new() } else { format!(".p/{width}") };
            let mut paths = vec![format!("/tile/{level}/{index:03}{partial}")];
            if level == 0 {
                paths.push(format!("/tile/entries/{index:03}{partial}"));
            }
            for path in paths {
                put(folder, &path, &get(snapshot, &path));
            }
        }
        level += 1;
    }
}

/// A catalog that was imported in two steps, and the checkpoint between them.
fn grown(folder: &Path) -> (PathBuf, Vec<u8>) {
    let db = folder.join("a.db");
    let lines = made_up(260, &mut Dice(7));
    let half = lines.len() / 3;
    import(&db, &[&write(folder, "one.jsonl", &lines[..half])], 0);
    let old = get(&Snapshot::open(&db).unwrap(), "/checkpoint");
    import(&db, &[&write(folder, "two.jsonl", &lines[half..])], 0);
    (db, old)
}

#[test]
fn a_second_implementation_verifies_the_tiles() {
    let folder = tempfile::tempdir().unwrap();
    let (db, old) = grown(folder.path());
    let snapshot = Snapshot::open(&db).unwrap();
    let mirrored = folder.path().join("log");
    let new = get(&snapshot, "/checkpoint");
    let (old_size, size) = (size_of(&old), size_of(&new));
    assert!(old_size > 0 && size > 600 && old_size < size, "{old_size} {size}");
    put(&mirrored, "old-checkpoint", &old);
    put(&mirrored, "checkpoint", &new);
    mirror(&snapshot, old_size, &mirrored);
    mirror(&snapshot, size, &mirrored);
    let mut proofs = Vec::new();
    for (article, version) in [("1", "1"), ("100", "latest"), ("259", "first")] {
        let proof = folder.path().join(format!("{article}.tlog-proof"));
        let output = recension()
            .arg("--db")
            .arg(&db)
            .args(["prove", article, version, "--format", "tlog-proof", "--output"])
            .arg(&proof)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        proofs.push(proof);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tlog_tiles.py");
    let run = || Command::new("python3").arg(&script).arg(&mirrored).args(&proofs).output();
    let Ok(output) = run() else {
        skip("python3 is not here");
        return;
    };
    assert!(output.status.success(), "{}", stderr(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("{old_size} then {size} entries, 3 proofs\n"));
    // The script detects an altered tile, entry and proof.
    let tile = mirrored.join("tile/0/000");
    let entries = mirrored.join("tile/entries/001");
    for (file, at) in [(&tile, 7 * 32), (&entries, 40), (&proofs[1], 60)] {
        let whole = std::fs::read(file).unwrap();
        let mut altered = whole.clone();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        std::fs::write(file, altered).unwrap();
        assert!(!run().unwrap().status.success(), "{} altered", file.display());
        std::fs::write(file, whole).unwrap();
    }
    assert!(run().unwrap().status.success());
}

#[test]
fn a_checkpoint_is_signed_if_the_server_has_a_key() {
    use recension::proof::note::{Note, Signed, Signer};
    const KEY: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let folder = tempfile::tempdir().unwrap();
    let (db, _) = grown(folder.path());
    let snapshot = Snapshot::open(&db).unwrap();
    let bare = String::from_utf8(get(&snapshot, "/checkpoint")).unwrap();
    let mut request = Request::get("/checkpoint");
    request.signer = Some(std::sync::Arc::new(Signer::parse(KEY).unwrap()));
    let signed = String::from_utf8(handle(&snapshot, &request).body).unwrap();
    let origin = bare.lines().next().unwrap();
    let verifier = request.signer.as_ref().unwrap().verifier(origin).unwrap();
    let note = Note::parse(&signed).unwrap();
    assert_eq!((note.text, note.signed_by(&verifier)), (bare.as_str(), Signed::Yes));
    // The API returns the same one.
    let mut api = Request::get("/api/checkpoint");
    api.signer.clone_from(&request.signer);
    let head: serde_json::Value = serde_json::from_slice(&handle(&snapshot, &api).body).unwrap();
    assert_eq!(head["checkpoint"], signed);
}

#[test]
fn tiles_are_the_hashes_of_their_entries() {
    let folder = tempfile::tempdir().unwrap();
    let (db, _) = grown(folder.path());
    let snapshot = Snapshot::open(&db).unwrap();
    let size = size_of(&get(&snapshot, "/checkpoint"));
    let (tile, bundle) = (get(&snapshot, "/tile/0/001"), get(&snapshot, "/tile/entries/001"));
    let mut rest = bundle.as_slice();
    let mut edge = Edge::default();
    for hash in tile.chunks(32) {
        let length = usize::from(u16::from_be_bytes([rest[0], rest[1]]));
        let (entry, after) = rest[2..].split_at(length);
        assert_eq!(leaf_hash(entry).0, hash);
        edge.push(leaf_hash(entry), |_, _| {});
        rest = after;
    }
    assert!(rest.is_empty());
    assert_eq!(edge.root().0, get(&snapshot, "/tile/1/000.p/2")[32..64]);
    // Partial tiles begin the full ones.
    assert_eq!(get(&snapshot, "/tile/0/001.p/5"), tile[..5 * 32]);
    let last = size / 256;
    for (path, expected) in [
        (format!("/tile/0/{last:03}"), 404),
        (format!("/tile/0/{last:03}.p/{}", size % 256), 200),
        (format!("/tile/0/{last:03}.p/{}", size % 256 + 1), 404),
        (format!("/tile/entries/{last:03}.p/{}", size % 256 + 1), 404),
        ("/tile/0/1".to_owned(), 404),
        ("/tile/0/x000/001".to_owned(), 404),
        ("/tile/2/000.p/1".to_owned(), 404),
        ("/tile/64/000".to_owned(), 404),
        ("/tile/".to_owned(), 404),
    ] {
        assert_eq!(status(&snapshot, &path), expected, "{path}");
    }
}
