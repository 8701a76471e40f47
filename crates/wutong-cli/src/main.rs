//! The `wutong` command.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Exit code of a command that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

fn main() -> ExitCode {
    // Where no handler can be set an interrupted run leaves a hidden folder behind, which is no reason not to run.
    let _ = ctrlc::set_handler(|| {
        // Held until the end: the run must not go on without its folder.
        let _held = wutong_cli::interrupt();
        let _ = writeln!(std::io::stderr(), "\n已中断，未写出结果 / interrupted; no results were written");
        std::process::exit(INTERRUPTED);
    });
    let console = wutong_cli::Console {
        out: &mut std::io::stdout().lock(),
        words: &mut std::io::stderr(),
        terminal: std::io::stderr().is_terminal(),
    };
    ExitCode::from(wutong_cli::run(std::env::args_os(), console))
}
