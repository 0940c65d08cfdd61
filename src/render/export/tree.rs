//! A tree of pages: one folder per article, with pages for its history, each version and each diff.
//!
//! File names contain only letters, digits and hyphens, so they are valid on every file system, and
//! no URL can point outside the tree. A digest of the article's key makes them unique.

use std::cell::RefCell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{ExportError, Result, Selection};
use crate::article::{CheckedPart as _, MatchKey, Sha256};
use crate::history::blame::{BlameWalk, StateBlame};
use crate::store::{ArticleRow, Snapshot};
use crate::timeline::Timeline;

/// The number of articles on one page of the index.
pub(crate) const INDEX_PAGE: usize = 1_000;

/// The maximum length in bytes of the part of a name that comes from a URL. The longest path inside
/// the tree is then under 200 bytes, which also fits on Windows.
const SLUG: usize = 60;

/// Makes the pages in one format. A page is in memory as a whole.
pub(crate) trait Pages {
    /// The extension of file names, such as `html`.
    fn extension(&self) -> &'static str;

    /// The files that all pages use: their paths in the tree, and their content.
    fn assets(&self) -> Vec<(String, Vec<u8>)>;

    /// A page of the index, whose articles are in the order of their last change, the latest first.
    fn index(&self, page: &IndexPage<'_>) -> Result<Vec<u8>>;

    /// The history of an article.
    fn article(&self, article: &ArticlePages<'_>) -> Result<Vec<u8>>;

    /// The page of the version with this index.
    fn version(&self, article: &ArticlePages<'_>, index: usize) -> Result<Vec<u8>>;

    /// What the state with this index changed; `None` if it is the first of its kind.
    fn diff(&self, article: &ArticlePages<'_>, state: usize) -> Result<Option<Vec<u8>>>;
}

/// A page of the index. Pages are numbered from 1.
pub(crate) struct IndexPage<'p> {
    /// The number of articles on all pages.
    pub(crate) articles: usize,
    pub(crate) number: usize,
    pub(crate) of: usize,
    /// The articles of this page.
    pub(crate) rows: &'p [ArticleRow],
}

impl IndexPage<'_> {
    /// The files of the adjacent pages, with their labels.
    pub(crate) fn ways(&self, extension: &str) -> Vec<(String, &'static str)> {
        let mut ways = Vec::new();
        if self.number > 1 {
            ways.push((index_file(self.number - 1, extension), "Previous"));
        }
        if self.number < self.of {
            ways.push((index_file(self.number + 1, extension), "Next"));
        }
        ways
    }
}

/// An article, for all of its pages.
pub(crate) struct ArticlePages<'p> {
    pub(crate) catalog: &'p Snapshot,
    pub(crate) row: &'p ArticleRow,
    pub(crate) timeline: &'p Rc<Timeline>,
    /// The link to the page of the index that lists it.
    pub(crate) index: &'p str,
    /// The pages of the versions share it: they are made in the order of their states.
    blame: RefCell<BlameWalk<'p>>,
}

impl ArticlePages<'_> {
    /// Where the sentences of a state come from.
    pub(crate) fn blame(&self, state: usize) -> Result<StateBlame> {
        Ok(self.blame.borrow_mut().at(state)?)
    }
}

/// The file of a page of the index.
pub(crate) fn index_file(number: usize, extension: &str) -> String {
    match number {
        1 => format!("index.{extension}"),
        number => format!("index-{number}.{extension}"),
    }
}

/// The path of an article's history from the folder of the export.
pub(crate) fn article_path(key: &MatchKey, extension: &str) -> String {
    let (host, folder) = names(key);
    format!("{host}/{folder}/{}", article_file(extension))
}

/// The file of an article's history, in its folder.
pub(crate) fn article_file(extension: &str) -> String {
    format!("index.{extension}")
}

/// The file of the version with this index.
pub(crate) fn version_file(index: usize, extension: &str) -> String {
    format!("version-{}.{extension}", index + 1)
}

/// The file of what a state changed; `None` for the first state of its kind. It has the number of the
/// state's version. For a return, the number of the state is appended.
pub(crate) fn diff_file(timeline: &Timeline, index: usize, extension: &str) -> Option<String> {
    let state = timeline.states().get(index)?;
    timeline.base_of(state)?;
    let ordinal = state.version + 1;
    Some(if timeline.first_state(state.version) == Some(index) {
        format!("diff-{ordinal}.{extension}")
    } else {
        format!("diff-{ordinal}-again-{}.{extension}", index + 1)
    })
}

/// The files of the diffs before and after that of a state.
pub(crate) fn adjacent_diffs(
    timeline: &Timeline,
    index: usize,
    extension: &str,
) -> (Option<String>, Option<String>) {
    let file = |at| diff_file(timeline, at, extension);
    let before = (0..index).rev().find_map(file);
    (before, (index + 1..timeline.states().len()).find_map(file))
}

