//! A tree of pages: one folder per article, with pages for its history, each version and each diff.
//!
//! File names contain only letters, digits and hyphens, so they are valid on every file system, and
//! no URL can point outside the tree. A digest of the article's key makes them unique.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{ExportError, Result, Selection};
use crate::article::{CheckedPart as _, MatchKey, Sha256, StoredVersion};
use crate::diff::DocumentDiff;
use crate::history::changes::Changes;
use crate::render::compare::{Audience, Comparison, changed_fields};
use crate::render::diff::{RenderOptions, with_fields};
use crate::render::history::state_notes;
use crate::store::ArticleRow;
use crate::timeline::{Timeline, VersionFlags};

/// The number of articles on one page of the index.
pub(super) const INDEX_PAGE: usize = 1_000;

/// The maximum length in bytes of the part of a name that comes from a URL. The longest path inside
/// the tree is then under 200 bytes, which also fits on Windows.
const SLUG: usize = 60;

/// Writes the pages in one format.
pub(super) trait Pages {
    /// The extension of file names, such as `html`.
    fn extension(&self) -> &'static str;

    /// Writes a page of the index, up to its articles.
    fn begin_index(&self, page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes a line of the index.
    fn index_line(&self, link: &str, row: &ArticleRow, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what follows the articles.
    fn end_index(&self, page: &IndexPage<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes an article's history, up to its versions.
    fn begin_article(&self, article: &ArticleHeader<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes the line of a state in the history.
    fn version_line(&self, step: &StepLine<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what follows the versions.
    fn end_article(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes the page of a version.
    fn version(&self, page: &VersionPage<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes the page with the diff of a version from the one before.
    fn diff(&self, page: &DiffPage<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// A page of the index. Pages are numbered from 1.
pub(super) struct IndexPage<'p> {
    pub(super) articles: usize,
    pub(super) number: usize,
    pub(super) of: usize,
    pub(super) previous: Option<&'p str>,
    pub(super) next: Option<&'p str>,
}

impl<'p> IndexPage<'p> {
    /// The links to the adjacent pages, with their labels.
    pub(super) fn ways(&self) -> impl Iterator<Item = (&'p str, &'static str)> {
        present([(self.previous, "Previous"), (self.next, "Next")])
    }
}

/// The header of an article's page.
pub(super) struct ArticleHeader<'p> {
    pub(super) row: &'p ArticleRow,
    pub(super) urls: &'p [String],
    /// The link to the index.
    pub(super) index: &'p str,
}

/// A state in its article's history.
pub(super) struct StepLine<'p> {
    pub(super) ordinal: usize,
    pub(super) version: &'p StoredVersion,
    /// Whether the version has an earlier state.
    pub(super) is_again: bool,
    /// Notes on its place in the timeline.
    pub(super) notes: Vec<String>,
    /// The publisher's timestamps and the observations, on one line.
    pub(super) times: String,
    pub(super) captures: usize,
    pub(super) link: &'p str,
    /// The link to the diff, and its summary; none for the first state.
    pub(super) change: Option<(&'p str, &'p str)>,
    /// Whether its title differs from that of the version before.
    pub(super) new_title: bool,
}

/// The links on the pages of a version and its diff.
pub(super) struct Links<'p> {
    pub(super) article: &'p str,
    pub(super) version: &'p str,
    pub(super) diff: Option<&'p str>,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

impl Links<'_> {
    /// The links to the adjacent pages and to another page of the article, with their labels.
    pub(super) fn ways<'n>(
        &'n self,
        other: &'n str,
        link: Option<&'n str>,
    ) -> impl Iterator<Item = (&'n str, &'n str)> {
        let (previous, next) = (self.previous.as_deref(), self.next.as_deref());
        present([(previous, "Previous"), (next, "Next"), (link, other)])
    }
}

/// The links that have a target.
fn present<'p, 'n, const WAYS: usize>(
    ways: [(Option<&'p str>, &'n str); WAYS],
) -> impl Iterator<Item = (&'p str, &'n str)> {
    ways.into_iter().filter_map(|(link, name)| Some((link?, name)))
}

/// The page of a version.
pub(super) struct VersionPage<'p> {
    pub(super) ordinal: usize,
    pub(super) of: usize,
    pub(super) version: &'p StoredVersion,
    pub(super) marks: VersionFlags,
    pub(super) body: Option<&'p str>,
    pub(super) links: Links<'p>,
}

/// The page of a diff.
pub(super) struct DiffPage<'p> {
    pub(super) comparison: &'p Comparison,
    pub(super) diff: &'p DocumentDiff<'p>,
    pub(super) options: &'p RenderOptions,
    pub(super) links: Links<'p>,
}

/// Writes the tree; returns the number of versions.
pub(super) fn write(pages: &dyn Pages, selection: &Selection<'_>, root: &Path) -> Result<i64> {
    // The parent folder must exist, so that a wrong path does not create folders.
    fs::create_dir(root).map_err(|source| ExportError::File { path: root.to_owned(), source })?;
    let of = selection.len().div_ceil(INDEX_PAGE).max(1);
    let mut written = 0;
    let mut histories = selection.histories();
    for number in 1..=of {
        let name = |number: usize| match number {
            1 => format!("index.{}", pages.extension()),
            number => format!("index-{number}.{}", pages.extension()),
        };
        let (previous, next) = (name(number - 1), name(number + 1));
        let page = IndexPage {
            articles: selection.len(),
            number,
            of,
            previous: (number > 1).then_some(previous.as_str()),
            next: (number < of).then_some(next.as_str()),
        };
        let mut index = File::create(root.join(name(number)))?;
        index.write(|out| pages.begin_index(&page, out))?;
        for history in histories.by_ref().take(INDEX_PAGE) {
            let (article, history) = history?;
            let Some(row) = selection.catalog.article(article)? else { continue };
            let (host, folder) = names(&row.key);
            let link = format!("{host}/{folder}/index.{}", pages.extension());
            index.write(|out| pages.index_line(&link, &row, out))?;
            let place = root.join(host).join(folder);
            make(&place)?;
            let back = format!("../../{}", name(number));
            written += write_article(pages, selection, (&row, &history), &place, &back)?;
        }
        index.write(|out| pages.end_index(&page, out))?;
        index.finish()?;
    }
    Ok(written)
}

fn write_article(
    pages: &dyn Pages,
    selection: &Selection<'_>,
    (row, history): (&ArticleRow, &Timeline),
    place: &Path,
    index: &str,
) -> Result<i64> {
    let catalog = selection.catalog;
    let extension = pages.extension();
    let changes = Changes::of(catalog, history)?;
    let urls = catalog.aliases(row.id)?;
    let article = format!("index.{extension}");
    let mut list = File::create(place.join(&article))?;
    list.write(|out| pages.begin_article(&ArticleHeader { row, urls: &urls, index }, out))?;
    let of = history.versions().len();
    let named = |kind: &str, number: usize| format!("{kind}-{number}.{extension}");
    // A diff has the number of its version. For a return, the number of the state is appended.
    let diff_name = |index: usize| {
        let state = history.states().get(index)?;
        history.base_of(state)?;
        Some(if history.first_state(state.version) == Some(index) {
            named("diff", state.version + 1)
        } else {
            format!("diff-{}-again-{}.{extension}", state.version + 1, index + 1)
        })
    };
    let diffs: Vec<Option<String>> = (0..history.states().len()).map(diff_name).collect();
    for (index, state) in history.states().iter().enumerate() {
        selection.check()?;
        let Some(version) = history.version_of(state) else { continue };
        let at = state.version;
        let ordinal = at + 1;
        let own = named("version", ordinal);
        let diff = diffs.get(index).cloned().flatten();
        let base = history.base_of(state);
        let summary = changes.outline(index)?.map(|outline| {
            let fields = changed_fields(&outline, changes.url_moved(index));
            with_fields(&outline.to_string(), &fields)
        });
        let is_again = history.first_state(at) != Some(index);
        let step = StepLine {
            ordinal,
            is_again,
            version,
            notes: state_notes(history, index),
            times: times(history, index),
            captures: state.captures.len(),
            link: &own,
            change: diff.as_deref().zip(summary.as_deref()),
            new_title: base.as_ref().is_none_or(|base| base.title != version.title),
        };
        list.write(|out| pages.version_line(&step, out))?;

        if !is_again {
            let body = catalog.body(version)?;
            let links = Links {
                article: &article,
                version: &own,
                diff: diff.as_deref(),
                previous: (at > 0).then(|| named("version", at)),
                next: (ordinal < of).then(|| named("version", ordinal + 1)),
            };
            let body = body.as_ref().map(|body| body.as_str());
            let marks = history.flags(at);
            let page = VersionPage { ordinal, of, version, marks, body, links };
            whole(&place.join(&own), |out| pages.version(&page, out))?;
        }
        if let Some(name) = &diff
            && let Some(comparison) =
                Comparison::of_state(catalog, history, index, Audience::Reader)?
        {
            let links = Links {
                article: &article,
                version: &own,
                diff: Some(name),
                previous: diffs.iter().take(index).rev().flatten().next().cloned(),
                next: diffs.iter().skip(index + 1).flatten().next().cloned(),
            };
            let options =
                RenderOptions { compared: comparison.compared(), ..RenderOptions::default() };
            let diff = comparison.diff();
            let page = DiffPage { comparison: &comparison, diff: &diff, options: &options, links };
            whole(&place.join(name), |out| pages.diff(&page, out))?;
        }
    }
    list.write(|out| pages.end_article(out))?;
    list.finish()?;
    Ok(of as i64)
}

/// Formats a state's times on one line: the publisher's, and when it was seen.
fn times(history: &Timeline, index: usize) -> String {
    let Some(state) = history.states().get(index) else { return String::new() };
    let Some(version) = history.version_of(state) else { return String::new() };
    let mut seen = history.captures(state).filter_map(|capture| capture.captured.as_ref());
    let (first, last) = (seen.next(), seen.next_back());
    let times = [
        ("published", version.published.as_ref()),
        ("updated", version.updated.as_ref()),
        ("captured", first),
        ("last", last),
    ];
    let named = times
        .into_iter()
        .filter_map(|(name, time)| time.map(|time| format!("{name} {}", time.display())));
    named.collect::<Vec<_>>().join(", ")
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

fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut file = File::create(path.to_owned())?;
    file.write(write)?;
    file.finish()
}

/// A file whose errors contain its path.
struct File {
    path: PathBuf,
    out: BufWriter<fs::File>,
}

impl File {
    fn create(path: PathBuf) -> Result<Self> {
        match fs::File::create_new(&path) {
            Ok(file) => Ok(Self { path, out: BufWriter::new(file) }),
            Err(source) => Err(ExportError::File { path, source }),
        }
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        write(&mut self.out).map_err(|source| ExportError::File { path: self.path.clone(), source })
    }

    fn finish(mut self) -> Result<()> {
        self.write(|out| out.flush())
    }
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
