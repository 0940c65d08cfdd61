//! What a catalog holds, for people.

use std::io;

use anstyle::{Effects, Style};

use super::{bytes, counted, paint, time};
use crate::store::CatalogStats;

/// Columns of the widest bar.
const BAR: i64 = 30;

/// Writes the statistics.
pub fn write(stats: &CatalogStats, color: bool, out: &mut dyn io::Write) -> io::Result<()> {
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
        line("waiting", format!("{revisits} of pages that are not here yet"))?;
    }
    if let (Some(first), Some(last)) = stats.captured {
        line("captured", format!("{} to {}", time(first), time(last)))?;
    }
    line("silent edits", stats.silent_edits.to_string())?;
    line("returns", format!("{} (to an earlier text)", stats.returns))?;
    line("imports", format!("{}, with {}", stats.imports, counted(stats.rejects, "reject")))?;
    line(
        "bodies",
        format!(
            "{} distinct, {} of them whole; {} of text in {}",
            stats.texts,
            stats.keyframes,
            bytes(stats.text_bytes),
            bytes(stats.stored_bytes),
        ),
    )?;
    let each = if stats.versions == 0 { 0 } else { stats.file_bytes / stats.versions };
    // A small catalog is mostly empty pages: its share of the text would say nothing.
    let share = if stats.file_bytes > stats.text_bytes {
        String::new()
    } else {
        let percent = stats.file_bytes as f64 * 100.0 / stats.text_bytes as f64;
        format!(", {percent:.1} % of the text")
    };
    line("file", format!("{}, {} a version{share}", bytes(stats.file_bytes), bytes(each)))?;
    if !stats.hosts.is_empty() {
        writeln!(out)?;
        writeln!(out, "{}", paint(color, bold, "hosts"))?;
        let most = stats.hosts.iter().map(|host| host.articles).max().unwrap_or(1).max(1);
        let wide = stats.hosts.iter().map(|host| host.host.chars().count()).max().unwrap_or(0);
        for host in &stats.hosts {
            let bar = "█".repeat((host.articles * BAR).div_euclid(most).max(1) as usize);
            writeln!(
                out,
                "{:<wide$}  {:>7}  {:>8}  {bar}",
                super::safe(&host.host),
                host.articles,
                host.versions,
            )?;
        }
    }
    writeln!(out)?;
    writeln!(out, "{}", paint(color, bold, "largest tables"))?;
    for table in stats.tables.iter().take(8) {
        writeln!(out, "{:<24}  {:>10}", table.name, bytes(table.bytes))?;
    }
    Ok(())
}
