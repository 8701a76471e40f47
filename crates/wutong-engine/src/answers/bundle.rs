//! Education groups valued as one (集团捆绑评价): a local rule, every part of it shown.

use std::collections::BTreeMap;

use wutong_model::spec::Bundle;
use wutong_model::{Entry, EntryTable, Level, Reason, Reported};
use wutong_stats::{
    Accumulate, Estimate, FrequencyTable, Moments, StatError, campus_credit, campus_range, convergence, group_value,
    mean_standard_score,
};

use super::{Input, Sheet, pupils};
use crate::policy::Basis;

const METRICS: [&str; 8] = [
    "n_campuses",
    "pooled_score",
    "campus_range",
    "leader_gap",
    "convergence",
    "bundle_value_added",
    "bundle_value",
    "campus_credit",
];

/// What a row rests on: the score of its own pupils, and what is said of the whole education group.
struct Bases {
    own: Basis,
    group: Basis,
}

type Value = Result<f64, StatError>;
/// The values of a row, in the order of [`METRICS`].
type Values = [Result<Estimate, StatError>; METRICS.len()];

/// Education groups: schools by name of the group, in the order of the tables.
fn groups<'a>(input: &Input<'a>, asked: &Bundle) -> BTreeMap<&'a str, Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (node, school) in input.nodes.iter().enumerate().filter(|(_, node)| node.group.level == Level::School) {
        let name = school.group.attributes.get(&asked.attribute).map(|name| name.trim());
        groups.entry(name.filter(|name| !name.is_empty()).unwrap_or_default()).or_default().push(node);
    }
    // Schools of no group.
    groups.remove("");
    groups
}

pub(super) fn bundles(input: &Input<'_>) -> EntryTable {
    let Some(asked) = &input.spec.requests.bundle else { return EntryTable::default() };
    let groups = groups(input, asked);
    if groups.is_empty() {
        return nobody(asked);
    }
    let entries = groups.keys().map(|name| Entry {
        id: (*name).to_owned(),
        name: ((*name).to_owned(), (*name).to_owned()),
        details: Vec::new(),
    });
    let mut sheet = Sheet::new(entries.collect(), &METRICS, 0);
    let mut rows: Vec<(usize, usize, usize, Bases, Values)> = Vec::new();
    for (entry, (name, schools)) in groups.iter().enumerate() {
        for &subject in &asked.subjects {
            let values = Group::of(input, asked, name, schools, subject);
            // A row of the whole exam for the group, then one for each campus.
            let is_hidden =
                |&school: &usize| input.basis(school, subject).n > 0 && input.basis(school, subject).hidden.is_some();
            // The campuses that are shown, and their range, would give away what is hidden of another.
            let hidden = schools.iter().any(is_hidden).then_some(Reason::ComplementarySuppressed);
            let whole = Basis { refused: input.policy.refuses(subject), n: values.n, hidden };
            rows.push((0, entry, subject, Bases { own: whole, group: whole }, values.of_group()));
            for &school in schools {
                let own = input.basis(school, subject);
                let group = Basis { hidden: own.hidden.or(hidden), ..own };
                rows.push((school, entry, subject, Bases { own, group }, values.of_campus(input, school, subject)));
            }
        }
    }
    rows.sort_by_key(|&(group, entry, subject, ..)| (group, entry, subject));
    for (group, entry, subject, bases, values) in rows {
        let judge = |(value, info): (Result<Estimate, StatError>, &&'static wutong_stats::MetricInfo)| match value {
            // What the specification says is no result.
            Ok(value) if info.id == "bundle_value_added" => super::given(value.value),
            value if info.id == "n_campuses" => input.policy.judge(info, Basis { hidden: None, ..bases.group }, value),
            value if info.id == "pooled_score" => input.policy.judge(info, bases.own, value),
            value => input.policy.judge(info, bases.group, value),
        };
        let judged: Vec<Reported<f64>> = values.into_iter().zip(&sheet.infos).map(judge).collect();
        sheet.push(group, subject, entry, judged);
    }
    sheet.table
}

