//! `wutong demo`: a synthetic district as a centre receives it, and its run.

use std::path::Path;

use wutong::report::Lang;
use wutong::report::Templates;
use wutong::report::output::{Formats, WriteOptions};
use wutong_synth::{Options, ScoreFormat, write_district, write_scores};

use super::run::{Job, beside};
use crate::DONE;
use crate::console::Console;
use crate::error::CliError;

/// From this many pupils on, marks come as one Parquet file instead of workbooks.
const WORKBOOKS_UP_TO: u64 = 60_000;

/// How large a district, and which one.
pub(crate) struct Size {
    pub(crate) students: u64,
    pub(crate) seed: u64,
    pub(crate) only_files: bool,
}

pub(crate) fn run(out: &Path, size: &Size, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    let foreign = out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) && !out.join("truth.json").exists();
    if foreign {
        return Err(CliError::DemoFolder(out.to_owned()));
    }
    let options = Options { pupils: size.students, schools: None, seed: size.seed };
    let written = if size.students <= WORKBOOKS_UP_TO {
        write_district(&options, out)?
    } else {
        write_scores(&options, ScoreFormat::Parquet, out)?
    };
    console.say(&match lang {
        Lang::Zh => format!(
            "已在 {} 生成虚拟学区：{} 所学校，{} 名学生，{} 个文件",
            out.display(),
            written.n_schools,
            written.n_pupils,
            written.files.len()
        ),
        Lang::En => format!(
            "synthetic district in {}: {} schools, {} pupils, {} files",
            out.display(),
            written.n_schools,
            written.n_pupils,
            written.files.len()
        ),
    });
    if size.only_files {
        return Ok(DONE);
    }
    let (spec, sources) = wutong::open(&written.exam_toml)?;
    let out = beside(&written.exam_toml, &spec);
    let formats = if size.students <= WORKBOOKS_UP_TO { "html,pdf,docx,xlsx,json,csv,parquet" } else { "parquet" };
    let options = WriteOptions { formats: Formats::parse(formats)?, lang, classes: false };
    Job {
        spec,
        sources,
        out,
        options,
        templates: Templates::default(),
        threads: None,
        seed: Some(size.seed),
        exported_by: None,
        exported_at: None,
    }
    .run(console)
}
