//! Words of the pages: of the exam, of the notes and of the charts.

use std::path::Path;

use wutong_model::spec::{Audience, Bands, Denominator, ExamKind, Stage};
use wutong_model::{Grade, Reported, Status, Treatment};
use wutong_stats::{AS_CONFIGURED, LimitVerdict, MetricInfo};

use super::Lang;

/// Name of a status.
#[must_use]
pub fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Present => lang.pick("实考", "present"),
        Status::Absent => lang.pick("缺考", "absent"),
        Status::Violation => lang.pick("违纪", "mark cancelled"),
        Status::Lost => lang.pick("缺卷", "script missing"),
        Status::Exempt => lang.pick("免考", "exempt"),
        Status::Deferred => lang.pick("缓考", "deferred"),
        Status::NotTaken => lang.pick("未选", "not taken"),
        Status::Withdrawn => lang.pick("转出", "withdrawn"),
        Status::SetAside => lang.pick("待核", "set aside"),
    }
}

/// Name of a level.
#[must_use]
pub fn grade_of_mark(grade: Grade, lang: Lang) -> &'static str {
    match grade {
        Grade::A => lang.pick("A（优秀）", "A (excellent)"),
        Grade::B => lang.pick("B（良好）", "B (good)"),
        Grade::C => lang.pick("C（及格）", "C (pass)"),
        Grade::D => lang.pick("D（待提高）", "D (to improve)"),
        Grade::E => lang.pick("E（需帮助）", "E (needs support)"),
    }
}

/// One of the fifths into which all pupils fall, 1 the highest.
#[must_use]
pub fn fifth(fifth: f64, lang: Lang) -> String {
    let (from, to) = (20.0 * (fifth - 1.0), 20.0 * fifth);
    let text = lang.pick("由高到低 {from}%～{to}%", "{from} to {to} % from the top");
    text.replace("{from}", &format!("{from:.0}")).replace("{to}", &format!("{to:.0}"))
}

/// Why pupils and parents are given no tables and workbooks.
#[must_use]
pub fn nothing_for_pupils(formats: &str, lang: Lang) -> String {
    let text = lang.pick(
        "{formats}：面向学生和家长只产出每人一份的等级单（html、pdf、docx、json），不产出并列多人的表格",
        "{formats}: pupils and parents are given one sheet each (html, pdf, docx, json), no tables of several pupils",
    );
    text.replace("{formats}", formats)
}

/// What is said of an earlier output that could not be removed.
#[must_use]
pub fn left_behind(file: &Path, folder: &Path, lang: Lang) -> String {
    let text = lang.pick(
        "新结果已写好；上次结果中的 {file} 删不掉（可能正被其他程序打开），关闭它之后请删除文件夹 {folder}",
        "the new results are in place; {file} of the earlier ones could not be removed (another program may have it open): close it and remove the folder {folder}",
    );
    text.replace("{file}", &file.display().to_string()).replace("{folder}", &folder.display().to_string())
}

/// Label of an attribute of the school list; headers that have no fixed meaning stay as written.
#[must_use]
pub fn attribute(key: &str, lang: Lang) -> &str {
    match key {
        "county" => lang.pick("区县", "county"),
        "gender" => lang.pick("性别", "gender"),
        "town" => lang.pick("片镇", "town"),
        "residence" => lang.pick("城乡", "residence"),
        "group" => lang.pick("教育集团", "education group"),
        "stage" => lang.pick("学段", "stage"),
        "category" => lang.pick("类别", "category"),
        other => other,
    }
}

/// A value of an attribute, as the files have it; boys and girls in the language of the report.
#[must_use]
pub fn attribute_value(value: &str, lang: Lang) -> &str {
    match value {
        "男" => lang.pick("男生", "boys"),
        "女" => lang.pick("女生", "girls"),
        other => other,
    }
}

