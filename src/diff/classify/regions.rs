//! Regions: the parts of a sentence that are not prose. Facts are read only from prose.

use crate::article::CheckedPart as _;
use crate::diff::Extent;
use crate::diff::struck::struck;

/// What a part of a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diff) enum Region {
    /// A URL, an email address, a link's target, a path or a file name.
    Address,
    /// Code, a markup tag, an attribute, an anchor or an identifier.
    Code,
    /// The number of a section or list item at the start of a sentence.
    Label,
    /// The mark of a note, or a code in brackets.
    Mark,
    /// Text that is struck out.
    Struck,
}

/// Endings of file names.
const FILE_ENDINGS: [&str; 44] = [
    "pdf", "htm", "html", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "tsv", "json",
    "jsonl", "xml", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "mp3", "mp4", "mov", "zip",
    "tar", "gz", "md", "txt", "js", "ts", "py", "rs", "go", "cpp", "java", "yml", "yaml", "toml",
    "exe", "dll", "php", "css", "sh",
];

/// The regions of a sentence that are not prose: ascending, without overlaps.
pub(in crate::diff) fn regions(text: &str, sentence: Extent) -> Vec<(Extent, Region)> {
    let body = sentence.of(text);
    let bytes = body.as_bytes();
    let struck = struck(body, Extent::new(0, body.len()));
    let mut scan = Scan { body, found: Vec::new(), done: 0, skip: 0, path_end: 0, struck };
    if let Some((start, end)) = opening_label(body) {
        scan.add(start, end, Region::Label);
    }
    let mut at = 0;
    while let Some(step) =
        bytes.get(at..).and_then(|rest| rest.iter().position(|&b| TRIGGERS[usize::from(b)]))
    {
        at += step;
        // A region found before may end after this byte.
        if at >= scan.done.max(scan.skip) {
            scan.trigger(at);
        }
        at = (at + 1).max(scan.done);
    }
    let shift = |&(extent, region): &(Extent, Region)| {
        (Extent::new(extent.start + sentence.start, extent.end + sentence.start), region)
    };
    scan.found.iter().map(shift).collect()
}

/// Whether a byte may begin a region, or is in the middle of one.
const fn is_trigger(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b':'
            | b'/'
            | b'\\'
            | b'['
            | b']'
            | b'`'
            | b'{'
            | b'<'
            | b'@'
            | b'^'
            | b'_'
            | b'.'
            | b'='
            | b'~'
            | 0xC2
            | 0xE2
    )
}

/// [`is_trigger`] for every byte: each byte of a changed sentence is looked up.
const TRIGGERS: [bool; 256] = {
    let mut triggers = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        triggers[byte] = is_trigger(byte as u8);
        byte += 1;
    }
    triggers
};

struct Scan<'t> {
    body: &'t str,
    found: Vec<(Extent, Region)>,
    /// The end of the last region.
    done: usize,
    /// What begins before this position was examined.
    skip: usize,
    /// The end of the last word with slashes.
    path_end: usize,
    /// The struck parts.
    struck: Vec<Extent>,
}

