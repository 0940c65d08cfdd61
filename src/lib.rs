//! recension keeps every version of every article and shows exactly what changed.
//!
//! # The model
//! An **article** is identified by the [match key](article::MatchKey) of its URL. A **version** is
//! a distinct state of an article: what it says, and when its publisher claims to have published
//! and updated it. A version's [id](article::VersionId) is the SHA-256 of a [documented
//! form](article::canonical) of these fields, and is the same on every machine. A **capture**
//! records that a version was seen: when, in which input, and under which URL. The three timestamps
//! *published*, *updated* and *captured* are never mixed, and a missing timestamp stays missing.
//! The [order](history) of an article's versions is computed from the timestamps, never from the
//! order of arrival.
//!
//! # Import, compare, query
//! ```
//! use recension::catalog::Catalog;
//! use recension::import::{self, Job, Progress};
//! use recension::source::Input;
//! use recension::store::{ChangeFilter, Writer};
//!
//! let folder = tempfile::tempdir()?;
//! let (rows, db) = (folder.path().join("rows.jsonl"), folder.path().join("news.db"));
//! std::fs::write(
//!     &rows,
//!     r#"{"url": "https://example.org/toll", "updated": "2024-05-06T09:00Z", "body": "The toll is £4."}
//! {"url": "https://example.org/toll", "updated": "2024-05-06T10:00Z", "body": "The toll is £5."}
//! "#,
//! )?;
//!
//! let mut writer = Writer::begin(&db, "example", "[]", 0)?;
//! let job = Job::new(vec![Input::Path(rows)]);
//! import::run(job, &mut writer, &Progress::default())?;
//! writer.finish(1)?;
//!
//! let snapshot = Catalog::open(&db)?.snapshot()?;
//! let article = snapshot.select("toll")?;
//! let diff = article.diff("1..2")?;
//! assert_eq!(diff.summary().to_string(), "1 sentence edited (number); +1 −1 words");
//! let page = snapshot.change_page(&ChangeFilter::default().limit(20))?;
//! assert_eq!(page.changes.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A page or record is read with [`extract::capture`], two texts are compared with [`diff::diff`].
//!
//! # The modules
//! Data flows from [`source`] (splits inputs into items) through [`extract`] (reads items as
//! captures) and [`import`] (the pipeline) into the [`store`] (one SQLite file), which derives each
//! article's [`timeline`] and its changes with [`diff`]. From the store it flows through [`history`]
//! (blame, search, changes) and [`audit`] (findings by rule) to [`render`] (formats) and [`cli`]
//! (commands). [`catalog`] is the front door for programs, and the words of each language are in the
//! [`lexicon`]. `ARCHITECTURE.md` lists which module may use which.

pub mod article;
pub mod audit;
pub mod catalog;
pub mod cli;
pub mod diff;
pub mod extract;
pub mod fetch;
pub mod history;
pub mod import;
pub mod lexicon;
pub mod pipeline;
pub mod proof;
pub mod render;
pub mod search;
pub mod source;
pub mod store;
pub mod timeline;
pub mod watch;
pub mod web;
