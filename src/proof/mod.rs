//! Proofs: the algorithms of append-only logs. Works on digests, independent of catalogs.
//!
//! A catalog's log is a Merkle tree as defined by RFC 9162 (section 2.1), over its entries in
//! order. The hash of a leaf is `SHA-256(0x00 || entry)`, and that of an inner node `SHA-256(0x01
//! || left || right)`. A *head* is the log's size and its root. With a stored head, you can later
//! verify that an entry was in the log at that size ([inclusion](merkle::verify_inclusion)), and
//! that a longer log begins with the same entries, unaltered and in the same order
//! ([consistency](merkle::verify_consistency)).
//!
//! A head is stored as a [checkpoint], which is a [note] that can be signed and
//! [time-stamped](stamp). A [bundle] contains a version with everything needed to
//! [check](bundle::Bundle::check) without the catalog that it was in the log; with a [question],
//! also that the version was in effect at a time.

pub mod answer;
pub mod bundle;
pub mod checkpoint;
pub mod evidence;
pub mod look;
pub mod merkle;
pub mod note;
pub mod question;
pub mod report;
pub mod stamp;
pub mod tlog_proof;
