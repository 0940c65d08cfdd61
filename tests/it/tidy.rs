//! Tidy: checks the dependencies between modules, and what each module may use. See
//! ARCHITECTURE.md.
//!
//! Rust allows circular dependencies between modules; this test does not. It reads the sources as
//! text, with comments and string contents separated: a link in a doc comment is not a dependency.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules, lowest first: a module may use those before it.
const ROOMS: [&str; 19] = [
    "lexicon", "pipeline", "article", "timeline", "proof", "source", "fetch", "extract", "diff",
    "search", "store", "history", "audit", "import", "watch", "catalog", "render", "web", "cli",
];

/// Modules that may use less than everything below them: diff and search are independent of
/// catalogs.
const NARROW: [(&str, &[&str]); 5] = [
    ("timeline", &["article"]),
    ("proof", &["article"]),
    ("fetch", &["article", "source"]),
    ("diff", &["lexicon", "article"]),
    ("search", &["article"]),
];

/// Identifiers, the only places where they are allowed (prefixes of paths under `src/`), and the
/// reason.
const KEPT_WORDS: [(&[&str], &[&str], &str); 15] = [
    (
        &["rusqlite"],
        &["store/", "source/sqlite/", "watch/state"],
        "SQLite is spoken in store/, where other tools' databases are read, and in watch/state",
    ),
    (
        &["clap", "clap_complete", "clap_mangen"],
        &["cli/", "main.rs"],
        "the library knows no terminal",
    ),
    (
        &["hyper", "hyper_util", "http_body_util", "tokio"],
        &["cli/serve"],
        "the pages know no socket",
    ),
    (
        &["ureq", "rustls"],
        &["fetch/transport.rs", "fetch/proxy.rs"],
        "requests are sent where their addresses are checked",
    ),
    (
        &["TcpStream", "TcpListener", "UdpSocket"],
        &["cli/serve"],
        "requests are sent where their addresses are checked",
    ),
    (&["dom_query", "dom_smoothie"], &["extract/"], "HTML is parsed in extract/ only"),
    (&["ed25519_dalek", "der"], &["proof/"], "keys and time stamps are read in proof/ only"),
    (&["anstyle"], &["render/", "cli/"], "colours are render/'s"),
    (&["Utc::now", "Local::now"], &["cli/", "main.rs"], "a result must not hang on the day's date"),
    (&["SystemTime::now"], &["cli/", "main.rs"], "a result must not hang on the day's date"),
    (
        &["std::env", "env::var", "env::vars"],
        &["cli/", "main.rs"],
        "the library's input is its arguments",
    ),
    (&["env::args"], &[], "it panics if an argument is not UTF-8: use args_os"),
    (
        &["to_string_lossy"],
        &[
            "cli/",
            "source/archive_box.rs",
            "source/folder.rs",
            "source/open.rs",
            "source/skips.rs",
            "source/sniff.rs",
            "source/sqlite/mod.rs",
            "store/writer/merge.rs",
            "fetch/archive.rs",
        ],
        "a lossy path is for messages and locations; open the path itself",
    ),
    (&["todo!", "unimplemented!"], &[], "what is not done is not landed"),
    (&["dbg!"], &[], "left behind"),
];

/// The same, except in tests, which may measure time.
const INSTANT: (&str, &[&str], &str) = (
    "Instant::now",
    &["store/connection.rs", "cli/", "main.rs"],
    "a result must not hang on the machine's speed",
);

/// Keywords that identify a string as SQL.
const SQL: [(&str, &str); 8] = [
    ("SELECT ", ""),
    ("INSERT ", "INTO "),
    ("UPDATE ", " SET "),
    ("DELETE ", "FROM "),
    ("CREATE ", "TABLE "),
    ("CREATE ", "VIEW "),
    ("CREATE ", "INDEX "),
    ("PRAGMA ", ""),
];

