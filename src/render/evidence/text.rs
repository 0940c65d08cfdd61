//! Evidence as text: the verdict, then what the bundle states and proves, the checks, and the text.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use super::Account;
use crate::proof::bundle::Bundle;
use crate::proof::report::{BundleCheck, BundleReport, BundleVerdict, Verdict};
use crate::render::{paint, safe, safe_line};

/// Writes a bundle and what its checks prove as text.
pub fn write(
    bundle: &Bundle,
    report: &BundleReport,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let account = Account::of(bundle, report);
    let tone = match report.standing() {
        BundleVerdict::Proved => AnsiColor::Green,
        BundleVerdict::NotProved => AnsiColor::Yellow,
        BundleVerdict::Damaged => AnsiColor::Red,
    };
    let (bold, dim) = (Style::new().effects(Effects::BOLD), Style::new().effects(Effects::DIMMED));
    let verdict = paint(color, tone.on_default().effects(Effects::BOLD), account.verdict);
    writeln!(out, "{verdict}. {}", safe_line(&account.because))?;
    for rows in [&account.facts, &account.answer] {
        if !rows.is_empty() {
            writeln!(out)?;
        }
        for (name, value) in rows {
            writeln!(out, "{} {}", paint(color, dim, &format!("{name:<11}")), safe_line(value))?;
        }
    }
    for (heading, lines) in
        [(account.proved_heading(), &account.proved), ("Not proved", &account.not_proved)]
    {
        if !lines.is_empty() {
            writeln!(out, "\n{}", paint(color, bold, heading))?;
        }
        lines.iter().try_for_each(|line| writeln!(out, "- {}", safe_line(line)))?;
    }
    writeln!(out, "\n{}", paint(color, bold, "Checks"))?;
    for BundleCheck { check, result, says } in &report.checks {
        let result = match result {
            Verdict::Holds => "holds",
            Verdict::Fails => "FAILS",
            Verdict::NotChecked => "not checked",
        };
        writeln!(out, "{result:<12} {check:<12} {}", safe_line(says))?;
    }
    if report.standing() == BundleVerdict::Damaged {
        return Ok(());
    }
    writeln!(out, "\n{}", paint(color, bold, "Text"))?;
    match &bundle.version.body {
        Some(body) => writeln!(out, "{}", safe(body).trim_end()),
        None => writeln!(out, "{}", paint(color, dim, "(the source had no text)")),
    }
}