impl Scan<'_> {
    fn add(&mut self, start: usize, end: usize, region: Region) {
        let start = start.max(self.done);
        if end > start {
            self.found.push((Extent::new(start, end), region));
            self.done = end;
        }
    }

    /// The text from `at`, at most [`MAX_REGION`] bytes of it, so that a search has a bound.
    fn rest(&self, at: usize) -> &str {
        let mut end = self.body.len().min(at + MAX_REGION);
        while !self.body.is_char_boundary(end) {
            end -= 1;
        }
        self.body.part(at..end)
    }

    /// The text before `at` that is in no region, at most [`MAX_WORD`] bytes of it.
    fn before(&self, at: usize) -> &str {
        let mut start = self.done.max(at.saturating_sub(MAX_WORD));
        while !self.body.is_char_boundary(start) {
            start += 1;
        }
        self.body.part(start..at)
    }

    /// The start of the run of characters before `at` that `within` accepts.
    fn back(&self, at: usize, within: impl Fn(char) -> bool) -> usize {
        let before = self.before(at);
        at - (before.len() - before.trim_end_matches(within).len())
    }

    /// Looks for a region at, or around, the byte at `at`.
    fn trigger(&mut self, at: usize) {
        let rest = self.rest(at);
        let mut chars = rest.chars();
        let (first, second) = (chars.next(), chars.next());
        match first {
            Some(':') if rest.starts_with("://") => {
                let start =
                    self.back(at, |c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
                self.add(start, at + url_end(rest), Region::Address);
            }
            Some(':') => self.identified(at),
            Some('/') if at >= self.path_end => self.path(at),
            Some('\\') => self.escaped(at),
            Some('[') => self.bracket(at, 1),
            Some(']') => self.target(at, second),
            Some('(') => self.file_measure(at),
            Some('`') => self.code(at),
            Some('{') => {
                let close = match second {
                    Some('{') => "}}",
                    Some('%') => "%}",
                    Some('#' | '.' | ':') => "}",
                    _ => return,
                };
                if let Some(end) = rest.find(close) {
                    self.add(at, at + end + close.len(), Region::Code);
                }
            }
            Some('<')
                if second.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) =>
            {
                if let Some(end) = rest.find('>').filter(|&end| end <= MAX_TAG) {
                    self.add(at, at + code_element(rest).unwrap_or(end + 1), Region::Code);
                }
            }
            Some('@') => {
                let name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
                let length = rest.trim_start_matches('@').trim_start_matches(name);
                let end = rest.len() - length.len();
                let end = rest.part(..end).trim_end_matches(['.', '-']).len();
                self.skip = at + end.max(1);
                if end > 1 {
                    self.add(self.back(at, name), at + end, Region::Address);
                }
            }
            Some('^') => {
                let digits = rest.part(1..);
                let count =
                    digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                if (1..=3).contains(&count)
                    && digits.get(count..).is_some_and(|rest| rest.starts_with('^'))
                {
                    self.add(at, at + count + 2, Region::Mark);
                }
            }
            Some('~') => {
                if let Ok(part) = self.struck.binary_search_by_key(&at, |part| part.start) {
                    self.add(at, self.struck[part].end, Region::Struck);
                }
            }
            Some('_') => self.identifier(at, second),
            Some('.') => self.file_name(at),
            Some('=') if rest.starts_with("=\"") => {
                let end = rest.get(2..).and_then(|value| value.find('"'));
                let start = self.back(at, |c| c.is_ascii_alphanumeric() || c == '-');
                if let Some(end) = end.filter(|_| start < at) {
                    self.add(start, at + end + 3, Region::Code);
                }
            }
            Some(c) if is_superscript(c) => {
                let after_word = self.before(at).ends_with(|c: char| {
                    c.is_alphabetic() || matches!(c, '.' | ',' | '”' | '"' | '’' | ')')
                });
                let length = rest.len() - rest.trim_start_matches(is_superscript).len();
                if after_word {
                    self.add(at, at + length, Region::Mark);
                }
            }
            _ => {}
        }
    }

    /// `doi:10.1234/a.5`, `urn:isbn:3-16-148410-0`, `arXiv:2101.00001`: an identifier after its scheme.
    fn identified(&mut self, at: usize) {
        const SCHEMES: [&str; 10] =
            ["doi", "urn", "arxiv", "hdl", "ark", "pmid", "pmcid", "isbn", "issn", "swh"];
        let start = self.back(at, |c| c.is_ascii_alphanumeric());
        let rest = self.rest(start);
        let scheme = rest.get(..at - start).unwrap_or_default();
        let is_scheme = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
        if is_scheme && rest.get(at - start + 1..).is_some_and(|id| !id.starts_with(' ')) {
            self.add(start, start + url_end(rest), Region::Address);
        }
    }

    /// A path: a word with slashes that is not a date, a fraction or two alternatives.
    fn path(&mut self, at: usize) {
        let within = |c: char| {
            !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '<' | '>' | '|' | ',' | ';')
        };
        let start = self.back(at, within);
        let rest = self.rest(start);
        let chunk =
            rest.get(..rest.find(|c: char| !within(c)).unwrap_or(rest.len())).unwrap_or_default();
        let chunk_end = start + chunk.len();
        let letters = chunk.contains(|c: char| c.is_ascii_alphabetic());
        let rooted =
            ["/", "./", "../", "~/"].iter().any(|root| chunk.starts_with(root)) && chunk.len() > 2;
        let site = chunk.split('/').next().is_some_and(|host| {
            host.contains('.')
                && host.ends_with(|c: char| c.is_ascii_lowercase())
                && host.is_ascii()
                // `10.1234/isles.2023`: a DOI.
                || host.strip_prefix("10.").is_some_and(|registrant| {
                    (4..=9).contains(&registrant.len())
                        && registrant.bytes().all(|byte| byte.is_ascii_digit())
                })
        });
        let deep = chunk.matches('/').count() >= 2 && chunk.is_ascii();
        if letters && (rooted || site || (deep && !chunk.contains(char::is_uppercase))) {
            let end = chunk.trim_end_matches(['.', '!', '?', ':', '*', '_']).len();
            self.add(start, start + end, Region::Address);
        }
        self.path_end = chunk_end;
    }

    /// `\[3\]`: an escaped mark.
    fn escaped(&mut self, at: usize) {
        if self.rest(at).starts_with("\\[") {
            self.bracket(at, 2);
        }
    }

    /// `[3]`, `[^3]`, `[a]`, `[NO]`: the mark of a note, or a code. `open` is the length of what
    /// opens it.
    fn bracket(&mut self, at: usize, open: usize) {
        let rest = self.rest(at + open);
        let Some(end) = rest.bytes().take(MAX_MARK).position(|byte| matches!(byte, b']' | b'\\'))
        else {
            return;
        };
        let inner = rest.part(..end);
        let bare = inner.trim_start_matches('^');
        let note = bare.len() < inner.len()
            || (bare.len() <= 3
                && !bare.is_empty()
                && bare.bytes().all(|byte| byte.is_ascii_digit()))
            || (bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let code =
            (2..=3).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_uppercase());
        if note || code {
            let close = rest.part(end..);
            let length =
                if close.starts_with("\\]") { 2 } else { usize::from(close.starts_with(']')) };
            self.add(at, at + open + end + length, Region::Mark);
        }
    }

    /// `](…)`, `][…]`, `]: …`: the target of a link.
    fn target(&mut self, at: usize, second: Option<char>) {
        let rest = self.rest(at + 1);
        match second {
            Some('(') => {
                let mut depth = 0usize;
                let end = rest.bytes().position(|byte| {
                    match byte {
                        b'(' => depth += 1,
                        b')' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    depth == 0
                });
                self.add(at + 1, at + 1 + end.map_or(rest.len(), |end| end + 1), Region::Address);
            }
            Some('[') => {
                if let Some(end) = rest.find(']') {
                    self.add(at + 1, at + 2 + end, Region::Address);
                }
            }
            Some(':') if self.body.starts_with('[') && rest.contains("//") => {
                self.add(at + 1, self.body.len(), Region::Address);
            }
            _ => {}
        }
    }

    /// `(PDF, 186 KB, 1 page)`: the kind and size of a linked file.
    fn file_measure(&mut self, at: usize) {
        const KINDS: [&str; 8] = ["pdf", "doc", "xls", "ppt", "powerpoint", "word", "excel", "zip"];
        let rest = self.rest(at + 1);
        let near = rest.char_indices().nth(MAX_MEASURE).map_or(rest.len(), |(end, _)| end);
        let Some(end) = rest.get(..near).and_then(|near| near.find(')')) else { return };
        let inner = rest.part(..end);
        let kind = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let sized =
            [" KB", " MB", " kB", " GB", "KB,", "MB,"].iter().any(|size| inner.contains(size));
        let kind = KINDS
            .iter()
            .any(|known| kind.len() <= 10 && kind.to_ascii_lowercase().starts_with(known));
        if inner.contains(|c: char| c.is_ascii_digit()) && (kind || sized) {
            self.add(at, at + end + 2, Region::Address);
        }
    }

    /// A code span, between runs of backticks of one length.
    fn code(&mut self, at: usize) {
        let rest = self.rest(at);
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let mark = rest.part(..ticks);
        match rest.get(ticks..).and_then(|inner| inner.find(mark)) {
            Some(end) => self.add(at, at + end + 2 * ticks, Region::Code),
            // The mark has no partner: nothing is code, and the run is not searched again.
            None => self.skip = at + ticks,
        }
    }

    /// `snake_case`.
    fn identifier(&mut self, at: usize, second: Option<char>) {
        let within = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        let start = self.back(at, within);
        if start < at
            && second.is_some_and(|c| c.is_ascii_alphanumeric())
            && !self.rest(start).starts_with('_')
        {
            let rest = self.rest(start);
            let length = rest.len() - rest.trim_start_matches(within).len();
            let length = rest.part(..length).trim_end_matches(['.', '_']).len();
            self.add(start, start + length, Region::Code);
        }
    }

    /// `report.pdf`, `www.example.com`.
    fn file_name(&mut self, at: usize) {
        let rest = self.rest(at + 1);
        let ending =
            rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
        let ending = rest.part(..ending);
        let within =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '%');
        if self.before(at).ends_with("www") {
            let start = at - 3;
            self.add(start, at + url_end(self.rest(at)), Region::Address);
        } else if FILE_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)) {
            let start = self.back(at, within);
            if start < at {
                self.add(start, at + 1 + ending.len(), Region::Address);
            }
        }
    }
}

