//! Five schools, nine subjects, figures made from drawn marks so that they hang together.

use std::collections::BTreeMap;

use wutong_model::{
    AnalysedSubject, Analysis, Distribution, ExamSpec, Finding, Group, Level, MarkCount, MetricColumn, MetricTable,
    Place, Problem, ProblemKind, Provenance, Reason, Reported, Scope, Severity, SheetAccount, Template, Verdict,
};

const SUBJECTS: [(&str, &str, i64); 9] = [
    ("chinese", "语文", 120),
    ("math", "数学", 120),
    ("english", "英语", 120),
    ("physics", "物理", 90),
    ("chemistry", "化学", 60),
    ("politics", "道德与法治", 70),
    ("history", "历史", 70),
    ("geography", "地理", 100),
    ("biology", "生物", 50),
];

/// Code, name, sizes of classes, shift of ability in tenths of a standard deviation.
const SCHOOLS: [(&str, &str, &[usize], i64); 5] = [
    ("3301", "第一中学", &[48, 47, 50, 46, 49, 51, 48, 45, 47, 50, 49], 4),
    ("3302", "滨江区教育科学研究院附属实验外国语学校（北校区）初级中学部", &[42, 40, 44], -1),
    ("3303", "东山初中", &[36], -6),
    ("3304", "Awkward <b>&\"'/ School", &[31, 29, 4], 0),
    ("3305", "云岭九年一贯制学校", &[3], 2),
];

const METRICS: [(&str, bool); 20] = [
    ("n_roster", false),
    ("n_expected", false),
    ("n_valid", false),
    ("n_absent", false),
    ("participation_rate", false),
    ("mean", true),
    ("sd", false),
    ("median", false),
    ("score_rate", false),
    ("excellence_rate", true),
    ("good_rate", true),
    ("pass_rate", true),
    ("low_rate", true),
    ("over_mean_rate", false),
    ("mean_gap", false),
    ("t_score", false),
    ("rank", false),
    ("difference_rate", false),
    ("between_class_icc", false),
    ("school_effect", true),
];

/// A linear congruential generator: the fixture needs spread, not randomness.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        let mut sum = 0.0;
        for _ in 0..6 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum += (self.0 >> 11) as f64 / (1u64 << 53) as f64;
        }
        (sum - 3.0) / 0.707
    }
}

/// Code, name, sizes of classes, shift of ability.
pub(super) type School = (String, &'static str, &'static [usize], i64);

struct Marks {
    groups: Vec<Group>,
    /// Half points, by group and subject.
    marks: Vec<Vec<Vec<i64>>>,
}

fn group(level: Level, id: &str, name: &str, parent: Option<usize>) -> Group {
    Group { level, id: id.to_owned(), name: name.to_owned(), parent, attributes: BTreeMap::new() }
}

fn marks(schools: &[School]) -> Marks {
    let mut draw = Draw(7);
    let mut groups = vec![group(Level::Region, "滨江区", "滨江区", None)];
    groups.extend(schools.iter().map(|(id, name, ..)| group(Level::School, id, name, Some(0))));
    groups[1].attributes.insert("所在地".to_owned(), "城区".to_owned());
    let mut marks = vec![vec![Vec::new(); SUBJECTS.len() + 1]; schools.len() + 1];
    for (school, (id, _, sizes, shift)) in schools.iter().enumerate() {
        for (class, &size) in sizes.iter().enumerate() {
            let name = format!("九（{}）班", class + 1);
            groups.push(group(Level::Class, &format!("{id}/{name}"), &name, Some(school + 1)));
            let mut of_class = vec![Vec::new(); SUBJECTS.len() + 1];
            let class_shift = draw.next() * 0.15;
            for _ in 0..size {
                let ability = draw.next() + *shift as f64 / 10.0 + class_shift;
                let mut total = 0;
                for (subject, (.., full)) in SUBJECTS.iter().enumerate() {
                    let full = full * 2;
                    let share = 0.68 - 0.02 * subject as f64 + 0.14 * ability + 0.10 * draw.next();
                    let mark = ((share * full as f64) as i64).clamp(0, full);
                    of_class[subject].push(mark);
                    total += mark;
                }
                of_class[SUBJECTS.len()].push(total);
            }
            for (subject, values) in of_class.iter().enumerate() {
                marks[0][subject].extend(values);
                marks[school + 1][subject].extend(values);
            }
            marks.push(of_class);
        }
    }
    Marks { groups, marks }
}