/// What the statistics do with pupils without a mark.
#[must_use]
pub fn treatment(treatment: Treatment, lang: Lang) -> &'static str {
    match treatment {
        Treatment::Exclude => lang.pick("不计入平均分和各项比率", "left out of means and rates"),
        Treatment::Zero => lang.pick("按零分计入", "counted with a mark of zero"),
        Treatment::DenominatorOnly => {
            lang.pick("不计入平均分，计入比率的分母", "left out of means, counted in the denominator of rates")
        }
    }
}

/// What rates are divided by.
#[must_use]
pub fn denominator(denominator: Denominator, lang: Lang) -> &'static str {
    match denominator {
        Denominator::Actual => lang.pick("实考人数", "pupils with a valid mark"),
        Denominator::Expected => lang.pick("应考人数", "pupils expected to sit"),
        Denominator::Roster => lang.pick("在籍人数", "pupils on the roster"),
    }
}

/// What a metric is divided by, or which pupils it rests on.
#[must_use]
pub fn metric_denominator(info: &MetricInfo, rates: Denominator, lang: Lang) -> String {
    let text = lang.pick(info.denominator_zh, info.denominator);
    text.replace(lang.pick(AS_CONFIGURED.0, AS_CONFIGURED.1), denominator(rates, lang))
}

/// Whether a band includes the ones above it.
#[must_use]
pub fn bands(bands: Bands, lang: Lang) -> &'static str {
    match bands {
        Bands::Cumulative => lang
            .pick("良好率包含优秀，及格率包含良好和优秀", "good includes excellent, pass includes good and excellent"),
        Bands::Exclusive => lang.pick("各等级互不包含，每名考生只计入一个等级", "each pupil counts in one band only"),
    }
}

/// Stage of schooling.
#[must_use]
pub fn stage(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Primary => lang.pick("小学", "primary school"),
        Stage::Junior => lang.pick("初中", "junior secondary"),
        Stage::Senior => lang.pick("高中", "senior secondary"),
    }
}

/// Kind of exam.
#[must_use]
pub fn exam_kind(kind: ExamKind, lang: Lang) -> &'static str {
    match kind {
        ExamKind::GraduationMock => lang.pick("毕业年级模拟考试", "mock exam of the graduating year"),
        ExamKind::SeniorJoint => lang.pick("高中联考", "senior joint exam"),
        ExamKind::SchoolFinal => lang.pick("学校期末考试", "school final exam"),
        ExamKind::SampledMonitoring => lang.pick("抽样质量监测", "sampled monitoring"),
        ExamKind::Research => lang.pick("研究", "research"),
    }
}

/// The line of confidentiality that an audience asks for.
#[must_use]
pub fn confidentiality(audience: Audience, lang: Lang) -> Option<&'static str> {
    match audience {
        Audience::BureauInternal | Audience::School => {
            Some(lang.pick("内部资料 · 仅供教研使用", "Internal · for teaching research only"))
        }
        Audience::Public | Audience::StudentParent => None,
    }
}

/// How a difference rate stands to its limit: the interval decides, not the value.
#[must_use]
pub fn limit_verdict(rate: Reported<f64>, limit: f64, lang: Lang) -> &'static str {
    let Some(value) = rate.value() else { return "" };
    match rate.interval().and_then(|interval| LimitVerdict::of(interval, limit).ok()) {
        Some(LimitVerdict::Below) => lang.pick("低于限值", "below the limit"),
        Some(LimitVerdict::Above) => lang.pick("不低于限值", "at the limit or above"),
        Some(LimitVerdict::CannotTell) if value < limit => {
            lang.pick("尚不能判断（数值低于限值，区间跨限值）", "cannot tell: below, but the interval holds the limit")
        }
        Some(LimitVerdict::CannotTell) => lang
            .pick("尚不能判断（数值不低于限值，区间跨限值）", "cannot tell: above, but the interval holds the limit"),
        None => lang.pick("尚不能判断（没有区间）", "cannot tell: there is no interval"),
    }
}

