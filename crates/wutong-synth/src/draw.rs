//! Pupils and marks of one school, a class at a time.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::effect::{SCHOOL_CORRELATION, SCHOOL_SHARE};
use crate::plan::{Plan, Purpose, School};
use crate::subject::{N_SUBJECTS, SUBJECTS};

/// Share of the latent variance that lies between classes of a school.
pub(crate) const CLASS_SHARE: f64 = 0.03;
/// Correlation of a class's effect in one subject with its effect in another.
pub(crate) const CLASS_CORRELATION: f64 = 0.6;
/// Correlation of two subjects over all pupils.
pub(crate) const SUBJECT_CORRELATION: f64 = 0.7;
/// Share of pupils absent from a subject, in the middle over schools.
pub(crate) const ABSENT_RATE: f64 = 0.0108;
/// Share of pupils absent from everything, in the middle over schools.
pub(crate) const ALL_ABSENT_RATE: f64 = 0.0042;
/// Share of marks cancelled for a violation.
pub(crate) const VIOLATION_RATE: f64 = 0.0005;

/// Share of the latent variance that lies between pupils of a class.
pub(crate) fn pupil_share() -> f64 {
    1.0 - SCHOOL_SHARE - CLASS_SHARE
}

/// Correlation of two subjects between pupils of one class that gives the correlation over all pupils.
pub(crate) fn pupil_correlation() -> f64 {
    let above = SCHOOL_SHARE * SCHOOL_CORRELATION + CLASS_SHARE * CLASS_CORRELATION;
    (SUBJECT_CORRELATION - above) / pupil_share()
}

/// What stands in a subject column for one pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A mark, in half points.
    Mark(u16),
    /// The pupil did not sit.
    Absent,
    /// The mark was cancelled.
    Violation,
    /// The pupil left for another school.
    Transferred,
}

impl Cell {
    /// The mark in half points, if there is one.
    pub(crate) fn mark(self) -> Option<u16> {
        match self {
            Self::Mark(half_points) => Some(half_points),
            _ => None,
        }
    }
}

/// One line of a school's list.
#[derive(Debug)]
pub(crate) struct Pupil {
    /// School that gave the number; another one than the listing school after a transfer.
    pub(crate) origin: usize,
    /// Running number in that school.
    pub(crate) number: u32,
    /// Position in the plan's transfers, for both lines of a transferred pupil.
    pub(crate) transfer: Option<usize>,
    pub(crate) cells: [Cell; N_SUBJECTS],
}

impl Pupil {
    /// Whether this is the line left behind in the old school.
    pub(crate) fn left(&self) -> bool {
        self.cells[0] == Cell::Transferred
    }
}

/// A class of a school.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) label: String,
    pub(crate) pupils: Vec<Pupil>,
    /// Pupils of the class that appear on no list.
    pub(crate) hidden: u32,
}

/// Draws a school; yields its classes in order.
#[derive(Debug)]
pub(crate) struct SchoolDraw<'a> {
    plan: &'a Plan,
    school: &'a School,
    index: usize,
    rng: ChaCha8Rng,
    sizes: Vec<u32>,
    class: u32,
    listed: u32,
}

impl<'a> SchoolDraw<'a> {
    /// Starts the school at `index` of the plan.
    pub(crate) fn new(plan: &'a Plan, index: usize) -> Self {
        let school = &plan.schools[index];
        Self {
            plan,
            school,
            index,
            rng: plan.stream(index, Purpose::Marks),
            sizes: class_sizes(school, index, &mut plan.stream(index, Purpose::Classes)),
            class: 0,
            listed: 0,
        }
    }

    fn normal(&mut self) -> f64 {
        self.rng.sample(StandardNormal)
    }

    /// General attainment of the listed pupils of a class. Those kept at home are its weakest.
    fn attainments(&mut self, size: u32, hidden: u32) -> Vec<f64> {
        let mut drawn: Vec<f64> = (0..size + hidden).map(|_| self.normal()).collect();
        if hidden > 0 {
            let mut sorted = drawn.clone();
            sorted.sort_by(f64::total_cmp);
            let border = sorted[hidden as usize];
            drawn.retain(|attainment| *attainment >= border);
        }
        drawn
    }

