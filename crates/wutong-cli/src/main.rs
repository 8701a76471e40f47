//! The `wutong` command.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Exit code of a command that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

fn main() -> ExitCode {
    // Where no handler can be set an interrupted run leaves a hidden folder behind, which is no reason not to run.
    let _ = ctrlc::set_handler(|| {
        // Held until the end: the run must not go on without its folder.
        let held = wutong_cli::interrupt();
        let told = if held.has_written() {
            "\n已中断，结果此前已全部写出 / interrupted; the results had been written before"
        } else {
            "\n已中断，未写出结果 / interrupted; no results were written"
        };
        let _ = writeln!(std::io::stderr(), "{told}");
        std::process::exit(INTERRUPTED);
    });
    let console = wutong_cli::Console {
        out: &mut std::io::stdout().lock(),
        words: &mut std::io::stderr(),
        terminal: std::io::stderr().is_terminal(),
    };
    ExitCode::from(wutong_cli::run(std::env::args_os(), console))
}
