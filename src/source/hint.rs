//! The URL suggested by a file's path: mirrors (`wget -r`, `wget -m`) name folders by host.
//!
//! So does `wayback_machine_downloader`. With `--all-timestamps`, it inserts a folder named by the
//! capture time between the host and the path, which gives the address in the archive.

use std::path::{Component, Path};

use crate::article::Memento;

/// Returns `https://host/rest` if one of the folders is named like a host. The scheme is a guess,
/// and so is whether the page's name on the server ended in `.html`.
pub(super) fn url_of(path: &Path) -> Option<String> {
    let names: Vec<_> = path
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let (file, folders) = names.split_last()?;
    let at = folders.iter().position(|name| is_host(name))?;
    let (host, folders) = folders.get(at..)?.split_first()?;
    let mut url = String::new();
    let mut folders = folders;
    if at.checked_sub(1).and_then(|above| names.get(above)) == Some(&"websites")
        && let Some((stamp, rest)) = folders.split_first()
        && is_stamp(stamp)
    {
        url = format!("https://web.archive.org/web/{stamp}id_/");
        folders = rest;
    }
    url.push_str("https://");
    url.push_str(&host.replace('+', ":"));
    for folder in folders {
        url.push('/');
        push_escaped(&mut url, folder);
    }
    url.push('/');
    let file = [".gz", ".zst"].iter().find_map(|end| file.strip_suffix(end)).unwrap_or(file);
    // The downloader makes a folder, query included, for a page whose name has no dot.
    if file == "index.html" && folders.last().is_some_and(|folder| folder.contains('?')) {
        return Some(url.trim_end_matches('/').to_owned());
    }
    let (name, query) = name_and_query(file);
    if name != "index.html" {
        push_escaped(&mut url, name);
    }
    if let Some(query) = query {
        url.push('?');
        push_escaped(&mut url, query);
    }
    Some(url)
}

/// Whether a folder is named by the capture time of an archive.
fn is_stamp(folder: &str) -> bool {
    let address = format!("https://web.archive.org/web/{folder}/https://example.org/");
    folder.len() == 14
        && folder.bytes().all(|byte| byte.is_ascii_digit())
        && Memento::parse(&address).is_some_and(|memento| memento.captured.is_some())
}

/// Splits a file name into the page's name and its query. wget separates them by `?`, or by `@` on
/// Windows; with `--adjust-extension` it appends `.html`.
fn name_and_query(file: &str) -> (&str, Option<&str>) {
    let parted = file.split_once('?').or_else(|| {
        // The name itself may contain an `@`.
        file.split_once('@').filter(|(name, query)| *name == "index.html" || query.contains('='))
    });
    match parted {
        Some((name, query)) => (
            name,
            Some(query.strip_suffix(".html").unwrap_or(query)).filter(|query| !query.is_empty()),
        ),
        None => (file, None),
    }
}

/// A number sign or a space would end or break the URL; wget has escaped all other characters.
fn push_escaped(url: &mut String, name: &str) {
    for letter in name.chars() {
        match letter {
            '#' => url.push_str("%23"),
            ' ' => url.push_str("%20"),
            _ => url.push(letter),
        }
    }
}

/// Endings of folder names that are not top-level domains.
const NO_DOMAIN: &[&str] =
    &["bak", "backup", "data", "dir", "files", "git", "html", "old", "orig", "src", "tmp"];

fn is_host(name: &str) -> bool {
    // wget writes a port as `host:81`, or as `host+81` on Windows.
    let host = match name.split_once([':', '+']) {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => host,
        Some(_) => return false,
        None => name,
    };
    let labels: Vec<_> = host.split('.').collect();
    let Some((top, others)) = labels.split_last() else { return false };
    !others.is_empty()
        && (2..=24).contains(&top.len())
        && (top.bytes().all(|byte| byte.is_ascii_alphabetic()) || top.starts_with("xn--"))
        && !NO_DOMAIN.contains(&top.to_ascii_lowercase().as_str())
        && others.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirrors_path_suggests_a_url() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(url_of(Path::new(path)).as_deref(), expected, "{path}");
        };
        check("www.example.org/a/index.html", Some("https://www.example.org/a/"));
        check("m/www.example.org/index.html", Some("https://www.example.org/"));
        check("/tmp/x/example.org/a/b.html", Some("https://example.org/a/b.html"));
        check("example.org/story", Some("https://example.org/story"));
        check("example.org/story.html.gz", Some("https://example.org/story.html"));
        check("example.org/s?id=7&p=2", Some("https://example.org/s?id=7&p=2"));
        check("example.org/index.html?p=3", Some("https://example.org/?p=3"));
        check("example.org/index.html@p=3", Some("https://example.org/?p=3"));
        check("example.org/a/index.html?p=3.html", Some("https://example.org/a/?p=3"));
        check("example.org/s.php@id=7&p=2.html", Some("https://example.org/s.php?id=7&p=2"));
        check("example.org/@someone", Some("https://example.org/@someone"));
        check("example.org/a@b.html", Some("https://example.org/a@b.html"));
        check("example.org/a b#c", Some("https://example.org/a%20b%23c"));
        check("example.org:8080/a", Some("https://example.org:8080/a"));
        check("example.org+8080/a", Some("https://example.org:8080/a"));
        check("xn--bcher-kva.example/a", Some("https://xn--bcher-kva.example/a"));
        // Pages of a web archive, saved by wget on Linux and for Windows, and by the downloader.
        const AT: &str = "web.archive.org/web/20210504101112";
        let wrapped = |rest: &str| Some(format!("https://{AT}{rest}"));
        for (path, expected) in [
            (
                format!("{AT}/https:/harbour.example/toll/index.html"),
                "/https:/harbour.example/toll/",
            ),
            (format!("m/{AT}id_/http:/harbour.example/toll"), "id_/http:/harbour.example/toll"),
            (format!("{AT}/https%3A/harbour.example/a.html"), "/https%3A/harbour.example/a.html"),
            (
                "websites/harbour.example/20210504101112/toll/index.html".to_owned(),
                "id_/https://harbour.example/toll/",
            ),
            (
                "/d/websites/www.harbour.example/20210504101112/index.html".to_owned(),
                "id_/https://www.harbour.example/",
            ),
        ] {
            check(&path, wrapped(expected).as_deref());
        }
        check("websites/harbour.example/toll.html", Some("https://harbour.example/toll.html"));
        check("websites/harbour.example/s?id=7/index.html", Some("https://harbour.example/s?id=7"));
        let without = "https://harbour.example/20210504101112/toll/";
        check("harbour.example/20210504101112/toll/index.html", Some(without));
        let bad = "https://harbour.example/20211304101112/toll/";
        check("websites/harbour.example/20211304101112/toll/index.html", Some(bad));
        // The last component is a file, whatever its name.
        check("saved/www.example.org", None);
        check("page.files/index.html", None);
        check("v1.2/index.html", None);
        check("crawl.2014/index.html", None);
        check("../story.html", None);
        check("", None);
    }
}