/// The length of an element of code at the start of a text, with its tags.
fn code_element(text: &str) -> Option<usize> {
    const ELEMENTS: [(&str, &str); 4] =
        [("code", "</code>"), ("pre", "</pre>"), ("kbd", "</kbd>"), ("samp", "</samp>")];
    let (_, closing) = ELEMENTS.into_iter().find(|(name, _)| {
        let rest = text.get(1..).and_then(|tag| tag.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(['>', ' ']))
    })?;
    text.find(closing).map(|end| end + closing.len())
}

/// The longest region that is recognized, in bytes; a longer one is found in parts.
const MAX_REGION: usize = 4_096;
/// The longest measure of a file, in characters.
const MAX_MEASURE: usize = 80;
/// The longest tag that is recognized, in bytes.
const MAX_TAG: usize = 2_000;
/// The longest word that is part of a region, before the byte that shows it.
const MAX_WORD: usize = 256;
/// The longest mark of a note, in bytes.
const MAX_MARK: usize = 24;

const fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡')
}

/// The length of a URL, without the punctuation after it.
fn url_end(rest: &str) -> usize {
    let mut depth = 0i32;
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | ']' | '”' | '“')
            || depth < 0
        {
            end = at;
            break;
        }
    }
    rest.part(..end).trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']).len()
}

