//! `wutong check`: reads and checks, writes nothing.

use std::path::{Path, PathBuf};

use wutong::Workers;
use wutong::model::spec::Audience;
use wutong::model::{ProblemKind, SheetAccount, Verdict};
use wutong::report::{Lang, words};

use super::{corrected, summary};
use crate::console::Console;
use crate::error::CliError;
use crate::{DONE, REFUSED};

pub(crate) fn run(
    path: &Path,
    threads: Option<u16>,
    with: &[PathBuf],
    lang: Lang,
    console: &mut Console,
) -> Result<u8, CliError> {
    let (mut spec, sources) = wutong::open(path)?;
    // Whoever checks mends the marks, and has to see them.
    spec.raw.privacy.audience = Audience::BureauInternal;
    let sources = corrected(sources, with);
    let workers = Workers::new(threads.map(usize::from)).map_err(wutong::Error::from)?;
    let bar = console.progress(lang);
    let ingested = wutong::read(&spec, &sources, &bar, &workers)?;
    let analysis = wutong::analyse(&spec, ingested, &workers);
    bar.finish();
    for account in &analysis.accounts {
        sheet(account, lang, console)?;
    }
    for problem in &analysis.problems {
        let place = &problem.place;
        let sheet = if place.sheet.is_empty() { String::new() } else { format!("[{}]", place.sheet) };
        let what = words::problem(problem.kind, lang);
        let cure = words::cure(problem, lang);
        if problem.kind == ProblemKind::UnreadFile {
            // Its message names the file and says everything.
            writeln!(console.out, "{what}: {cure}")?;
            continue;
        }
        // Row 0 is the sheet as a whole.
        let at = match (place.row, place.column.as_str()) {
            (0, "") => String::new(),
            (0, column) => format!(" {column}"),
            (row, column) => format!(" {row}:{column}"),
        };
        writeln!(console.out, "{}{sheet}{at} '{}' {what}: {cure}", place.file, problem.text)?;
    }
    summary::accounting(&analysis, lang, console);
    summary::findings(&analysis, lang, console);
    summary::insights(&analysis, lang, console);
    Ok(if analysis.verdict == Verdict::Refused { REFUSED } else { DONE })
}

/// What became of the rows of a sheet, and which columns were read as what.
fn sheet(account: &SheetAccount, lang: Lang, console: &mut Console) -> Result<(), CliError> {
    let SheetAccount { file, rows_read, kept, set_aside, not_data, cells_set_aside: cells, .. } = account;
    let sheet = if account.sheet.is_empty() { String::new() } else { format!(" [{}]", account.sheet) };
    let line = match lang {
        Lang::Zh => format!(
            "{file}{sheet}：读入 {rows_read} 行 = 采用 {kept} + 待核 {set_aside} + 标题表尾 {not_data}；待核单元格 {cells}"
        ),
        Lang::En => format!(
            "{file}{sheet}: {rows_read} rows read = {kept} kept + {set_aside} set aside + {not_data} not data; {cells} cells \
             set aside"
        ),
    };
    writeln!(console.out, "{line}")?;
    if !account.columns.is_empty() {
        let label = lang.pick("读取的列", "columns read");
        let columns: Vec<String> = account.columns.iter().map(|(role, header)| format!("{role}={header}")).collect();
        writeln!(console.out, "  {label}: {}", columns.join(", "))?;
    }
    if !account.ignored_columns.is_empty() {
        let label = lang.pick("未使用的列", "columns not used");
        writeln!(console.out, "  {label}: {}", account.ignored_columns.join(", "))?;
    }
    Ok(())
}
