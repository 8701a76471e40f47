//! `wutong init`: a specification to review, inferred from files.

use std::path::{Path, PathBuf};

use wutong::report::Lang;

use crate::DONE;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(files: &[PathBuf], output: &Path, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    if output.exists() {
        return Err(CliError::Exists(output.to_owned()));
    }
    let sketch = wutong::ingest::sketch(files)?;
    let base = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let text = sketch.to_toml(base);
    std::fs::write(output, text).map_err(|source| CliError::Write { path: output.to_owned(), source })?;
    console.say(&match lang {
        Lang::Zh => format!("已写出 {}，请检查后运行：wutong run {}", output.display(), output.display()),
        Lang::En => format!("wrote {}; review it, then: wutong run {}", output.display(), output.display()),
    });
    for question in &sketch.questions {
        console.say(&format!("  ? {}", lang.pick(&question.zh, &question.en)));
    }
    Ok(DONE)
}
