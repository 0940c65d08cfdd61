//! Parameters: what pages and endpoints accept, and the check that a request follows it.

use std::collections::HashSet;

use url::form_urlencoded;

use super::articles::GROUPS;
use super::failure::Failure;
use super::filters::FIELDS;
use super::request::Request;
use super::search::SCOPES;
use super::visit::Format;
use crate::audit::{self, Rule};
use crate::diff::{Class, Op};
use crate::render::rows::CellType;
use crate::store::ArticleSort;

/// The parameters of an address, in groups that several addresses share.
pub(super) type Parameters = &'static [&'static [Parameter]];

/// What the query of an address may have.
#[derive(Clone, Copy)]
pub(super) enum Accepts {
    /// Anything: it belongs to another address or protocol.
    Anything,
    /// These parameters. A page that lacks one that is required shows its form.
    Form(Parameters),
    /// These parameters on the page, and none for its files and feeds.
    View(Parameters),
    /// These parameters, with all that are required.
    Call(Parameters),
}

/// The kind of a value.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    /// A number between two bounds, both included.
    Integer(i64, i64),
    Number,
    Flag,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// Several of these words, separated by commas or in repeated parameters.
    Words(fn() -> Vec<&'static str>),
    /// A list of texts.
    Texts,
    /// A list of anything.
    List,
    /// A timestamp as an object, or null.
    Stamp,
    Any,
}

impl From<&Kind> for CellType {
    fn from(kind: &Kind) -> Self {
        match kind {
            Kind::Integer(..) => Self::Integer,
            Kind::Number => Self::Number,
            Kind::Flag => Self::Flag,
            Kind::Texts => Self::Texts,
            Kind::List => Self::List,
            Kind::Stamp => Self::Claim,
            Kind::Any => Self::Any,
            Kind::Text | Kind::Word(_) | Kind::Words(_) => Self::Text,
        }
    }
}

impl From<CellType> for Kind {
    fn from(of: CellType) -> Self {
        match of {
            CellType::Text | CellType::Time | CellType::Claim => Self::Text,
            CellType::Integer => Self::Integer(i64::MIN, i64::MAX),
            CellType::Number => Self::Number,
            CellType::Flag => Self::Flag,
            CellType::Texts => Self::Texts,
            CellType::OptionalTexts | CellType::Integers | CellType::List => Self::List,
            CellType::Any => Self::Any,
        }
    }
}

/// A parameter of the query.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
}

const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Parameter {
    Parameter { name, about, kind, is_required: false }
}

/// The maximum number of rows of a page.
const MAX_LIMIT: i64 = 1_000;

const COUNT: Kind = Kind::Integer(0, i64::MAX);

fn classes() -> Vec<&'static str> {
    Class::ALL.map(Class::name).to_vec()
}

fn ops() -> Vec<&'static str> {
    Op::ALL.map(Op::name).to_vec()
}

fn fields() -> Vec<&'static str> {
    FIELDS.iter().map(|field| field.name()).collect()
}

fn sorts() -> Vec<&'static str> {
    ArticleSort::ALL.map(ArticleSort::name).to_vec()
}

fn rules() -> Vec<&'static str> {
    audit::RULES.map(Rule::name).to_vec()
}

fn severities() -> Vec<&'static str> {
    audit::Severity::ALL.map(audit::Severity::name).to_vec()
}

fn groups() -> Vec<&'static str> {
    GROUPS.map(|(name, ..)| name).to_vec()
}

/// The scopes of a search.
pub(super) fn scopes() -> Vec<&'static str> {
    SCOPES.map(|(name, ..)| name).to_vec()
}

/// The filter of articles.
pub(super) const ARTICLE_FILTER: &[Parameter] = &[
    optional("host", Kind::Text, "Only articles from this host and its subdomains"),
    optional("text", Kind::Text, "Only articles with this text in a URL, title or byline"),
    optional("title", Kind::Text, "Only articles with this text in the title of any version"),
    optional("byline", Kind::Text, "Only articles with this text in the byline of any version"),
    optional("publisher", Kind::Text, "Only articles with this text in the publisher's name"),
    optional("section", Kind::Text, "Only articles with this text in the section's name"),
    optional("lang", Kind::Text, "Only articles in this language"),
    optional("min-versions", COUNT, "Minimum number of versions"),
    optional("class", Kind::Words(classes), "Only articles with a change of one of these classes"),
    optional("silent", Kind::Flag, "Only articles with a silent edit"),
    optional("returns", Kind::Flag, "Only articles that returned to an earlier text"),
];

