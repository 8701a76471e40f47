//! `wutong report` and `wutong templates`: the reports without the marks.

use std::path::Path;

use wutong::Workers;
use wutong::report::output::{Formats, Press, WriteOptions, rebuild};
use wutong::report::{Lang, Templates};

use super::{summary, templates};
use crate::args::ReportArgs;
use crate::console::Console;
use crate::error::CliError;
use crate::{DONE, REFUSED};

pub(crate) fn again(args: &ReportArgs, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    let options = WriteOptions { formats: Formats::parse(&args.format)?, lang, classes: true };
    let templates = templates(args.templates.as_deref())?;
    let workers = Workers::new(args.threads.map(usize::from)).map_err(wutong::Error::from)?;
    let bar = console.progress(lang);
    let writing = |what: &str| bar.phase(&format!("{} {what}", lang.pick("写出", "writing")));
    let each = |n: usize, job: &(dyn Fn(usize) + Sync)| workers.each(n, job);
    let written = rebuild(&args.from, &options, &Press { templates: &templates, each: &each, progress: &writing })?;
    bar.finish();
    summary::failures(&written, lang, console);
    console.say(&format!("{}{}", lang.pick("已重新排版：", "made again: "), written.folder.display()));
    Ok(if written.failures.is_empty() { DONE } else { REFUSED })
}

pub(crate) fn export(folder: &Path, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    for path in Templates::export(folder)? {
        console.say(&format!("  {}", path.display()));
    }
    console.say(lang.pick(
        "留下要改的文件，其余可删；用 --templates 指明这个文件夹。",
        "Keep the files that you change, delete the others, and name the folder with --templates.",
    ));
    Ok(DONE)
}
