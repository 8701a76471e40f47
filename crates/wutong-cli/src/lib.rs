//! Arguments, files, progress and exit codes of the `wutong` command; it holds no numbers.
//!
//! Data goes to standard output, words and progress to standard error. Exit codes: 0 done, 1 done but a finding of
//! severity `block` stands or a report could not be written, 2 could not be done, 130 interrupted.

mod args;
mod command;
mod console;
mod error;

use std::ffi::OsString;

use clap::Parser;

pub use console::Console;
pub use wutong::report::output::{Interrupted, interrupt};

/// Exit code: done.
pub const DONE: u8 = 0;
/// Exit code: done, but the comparison is refused.
pub const REFUSED: u8 = 1;
/// Exit code: could not be done.
pub const FAILED: u8 = 2;

/// Runs one command and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, mut console: Console) -> u8 {
    let args = match args::Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => return console.usage(&error),
    };
    let lang = args.lang();
    match command::run(args, &mut console) {
        Ok(code) => code,
        // Whoever reads has seen enough; that is no failure.
        Err(error) if error.is_closed_pipe() => DONE,
        Err(error) => {
            console.failure(&error.text(lang), lang);
            FAILED
        }
    }
}
