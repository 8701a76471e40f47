//! Random marks of a small exam.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wutong::model::{Status, mark_text};
use wutong::{ExamSpec, ScoreBook};
use wutong_testkit::{Pupil, book, spec};

/// Identifiers and names of subjects, one of them in no list of well-known subjects.
const SUBJECTS: [(&str, &str); 7] = [
    ("chinese", "语文"),
    ("math", "数学"),
    ("english", "英语"),
    ("physics", "物理"),
    ("history", "历史"),
    ("politics", "道德与法治"),
    ("calligraphy", "书法"),
];
const SCHOOL_ENDS: [&str; 6] = ["中学", "第一中学", "中心小学", "实验学校", "高级中学", "书院"];
/// Names of pupils, some of which need quotes in a text file.
const NAMES: [&str; 5] = ["甲子生", "乙,生", "丙\"丑\"生", "丁;寅\t生", "戊\n卯生"];
/// Statuses and their words.
const WORDS: [(Status, &str); 7] = [
    (Status::Absent, "缺考"),
    (Status::Violation, "违纪"),
    (Status::Lost, "缺卷"),
    (Status::Exempt, "免考"),
    (Status::Deferred, "缓考"),
    (Status::Withdrawn, "转出"),
    (Status::NotTaken, "未选"),
];

/// A subject of the exam.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    id: &'static str,
    pub(super) name: &'static str,
    full: i32,
    pub(super) decimals: u8,
    elective: bool,
}

impl Paper {
    fn full_ticks(&self) -> i32 {
        self.full * 10i32.pow(u32::from(self.decimals))
    }
}

/// What stands in a cell of marks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    Ticks(i32),
    Word(Status),
    Blank,
}

/// One pupil.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) school: String,
    pub(super) class: String,
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) marks: Vec<Mark>,
}

/// The marks of an exam, pupils in any order.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) subjects: Vec<Paper>,
    pub(super) pupils: Vec<Line>,
}

/// What is written into a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Text(String),
    /// A number, as its decimal text.
    Number(String),
}

impl Entry {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

impl Table {
    /// The specification of the exam with one source.
    pub(super) fn spec(&self, source: &str) -> ExamSpec {
        let mut text = format!("[[source]]\n{source}\n");
        for Paper { id, name, full, decimals, elective } in &self.subjects {
            text.push_str(&format!(
                "[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = {full}\ndecimals = {decimals}\nelective = {elective}\n"
            ));
        }
        spec(&text)
    }

    /// What reading must give.
    pub(super) fn book(&self) -> ScoreBook {
        let pupil = |line: &Line| Pupil {
            county: String::new(),
            school: line.school.clone(),
            class: line.class.clone(),
            id: line.id.clone(),
            marks: line.marks.iter().zip(&self.subjects).map(|(mark, subject)| meaning(*mark, subject)).collect(),
        };
        book(&self.pupils.iter().map(pupil).collect::<Vec<_>>())
    }

    /// The cell of a pupil and subject.
    pub(super) fn entry(&self, line: &Line, subject: usize) -> Entry {
        match line.marks[subject] {
            Mark::Ticks(ticks) => Entry::Number(mark_text(ticks.into(), self.subjects[subject].decimals)),
            Mark::Word(status) => {
                Entry::text(WORDS.iter().find(|(word, _)| *word == status).map_or("", |(_, word)| word))
            }
            Mark::Blank => Entry::text(""),
        }
    }

    /// Header and rows with these leading columns and all subjects.
    pub(super) fn rows(&self, lead: &[&str], keep: impl Fn(&Line) -> bool) -> Vec<Vec<Entry>> {
        let head = lead.iter().copied().chain(self.subjects.iter().map(|subject| subject.name)).map(Entry::text);
        let mut rows = vec![head.collect()];
        for line in self.pupils.iter().filter(|line| keep(line)) {
            let marks = (0..self.subjects.len()).map(|subject| self.entry(line, subject));
            rows.push(line.lead(lead).into_iter().chain(marks).collect());
        }
        rows
    }

    /// One row a pupil, with every column.
    pub(super) fn wide(&self) -> Vec<Vec<Entry>> {
        self.rows(&LEAD, |_| true)
    }

