//! Puts the content of declarative shadow roots where a browser shows it.
//!
//! `<template shadowrootmode="open">` in an element is what a reader sees instead of the element's
//! own children. These are shown in the `<slot>` elements of the template that take them.

use dom_query::{Document, NodeId, NodeRef};
use memchr::memmem;

/// The most templates that are replaced; a page has one for each custom element.
const MOST_TEMPLATES: usize = 20_000;
/// The most children that are moved into slots: a child moves once for each level of nesting.
const MOST_MOVES: usize = 500_000;

/// Replaces the templates of shadow roots by their content.
pub(super) fn flatten(document: &Document, html: &str) {
    if memmem::find(html.as_bytes(), b"shadowroot").is_none() {
        return;
    }
    let mut moves = 0;
    let mut open: Vec<NodeId> = templates_in(&document.root());
    open.reverse();
    let mut count = 0;
    while let Some(id) = open.pop() {
        count += 1;
        if count > MOST_TEMPLATES || moves > MOST_MOVES {
            break;
        }
        let template = NodeRef::new(id, &document.tree);
        let Some(content) = content_of(&template) else { continue };
        let (Some(host), Some(content)) = (template.parent(), document.tree.get(&content)) else {
            continue;
        };
        // The templates inside the content come next: what was moved into a slot may move again.
        let mut inner = templates_in(&content);
        inner.reverse();
        moves += place_children(&host, &template, &content);
        for child in content.children() {
            template.insert_before(&child);
            moves += 1;
        }
        template.remove_from_parent();
        open.append(&mut inner);
    }
    unwrap_slots(document, moves);
}

/// Replaces slots by what is in them, inner ones first: a slot has no box of its own.
fn unwrap_slots(document: &Document, mut moves: usize) {
    let mut slots: Vec<_> =
        document.root().descendants_it().filter(|node| node.has_name("slot")).collect();
    while let Some(slot) = slots.pop() {
        for child in slot.children() {
            slot.insert_before(&child);
            moves += 1;
        }
        slot.remove_from_parent();
        if moves > MOST_MOVES {
            return;
        }
    }
}

/// Returns the templates of shadow roots in a subtree, in page order; the first of each element.
fn templates_in(root: &NodeRef<'_>) -> Vec<NodeId> {
    let mut hosts = std::collections::HashSet::new();
    let templates = root.descendants_it().filter(|node| content_of(node).is_some());
    let first = templates.filter(|node| {
        node.parent().is_some_and(|host| host.is_element() && hosts.insert(host.id))
    });
    first.map(|node| node.id).collect()
}

/// Returns the content of the template of a shadow root; `None` if the node is none.
fn content_of(node: &NodeRef<'_>) -> Option<NodeId> {
    let element = node.element_ref()?;
    let content = element.template_contents?;
    // Chrome's first form had another name.
    let is_root = element.attrs.iter().any(|attribute| {
        matches!(attribute.name.local.as_ref(), "shadowrootmode" | "shadowroot")
            && ["open", "closed"].iter().any(|mode| attribute.value.eq_ignore_ascii_case(mode))
    });
    is_root.then_some(content)
}

/// Moves the children of an element with a shadow root into the slots that take them, and hides
/// the others, which a browser does not show. Returns how many were moved.
fn place_children(host: &NodeRef<'_>, template: &NodeRef<'_>, content: &NodeRef<'_>) -> usize {
    let mut slots: Vec<(String, NodeRef<'_>, bool)> = Vec::new();
    for slot in content.descendants_it().filter(|node| node.has_name("slot")) {
        let name = slot.attr("name").map(|name| name.to_string()).unwrap_or_default();
        if !slots.iter().any(|(other, ..)| *other == name) && slots.len() < MOST_SLOTS {
            slots.push((name, slot, false));
        }
    }
    let mut moves = 0;
    for child in host.children().into_iter().filter(|child| child.id != template.id) {
        if !child.is_element() && !child.is_text() {
            continue;
        }
        moves += 1;
        let name = child.attr("slot").map(|name| name.to_string()).unwrap_or_default();
        match slots.iter_mut().find(|(other, ..)| *other == name) {
            Some((_, slot, is_taken)) => {
                // What the slot shows if nothing is in it.
                let is_seen = child.is_element() || !child.text().trim().is_empty();
                if is_seen && !std::mem::replace(is_taken, true) {
                    slot.remove_children();
                }
                if is_seen || *is_taken {
                    slot.append_child(&child);
                }
            }
            None if child.is_element() => child.set_attr("hidden", ""),
            None => child.remove_from_parent(),
        }
    }
    moves
}

/// The most slots of one shadow root.
const MOST_SLOTS: usize = 64;
