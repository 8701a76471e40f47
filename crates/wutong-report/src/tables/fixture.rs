//! A small exam: a region, a county, two schools (one too small to be shown) and a class, two subjects and the total.

use wutong_model::{
    AnalysedSubject, Analysis, ExamSpec, Finding, Group, Insight, Level, MarkCount, MetricColumn, MetricTable, Place,
    Problem, ProblemKind, Provenance, Reason, Reported, Scope, Severity, SheetAccount, TOTAL, Template, Verdict,
};

const SPECIFICATION: &str = "
[exam]
id = 'x-1'
title = '期末 & 联考'
stage = 'junior'
grade = 9
kind = 'research'
[[subject]]
id = 'math'
name = '数学'
full_mark = 120
decimals = 1
[[subject]]
id = 'art'
name = '美术'
full_mark = 50
";

const SMALL: Template = Template { zh: "{group}仅 {value} 人。", en: "{group}: {value}, \"few\".", percent: false };

/// The analysis of the small exam.
pub(crate) fn analysis() -> Analysis {
    let spec = ExamSpec::from_toml(SPECIFICATION).expect("the specification is right");
    let subject = |id: &str, name: &str, full_ticks, decimals| AnalysedSubject {
        id: id.to_owned(),
        name: name.to_owned(),
        full_ticks,
        decimals,
    };
    let subjects =
        vec![subject("math", "数学", 1200, 1), subject("art", "美术", 5000, 2), subject(TOTAL, "总分", 17_000, 2)];
    let groups = groups();
    let rows = groups.len() * subjects.len();
    let columns = [("n_valid", false), ("mean", true), ("sd", false), ("difference_rate", false)];
    let columns = columns.map(|(id, interval)| column(id, interval, rows)).into();
    let full = |row: usize| subjects[row % 3].full_ticks;
    let marks = |row: usize| {
        [(4, 3), (7, 1), (10, 2)].map(|(tenth, count)| MarkCount { ticks: full(row) * tenth / 10, count }).to_vec()
    };
    let distributions = (0..rows).map(|row| if row / 3 < 3 { marks(row) } else { Vec::new() }).collect();
    let scope = Scope { level: Level::School, group_id: "=2".into(), group_name: "二中".into(), subject: None };
    let finding = Finding {
        id: "small-school",
        severity: Severity::Warn,
        scope,
        metric: "n_valid",
        value: 3.0,
        reference: 20.5,
        template: &SMALL,
        untold: &SMALL,
        note: None,
    };
    Analysis {
        spec,
        subjects,
        n_counties: groups.iter().filter(|group| group.level == Level::County).count(),
        n_schools: groups.iter().filter(|group| group.level == Level::School).count(),
        groups,
        metrics: MetricTable { n_subjects: 3, columns },
        distributions,
        set_apart: std::collections::BTreeMap::new(),
        answers: wutong_model::Answers::default(),
        findings: vec![finding],
        verdict: Verdict::WithCaution,
        insights: vec![insight()],
        pupils: Vec::new(),
        problems: vec![problem("121", ProblemKind::MarkAboveFull), problem("-5", ProblemKind::MarkBelowMinimum)],
        accounts: vec![SheetAccount {
            file: "a.xlsx".into(),
            kind: "scores".into(),
            rows_read: 9,
            ..Default::default()
        }],
        provenance: Provenance::default(),
    }
}

static WEAK: Template = Template {
    zh: "{group}{subject}低 {value} 分（{interval}）",
    en: "{group} {subject}: {value}, p {p}, {n}",
    percent: false,
};

fn insight() -> Insight {
    Insight {
        id: "weak-subject",
        scope: Scope {
            level: Level::School,
            group_id: "001".into(),
            group_name: "一中".into(),
            subject: Some("math".into()),
        },
        metric: "mean_gap",
        value: -6.5,
        reference: 0.0,
        interval: Some((-9.0, -4.0)),
        effect: -0.5,
        p_adjusted: 0.0001,
        n: 80,
        importance: 1.5,
        template: &WEAK,
    }
}

fn groups() -> Vec<Group> {
    let group = |level, id: &str, name: &str, parent| Group {
        level,
        id: id.to_owned(),
        name: name.to_owned(),
        parent,
        attributes: std::collections::BTreeMap::new(),
    };
    vec![
        group(Level::Region, "region", "region", None),
        group(Level::County, "东区", "东区", Some(0)),
        group(Level::School, "001", "一中, \"本部\"", Some(1)),
        group(Level::School, "=2", "二中", Some(1)),
        group(Level::Class, "001/-1班", "-1班", Some(2)),
    ]
}

/// Counts are always there, other values have every kind of gap.
fn column(id: &'static str, interval: bool, rows: usize) -> MetricColumn {
    let mut column = MetricColumn::new(id, interval, rows);
    for row in 0..rows {
        #[expect(clippy::cast_precision_loss, reason = "a few rows")]
        let value = if id == "n_valid" { row as f64 } else { row as f64 / 7.0 - 1.0 };
        column.push(match (id, row % 5) {
            ("n_valid", _) => Reported::Estimate { value, interval: None },
            (_, 1) => Reported::Withheld(Reason::Suppressed),
            ("difference_rate", 3) => Reported::Withheld(Reason::NotApplicable),
            (_, 4) => Reported::Estimate { value, interval: None },
            _ => Reported::Estimate { value, interval: Some((value - 0.1, value + 0.1)) },
        });
    }
    column
}

fn problem(text: &str, kind: ProblemKind) -> Problem {
    let place = Place { file: "a.xlsx".into(), sheet: String::new(), row: 7, column: "数学".into() };
    Problem { place, text: text.into(), kind, expected: "0-120".into(), school: None, subject: None }
}
