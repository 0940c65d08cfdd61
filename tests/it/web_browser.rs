//! The pages of `serve` in a browser: tests/browser/serve.mjs drives Chromium.
//!
//! The test needs Node.js, Chromium, and a folder with the npm packages playwright-core and axe-core:
//! `tools/browser/node_modules` in the target folder, where `.ci/run` installs them. It is skipped
//! without them. With `RECENSION_SCREENSHOTS=FOLDER`, it also writes the pictures of docs/serve.md.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{import, skip};
use crate::hostile_rendering;
use crate::web_server::Server;

/// Returns the path of the first of these programs that is installed.
fn program(names: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let mut paths = std::env::split_paths(&folders)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    paths.find(|path| path.is_file())
}

#[test]
fn a_reader_with_a_browser_finds_what_changed() {
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools/browser/node_modules");
    let (Some(node), Some(chromium)) =
        (program(&["node", "nodejs"]), program(&["chromium", "chromium-browser", "google-chrome"]))
    else {
        return skip("Node.js or Chromium is not here");
    };
    let Ok(modules) = modules.canonicalize() else {
        return skip(&format!("{} is not here", modules.display()));
    };
    let folder = tempfile::tempdir().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let plain = folder.path().join("plain.db");
    import(&plain, &[&samples.join("story"), &samples.join("records.jsonl")], 0);
    let hostile = hostile_rendering::world(folder.path());
    let (plain, hostile) = (Server::of(&plain, &[]), Server::of(&hostile, &[]));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/serve.mjs");
    let mut command = Command::new(node);
    command.arg(script).arg(modules).arg(chromium);
    command.arg(format!("http://{}", plain.address)).arg(format!("http://{}", hostile.address));
    command.args(std::env::var_os("RECENSION_SCREENSHOTS"));
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
}
