//! One crate for all integration tests, so that it is linked once.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is its job")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod addresses;
mod append_only;
mod arrows;
mod audit;
mod audit_stories;
mod captures;
mod catalogs;
mod changes;
mod command_line;
mod common;
mod crowd;
mod databases;
mod derivation;
mod dictionaries;
mod diff_cases;
mod diff_labels;
mod diff_laws;
mod diff_render;
mod diff_sentences;
mod diff_truth;
mod every_command;
mod evidence;
mod evidence_at;
mod evidence_page;
mod export_laws;
mod exports;
mod extract_records;
mod extract_seed;
mod failing_calls;
mod faults;
mod feeds;
mod history_laws;
mod import_laws;
mod kills;
mod language;
mod list;
mod merge_laws;
mod optimize;
mod other_sqlite;
mod redact;
mod reject_laws;
mod schema_doc;
mod search;
mod tamper;
mod text_samples;
mod tidy;
mod transcripts;
mod warc_laws;
mod warc_samples;
mod works;
