//! First half: score book to summaries.

use std::collections::BTreeMap;

use wutong_model::{Class, ExamSpec, PaperClaim, Problem, ProblemKind, ScoreBook, Status, SubjectColumn, Treatment};
use wutong_stats::{AllSubjects, FrequencyTable};

use crate::joint::JointMarks;
use crate::neighbours;
use crate::summary::{ClassSummary, SchoolSummary, Summaries, Tally};
use crate::workers::Workers;

/// Summarises a score book, one task a school.
///
/// `problems` and `claims` are what ingestion found; their counts travel with the summaries, because the checks need them.
#[must_use]
pub fn summarise(
    book: &ScoreBook,
    spec: &ExamSpec,
    problems: &[Problem],
    claims: &[PaperClaim],
    workers: &Workers,
) -> Summaries {
    let mut by_school: BTreeMap<&str, BTreeMap<(ProblemKind, Option<usize>), u64>> = BTreeMap::new();
    for problem in problems {
        if let Some(school) = &problem.school {
            let subject = problem.subject.as_deref().and_then(|id| spec.subject_position(id));
            *by_school.entry(school).or_default().entry((problem.kind, subject)).or_default() += 1;
        }
    }
    let county_of: Vec<&str> =
        book.counties.iter().flat_map(|county| county.schools.clone().map(|_| county.name.as_str())).collect();
    let plan = Plan::new(spec);
    let mut schools = workers.map_range(0..book.schools.len(), |position| {
        let school = &book.schools[position];
        let mut scratch = Scratch::default();
        let classes = book.classes[school.classes.clone()].iter();
        let rows = classes.clone().map(|class| class.rows.start).min().unwrap_or(0)
            ..classes.clone().map(|class| class.rows.end).max().unwrap_or(0);
        SchoolSummary {
            neighbours: neighbours::of_rows(book, spec, rows),
            county: county_of[position].to_owned(),
            id: school.id.clone(),
            name: school.name.clone(),
            attributes: school.attributes.clone(),
            roster: school.roster,
            classes: classes.map(|class| class_summary(book, class, &plan, &mut scratch)).collect(),
            problems: by_school.get(school.id.as_str()).cloned().unwrap_or_default(),
            scripts: BTreeMap::new(),
        }
    });
    for school in &mut schools {
        school.classes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schools.sort_by(|a, b| (&a.county, &a.id).cmp(&(&b.county, &b.id)));
    // Sources may differ between books whose summaries are merged; nothing else may.
    let mut raw = spec.raw.clone();
    raw.source.clear();
    let specification = ExamSpec::new(raw).map_or_else(|_| spec.canonical(), |spec| spec.canonical());
    let mut claims = claims.to_vec();
    claims.sort_by(|a, b| (&a.place, &a.subject, a.aspect).cmp(&(&b.place, &b.subject, b.aspect)));
    Summaries { specification, schools, claims, papers: BTreeMap::new() }
}

/// What the specification says about each subject, looked up once.
struct Plan<'a> {
    spec: &'a ExamSpec,
    treatment: [Treatment; Status::ALL.len()],
    /// For each subject, the factor that turns its ticks into ticks of the total; 0 if it is no member.
    scale: Vec<i32>,
}

impl<'a> Plan<'a> {
    fn new(spec: &'a ExamSpec) -> Self {
        let scale = spec.subjects.iter().enumerate().map(|(position, subject)| {
            if spec.total.members.contains(&position) {
                10i32.pow(u32::from(spec.total.decimals - subject.decimals))
            } else {
                0
            }
        });
        Self { spec, treatment: Status::ALL.map(|status| spec.treatment(status)), scale: scale.collect() }
    }
}

/// Pupils one at a time, each as a class of its own.
pub(crate) struct Pupils<'a> {
    book: &'a ScoreBook,
    plan: Plan<'a>,
    scratch: Scratch,
}

impl<'a> Pupils<'a> {
    pub(crate) fn new(book: &'a ScoreBook, spec: &'a ExamSpec) -> Self {
        Self { book, plan: Plan::new(spec), scratch: Scratch::default() }
    }

    /// Status and mark in every subject, the total last, of the one pupil of a class.
    pub(crate) fn marks(&mut self, pupil: &Class) -> Vec<(Status, Option<i32>)> {
        let subjects = class_summary(self.book, pupil, &self.plan, &mut self.scratch).subjects;
        let of = |tally: &Tally| {
            let status = Status::ALL.into_iter().find(|&status| tally.status[status as usize] > 0);
            (status.unwrap_or(Status::NotTaken), tally.table.cells().first().map(|&(mark, _)| mark))
        };
        subjects.iter().map(of).collect()
    }
}

/// Buffers that one task reuses for all of its classes.
#[derive(Default)]
struct Scratch {
    marks: Vec<i32>,
    totals: Vec<Running>,
    /// Marks of every subject, one pupil after the other; only where they are asked for.
    joint: Vec<Option<i32>>,
}

/// What is known of a pupil while the subjects go by.
#[derive(Clone, Copy)]
struct Running {
    ticks: i32,
    /// The status of the total: that of the first member, in order of weight, that keeps the pupil from having one.
    status: Status,
    counts: bool,
    in_denominator: bool,
    excellent: bool,
    passed: bool,
    failed: bool,
}