    fn cells(&mut self, means: &[f64; N_SUBJECTS], attainment: f64, absences: &Absences) -> [Cell; N_SUBJECTS] {
        let correlation = pupil_correlation();
        let spread = pupil_share().sqrt();
        let (shared, own) = (spread * correlation.sqrt(), spread * (1.0 - correlation).sqrt());
        let all_absent = self.rng.random::<f64>() < absences.all;
        std::array::from_fn(|subject| {
            let latent = means[subject] + shared * attainment + own * self.normal();
            let chance = self.rng.random::<f64>();
            if all_absent || chance < absences.subject {
                Cell::Absent
            } else if chance > 1.0 - VIOLATION_RATE {
                Cell::Violation
            } else {
                Cell::Mark(SUBJECTS[subject].mark(latent))
            }
        })
    }
}

impl Iterator for SchoolDraw<'_> {
    type Item = Class;

    fn next(&mut self) -> Option<Class> {
        let size = *self.sizes.get(self.class as usize)?;
        let share = |upto: u32| (u64::from(self.school.hidden) * u64::from(upto) / u64::from(self.school.size)) as u32;
        let hidden = share(self.listed + size) - share(self.listed);
        let common = self.normal();
        let means: [f64; N_SUBJECTS] = std::array::from_fn(|subject| {
            let own = self.normal();
            self.school.effects[subject]
                + CLASS_SHARE.sqrt() * (CLASS_CORRELATION.sqrt() * common + (1.0 - CLASS_CORRELATION).sqrt() * own)
        });
        let absences = Absences::of(self.school);
        let mut pupils = Vec::with_capacity(size as usize + 1);
        for attainment in self.attainments(size, hidden) {
            self.listed += 1;
            let number = self.listed;
            let mut cells = self.cells(&means, attainment, &absences);
            let transfer = self.plan.transfers.iter().position(|t| (t.from, t.number) == (self.index, number));
            if transfer.is_some() {
                cells = [Cell::Transferred; N_SUBJECTS];
            }
            pupils.push(Pupil { origin: self.index, number, transfer, cells });
        }
        let plan = self.plan;
        for (position, transfer) in plan.transfers.iter().enumerate() {
            if (transfer.to, transfer.to_class) == (self.index, self.class) {
                let attainment = self.normal();
                pupils.push(Pupil {
                    origin: transfer.from,
                    number: transfer.number,
                    transfer: Some(position),
                    cells: self.cells(&means, attainment, &Absences::NONE),
                });
            }
        }
        let label = self.school.class_label(self.class);
        self.class += 1;
        Some(Class { label, pupils, hidden })
    }
}

/// Chances of absence in one school.
struct Absences {
    subject: f64,
    all: f64,
}

impl Absences {
    /// A newly arrived pupil is always there, so that a transfer shows as one.
    const NONE: Self = Self { subject: 0.0, all: 0.0 };

    /// Weak schools miss more pupils.
    fn of(school: &School) -> Self {
        Self {
            subject: ABSENT_RATE * (-0.45 * school.general).exp(),
            all: ALL_ABSENT_RATE * (-0.6 * school.general).exp(),
        }
    }
}

/// Equal classes up to one pupil; in every fourth school neighbouring classes differ by up to 40 per cent.
fn class_sizes(school: &School, index: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let n = school.n_classes();
    let (usual, larger) = (school.size / n, school.size % n);
    let mut sizes: Vec<u32> = (0..n).map(|class| usual + u32::from(class < larger)).collect();
    if index % 4 == 3 {
        for pair in sizes.chunks_exact_mut(2) {
            let moved = rng.random_range(0..=usual / 5);
            pair[0] += moved;
            pair[1] -= moved;
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn every_number_is_listed_once_and_transfers_twice() {
        let plan = Plan::new(&Options::default());
        let (mut lines, mut left, mut hidden) = (0, 0, 0);
        for (index, school) in plan.schools.iter().enumerate() {
            let mut next = 1;
            for class in SchoolDraw::new(&plan, index) {
                hidden += class.hidden;
                for pupil in &class.pupils {
                    lines += 1;
                    left += u64::from(pupil.left());
                    if pupil.origin == index {
                        assert_eq!(pupil.number, next);
                        next += 1;
                    }
                }
            }
            assert_eq!(next, school.size + 1);
        }
        assert_eq!(left, 6);
        assert_eq!(lines, plan.n_pupils + 6);
        let hiding = &plan.schools[plan.hiding.unwrap()];
        assert_eq!(hidden, hiding.hidden);
    }
}
