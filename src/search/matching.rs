//! Matching: whether and where a text matches a query, and the snippet to show.

use super::query::{Node, Query, QueryTerm};
use super::tokens::{PART, SearchText, SearchToken};
use crate::article::CheckedPart as _;

/// A run of matching tokens: the first, and one past the last.
type TokenRange = (usize, usize);

/// Maximum number of a leaf's matches found in one text; further ones do not change any result.
const MOST_RUNS: usize = 10_000;

/// An excerpt of a text around the matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snippet {
    /// The text with whitespace folded; `…` marks cuts.
    pub text: String,
    /// The byte ranges of the matches, in order.
    pub marks: Vec<(usize, usize)>,
}

impl Snippet {
    /// The ranges of the matches in characters (Unicode scalar values), in order.
    pub fn character_marks(&self) -> Vec<(usize, usize)> {
        let (mut characters, mut at) = (0, 0);
        let mut character = |byte: usize| {
            characters += self.text.part(at..byte).chars().count();
            at = byte;
            characters
        };
        self.marks.iter().map(|(from, to)| (character(*from), character(*to))).collect()
    }
}

impl Query {
    /// Whether the text matches the query.
    pub fn matches(&self, text: &SearchText<'_>) -> bool {
        holds(&self.root, &text.tokens)
    }

    /// The number of occurrences of each word or phrase in the text; excluded ones are not counted.
    pub fn counts(&self, text: &SearchText<'_>) -> Vec<usize> {
        self.leaves().into_iter().map(|leaf| runs(leaf, &text.tokens).len()).collect()
    }

    /// An excerpt of about `letters` characters around the first place where most words and phrases
    /// of the query occur together; `None` if none of them occurs.
    pub fn snippet(&self, text: &SearchText<'_>, letters: usize) -> Option<Snippet> {
        let mut found: Vec<(TokenRange, usize)> = Vec::new();
        for (number, leaf) in self.leaves().into_iter().enumerate() {
            found.extend(runs(leaf, &text.tokens).into_iter().map(|run| (run, number)));
        }
        found.sort_unstable();
        let place = |token: usize, end: bool| {
            text.tokens.get(token).map_or(0, |token| if end { token.end } else { token.start })
        };
        let mut best: Option<(usize, usize)> = None;
        for (at, ((first, _), _)) in found.iter().enumerate() {
            let from = place(*first, false);
            let mut kinds: Vec<usize> = found
                .iter()
                .skip(at)
                .take(32)
                .take_while(|((_, last), _)| place(last - 1, true) <= from + letters)
                .map(|(_, number)| *number)
                .collect();
            kinds.sort_unstable();
            kinds.dedup();
            if best.is_none_or(|(most, _)| kinds.len() > most) {
                best = Some((kinds.len(), at));
            }
        }
        let ((first, _), _) = found.get(best?.1)?;
        Some(cut(text, *first, &found, letters))
    }
}

