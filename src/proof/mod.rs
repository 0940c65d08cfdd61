//! Proofs: the arithmetic of append-only logs. Knows digests, not catalogs.
//!
//! A catalog's log is a Merkle tree as RFC 9162 (section 2.1) defines it: over its entries in their
//! order, a leaf hash `SHA-256(0x00 || entry)` each, and above them `SHA-256(0x01 || left || right)`.
//! A *head* is the log's size and its root; who keeps one can later be shown that an entry was in
//! the log at that size ([inclusion](merkle::verify_inclusion)), and that a longer log begins with
//! all that was in it, unaltered and in the same order ([consistency](merkle::verify_consistency)).
//!
//! A head is kept as a [checkpoint], a [note] that can be signed and [stamped](stamp) with the time;
//! a [bundle] holds a version with all that shows that it was in the log, to be
//! [checked](bundle::Bundle::check) without the catalog; with a [question], also why that version
//! was in effect at a time.

pub mod bundle;
pub mod checkpoint;
pub mod merkle;
pub mod note;
pub mod question;
pub mod stamp;
