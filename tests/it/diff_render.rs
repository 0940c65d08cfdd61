//! The renderers: what they show, what they never pass through, and that `patch` accepts the patch.

use std::fs;
use std::process::Command;

use proptest::prelude::*;
use recension::diff::{DiffOptions, DocumentFields, diff_documents};
use recension::render::diff::{
    DiffSide, Render, RenderOptions, edgi, html, json, markdown, side_by_side, stat, terminal,
    unified, wdiff,
};
use serde_json::Value;

use crate::common::skip;

const ALL: [Render; 9] = [
    terminal::render,
    side_by_side::render,
    unified::render,
    wdiff::render,
    html::render,
    markdown::render,
    json::render,
    edgi::render,
    stat::render,
];

const OLD: &str = "The council met on Monday.\n\nRepairs will take 3 days. The mayor said “we are ready”.\n\nNothing else happened.\n\nThe road stays shut until further notice.";
const NEW: &str = "The council met on Monday.\n\nRepairs will take 30 days. The mayor said “we are ready”.\n\nNothing else happened. A crowd gathered outside.\n\nThe road stays shut until further notice.";

fn shown(render: Render, old: &str, new: &str, options: &RenderOptions) -> String {
    let title =
        |title: &str| DocumentFields { title: Some(title.to_owned()), ..DocumentFields::default() };
    let (a, b) = (title("Road to close for 3 days"), title("Road to close for 30 days"));
    let diff = diff_documents((&a, old), (&b, new), &DiffOptions::default());
    let (from, to) = (DiffSide::from_fields("old.txt", &a), DiffSide::from_fields("new.txt", &b));
    let mut out = Vec::new();
    render(&diff, &from, &to, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn terminal_without_colour() {
    let text = shown(terminal::render, OLD, NEW, &RenderOptions::default().context(0));
    assert_eq!(
        text,
        "\
--- old.txt
    Road to close for 3 days
+++ new.txt
    Road to close for 30 days
1 sentence added, 1 edited (number); +5 −1 words
title: Road to close for [-3-]{+30+} days  (number, headline)

⋯ 1 unchanged paragraph

Repairs will take [-3-]{+30+} days. The mayor said “we are ready”.

Nothing else happened. {+A crowd gathered outside.+}

⋯ 1 unchanged paragraph

number: 3 → 30
"
    );
}

#[test]
fn no_escape_reaches_the_terminal() {
    let old = "Plain text stands here. \u{1B}]0;owned\u{7} and \u{9B}31m more.";
    let new = "Plain text stood here. \u{1B}[2J\u{202E}gone.";
    for render in
        [terminal::render, side_by_side::render, stat::render, markdown::render, html::render]
    {
        let text = shown(render, old, new, &RenderOptions::default());
        assert!(!text.contains(['\u{1B}', '\u{7}', '\u{9B}', '\u{202E}']), "{text:?}");
    }
}

#[test]
fn colour_is_closed_again() {
    let text = shown(terminal::render, OLD, NEW, &RenderOptions::default().color(true));
    assert!(text.contains("\u{1B}[32m30\u{1B}[0m"), "{text:?}");
    assert!(!text.contains("{+"));
}

#[test]
fn json_keeps_its_schema() {
    let text = shown(json::render, OLD, NEW, &RenderOptions::default());
    let value: Value = serde_json::from_str(&text).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["schema", "id", "from", "to", "fields", "summary", "coarse", "changes", "layout"]
    );
    let change = &value["changes"][0];
    assert_eq!(change["op"], "edited");
    assert_eq!(change["old"][0]["text"], "Repairs will take 3 days.");
    assert_eq!(change["old"][0]["start"], 28);
    assert_eq!(change["old"][0]["end"], 53);
    assert_eq!(change["classes"], serde_json::json!(["number"]));
    assert_eq!(
        change["evidence"],
        serde_json::json!([{"class": "number", "old": "3", "new": "30"}])
    );
    assert_eq!(
        change["spans"],
        serde_json::json!([["=", "Repairs will take "], ["-", "3"], ["+", "30"], ["=", " days."]])
    );
    assert_eq!(value["changes"][1]["op"], "added");
    assert_eq!(value["changes"][1]["old"], serde_json::json!([]));
}

#[test]
fn what_is_hidden_is_counted() {
    let options = RenderOptions::default().ignore_ops(vec![recension::diff::Op::Added]);
    let text = shown(terminal::render, OLD, NEW, &options);
    assert!(text.contains("1 change hidden") && !text.contains("{+A crowd"), "{text}");
    let value: Value = serde_json::from_str(&shown(json::render, OLD, NEW, &options)).unwrap();
    assert_eq!(value["hidden"], 1);
}

#[test]
fn edgi_gives_back_both_texts() {
    let value: Value =
        serde_json::from_str(&shown(edgi::render, OLD, NEW, &RenderOptions::default())).unwrap();
    let side = |skip: i64| -> String {
        let parts = value["diff"].as_array().unwrap().iter();
        parts.filter(|part| part[0] != skip).map(|part| part[1].as_str().unwrap()).collect()
    };
    assert_eq!((side(1).as_str(), side(-1).as_str()), (OLD, NEW));
}

fn lines() -> impl Strategy<Value = String> {
    let line =
        prop::sample::select(vec!["a\n", "b\n", "c c\n", "\n", "d", "- x\n", "+ y\n", "e\r\n"]);
    prop::collection::vec(line, 0..30).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn patch_takes_the_patch(old in lines(), new in lines(), context in 0usize..4) {
        let folder = tempfile::tempdir().unwrap();
        let (a, p) = (folder.path().join("a"), folder.path().join("p"));
        fs::write(&a, &old).unwrap();
        fs::write(&p, shown(unified::render, &old, &new, &RenderOptions::default().context(context))).unwrap();
        if old == new {
            return Ok(());
        }
        let patch = Command::new("patch").args(["--binary", "-s"]).arg(&a).arg(&p).output();
        let Ok(patch) = patch else {
            skip("the program patch is not here");
            return Ok(());
        };
        prop_assert!(patch.status.success(), "{}", String::from_utf8_lossy(&patch.stdout));
        let made = fs::read_to_string(&a).unwrap_or_default();
        prop_assert_eq!(made, new);
    }

    #[test]
    fn any_text_can_be_shown(old in any::<String>(), new in any::<String>(), width in 0usize..90) {
        for render in ALL {
            for color in [false, true] {
                let options = RenderOptions::default().width(width).color(color);
                shown(render, &old, &new, &options);
            }
        }
    }
}