/// No school has the attribute: a row of the whole exam says so.
fn nobody(asked: &Bundle) -> EntryTable {
    let name = asked.attribute.clone();
    let entry = Entry { id: name.clone(), name: (name.clone(), name), details: Vec::new() };
    let mut sheet = Sheet::new(vec![entry], &METRICS, 1);
    for &subject in &asked.subjects {
        let missing = Reported::Withheld(crate::policy::reason(StatError::NotSupplied));
        sheet.push(0, subject, 0, METRICS.map(|_| missing));
    }
    sheet.table
}

/// One education group in one subject.
struct Group {
    n: u64,
    n_campuses: u64,
    pooled: Value,
    range: Value,
    gap: Value,
    convergence: Value,
    value_added: Value,
    value: Value,
    alpha: f64,
}

impl Group {
    fn of(input: &Input<'_>, asked: &Bundle, name: &str, schools: &[usize], subject: usize) -> Self {
        let exam = &input.nodes[0].subjects[subject].moments;
        let sums = |node: usize| &input.nodes[node].subjects[subject];
        let sitting: Vec<usize> = schools.iter().copied().filter(|&school| sums(school).moments.n > 0).collect();
        let pooled = |schools: &mut dyn Iterator<Item = usize>| {
            let mut whole = FrequencyTable::default();
            schools.for_each(|school| whole.merge(&sums(school).tally.table));
            Moments::of(&whole)
        };
        let whole = pooled(&mut sitting.iter().copied());
        let scores: Result<Vec<f64>, StatError> =
            sitting.iter().map(|&school| mean_standard_score(&sums(school).moments, exam)).collect();
        let range = scores.and_then(|scores| campus_range(&scores));
        let is_core = |school: usize, core: &String| {
            let group = &input.nodes[school].group;
            group.id == *core || group.name == *core
        };
        let gap = asked.core.get(name).ok_or(StatError::NotSupplied).and_then(|core| {
            let leader = sitting.iter().copied().find(|&school| is_core(school, core)).ok_or(StatError::NotSupplied)?;
            let members = pooled(&mut sitting.iter().copied().filter(|&school| school != leader));
            Ok(mean_standard_score(&sums(leader).moments, exam)? - mean_standard_score(&members, exam)?)
        });
        let base = asked.base_range.get(name).copied().ok_or(StatError::NotSupplied);
        let convergence = base.and_then(|base| convergence(range?, base));
        let value_added = asked.value_added.get(name).copied().ok_or(StatError::NotSupplied);
        let pooled = mean_standard_score(&whole, exam);
        let [of_pooled, of_convergence, of_value_added] = asked.weights;
        let value = group_value(&[(of_pooled, pooled), (of_convergence, convergence), (of_value_added, value_added)]);
        let n_campuses = sitting.len() as u64;
        Self { n: whole.n, n_campuses, pooled, range, gap, convergence, value_added, value, alpha: asked.alpha }
    }

    fn of_group(&self) -> Values {
        let Self { pooled, range, gap, convergence, value_added, value, .. } = *self;
        let shown = |value: Value| value.map(Estimate::from);
        [
            Ok(pupils(self.n_campuses)),
            shown(pooled),
            shown(range),
            shown(gap),
            shown(convergence),
            shown(value_added),
            shown(value),
            Err(StatError::NotApplicable),
        ]
    }

    fn of_campus(&self, input: &Input<'_>, school: usize, subject: usize) -> Values {
        let own = mean_standard_score(
            &input.nodes[school].subjects[subject].moments,
            &input.nodes[0].subjects[subject].moments,
        );
        let mut values = [Err(StatError::NotApplicable); METRICS.len()];
        values[1] = own.map(Estimate::from);
        values[6] = self.value.map(Estimate::from);
        values[7] = self.value.and_then(|value| campus_credit(value, own?, self.alpha)).map(Estimate::from);
        values
    }
}
