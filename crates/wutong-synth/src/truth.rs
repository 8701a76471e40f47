//! What is true about a district: parameters, effects, counts.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::SynthError;
use crate::blueprint::{ITEMS, N_ITEMS, WEAK_ITEM};
use crate::draw::{self, Cell, Pupil};
use crate::effect;
use crate::folder::{Folder, TRUTH, io_error};
use crate::plan::Plan;
use crate::specification::{EXAM_ID, region};
use crate::subject::{N_SUBJECTS, SUBJECTS};
use crate::tally::Tally;

/// A value for each subject, by subject id.
type BySubject<T> = BTreeMap<&'static str, T>;

fn by_subject<T>(value: impl Fn(usize) -> T) -> BySubject<T> {
    SUBJECTS.iter().enumerate().map(|(i, subject)| (subject.id, value(i))).collect()
}

/// More digits say nothing and make the file long.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[derive(Debug, Serialize)]
struct Truth<'a> {
    exam_id: &'a str,
    region: &'a str,
    seed: u64,
    n_pupils: u64,
    n_schools: usize,
    n_counties: usize,
    parameters: Parameters,
    subjects: BySubject<SubjectTruth>,
    transfers: Vec<TransferTruth>,
    hidden_absentees: Option<HiddenTruth<'a>>,
    violations: &'a [ViolationTruth],
    #[serde(skip_serializing_if = "Option::is_none")]
    math_items: Option<Vec<ItemTruth>>,
    schools: &'a [SchoolTruth],
}

/// Shares and correlations of the latent attainment, and chances in a school of the middle.
#[derive(Debug, Serialize)]
struct Parameters {
    school_variance_share: f64,
    class_variance_share: f64,
    pupil_variance_share: f64,
    school_effect_correlation: f64,
    class_effect_correlation: f64,
    subject_correlation: f64,
    absent_rate: f64,
    all_absent_rate: f64,
    violation_rate: f64,
}

/// Shape of the distribution, and what came out.
#[derive(Debug, Serialize)]
struct SubjectTruth {
    full_mark: u16,
    location: f64,
    slope: f64,
    n_valid: u64,
    n_absent: u64,
    n_violation: u64,
    mean: Option<f64>,
    sd: Option<f64>,
}

#[derive(Debug, Serialize)]
struct TransferTruth {
    student_id: String,
    from: String,
    to: String,
}

#[derive(Debug, Serialize)]
struct HiddenTruth<'a> {
    school: &'a str,
    name: &'a str,
    n_hidden: u32,
    n_expected: u32,
}

#[derive(Debug, Serialize)]
struct ViolationTruth {
    student_id: String,
    school: String,
    subject: &'static str,
}

#[derive(Debug, Serialize)]
struct ItemTruth {
    item: usize,
    full_mark: u16,
    expected_facility: f64,
    slope: f64,
    weak: bool,
}

#[derive(Debug, Serialize)]
struct SchoolTruth {
    code: String,
    name: String,
    county: String,
    residence: &'static str,
    n_classes: u32,
    n_listed: u32,
    n_left: u32,
    n_arrived: u32,
    n_hidden: u32,
    n_all_absent: u32,
    n_absent: BySubject<u64>,
    general_effect: f64,
    effects: BySubject<f64>,
}

/// Collects the truth while the district is written.
#[derive(Debug, Default)]
pub(crate) struct Record {
    subjects: [Tally; N_SUBJECTS],
    schools: Vec<SchoolTruth>,
    violations: Vec<ViolationTruth>,
    current: Current,
}

/// Counts of the school being written.
#[derive(Debug, Default)]
struct Current {
    subjects: [Tally; N_SUBJECTS],
    listed: u32,
    left: u32,
    arrived: u32,
    all_absent: u32,
}

/// Violations are listed one by one up to this number of pupils and counted beyond it.
const LISTED_VIOLATIONS: u64 = 60_000;

impl Record {
    /// Adds one line of the list of the school at `index`.
    pub(crate) fn push(&mut self, plan: &Plan, index: usize, pupil: &Pupil) {
        let current = &mut self.current;
        current.listed += 1;
        current.left += u32::from(pupil.left());
        current.arrived += u32::from(pupil.origin != index);
        current.all_absent += u32::from(pupil.cells.iter().all(|cell| *cell == Cell::Absent));
        for (subject, cell) in pupil.cells.into_iter().enumerate() {
            current.subjects[subject].push(cell);
            if cell == Cell::Violation && plan.n_pupils <= LISTED_VIOLATIONS {
                self.violations.push(ViolationTruth {
                    student_id: plan.pupil_id(pupil.origin, pupil.number),
                    school: plan.schools[index].code.clone(),
                    subject: SUBJECTS[subject].id,
                });
            }
        }
    }

