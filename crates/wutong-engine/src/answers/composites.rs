//! Indices (综合指数) over the metrics as they are shown.

use std::collections::BTreeMap;

use wutong_model::spec::{Composite, CompositeForm, CompositeOver};
use wutong_model::{Entry, EntryTable, Level, Reason, Reported};
use wutong_stats::composite::{PresetForm, preset, weighted_mean};
use wutong_stats::expression::{Expression, Operand};
use wutong_stats::{Estimate, Kind, MetricInfo, metric};

use super::{Input, Sheet};
use crate::policy::reason;

pub(super) fn composites(input: &Input<'_>) -> EntryTable {
    let composites = &input.spec.requests.composites;
    if composites.is_empty() {
        return EntryTable::default();
    }
    let mut sheet =
        Sheet::new(composites.iter().map(entry).collect(), &["index"], input.nodes.len() * composites.len());
    let readers: Vec<Option<Reader>> = composites.iter().map(|composite| Reader::new(input, composite)).collect();
    let rows = input.workers.map_range(0..input.nodes.len(), |node| {
        let mut rows: Vec<(usize, usize, Reported<f64>)> = Vec::new();
        for (at, (composite, reader)) in composites.iter().zip(&readers).enumerate() {
            let value = |subject: usize| match reader {
                Some(reader) => reader.value(input, node, subject),
                None => Reported::Withheld(Reason::NotApplicable),
            };
            match &composite.over {
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
            PresetForm::Expression(text) => Some(text),
            PresetForm::Function(_) => None,
        },
    }
}

/// The metrics that an expression may use.
pub(super) fn known() -> Vec<(&'static str, wutong_stats::Unit)> {
    wutong_stats::CATALOGUE.iter().map(|info| (info.id, info.unit)).collect()
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
}

impl Reader {
    fn new(input: &Input<'_>, composite: &Composite) -> Option<Self> {
        let expression = Expression::parse(expression(&composite.form)?, &known()).ok()?;
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
            let Some(column) = input.metrics.column(&used.id) else { continue };
            for (node, &family) in families.iter().enumerate() {
                for subject in 0..=input.total() {
                    if let Some(value) = column.get(input.metrics.row(node, subject)).value() {
                        let best = &mut best[family][subject][at];
                        *best = Some(best.map_or(value, |best| best.max(value)));
                    }
                }
            }
        }
        Some(Self { expression, info, families, category: composite.category.clone(), best })
    }

    fn value(&self, input: &Input<'_>, node: usize, subject: usize) -> Reported<f64> {
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
            match input.metrics.get(node, subject, &used.id) {
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
