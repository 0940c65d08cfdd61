//! The pages as files: the same functions in a loop over the articles of an export.

use maud::html;

use super::articles;
use super::assets::{SCRIPT_FILE, STYLESHEET};
use super::failure::Failure;
use super::layout::{self, Page, Section};
use super::links::{EXTENSION, Links};
use super::reply::Reply;
use super::request::Request;
use super::visit::{Address, Format, PageResult, Visit};
use super::words::counted;
use super::{article, diff, version};
use crate::render::export::tree::{self, ArticlePages, IndexPage, Pages};
use crate::render::export::{Export, ExportError, Form, Result, Selection};

/// Returns the export of pages: the history, the versions and the diffs of each article, as a folder
/// whose pages link to each other and need no server.
pub fn export() -> Export {
    let write = |selection: &Selection<'_>, path: &std::path::Path| {
        tree::write(&HtmlPages, selection, path)
    };
    Export { unit: "version", form: Form::Folder(Box::new(write)) }
}

struct HtmlPages;

impl Pages for HtmlPages {
    fn extension(&self) -> &'static str {
        EXTENSION
    }

    fn assets(&self) -> Vec<(String, Vec<u8>)> {
        let links = Links::Exported { root: "", index: "" };
        let files = [&STYLESHEET, &SCRIPT_FILE];
        files.map(|file| (links.asset(file), file.content.as_bytes().to_vec())).to_vec()
    }

    fn index(&self, page: &IndexPage<'_>) -> Result<Vec<u8>> {
        let first = tree::index_file(1, EXTENSION);
        let links = Links::Exported { root: "", index: &first };
        let ways = page.ways(EXTENSION);
        let way = |name: &str| ways.iter().find(|(_, own)| *own == name).map(|(file, _)| file);
        let (previous, next) = (way("Previous"), way("Next"));
        let markup = layout::page(&Page {
            title: "Articles",
            section: Section::Articles,
            previous: previous.cloned(),
            next: next.cloned(),
            is_wide: true,
            links,
            main: html! {
                header.page-head {
                    h1 { "Articles" }
                    p.lead { (counted(page.articles as i64, "article")) ", the latest change first." }
                }
                (articles::table(page.rows, links))
                @if page.of > 1 {
                    nav.pager aria-label="Pages" {
                        @if let Some(previous) = previous { a rel="prev" href=(previous) { "← Previous page" } }
                        span.quiet { "Page " (page.number) " of " (page.of) }
                        @if let Some(next) = next { a.next rel="next" href=(next) { "Next page →" } }
                    }
                }
            },
            ..Page::default()
        });
        Ok(markup.into_string().into_bytes())
    }

    fn article(&self, article: &ArticlePages<'_>) -> Result<Vec<u8>> {
        page(article, |visit| article::show(visit, article.row, article.timeline))
    }

    fn version(&self, article: &ArticlePages<'_>, index: usize) -> Result<Vec<u8>> {
        let blame = article.timeline.first_state(index).map(|state| article.blame(state));
        let blame = blame.transpose()?;
        page(article, |visit| version::show(visit, article.timeline, index, blame))
    }

    fn diff(&self, article: &ArticlePages<'_>, state: usize) -> Result<Option<Vec<u8>>> {
        let pair = diff::Pair::of_state(article.timeline, state);
        pair.map(|pair| page(article, |visit| diff::show(visit, &pair))).transpose()
    }
}

/// Makes a page of an article with its function.
fn page(
    article: &ArticlePages<'_>,
    make: impl FnOnce(&Visit<'_>) -> PageResult,
) -> Result<Vec<u8>> {
    let visit = Visit {
        snapshot: article.catalog,
        request: &Request::default(),
        format: Format::Html,
        address: Address::default(),
        links: Links::Exported { root: "../../", index: article.index },
    };
    match make(&visit) {
        Ok(Reply { body, .. }) => Ok(body),
        Err(Failure { detail, cause, .. }) => {
            Err(ExportError::Page { url: article.row.url.clone(), reason: cause.unwrap_or(detail) })
        }
    }
}