const FRESH: Running = Running {
    ticks: 0,
    status: Status::Present,
    counts: true,
    in_denominator: true,
    excellent: true,
    passed: true,
    failed: true,
};

fn class_summary(book: &ScoreBook, class: &Class, plan: &Plan, scratch: &mut Scratch) -> ClassSummary {
    let rows = class.rows.clone();
    scratch.totals.clear();
    scratch.totals.resize(rows.len(), FRESH);
    let (joins, width) = (plan.spec.requests.need_joint_marks(), book.subjects.len());
    scratch.joint.clear();
    scratch.joint.resize(if joins { rows.len() * width } else { 0 }, None);
    let mut subjects = Vec::with_capacity(book.subjects.len() + 1);
    for (position, column) in book.subjects.iter().enumerate() {
        let (ticks, status) = (&column.ticks[rows.clone()], &column.status[rows.clone()]);
        let subject = &plan.spec.subjects[position];
        let mut tally = Tally::default();
        scratch.marks.clear();
        for (row, ((&ticks, &status), running)) in ticks.iter().zip(status).zip(&mut scratch.totals).enumerate() {
            tally.status[status as usize] += 1;
            let treatment = plan.treatment[status as usize];
            let mark = match (status, treatment) {
                (Status::Present, _) => Some(ticks),
                (_, Treatment::Zero) => Some(0),
                _ => None,
            };
            if let Some(mark) = mark {
                scratch.marks.push(mark);
            }
            if joins {
                scratch.joint[row * width + position] = mark;
            }
            tally.zero += u64::from(status == Status::Present && ticks == 0);
            tally.denominator_only += u64::from(mark.is_none() && treatment == Treatment::DenominatorOnly);
            let scale = plan.scale[position];
            if scale > 0 {
                let cuts = (subject.cuts.excellence, subject.cuts.pass);
                running.add(mark, scale, status, treatment == Treatment::DenominatorOnly, cuts);
            }
        }
        tally.table = FrequencyTable::from_marks(&mut scratch.marks);
        subjects.push(tally);
    }
    let (total, all_subjects) = total(scratch);
    subjects.push(total);
    let joint = joins.then(|| JointMarks::new(width, &scratch.joint));
    let parts = parts(book, class, plan, scratch);
    ClassSummary {
        name: class.name.clone(),
        roster: class.roster,
        subjects,
        all_subjects,
        joint,
        parts,
        items: BTreeMap::new(),
    }
}

/// The pupils of a class by attribute and value.
fn parts(
    book: &ScoreBook,
    class: &Class,
    plan: &Plan,
    scratch: &mut Scratch,
) -> BTreeMap<(String, String), ClassSummary> {
    let mut parts = BTreeMap::new();
    for attribute in &book.attributes {
        for (code, value) in (1..).zip(&attribute.values) {
            let rows: Vec<usize> = class.rows.clone().filter(|&row| attribute.codes[row] == code).collect();
            if rows.is_empty() {
                continue;
            }
            let column = |marks: &SubjectColumn| SubjectColumn {
                ticks: rows.iter().map(|&row| marks.ticks[row]).collect(),
                status: rows.iter().map(|&row| marks.status[row]).collect(),
            };
            let picked = ScoreBook { subjects: book.subjects.iter().map(column).collect(), ..ScoreBook::default() };
            let whole = Class { rows: 0..rows.len(), ..Class::default() };
            let summary = ClassSummary { joint: None, ..class_summary(&picked, &whole, plan, scratch) };
            parts.insert((attribute.name.clone(), value.clone()), summary);
        }
    }
    parts
}

impl Running {
    fn add(
        &mut self,
        mark: Option<i32>,
        scale: i32,
        status: Status,
        denominator_only: bool,
        (excellence, pass): (i64, i64),
    ) {
        if weight(status) > weight(self.status) {
            self.status = status;
        }
        match mark {
            Some(mark) => {
                self.ticks += mark * scale;
                self.excellent &= i64::from(mark) >= excellence;
                self.passed &= i64::from(mark) >= pass;
                self.failed &= i64::from(mark) < pass;
            }
            None => {
                self.counts = false;
                self.in_denominator &= denominator_only;
            }
        }
    }
}

/// Which status the total takes when the members differ: first what says that the pupil was not expected at all.
fn weight(status: Status) -> u8 {
    match status {
        Status::Present => 0,
        Status::Absent => 1,
        Status::Deferred => 2,
        Status::Lost => 3,
        Status::SetAside => 4,
        Status::Violation => 5,
        Status::Exempt => 6,
        Status::NotTaken => 7,
        Status::Withdrawn => 8,
    }
}

fn total(scratch: &mut Scratch) -> (Tally, AllSubjects) {
    let (mut tally, mut all) = (Tally::default(), AllSubjects::default());
    scratch.marks.clear();
    for pupil in &scratch.totals {
        tally.status[pupil.status as usize] += 1;
        if pupil.counts {
            scratch.marks.push(pupil.ticks);
            tally.zero += u64::from(pupil.ticks == 0 && pupil.status == Status::Present);
            all.excellent += u64::from(pupil.excellent);
            all.passed += u64::from(pupil.passed);
            all.failed += u64::from(pupil.failed);
        } else {
            tally.denominator_only += u64::from(pupil.in_denominator);
        }
    }
    tally.table = FrequencyTable::from_marks(&mut scratch.marks);
    (tally, all)
}