#[test]
fn the_house_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut findings = Vec::new();
    let sources = rust_files(&root.join("src"));
    assert!(sources.len() > 30, "only {} sources found: is this the right folder?", sources.len());
    for path in sources {
        let name = path.strip_prefix(root.join("src")).expect("under src").to_string_lossy();
        findings.extend(check_source(&name.replace('\\', "/"), &read(&path)));
    }
    for folder in ["tests", "benches"] {
        for path in rust_files(&root.join(folder)) {
            findings.extend(first_line(&path.display().to_string(), &read(&path)));
        }
    }
    let mut migrations: Vec<String> = fs::read_dir(root.join("migrations"))
        .expect("migrations")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "views.sql")
        .collect();
    migrations.sort();
    findings.extend(check_migrations(&migrations, &read(&root.join("src/store/migrate.rs"))));
    let manifests = ["Cargo.toml", "python/Cargo.toml"].map(|path| read(&root.join(path)));
    findings.extend(check_dependencies(
        &manifests.concat(),
        &read(&root.join("docs/design/dependencies.md")),
    ));
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// A test that skips uses `common::skip`, because a skip that is only printed is not seen.
#[test]
fn every_skip_is_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let printed = concat!("\"skip", "ped: ");
    let mut found = Vec::new();
    for path in ["src", "tests"].iter().flat_map(|folder| rust_files(&root.join(folder))) {
        if read(&path).contains(printed) {
            found.push(path);
        }
    }
    assert_eq!(found, [root.join("tests/it/common.rs")]);
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// All findings in one file; `name` is its path under `src/`.
fn check_source(name: &str, text: &str) -> Vec<String> {
    let views = Views::of(text);
    let tokens = tokens(&views.code);
    let mut findings = first_line(name, text);
    let mut find = |line: usize, what: String| findings.push(format!("src/{name}:{line}: {what}"));

    check_arrows(name, &tokens, &mut find);
    for (words, places, why) in KEPT_WORDS {
        let is_test = name.ends_with("tests.rs") && words == ["to_string_lossy"];
        if !allowed(name, places) && !is_test {
            for word in words {
                for line in occurrences(&tokens, word) {
                    find(line, format!("`{word}` is not to be here: {why}"));
                }
            }
        }
    }
    // The number of the line at which tests begin.
    let tests = match text.find("\n#[cfg(test)]\nmod ") {
        _ if name.ends_with("tests.rs") => 0,
        found => found.map_or(usize::MAX, |at| line_of(text, at + 1)),
    };
    let (word, places, why) = INSTANT;
    if !allowed(name, places) {
        for line in occurrences(&tokens, word).into_iter().filter(|line| *line < tests) {
            find(line, format!("`{word}` is not to be here: {why}"));
        }
    }
    for (number, line) in views.strings.lines().enumerate() {
        if !allowed(name, &["store/", "source/sqlite/", "watch/state"]) && has_sql(line) {
            find(
                number + 1,
                "SQL is written in store/, source/sqlite/ and watch/state only".to_owned(),
            );
        }
        if !allowed(name, &["cli/"]) && number < tests && names_option(line) {
            find(number + 1, "options are named by cli/ only: use `Setting`".to_owned());
        }
        let lower = line.to_ascii_lowercase();
        let escapes = ["\\x1b", "\\u{1b}", "\\u{001b}", "\u{1b}"];
        if !allowed(name, &["render/"]) && escapes.iter().any(|code| lower.contains(code)) {
            find(number + 1, "escape codes are written in render/ only".to_owned());
        }
    }
    for (number, line) in text.lines().enumerate() {
        let opens = ["File::open(", "File::create(", "fs::read", "fs::write(", "fs::metadata("];
        let lossy = ["to_string_lossy()", ".display()"];
        let has = |calls: &[&str]| calls.iter().any(|call| line.contains(call));
        if has(&opens) && has(&lossy) {
            find(number + 1, "a lossy path is for messages; open the path itself".to_owned());
        }
        if line.contains("FIXME") {
            find(number + 1, "FIXME: mend it, or open an issue".to_owned());
        }
    }
    findings
}

