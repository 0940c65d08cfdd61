//! The stylesheet and the script: embedded, and served under the digest of their content.

use std::sync::LazyLock;

use crate::article::Sha256;

/// The program's name and version.
pub(super) const PROGRAM: &str = concat!("recension/", env!("CARGO_PKG_VERSION"));

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");

/// An embedded file.
pub(super) struct Asset {
    /// Its address.
    pub(super) path: String,
    /// Its type.
    pub(super) content_type: &'static str,
    /// Its content.
    pub(super) content: &'static str,
}

impl Asset {
    fn new(name: &str, suffix: &str, content_type: &'static str, content: &'static str) -> Self {
        let digest = Sha256::of(content.as_bytes()).to_string();
        let digest = digest.get(..16).unwrap_or(&digest);
        Self { path: format!("/assets/{name}-{digest}.{suffix}"), content_type, content }
    }
}

/// The stylesheet.
pub(super) static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", STYLE));

/// The script: keys and folds only. Every page works without it.
pub(super) static SCRIPT_FILE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("script", "js", "text/javascript; charset=utf-8", SCRIPT));

/// The embedded file at an address.
pub(super) fn find(path: &str) -> Option<&'static Asset> {
    let all: [&'static Asset; 2] = [&STYLESHEET, &SCRIPT_FILE];
    all.into_iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stays_small() {
        assert!(SCRIPT.len() <= 4_096, "{} bytes", SCRIPT.len());
        assert_ne!(STYLESHEET.path, SCRIPT_FILE.path);
    }
}