    /// The schools, in order.
    pub(super) fn schools(&self) -> BTreeSet<&str> {
        self.pupils.iter().map(|line| line.school.as_str()).collect()
    }
}

/// Columns that say who a row is of.
pub(super) const LEAD: [&str; 4] = ["学校", "班级", "考号", "姓名"];

impl Line {
    /// The cells of some of the columns of [`LEAD`].
    pub(super) fn lead(&self, columns: &[&str]) -> Vec<Entry> {
        let of = |column: &&str| match *column {
            "学校" => Entry::text(&self.school),
            "班级" => Entry::text(&self.class),
            "考号" => Entry::text(&self.id),
            _ => Entry::text(self.name),
        };
        columns.iter().map(of).collect()
    }
}

fn meaning(mark: Mark, subject: &Paper) -> Result<i32, Status> {
    match mark {
        Mark::Ticks(ticks) => Ok(ticks),
        Mark::Word(status) => Err(status),
        Mark::Blank if subject.elective => Err(Status::NotTaken),
        Mark::Blank => Err(Status::Absent),
    }
}

fn papers() -> impl Strategy<Value = Vec<Paper>> {
    let paper = (prop::sample::select(vec![30, 70, 100, 120, 150]), 0u8..=2, prop::bool::weighted(0.3));
    let chosen = prop::sample::subsequence(SUBJECTS.to_vec(), 1..=4);
    (chosen, prop::collection::vec(paper, 4)).prop_map(|(chosen, papers)| {
        let paper = |((id, name), (full, decimals, elective))| Paper { id, name, full, decimals, elective };
        chosen.into_iter().zip(papers).map(paper).collect()
    })
}

fn mark() -> impl Strategy<Value = (f64, Mark)> {
    // Shares of the full mark, both ends included; the other marks have no share.
    prop_oneof![
        7 => (0.0f64..=1.0).prop_map(|share| (share, Mark::Ticks(0))),
        1 => prop::sample::select(vec![0.0, 1.0]).prop_map(|share| (share, Mark::Ticks(0))),
        2 => prop::sample::select(WORDS.to_vec()).prop_map(|(status, _)| (0.0, Mark::Word(status))),
        1 => Just((0.0, Mark::Blank)),
    ]
}

fn class(style: usize, number: usize) -> String {
    match style {
        0 => format!("九({number})班"),
        1 => format!("{number}班"),
        2 => format!("九年级0{number}班"),
        _ => format!("K{number}"),
    }
}

/// Identifiers with leading zeros, letters and marks between them; no two alike.
fn id(style: usize, number: usize) -> String {
    let number = (number * 7919 + 13) % 100_000;
    match style {
        0 => format!("{number:07}"),
        1 => format!("G{number:05}x"),
        2 => format!("{:03}-{:02}", number / 100, number % 100),
        _ => format!("20250612{number:05}0001"),
    }
}

/// School, class, name and marks of a pupil, as drawn.
type Drawn = (usize, usize, usize, Vec<(f64, Mark)>);

/// A small exam.
pub(super) fn table() -> impl Strategy<Value = Table> {
    let school = ("[东红清云石柳]{2,3}", prop::sample::select(SCHOOL_ENDS.to_vec()));
    let schools = prop::collection::btree_set(school.prop_map(|(name, end)| name + end), 1..=3);
    let pupil = (0usize..3, 1usize..=2, 0..NAMES.len(), prop::collection::vec(mark(), 4));
    let pupils = prop::collection::vec(pupil, 1..=14);
    (papers(), schools, 0usize..4, 0usize..4, pupils).prop_map(|(subjects, schools, class_style, id_style, pupils)| {
        let schools: Vec<String> = schools.into_iter().collect();
        let line = |(at, (school, number, name, marks)): (usize, Drawn)| Line {
            school: schools[school % schools.len()].clone(),
            class: class(class_style, number),
            id: id(id_style, at),
            name: NAMES[name],
            marks: subjects.iter().zip(marks).map(|(subject, mark)| on_lattice(subject, mark)).collect(),
        };
        let pupils = pupils.into_iter().enumerate().map(line).collect();
        Table { subjects, pupils }
    })
}

fn on_lattice(subject: &Paper, (share, mark): (f64, Mark)) -> Mark {
    match mark {
        #[expect(clippy::cast_possible_truncation, reason = "a share of a full mark")]
        Mark::Ticks(_) => {
            let ticks = (share * f64::from(subject.full_ticks())).round() as i32;
            Mark::Ticks(ticks.max(i32::from(subject.elective)))
        }
        other => other,
    }
}