fn allowed(name: &str, places: &[&str]) -> bool {
    places.iter().any(|place| name.starts_with(place))
}

fn first_line(name: &str, text: &str) -> Vec<String> {
    if text.starts_with("//! ") {
        return Vec::new();
    }
    vec![format!("{name}:1: the first line is `//!` and says what the file holds")]
}

/// Whether a text names an option of a command line (`--format`), other than one of another program.
fn names_option(text: &str) -> bool {
    text.match_indices("--").any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + 2..]);
        let is_word = after.starts_with(|c: char| c.is_ascii_lowercase());
        let is_start = !before.ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '!');
        is_word && is_start && !before.ends_with("zstd -d ")
    })
}

fn has_sql(text: &str) -> bool {
    SQL.iter().any(|(start, then)| {
        text.match_indices(start).any(|(at, _)| {
            let own_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            own_word && text[at..].contains(then)
        })
    })
}

/// Reports every module that the file `name` uses and may not use.
fn check_arrows(name: &str, tokens: &[Token<'_>], find: &mut impl FnMut(usize, String)) {
    let Some((room, _)) = name.split_once('/') else {
        // lib.rs lists the modules and main.rs runs them; no other files are at the top level.
        if !matches!(name, "lib.rs" | "main.rs") {
            find(1, format!("{name} is in no room: move it into one"));
        }
        return;
    };
    let Some(level) = ROOMS.iter().position(|known| *known == room) else {
        find(1, format!("{room} is no room that this test knows: give it its place in ROOMS"));
        return;
    };
    let narrow = NARROW.iter().find(|(narrow, _)| *narrow == room).map(|(_, may)| *may);
    for (line, named) in rooms_named(name, tokens) {
        let Some(other) = ROOMS.iter().position(|known| *known == named) else {
            find(line, format!("`crate::{named}`: name the room, so that the arrow can be seen"));
            continue;
        };
        if other > level {
            find(line, format!("{room} names {named}; it may name only rooms before it in ROOMS"));
        } else if other < level && narrow.is_some_and(|may| !may.contains(&named.as_str())) {
            find(line, format!("{room} names {named}; it may name only {narrow:?}"));
        }
    }
}

/// The names after `crate::`, or after as many `super::` as lead there, with their lines.
fn rooms_named(name: &str, tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let file_depth = name.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    let mut named = Vec::new();
    // For each open brace, whether it is a module's.
    let mut open: Vec<bool> = Vec::new();
    let word = |at: usize| tokens.get(at).map_or("", |token| token.word);
    let mut at = 0;
    while at < tokens.len() {
        match word(at) {
            "{" => open.push(at >= 2 && word(at - 2) == "mod"),
            "}" => drop(open.pop()),
            "crate" if word(at + 1) == "::" => {
                named.extend(first_names(tokens, at + 2));
            }
            // `pub(crate)` is not a path; `use crate as other` would hide all its dependencies.
            "crate" if word(at + 1) == "as" => {
                named.push((tokens[at].line, "as".to_owned()));
            }
            "super" if at == 0 || word(at - 1) != "::" || word(at.wrapping_sub(2)) == "self" => {
                let mut up = 1;
                while word(at + 1) == "::" && word(at + 2) == "super" {
                    (up, at) = (up + 1, at + 2);
                }
                let depth = file_depth + open.iter().filter(|module| **module).count();
                if up == depth && word(at + 1) == "::" {
                    named.extend(first_names(tokens, at + 2));
                }
            }
            _ => {}
        }
        at += 1;
    }
    named
}

/// The first name of the path at `at`; for a group `{a::b, c}`, the first names of its members.
fn first_names(tokens: &[Token<'_>], at: usize) -> Vec<(usize, String)> {
    let Some(token) = tokens.get(at) else { return Vec::new() };
    if token.word != "{" {
        return vec![(token.line, token.word.to_owned())];
    }
    let (mut names, mut depth, mut expected) = (Vec::new(), 0, false);
    for token in &tokens[at..] {
        match token.word {
            "{" => {
                depth += 1;
                expected = depth == 1;
            }
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," => expected = depth == 1,
            word if expected => {
                names.push((token.line, word.to_owned()));
                expected = false;
            }
            _ => {}
        }
    }
    names
}

/// The lines where a word occurs: an identifier, a path (`a::b`) or a macro (`a!`).
fn occurrences(tokens: &[Token<'_>], word: &str) -> Vec<usize> {
    let wanted = self::tokens(word);
    tokens
        .windows(wanted.len())
        .filter(|found| found.iter().zip(&wanted).all(|(found, wanted)| found.word == wanted.word))
        .map(|found| found[0].line)
        .collect()
}

/// The number of the first migration: earlier ones were for catalogs before file format 1.0.
const BASELINE: usize = 10;

fn check_migrations(files: &[String], list: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let list = Views::of(list).strings;
    let listed: Vec<&str> = list
        .split("../../migrations/")
        .skip(1)
        .filter_map(|rest| rest.split(char::is_whitespace).next())
        .filter(|name| *name != "views.sql")
        .collect();
    for (index, file) in files.iter().enumerate() {
        let number = index + BASELINE;
        let rest = file.strip_prefix(&format!("{number:04}_"));
        if rest.and_then(|name| name.strip_suffix(".sql")).is_none_or(str::is_empty) {
            findings.push(format!("migrations/{file}: expected {number:04}_name.sql here"));
        }
    }
    if listed != files {
        findings.push(format!("store/migrate.rs lists {listed:?}, migrations/ holds {files:?}"));
    }
    findings
}

/// Each dependency has a line in docs/design/dependencies.md that states its purpose.
fn check_dependencies(manifest: &str, page: &str) -> Vec<String> {
    let mut section = "";
    let mut declared = Vec::new();
    for line in manifest.lines() {
        match line.split_once(['=', '.']) {
            _ if line.starts_with('[') => section = line,
            _ if line.starts_with('#') => {}
            // The library itself.
            Some(("recension ", _)) => {}
            Some((name, _)) if section.ends_with("dependencies]") => declared.push(name.trim()),
            _ => {}
        }
    }
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('|').next())
        .flat_map(|cell| cell.split(['`', ',', ' ']).filter(|name| !name.is_empty()))
        .filter(|word| !word.starts_with('(') && !word.ends_with(')'))
        .collect();
    let without_line = declared.iter().filter(|name| !listed.contains(name));
    let without_use = listed.iter().filter(|name| !declared.contains(name));
    without_line
        .map(|name| format!("docs/design/dependencies.md: no line says why we depend on {name}"))
        .chain(
            without_use
                .map(|name| format!("docs/design/dependencies.md: we do not depend on {name}")),
        )
        .collect()
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    pub(crate) word: &'t str,
    pub(crate) line: usize,
}

/// Splits code into identifiers, `::` and single characters.
pub(crate) fn tokens(code: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut line, mut rest) = (Vec::new(), 1, code);
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let length = if is_name(first) {
            rest.find(|c| !is_name(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        if first == '\n' {
            line += 1;
        } else if !first.is_whitespace() {
            tokens.push(Token { word, line });
        }
        rest = after;
    }
    tokens
}

pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Two views of a source, with line numbers kept: one without comments and string contents, one
/// with only string contents.
pub(crate) struct Views {
    pub(crate) code: String,
    pub(crate) strings: String,
}

impl Views {
    pub(crate) fn of(text: &str) -> Self {
        let mut views = Self { code: String::new(), strings: String::new() };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let after_name = views.code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let (kind, length) = if rest.starts_with("//") {
                (Kind::Comment, rest.find('\n').unwrap_or(rest.len()))
            } else if rest.starts_with("/*") {
                (Kind::Comment, block_comment(rest))
            } else if first == '"' {
                (Kind::Literal, quoted(rest, '"'))
            } else if first == 'r' && !after_name {
                raw_string(rest).map_or((Kind::Code, 1), |length| (Kind::Literal, length))
            } else if first == 'b' && !after_name && rest[1..].starts_with('r') {
                raw_string(&rest[1..]).map_or((Kind::Code, 1), |length| (Kind::Literal, length + 1))
            } else if first == '\'' {
                // A quote that is not closed after one character belongs to a lifetime.
                let character = rest[1..].chars().next().map_or(0, char::len_utf8);
                let closed = rest[1..].starts_with('\\') || rest[1 + character..].starts_with('\'');
                if closed { (Kind::Literal, quoted(rest, '\'')) } else { (Kind::Code, 1) }
            } else {
                (Kind::Code, first.len_utf8())
            };
            let (part, after) = rest.split_at(length.min(rest.len()));
            let blank: String = part.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
            views.code.push_str(if kind == Kind::Code { part } else { &blank });
            match kind {
                // Quotation marks separate neighboring strings.
                Kind::Literal => views.strings.push_str(&part.replace(['"', '\''], " ")),
                _ => views.strings.push_str(&blank),
            }
            rest = after;
        }
        views
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Literal,
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let step = match () {
            () if text[at..].starts_with("/*") => {
                depth += 1;
                2
            }
            () if text[at..].starts_with("*/") => {
                depth -= 1;
                2
            }
            () => text[at..].chars().next().map_or(1, char::len_utf8),
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == mark => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].bytes().take_while(|byte| *byte == b'#').count();
    text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let body = 2 + hashes;
    Some(text[body..].find(&end).map_or(text.len(), |at| body + at + end.len()))
}

/// Tests of the checker on small sources, one for each rule.
mod checker {
    use super::*;

    /// `text` follows a valid first line, so that its own first line is line 2.
    #[track_caller]
    fn check(name: &str, text: &str, expected: &[&str]) {
        let findings = check_source(name, &format!("//! A file.\n{text}"));
        let fits = findings.len() == expected.len()
            && findings.iter().zip(expected).all(|(found, part)| found.contains(part));
        assert!(fits, "{name}: {text}\nfound {findings:#?}, expected {expected:?}");
    }

    #[test]
    fn arrows_point_down() {
        check("store/a.rs", "use crate::article::X;", &[]);
        check("store/a.rs", "use crate::store::X;", &[]);
        check("store/a.rs", "use crate::history::X;", &["src/store/a.rs:2: store names history"]);
        check("store/a.rs", "\n\nfn f() { crate::render::f() }", &[":4: store names render"]);
        check("article/a.rs", "use crate::{article, source::{self, X}};", &["names source"]);
        check(
            "article/a.rs",
            "use crate::{\n article::{Y, X},\n cli,\n};",
            &[":4: article names cli"],
        );
        check("history/mod.rs", "fn f(x: &crate::import::Job) {}", &["history names import"]);
        check("import/mod.rs", "use crate::history::H; use crate::store::S;", &[]);
        check("audit/mod.rs", "use crate::history::H;", &[]);
        check("render/mod.rs", "use crate::cli;", &["render names cli"]);
        check("cli/mod.rs", "use crate::{article, import, render};", &[]);
    }

    #[test]
    fn the_diff_knows_texts_alone() {
        check("diff/a.rs", "use crate::article::Content; use super::words;", &[]);
        check("diff/a.rs", "use crate::store::Catalog;", &["diff names store; it may name only"]);
    }

    #[test]
    fn no_way_round_through_super() {
        check("store/mod.rs", "use super::history;", &["store names history"]);
        check("store/a.rs", "use super::history;", &[]);
        check("store/a.rs", "use super::super::history;", &["store names history"]);
        check("store/a/b.rs", "use super::super::history;", &[]);
        check(
            "store/a/mod.rs",
            "use super::super::{text, cli::x};",
            &["`crate::text`", "names cli"],
        );
        check("store/a.rs", "mod tests { use super::super::history; }", &[]);
        check("store/a.rs", "mod tests { use super::super::super::cli; }", &["store names cli"]);
        check("store/a.rs", "fn f() {} mod t { fn g() {} use super::super::text; }", &[]);
        check("store/a.rs", "use crate as house;", &["`crate::as`"]);
        check("store/a.rs", "use crate::*;", &["`crate::*`"]);
        check("store/a.rs", "pub(crate) fn f() {} pub(in crate::store) fn g() {}", &[]);
    }

    #[test]
    fn every_file_is_in_a_room() {
        check("utils.rs", "", &["is in no room"]);
        check("utils/mod.rs", "", &["is no room that this test knows"]);
        check("lib.rs", "pub mod cli; use crate::cli::run;", &[]);
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        check("source/a.rs", "/// See [x](crate::cli).\n// crate::cli\nfn f() {}", &[]);
        check("source/a.rs", "/* /* crate::cli */ crate::cli */ fn f() {}", &[]);
        check("source/a.rs", "const A: &str = \"crate::cli \\\" // rusqlite\";", &[]);
        check("source/a.rs", "const A: &str = r#\"crate::cli \" rusqlite\"#;", &[]);
        check(
            "source/a.rs",
            "fn f<'a>(x: &'a str, y: char) -> bool { y == '\"' || y == '\\'' }",
            &[],
        );
        check("source/a.rs", "fn f(c: char) -> bool { c == '\"' } use crate::cli;", &["names cli"]);
        check("source/a.rs", "const A: &[u8] = br\"x\"; use crate::cli;", &["names cli"]);
        check("source/a.rs", "fn f<'a>(x: &'a X) {} use crate::cli;", &["names cli"]);
    }

    #[test]
    fn the_store_alone_speaks_sql() {
        check("store/a.rs", "use rusqlite::Row; const Q: &str = \"SELECT 1\";", &[]);
        check("source/sqlite/a.rs", "use rusqlite::Row; const Q: &str = \"SELECT 1\";", &[]);
        check("watch/state/a.rs", "use rusqlite::Row; const Q: &str = \"SELECT 1\";", &[]);
        check("watch/a.rs", "use rusqlite::Row;", &["`rusqlite`"]);
        check("fetch/transport.rs", "use ureq::Agent;", &[]);
        check(
            "fetch/a.rs",
            "use ureq::Agent; use std::net::TcpStream;",
            &["`ureq`", "`TcpStream`"],
        );
        check(
            "source/a.rs",
            "use rusqlite::Row; const Q: &str = \"SELECT 1\";",
            &["`rusqlite`", "SQL"],
        );
        check("history/a.rs", "use rusqlite::Row;", &["`rusqlite`"]);
        check("cli/a.rs", "const Q: &str =\n \"SELECT id FROM version\";", &[":3: SQL"]);
        check("cli/a.rs", "const Q: &str = \"PRAGMA user_version\";", &["SQL"]);
        check("cli/a.rs", "const Q: &str = r\"UPDATE version SET id = 1\";", &["SQL"]);
        check("cli/a.rs", "const Q: &str = \"Select an update, then insert it\";", &[]);
    }

    #[test]
    fn words_stay_in_their_rooms() {
        check("source/a.rs", "const A: &str = \"use --max-page, or a--b, or ---c\";", &["Setting"]);
        check("cli/a.rs", "const A: &str = \"use --max-page\";", &[]);
        check("source/a.rs", "const A: &str = \"<!--teaser--> zstd -d --long=31\";", &[]);
        let in_tests = "fn f() {}\n#[cfg(test)]\nmod tests { const A: &str = \"--url\"; }";
        check("source/a.rs", in_tests, &[]);
        check("cli/a.rs", "use clap::Args; use chrono::Utc; fn f() { Utc::now(); }", &[]);
        check("main.rs", "use clap::Parser; use std::env;", &[]);
        check("import/a.rs", "#[derive(clap::Args)] struct A;", &["`clap`"]);
        check("extract/a.rs", "use dom_query::Document;", &[]);
        check("render/a.rs", "use dom_smoothie::Readability;", &["`dom_smoothie`"]);
        check("render/a.rs", "use anstyle::Style;", &[]);
        check("diff/a.rs", "use anstyle::Style;", &["`anstyle`"]);
        check("history/a.rs", "fn f() { chrono::Utc::now(); }", &["`Utc::now`"]);
        check("history/a.rs", "fn f() { SystemTime::now(); }", &["`SystemTime::now`"]);
        check("store/a.rs", "fn f() { std::env::var(\"X\"); }", &["`std::env`", "`env::var`"]);
        check("store/a.rs", "use std::{env, fs}; fn f() { env::var(\"X\"); }", &["`env::var`"]);
        check("store/a.rs", "const A: &str = env!(\"CARGO_PKG_VERSION\");", &[]);
    }

    #[test]
    fn the_stopwatch_is_for_waiting_and_for_tests() {
        check("store/connection.rs", "fn f() { Instant::now(); }", &[]);
        check("diff/a.rs", "fn f() { Instant::now(); }", &["`Instant::now`"]);
        check(
            "diff/a.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests { fn g() { Instant::now(); } }",
            &[],
        );
        check("diff/tests.rs", "fn f() { std::time::Instant::now(); }", &[]);
    }

    #[test]
    fn colours_are_the_renderers() {
        check("render/a.rs", "const RED: &str = \"\\x1b[31m\";", &[]);
        check("cli/a.rs", "const RED: &str = \"\\x1B[31m\";", &["escape codes"]);
        check("cli/a.rs", "const ESC: char = '\\u{1b}';", &["escape codes"]);
        check("cli/a.rs", "const ESC: &[u8] = b\"\\x1b\";", &["escape codes"]);
    }

    #[test]
    fn nothing_is_left_behind() {
        check("store/a.rs", "fn f() { todo!() }", &["`todo!`"]);
        check("store/a.rs", "fn f() { dbg!(1); }", &["`dbg!`"]);
        check("store/a.rs", "// FIXME: later", &["FIXME"]);
        let findings = check_source("store/a.rs", "use std::fs;\n");
        assert!(findings.len() == 1 && findings[0].contains("the first line"), "{findings:?}");
    }

    #[test]
    fn dependencies_are_given_reasons() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\n# why\na-b = \"1\"\nc.version = \"2\"\n\n\
                        [dev-dependencies]\nd = { version = \"1\" }\n[lints.rust]\ne = \"warn\"\n";
        let page = "# x\n## Dependencies\n| crate | what |\n| --- | --- |\n| `a-b`, `c` | |\n| `d` (tests) | |\n";
        assert_eq!(check_dependencies(manifest, page), [""; 0]);
        let missing = check_dependencies(manifest, &page.replace("`d` (tests)", "d"));
        assert!(missing.len() == 1 && missing[0].contains("depend on d"), "{missing:?}");
        let idle = check_dependencies(manifest, &page.replace("`c`", "`c`, `f`"));
        assert!(idle.len() == 1 && idle[0].contains("do not depend on f"), "{idle:?}");
        assert_eq!(check_dependencies(manifest, "").len(), 3);
    }

    #[test]
    fn migrations_are_numbered_and_listed() {
        let files =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let list = "[include_str!(\"../../migrations/0010_a.sql\"),\n\
                    include_str!(\"../../migrations/0011_b.sql\"),]";
        assert_eq!(check_migrations(&files(&["0010_a.sql", "0011_b.sql"]), list), [""; 0]);
        assert_eq!(check_migrations(&files(&["0010_a.sql"]), list).len(), 1);
        assert_eq!(check_migrations(&files(&["0010_a.sql", "0012_b.sql"]), list).len(), 2);
        assert_eq!(check_migrations(&files(&["0010_a.sql", "0011_c.sql"]), list).len(), 1);
        let swapped = "\"../../migrations/0011_b.sql\" \"../../migrations/0010_a.sql\"";
        assert_eq!(check_migrations(&files(&["0010_a.sql", "0011_b.sql"]), swapped).len(), 1);
    }
}
