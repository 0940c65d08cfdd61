//! recension keeps every version of every article and shows exactly what changed.
//!
//! # The model
//! An **article** is one story, known by the [match key](article::MatchKey) of its URL. A **version**
//! is a distinct state of it: what it says, and when its publisher claims to have published and
//! updated it; its [id](article::VersionId) is the SHA-256 of a [documented form](article::canonical)
//! of these, the same on every machine. A **capture** is one sighting of a version: when, where it was
//! read, under which URL. The three clocks, *published*, *updated* and *captured*, are never mixed,
//! and what is missing stays missing. The [order](history) of an article's versions is computed from
//! them, never from arrival.
//!
//! # The rooms
//! Data runs from [`source`] (inputs cut into items) through [`extract`] (items read as captures) and
//! [`import`] (the pipeline) into the [`store`] (one SQLite file), and out of it through [`history`]
//! (order, silent edits, returns, blame), [`audit`] (findings by rule) and [`diff`] (sentences and words) to [`render`] (formats)
//! and [`cli`] (commands). `ARCHITECTURE.md` has the arrows.
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
//!     extract::read(&Item { place, raw: Raw::Page(page) }, &extract::Options::default())
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
pub mod pipeline;
pub mod proof;
pub mod render;
pub mod search;
pub mod source;
pub mod store;
pub mod timeline;
