//! Every word that people read and that is not a metric label, in Chinese and English.

mod answer;
mod insight;
mod page;
mod problem;
mod total;

pub use answer::{answer, answer_content, entry, how_lines_add_up, item_dimension, target_verdict};
pub use insight::*;
pub use page::*;
pub use problem::{cure, problem};
pub use total::total_of;

use wutong_model::{Analysis, ELSEWHERE, Finding, Level, Reason, Severity, UNTOLD, Verdict};

use crate::print;

/// Language of an output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Picks one of two texts.
    #[must_use]
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Name of a level.
#[must_use]
pub fn level(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Region => lang.pick("全体", "Region"),
        Level::County => lang.pick("区县", "County"),
        Level::School => lang.pick("学校", "School"),
        Level::Class => lang.pick("班级", "Class"),
        Level::Dimension => lang.pick("类别", "Category"),
    }
}

/// Why a value is missing, printed where it would have been.
#[must_use]
pub fn reason(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::TooFew => lang.pick("人数（或单位数）不足", "too few pupils or units"),
        Reason::NoVariation => lang.pick("分数全部相同", "all marks are equal"),
        Reason::NotConverged => lang.pick("估计未收敛", "the estimate did not converge"),
        Reason::NotComparable => lang.pick("不具可比性", "not comparable"),
        Reason::Suppressed => lang.pick("人数过少，不予显示", "too few pupils to be shown"),
        Reason::NotApplicable => lang.pick("此处不适用", "not defined here"),
        Reason::NotSupplied => lang.pick("未提供所需数据", "the input it needs was not supplied"),
        Reason::Audience => lang.pick("不向此类读者显示", "not shown to this audience"),
        Reason::ZeroDenominator => lang.pick("分母为零", "the denominator is zero"),
        Reason::Contradiction => lang.pick("输入数据互相矛盾", "two inputs contradict each other"),
        Reason::ComplementarySuppressed => lang.pick(
            "为防止由此推算出人数过少的单位，一并不予显示",
            "hidden so that a smaller group cannot be worked out from it",
        ),
        Reason::TopCoded => lang.pick("几乎全部，不给出精确值", "nearly all, not given exactly"),
        Reason::BottomCoded => lang.pick("极少或没有，不给出精确值", "hardly any or none, not given exactly"),
        Reason::Collinear => lang.pick(
            "某项条件各校相同或可由其他条件推出",
            "a circumstance is the same everywhere or follows from the others",
        ),
    }
}

/// The verdict in a few words.
#[must_use]
pub fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Comparable => lang.pick("可以比较", "Comparable"),
        Verdict::WithCaution => lang.pick("谨慎比较", "Compare with caution"),
        Verdict::Refused => lang.pick("不宜比较", "Comparison refused"),
    }
}

/// The verdict in a few words, of an exam with so many schools: where there is one, nothing is compared.
#[must_use]
pub fn verdict_of(verdict: Verdict, n_schools: u64, lang: Lang) -> &'static str {
    match verdict {
        _ if n_schools > 1 => self::verdict(verdict, lang),
        Verdict::Refused => lang.pick("数据待改正", "Data to be mended"),
        Verdict::Comparable | Verdict::WithCaution => lang.pick("单校分析", "One school"),
    }
}

/// What the verdict means where the exam has one school: said once for the whole report.
#[must_use]
pub fn meaning_for_one_school(verdict: Verdict, lang: Lang) -> String {
    let what = lang.pick(
        "本次考试只有一所学校，本材料是这所学校自己的分析。与全区的对照、T分、校际差异率、学校效应和位次都要有两所以上的学校才能计算，因此一概没有，下文不再逐处说明。",
        "This exam has a single school, and this is an analysis of that school. Values beside a region, T scores, difference rates, school effects and places need two schools or more; there are none, and nothing more is said of them below.",
    );
    let data = match verdict {
        Verdict::Comparable => "",
        Verdict::WithCaution => lang.pick("使用数据时请留意下列情况。", " Mind the notes below when using the numbers."),
        Verdict::Refused => lang.pick(
            "检查发现使成绩本身不可靠的问题，请先按下列说明改正，再看数值。",
            " Checks found that the marks themselves cannot be relied on; mend what is named below before reading the numbers.",
        ),
    };
    format!("{what}{data}")
}

