//! Queries: parses user input into a tree to match.

use std::fmt;
use std::str::FromStr;

use super::tokens::{LONGEST_TERM, SearchToken, is_dense, query_tokens};
use crate::article::{CheckedPart as _, Setting};

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub(super) root: Node,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    QueryTerm(QueryTerm),
    /// All leaves, with at most this many tokens between neighbors, in any order.
    Near(Vec<QueryTerm>, usize),
    /// All of the first list, and none of the second.
    And(Vec<Node>, Vec<Node>),
    Or(Vec<Node>),
}

/// A word or phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QueryTerm {
    pub(super) tokens: Vec<SearchToken>,
    /// Whether the last token matches all tokens that begin with it.
    pub(super) prefix: bool,
}

/// A term to look up in an index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// The term, or its prefix.
    pub text: String,
    /// Whether all terms with this prefix match.
    pub prefix: bool,
}

/// How an index finds the texts that may match: each of them contains all terms of one of these
/// sets. For an AND, all sets that would be sufficient are given, so that the rarest can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Driver {
    /// Documents that contain all of these terms.
    Terms(Vec<Term>),
    /// Any one of these drivers is sufficient.
    Choice(Vec<Driver>),
    /// All of these drivers are needed.
    Union(Vec<Driver>),
}

/// A syntax error in a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}; {remedy}", place(*at))]
pub struct QueryError {
    what: String,
    remedy: String,
    /// The character at which it was noticed, from 1; 0 for the query as a whole.
    at: usize,
}

fn place(at: usize) -> String {
    if at == 0 { String::new() } else { format!(" (at character {at})") }
}

/// The default distance of NEAR.
const NEAR: usize = 10;

/// Maximum length of a query, in bytes.
const LONGEST: usize = 2000;

/// Maximum nesting depth of parentheses.
const DEEPEST: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Lexeme {
    Open,
    Close,
    Minus,
    Or,
    And,
    Not,
    /// `NEAR(`
    Near,
    Comma,
    /// A word or quoted phrase, and whether `*` follows it.
    Words(String, bool),
}

impl fmt::Display for Lexeme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::Minus => "-",
            Self::Or => "OR",
            Self::And => "AND",
            Self::Not => "NOT",
            Self::Near => "NEAR(",
            Self::Comma => ",",
            Self::Words(words, _) => words,
        })
    }
}

fn error(what: impl Into<String>, remedy: impl Into<String>, at: usize) -> QueryError {
    QueryError { what: what.into(), remedy: remedy.into(), at }
}

/// The field name, if a word is a column filter as in FTS5's queries: `title:word`.
fn column(word: &str) -> Option<&str> {
    let (field, rest) = word.split_once(':')?;
    let is_field = ["title", "headline", "byline", "author", "body", "text", "description", "url"]
        .contains(&field);
    (is_field && !rest.starts_with("//")).then_some(field)
}

/// The marks that close a phrase which this mark opens; empty if it is not a quotation mark.
fn closing_marks(opening: char) -> &'static [char] {
    match opening {
        '"' => &['"'],
        '“' | '”' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        '»' => &['«', '»'],
        _ => &[],
    }
}