/// The filter of changes.
pub(super) const CHANGE_FILTER: &[Parameter] = &[
    optional("article", Kind::Text, "Only this article: a number, a URL, or a part of its title"),
    optional("host", Kind::Text, "Only changes on this host and its subdomains"),
    optional("since", Kind::Text, "Only changes since this time, such as 2014-10"),
    optional("until", Kind::Text, "Only changes until the end of this time"),
    optional("class", Kind::Words(classes), "Only changes with one of these classes"),
    optional("op", Kind::Words(ops), "Only changes with one of these operations"),
    optional("field", Kind::Words(fields), "Only changes of one of these fields"),
    optional("min-words", COUNT, "Minimum number of words added and removed"),
    optional("silent", Kind::Flag, "Only silent edits"),
    optional("no-noise", Kind::Flag, "Omit changes of only typography, boilerplate or a timestamp"),
];

/// The order of changes.
pub(super) const REVERSE: &[Parameter] = &[optional("reverse", Kind::Flag, "Oldest changes first")];

/// The order of articles.
pub(super) const SORT: &[Parameter] =
    &[optional("sort", Kind::Word(sorts), "The value by which the articles are sorted")];

/// The number of rows of a page.
pub(super) const LIMIT: &[Parameter] =
    &[optional("limit", Kind::Integer(1, MAX_LIMIT), "Maximum number of rows; 100 by default")];

/// The cursor of a page.
pub(super) const AFTER: &[Parameter] =
    &[optional("after", Kind::Text, "Cursor from the Link header of the page before")];

/// What articles are grouped by.
pub(super) const BY: &[Parameter] = &[Parameter {
    name: "by",
    about: "What articles are grouped by",
    kind: Kind::Word(groups),
    is_required: true,
}];

/// A range of versions.
pub(super) const RANGE: &[Parameter] = &[optional(
    "range",
    Kind::Text,
    "Versions to compare: A..B, or one version for what it changed; the first and the current text \
     by default",
)];

/// A version.
pub(super) const VERSION: &[Parameter] = &[optional(
    "version",
    Kind::Text,
    "An ordinal, first, latest, the beginning of an id, a state (@3), or a time; latest by default",
)];

/// An article.
pub(super) const ARTICLE: &[Parameter] = &[Parameter {
    name: "article",
    about: "The article: a number, a URL, or a part of its title",
    kind: Kind::Text,
    is_required: true,
}];

/// A phrase.
pub(super) const PHRASE: &[Parameter] = &[Parameter {
    name: "phrase",
    about: "The phrase to look for",
    kind: Kind::Text,
    is_required: true,
}];

/// Whether a phrase is compared loosely.
pub(super) const FUZZY: &[Parameter] =
    &[optional("fuzzy", Kind::Flag, "Ignore differences of case, accents, quotes and dashes")];

/// The words of a search.
pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "q",
    about: "The words to search for, as `recension search` reads them",
    kind: Kind::Text,
    is_required: true,
}];

/// The scope of a search.
pub(super) const SCOPE: &[Parameter] = &[optional(
    "scope",
    Kind::Word(scopes),
    "Where the words must be: in any version, in the current text, only in earlier texts, or in what \
     a change added or removed",
)];

/// The time of a search.
pub(super) const AS_OF: &[Parameter] = &[optional(
    "as-of",
    Kind::Text,
    "Only texts in effect at this time, such as 2014-10-19; it excludes scope",
)];

/// The rules of an audit.
pub(super) const RULES: &[Parameter] =
    &[optional("rule", Kind::Words(rules), "Only findings of these rules")];

/// The least severity of a finding.
pub(super) const SEVERITY: &[Parameter] = &[optional(
    "severity",
    Kind::Word(severities),
    "Minimum severity; by default warning, and note in one article",
)];

/// Only the findings of one article.
pub(super) const OF_ARTICLE: &[Parameter] = &[optional(
    "article",
    Kind::Text,
    "Only this article: a number, a URL, or a part of its title",
)];

