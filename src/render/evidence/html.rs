//! Evidence as HTML: one self-contained page that can be read without this program, also on paper.

use std::io::{self, Write};

use super::Account;
use crate::article::{Setting, Sha256};
use crate::proof::bundle::Bundle;
use crate::proof::report::{BundleCheck, BundleReport, BundleVerdict, Verdict};
use crate::render::diff::html::{STYLE, escape};
use crate::render::safe_line;

/// The styles of the page in addition to those of a diff.
const MORE_STYLE: &str = "\
.verdict{font-family:system-ui,sans-serif;border:.2rem solid;border-radius:.3rem;padding:.5rem 1rem;\
white-space:normal}\
.verdict strong{font-size:1.25rem;display:block}\
.proved{border-color:#2a7}.not-proved{border-color:#c80}.damaged{border-color:#c22}\
h1,h2,p,li,dd,td,pre,code{overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:2rem}\
section>ul,section>ol,table,.note{font-family:system-ui,sans-serif;font-size:.875rem}\
li{margin:.4rem 0}article{border-left:.2rem solid #8886;padding-left:1rem}.byline{font-style:italic}\
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0}\
tr.fails{font-weight:700}pre{font-size:.8rem;white-space:pre-wrap;border:1px solid #8886;padding:.5rem}\
a{color:inherit}dt{break-after:avoid}\
@media(max-width:32rem){body{margin:1rem auto}dl{display:block}dd{margin:0 0 .5rem}}\
@media print{h2{break-after:avoid}.verdict{break-inside:avoid}a{text-decoration:none}}";

/// The file that was checked.
#[derive(Clone, Copy, Debug)]
pub struct CheckedFile<'f> {
    /// Its name, without the folder.
    pub name: &'f str,
    /// The digest of its bytes.
    pub sha256: Sha256,
}

/// Writes a self-contained page: no scripts, no fonts, no images.
pub fn write(
    bundle: &Bundle,
    report: &BundleReport,
    file: CheckedFile<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let account = Account::of(bundle, report);
    let is_damaged = report.standing() == BundleVerdict::Damaged;
    let title = bundle.version.title.as_deref().filter(|_| !is_damaged).unwrap_or(file.name);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}: evidence for {}</title>\n<style>{STYLE}{MORE_STYLE}</style>\n</head>\n<body>\n<main>",
        account.verdict,
        line(title)
    )?;
    write_verdict(&account, title, out)?;
    if !is_damaged {
        write_version(&account, out)?;
        if !account.answer.is_empty() {
            writeln!(out, "<section>\n<h2 id=\"answer\">Question and answer</h2>")?;
            write_rows(&account.answer, out)?;
            writeln!(out, "</section>")?;
        }
        write_list("proved", account.proved_heading(), &account.proved, out)?;
        write_list("not-proved", "Not proved", &account.not_proved, out)?;
    }
    write_checks(&account, out)?;
    write_instructions(bundle, file, out)?;
    writeln!(out, "</main>\n</body>\n</html>")
}

fn write_verdict(account: &Account<'_>, title: &str, out: &mut dyn Write) -> io::Result<()> {
    let class = match account.report.standing() {
        BundleVerdict::Proved => "proved",
        BundleVerdict::NotProved => "not-proved",
        BundleVerdict::Damaged => "damaged",
    };
    writeln!(
        out,
        "<header>\n<p class=\"verdict {class}\"><strong>{}.</strong> {}</p>\n\
         <h1>Evidence for <span dir=\"auto\">{}</span></h1>",
        account.verdict,
        line(&account.because),
        line(title)
    )?;
    if let [(_, question), (_, answer), (_, certainty), ..] = account.answer.as_slice() {
        let (question, answer, certainty) = (line(question), line(answer), line(certainty));
        writeln!(out, "<p>{question}<br><strong>{answer}</strong> Certainty: {certainty}</p>")?;
    }
    writeln!(out, "</header>")
}

/// Writes the text, then its times.
fn write_version(account: &Account<'_>, out: &mut dyn Write) -> io::Result<()> {
    let version = &account.bundle.version;
    let lang = account.bundle.captures.iter().find_map(|capture| capture.lang.as_deref());
    let lang = lang.map(|lang| format!(" lang=\"{}\"", line(lang))).unwrap_or_default();
    writeln!(out, "<section>\n<h2 id=\"text\">The text</h2>\n<article{lang} dir=\"auto\">")?;
    for (text, begin, end) in [
        (&version.title, "<p><strong>", "</strong></p>"),
        (&version.byline, "<p class=\"byline\">", "</p>"),
        (&version.description, "<p><em>", "</em></p>"),
    ] {
        if let Some(text) = text {
            writeln!(out, "{begin}{}{end}", line(text))?;
        }
    }
    match &version.body {
        Some(body) => {
            for paragraph in body.lines().filter(|line| !line.trim().is_empty()) {
                writeln!(out, "<p dir=\"auto\">{}</p>", escape(paragraph))?;
            }
        }
        None => writeln!(out, "<p class=\"note\">(the source had no text)</p>")?,
    }
    writeln!(out, "</article>\n</section>\n<section>\n<h2 id=\"times\">Article and times</h2>")?;
    let in_text = ["Title", "Byline", "Description"];
    let rows: Vec<_> =
        account.facts.iter().filter(|(name, _)| !in_text.contains(name)).cloned().collect();
    write_rows(&rows, out)?;
    writeln!(out, "</section>")
}

