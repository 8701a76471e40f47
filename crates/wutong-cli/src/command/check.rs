//! `wutong check`: reads and checks, writes nothing.

use std::path::Path;

use wutong::Workers;
use wutong::model::Verdict;
use wutong::report::{Lang, words};

use super::summary;
use crate::console::Console;
use crate::error::CliError;
use crate::{DONE, REFUSED};

pub(crate) fn run(path: &Path, threads: Option<u16>, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    let (spec, sources) = wutong::open(path)?;
    let workers = Workers::new(threads.map(usize::from)).map_err(wutong::Error::from)?;
    let bar = console.progress(lang);
    let ingested = wutong::read(&spec, &sources, &bar, &workers)?;
    let analysis = wutong::analyse(&spec, ingested, &workers);
    bar.finish();
    for account in &analysis.accounts {
        let sheet = if account.sheet.is_empty() { String::new() } else { format!(" [{}]", account.sheet) };
        let line = match lang {
            Lang::Zh => format!(
                "{}{sheet}：读入 {} 行 = 采用 {} + 待核 {} + 标题表尾 {}；待核单元格 {}",
                account.file,
                account.rows_read,
                account.kept,
                account.set_aside,
                account.not_data,
                account.cells_set_aside
            ),
            Lang::En => format!(
                "{}{sheet}: {} rows read = {} kept + {} set aside + {} not data; {} cells set aside",
                account.file,
                account.rows_read,
                account.kept,
                account.set_aside,
                account.not_data,
                account.cells_set_aside
            ),
        };
        writeln!(console.out, "{line}")?;
        if !account.ignored_columns.is_empty() {
            let label = lang.pick("未使用的列", "columns not used");
            writeln!(console.out, "  {label}: {}", account.ignored_columns.join(", "))?;
        }
    }
    for problem in &analysis.problems {
        let place = &problem.place;
        let sheet = if place.sheet.is_empty() { String::new() } else { format!("[{}]", place.sheet) };
        let what = words::problem(problem.kind, lang);
        let cure = words::cure(problem, lang);
        writeln!(
            console.out,
            "{}{sheet} {}:{} '{}' {what}: {cure}",
            place.file, place.row, place.column, problem.text
        )?;
    }
    summary::accounting(&analysis, lang, console);
    summary::findings(&analysis, lang, console);
    Ok(if analysis.verdict == Verdict::Refused { REFUSED } else { DONE })
}