/// Splits a query into lexemes, each with the number of its first character.
fn lexemes(query: &str) -> Result<Vec<(Lexeme, usize)>, QueryError> {
    let letters: Vec<char> = query.chars().collect();
    let letter = |at: usize| letters.get(at).copied().unwrap_or(' ');
    let is_quote = |letter: char| !closing_marks(letter).is_empty();
    // `NEAR(` and `NEAR (`: the parenthesis.
    let near_opens = |end: usize| {
        let next = (end..letters.len()).find(|&next| !letter(next).is_whitespace());
        next.filter(|&next| letter(next) == '(')
    };
    let mut found = Vec::new();
    let mut is_in_near = false;
    let mut at = 0;
    while at < letters.len() {
        let begun = at;
        let lexeme = match letter(at) {
            space if space.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => Lexeme::Open,
            ')' => Lexeme::Close,
            ',' => Lexeme::Comma,
            '-' | '−' if !letter(at + 1).is_whitespace() => Lexeme::Minus,
            quote if is_quote(quote) => {
                let closing = closing_marks(quote);
                let end = (at + 1..letters.len()).find(|&end| closing.contains(&letter(end)));
                let Some(end) = end else {
                    let marks: Vec<_> = closing.iter().map(char::to_string).collect();
                    return Err(error(
                        "a quotation mark is not closed",
                        format!("close it with {}, or remove it", marks.join(" or ")),
                        begun + 1,
                    ));
                };
                let words = letters.part(at + 1..end).iter().collect();
                at = end;
                let prefix = letter(at + 1) == '*';
                at += usize::from(prefix);
                Lexeme::Words(words, prefix)
            }
            _ => {
                let ends = |letter: char| {
                    letter.is_whitespace() || is_quote(letter) || matches!(letter, '(' | ')' | '*')
                };
                let mut end = (at..letters.len()).find(|&end| ends(letter(end)));
                let mut end = end.take().unwrap_or(letters.len());
                // `NEAR(a b,5)`: the distance.
                let comma = (at + 1..end).rfind(|&comma| letter(comma) == ',');
                let is_distance = |comma: &usize| {
                    let mut number = letters.part(*comma + 1..end).iter();
                    !letter(*comma - 1).is_numeric()
                        && letter(end) == ')'
                        && number.all(char::is_ascii_digit)
                };
                if is_in_near && let Some(comma) = comma.filter(is_distance) {
                    end = comma;
                }
                // A comma inside a number or name belongs to it; one at the end of a word does not.
                while end > at + 1 && letter(end - 1) == ',' {
                    end -= 1;
                }
                let word: String = letters.part(at..end).iter().collect();
                let prefix = letter(end) == '*';
                at = end.max(at + 1) - 1 + usize::from(prefix && end > at);
                match word.as_str() {
                    "OR" | "|" => Lexeme::Or,
                    "AND" | "&" => Lexeme::And,
                    "NOT" => Lexeme::Not,
                    "NEAR" if let Some(open) = near_opens(end) => {
                        at = open;
                        Lexeme::Near
                    }
                    _ if let Some(field) = column(&word) => {
                        return Err(error(
                            format!("`{field}:` is not supported in a query"),
                            format!(
                                "all fields are searched; use {} or {} to filter by them",
                                Setting::TitleFilter,
                                Setting::BylineFilter
                            ),
                            begun + 1,
                        ));
                    }
                    _ => Lexeme::Words(word, prefix),
                }
            }
        };
        at += 1;
        is_in_near = lexeme == Lexeme::Near || is_in_near && lexeme != Lexeme::Close;
        found.push((lexeme, begun + 1));
    }
    Ok(found)
}

