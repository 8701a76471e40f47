//! Indices (综合指数) over the metrics as they are shown.

use std::collections::BTreeMap;

use wutong_model::spec::{Composite, CompositeForm, CompositeOver};
use wutong_model::{Entry, EntryTable, Level, Reason, Reported};
use wutong_stats::composite::{OPERANDS, PresetForm, preset, weighted_mean};
use wutong_stats::expression::{Expression, Operand};
use wutong_stats::{Estimate, Kind, MetricInfo, Rounding, StatError, TailShare, Unit, metric, trimmed_bottom_mean};

use super::{Input, Sheet, given, lines, points};
use crate::policy::reason;

/// The answers that an index may use.
#[derive(Clone, Copy)]
struct Answered<'a> {
    lines: &'a EntryTable,
    targets: &'a EntryTable,
}

pub(super) fn composites(input: &Input<'_>, lines: &EntryTable, targets: &EntryTable) -> EntryTable {
    let composites = &input.spec.requests.composites;
    let answered = Answered { lines, targets };
    if composites.is_empty() {
        return EntryTable::default();
    }
    let mut sheet =
        Sheet::new(composites.iter().map(entry).collect(), &["index"], input.nodes.len() * composites.len());
    let readers: Vec<Option<Reader>> =
        composites.iter().map(|composite| Reader::new(input, answered, composite)).collect();
    let rows = input.workers.map_range(0..input.nodes.len(), |node| {
        let mut rows: Vec<(usize, usize, Reported<f64>)> = Vec::new();
        for (at, (composite, reader)) in composites.iter().zip(&readers).enumerate() {
            let value = |subject: usize| match reader {
                Some(reader) => reader.value(input, answered, node, subject),
                None => Reported::Withheld(Reason::NotApplicable),
            };
            match &composite.over {
                _ if !composite.parts.is_empty() => {
                    let sum = sum(composite.parts.iter().map(|&(part, weight)| (weight, of_part(&rows, part))));
                    rows.push((input.total(), at, sum));
                }
                CompositeOver::Each(subjects) => {
                    rows.extend(subjects.iter().map(|&subject| (subject, at, value(subject))));
                }
                CompositeOver::Weighted(weights) => {
                    let parts = weights.iter().map(|&(subject, weight)| (weight, value(subject)));
                    rows.push((input.total() + 1, at, weighted(parts)));
                }
            }
        }
        rows
    });
    for (node, rows) in rows.into_iter().enumerate() {
        for (subject, at, value) in rows {
            sheet.push(node, subject, at, [value]);
        }
    }
    sheet.table
}

fn entry(composite: &Composite) -> Entry {
    let preset = match &composite.form {
        CompositeForm::Preset(id) => preset(id),
        CompositeForm::Expression(_) => None,
    };
    let own = if composite.name.is_empty() { &composite.id } else { &composite.name };
    let name = match preset.filter(|_| composite.name.is_empty()) {
        Some(preset) => (preset.zh.to_owned(), preset.en.to_owned()),
        None => (own.clone(), own.clone()),
    };
    Entry { id: composite.id.clone(), name, details: Vec::new() }
}

/// The text of an index; `None` for a preset that is no expression.
pub(super) fn expression(form: &CompositeForm) -> Option<&str> {
    match form {
        CompositeForm::Expression(text) => Some(text),
        CompositeForm::Preset(id) => match preset(id)?.form {
            PresetForm::Expression(expression) | PresetForm::Asked { expression, .. } => Some(expression),
            PresetForm::Sum | PresetForm::Function(..) => None,
        },
    }
}

/// What an expression may use: metrics, and beside a line its columns for the total and [`OPERANDS`].
pub(super) fn known(composite: &Composite) -> Vec<(&'static str, Unit)> {
    let metrics = wutong_stats::CATALOGUE.iter().map(|info| (info.id, info.unit));
    let columns = lines::OF_TOTAL.iter().chain(&lines::OF_BOTH).filter(|_| composite.line.is_some());
    let columns = columns.filter_map(|id| metric(id)).map(|info| (info.id, info.unit));
    // The operands without a line serve a preset alone, which names what it needs.
    let operands = OPERANDS.into_iter().filter(|_| composite.line.is_some() || is_preset(&composite.form));
    metrics.chain(columns).chain(operands).collect()
}

