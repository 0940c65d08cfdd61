//! What a search found, for people.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::paint;
use crate::history::changes::happened;
use crate::history::search::{Hit, Scope};
use crate::search::Snippet;

const MARK: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
const NOTE: Style = AnsiColor::Magenta.on_default().effects(Effects::BOLD);

/// Writes one hit: the headline, the URL, in which versions, and where it stands.
pub fn write_hit(
    hit: &Hit,
    scope: Scope,
    space_before: bool,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let versions = hit.history.versions();
    let (from, end) = (hit.versions.start, hit.versions.end);
    let title = hit.version().and_then(|version| version.title.as_deref());
    if space_before {
        writeln!(out)?;
    }
    writeln!(out, "{}", paint(color, bold, title.unwrap_or("(no headline)")))?;
    writeln!(out, "{}", paint(color, dim, &hit.article.url))?;
    let time = |index: usize| {
        let before = index.checked_sub(1).and_then(|before| versions.get(before));
        let at = versions.get(index).and_then(|version| happened(before, version));
        at.map_or_else(|| "at a time unknown".to_owned(), super::time)
    };
    let article = hit.article.id;
    let of = versions.len();
    let signed = hit.version().and_then(|version| version.byline.as_deref()).unwrap_or_default();
    let signed = match signed.trim() {
        "" => String::new(),
        byline => format!(", signed {}", super::safe_line(byline)),
    };
    let line = match scope {
        Scope::Added => {
            format!(
                "article {article}: version {} of {of} brought it, {}{signed}",
                from + 1,
                time(from)
            )
        }
        Scope::Removed => {
            format!(
                "article {article}: version {} of {of} took it, {}{signed}",
                from + 1,
                time(from)
            )
        }
        Scope::Ever | Scope::Latest | Scope::Gone => {
            let place = match (from == 0, end == of) {
                (true, true) if of == 1 => "its one version".to_owned(),
                (true, true) => format!("all {of} versions"),
                (false, true) if from + 1 == of => format!("the last of {of} versions"),
                _ if end == from + 1 => format!("version {} of {of}", from + 1),
                _ => format!("versions {} to {end} of {of}", from + 1),
            };
            format!("article {article}: {place}, since {}", time(from))
        }
    };
    write!(out, "{line}")?;
    if matches!(scope, Scope::Ever | Scope::Gone) && !hit.now && end < of {
        write!(
            out,
            "  {}",
            paint(color, NOTE, &format!("[gone since version {}, {}]", end + 1, time(end)))
        )?;
    }
    writeln!(out)?;
    writeln!(out, "    {}", marked(&hit.snippet, color))
}

/// The snippet with its marks: coloured, or in square brackets.
fn marked(snippet: &Snippet, color: bool) -> String {
    let mut text = String::with_capacity(snippet.text.len() + 16);
    let mut at = 0;
    for &(from, to) in &snippet.marks {
        text.push_str(&super::safe_line(snippet.text.get(at..from).unwrap_or_default()));
        let found = snippet.text.get(from..to).unwrap_or_default();
        if color {
            text.push_str(&paint(color, MARK, found));
        } else {
            text.push('[');
            text.push_str(&super::safe_line(found));
            text.push(']');
        }
        at = to;
    }
    text.push_str(&super::safe_line(snippet.text.get(at..).unwrap_or_default()));
    text
}