fn full_ticks(subject: usize) -> i64 {
    SUBJECTS.get(subject).map_or_else(|| SUBJECTS.iter().map(|each| each.2 * 2).sum(), |each| each.2 * 2) * 5
}

fn mean(values: &[i64]) -> f64 {
    values.iter().sum::<i64>() as f64 / values.len() as f64
}

fn share(values: &[i64], reached: impl Fn(i64) -> bool) -> Reported<f64> {
    let n = values.len() as f64;
    let p = values.iter().filter(|value| reached(**value)).count() as f64 / n;
    let (z, centre) = (1.96f64, (p + 1.9208 / n) / (1.0 + 3.8416 / n));
    let half = z / (1.0 + 3.8416 / n) * (p * (1.0 - p) / n + 0.9604 / (n * n)).sqrt();
    Reported::Estimate { value: p, interval: Some((centre - half, centre + half)) }
}

fn value(metric: &str, level: Level, own: &[i64], region: &[i64], full: f64) -> Reported<f64> {
    let plain = |value: f64| Reported::Estimate { value, interval: None };
    let n = own.len() as f64;
    let m = mean(own);
    let sd = (own.iter().map(|value| (*value as f64 - m).powi(2)).sum::<f64>() / n).sqrt();
    let cut = |share: f64| (share * full * 2.0).ceil() as i64;
    let na = Reported::Withheld(Reason::NotApplicable);
    let region_only = |value| if level == Level::Region { plain(value) } else { na };
    let below_region = |value: Reported<f64>| if level == Level::Region { na } else { value };
    if own.len() < 5 && !metric.starts_with("n_") && metric != "participation_rate" {
        return if metric == "difference_rate" { na } else { Reported::Withheld(Reason::Suppressed) };
    }
    match metric {
        "n_valid" => plain(n),
        "n_expected" => plain(n + 3.0),
        "n_absent" => plain(3.0),
        "participation_rate" => plain(n / (n + 3.0)),
        "mean" => {
            let half = 1.96 * sd / n.sqrt() / 2.0;
            Reported::Estimate { value: m / 2.0, interval: Some((m / 2.0 - half, m / 2.0 + half)) }
        }
        "sd" => plain(sd / 2.0),
        "median" => plain(m / 2.0),
        "score_rate" => plain(m / 2.0 / full),
        "excellence_rate" => share(own, |mark| mark >= cut(0.85)),
        "good_rate" => share(own, |mark| mark >= cut(0.70)),
        "pass_rate" => share(own, |mark| mark >= cut(0.60)),
        "low_rate" => share(own, |mark| mark < cut(0.40)),
        "difference_rate" => region_only(0.06 + full / 1000.0),
        "mean_gap" | "school_effect" => below_region(plain((m - mean(region)) / 2.0)),
        "t_score" => below_region(plain(50.0 + (m - mean(region)) / sd)),
        "between_class_icc" if level == Level::School && own.len() > 100 => plain(0.0312),
        "between_class_icc" if level == Level::School => Reported::Withheld(Reason::TooFew),
        "n_roster" => Reported::Withheld(Reason::NotSupplied),
        _ => na,
    }
}

fn distribution(values: &[i64]) -> Distribution {
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value * 5).or_default() += 1;
    }
    counts.into_iter().map(|(ticks, count)| MarkCount { ticks, count }).collect()
}

fn specification() -> ExamSpec {
    let mut text = String::from(
        "[exam]\nid = '2025-g9'\ntitle = '2025年九年级第一次模拟考试'\nstage = 'junior'\ngrade = 9\n\
         kind = 'graduation_mock'\ndate = '2025-04-16'\nregion = '滨江区'\n",
    );
    for (id, name, full) in SUBJECTS {
        text.push_str(&format!("[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = {full}\ndecimals = 1\n"));
    }
    ExamSpec::from_toml(&text).expect("valid")
}