struct Parser {
    lexemes: Vec<(Lexeme, usize)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.next).map(|(lexeme, _)| lexeme)
    }

    fn at(&self) -> usize {
        self.lexemes.get(self.next).map_or(0, |(_, at)| *at)
    }

    fn take(&mut self, wanted: &Lexeme) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut all = vec![self.all()?];
        while self.take(&Lexeme::Or) {
            all.push(self.all()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Node::Or(all) })
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        let begun = self.at();
        loop {
            match self.peek() {
                None | Some(Lexeme::Close | Lexeme::Or) => break,
                Some(Lexeme::And) => {
                    let at = self.at();
                    self.next += 1;
                    let dangles = matches!(
                        self.peek(),
                        None | Some(Lexeme::Close | Lexeme::Or | Lexeme::And)
                    );
                    if dangles || wanted.is_empty() {
                        return Err(error(
                            "AND needs a word on both sides",
                            "leave it out: all words of a query must match anyway",
                            at,
                        ));
                    }
                }
                Some(Lexeme::Minus | Lexeme::Not) => {
                    self.next += 1;
                    unwanted.extend(self.one()?);
                }
                // A separator like whitespace: "a, b".
                Some(Lexeme::Comma) => self.next += 1,
                Some(_) => wanted.extend(self.one()?),
            }
        }
        if wanted.is_empty() {
            let at = if begun == 0 { self.at() } else { begun };
            return Err(if unwanted.is_empty() {
                error("there is nothing to search for", "add a word, or a \"phrase\" in quotes", at)
            } else {
                error("all words here are excluded", "add a word without a minus", at)
            });
        }
        Ok(match (wanted.len(), unwanted.is_empty()) {
            (1, true) => wanted.remove(0),
            _ => Node::And(wanted, unwanted),
        })
    }

    /// Parses a word, a phrase, a NEAR or a group in parentheses; `None` for a word without
    /// letters.
    fn one(&mut self) -> Result<Option<Node>, QueryError> {
        let at = self.at();
        let Some((lexeme, _)) = self.lexemes.get(self.next).cloned() else {
            return Err(error("the query ends too early", "add a word at the end", 0));
        };
        self.next += 1;
        match lexeme {
            Lexeme::Words(words, prefix) => {
                leaf(&words, prefix, at).map(|leaf| leaf.map(Node::QueryTerm))
            }
            Lexeme::Open => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(error("the parentheses are too deep", "use fewer of them", at));
                }
                let node = self.any()?;
                self.depth -= 1;
                if !self.take(&Lexeme::Close) {
                    return Err(error(
                        "a parenthesis is not closed",
                        "close it, or put the text in quotation marks",
                        at,
                    ));
                }
                Ok(Some(node))
            }
            Lexeme::Near => self.near(at).map(Some),
            other => Err(error(
                format!("unexpected `{other}`"),
                "put it in quotation marks to search for it",
                at,
            )),
        }
    }

    /// Parses the rest of `NEAR(a "b c", 5)`.
    fn near(&mut self, at: usize) -> Result<Node, QueryError> {
        const FORM: &str = "write NEAR(two words) or NEAR(two words, 5)";
        let mut leaves = Vec::new();
        let mut distance = NEAR;
        loop {
            let here = self.at();
            match self.lexemes.get(self.next).map(|(lexeme, _)| lexeme.clone()) {
                Some(Lexeme::Words(words, prefix)) => leaves.extend(leaf(&words, prefix, here)?),
                Some(Lexeme::Comma) => {
                    let number = match self.lexemes.get(self.next + 1) {
                        Some((Lexeme::Words(words, false), _)) => words.parse().ok(),
                        _ => None,
                    };
                    distance = number
                        .ok_or_else(|| error("NEAR needs a number after the comma", FORM, here))?;
                    self.next += 1;
                }
                Some(Lexeme::Close) => break,
                _ => return Err(error("NEAR is not closed", FORM, at)),
            }
            self.next += 1;
        }
        self.next += 1;
        if leaves.len() < 2 {
            return Err(error("NEAR needs at least two words", FORM, at));
        }
        Ok(Node::Near(leaves, distance))
    }
}

fn leaf(words: &str, prefix: bool, at: usize) -> Result<Option<QueryTerm>, QueryError> {
    let tokens = query_tokens(words);
    if tokens.iter().any(|token| token.word.len() > LONGEST_TERM) {
        return Err(error("a word is too long", "no word in the catalog is that long", at));
    }
    if tokens.is_empty() && prefix {
        return Err(error("`*` needs a word before it", "write it after the start of a word", at));
    }
    Ok((!tokens.is_empty()).then_some(QueryTerm { tokens, prefix }))
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(query: &str) -> Result<Self, QueryError> {
        if query.len() > LONGEST {
            return Err(error("the query is too long", "the maximum is 2,000 bytes", 0));
        }
        let mut parser = Parser { lexemes: lexemes(query)?, next: 0, depth: 0 };
        let root = parser.any()?;
        if parser.next < parser.lexemes.len() {
            return Err(error(
                "a closing parenthesis has no opening one",
                "open it first, or put the text in quotation marks",
                parser.at(),
            ));
        }
        Ok(Self { root })
    }
}

