//! Every word that people read and that is not a metric label, in Chinese and English.

mod page;

pub use page::*;

use wutong_model::{Analysis, Finding, Level, Problem, ProblemKind, Reason, Severity, Verdict};

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

/// What is wrong with a row or cell.
#[must_use]
pub fn problem(kind: ProblemKind, lang: Lang) -> &'static str {
    match kind {
        ProblemKind::MarkAboveFull => lang.pick("分数高于满分", "mark above the full mark"),
        ProblemKind::MarkBelowMinimum => lang.pick("分数低于最低分", "mark below the lowest mark"),
        ProblemKind::NotAMark => lang.pick("不是分数，也不是缺考等标记", "neither a mark nor a status word"),
        ProblemKind::MarkTooFine => lang.pick("分数的小数位过多", "mark with more decimals than the paper has"),
        ProblemKind::NoSchool => lang.pick("没有学校", "no school"),
        ProblemKind::NoPupilId => lang.pick("没有考号", "no pupil id"),
        ProblemKind::RepeatedPupil => {
            lang.pick("同一考生重复出现，分数相同", "the same pupil again, with the same marks")
        }
        ProblemKind::ConflictingPupil => {
            lang.pick("同一考号对应不同的分数或学校", "the same pupil with different marks or schools")
        }
        ProblemKind::MovedPupil => {
            lang.pick("该考生在另一处有成绩（转学）", "a pupil without marks here who has marks elsewhere (transfer)")
        }
        ProblemKind::ExtraCells => lang.pick("这一行的单元格比表头多", "the row has more cells than the header"),
        ProblemKind::EmptySheet => lang.pick("工作表没有考生", "the sheet holds no pupil"),
        ProblemKind::BadListRow => lang.pick("名单中的这一行无法使用", "a list row that cannot be used"),
        ProblemKind::SchoolWithoutMarks => lang.pick("名单中的学校没有成绩", "a listed school without marks"),
        ProblemKind::UnlistedSchool => {
            lang.pick("学校名单中没有这所学校", "a school that the school list does not name")
        }
    }
}

/// What to do about a problem.
#[must_use]
pub fn cure(problem: &Problem, lang: Lang) -> String {
    let expected = &problem.expected;
    let range = |zh: &str, en: &str| match lang {
        Lang::Zh => format!("{zh}（应为 {expected}）"),
        Lang::En => format!("{en} (expected {expected})"),
    };
    match problem.kind {
        ProblemKind::MarkAboveFull | ProblemKind::MarkBelowMinimum => range(
            "核对试卷后改正分数；若满分有误，请修改 exam.toml 的 full_mark",
            "check the script and correct the mark; if the full mark is wrong, correct full_mark in exam.toml",
        ),
        ProblemKind::NotAMark => {
            range("改为分数，或缺考、违纪、免考等标记", "write a mark, or a status word such as 缺考 or absent")
        }
        ProblemKind::MarkTooFine => {
            range("改正分数，或增大 exam.toml 的 decimals", "correct the mark, or raise decimals in exam.toml")
        }
        ProblemKind::NoSchool => lang
            .pick(
                "补上学校；整份文件属于一所学校时可写 source.school",
                "name the school; for a file of one school set source.school",
            )
            .to_owned(),
        ProblemKind::NoPupilId => lang.pick("补上考号", "add the pupil id").to_owned(),
        ProblemKind::RepeatedPupil => {
            lang.pick("无需处理，已保留第一次出现的一行", "nothing; the first row was kept").to_owned()
        }
        ProblemKind::ConflictingPupil => lang
            .pick(
                "核对考号与成绩，只保留正确的一行；在此之前各行均未计入",
                "check id and marks and keep the right row; until then none of them counts",
            )
            .to_owned(),
        ProblemKind::MovedPupil => {
            lang.pick("无需处理，已保留有成绩的一行", "nothing; the row with marks was kept").to_owned()
        }
        ProblemKind::ExtraCells => lang
            .pick(
                "检查是否有多余的分隔符（如 1,000），改正后再读入",
                "look for a stray separator (as in 1,000) and correct the row",
            )
            .to_owned(),
        ProblemKind::EmptySheet => {
            lang.pick("确认该校是否漏交成绩", "ask whether the school forgot to fill it in").to_owned()
        }
        ProblemKind::BadListRow => range("改正这一行", "correct the row"),
        ProblemKind::SchoolWithoutMarks => lang
            .pick(
                "确认该校是否参加考试、校名是否一致",
                "ask whether the school took part and whether its name is written alike",
            )
            .to_owned(),
        ProblemKind::UnlistedSchool => lang
            .pick("在学校名单中补上该校，或统一校名写法", "add the school to the list, or write its name alike")
            .to_owned(),
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
    lang.pick(finding.template.zh, finding.template.en)
        .replace("{group}", &finding.scope.group_name)
        .replace("{subject}", subject_name)
        .replace("{value}", &number(finding.value))
        .replace("{reference}", &number(finding.reference))
}

/// The sentence of a finding, with the name of its subject looked up.
#[must_use]
pub fn finding_text(analysis: &Analysis, finding: &Finding, lang: Lang) -> String {
    let id = finding.scope.subject.as_deref().unwrap_or("");
    let name = analysis.subjects.iter().find(|subject| subject.id == id).map_or(id, |subject| subject.name.as_str());
    self::finding(finding, name, lang)
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
