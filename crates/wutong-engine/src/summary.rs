//! Summaries: what remains of the marks, exact and mergeable.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use wutong_check::{ChosenByScore, Paper, Scripts};
use wutong_model::{PaperClaim, ProblemKind, RosterCount, Status};
use wutong_stats::{AllSubjects, FrequencyTable};

use crate::joint::JointMarks;
use crate::parts::{self, PartTallies};

/// Number of statuses.
pub(crate) const STATUSES: usize = Status::ALL.len();

/// One subject of one class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Marks that count.
    pub table: FrequencyTable,
    /// Pupils by status, in the order of [`Status::ALL`].
    pub status: [u64; STATUSES],
    /// Present pupils with a mark of zero.
    pub zero: u64,
    /// Pupils without a mark who count in the denominator of rates.
    pub denominator_only: u64,
}

impl Tally {
    /// The sum of many tallies.
    pub(crate) fn sum_of<'a>(tallies: impl Iterator<Item = &'a Self> + Clone) -> Self {
        let table = FrequencyTable::sum_of(tallies.clone().map(|tally| &tally.table));
        let mut sum = Self { table, ..Self::default() };
        for tally in tallies {
            for (total, count) in sum.status.iter_mut().zip(tally.status) {
                *total += count;
            }
            sum.zero += tally.zero;
            sum.denominator_only += tally.denominator_only;
        }
        sum
    }

    /// Pupils with a status.
    #[must_use]
    pub fn count(&self, status: Status) -> u64 {
        self.status[status as usize]
    }

    /// Pupils listed who were to sit.
    #[must_use]
    pub fn expected(&self) -> u64 {
        Status::ALL.into_iter().filter(|status| status.is_expected()).map(|status| self.count(status)).sum()
    }
}

/// One class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClassSummary {
    /// Name; empty when the exam has no classes.
    pub name: String,
    /// What the roster states.
    pub roster: Option<RosterCount>,
    /// One tally a subject, the total last.
    pub subjects: Vec<Tally>,
    /// Pupils by what they reach in every subject.
    pub all_subjects: AllSubjects,
    /// Its pupils by attribute and value, where attributes are known.
    pub parts: BTreeMap<(String, String), ClassSummary>,
    /// Which marks belong to one pupil; only where the exam asks for lines or imbalance.
    pub joint: Option<JointMarks>,
    /// What its pupils earned in the parts of each paper whose item marks were read, by position of the subject.
    pub items: BTreeMap<usize, PartTallies>,
}

/// Pupils of a school by what they did in the other subjects, for one subject: did the weaker ones stay away?
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Of those absent from the subject: mean score rate in the others they sat, in whole percent.
    pub absent: FrequencyTable,
    /// Of those who sat it.
    pub present: FrequencyTable,
}

impl Neighbours {
    fn absorb(&mut self, other: &Self) {
        self.absent = FrequencyTable::sum_of([&self.absent, &other.absent]);
        self.present = FrequencyTable::sum_of([&self.present, &other.present]);
    }
}

/// One school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolSummary {
    /// County; empty when the exam has none.
    pub county: String,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Attributes of the school list.
    pub attributes: BTreeMap<String, String>,
    /// What the roster states for the school as a whole.
    pub roster: Option<RosterCount>,
    /// Classes by name.
    pub classes: Vec<ClassSummary>,
    /// One entry a subject: what absent and present pupils did elsewhere.
    pub neighbours: Vec<Neighbours>,
    /// Rows and cells set aside, by kind and subject position.
    pub problems: BTreeMap<(ProblemKind, Option<usize>), u64>,
    /// What the scripts of each paper show whose items, options or markings were read.
    pub scripts: BTreeMap<Arc<Paper>, Scripts>,
}

/// Everything that [`finish`](crate::finish) needs: no pupil, only counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summaries {
    /// The specification they were made with, in canonical form without its sources.
    pub(crate) specification: String,
    /// Schools by county, then id.
    pub(crate) schools: Vec<SchoolSummary>,
    /// What files say of their papers.
    pub(crate) claims: Vec<PaperClaim>,
    /// Answers of all schools by number of right answers, by paper.
    pub(crate) papers: BTreeMap<Arc<Paper>, ChosenByScore>,
}

/// Two summaries that cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// They were made with other subjects, cuts or treatments.
    #[error("the summaries were made with different specifications; summarise both with the same exam.toml")]
    OtherSpecification,
}

impl Summaries {
    /// The schools, by county and id.
    #[must_use]
    pub fn schools(&self) -> &[SchoolSummary] {
        &self.schools
    }

    /// The summaries of both books together. Associative and commutative; a school or class in both adds up.
    ///
    /// # Errors
    /// [`MergeError::OtherSpecification`] if they were made with other subjects, cuts or treatments.
    pub fn merge(mut self, other: Self) -> Result<Self, MergeError> {
        if self.specification != other.specification {
            return Err(MergeError::OtherSpecification);
        }
        self.schools.extend(other.schools);
        self.schools.sort_by(|a, b| (&a.county, &a.id).cmp(&(&b.county, &b.id)));
        self.schools.dedup_by(|next, kept| {
            let same = (&next.county, &next.id) == (&kept.county, &kept.id);
            if same {
                kept.absorb(std::mem::take(next));
            }
            same
        });
        self.claims.extend(other.claims);
        self.claims.sort_by(|a, b| (&a.place, &a.subject, a.aspect).cmp(&(&b.place, &b.subject, b.aspect)));
        self.claims.dedup();
        for (paper, chosen) in other.papers {
            self.papers.entry(paper).or_default().absorb(&chosen);
        }
        Ok(self)
    }
}

impl SchoolSummary {
    fn absorb(&mut self, other: Self) {
        self.roster = self.roster.or(other.roster);
        if self.attributes.is_empty() {
            self.attributes = other.attributes;
        }
        for (own, added) in self.neighbours.iter_mut().zip(&other.neighbours) {
            own.absorb(added);
        }
        for (key, count) in other.problems {
            *self.problems.entry(key).or_default() += count;
        }
        for (paper, scripts) in other.scripts {
            self.scripts.entry(paper).or_default().absorb(&scripts);
        }
        self.classes.extend(other.classes);
        self.classes.sort_by(|a, b| a.name.cmp(&b.name));
        self.classes.dedup_by(|next, kept| {
            let same = next.name == kept.name;
            if same {
                kept.absorb(next);
            }
            same
        });
    }
}

impl ClassSummary {
    fn absorb(&mut self, other: &Self) {
        self.roster = self.roster.or(other.roster);
        for (own, added) in self.subjects.iter_mut().zip(&other.subjects) {
            *own = Tally::sum_of([&*own, added].into_iter());
        }
        self.all_subjects = add(self.all_subjects, other.all_subjects);
        for (key, part) in &other.parts {
            match self.parts.entry(key.clone()) {
                Entry::Vacant(free) => drop(free.insert(part.clone())),
                Entry::Occupied(mut own) => own.get_mut().absorb(part),
            }
        }
        for (subject, tallies) in &other.items {
            parts::absorb(self.items.entry(*subject).or_default(), tallies);
        }
        if let Some(joint) = &other.joint {
            self.joint = Some(self.joint.take().unwrap_or_default().and(joint));
        }
    }
}

pub(crate) fn add(a: AllSubjects, b: AllSubjects) -> AllSubjects {
    AllSubjects { excellent: a.excellent + b.excellent, passed: a.passed + b.passed, failed: a.failed + b.failed }
}
