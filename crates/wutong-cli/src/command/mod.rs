//! One file a command.

mod catalogue;
mod check;
mod demo;
mod findings;
mod init;
mod key;
mod report;
mod run;
mod summary;

use std::path::{Path, PathBuf};

use wutong::Sources;
use wutong::report::Templates;

use crate::args::{Args, Command, TemplatesCommand};
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: Args, console: &mut Console) -> Result<u8, CliError> {
    let lang = args.lang();
    match args.command {
        Command::Demo { out, students, seed, only_files } => {
            demo::run(&out, &demo::Size { students, seed, only_files }, lang, console)
        }
        Command::Init { files, output, mapping, save_mapping } => {
            let init = init::Init {
                files: &files,
                output: &output,
                mapping: mapping.as_deref(),
                save_mapping: save_mapping.as_deref(),
            };
            init::run(&init, lang, console)
        }
        Command::Check { spec, threads, with } => check::run(&spec, threads, &with, lang, console),
        Command::Run(args) => run::run(&args, lang, console),
        Command::Report(args) => report::again(&args, lang, console),
        Command::Templates { what: TemplatesCommand::Export { folder } } => report::export(&folder, lang, console),
        Command::Metrics { json } => catalogue::metrics(json, console),
        Command::Findings { json } => findings::run(json, lang, console),
        Command::Key { file } => key::run(&file, lang, console),
        Command::Explain { metric } => catalogue::explain(&metric, lang, console),
        Command::Schema => catalogue::schema(console),
    }
}

/// The sources, and the corrections that the command line names.
fn corrected(sources: Sources, with: &[PathBuf]) -> Sources {
    with.iter().fold(sources, |sources, file| sources.and(Sources::corrections(file)))
}

/// The centre's templates, or those that travel inside.
fn templates(folder: Option<&Path>) -> Result<Templates, CliError> {
    Ok(match folder {
        Some(folder) => Templates::open(folder)?,
        None => Templates::default(),
    })
}
