//! The statistics of a catalog as text.

use std::io;

use anstyle::{Effects, Style};
use unicode_width::UnicodeWidthStr as _;

use super::{bytes, counted, paint, time};
use crate::article::Precision;
use crate::article::timestamp::canonical_text;
use crate::store::{CatalogStats, Group};

/// The maximum width of a bar, in columns.
const BAR: usize = 30;

/// The maximum width of a group's name, in columns.
const NAME: usize = 40;

/// The maximum number of tables that are listed.
const TABLES: usize = 8;

/// The statistics as JSON. Times are RFC 3339 in UTC.
pub fn json(stats: &CatalogStats) -> io::Result<serde_json::Value> {
    let mut json = serde_json::to_value(stats).map_err(io::Error::from)?;
    let time = |micros: i64| canonical_text(micros, Precision::Second);
    let (first, last) = stats.captured;
    json["captured"] = serde_json::json!([first.map(time), last.map(time)]);
    Ok(json)
}

/// Writes the statistics.
pub fn write(
    stats: &CatalogStats,
    width: usize,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    let mut line = |name: &str, value: String| {
        writeln!(out, "{} {value}", paint(color, dim, &format!("{name:<12}")))
    };
    line(
        "articles",
        format!("{} ({} with two versions or more)", stats.articles, stats.articles_with_changes),
    )?;
    line("versions", stats.versions.to_string())?;
    line("captures", format!("{} under {}", stats.captures, counted(stats.aliases, "URL")))?;
    if stats.waiting > 0 {
        let revisits = counted(stats.waiting, "revisit");
        line("waiting", format!("{revisits} of pages that are not in the catalog yet"))?;
    }
    if stats.looks > 0 {
        let requests = counted(stats.looks, "failed request");
        line("not seen", format!("{requests}, {} for articles", stats.looks_at_articles))?;
    }
    if let (Some(first), Some(last)) = stats.captured {
        line("captured", format!("{} to {}", time(first), time(last)))?;
    }
    line("silent edits", stats.silent_edits.to_string())?;
    line("returns", format!("{} (to an earlier text)", stats.returns))?;
    line("imports", format!("{}, with {}", stats.imports, counted(stats.rejects, "reject")))?;
    // Without stored texts there is no ratio.
    let ratio = if stats.stored_bytes > 0 {
        let ratio = stats.text_bytes as f64 / stats.stored_bytes as f64;
        format!(" ({ratio:.1} : 1)")
    } else {
        String::new()
    };
    line(
        "bodies",
        format!(
            "{} distinct, {} stored in full; {} of text in {}{ratio}",
            stats.texts,
            stats.keyframes,
            bytes(stats.text_bytes),
            bytes(stats.stored_bytes),
        ),
    )?;
    let each = if stats.versions == 0 { 0 } else { stats.file_bytes / stats.versions };
    // A small catalog is mostly empty pages, so its share of the text would mean nothing.
    let share = if stats.file_bytes > stats.text_bytes {
        String::new()
    } else {
        let percent = stats.file_bytes as f64 * 100.0 / stats.text_bytes as f64;
        format!(", {percent:.1} % of the text")
    };
    line("file", format!("{}, {} per version{share}", bytes(stats.file_bytes), bytes(each)))?;
    if !stats.hosts.is_empty() {
        writeln!(out)?;
        write_groups("host", &stats.hosts, width, color, out)?;
    }
    writeln!(out)?;
    writeln!(out, "{}", paint(color, bold, "largest tables and indexes"))?;
    for table in stats.tables.iter().take(TABLES) {
        writeln!(out, "{:<24}  {:>10}", table.name, bytes(table.bytes))?;
    }
    Ok(())
}

/// Writes one line per group, with a bar of its articles.
pub fn write_groups(
    name: &str,
    groups: &[Group],
    width: usize,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let names: Vec<String> = groups.iter().map(|group| shown_name(group.name.as_deref())).collect();
    let wide = names.iter().map(|name| name.width()).max().unwrap_or(0).max(name.width()).min(NAME);
    let heading = format!(
        "{name}{}  articles  versions  changes",
        " ".repeat(wide.saturating_sub(name.width()))
    );
    let room = width.saturating_sub(heading.width() + 2).min(BAR);
    writeln!(out, "{}", paint(color, bold, &heading))?;
    let most = groups.iter().map(|group| group.articles).max().unwrap_or(1).max(1);
    for (group, name) in groups.iter().zip(&names) {
        let name = super::rows::cut(name, wide);
        let line = format!(
            "{name}{}  {:>8}  {:>8}  {:>7}  {}",
            " ".repeat(wide.saturating_sub(name.width())),
            group.articles,
            group.versions,
            group.changes,
            bar(group.articles, most, room),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Formats the name of a group.
fn shown_name(name: Option<&str>) -> String {
    name.map_or_else(|| "(none)".to_owned(), |name| super::safe(name).replace(['\n', '\t'], " "))
}

/// Draws a bar for `count` of `most`, in eighths of a column. A count above zero always shows.
fn bar(count: i64, most: i64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most as f64 * room as f64 * 8.0).round() as usize;
    let eighths = if count > 0 && room > 0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS.get(eighths % 8).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!(bar(8, 8, 4), "████");
        assert_eq!(bar(3, 8, 4), "█▌");
        assert_eq!(bar(1, 1_000_000, 4), "▏");
        assert_eq!((bar(0, 8, 4), bar(8, 8, 0)), (String::new(), String::new()));
    }

    #[test]
    fn a_long_name_is_cut_and_a_narrow_terminal_has_no_bars() {
        let groups = [
            Group { name: Some("x".repeat(60)), articles: 2, ..Group::default() },
            Group { articles: 1, ..Group::default() },
        ];
        let mut out = Vec::new();
        write_groups("host", &groups, 40, false, &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert!(text.lines().all(|line| line.width() <= 72) && !text.contains('█'), "{text}");
        assert!(text.contains('…') && text.contains("(none)"), "{text}");
    }
}