impl Query {
    /// How an index finds the texts that may match.
    ///
    /// The documents of an index are changes: a text may have the words of a phrase from several of
    /// them.
    pub fn driver(&self) -> Driver {
        driver(&self.root, &|leaf| across_changes(leaf.terms()))
    }

    /// How an index finds the changes whose sentences may match.
    pub fn change_driver(&self) -> Driver {
        driver(&self.root, &|leaf| Driver::Terms(leaf.terms()))
    }

    /// How an index of words that texts lost finds the texts that no longer match. `None` if a text
    /// can stop matching without losing a word: phrases, distances, exclusions.
    pub fn loss_driver(&self) -> Option<Driver> {
        loss_driver(&self.root)
    }

    /// How an index finds the texts with each word or phrase, without excluded ones, in the order
    /// of [`Query::counts`].
    pub fn leaf_terms(&self) -> Vec<Vec<Term>> {
        self.leaves().into_iter().map(QueryTerm::terms).collect()
    }

    /// Whether a text may match that has the words and phrases for which `has` is true, in the order
    /// of [`Query::counts`].
    pub fn may_match(&self, has: impl Fn(usize) -> bool) -> bool {
        may_match(&self.root, &mut 0, &has)
    }

    /// The words and phrases of the query, without excluded ones.
    pub(super) fn leaves(&self) -> Vec<&QueryTerm> {
        let mut leaves = Vec::new();
        collect(&self.root, &mut leaves);
        leaves
    }
}

fn collect<'q>(node: &'q Node, leaves: &mut Vec<&'q QueryTerm>) {
    match node {
        Node::QueryTerm(leaf) => leaves.push(leaf),
        Node::Near(near, _) => leaves.extend(near),
        Node::And(nodes, _) | Node::Or(nodes) => {
            for node in nodes {
                collect(node, leaves);
            }
        }
    }
}

/// `leaf` is the number of the node's first leaf; it is increased by the number of leaves.
fn may_match(node: &Node, leaf: &mut usize, has: &impl Fn(usize) -> bool) -> bool {
    let mut next = || {
        *leaf += 1;
        has(*leaf - 1)
    };
    match node {
        Node::QueryTerm(_) => next(),
        Node::Near(near, _) => near.iter().filter(|_| !next()).count() == 0,
        // Each node is visited, because it counts its leaves.
        Node::And(nodes, _) => nodes.iter().filter(|node| !may_match(node, leaf, has)).count() == 0,
        Node::Or(nodes) => nodes.iter().filter(|node| may_match(node, leaf, has)).count() > 0,
    }
}

fn driver(node: &Node, of: &impl Fn(&QueryTerm) -> Driver) -> Driver {
    let each = |nodes: &[Node]| nodes.iter().map(|node| driver(node, of)).collect();
    match node {
        Node::QueryTerm(leaf) => of(leaf),
        Node::Near(leaves, _) => Driver::Choice(leaves.iter().map(of).collect()),
        Node::And(nodes, _) => Driver::Choice(each(nodes)),
        Node::Or(nodes) => Driver::Union(each(nodes)),
    }
}

/// How an index of changes finds the texts with all of these neighboring terms, each of which may
/// come from another change. A pair of letters across the end of a sentence comes from none: then
/// the pairs next to it do.
fn across_changes(terms: Vec<Term>) -> Driver {
    let is_pair = |term: &Term| term.text.chars().next().is_some_and(is_dense);
    let alone = |term: &Term| Driver::Terms(vec![term.clone()]);
    if terms.len() < 2 {
        return Driver::Terms(terms);
    }
    if terms.iter().any(is_pair) {
        let both = |pair: &[Term]| Driver::Union(pair.iter().map(alone).collect());
        return Driver::Choice(terms.windows(2).map(both).collect());
    }
    Driver::Choice(terms.iter().map(alone).collect())
}

