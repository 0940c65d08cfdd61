//! The errors of watching.

use std::path::PathBuf;

use crate::article::Setting;
use crate::fetch::ArchiveError;
use crate::store::StoreError;

/// An error of watching. Every message names the file or the URL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WatchError {
    /// The file of what is watched cannot be used.
    #[error(
        "{}: what is watched cannot be read or written: {why}; check the file and its folder",
        path.display()
    )]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The file was written by a newer program, or is of another one.
    #[error(
        "{} is not a file of what recension watches, or was written by a newer recension; \
         move it away, or upgrade recension",
        path.display()
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The path of a web archive cannot be kept.
    #[error("{}: the folder's name is not valid Unicode; choose another folder", path.display())]
    PathNotText {
        /// The path.
        path: PathBuf,
    },
    /// Another process runs the watch.
    #[error(
        "{}: another process is running this watch or fetches pages; stop it first, or wait until \
         it ends",
        path.display()
    )]
    Running {
        /// The file of what is watched.
        path: PathBuf,
    },
    /// A URL that cannot be requested.
    #[error("{url}: {why}")]
    Refused {
        /// The URL, as given.
        url: String,
        /// Why.
        why: String,
    },
    /// A web archive does not list its captures.
    #[error("{url}: {why}")]
    List {
        /// The address of the list.
        url: String,
        /// What it answered instead.
        why: String,
    },
    /// Many hosts are watched, and no contact is given.
    #[error(
        "{hosts} hosts are watched: give {}, so that their owners can reach you",
        Setting::Contact
    )]
    NoContact {
        /// The number of hosts.
        hosts: i64,
    },
    /// The web archive cannot be written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The catalog.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The web archive could not be imported.
    #[error("{}", .0.join("\n"))]
    Import(Vec<String>),
}