/// What the verdict means for the reader.
#[must_use]
pub fn verdict_meaning(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Comparable => lang.pick(
            "各项检查未发现妨碍校际比较的问题。",
            "No check found anything that stands in the way of comparing schools.",
        ),
        Verdict::WithCaution => lang.pick(
            "存在需要留意的情况，校际比较时请结合下列说明。",
            "Some checks ask for caution; read the notes below before comparing schools.",
        ),
        Verdict::Refused => lang.pick(
            "存在使校际比较失去意义的问题，相关比较数据不予给出。",
            "At least one check found that a comparison would mean nothing; the figures that compare are withheld.",
        ),
    }
}

/// Name of a severity.
#[must_use]
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Ignore => lang.pick("忽略", "ignored"),
        Severity::Note => lang.pick("提示", "note"),
        Severity::Warn => lang.pick("注意", "caution"),
        Severity::Block => lang.pick("阻止比较", "blocks comparison"),
    }
}

/// The sentence of a finding.
#[must_use]
pub fn finding(finding: &Finding, subject_name: &str, lang: Lang) -> String {
    let number = |value: f64| {
        if finding.template.percent {
            print::percent(value)
        } else if value.fract().abs() < f64::EPSILON {
            print::decimal(value, 0)
        } else {
            print::decimal(value, 2)
        }
    };
    let untold = [UNTOLD, ELSEWHERE].contains(&finding.metric);
    let group = match finding.metric {
        _ if finding.scope.level != Level::Region => &finding.scope.group_name,
        UNTOLD => lang.pick("部分学校", "Some schools"),
        ELSEWHERE => lang.pick("其他学校", "Other schools"),
        _ => &finding.scope.group_name,
    };
    let subject =
        if untold && subject_name.is_empty() { lang.pick("有的学科", "some subjects") } else { subject_name };
    let own = if untold && finding.scope.level != Level::Region {
        lang.pick(
            "（数值不在此给出：从中可能推出个别学生的情况。）",
            " (Without its numbers: from these single pupils might be told.)",
        )
    } else {
        ""
    };
    let sentence = lang
        .pick(finding.template.zh, finding.template.en)
        .replace("{group}", group)
        .replace("{subject}", subject)
        .replace("{value}", &number(finding.value))
        .replace("{reference}", &number(finding.reference))
        .replace("{note}", finding.note.as_deref().unwrap_or_default());
    sentence + own
}

/// The sentence of a finding, with the name of its subject looked up.
#[must_use]
pub fn finding_text(analysis: &Analysis, finding: &Finding, lang: Lang) -> String {
    let id = finding.scope.subject.as_deref().unwrap_or("");
    self::finding(finding, subject_name(analysis, id), lang)
}

/// The name of a subject by its id, which stands for itself where there is no such subject.
pub(crate) fn subject_name<'a>(analysis: &'a Analysis, id: &'a str) -> &'a str {
    analysis.subjects.iter().find(|subject| subject.id == id).map_or(id, |subject| subject.name.as_str())
}

/// Why a value is missing, short enough for a cell of a table; [`reason`] says it in full.
#[must_use]
pub fn reason_in_cell(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::TooFew => lang.pick("人数不足", "too few"),
        Reason::NoVariation => lang.pick("分数全同", "all equal"),
        Reason::NotConverged => lang.pick("未收敛", "no estimate"),
        Reason::NotComparable => lang.pick("不可比", "incomparable"),
        Reason::Suppressed => lang.pick("人少不示", "suppressed"),
        Reason::NotApplicable => lang.pick("不适用", "not defined"),
        Reason::NotSupplied => lang.pick("未提供", "no input"),
        Reason::Audience => lang.pick("不显示", "not shown"),
        Reason::ZeroDenominator => lang.pick("分母为零", "zero base"),
        Reason::Contradiction => lang.pick("数据矛盾", "conflict"),
        Reason::ComplementarySuppressed => lang.pick("连带不示", "withheld too"),
        Reason::TopCoded => lang.pick("接近全部", "nearly all"),
        Reason::BottomCoded => lang.pick("极少", "hardly any"),
        Reason::Collinear => lang.pick("条件重复", "collinear"),
    }
}

/// What the rows of a source are; the id itself for a kind that has no name.
#[must_use]
pub fn source_kind(id: &str, lang: Lang) -> &str {
    match id {
        "scores" => lang.pick("成绩", "scores"),
        "items" => lang.pick("小题分", "items"),
        "options" => lang.pick("选项", "options"),
        "marking" => lang.pick("阅卷", "marking"),
        "roster" => lang.pick("应考名单", "roster"),
        "schools" => lang.pick("学校名单", "school list"),
        "blueprint" => lang.pick("双向细目表", "two-way specification table"),
        _ => id,
    }
}
