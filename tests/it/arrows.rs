//! Arrows: the files of a module do not depend on each other in circles.
//!
//! The imports and the paths in the sources are resolved, through re-exports, to the files that
//! define the names. A file and the file of a module above it (`mod.rs`) are one unit in Rust: the
//! parent declares its children, and these use its types. Such pairs are not counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::tidy::{Token, Views, line_of, rust_files, tokens};

/// The path of a module: `["store", "reader"]`.
type ModulePath = Vec<String>;

/// The imports of a file, and the paths that its code names.
#[derive(Default)]
struct Source {
    /// The path of each import by the name that it gets here.
    imports: BTreeMap<String, ModulePath>,
    /// Imports that are only passed on: `pub use` of a name that the file does not use itself.
    passed_on: BTreeSet<String>,
    /// Paths in the code that begin with `crate`, `super` or `self`.
    paths: Vec<ModulePath>,
}

#[test]
fn files_do_not_depend_on_each_other_in_circles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = BTreeMap::new();
    for path in rust_files(&root) {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        if name != "main.rs" && !name.ends_with("tests.rs") && !name.contains("/tests/") {
            sources.insert(module_of(&name), fs::read_to_string(&path).unwrap());
        }
    }
    assert!(sources.len() > 100, "only {} sources found", sources.len());
    let circles = circles(&sources);
    assert!(circles.is_empty(), "\n{circles}");
}

/// The test would find a circle: of two files, and through a re-export.
#[test]
fn a_circle_is_found() {
    let check = |files: &[(&str, &str)], expected: &[&str]| {
        let sources =
            files.iter().map(|(name, text)| (module_of(name), (*text).to_owned())).collect();
        let found = circles(&sources);
        for edge in expected {
            assert!(found.contains(edge), "{edge} is not in:\n{found}");
        }
        assert_eq!(found.is_empty(), expected.is_empty(), "{found}");
    };
    let lib = ("lib.rs", "mod a; mod b;");
    let uses_a = ("b.rs", "use crate::a::One;\nfn two(_: One) {}");
    check(&[lib, ("a.rs", "pub struct One;"), uses_a], &[]);
    check(
        &[lib, ("a.rs", "pub struct One;\nfn x() { crate::b::two(One) }"), uses_a],
        &["a -> b", "b -> a"],
    );
    let face = ("m/mod.rs", "mod x; mod y; pub use x::X; pub use self::y::Y; pub struct Shared;");
    let x = ("m/x.rs", "use super::{Shared, Y};\npub struct X(Y, Shared);");
    check(&[face, x, ("m/y.rs", "use super::Shared;\npub struct Y(Shared);")], &[]);
    check(&[face, x, ("m/y.rs", "use super::X;\npub struct Y(Box<X>);")], &["m/x -> m/y"]);
    let tests = "pub struct Y;\n#[cfg(test)]\nmod tests {\n    use crate::m::X;\n}";
    check(&[face, x, ("m/y.rs", tests)], &[]);
}

fn module_of(name: &str) -> ModulePath {
    let name = name.trim_end_matches(".rs").trim_end_matches("/mod");
    if name == "lib" { Vec::new() } else { name.split('/').map(str::to_owned).collect() }
}

/// Describes the circles, one arrow per line; empty if there are none.
fn circles(sources: &BTreeMap<ModulePath, String>) -> String {
    let parsed: BTreeMap<&ModulePath, Source> =
        sources.iter().map(|(module, text)| (module, parse(module, text))).collect();
    let mut arrows: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = BTreeMap::new();
    for (module, source) in &parsed {
        let own = source.imports.iter().filter(|(name, _)| !source.passed_on.contains(*name));
        let named = own.map(|(_, path)| path).chain(&source.paths);
        let used: BTreeSet<&ModulePath> = named
            .filter_map(|path| resolve(path, &parsed, 0))
            .filter(|other| !module.starts_with(other) && !other.starts_with(module))
            .collect();
        arrows.insert(module, used);
    }
    let reached: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = arrows
        .keys()
        .map(|&start| {
            let (mut reached, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(module) = open.pop() {
                open.extend(arrows[module].iter().copied().filter(|next| reached.insert(*next)));
            }
            (start, reached)
        })
        .collect();
    let mut found = String::new();
    for (from, to) in arrows.iter().flat_map(|(from, all)| all.iter().map(move |to| (*from, *to))) {
        if reached[to].contains(from) {
            writeln!(found, "{} -> {}", from.join("/"), to.join("/")).unwrap();
        }
    }
    found
}

/// The module whose file defines what a path names.
fn resolve<'s>(
    path: &[String],
    sources: &BTreeMap<&'s ModulePath, Source>,
    depth: usize,
) -> Option<&'s ModulePath> {
    let length =
        (0..=path.len()).rev().find(|length| sources.contains_key(&path[..*length].to_vec()))?;
    let (module, source) = sources.get_key_value(&path[..length].to_vec())?;
    let named = path.get(length).and_then(|name| source.imports.get(name));
    match named {
        Some(named) if depth < 8 && **named != path[..=length] => {
            let whole: ModulePath = named.iter().chain(&path[length + 1..]).cloned().collect();
            resolve(&whole, sources, depth + 1)
        }
        _ => Some(module),
    }
}

