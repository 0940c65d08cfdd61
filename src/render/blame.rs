//! Blame as text: each sentence under the version that added it.

use std::io;

use anstyle::{AnsiColor, Effects, Style};

use super::paint;

/// A sentence with its origin.
#[derive(Clone, Debug)]
pub struct BlamedSentence<'t> {
    /// The ordinal of the version that added it.
    pub ordinal: usize,
    /// That version's short id.
    pub id: String,
    /// That version's time.
    pub time: Option<String>,
    /// Whether that version's order after the one before it is unknown.
    pub is_order_unknown: bool,
    /// The sentence.
    pub sentence: &'t str,
    /// The ordinal of the version that added its earlier text, and that text.
    pub was: Option<(usize, &'t str)>,
    /// The ordinal of the version that moved it.
    pub moved: Option<usize>,
}

/// Writes the sentences. A version is named once for all following sentences that it added.
pub fn write(lines: &[BlamedSentence<'_>], color: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let name = AnsiColor::Yellow.on_default();
    let dim = Style::new().effects(Effects::DIMMED);
    let mut before = None;
    for line in lines {
        let origin = (line.ordinal, line.time.as_deref());
        if before != Some(origin) {
            if before.is_some() {
                writeln!(out)?;
            }
            let time = line.time.as_deref().unwrap_or("at an unknown time");
            let note = if line.is_order_unknown { " (order unknown)" } else { "" };
            let head = format!("{} {}  {time}{note}", line.ordinal, line.id);
            writeln!(out, "{}", paint(color, name, &head))?;
            before = Some(origin);
        }
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let moved =
            line.moved.map_or(String::new(), |version| format!(" (moved by version {version})"));
        writeln!(
            out,
            "    {}{}",
            super::safe(&one_line(line.sentence)),
            paint(color, dim, &moved)
        )?;
        if let Some((version, text)) = line.was {
            let was = format!("      was, since version {version}: {}", one_line(text));
            writeln!(out, "{}", paint(color, dim, &was))?;
        }
    }
    Ok(())
}