    /// Closes the school at `index`.
    pub(crate) fn end_school(&mut self, plan: &Plan, index: usize) {
        let current = std::mem::take(&mut self.current);
        for (tally, school) in self.subjects.iter_mut().zip(&current.subjects) {
            tally.merge(school);
        }
        let school = &plan.schools[index];
        let general = (effect::SCHOOL_SHARE * effect::SCHOOL_CORRELATION).sqrt() * school.general;
        self.schools.push(SchoolTruth {
            code: school.code.clone(),
            name: school.place.name.clone(),
            county: school.place.county.clone(),
            residence: school.place.residence.label(),
            n_classes: school.n_classes(),
            n_listed: current.listed,
            n_left: current.left,
            n_arrived: current.arrived,
            n_hidden: school.hidden,
            n_all_absent: current.all_absent,
            n_absent: by_subject(|subject| current.subjects[subject].absent),
            general_effect: rounded(general),
            effects: by_subject(|subject| rounded(school.effects[subject])),
        });
    }

    /// Writes `truth.json`.
    pub(crate) fn write(&self, plan: &Plan, items: bool, folder: &mut Folder) -> Result<(), SynthError> {
        let truth = Truth {
            exam_id: EXAM_ID,
            region: region(plan),
            seed: plan.seed,
            n_pupils: plan.n_pupils,
            n_schools: plan.schools.len(),
            n_counties: plan.n_counties,
            parameters: parameters(),
            subjects: by_subject(|subject| subject_truth(subject, &self.subjects[subject])),
            transfers: transfers(plan),
            hidden_absentees: plan.hiding.map(|index| {
                let school = &plan.schools[index];
                HiddenTruth {
                    school: &school.code,
                    name: &school.place.name,
                    n_hidden: school.hidden,
                    n_expected: school.size + school.hidden,
                }
            }),
            violations: &self.violations,
            math_items: items.then(|| (0..N_ITEMS).map(item_truth).collect()),
            schools: &self.schools,
        };
        let (path, mut file) = folder.create(TRUTH)?;
        serde_json::to_writer(&mut file, &truth).map_err(|source| SynthError::Json { path: path.clone(), source })?;
        file.write_all(b"\n").and_then(|()| file.flush()).map_err(io_error(&path))
    }
}

fn parameters() -> Parameters {
    Parameters {
        school_variance_share: effect::SCHOOL_SHARE,
        class_variance_share: draw::CLASS_SHARE,
        pupil_variance_share: rounded(draw::pupil_share()),
        school_effect_correlation: effect::SCHOOL_CORRELATION,
        class_effect_correlation: draw::CLASS_CORRELATION,
        subject_correlation: draw::SUBJECT_CORRELATION,
        absent_rate: draw::ABSENT_RATE,
        all_absent_rate: draw::ALL_ABSENT_RATE,
        violation_rate: draw::VIOLATION_RATE,
    }
}

fn subject_truth(subject: usize, tally: &Tally) -> SubjectTruth {
    let drawn = &SUBJECTS[subject];
    SubjectTruth {
        full_mark: drawn.full_mark,
        location: drawn.location,
        slope: drawn.slope,
        n_valid: tally.valid,
        n_absent: tally.absent,
        n_violation: tally.violation,
        mean: tally.mean(),
        sd: tally.sd(),
    }
}

fn transfers(plan: &Plan) -> Vec<TransferTruth> {
    let code = |index: usize| plan.schools[index].code.clone();
    plan.transfers
        .iter()
        .map(|transfer| TransferTruth {
            student_id: plan.pupil_id(transfer.from, transfer.number),
            from: code(transfer.from),
            to: code(transfer.to),
        })
        .collect()
}

fn item_truth(index: usize) -> ItemTruth {
    let item = &ITEMS[index];
    ItemTruth {
        item: index + 1,
        full_mark: item.full_mark,
        expected_facility: item.expected_facility,
        slope: item.slope,
        weak: index == WEAK_ITEM,
    }
}
