//! The diff: what changed between two texts, as sentence operations and word spans.
