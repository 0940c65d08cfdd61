//! Code: the blocks of code of a text, found in one pass over its lines, and sentences that are code.
//! Code holds no facts.

use super::super::Extent;

/// The blocks of code in a text, ascending: between fences, between the tags `<pre>`, indented, after
/// a prompt, and lines with the braces and semicolons of programs.
pub(super) fn blocks(text: &str) -> Vec<Extent> {
    let mut scan = Scan::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        scan.line(line, at);
        at += line.len();
    }
    // An empty line ends the last paragraph.
    scan.line("", at);
    let mut found = scan.found;
    found.sort_unstable_by_key(|block| (block.start, std::cmp::Reverse(block.end)));
    // A block inside another one is part of it.
    let mut end = 0;
    found.retain(|block| {
        let is_outer = block.start >= end;
        end = end.max(block.end);
        is_outer
    });
    found
}

/// What is open at a line.
#[derive(Default)]
struct Scan {
    found: Vec<Extent>,
    /// Where the open fences of each mark are.
    fences: [Option<usize>; 2],
    /// Where the open `<pre>` is.
    tag: Option<usize>,
    /// The open block of indented lines.
    indented: Option<Indented>,
    /// The open paragraph.
    paragraph: Option<Paragraph>,
    /// Whether a line that is not empty precedes.
    is_below: bool,
}

/// Lines that are all indented, after an empty line.
struct Indented {
    start: usize,
    end: usize,
    /// Whether one has a sign of code: verse and quotations are indented too.
    has_sign: bool,
}

/// Lines without an empty line between them.
struct Paragraph {
    start: usize,
    end: usize,
    lines: usize,
    /// The lines that look like those of a program.
    signed: usize,
    /// Whether one of them is certainly code.
    is_certain: bool,
    /// Whether it begins with a prompt, and no line is a sentence.
    is_session: bool,
}

const FENCES: [&str; 2] = ["```", "~~~"];

impl Scan {
    fn line(&mut self, line: &str, at: usize) {
        let end = at + line.len();
        let bare = line.trim();
        let marked = line.trim_start_matches([' ', '\t', '>']);
        for (mark, open) in FENCES.iter().zip(&mut self.fences) {
            if marked.starts_with(mark) {
                let start = end - marked.len();
                match open.take() {
                    Some(from) => self.found.push(Extent::new(from, start + mark.len())),
                    None => *open = Some(start),
                }
            }
        }
        if marked.starts_with("<pre") && self.tag.is_none() {
            self.tag = Some(end - marked.len());
        }
        if let Some(from) = self.tag
            && let Some(close) = line.find("</pre>")
        {
            self.found.push(Extent::new(from, at + close));
            self.tag = None;
        }
        self.indent(line, bare, at, end);
        self.paragraph(bare, at, end);
        self.is_below = !bare.is_empty();
    }

    fn indent(&mut self, line: &str, bare: &str, at: usize, end: usize) {
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        match &mut self.indented {
            Some(block) if is_indented => {
                block.end = end;
                block.has_sign |= has_sign(bare);
            }
            None if is_indented && !self.is_below => {
                self.indented = Some(Indented { start: at, end, has_sign: has_sign(bare) });
            }
            Some(_) => {
                // A line that follows directly continues a paragraph.
                if let Some(block) = self.indented.take_if(|block| block.has_sign)
                    && bare.is_empty()
                {
                    self.found.push(Extent::new(block.start, block.end));
                }
                self.indented = None;
            }
            None => {}
        }
    }

    fn paragraph(&mut self, bare: &str, at: usize, end: usize) {
        if bare.is_empty() {
            if let Some(block) = self.paragraph.take()
                && block.is_code()
            {
                self.found.push(Extent::new(block.start, block.end));
            }
            return;
        }
        let look = LineLook::of(bare);
        let is_first = self.paragraph.is_none();
        let block = self.paragraph.get_or_insert(Paragraph {
            start: at,
            end,
            lines: 0,
            signed: 0,
            is_certain: false,
            is_session: is_first && look == LineLook::Prompt,
        });
        block.end = end;
        block.lines += 1;
        block.signed += usize::from(look != LineLook::Prose);
        block.is_certain |= look == LineLook::Certain;
        block.is_session &= !is_statement(bare);
    }
}

impl Paragraph {
    fn is_code(&self) -> bool {
        self.is_session || (self.is_certain && self.signed * 2 >= self.lines)
    }
}

/// What a line looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineLook {
    Prose,
    /// A line of a program, or of a list whose items end in semicolons.
    Maybe,
    /// A line of a program.
    Certain,
    /// A command after a prompt.
    Prompt,
}