fn write_rows(rows: &[(&str, String)], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<dl>")?;
    for (name, value) in rows {
        let value = if matches!(*name, "Article" | "Also at") { link(value) } else { line(value) };
        writeln!(out, "<dt>{name}</dt><dd>{value}</dd>")?;
    }
    writeln!(out, "</dl>")
}

fn write_list(id: &str, heading: &str, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2 id=\"{id}\">{heading}</h2>\n<ul>")?;
    lines.iter().try_for_each(|text| writeln!(out, "<li>{}</li>", line(text)))?;
    writeln!(out, "</ul>\n</section>")
}

fn write_checks(account: &Account<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<section>\n<h2 id=\"checks\">Checks</h2>\n<table>\n\
         <thead><tr><th scope=\"col\">Result</th><th scope=\"col\">Check</th><th scope=\"col\">Finding</th></tr></thead>\n\
         <tbody>"
    )?;
    for BundleCheck { check, result, says } in &account.report.checks {
        let (class, result) = match result {
            Verdict::Holds => ("", "holds"),
            Verdict::Fails => (" class=\"fails\"", "fails"),
            Verdict::NotChecked => ("", "not checked"),
        };
        writeln!(out, "<tr{class}><td>{result}</td><td>{check}</td><td>{}</td></tr>", line(says))?;
    }
    writeln!(out, "</tbody>\n</table>\n</section>")
}

fn write_instructions(
    bundle: &Bundle,
    file: CheckedFile<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = line(file.name);
    writeln!(
        out,
        "<section>\n<h2 id=\"check\">How to check this yourself</h2>\n\
         <p>This page is a report of a check. It is not evidence: anybody can write such a page. The \
         evidence is the file <code>{name}</code>.</p>\n<ol>\n\
         <li>Compare the file with this report: its SHA-256 is <code>{}</code>.</li>\n\
         <li>Check the file with this program: <code>recension verify-bundle {name} {} PUBKEY</code>, or \
         <code>{} CHECKPOINT</code> with a copy of the checkpoint that was stored elsewhere.</li>\n\
         <li>Check it with a second program, which was written from the description of the format alone: \
         <code>python3 verify_bundle.py {name} PUBKEY</code>. It is <code>docs/verify_bundle.py</code> in the \
         source code of recension, and the description is <code>docs/evidence-format.md</code>.</li>",
        file.sha256,
        Setting::PublicKey,
        Setting::KeptHead
    )?;
    if bundle.timestamps.iter().any(|stamp| stamp.kind.checker().is_some()) {
        writeln!(
            out,
            "<li>Check the time stamps with other programs: <code>openssl ts -verify</code> for RFC 3161, \
             <code>ots verify</code> for OpenTimestamps.</li>"
        )?;
    }
    writeln!(
        out,
        "<li>Compare the checkpoint with a copy that was stored elsewhere. A checkpoint is only as \
         trustworthy as the place where its copy is stored. It reads:</li>\n</ol>\n<pre>{}</pre>\n</section>",
        escape(&bundle.checkpoint)
    )
}

/// Escapes text for one line.
fn line(text: &str) -> String {
    escape(&safe_line(text))
}

/// Formats a URL as a link, if a browser can follow it without running anything.
fn link(url: &str) -> String {
    let shown = line(url);
    let is_web = |scheme: &str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if is_web("http://") || is_web("https://") {
        format!("<a rel=\"noreferrer nofollow\" href=\"{}\">{shown}</a>", shown.replace(' ', "%20"))
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_to_the_web_is_a_link() {
        let check = |url: &str, expected: Option<&str>| {
            let found = link(url);
            let target = found.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
            assert_eq!(target.map(|(target, _)| target), expected, "{url}: {found}");
            assert!(!found.contains('\n') && found.matches('<').count() <= 2, "{found}");
        };
        check("https://example.org/a?b=1&c", Some("https://example.org/a?b=1&amp;c"));
        check("HTTP://example.org/a b", Some("HTTP://example.org/a%20b"));
        check("https://e.org/\"><script>", Some("https://e.org/&quot;&gt;&lt;script&gt;"));
        check("javascript:alert(1)//http://", None);
        check("data:text/html,https://", None);
        check(" https://example.org", None);
        check("urn:example:<b>", None);
        check("", None);
    }
}