/// Cuts the excerpt, which begins some words before the token `first`.
fn cut(
    text: &SearchText<'_>,
    first: usize,
    found: &[(TokenRange, usize)],
    letters: usize,
) -> Snippet {
    let SearchText { text: whole, tokens } = text;
    let Some(anchor) = tokens.get(first) else { return Snippet::default() };
    // A quarter of the length is before the match, but no earlier line.
    let line =
        whole.get(..anchor.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let reach = anchor.start.saturating_sub(letters / 4).max(line);
    let start = tokens
        .get(..=first)
        .and_then(|before| before.iter().find(|token| token.start >= reach))
        .map_or(anchor.start, |token| token.start);
    let begins_line = whole.get(line..start).is_none_or(|gap| gap.trim().is_empty());
    let start = if begins_line { line } else { start };
    let fits = |token: &&SearchToken| token.end <= start + letters;
    let end = tokens.iter().skip(first).take_while(fits).last().unwrap_or(anchor).end;
    let rest = whole.part(end..);
    let line_end = rest.find('\n').unwrap_or(rest.len());
    // Include a short end of the line: a full stop or a quotation mark.
    let end = if line_end <= 4 { end + line_end } else { end };

    let mut snippet = Snippet::default();
    if !begins_line {
        snippet.text.push('…');
    }
    let mut marks: Vec<TokenRange> = found
        .iter()
        .filter_map(|((from, to), _)| Some((tokens.get(*from)?.start, tokens.get(to - 1)?.end)))
        .filter(|(from, to)| *from >= start && *to <= end)
        .collect();
    marks.sort_unstable();
    let mut at = start;
    for (from, to) in marks {
        if from < at {
            continue;
        }
        push_folded(&mut snippet.text, whole.part(at..from));
        let begun = snippet.text.len();
        push_folded(&mut snippet.text, whole.part(from..to));
        snippet.marks.push((begun, snippet.text.len()));
        at = to;
    }
    push_folded(&mut snippet.text, whole.part(at..end));
    let kept = snippet.text.trim_end().len();
    snippet.text.truncate(kept);
    if whole.get(end..).is_some_and(|rest| !rest.trim().is_empty()) && line_end > 4 {
        snippet.text.push('…');
    }
    snippet
}

fn push_folded(into: &mut String, text: &str) {
    for letter in text.chars() {
        let letter = if letter == PART { '·' } else { letter };
        if !letter.is_whitespace() {
            into.push(letter);
        } else if !into.is_empty() && !into.ends_with(' ') {
            into.push(' ');
        }
    }
}

/// Collects the words of a query, excluded ones too; `false` if it has phrases or distances.
pub(super) fn all_words<'q>(node: &'q Node, words: &mut Vec<&'q QueryTerm>) -> bool {
    match node {
        Node::QueryTerm(leaf) => {
            words.push(leaf);
            leaf.tokens.len() == 1
        }
        Node::Near(..) => false,
        Node::And(nodes, unwanted) => {
            nodes.iter().chain(unwanted).all(|node| all_words(node, words))
        }
        Node::Or(nodes) => nodes.iter().all(|node| all_words(node, words)),
    }
}

/// Whether a text matches that has the words for which `found`, in the order of [`all_words`], is
/// true.
pub(super) fn holds_words<'f>(node: &Node, found: &mut impl Iterator<Item = &'f bool>) -> bool {
    let mut each = |nodes: &[Node]| -> Vec<bool> {
        nodes.iter().map(|node| holds_words(node, found)).collect()
    };
    match node {
        Node::QueryTerm(_) => found.next().copied().unwrap_or_default(),
        Node::Near(..) => false,
        Node::And(wanted, unwanted) => {
            let (wanted, unwanted) = (each(wanted), each(unwanted));
            wanted.into_iter().all(|is| is) && !unwanted.into_iter().any(|is| is)
        }
        Node::Or(nodes) => each(nodes).into_iter().any(|is| is),
    }
}

fn holds(node: &Node, tokens: &[SearchToken]) -> bool {
    match node {
        Node::QueryTerm(leaf) => first_run(leaf, tokens, 0).is_some(),
        Node::Near(leaves, distance) => near(leaves, *distance, tokens),
        Node::And(wanted, unwanted) => {
            wanted.iter().all(|node| holds(node, tokens))
                && !unwanted.iter().any(|node| holds(node, tokens))
        }
        Node::Or(nodes) => nodes.iter().any(|node| holds(node, tokens)),
    }
}

/// The next match of a leaf, starting at a token.
fn first_run(leaf: &QueryTerm, tokens: &[SearchToken], from: usize) -> Option<TokenRange> {
    let length = leaf.tokens.len();
    (from..(tokens.len() + 1).saturating_sub(length))
        .find(|&at| tokens.get(at..at + length).is_some_and(|run| is(leaf, run)))
        .map(|at| (at, at + length))
}

fn runs(leaf: &QueryTerm, tokens: &[SearchToken]) -> Vec<TokenRange> {
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(run) = first_run(leaf, tokens, from) {
        runs.push(run);
        if runs.len() >= MOST_RUNS {
            break;
        }
        from = run.1;
    }
    runs
}

/// Whether these tokens match the leaf; they are as many as the leaf's tokens.
fn is(leaf: &QueryTerm, run: &[SearchToken]) -> bool {
    let last = leaf.tokens.len().saturating_sub(1);
    leaf.tokens.iter().zip(run).enumerate().all(|(at, (wanted, token))| {
        let same = if leaf.prefix && at == last {
            token.word.starts_with(&wanted.word)
        } else {
            token.word == wanted.word
        };
        // The first token may touch the text before it.
        same && (at == 0 || !wanted.glued || token.glued)
    })
}