impl LineLook {
    fn of(line: &str) -> Self {
        let (first, last) = (line.bytes().next(), line.bytes().next_back());
        if !matches!(first, Some(b'$' | b'>' | b'{' | b'}' | b'[' | b']' | b'"' | b'/'))
            && !matches!(last, Some(b';' | b'{' | b'}' | b','))
        {
            return Self::Prose;
        }
        if is_prompt(line) {
            return Self::Prompt;
        }
        let mut words = line.split_whitespace();
        let is_short = words.by_ref().take(MOST_WORDS + 1).count() <= MOST_WORDS;
        if !is_short {
            return Self::Prose;
        }
        let is_brace = matches!(line, "{" | "}" | "};" | "}," | "})" | "});" | "[" | "]" | "],");
        let assigns = || {
            // `let total = 5;`, `max_size := 4`
            let name =
                [" = ", " := ", " += ", " == "].iter().find_map(|sign| line.split_once(sign));
            name.is_some_and(|(name, _)| {
                name.split_whitespace().count() <= MOST_NAMES && line.ends_with([';', '{', ','])
            })
        };
        // `"size": 5,`
        let is_entry = || line.starts_with('"') && line.contains("\":");
        if is_brace || assigns() || line.ends_with('{') || line.ends_with("();") {
            Self::Certain
        } else if line.ends_with([';', '}']) || is_entry() || line.starts_with("//") {
            Self::Maybe
        } else {
            Self::Prose
        }
    }
}

/// A line with more words is prose.
const MOST_WORDS: usize = 14;
/// The most words before the sign of an assignment.
const MOST_NAMES: usize = 3;

/// Whether a line is a command after a prompt: `$ make -j4`, `>>> import os`, and not `$ 5`.
fn is_prompt(line: &str) -> bool {
    let command = line.strip_prefix("$ ").or_else(|| line.strip_prefix(">>> "));
    command.is_some_and(|command| {
        command.starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '.' | '/' | '~' | '_'))
    })
}

/// Whether a line ends as a sentence, and not as `cd ..` does.
fn is_statement(line: &str) -> bool {
    let words = line.trim_end_matches(['.', '!', '?']);
    words.len() < line.len() && words.ends_with(char::is_alphanumeric)
}

/// Whether a line has a sign that prose does not have.
fn has_sign(line: &str) -> bool {
    line.starts_with(['$', '%', '#', '<', '/'])
        || line.ends_with(['{', '}', ';', '>', '\\'])
        || [" = ", " == ", "=\"", "()", ":=", "=>", "->", " --"]
            .iter()
            .any(|sign| line.contains(sign))
}

/// Signs of code in a sentence, each as often as it occurs.
const SIGNS: [char; 4] = ['{', '}', '=', '`'];
/// Signs of which one is enough in a short sentence.
const CERTAIN_SIGNS: [&str; 6] = ["();", "=>", "==", "=\"", "&&", "\\\\"];
/// Longer sentences are prose that names some code.
const SHORT_SENTENCE: usize = 12;
/// Number of signs that make a sentence code.
const ENOUGH_SIGNS: usize = 3;

/// Whether a sentence is code or data, wherever it is.
pub(crate) fn is_code_sentence(text: &str) -> bool {
    (CERTAIN_SIGNS.iter().any(|sign| text.contains(sign))
        && text.split_whitespace().count() <= SHORT_SENTENCE)
        || text.matches("\":").count() > 1
        || text.matches(SIGNS).count() >= ENOUGH_SIGNS
        || text.lines().any(|line| line.trim_start().starts_with("//"))
        || text.split_whitespace().any(is_blob)
}

/// Whether a word is a long key or signature.
fn is_blob(word: &str) -> bool {
    word.len() >= 48
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-'))
        && word.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = blocks(text).iter().map(|block| block.of(text).trim()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn fences_tags_and_indented_lines() {
        check("Run:\n\n```sh\nmake 5\n```\n\nThen rest.", &["```sh\nmake 5\n```"]);
        check("> ~~~\n> make 5\n> ~~~\n", &["~~~\n> make 5\n> ~~~"]);
        check("<pre>\nmake 5\n\nmake 6</pre> after", &["<pre>\nmake 5\n\nmake 6"]);
        check("It says:\n\n    size = 5\n    rest\n\nand more", &["size = 5\n    rest"]);
        check("It says:\n\n    The boat is late,\n    the wind is cold.\n\nand more", &[]);
        // A fence that is not closed hides nothing.
        check("```\nThe toll rose to 5.", &[]);
        check("It goes on\n    size = 5\n\n", &[]);
        check("```\na\n\n    x = 5\n\n```", &["```\na\n\n    x = 5\n\n```"]);
    }

    #[test]
    fn code_without_a_fence() {
        check("$ make -j4\n12 files\n\nIt took 5 minutes.", &["$ make -j4\n12 files"]);
        check(
            "fn main() {\nlet size = 5;\nrun(size);\n}",
            &["fn main() {\nlet size = 5;\nrun(size);\n}"],
        );
        check("{\n\"size\": 5,\n\"name\": \"a\"\n}", &["{\n\"size\": 5,\n\"name\": \"a\"\n}"]);
        check("let size = 5;", &["let size = 5;"]);
        // Prose, lists and prices.
        check("$ 5 is the toll.", &[]);
        check("The fees are:\n5 for boats;\n6 for cars (and vans);\n7 for lorries.", &[]);
        check("the applicant(s);\nthe owner(s);", &[]);
        check("The court found that E = 5; it fined him.", &[]);
        check("$ make is the command that they ran at 9.\nIt took 5 minutes.", &[]);
    }
}