/// The end of the number of a section or list item that opens a sentence: `10.1 Use`, `5.`, `(a)`,
/// `iv)`.
fn opening_label(body: &str) -> Option<(usize, usize)> {
    let marks = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '#' | '*' | '>' | '-' | '|' | '_' | '\\' | '•' | '·' | '[' | '§' | '+' | '–'
            )
    };
    let rest = body.trim_start_matches(marks);
    let start = body.len() - rest.len();
    let inner = rest.trim_start_matches('(');
    let opened = rest.len() - inner.len();
    let length = inner.len()
        - inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '.').len();
    let word = inner.part(..length);
    let bare = word.trim_end_matches('.');
    if bare.is_empty() || bare.len() > 12 {
        return None;
    }
    let after = inner.part(length..);
    let unescaped = after.trim_start_matches('\\');
    let closed =
        unescaped.starts_with(')') || (unescaped.starts_with('.') && unescaped.len() < after.len());
    let stopped = word.len() > bare.len();
    let end = start + opened + length + (after.len() - unescaped.len()) + usize::from(closed);
    let follows = body.part(end..);
    if !follows.is_empty()
        && !follows.starts_with(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '[' | ']'))
    {
        return None;
    }
    let numeric = bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if numeric {
        let parts = bare.split('.').count();
        let short = bare.split('.').all(|part| (1..=3).contains(&part.len()));
        let next = follows.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
        let heads = next.is_some_and(|c| !c.is_lowercase() && !c.is_numeric());
        let label = match (closed, parts) {
            // A year or a large number at the end of a sentence is not a list number.
            (true, _) => short,
            (false, 1) => stopped && bare.len() <= 3,
            (false, 2) => short && (stopped || (heads && !is_time(bare))),
            (false, _) => short && parts <= 6,
        };
        return label.then_some((start, end));
    }
    let letter = bare.len() == 1;
    let roman = bare.len() <= 5
        && bare.bytes().all(|byte| matches!(byte.to_ascii_lowercase(), b'i' | b'v' | b'x'));
    // "A. Smith" is a person: a capital with a full stop is a label only in brackets.
    let initial = stopped && !closed && bare.bytes().all(|byte| byte.is_ascii_uppercase());
    ((letter || roman) && (closed || (stopped && !initial))).then_some((start, end))
}