/// Writes the tree; returns the number of versions.
pub(crate) fn write(pages: &dyn Pages, selection: &Selection<'_>, root: &Path) -> Result<i64> {
    // The parent folder must exist, so that a wrong path does not create folders.
    fs::create_dir(root).map_err(|source| ExportError::File { path: root.to_owned(), source })?;
    for (name, content) in pages.assets() {
        let path = root.join(name);
        path.parent().map_or(Ok(()), make)?;
        whole(path, &content)?;
    }
    let extension = pages.extension();
    let of = selection.len().div_ceil(INDEX_PAGE).max(1);
    let mut written = 0;
    let newest_first = selection.newest_first()?;
    let mut histories = selection.histories_of(&newest_first);
    for number in 1..=of {
        let name = index_file(number, extension);
        let back = format!("../../{name}");
        let mut rows = Vec::new();
        for history in histories.by_ref().take(INDEX_PAGE) {
            let (article, timeline) = history?;
            let Some(row) = selection.catalog.article(article)? else { continue };
            let (host, folder) = names(&row.key);
            let place = root.join(host).join(folder);
            make(&place)?;
            let timeline = Rc::new(timeline);
            let article = ArticlePages {
                catalog: selection.catalog,
                row: &row,
                timeline: &timeline,
                index: &back,
                blame: RefCell::new(BlameWalk::new(selection.catalog, &timeline)),
            };
            written += write_article(pages, selection, &article, &place)?;
            rows.push(row);
        }
        let page = IndexPage { articles: selection.len(), number, of, rows: &rows };
        whole(root.join(&name), &pages.index(&page)?)?;
    }
    Ok(written)
}

fn write_article(
    pages: &dyn Pages,
    selection: &Selection<'_>,
    article: &ArticlePages<'_>,
    place: &Path,
) -> Result<i64> {
    let extension = pages.extension();
    let timeline = article.timeline;
    whole(place.join(article_file(extension)), &pages.article(article)?)?;
    for (at, state) in timeline.states().iter().enumerate() {
        selection.check()?;
        if timeline.first_state(state.version) == Some(at) {
            let page = pages.version(article, state.version)?;
            whole(place.join(version_file(state.version, extension)), &page)?;
        }
        if let Some(name) = diff_file(timeline, at, extension)
            && let Some(page) = pages.diff(article, at)?
        {
            whole(place.join(name), &page)?;
        }
    }
    Ok(timeline.versions().len() as i64)
}

/// Returns the names of an article's two folders: that of its host, and its own inside it.
fn names(key: &MatchKey) -> (String, String) {
    let digest = Sha256::of(key.as_str().as_bytes()).to_string();
    let path = slug(key.path());
    let digest = digest.part(..12);
    let folder = if path.is_empty() { digest.to_owned() } else { format!("{path}-{digest}") };
    let host = slug(&key.host());
    // Names that Windows reserves for devices in every folder.
    let is_device = matches!(host.as_str(), "" | "con" | "prn" | "aux" | "nul")
        || host
            .strip_prefix("com")
            .or_else(|| host.strip_prefix("lpt"))
            .is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()));
    (if is_device { format!("site-{host}").trim_end_matches('-').to_owned() } else { host }, folder)
}

/// Converts text to lowercase ASCII letters and digits, with hyphens between words.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= SLUG {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .map_err(|source| ExportError::File { path: folder.to_owned(), source })
}

/// Writes a new file. Its errors contain its path.
fn whole(path: PathBuf, content: &[u8]) -> Result<()> {
    let written = fs::File::create_new(&path).and_then(|mut file| file.write_all(content));
    written.map_err(|source| ExportError::File { path, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, host: &str, folder: &str) {
        let key = MatchKey::of(url).expect("a URL");
        let (found_host, found_folder) = names(&key);
        assert_eq!(found_host, host, "{url}");
        let (path, digest) = found_folder.rsplit_once('-').unwrap_or(("", &found_folder));
        assert_eq!(path, folder, "{url}");
        assert_eq!(digest.len(), 12, "{found_folder}");
        for name in [found_host, found_folder.clone()] {
            let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(name.bytes().all(is_plain) && !name.is_empty(), "{name}");
            assert!(name.len() <= SLUG + 13, "{name}");
        }
    }

    #[test]
    fn names_hold_on_any_file_system() {
        check(
            "https://www.example.org/2014/10/Story.html?id=7",
            "example-org",
            "2014-10-story-html-id-7",
        );
        check("https://example.org/", "example-org", "");
        check("https://example.org/../../etc/passwd", "example-org", "etc-passwd");
        check("https://example.org/%2e%2e/%2f..%5c..%00", "example-org", "2f-5c-00");
        check("https://con/nul", "site-con", "nul");
        check("https://lpt1/a", "site-lpt1", "a");
        check("https://例え.jp/ニュース", "xn-r8jz45g-jp", "e3-83-8b-e3-83-a5-e3-83-bc-e3-82-b9");
        check("urn:newsedits:ap:7", "site", "urn-newsedits-ap-7");
        let long = format!("https://{}.example/{}", "a".repeat(63), "b/".repeat(4_000));
        let (host, folder) = names(&MatchKey::of(&long).expect("a URL"));
        assert!(host.len() <= SLUG && folder.len() <= SLUG + 13, "{host} {folder}");
    }

    #[test]
    fn what_looks_the_same_is_told_apart() {
        let name = |url: &str| names(&MatchKey::of(url).expect("a URL"));
        let urls = ["https://a.example/x-y", "https://a.example/x/y", "https://a.example/X-Y"];
        let names: std::collections::BTreeSet<_> = urls.iter().map(|url| name(url)).collect();
        assert_eq!(names.len(), urls.len(), "{names:?}");
    }
}
