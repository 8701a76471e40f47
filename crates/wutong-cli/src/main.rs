//! The `wutong` command.

use std::io::IsTerminal;
use std::process::ExitCode;

fn main() -> ExitCode {
    let console = wutong_cli::Console {
        out: &mut std::io::stdout().lock(),
        words: &mut std::io::stderr(),
        terminal: std::io::stderr().is_terminal(),
    };
    ExitCode::from(wutong_cli::run(std::env::args_os(), console))
}