/// The value of the schools that share an attribute, beside a school's own.
#[must_use]
pub fn peers(value: &str, n_schools: u64, number: &str, lang: Lang) -> String {
    lang.pick("{value}（{n} 所）{number}", "{value} ({n} schools) {number}")
        .replace("{value}", value)
        .replace("{n}", &n_schools.to_string())
        .replace("{number}", number)
}

/// How many pupils a number rests on.
#[must_use]
pub fn resting_on(n: &str, lang: Lang) -> String {
    lang.pick("实考 {n} 人", "n = {n}").replace("{n}", n)
}

/// The interval of a value.
#[must_use]
pub fn interval(bounds: &str, lang: Lang) -> String {
    lang.pick("95% 波动区间 {bounds}", "95 % interval {bounds}").replace("{bounds}", bounds)
}

/// Short label of a cut line.
#[must_use]
pub fn cut(metric: &str, lang: Lang) -> &'static str {
    match metric {
        "excellence_rate" => lang.pick("优秀", "excellent"),
        "good_rate" => lang.pick("良好", "good"),
        "low_rate" => lang.pick("低分", "low"),
        _ => lang.pick("及格", "pass"),
    }
}

/// Caption of an axis of marks.
#[must_use]
pub fn axis_marks(lang: Lang) -> &'static str {
    lang.pick("分数", "Marks")
}

/// Caption of an axis of shares of pupils.
#[must_use]
pub fn axis_share(lang: Lang) -> &'static str {
    lang.pick("学生比例", "Share of pupils")
}

/// What a histogram shows.
#[must_use]
pub fn distribution_of(subject: &str, lang: Lang) -> String {
    lang.pick("{subject}分数分布", "Distribution of marks, {subject}").replace("{subject}", subject)
}

/// What the balance chart shows.
#[must_use]
pub fn balance(lang: Lang) -> &'static str {
    lang.pick("各学科得分率与全区之差", "Score rates less those of the region, by subject")
}

/// What the chart of score rates about a centre shows.
#[must_use]
pub fn radar(lang: Lang) -> &'static str {
    lang.pick("各学科得分率：本校与全区", "Score rates of school and region, by subject")
}

/// Caption of the axis of the balance chart.
#[must_use]
pub fn balance_axis(lang: Lang) -> &'static str {
    lang.pick("得分率与全区之差（百分点）", "Score rate less the region's, percentage points")
}

/// What the chart of percentiles shows.
#[must_use]
pub fn spread(lang: Lang) -> &'static str {
    lang.pick("各学科分数的离散程度", "Spread of marks by subject")
}

/// Caption of the axis of the chart of percentiles.
#[must_use]
pub fn spread_axis(lang: Lang) -> &'static str {
    lang.pick("分数占满分的比例", "Mark as a share of the full mark")
}

/// Head of the numbers beside the chart of percentiles.
#[must_use]
pub fn spread_head(group: &str, lang: Lang) -> String {
    format!("{group}{}", lang.pick("：下四分位 / 中位数 / 上四分位", ": q1 / median / q3"))
}

/// What the chart of school effects shows.
#[must_use]
pub fn effects_of(subject: &str, lang: Lang) -> String {
    lang.pick("{subject}学校效应及 95% 区间", "School effects with 95 % intervals, {subject}")
        .replace("{subject}", subject)
}

/// Caption of the axis of school effects.
#[must_use]
pub fn effects_axis(lang: Lang) -> &'static str {
    lang.pick("学校效应（分，已按人数收缩）", "School effect in points, shrunken by size")
}

/// The zero of school effects.
#[must_use]
pub fn mean_school(lang: Lang) -> &'static str {
    lang.pick("各校平均水平", "Mean over schools")
}

/// What the chart of mean by spread shows.
#[must_use]
pub fn quadrant_of(subject: &str, lang: Lang) -> String {
    lang.pick("{subject}：各校平均分与标准差", "Mean and standard deviation by school, {subject}")
        .replace("{subject}", subject)
}