fn parse(module: &[String], text: &str) -> Source {
    let tests = text.find("\n#[cfg(test)]\nmod ").map_or(usize::MAX, |at| line_of(text, at + 1));
    let views = Views::of(text);
    let mut all = tokens(&views.code);
    all.retain(|token| token.line < tests);
    let mut source = Source::default();
    let mut public = BTreeSet::new();
    let mut named = BTreeSet::new();
    let mut at = 0;
    while at < all.len() {
        let word = all[at].word;
        if word == "use" {
            let is_public = at > 0 && matches!(all[at - 1].word, "pub" | ")");
            let mut members = Vec::new();
            at = tree(&all, at + 1, &[], &mut members);
            for (path, name) in members {
                if let Some(path) = absolute(module, &path) {
                    if is_public {
                        public.insert(name.clone());
                    }
                    source.imports.insert(name, path);
                }
            }
            continue;
        }
        if matches!(word, "crate" | "super" | "self") && next_is(&all, at, "::") {
            let mut path = vec![word.to_owned()];
            while next_is(&all, at, "::") && all.get(at + 2).is_some_and(|token| is_name(token)) {
                path.push(all[at + 2].word.to_owned());
                at += 2;
            }
            source.paths.extend(absolute(module, &path));
        } else if is_name(&all[at]) {
            named.insert(word.to_owned());
        }
        at += 1;
    }
    source.passed_on = public.difference(&named).cloned().collect();
    source
}

fn next_is(all: &[Token<'_>], at: usize, word: &str) -> bool {
    all.get(at + 1).is_some_and(|token| token.word == word)
}

fn is_name(token: &Token<'_>) -> bool {
    token.word.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Reads the members of a `use`, each with the name that it gets, and returns the index behind it.
fn tree(
    all: &[Token<'_>],
    mut at: usize,
    before: &[String],
    members: &mut Vec<(ModulePath, String)>,
) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = all.get(at) {
        match token.word {
            "::" => {}
            "{" => {
                at += 1;
                while all.get(at).is_some_and(|token| token.word != "}") {
                    at = tree(all, at, &path, members);
                    at += usize::from(all.get(at).is_some_and(|token| token.word == ","));
                }
                path.clear();
            }
            "as" => {
                let name = all.get(at + 1).map_or("_", |token| token.word);
                members.push((std::mem::take(&mut path), name.to_owned()));
                at += 1;
            }
            ";" | "," | "}" => break,
            "self" if path.len() > before.len() || !before.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        at += 1;
    }
    if let Some(name) = path.last().filter(|name| *name != "*") {
        members.push((path.clone(), name.clone()));
    }
    at
}

/// The path from the crate's root; `None` if it leads to another crate.
fn absolute(module: &[String], path: &[String]) -> Option<ModulePath> {
    let first = path.first()?;
    let ups = path.iter().take_while(|name| *name == "super").count();
    let base = match first.as_str() {
        "crate" => &[],
        "self" => module,
        "super" => &module[..module.len().checked_sub(ups)?],
        // A child: `pub use x::X` in `m/mod.rs`. Other crates have no file here.
        _ => return Some(module.iter().chain(path).cloned().collect()),
    };
    let rest = &path[ups.max(1)..];
    Some(base.iter().chain(rest).cloned().collect())
}