static LOW: Template = Template {
    zh: "{group}{subject}参考率为 {value}，低于 {reference}，平均分可能偏高。",
    en: "{group}: participation in {subject} is {value}, below {reference}; the mean may flatter.",
    percent: true,
};
static SMALL: Template = Template {
    zh: "{group}实考 {value} 人，少于 {reference} 人，未计入校际统计。",
    en: "{group}: {value} pupils, fewer than {reference}; left out of statistics between schools.",
    percent: false,
};

fn finding(id: &'static str, severity: Severity, school: usize, template: &'static Template) -> Finding {
    Finding {
        id,
        severity,
        scope: Scope {
            level: Level::School,
            group_id: SCHOOLS[school].0.to_owned(),
            group_name: SCHOOLS[school].1.to_owned(),
            subject: template.percent.then(|| "math".to_owned()),
        },
        metric: "participation_rate",
        value: if template.percent { 0.8712 } else { 3.0 },
        reference: if template.percent { 0.95 } else { 10.0 },
        template,
        untold: template,
        note: None,
    }
}

/// The analysis of the five schools.
pub(super) fn analysis() -> Analysis {
    let mut analysis = analysis_of(&SCHOOLS.map(|(code, name, sizes, shift)| (code.to_owned(), name, sizes, shift)));
    analysis.findings =
        vec![finding("small-school", Severity::Note, 4, &SMALL), finding("low-participation", Severity::Warn, 1, &LOW)];
    analysis.verdict = Verdict::WithCaution;
    analysis
}

/// The analysis of other schools, without findings.
pub(super) fn analysis_of(schools: &[School]) -> Analysis {
    let Marks { groups, marks } = marks(schools);
    let subjects: Vec<AnalysedSubject> = (0..=SUBJECTS.len())
        .map(|position| {
            let (id, name) = SUBJECTS.get(position).map_or(("total", "总分"), |each| (each.0, each.1));
            AnalysedSubject { id: id.to_owned(), name: name.to_owned(), full_ticks: full_ticks(position), decimals: 1 }
        })
        .collect();
    let rows = groups.len() * subjects.len();
    let columns = METRICS.iter().map(|&(id, interval)| {
        let mut column = MetricColumn::new(id, interval, rows);
        for (group, of_group) in groups.iter().zip(&marks) {
            for (subject, own) in of_group.iter().enumerate() {
                let full = full_ticks(subject) as f64 / 10.0;
                column.push(value(id, group.level, own, &marks[0][subject], full));
            }
        }
        column
    });
    let columns = columns.collect();
    let distributions = groups
        .iter()
        .zip(&marks)
        .flat_map(|(group, of_group)| {
            of_group.iter().map(|own| {
                if group.level == Level::Class || own.len() < 5 { Distribution::new() } else { distribution(own) }
            })
        })
        .collect();
    Analysis {
        spec: specification(),
        metrics: MetricTable { n_subjects: subjects.len(), columns },
        subjects,
        n_counties: groups.iter().filter(|group| group.level == Level::County).count(),
        n_schools: groups.iter().filter(|group| group.level == Level::School).count(),
        groups,
        distributions,
        set_apart: std::collections::BTreeMap::new(),
        answers: wutong_model::Answers::default(),
        findings: Vec::new(),
        verdict: Verdict::Comparable,
        insights: Vec::new(),
        pupils: Vec::new(),
        problems: vec![problem(1, 83), problem(9, 84)],
        accounts: vec![SheetAccount {
            file: "scores/a.xlsx".to_owned(),
            kind: "scores".to_owned(),
            rows_read: 742,
            kept: 737,
            set_aside: 3,
            not_data: 2,
            cells_set_aside: 2,
            ..SheetAccount::default()
        }],
        provenance: Provenance { version: "0.1.0".to_owned(), ..Provenance::default() },
    }
}

fn problem(kind: usize, row: u64) -> Problem {
    Problem {
        place: Place { file: "scores/a.xlsx".to_owned(), sheet: "Sheet1".to_owned(), row, column: "数学".to_owned() },
        text: "130".to_owned(),
        kind: ProblemKind::ALL[kind % 3],
        expected: "0~120".to_owned(),
        school: Some("3302".to_owned()),
        subject: Some("math".to_owned()),
    }
}
