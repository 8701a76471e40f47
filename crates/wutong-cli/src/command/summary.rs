//! The closing summary: rows in, kept, set aside; verdict; where to look.

use std::path::Path;

use wutong::model::spec::Audience;
use wutong::model::{Analysis, Finding, Level, SheetAccount, UNTOLD, told_to};
use wutong::report::output::{Formats, Written};
use wutong::report::{Lang, words};

use crate::console::Console;

/// Findings printed on the terminal; the rest is in `check.json`.
const SHOWN: usize = 12;

pub(crate) fn accounting(analysis: &Analysis, lang: Lang, console: &mut Console) {
    // Readers outside the centre are not told of rows.
    if analysis.accounts.is_empty() {
        return;
    }
    let (scores, lists): (Vec<&SheetAccount>, Vec<&SheetAccount>) =
        analysis.accounts.iter().partition(|account| account.kind == "scores");
    console.say(&line(&scores, lang.pick("成绩", "scores"), lang));
    if !lists.is_empty() {
        console.say(&line(&lists, lang.pick("名单、小题分等", "lists and items"), lang));
    }
}

fn line(accounts: &[&SheetAccount], what: &str, lang: Lang) -> String {
    let sum = |pick: fn(&SheetAccount) -> u64| accounts.iter().map(|account| pick(account)).sum::<u64>();
    let (read, kept) = (sum(|account| account.rows_read), sum(|account| account.kept));
    let (aside, not_data, cells) =
        (sum(|account| account.set_aside), sum(|account| account.not_data), sum(|account| account.cells_set_aside));
    match lang {
        Lang::Zh => format!(
            "{what}：读入 {read} 行 = 采用 {kept} 行 + 待核 {aside} 行 + 标题、表头、表尾 {not_data} 行；另有 {cells} 个单元格待核"
        ),
        Lang::En => format!(
            "{what}: {read} rows read = {kept} kept + {aside} set aside + {not_data} titles, headers and footers; {cells} cells set aside"
        ),
    }
}

pub(crate) fn findings(analysis: &Analysis, lang: Lang, console: &mut Console) {
    let verdict = words::verdict_in_short(analysis, lang);
    let meaning = words::verdict_in_full(analysis, lang);
    console.say(&format!("{}{verdict}{}{meaning}", lang.pick("结论：", "Verdict: "), lang.pick("。", ". ")));
    // The terminal is one for all schools: what is said of one stands in its own folder.
    let is_told = |finding: &Finding| {
        analysis.spec.raw.privacy.audience != Audience::School || finding.scope.level == Level::Region
    };
    let told = told_to(&analysis.findings, analysis.spec.region(), UNTOLD, is_told);
    let mut lines: Vec<String> = Vec::new();
    for finding in &told {
        let name = |id: &String| {
            analysis.subjects.iter().find(|subject| subject.id == *id).map(|subject| subject.name.as_str())
        };
        let subject = finding.scope.subject.as_ref().and_then(name).unwrap_or("");
        let severity = words::severity(finding.severity, lang);
        let line = format!("  [{severity}] {}", words::finding(finding, subject, lang));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.iter().take(SHOWN).for_each(|line| console.say(line));
    if lines.len() > SHOWN {
        let rest = lines.len() - SHOWN;
        console.say(&match lang {
            Lang::Zh => format!("  另有 {rest} 条，见 check.json"),
            Lang::En => format!("  {rest} more in check.json"),
        });
    }
}

pub(crate) fn insights(analysis: &Analysis, lang: Lang, console: &mut Console) {
    let schools = analysis.spec.raw.privacy.audience != Audience::School;
    let listed: Vec<_> =
        words::listed_insights(analysis).filter(|insight| schools || insight.scope.level == Level::Region).collect();
    if listed.is_empty() {
        return;
    }
    console.say(lang.pick("最重要的发现：", "What stands out:"));
    for insight in listed.iter().take(words::MOST_INSIGHTS) {
        console.say(&format!("  {}", words::insight_text(analysis, insight, lang)));
    }
    if listed.len() > words::MOST_INSIGHTS {
        let rest = listed.len() - words::MOST_INSIGHTS;
        console.say(&match lang {
            Lang::Zh => format!("  另有 {rest} 条，见 check.json"),
            Lang::En => format!("  {rest} more in check.json"),
        });
    }
}

/// Reports that could not be written, and what has to be said of the others.
pub(crate) fn failures(written: &Written, lang: Lang, console: &mut Console) {
    for remark in written.remarks.iter().take(SHOWN) {
        console.say(remark);
    }
    let failures = &written.failures;
    for failure in failures.iter().take(SHOWN) {
        let why = lang.pick(failure.error.zh(), failure.error.to_string());
        let what = if failure.error.is_of_table() {
            lang.pick("未能采用，已用内置的代替：", "not used, the one that travels inside stands in: ")
        } else {
            lang.pick("未能写出 ", "not written: ")
        };
        let line = format!("{what}{}{}{why}", failure.file, lang.pick("：", ": "));
        console.say(&line);
    }
    if failures.len() > SHOWN {
        let rest = failures.len() - SHOWN;
        console.say(&match lang {
            Lang::Zh => format!("  另有 {rest} 份未能写出，见 run.json"),
            Lang::En => format!("  {rest} more in run.json"),
        });
    }
}

pub(crate) fn where_to_look(out: &Path, (formats, audience): (Formats, Audience), lang: Lang, console: &mut Console) {
    console.say(lang.pick("请看：", "Where to look:"));
    if audience == Audience::School {
        let what = lang.pick("每校一个文件夹，可单独发给该校", "one folder a school, each to be handed out alone");
        console.say(&format!("  {}  {what}", out.join("schools").display()));
        return;
    }
    if audience == Audience::StudentParent {
        let what = lang.pick("每名学生一份，可单独发给本人", "one sheet a pupil, each to be handed out alone");
        console.say(&format!("  {}  {what}", out.join("pupils").display()));
        return;
    }
    let overview = if audience.is_outside() {
        lang.pick("总览", "overview")
    } else {
        lang.pick("总览与各校页面", "overview and one page a school")
    };
    let files = [
        (formats.html, "index.html", overview),
        (formats.xlsx, "workbook.xlsx", lang.pick("全部表格与图", "all tables and charts")),
        (formats.csv || formats.parquet, "tables", lang.pick("供程序读取的表", "tables for programs")),
        (!audience.is_outside(), "quarantine.csv", lang.pick("待核的行和单元格", "rows and cells set aside")),
    ];
    // One whose template is broken is not there.
    for (_, file, what) in files.iter().filter(|(wanted, file, _)| *wanted && out.join(file).exists()) {
        console.say(&format!("  {}  {what}", out.join(file).display()));
    }
}