/// Whether all leaves occur with at most `distance` tokens between one and the next, in one part of
/// the text.
fn near(leaves: &[QueryTerm], distance: usize, tokens: &[SearchToken]) -> bool {
    let mut places: Vec<(TokenRange, usize)> = Vec::new();
    for (number, leaf) in leaves.iter().enumerate() {
        places.extend(runs(leaf, tokens).into_iter().map(|run| (run, number)));
    }
    places.sort_unstable();
    let parts: Vec<usize> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.word.is_empty())
        .map(|(at, _)| at)
        .collect();
    let part_of = |token: usize| parts.partition_point(|at| *at < token);
    // From each place, as long as the next one is near, check whether all leaves have occurred.
    let mut met: Vec<usize> = vec![0; leaves.len()];
    let (mut end, mut chain) = (0, 0);
    for ((from, to), number) in places {
        if chain == 0 || from > end + distance || part_of(from) != part_of(end) {
            chain += 1;
        }
        end = end.max(to);
        if let Some(met) = met.get_mut(number) {
            *met = chain;
        }
        if met.iter().all(|met| *met == chain) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, text: &str, expected: bool) {
        let query: Query = query.parse().expect("a query");
        assert_eq!(query.matches(&SearchText::of(text)), expected, "{query:?} in {text}");
        assert_eq!(query.matcher().matches(text), expected, "{query:?} in {text}");
    }

    #[test]
    fn phrases_are_right() {
        check("\"30 days\"", "It took 30 days.", true);
        check("\"30 days\"", "It took 30 long days.", false);
        check("\"days 30\"", "It took 30 days.", false);
        check("1.5", "It cost $1.5 million", true);
        check("1.5", "It cost $15 million", false);
        check("\"2,5\"", "2 or 5, and 2 5", true);
        check("\"e.g.word\"", "for example (e.g. word)", true);
        check("\"e.g. word\"", "for example (e.g.word)", true);
        check("\"well known\"", "a well-known dock", true);
        check("\"don't\"", "don t", true);
        check("\"dont\"", "don't", false);
        check("\"the mayors\"", "the mayor’s", false);
        check("\"the mayor's\"", "The mayor’s", true);
        check("東京", "今日、東京は雨", true);
        check("東京", "東の京", false);
        check("\"東京2020年\"", "東京 2020 年", true);
        check("\"東京、大阪\"", "東京 大阪", true);
        check("\"서울,부산\"", "서울, 부산", true);
        check("서울", "\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}은", true);
        check("\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}", "서울은", true);
        check("ガラス", "カ\u{3099}ラス", true);
        check("\"カ\u{3099}ラス\"", "ガラス", true);
        check("カラス", "ガラス", false);
        check("水", "山水", true);
    }

    #[test]
    fn conditions_combine() {
        check("ferry fire", "A fire. The ferry.", true);
        check("ferry -fire", "A fire. The ferry.", false);
        check("ferry OR plane", "The ferry.", true);
        check("insp*", "an inspector", true);
        check("insp*", "an expo inspector", true);
        check("ins", "an inspector", false);
        check("NEAR(ferry fire, 2)", "the ferry was on fire", true);
        check("NEAR(fire ferry, 2)", "the ferry was on fire", true);
        check("NEAR(ferry fire, 1)", "the ferry was on fire", false);
        check("NEAR(ferry fire, 5)", "ferry \u{1E} fire", false);
        check("NEAR(ferry fire, 5)", "fire \u{1E} ferry fire", true);
        check("cafe", "Das Café", true);
        check("(a -b) OR c", "b, a and c", true);
        check("(a -b) OR c", "b and a", false);
        check("a -(b OR c*)", "a cab", false);
        check("a -(b OR c*)", "a tab", true);
    }

    #[track_caller]
    fn shown(query: &str, text: &str, letters: usize, expected: Option<&str>) {
        let query: Query = query.parse().expect("a query");
        let snippet = query.snippet(&SearchText::of(text), letters).map(|snippet| {
            let mut text = snippet.text;
            for (from, to) in snippet.marks.into_iter().rev() {
                text.insert(to, ']');
                text.insert(from, '[');
            }
            text
        });
        assert_eq!(snippet.as_deref(), expected);
    }

    #[test]
    fn snippets_show_where() {
        shown("fire", "A fire broke out.", 80, Some("A [fire] broke out."));
        let long = "One two three four five six seven eight nine ten.\nThen a great fire broke out \
                    in the engine room of the old ferry, and nobody was on the bridge.";
        shown("fire engine", long, 40, Some("…a great [fire] broke out in the [engine]…"));
        shown("ten then", long, 40, Some("…nine [ten]. [Then] a great fire broke out in…"));
        shown("absent", long, 40, None);
    }
}