fn is_preset(form: &CompositeForm) -> bool {
    matches!(form, CompositeForm::Preset(_))
}

/// The value of an index of the same group that stands before this one.
fn of_part(rows: &[(usize, usize, Reported<f64>)], part: usize) -> Reported<f64> {
    let found = rows.iter().find(|&&(_, at, _)| at == part);
    found.map_or(Reported::Withheld(Reason::NotApplicable), |&(_, _, value)| value)
}

/// Σ w x; the reason of the first part that is withheld.
fn sum(parts: impl Iterator<Item = (f64, Reported<f64>)>) -> Reported<f64> {
    let mut sum = 0.0;
    for (weight, value) in parts {
        match value {
            Reported::Estimate { value, .. } => sum += weight * value,
            Reported::Withheld(_) => return value,
        }
    }
    if sum.is_finite() { given(sum) } else { Reported::Withheld(reason(StatError::OutOfRange)) }
}

fn weighted(parts: impl Iterator<Item = (f64, Reported<f64>)>) -> Reported<f64> {
    let mut given = Vec::new();
    for (weight, value) in parts {
        match value {
            Reported::Estimate { value, .. } => given.push((weight, value)),
            Reported::Withheld(_) => return value,
        }
    }
    match weighted_mean(&given) {
        Ok(value) => Reported::Estimate { value, interval: None },
        Err(error) => Reported::Withheld(reason(error)),
    }
}

/// An index ready to be read off.
struct Reader {
    expression: Expression,
    /// Comparison if it divides by the best or uses a comparison.
    info: MetricInfo,
    /// The groups compared with each other: one number a node.
    families: Vec<usize>,
    /// Attribute that schools are told apart by.
    category: Option<String>,
    /// The best value of each metric that needs it: family, subject, metric.
    best: Vec<Vec<Vec<Option<f64>>>>,
    sources: Sources,
}

/// Where an operand that is no metric comes from.
#[derive(Clone, Copy)]
struct Sources {
    line: Option<usize>,
    dropped: TailShare,
}

/// The share of the last third that an index leaves out from below.
fn dropped(composite: &Composite) -> TailShare {
    let share = composite.dropped.map_or((5, 100), |share| (share.part, share.whole));
    // Shares are of a billion, which 32 bits hold.
    let [part, whole] = [share.0, share.1].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    TailShare { part, whole, rounding: Rounding::Exact }
}

impl Sources {
    /// What an index is made of, for one group and subject, as it is shown.
    fn operand(
        self,
        input: &Input<'_>,
        answered: Answered<'_>,
        (node, subject): (usize, usize),
        id: &str,
    ) -> Reported<f64> {
        if id == "trimmed_bottom_third_mean" {
            return self.bottom(input, node, subject);
        }
        let Some(line) = self.line else { return input.metrics.get(node, subject, id) };
        let of_line = |id: &str| lines::value(input, answered.lines, (node, subject), line, id);
        match id {
            "n_agreed" => agreed(input, answered.targets, node, line),
            "n_beyond" => match (of_line("n_online"), agreed(input, answered.targets, node, line)) {
                (Reported::Estimate { value: reached, .. }, Reported::Estimate { value: agreed, .. }) => {
                    given((reached - agreed).max(0.0))
                }
                (Reported::Estimate { .. }, why) | (why, _) => why,
            },
            id if lines::METRICS.contains(&id) => of_line(id),
            id => input.metrics.get(node, subject, id),
        }
    }

    /// Mean of the last third without its lowest; shown where the mean of the last third is.
    fn bottom(self, input: &Input<'_>, node: usize, subject: usize) -> Reported<f64> {
        let info = metric("bottom_third_mean").expect("the catalogue has it");
        let of_node = &input.nodes[node];
        let computed = trimmed_bottom_mean(&of_node.subjects[subject].tally.table, TailShare::THIRD, self.dropped)
            .and_then(|ticks| points(ticks, input.decimals(subject)));
        input.policy.shown(info, (of_node, node, subject), computed)
    }
}

