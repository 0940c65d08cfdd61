//! The `recension` program: parses, runs, gives the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    recension::cli::main()
}