/// Why some rates carry no mark.
#[must_use]
pub fn unmarked(lang: Lang) -> &'static str {
    lang.pick(
        "按全区（或全校）比率预计不足 5 人的比率，人数太少，只有精确概率也不到四十分之一时才标记；二十个数字中仍可能有一个因巧合而带标记。",
        "Rates for which fewer than 5 pupils are to be expected are marked only where their exact probability is below one in forty; up to one in twenty numbers may be marked by chance.",
    )
}

/// Heading of what did not find room at the head of a report.
#[must_use]
pub fn rest(lang: Lang) -> &'static str {
    lang.pick("其余发现与提示", "Further findings")
}

/// Leads to it.
#[must_use]
pub fn more_at_end(n: usize, lang: Lang) -> String {
    let rest = rest(lang);
    match lang {
        Lang::Zh => format!("另有 {n} 条，见报告正文和文末的“{rest}”。"),
        Lang::En => format!("{n} more stand in the report and at its end, under \u{201c}{rest}\u{201d}."),
    }
}

/// Why a run of reports alone does not take up a table of suggestions.
#[must_use]
pub fn suggestions_are_kept(lang: Lang) -> &'static str {
    lang.pick(
        "各校的建议已写在 JSON 中，重新排版不会改变；要采用 suggestions.toml，请重新运行 wutong run --templates",
        "suggestions stand in the JSON of each school and stay as they are; to use suggestions.toml run wutong run --templates again",
    )
}

/// How many findings the page that leads to the reports leaves to the bulletin.
#[must_use]
pub fn more_in_bulletin(n: usize, lang: Lang) -> String {
    lang.pick("另有 {n} 条，见质量分析报告（bulletin）。", "{n} more stand in the bulletin.")
        .replace("{n}", &n.to_string())
}

/// Where the T score has its 50: the county of the school, where there are any.
#[must_use]
pub fn t_scale(county: Option<&str>, lang: Lang) -> String {
    let whole = county.unwrap_or_else(|| region(lang));
    lang.pick("{whole}为 50，标准差 10", "{whole} 50, standard deviation 10").replace("{whole}", whole)
}

/// What the findings of schools with a county are held against, which their tables are not.
#[must_use]
pub fn held_against_county(county: Option<&str>, region: Option<&str>, lang: Lang) -> String {
    let own = county.unwrap_or_else(|| lang.pick("各自所在区县", "its own county"));
    let whole = region.unwrap_or_else(|| lang.pick("本次考试", "this exam"));
    lang.pick(
        "这里列出的发现，以及 T分、超均率，都与{own}的其他考生相比；图表中的“全区”指{whole}的全部考生。两种比较的范围不同，结论可以不同。",
        "These findings, the T score and the rate above the mean are held against the other pupils of {own}; \u{201c}region\u{201d} in tables and drawings means all pupils of {whole}. The two are different comparisons and may differ in what they say.",
    )
    .replace("{own}", own)
    .replace("{whole}", whole)
}

/// Funnel plot of a subject.
#[must_use]
pub fn funnel_of(subject: &str, lang: Lang) -> String {
    lang.pick("{subject}：各校平均分与考生人数（漏斗图）", "Means by size of school (funnel plot), {subject}")
        .replace("{subject}", subject)
}

/// Names of the inner and the outer limits of a funnel.
#[must_use]
pub fn funnel_limits(lang: Lang) -> (&'static str, &'static str) {
    lang.pick(("95% 界限", "99.8% 界限"), ("95 % limits", "99.8 % limits"))
}

/// Caption of an axis of pupils.
#[must_use]
pub fn pupils_axis(lang: Lang) -> &'static str {
    lang.pick("实考人数", "Pupils")
}

/// Differences of score rates by school and item.
#[must_use]
pub fn heat_of(subject: &str, what: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{subject}：各校{what}得分率与全区之差（百分点）"),
        Lang::En => format!(
            "{subject}: score rates by school and {}, difference to the region in percentage points",
            what.to_lowercase()
        ),
    }
}