/// The number of pupils on a line that was agreed for a group, by a target that names the group before one for all.
fn agreed(input: &Input<'_>, targets: &EntryTable, node: usize, line: usize) -> Reported<f64> {
    let asked = input.spec.requests.targets.iter().enumerate();
    let fits = asked.filter(|(_, target)| target.metric == "n_online" && target.line == Some(line));
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(_, target)| target.group.is_none());
    let row = fits.iter().find_map(|(at, target)| targets.find(node, target.subject, &(at + 1).to_string()));
    let value = row.and_then(|row| Some(targets.column("target")?.get(row)));
    value.unwrap_or(Reported::Withheld(Reason::NotSupplied))
}

impl Reader {
    fn new(input: &Input<'_>, answered: Answered<'_>, composite: &Composite) -> Option<Self> {
        let expression = Expression::parse(expression(&composite.form)?, &known(composite)).ok()?;
        let sources = Sources { line: composite.line, dropped: dropped(composite) };
        let uses = expression.metrics();
        let compares = uses.iter().any(|used| {
            used.needs_best || metric(&used.id).is_some_and(|info| matches!(info.kind, Kind::Comparison | Kind::Rank))
        });
        let base = metric("index").expect("the catalogue has the columns of every table");
        let info = MetricInfo { kind: if compares { Kind::Comparison } else { Kind::Own }, ..*base };
        let families = families(input, composite.category.as_deref());
        let n_families = families.iter().max().map_or(0, |last| last + 1);
        let mut best = vec![vec![vec![None::<f64>; uses.len()]; input.total() + 1]; n_families];
        for (at, used) in uses.iter().enumerate().filter(|(_, used)| used.needs_best) {
            for (node, &family) in families.iter().enumerate() {
                for subject in 0..=input.total() {
                    if let Some(value) = sources.operand(input, answered, (node, subject), &used.id).value() {
                        let best = &mut best[family][subject][at];
                        *best = Some(best.map_or(value, |best| best.max(value)));
                    }
                }
            }
        }
        Some(Self { expression, info, families, category: composite.category.clone(), best, sources })
    }

    fn value(&self, input: &Input<'_>, answered: Answered<'_>, node: usize, subject: usize) -> Reported<f64> {
        let group = &input.nodes[node].group;
        let (level, uses) = (group.level, self.expression.metrics());
        let needs_best = uses.iter().any(|used| used.needs_best);
        if level == Level::Region && needs_best {
            return Reported::Withheld(Reason::NotApplicable);
        }
        let category = self.category.as_ref().filter(|_| level == Level::School && needs_best);
        if category.is_some_and(|name| !group.attributes.contains_key(name)) {
            // The school list does not say which schools it is to be compared with.
            return Reported::Withheld(Reason::NotSupplied);
        }
        let mut operands = Vec::with_capacity(uses.len());
        for (at, used) in uses.iter().enumerate() {
            match self.sources.operand(input, answered, (node, subject), &used.id) {
                Reported::Estimate { value, .. } => {
                    operands.push(Operand { value: Ok(value), best: self.best[self.families[node]][subject][at] });
                }
                Reported::Withheld(reason) => return Reported::Withheld(reason),
            }
        }
        let n = input.nodes[node].subjects[subject].moments.n;
        input.policy.apply(&self.info, (level, subject), n, self.expression.evaluate(&operands).map(Estimate::from))
    }
}

/// Which groups are compared with each other: counties; schools, of one category where one is named; classes of a school;
/// groups of one attribute.
fn families(input: &Input<'_>, category: Option<&str>) -> Vec<usize> {
    let mut numbers: BTreeMap<(Level, usize, Option<&str>), usize> = BTreeMap::new();
    let mut families = Vec::with_capacity(input.nodes.len());
    for node in input.nodes {
        let group = &node.group;
        let inside = matches!(group.level, Level::Class | Level::Dimension);
        let parent = if inside { group.parent.unwrap_or(0) } else { 0 };
        let value = match group.level {
            Level::School => category.and_then(|name| group.attributes.get(name)),
            // Towns are held against towns, not against kinds of residence.
            Level::Dimension => group.attributes.keys().next(),
            _ => None,
        };
        let value = value.map(String::as_str);
        let next = numbers.len();
        families.push(*numbers.entry((group.level, parent, value)).or_insert(next));
    }
    families
}
