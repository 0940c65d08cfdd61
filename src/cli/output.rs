//! Output to stdout, through a pager on a terminal, or to a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde::Serialize;

use super::command_error::CommandError;
use super::context::Context;
use super::destination::Destination;

/// The destination of a command's data.
pub(super) enum Output {
    Plain(BufWriter<io::Stdout>),
    Paged {
        child: Child,
        input: Option<BufWriter<ChildStdin>>,
    },
    /// A file, which appears when it is complete.
    File {
        out: BufWriter<File>,
        place: Destination,
    },
}

impl Output {
    /// Writes to stdout directly, or to the file given with --output.
    pub(super) fn plain(context: &Context) -> Result<Self, CommandError> {
        let Some(file) = &context.file else { return Ok(Self::stdout()) };
        let place = Destination::new(&file.path, false, file.force, &context.catalogs)?;
        let out = File::create(place.part()).map_err(|error| {
            CommandError::Failed(format!("{}: cannot be written: {error}", file.path.display()))
        })?;
        Ok(Self::File { out: BufWriter::with_capacity(1 << 16, out), place })
    }

    fn stdout() -> Self {
        Self::Plain(BufWriter::with_capacity(1 << 16, io::stdout()))
    }

    /// Writes through `$PAGER` (or `less`) on a terminal. `less` exits by itself if the output fits
    /// on one screen.
    pub(super) fn paged(context: &Context) -> Result<Self, CommandError> {
        if !context.pager {
            return Self::plain(context);
        }
        let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
        let mut words = pager.split_whitespace();
        let Some(program) = words.next().filter(|program| *program != "cat") else {
            return Self::plain(context);
        };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        match command.spawn() {
            Ok(mut child) => {
                let input = child.stdin.take().map(BufWriter::new);
                Ok(Self::Paged { child, input })
            }
            Err(_) => Self::plain(context),
        }
    }

    /// Flushes the output, and waits for the pager to exit or moves the file to its place.
    pub(super) fn finish(mut self) -> Result<(), CommandError> {
        let flushed = self.flush();
        match self {
            Self::Plain(_) => {}
            Self::Paged { mut child, input } => {
                drop(input);
                let _ = child.wait();
            }
            Self::File { out, place } => {
                flushed?;
                drop(out);
                return place.keep();
            }
        }
        Ok(flushed?)
    }
}

/// Writes one JSON value.
pub(super) fn write_json(out: &mut Output, value: &impl Serialize) -> io::Result<()> {
    crate::render::json::to_writer(out, value)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::File { out, .. } => out.write(bytes),
            Self::Paged { input: Some(out), .. } => out.write(bytes),
            Self::Paged { input: None, .. } => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::File { out, .. } => out.flush(),
            Self::Paged { input: Some(out), .. } => out.flush(),
            Self::Paged { input: None, .. } => Ok(()),
        }
    }
}
