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
//! # The modules
//! Data flows from [`source`] (splits inputs into items) through [`extract`] (reads items as
//! captures) and [`import`] (the pipeline) into the [`store`] (one SQLite file). From the store it
//! flows through [`history`] (order, silent edits, returns, blame), [`audit`] (findings by rule)
//! and [`diff`] (sentences and words) to [`render`] (formats) and [`cli`] (commands). The words of
//! each language that they recognize are in the [`lexicon`].
//! `ARCHITECTURE.md` lists which module may use which.
//!
//! # From a page to its changes
//! ```
//! use recension::diff::{Op, Options, diff};
//! use recension::extract;
//! use recension::source::{Item, PageKind, Place, Raw, RawPage};
//!
//! let read = |body: &str| {
//!     let html = format!(
//!         r#"<link rel="canonical" href="https://example.org/dock"><h1>Dock to shut</h1>
//!            <article><p>{body}</p><p>Barges will be sent to the upper lock until the
//!            crane is back, the canal office said on Monday morning.</p></article>"#
//!     );
//!     let page = RawPage {
//!         bytes: html.into_bytes(),
//!         kind: PageKind::Html,
//!         content_type: None,
//!         url_hint: None,
//!         written: None,
//!         origin: None,
//!     };
//!     let place = Place { input: "dock.html".into(), record: None, offset: 0 };
//!     extract::capture(&Item { place, raw: Raw::Page(page) }, &extract::Options::default())
//! };
//! let old = read("The dock will shut for 3 days while its crane is tested by the owner.")?;
//! let new = read("The dock will shut for 30 days while its crane is tested by the owner.")?;
//! assert_eq!(old.version.key.as_str(), "org,example)/dock");
//! assert_ne!(old.version.id(), new.version.id());
//!
//! let (old, new) = (old.version.content.body.unwrap(), new.version.content.body.unwrap());
//! let diff = diff(&old, &new, &Options::default());
//! assert_eq!(diff.changes[0].op, Op::Edited);
//! assert!(diff.changes[0].classes.has_fact());
//! # Ok::<(), extract::Problem>(())
//! ```

pub mod article;
pub mod audit;
pub mod cli;
pub mod diff;
pub mod extract;
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