/// The view of a version.
pub(super) const VERSION_VIEW: &[Parameter] = &[optional(
    "view",
    Kind::Word(|| vec!["text", "origins"]),
    "The text, or where each sentence comes from",
)];

/// The part of a text.
pub(super) const PART: &[Parameter] = &[optional("part", COUNT, "The part of a long text")];

/// The view of a diff.
pub(super) const DIFF_VIEW: &[Parameter] = &[
    optional("view", Kind::Word(|| vec!["inline", "side"]), "One column, or two"),
    optional("text", Kind::Word(|| vec!["changes", "whole"]), "The changes, or the whole text"),
    optional("format", Kind::Word(|| vec!["show", "hide"]), "Whether formatting is shown"),
];

/// The two versions of a form.
pub(super) const TWO_VERSIONS: &[Parameter] = &[
    optional("from", Kind::Text, "The version before"),
    optional("to", Kind::Text, "The version after"),
];

/// The page of an article's history, and the version with which others are compared.
pub(super) const HISTORY: &[Parameter] = &[
    optional("page", COUNT, "The number of the page"),
    optional("from", Kind::Text, "The id of the version with which others are compared"),
];

/// Whether acknowledged findings are returned.
pub(super) const SHOW_ACKNOWLEDGED: &[Parameter] =
    &[optional("all", Kind::Flag, "Also return acknowledged findings")];

/// Checks that a request has only the parameters of its address, each with a value of its kind. One
/// that the address does not have is an error, because a filter that is silently ignored returns wrong
/// rows.
pub(super) fn check(request: &Request, accepts: Accepts, format: Format) -> Result<(), Failure> {
    let (parameters, what): (Parameters, _) = match accepts {
        Accepts::Anything => return Ok(()),
        Accepts::View(_) if format != Format::Html => (&[], "file"),
        Accepts::Form(parameters) | Accepts::View(parameters) => (parameters, "page"),
        Accepts::Call(parameters) => (parameters, "endpoint"),
    };
    let known = || parameters.iter().copied().flatten();
    let query = request.query().unwrap_or_default();
    let mut given = HashSet::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let Some(parameter) = known().find(|parameter| parameter.name == name) else {
            let names: Vec<&str> = known().map(|parameter| parameter.name).collect();
            let hint = match names.as_slice() {
                [] => "it has none".to_owned(),
                names => format!("it has {}", names.join(", ")),
            };
            return Err(Failure::bad_request(format!(
                "This {what} has no parameter \"{name}\"; {hint}."
            )));
        };
        // An empty value is that of a form that was left empty.
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        parameter.check(value)?;
        if !given.insert(parameter.name) {
            let list = if matches!(parameter.kind, Kind::Words(_)) {
                ": separate its values with commas"
            } else {
                ""
            };
            return Err(Failure::bad_request(format!(
                "The parameter {name} is given several times{list}."
            )));
        }
    }
    let is_missing = |one: &&Parameter| one.is_required && request.param(one.name).is_none();
    match known().find(is_missing).filter(|_| matches!(accepts, Accepts::Call(_))) {
        Some(missing) => Err(Failure::bad_request(format!(
            "The parameter {} is missing: {}.",
            missing.name, missing.about
        ))),
        None => Ok(()),
    }
}

impl Parameter {
    fn check(&self, value: &str) -> Result<(), Failure> {
        let name = self.name;
        let wrong = |needs: String| {
            Err(Failure::bad_request(format!("\"{value}\" is not a value of {name}: {needs}.")))
        };
        match self.kind {
            Kind::Integer(least, most) => match value.parse::<i64>() {
                Ok(number) if (least..=most).contains(&number) => Ok(()),
                _ if most == i64::MAX => wrong(format!("it is a number from {least}")),
                _ => wrong(format!("it is a number from {least} to {most}")),
            },
            Kind::Flag if !matches!(value, "1" | "true" | "yes" | "0" | "false" | "no") => {
                wrong("it is true or false".to_owned())
            }
            Kind::Word(words) if !words().contains(&value) => {
                wrong(format!("it is one of {}", words().join(", ")))
            }
            Kind::Words(words) => {
                let known = words();
                match value.split(',').map(str::trim).find(|word| !known.contains(word)) {
                    Some(_) => wrong(format!("it is one or several of {}", known.join(", "))),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}
