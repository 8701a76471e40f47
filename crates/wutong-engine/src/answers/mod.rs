//! Answers to what an exam asks for beside the metrics of every exam, and rates over other denominators where many stayed
//! away. An exam that asks for none pays nothing; readers outside the centre are given none.

mod assigned;
mod bands;
mod bundle;
mod check;
mod composites;
mod contextual;
mod expected;
mod imbalance;
mod items;
mod levels;
mod lines;
mod targets;

pub use check::check_requests;

use wutong_model::spec::{ExactShare, ExamSpec};
use wutong_model::{
    Answers, Entry, EntryRow, EntryTable, MetricColumn, MetricTable, Reported, TargetVerdict as Verdict,
};
use wutong_stats::{Better, Estimate, MetricInfo, ShareTarget, StatError, TargetVerdict, metric};

use crate::exam::Paper;
use crate::groups::Node;
use crate::policy::{Basis, Policy};
use crate::summary::Summaries;
use crate::workers::Workers;

/// Groups computed at a time, so that a region of any size needs the memory of a few hundred.
const GROUPS_AT_A_TIME: usize = 512;

/// What the answers are made from.
pub(crate) struct Input<'a> {
    pub(crate) spec: &'a ExamSpec,
    pub(crate) summaries: &'a Summaries,
    pub(crate) nodes: &'a [Node],
    /// One a subject, the total last.
    pub(crate) papers: &'a [Paper],
    pub(crate) policy: &'a Policy,
    pub(crate) metrics: &'a MetricTable,
    pub(crate) workers: &'a Workers,
}

impl Input<'_> {
    /// Position of the total, which is the number of subjects.
    fn total(&self) -> usize {
        self.spec.subjects.len()
    }

    /// Decimals of a subject, the total included.
    fn decimals(&self, subject: usize) -> u8 {
        self.spec.subjects.get(subject).map_or(self.spec.total.decimals, |subject| subject.decimals)
    }

    /// What the values of a group in a subject rest on: its pupils with a mark.
    fn basis(&self, group: usize, subject: usize) -> Basis {
        Basis {
            refused: self.policy.refuses(subject),
            n: self.nodes[group].subjects[subject].moments.n,
            hidden: self.policy.withholds(group, subject),
        }
    }

    /// Full mark of a subject, the total included, in ticks.
    fn full(&self, subject: usize) -> i32 {
        self.spec.subjects.get(subject).map_or(self.spec.total.full_ticks, |subject| subject.full_ticks)
    }
}

/// A sum of joint marks for every node, from those of single classes: `classes[school][class]`, as in the summaries.
///
/// `None` for pupils who share an attribute: the joint marks do not tell them apart.
fn sums<T: Clone>(nodes: &[Node], classes: &[Vec<T>], add: impl Fn(&[T]) -> T) -> Vec<Option<T>> {
    let of_source = |node: &Node| match node.source {
        Some((school, Some(class))) => Some(classes[school][class].clone()),
        Some((school, None)) => Some(add(&classes[school])),
        None => None,
    };
    let mut sums: Vec<Option<T>> = nodes.iter().map(of_source).collect();
    // Above the schools: those of counties first, because a region holds counties. Dimensions hold schools.
    let mut above: Vec<usize> = (0..nodes.len()).filter(|&node| nodes[node].source.is_none()).collect();
    above.sort_by_key(|&node| node == 0);
    for node in above {
        let parts: Option<Vec<T>> = nodes[node].children.iter().map(|&child| sums[child].clone()).collect();
        sums[node] = parts.filter(|parts| !parts.is_empty()).map(|parts| add(&parts));
    }
    sums
}

/// Everything that the exam asks for.
pub(crate) fn answers(input: &Input<'_>) -> Answers {
    let lines = lines::lines(input);
    let targets = targets::targets(input, &lines);
    let (assigned, assigned_bands) = assigned::assigned(input);
    let (items, knowledge_points) = items::items(input);
    let [contextual, contextual_terms, contextual_effects] = contextual::contextual(input);
    Answers {
        composites: composites::composites(input, &lines, &targets),
        targets,
        lines,
        assigned,
        assigned_bands,
        levels: levels::levels(input),
        imbalance: imbalance::imbalance(input),
        items,
        knowledge_points,
        bands: bands::bands(input),
        contextual,
        contextual_terms,
        contextual_effects,
        bundles: bundle::bundles(input),
        expected_rates: expected::rates(input),
    }
}

/// A table in the making.
struct Sheet {
    table: EntryTable,
    infos: Vec<&'static MetricInfo>,
}

impl Sheet {
    /// An empty table with room for so many rows.
    fn new(entries: Vec<Entry>, metrics: &[&'static str], rows: usize) -> Self {
        let infos: Vec<_> =
            metrics.iter().map(|id| metric(id).expect("the catalogue has the columns of every table")).collect();
        let columns = infos.iter().map(|info| MetricColumn::new(info.id, info.interval, rows)).collect();
        Self { table: EntryTable { entries, columns, ..EntryTable::default() }, infos }
    }

    /// Adds a row; `values` stand in the order of the columns.
    fn push(&mut self, group: usize, subject: usize, entry: usize, values: impl IntoIterator<Item = Reported<f64>>) {
        self.table.rows.push(EntryRow { group, subject, entry });
        let mut values = values.into_iter();
        for column in &mut self.table.columns {
            column.push(values.next().expect("a value for every column"));
        }
    }

    /// Adds the verdict of the last row.
    fn judge(&mut self, verdict: Reported<Verdict>) {
        self.table.verdicts.push(verdict);
    }
}

/// A number of pupils as a value.
#[expect(clippy::cast_precision_loss, reason = "numbers of pupils are far below 2^53")]
fn pupils(count: u64) -> Estimate {
    Estimate::from(count as f64)
}

/// A value of the specification, which nothing withholds.
fn given(value: f64) -> Reported<f64> {
    Reported::Estimate { value, interval: None }
}

fn exact(share: ExactShare) -> ShareTarget {
    ShareTarget { part: share.part, whole: share.whole, better: Better::Higher }
}

fn verdict(verdict: TargetVerdict) -> Verdict {
    match verdict {
        TargetVerdict::Reached => Verdict::Reached,
        TargetVerdict::Missed => Verdict::Missed,
        TargetVerdict::CannotTell => Verdict::CannotTell,
    }
}

/// Ticks as points.
fn points(ticks: f64, decimals: u8) -> Result<Estimate, StatError> {
    Ok(Estimate::from(ticks / 10f64.powi(i32::from(decimals))))
}
