//! One file a command.

mod catalogue;
mod check;
mod demo;
mod init;
mod run;
mod summary;

use crate::args::{Args, Command};
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: Args, console: &mut Console) -> Result<u8, CliError> {
    let lang = args.lang();
    match args.command {
        Command::Demo { out, students, seed, only_files } => {
            demo::run(&out, &demo::Size { students, seed, only_files }, lang, console)
        }
        Command::Init { files, output } => init::run(&files, &output, lang, console),
        Command::Check { spec, threads } => check::run(&spec, threads, lang, console),
        Command::Run(args) => run::run(&args, lang, console),
        Command::Metrics { json } => catalogue::metrics(json, console),
        Command::Explain { metric } => catalogue::explain(&metric, lang, console),
        Command::Schema => catalogue::schema(console),
    }
}