/// Differences of score rates by class and item.
#[must_use]
pub fn class_heat_of(subject: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{subject}：各班小题得分率与全校之差（百分点）"),
        Lang::En => format!("{subject}: score rates by class and item, difference to the school in percentage points"),
    }
}

/// The corners of mean by spread: top left, top right, bottom left, bottom right.
#[must_use]
pub fn quadrants(lang: Lang) -> [&'static str; 4] {
    lang.pick(
        ["均分较低、分化较大", "均分较高、分化较大", "均分较低、较整齐", "均分较高、较整齐"],
        ["lower, wide", "higher, wide", "lower, even", "higher, even"],
    )
}

/// Caption of an axis of means.
#[must_use]
pub fn mean_axis(lang: Lang) -> &'static str {
    lang.pick("平均分", "Mean")
}

/// Caption of an axis of standard deviations.
#[must_use]
pub fn sd_axis(lang: Lang) -> &'static str {
    lang.pick("标准差", "Standard deviation")
}

/// Caption of a table with one row a school.
#[must_use]
pub fn by_school(subject: &str, lang: Lang) -> String {
    lang.pick("各校{subject}成绩", "{subject} by school").replace("{subject}", subject)
}

/// The mean of the region.
#[must_use]
pub fn region_mean(lang: Lang) -> &'static str {
    lang.pick("全区平均", "Region's mean")
}

/// What the sentences of pages call the whole exam.
pub const WHOLE: &str = "全区";

/// What a region's own pages call the whole: 全市 in a city; none where [`WHOLE`] is right.
#[must_use]
pub fn whole(region: Option<&str>) -> Option<&'static str> {
    Some(match region?.trim().chars().next_back()? {
        '区' => return None,
        '市' => "全市",
        '县' => "全县",
        '省' => "全省",
        '州' => "全州",
        '旗' => "全旗",
        '盟' if !region?.contains('联') => "全盟",
        '镇' => "全镇",
        '乡' => "全乡",
        _ => "全体",
    })
}

/// The region, beside a number.
#[must_use]
pub fn region(lang: Lang) -> &'static str {
    lang.pick(WHOLE, "region")
}

/// The school of a page.
#[must_use]
pub fn this_school(lang: Lang) -> &'static str {
    lang.pick("本校", "school")
}

/// The class of a page.
#[must_use]
pub fn this_class(lang: Lang) -> &'static str {
    lang.pick("本班", "class")
}

/// The school of the class of a page.
#[must_use]
pub fn whole_school(lang: Lang) -> &'static str {
    lang.pick("全校", "school")
}

/// The sum of all subjects.
#[must_use]
pub fn total(lang: Lang) -> &'static str {
    lang.pick("总分", "Total")
}

/// Name of a subject as the reader's language has it: the centre's own, but for the total.
#[must_use]
pub fn subject_in<'a>(id: &str, name: &'a str, lang: Lang) -> &'a str {
    if id == wutong_model::TOTAL { total(lang) } else { name }
}

/// All subjects, in a list of what is missing.
#[must_use]
pub fn all_subjects(lang: Lang) -> &'static str {
    lang.pick("全部学科", "all subjects")
}

/// Grade 1 to 12.
#[must_use]
pub fn grade(grade: u8, lang: Lang) -> String {
    const NAMES: [&str; 12] = [
        "一年级",
        "二年级",
        "三年级",
        "四年级",
        "五年级",
        "六年级",
        "七年级",
        "八年级",
        "九年级",
        "高一",
        "高二",
        "高三",
    ];
    match lang {
        Lang::Zh => match NAMES.get(usize::from(grade).wrapping_sub(1)) {
            Some(name) => (*name).to_owned(),
            None => format!("{grade}年级"),
        },
        Lang::En => format!("grade {grade}"),
    }
}