fn loss_driver(node: &Node) -> Option<Driver> {
    match node {
        Node::QueryTerm(leaf) => {
            Some(leaf.terms()).filter(|terms| terms.len() == 1).map(Driver::Terms)
        }
        Node::And(_, excluded) if !excluded.is_empty() => None,
        Node::And(nodes, _) | Node::Or(nodes) => {
            nodes.iter().map(loss_driver).collect::<Option<Vec<_>>>().map(Driver::Union)
        }
        Node::Near(..) => None,
    }
}

impl QueryTerm {
    /// The index terms that a text with this leaf contains.
    fn terms(&self) -> Vec<Term> {
        let mut terms = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let is_last = at + 1 == self.tokens.len();
            let next = self.tokens.get(at + 1).filter(|next| next.glued);
            let term = match next {
                Some(next) => Term { text: format!("{}{}", token.word, next.word), prefix: false },
                // The letter in the text may have a neighbor that the query does not have.
                None if token.dense => Term { text: token.word.clone(), prefix: true },
                None => Term { text: token.word.clone(), prefix: is_last && self.prefix },
            };
            terms.push(term);
        }
        // The last letter of a run is already in the last pair.
        if terms.len() > 1 && self.tokens.last().is_some_and(|last| last.glued) {
            terms.pop();
        }
        terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        let leaf = |leaf: &QueryTerm| {
            let words: Vec<_> = leaf.tokens.iter().map(|token| token.word.as_str()).collect();
            format!("{}{}", words.join("_"), if leaf.prefix { "*" } else { "" })
        };
        let all = |nodes: &[Node]| nodes.iter().map(shown).collect::<Vec<_>>();
        match node {
            Node::QueryTerm(one) => leaf(one),
            Node::Near(leaves, distance) => {
                format!("near{distance}[{}]", leaves.iter().map(leaf).collect::<Vec<_>>().join(" "))
            }
            Node::Or(nodes) => format!("({})", all(nodes).join(" | ")),
            Node::And(nodes, not) => {
                let not = not.iter().map(|node| format!("-{}", shown(node)));
                let all = all(nodes).into_iter().chain(not);
                format!("({})", all.collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let read = match query.parse::<Query>() {
            Ok(query) => shown(&query.root),
            Err(error) => error.to_string(),
        };
        assert_eq!(read, expected, "{query}");
    }

    #[test]
    fn queries_are_read_as_people_mean_them() {
        check("fire", "fire");
        check("ferry fire", "(ferry fire)");
        check("ferry AND fire", "(ferry fire)");
        check("\"30 days\"", "30_days");
        check("“30 days”", "30_days");
        check("\"he said “no” twice\" now", "(he_said_no_twice now)");
        check("“he said \"no\" twice”", "he_said_no_twice");
        check("„er sagte «nein»“ «oui» »ja« »joo» ”nej”", "(er_sagte_nein oui ja joo nej)");
        check("„igen”", "igen");
        check("$1.5 million", "(1_5 million)");
        check("fire -drill", "(fire -drill)");
        check("fire NOT \"fire drill\"", "(fire -fire_drill)");
        check("a OR b c", "(a | (b c))");
        check("(a OR b) c", "((a | b) c)");
        check("insp*", "insp*");
        check("\"fire insp\"*", "fire_insp*");
        check("NEAR(ferry fire)", "near10[ferry fire]");
        check("NEAR(ferry fire,3)", "near3[ferry fire]");
        check("NEAR (ferry fire, 3) x", "(near3[ferry fire] x)");
        check("(NEAR OR near) far", "((near | near) far)");
        check("NEAR(toll 1,500)", "near10[toll 1_500]");
        check("NEAR(ferry \"engine room\", 3) x", "(near3[ferry engine_room] x)");
        check("well-known", "well_known");
        check("1,200 dead", "(1_200 dead)");
        check("a, b", "(a b)");
        check("near the or", "(near the or)");
        check("… fire !", "fire");
    }

    #[test]
    fn a_malformed_query_is_explained() {
        check("", "there is nothing to search for; add a word, or a \"phrase\" in quotes");
        check(
            "a \"fire”",
            "a quotation mark is not closed (at character 3); close it with \", or remove it",
        );
        check(
            "„fire\"",
            "a quotation mark is not closed (at character 1); close it with “ or ”, or remove it",
        );
        check(
            "(a b",
            "a parenthesis is not closed (at character 1); close it, or put the text in quotation \
             marks",
        );
        check(
            "a b)",
            "a closing parenthesis has no opening one (at character 4); open it first, or put the \
             text in quotation marks",
        );
        check("-a", "all words here are excluded (at character 1); add a word without a minus");
        check("a OR", "there is nothing to search for; add a word, or a \"phrase\" in quotes");
        check(
            "NEAR(a)",
            "NEAR needs at least two words (at character 1); write NEAR(two words) or \
             NEAR(two words, 5)",
        );
        check(
            "*",
            "`*` needs a word before it (at character 1); write it after the start of a word",
        );
        let deep = "(".repeat(100_000);
        assert!(deep.parse::<Query>().is_err());
    }

    #[test]
    fn a_text_may_match_if_it_has_the_words() {
        let may = |query: &str, has: &[usize]| {
            let query: Query = query.parse().expect("a query");
            query.may_match(|leaf| has.contains(&leaf))
        };
        assert!(may("a (b OR NEAR(c d)) -e", &[0, 2, 3]));
        assert!(may("a (b OR NEAR(c d)) -e", &[0, 1]));
        assert!(!may("a (b OR NEAR(c d)) -e", &[0, 2]));
        assert!(!may("a (b OR NEAR(c d)) -e", &[1, 2, 3]));
    }

    #[test]
    fn texts_stop_matching_when_they_lose_a_word() {
        let losses = |query: &str| query.parse::<Query>().expect("a query").loss_driver();
        let union = |terms: [(&str, bool); 2]| {
            let term = |(text, prefix): (&str, bool)| Term { text: text.to_owned(), prefix };
            Some(Driver::Union(terms.map(|one| Driver::Terms(vec![term(one)])).to_vec()))
        };
        assert_eq!(losses("bridge toll"), union([("bridge", false), ("toll", false)]));
        assert_eq!(losses("bridge OR insp*"), union([("bridge", false), ("insp", true)]));
        for query in ["\"30 days\"", "NEAR(bridge toll, 5)", "bridge -toll", "東京都"] {
            assert_eq!(losses(query), None, "{query}");
        }
    }

    #[test]
    fn an_index_is_asked_for_terms() {
        let parsed = |query: &str| query.parse::<Query>().expect("a query");
        let terms = |query: &str| match parsed(query).change_driver() {
            Driver::Terms(terms) => terms
                .into_iter()
                .map(|term| format!("{}{}", term.text, if term.prefix { "*" } else { "" }))
                .collect::<Vec<_>>()
                .join(" "),
            other => format!("{other:?}"),
        };
        assert_eq!(terms("\"30 days\""), "30 days");
        assert_eq!(terms("東京都"), "東京 京都");
        assert_eq!(terms("水"), "水*");
        assert_eq!(terms("insp*"), "insp*");
        // Neighbors in a text may come from different changes.
        let alone = |texts: &[&str]| -> Vec<Driver> {
            let term = |text: &&str| Term { text: (*text).to_owned(), prefix: false };
            texts.iter().map(|text| Driver::Terms(vec![term(text)])).collect()
        };
        assert_eq!(parsed("\"30 days\"").driver(), Driver::Choice(alone(&["30", "days"])));
        let either = |pair: &[&str]| Driver::Union(alone(pair));
        assert_eq!(
            parsed("東京都庁").driver(),
            Driver::Choice(vec![either(&["東京", "京都"]), either(&["京都", "都庁"])])
        );
    }
}