/// `8.30`: a time of day, as timetables write it.
fn is_time(word: &str) -> bool {
    word.split_once('.').is_some_and(|(hours, minutes)| {
        minutes.len() == 2
            && hours.parse::<u8>().is_ok_and(|hours| hours < 25)
            && minutes.parse::<u8>().is_ok_and(|minutes| minutes < 60)
    })
}

#[cfg(test)]
mod tests {
    use super::{Region, regions};
    use crate::diff::Extent;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Region)]) {
        let found = regions(text, Extent::new(0, text.len()));
        let found: Vec<(&str, Region)> =
            found.iter().map(|(extent, region)| (extent.of(text), *region)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn addresses() {
        use Region::Address;
        check("See https://a.example/b?c=12.", &[("https://a.example/b?c=12", Address)]);
        check("The [map](/m?id=(1)) shows it.", &[("(/m?id=(1))", Address)]);
        check("Write to jo.b@a.example today.", &[("jo.b@a.example", Address)]);
        check(
            "Open /etc/fare2 and report-14.pdf now.",
            &[("/etc/fare2", Address), ("report-14.pdf", Address)],
        );
        check("It is open 24/7, and/or on 10/19/2014.", &[]);
        check("Cite doi:10.1234/a.2023.5.", &[("doi:10.1234/a.2023.5", Address)]);
        check(
            "Cite 10.1234/a.2023.5 or arXiv:2101.00001v2.",
            &[("10.1234/a.2023.5", Address), ("arXiv:2101.00001v2", Address)],
        );
        check("The ISBN: 5 of 7, at 9:30.", &[]);
        check("Go to www.a.example/12, then rest.", &[("www.a.example/12", Address)]);
        check(
            "[fares]: https://a.example/12 \"Fares 12\"",
            &[(": https://a.example/12 \"Fares 12\"", Address)],
        );
    }

    #[test]
    fn code_and_marks() {
        use Region::{Code, Mark};
        check("Set `max = 12` and max_size_4 here.", &[("`max = 12`", Code), ("max_size_4", Code)]);
        check(
            "A <b class=\"x1\">pilot</b>{#p-4} rows.",
            &[("<b class=\"x1\">", Code), ("</b>", Code), ("{#p-4}", Code)],
        );
        check(
            "All pilots[3] and boats[^12] and rows\\[4\\].",
            &[("[3]", Mark), ("[^12]", Mark), ("\\[4\\]", Mark)],
        );
        check("Bokmål [NO] and pilots¹ and £5 for 10².", &[("[NO]", Mark), ("¹", Mark)]);
    }

    #[test]
    fn labels() {
        use Region::Label;
        check("10.1 _Use without a pilot._", &[("10.1", Label)]);
        check("**2\\. Definitions**", &[("**2\\.", Label)].map(|(_, region)| ("2\\.", region)));
        check("3. Pay at the desk.", &[("3.", Label)]);
        check("(iv) Pay at the desk.", &[("(iv)", Label)]);
        check("b) Pay at the desk.", &[("b)", Label)]);
        check("3.5 million paid.", &[]);
        check("8.00 Ellery to Fallow", &[]);
        check("A. Smith paid.", &[]);
        check("2021.", &[]);
        check("394 seats are free.", &[]);
    }
}
