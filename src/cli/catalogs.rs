//! The catalogs of commands that read several as one: opening them, and the column that names them.

use std::ffi::OsString;
use std::ops::Deref;
use std::path::PathBuf;

use tempfile::TempDir;

use super::command_error::CommandError;
use super::context::Context;
use super::line::position_of_command;
use super::rebuild::updated_catalog;
use super::{Cli, Command, READS_SEVERAL};
use crate::article::ArticleId;
use crate::catalog::CatalogSet;
use crate::render::counted;
use crate::render::rows::{Cell, Column};

/// The name of the column that names catalogs.
const CATALOG: &str = "catalog";

/// The context of a command, with the catalogs of the folders that are named. Fails if there are several,
/// but the command works on one.
pub(super) fn named(
    cli: &Cli,
    line: &[OsString],
    context: &Context,
) -> Result<Context, CommandError> {
    // clap forgets the values before the command if there are some behind it.
    let options = line.iter().take_while(|word| *word != "--");
    let is_db = |word: &&OsString| {
        word.to_str().is_some_and(|word| word == "--db" || word.starts_with("--db="))
    };
    if context.catalogs.len() < options.filter(is_db).count() {
        return Err(CommandError::usage(
            "--db is given before and after the command: name all catalogs in one place",
        ));
    }
    let name = position_of_command(line).and_then(|at| line.get(at)?.to_str()).unwrap_or_default();
    let is_ack = matches!(&cli.command, Command::Audit(args) if args.is_ack());
    if READS_SEVERAL.contains(&name) && !is_ack {
        let catalogs = CatalogSet::paths(&context.catalogs)
            .map_err(|error| CommandError::usage(error.to_string()))?;
        return Ok(context.with_catalogs(catalogs));
    }
    if context.catalogs.len() > 1 {
        return Err(CommandError::Usage {
            message: format!(
                "`recension {name}{}` works on one catalog, but --db names {}",
                if is_ack { " ack" } else { "" },
                context.catalogs.len()
            ),
            hints: vec![format!(
                "the commands that read several catalogs as one are {}",
                READS_SEVERAL.join(", ")
            )],
        });
    }
    Ok(context.clone())
}

/// The catalogs of a command, open for reading.
pub(super) struct OpenCatalogs {
    // Fields are dropped in this order: the catalogs are closed before copies are removed.
    set: CatalogSet,
    _copies: Vec<TempDir>,
}

impl Deref for OpenCatalogs {
    type Target = CatalogSet;

    fn deref(&self) -> &CatalogSet {
        &self.set
    }
}

/// Opens the catalogs for reading, after updating their derived data if needed.
pub(super) fn derived_catalogs(context: &Context) -> Result<OpenCatalogs, CommandError> {
    open(context, false)
}

/// Opens the catalogs for reading, after updating their derived data and search indexes if needed.
pub(super) fn indexed_catalogs(context: &Context) -> Result<OpenCatalogs, CommandError> {
    open(context, true)
}

fn open(context: &Context, with_words: bool) -> Result<OpenCatalogs, CommandError> {
    let (mut catalogs, mut copies) = (Vec::new(), Vec::new());
    for path in &context.catalogs {
        let (catalog, copy) =
            updated_catalog(&context.with_catalogs(vec![path.clone()]), with_words)?.into_parts();
        catalogs.push(catalog);
        copies.extend(copy);
    }
    // A copy has another path than the catalog that it replaces.
    let names = context.catalogs.iter().map(|path| path.display().to_string()).collect();
    Ok(OpenCatalogs { set: CatalogSet::named(catalogs, names)?, _copies: copies })
}

impl OpenCatalogs {
    /// The columns of rows that are about articles: if there are several catalogs, the last one names
    /// the catalog.
    pub(super) fn columns(&self, columns: &[Column]) -> Vec<Column> {
        let named = self.is_several().then(|| Column::long(CATALOG, "Catalog"));
        columns.iter().cloned().chain(named).collect()
    }

    /// The cells of a row about an article.
    pub(super) fn cells(&self, article: ArticleId, mut cells: Vec<Cell>) -> Vec<Cell> {
        if self.is_several() {
            cells.push(Cell::new(self.name_of(article)));
        }
        cells
    }

    /// Warns if counts include articles more than once, because they are in several catalogs.
    pub(super) fn warn_of_shared(&self, context: &Context) -> Result<(), CommandError> {
        let shared = self.shared_articles()?;
        if shared > 0 {
            let verb = if shared == 1 { "is" } else { "are" };
            context.warn(&format!(
                "{} {verb} in more than one of the catalogs, and counted once for each",
                counted(shared as i64, "article")
            ));
        }
        Ok(())
    }

    /// The catalogs in a few words.
    pub(super) fn in_words(&self) -> String {
        let name = |path: PathBuf| {
            path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
        };
        let names: Vec<String> = self.names().iter().map(|one| name(PathBuf::from(one))).collect();
        match names.as_slice() {
            [one] => one.clone(),
            [first, .., last] => format!("{} catalogs, {first} to {last}", names.len()),
            [] => String::new(),
        }
    }
}
