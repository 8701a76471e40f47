//! First half: score book to summaries.

use std::collections::BTreeMap;

use wutong_model::spec::Choice;
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
    /// For each subject, the choice of the total that it belongs to.
    choice: Vec<Option<usize>>,
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
        let choice = (0..spec.subjects.len()).map(|subject| spec.total.choice_of(subject)).collect();
        let treatment = Status::ALL.map(|status| spec.treatment(status));
        Self { spec, treatment, scale: scale.collect(), choice }
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
    /// What each pupil has of each choice of the total, one pupil after the other.
    chosen: Vec<Chosen>,
    /// Marks of every subject, one pupil after the other; only where they are asked for.
    joint: Vec<Option<i32>>,
}

/// What is known of a pupil while the subjects go by.
#[derive(Clone, Copy)]
struct Running {
    ticks: i32,
    /// The status of the total: that of the first common member, in order of weight, that keeps the pupil from having one.
    status: Status,
    counts: bool,
    in_denominator: bool,
    excellent: bool,
    passed: bool,
    failed: bool,
}

/// What a pupil has of one choice of the total.
#[derive(Clone, Copy)]
struct Chosen {
    /// Members with a mark.
    marks: usize,
    /// Members without a mark of which it is said why: absent, lost, set aside.
    missing: usize,
    /// Members without a mark that count in the denominator.
    in_denominator: usize,
    /// The status that weighs most of those that say why.
    status: Status,
    /// The same of those with a mark: absent where that is a mark of zero.
    of_marks: Status,
}

const NOTHING: Chosen =
    Chosen { marks: 0, missing: 0, in_denominator: 0, status: Status::Present, of_marks: Status::Present };

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
    let n_choices = plan.spec.total.choices.len();
    scratch.chosen.clear();
    scratch.chosen.resize(rows.len() * n_choices, NOTHING);
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
                let of_denominator = treatment == Treatment::DenominatorOnly;
                if let Some(mark) = mark {
                    running.add(mark, scale, (subject.cuts.excellence, subject.cuts.pass));
                }
                match plan.choice[position] {
                    None => running.has(mark.is_some(), status, of_denominator),
                    Some(choice) => {
                        scratch.chosen[row * n_choices + choice].has(mark.is_some(), status, of_denominator);
                    }
                }
            }
        }
        tally.table = FrequencyTable::from_marks(&mut scratch.marks);
        subjects.push(tally);
    }
    for (row, running) in scratch.totals.iter_mut().enumerate() {
        running.choose(&plan.spec.total.choices, &scratch.chosen[row * n_choices..(row + 1) * n_choices]);
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
    /// Adds the mark of a member.
    fn add(&mut self, mark: i32, scale: i32, (excellence, pass): (i64, i64)) {
        self.ticks += mark * scale;
        self.excellent &= i64::from(mark) >= excellence;
        self.passed &= i64::from(mark) >= pass;
        self.failed &= i64::from(mark) < pass;
    }

    /// What a common member is.
    fn has(&mut self, mark: bool, status: Status, of_denominator: bool) {
        self.takes(status);
        self.counts &= mark;
        self.in_denominator &= mark || of_denominator;
    }

    fn takes(&mut self, status: Status) {
        self.status = heavier(self.status, status);
    }

    /// What the choices are, once all members are known.
    ///
    /// Who lacks a mark takes the status that says why. Where none does, a blank was a subject that was not chosen or an
    /// absence, as in a subject that everybody takes: of a pupil who has something in other members it is an absence; who has
    /// nothing in any took none of them, unless a common member says otherwise.
    fn choose(&mut self, choices: &[Choice], chosen: &[Chosen]) {
        let nothing = chosen.iter().all(|chosen| chosen.marks + chosen.missing == 0);
        for (choice, chosen) in choices.iter().zip(chosen) {
            let Some(lacking) = choice.number.checked_sub(chosen.marks) else {
                // Nobody can say which of them were chosen.
                (self.counts, self.in_denominator) = (false, false);
                self.takes(Status::SetAside);
                continue;
            };
            if lacking == 0 {
                self.takes(chosen.of_marks);
                continue;
            }
            self.counts = false;
            self.in_denominator &= chosen.in_denominator >= lacking;
            match chosen.missing {
                0 if !nothing => self.takes(Status::Absent),
                0 if self.status == Status::Present => self.status = Status::NotTaken,
                0 => {}
                _ => self.takes(chosen.status),
            }
        }
    }
}

impl Chosen {
    /// What a member is.
    fn has(&mut self, mark: bool, status: Status, of_denominator: bool) {
        self.marks += usize::from(mark);
        self.in_denominator += usize::from(!mark && of_denominator);
        if mark {
            self.of_marks = heavier(self.of_marks, status);
        } else if status != Status::NotTaken {
            self.missing += 1;
            self.status = heavier(self.status, status);
        }
    }
}

fn heavier(a: Status, b: Status) -> Status {
    if weight(b) > weight(a) { b } else { a }
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
