//! Plain SQLite: articles, versions, captures and changes as tables that any tool can read.

use std::collections::HashMap;
use std::path::Path;

use super::{Export, Form, Result, Selection};
use crate::article::Timestamp;
use crate::diff::Class;
use crate::history::changes::Changes;
use crate::render::compare::changed_fields;
use crate::render::diff::with_fields;
use crate::store::{PlainChange, PlainVersion, PlainWriter, StoredState};
use crate::timeline::Timeline;

/// Returns the export.
pub fn export() -> Export {
    Export { unit: "version", form: Form::File(Box::new(write)) }
}

fn write(selection: &Selection<'_>, path: &Path) -> Result<i64> {
    let catalog = selection.catalog;
    let mut out = PlainWriter::create(path)?;
    let mut written = 0;
    for history in selection.histories() {
        let (article, history) = history?;
        if let Some(row) = catalog.article(article)? {
            out.article(&row, &aliases(catalog.aliases(article)?, &history))?;
        }
        let changes = Changes::of(catalog, &history)?;
        for (index, version) in history.versions().iter().enumerate() {
            selection.check()?;
            let body = catalog.body(version)?;
            let flags = history.flags(index);
            out.version(&PlainVersion {
                ordinal: index + 1,
                version,
                body: body.as_ref().map(|body| body.as_str()),
                silent: flags.silent,
                returns_to: flags.returns_to.map(|index| index + 1),
            })?;
            for capture in &version.captures {
                out.capture(version, capture, &catalog.details(capture)?)?;
            }
            written += 1;
        }
        let versions = history.versions().len();
        for index in 0..history.states().len() {
            let outline = changes.outline(index)?;
            let Some(state) = StoredState::of(&history, index, outline.clone()) else { continue };
            let Some((outline, change)) = outline.zip(state.change.as_ref()) else {
                out.state(article.0, versions, &state, None)?;
                continue;
            };
            let base = history.states().get(index).and_then(|state| state.base);
            let base = base.and_then(|base| history.states().get(base));
            let fields = changed_fields(&outline, change.url_moved);
            let classes: Vec<_> = outline.classes().iter().map(Class::name).collect();
            let summary = with_fields(&outline.to_string(), &fields);
            let row = PlainChange {
                change,
                before: base.map_or(0, |base| base.version + 1),
                summary: &summary,
                fields: &fields,
                classes: &classes,
            };
            out.state(article.0, versions, &state, Some(&row))?;
        }
    }
    selection.check()?;
    out.finish()?;
    Ok(written)
}

/// Returns the article's URLs, each with the times of its captures. The URL of a redirect has none.
fn aliases(urls: Vec<String>, history: &Timeline) -> Vec<(String, Vec<Option<i64>>)> {
    let mut seen: HashMap<&str, Vec<Option<i64>>> = HashMap::new();
    for capture in history.versions().iter().flat_map(|version| &version.captures) {
        let time = capture.captured.as_ref().map(Timestamp::micros);
        seen.entry(&capture.url).or_default().push(time);
    }
    let mut with_times = |url: String| {
        let times = seen.remove(url.as_str()).unwrap_or_default();
        (url, times)
    };
    urls.into_iter().map(&mut with_times).collect()
}
