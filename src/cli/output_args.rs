//! The options that say where the output goes, and the format that a file's suffix selects.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::{Context, OutputFile};
use super::destination::Destination;

/// Controls where the output is written.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct OutputArgs {
    /// Write to this file instead of stdout
    ///
    /// It must not exist yet, unless --force is given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

impl OutputArgs {
    /// The format of the output: the given one, the one that the file's suffix names, or `default`.
    pub(super) fn format<F: ValueEnum>(
        &self,
        given: Option<F>,
        default: F,
    ) -> Result<F, CommandError> {
        format_of(given, self.output.as_deref(), default)
    }

    /// Returns the context in which the command writes, after checking that the file may be
    /// written.
    pub(super) fn context(&self, context: &Context) -> Result<Context, CommandError> {
        let Some(path) = &self.output else { return Ok(context.clone()) };
        drop(Destination::new(path, false, self.force, &context.catalogs)?);
        Ok(context.to_file(OutputFile { path: path.clone(), force: self.force }))
    }
}

/// The format of commands that write only JSON Lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LinesFormat {
    /// One JSON object per line. A result of one line is also JSON
    #[value(alias = "json")]
    Jsonl,
}

/// The format of commands that write only their own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlainFormat {
    /// The command's own text
    Text,
}

/// Suffixes of file names that stand for a format, longer ones first, each with the format's name.
/// Formats that no command writes are included, because text in such a file would be a mistake.
const SUFFIXES: [(&str, &str); 36] = [
    ("warc.gz", "warc"),
    ("sarif.json", "sarif"),
    ("txt", "text"),
    ("text", "text"),
    ("json", "json"),
    ("jsonl", "jsonl"),
    ("ndjson", "jsonl"),
    ("csv", "csv"),
    ("tsv", "tsv"),
    ("tab", "tsv"),
    ("md", "markdown"),
    ("markdown", "markdown"),
    ("html", "html"),
    ("htm", "html"),
    ("atom", "atom"),
    ("xml", "atom"),
    ("patch", "unified"),
    ("diff", "unified"),
    ("sarif", "sarif"),
    ("warc", "warc"),
    ("tlog-proof", "tlog-proof"),
    ("db", "sqlite"),
    ("sqlite", "sqlite"),
    ("sqlite3", "sqlite"),
    ("gz", "gzip"),
    ("zst", "zstd"),
    ("bz2", "bzip2"),
    ("xz", "xz"),
    ("zip", "zip"),
    ("pdf", "pdf"),
    ("xlsx", "xlsx"),
    ("parquet", "parquet"),
    ("arrow", "arrow"),
    ("arrows", "arrow"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
];

/// The format of the output: the given one, the one that the suffix of the path names, or
/// `default`. A suffix that names a format which the command does not have is an error.
pub(super) fn format_of<F: ValueEnum>(
    given: Option<F>,
    path: Option<&Path>,
    default: F,
) -> Result<F, CommandError> {
    if let Some(given) = given {
        return Ok(given);
    }
    let name = path.and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let lower = name.to_ascii_lowercase();
    let ends = |suffix: &str| {
        lower.strip_suffix(suffix).is_some_and(|stem| stem.len() > 1 && stem.ends_with('.'))
    };
    let mut refused = None;
    for (suffix, format) in SUFFIXES.into_iter().filter(|(suffix, _)| ends(suffix)) {
        match F::from_str(format, false) {
            Ok(format) => return Ok(format),
            // For example, `.sarif.json` is JSON if the command has no SARIF.
            Err(_) => refused = Some((suffix, format)),
        }
    }
    let Some((suffix, format)) = refused else { return Ok(default) };
    let formats: Vec<String> = F::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned())
        .collect();
    Err(CommandError::Usage {
        message: format!(
            "{name}: the suffix .{suffix} means {format}, which this command does not write"
        ),
        hints: vec![format!("it writes {}; use the suffix of one of them", formats.join(", "))],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
    enum Sample {
        #[value(alias = "terminal")]
        Text,
        Json,
        Unified,
        Warc,
    }

    #[track_caller]
    fn check(name: &str, expected: Result<Sample, &str>) {
        let found = format_of(None, Some(Path::new(name)), Sample::Text);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{name}"),
            (Err(error), Err(part)) => {
                let error = error.to_string();
                assert!(error.contains(part), "{name}: {error}");
            }
            (found, expected) => panic!("{name}: {found:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn the_suffix_names_the_format() {
        check("a.txt", Ok(Sample::Text));
        check("a.JSON", Ok(Sample::Json));
        check("folder.csv/a.json", Ok(Sample::Json));
        check("a.patch", Ok(Sample::Unified));
        check("a.warc.gz", Ok(Sample::Warc));
        // SARIF is JSON.
        check("a.sarif.json", Ok(Sample::Json));
        // No format is named.
        check("a", Ok(Sample::Text));
        check("a.out", Ok(Sample::Text));
        check(".json", Ok(Sample::Text));
        check("csv", Ok(Sample::Text));
        check("a.csv", Err("a.csv: the suffix .csv means csv"));
        check("a.txt.gz", Err("the suffix .gz means gzip"));
        check("a.zst", Err(".zst"));
    }

    #[test]
    fn a_given_format_overrules_the_suffix() {
        let found = format_of(Some(Sample::Json), Some(Path::new("a.zst")), Sample::Text);
        assert_eq!(found.ok(), Some(Sample::Json));
    }
}
