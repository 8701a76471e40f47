//! `wutong metrics`, `wutong explain`, `wutong schema`.

use serde_json::json;
use wutong::model::spec::{RawMappingFile, RawSpec};
use wutong::report::Lang;
use wutong::report::profile::{Bulletin, ClassReport, PupilReport, SchoolProfile, SubjectReport};
use wutong::stats::{CATALOGUE, MetricInfo, ON_REQUEST, metric};

use crate::DONE;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn metrics(as_json: bool, console: &mut Console) -> Result<u8, CliError> {
    if as_json {
        let entries: Vec<_> = CATALOGUE.iter().chain(ON_REQUEST).map(entry).collect();
        writeln!(console.out, "{:#}", serde_json::Value::Array(entries))?;
        return Ok(DONE);
    }
    for info in CATALOGUE.iter().chain(ON_REQUEST) {
        writeln!(console.out, "{}\t{}\t{}\t{}", info.id, info.zh, info.en, info.unit.id())?;
    }
    Ok(DONE)
}

fn entry(info: &MetricInfo) -> serde_json::Value {
    json!({
        "id": info.id,
        "zh": info.zh,
        "en": info.en,
        "meaning_zh": info.meaning_zh,
        "meaning_en": info.meaning_en,
        "unit": info.unit.id(),
        "range": [info.range.0, info.range.1],
        "better": info.better.id(),
        "minimum_n": info.minimum_n,
        "denominator": info.denominator,
        "denominator_zh": info.denominator_zh,
        "formula": info.formula,
        "formula_zh": info.formula_zh,
        "reference": info.reference,
        "interval": info.interval,
    })
}

pub(crate) fn explain(id: &str, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    let Some(info) = metric(id).or_else(|| CATALOGUE.iter().chain(ON_REQUEST).find(|info| info.zh == id)) else {
        return Err(CliError::UnknownMetric {
            wanted: id.to_owned(),
            hint: lang.pick("用 wutong metrics 列出全部指标", "`wutong metrics` lists them all").to_owned(),
        });
    };
    let lines = [
        (lang.pick("指标", "metric"), format!("{} · {} · {}", info.id, info.zh, info.en)),
        (lang.pick("含义", "meaning"), lang.pick(info.meaning_zh, info.meaning_en).to_owned()),
        (lang.pick("公式", "formula"), lang.pick(info.formula_zh, info.formula).to_owned()),
        (lang.pick("分母", "denominator"), lang.pick(info.denominator_zh, info.denominator).to_owned()),
        (lang.pick("单位", "unit"), lang.pick(info.unit.zh(), info.unit.id()).to_owned()),
        (lang.pick("较好方向", "better"), lang.pick(info.better.zh(), info.better.id()).to_owned()),
        (lang.pick("最少个数", "minimum n"), info.minimum_n.to_string()),
        (
            lang.pick("95%区间", "95 % interval"),
            lang.pick(if info.interval { "有" } else { "无" }, if info.interval { "yes" } else { "no" }).to_owned(),
        ),
        (lang.pick("出处", "reference"), info.reference.to_owned()),
    ];
    for (label, text) in lines {
        writeln!(console.out, "{label}: {text}")?;
    }
    Ok(DONE)
}

pub(crate) fn schema(console: &mut Console) -> Result<u8, CliError> {
    let schemas = json!({
        "exam.toml": schemars::schema_for!(RawSpec),
        "mapping.toml": schemars::schema_for!(RawMappingFile),
        "school_profile": schemars::schema_for!(SchoolProfile),
        "bulletin": schemars::schema_for!(Bulletin),
        "subject_report": schemars::schema_for!(SubjectReport),
        "class_report": schemars::schema_for!(ClassReport),
        "pupil_report": schemars::schema_for!(PupilReport),
    });
    writeln!(console.out, "{schemas:#}")?;
    Ok(DONE)
}
