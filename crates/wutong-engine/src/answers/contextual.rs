//! Schools beside those of the same circumstances.

use std::collections::BTreeMap;

use wutong_model::spec::Contextual;
use wutong_model::{Entry, EntryTable, Level, Reported};
use wutong_stats::{Circumstances, ContextualModel, Estimate, StatError};

use super::{Input, Sheet};

const MODEL: [&str; 4] = ["model_schools", "model_sd_alone", "model_sd_left", "model_explained"];
const TERM: [&str; 2] = ["coefficient", "coefficient_se"];
const EFFECT: [&str; 2] = ["expected_mean", "adjusted_effect"];
/// A number of the school list has at most so many decimals.
const NUMBER: i64 = 1_000_000;
/// The size of a school counts in hundreds of pupils.
const SIZE: i64 = 100;

/// A covariate: its name, ticks a unit, and its value of each school.
struct Covariate {
    name: (String, String),
    ticks: i64,
    of: BTreeMap<usize, i64>,
}

/// One model in one subject.
struct Fitted {
    at: usize,
    subject: usize,
    n_schools: usize,
    /// Covariates of each school in it.
    covariates: BTreeMap<usize, Vec<i64>>,
    ticks: Vec<i64>,
    model: Result<ContextualModel, StatError>,
}

/// Models, their terms, their effects of schools.
pub(super) fn contextual(input: &Input<'_>) -> [EntryTable; 3] {
    let asked = &input.spec.requests.contextual;
    if asked.is_empty() {
        return Default::default();
    }
    let schools: Vec<usize> =
        (0..input.nodes.len()).filter(|&node| input.nodes[node].group.level == Level::School).collect();
    // Kinds and numbers are alike in every subject.
    let lists: Vec<Vec<Covariate>> = asked.iter().map(|asked| listed(input, asked, &schools)).collect();
    let tasks: Vec<(usize, usize)> = asked
        .iter()
        .enumerate()
        .flat_map(|(at, asked)| asked.subjects.iter().map(move |&subject| (at, subject)))
        .collect();
    let fitted =
        input.workers.map(&tasks, |&(at, subject)| fit(input, (at, &asked[at]), &lists[at], &schools, subject));
    [models(input, asked, &fitted), terms(input, asked, &lists, &fitted), effects(input, asked, &schools, &fitted)]
}

/// The covariates that the school list gives, as far as they are there.
fn listed(input: &Input<'_>, asked: &Contextual, schools: &[usize]) -> Vec<Covariate> {
    let mut covariates = Vec::new();
    let value = |school: usize, name: &String| {
        input.nodes[school].group.attributes.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    };
    for (name, reference) in &asked.kinds {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        schools.iter().filter_map(|&school| value(school, name)).for_each(|kind| *kinds.entry(kind).or_default() += 1);
        // The first of the most frequent ones, so that the order of schools decides nothing.
        let most = kinds.iter().rev().max_by_key(|(_, n)| **n).map(|(kind, _)| (*kind).to_owned());
        let reference = reference.clone().or(most).unwrap_or_default();
        for kind in kinds.keys().filter(|kind| **kind != reference) {
            let of = schools.iter().filter_map(|&school| Some((school, i64::from(value(school, name)? == *kind))));
            covariates.push(Covariate {
                name: (format!("{name}：{kind}（参照{reference}）"), format!("{name}: {kind} against {reference}")),
                ticks: 1,
                of: of.collect(),
            });
        }
        if kinds.is_empty() {
            covariates.push(Covariate { name: (name.clone(), name.clone()), ticks: 1, of: BTreeMap::new() });
        }
    }
    for name in &asked.numbers {
        let of = schools.iter().filter_map(|&school| Some((school, number(value(school, name)?)?)));
        covariates.push(Covariate { name: (name.clone(), name.clone()), ticks: NUMBER, of: of.collect() });
    }
    covariates
}

/// A decimal number in millionths.
fn number(text: &str) -> Option<i64> {
    let value: f64 = text.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "checked to lie within the integers"
    )]
    let scaled = (value.abs() < 1e9).then(|| (value * NUMBER as f64).round() as i64);
    scaled
}

fn fit(
    input: &Input<'_>,
    (at, asked): (usize, &Contextual),
    listed: &[Covariate],
    schools: &[usize],
    subject: usize,
) -> Fitted {
    let least = u64::from(input.spec.raw.difference.min_school_size);
    let moments = |school: usize| &input.nodes[school].subjects[subject].moments;
    let mut covariates = BTreeMap::new();
    for &school in schools.iter().filter(|&&school| moments(school).n >= least.max(1)) {
        let own: Option<Vec<i64>> = listed.iter().map(|covariate| covariate.of.get(&school).copied()).collect();
        let size = asked.size.then(|| i64::try_from(moments(school).n).unwrap_or(i64::MAX));
        if let Some(own) = own {
            covariates.insert(school, own.into_iter().chain(size).collect::<Vec<i64>>());
        }
    }
    let mut ticks: Vec<i64> = listed.iter().map(|covariate| covariate.ticks).collect();
    ticks.extend(asked.size.then_some(SIZE));
    ticks.push(10i64.pow(u32::from(input.decimals(subject))));
    let units: Vec<Circumstances> = covariates
        .iter()
        .map(|(&id, covariates)| Circumstances { id, covariates: covariates.clone(), moments: moments(id) })
        .collect();
    let unknown = listed.iter().any(|covariate| covariate.of.is_empty());
    let model = if unknown { Err(StatError::NotSupplied) } else { ContextualModel::fit(&units, &ticks) };
    Fitted { at, subject, n_schools: units.len(), covariates, ticks, model }
}

fn entry(asked: &Contextual) -> Entry {
    Entry { id: asked.id.clone(), name: (asked.name.clone(), asked.name.clone()), details: Vec::new() }
}

fn models(input: &Input<'_>, asked: &[Contextual], fitted: &[Fitted]) -> EntryTable {
    let mut sheet = Sheet::new(asked.iter().map(entry).collect(), &MODEL, fitted.len());
    for each in fitted {
        let model = each.model.as_ref().map_err(|error| *error);
        let root = |pick: fn(&ContextualModel) -> f64| model.map(|model| Estimate::from(pick(model).sqrt()));
        let values = [
            Ok(Estimate::from(super::pupils(each.n_schools as u64).value)),
            root(|model| model.variance_alone),
            root(ContextualModel::variance_left),
            model.and_then(|model| model.variance_explained().map(Estimate::from)),
        ];
        let judged = judged(input, &sheet, each.subject, 0, values);
        sheet.push(0, each.subject, each.at, judged);
    }
    sheet.table
}

fn terms(input: &Input<'_>, asked: &[Contextual], lists: &[Vec<Covariate>], fitted: &[Fitted]) -> EntryTable {
    let (mut entries, mut first) = (Vec::new(), Vec::new());
    for (asked, listed) in asked.iter().zip(lists) {
        first.push(entries.len());
        let intercept =
            ("截距（各条件为参照或零）".to_owned(), "intercept (kinds of reference, numbers zero)".to_owned());
        let names = std::iter::once(intercept).chain(listed.iter().map(|covariate| covariate.name.clone()));
        let size = ("规模（每百名考生）".to_owned(), "size (a hundred pupils)".to_owned());
        let names: Vec<(String, String)> = names.chain(asked.size.then_some(size)).collect();
        entries.extend(names.into_iter().enumerate().map(|(number, name)| Entry {
            id: format!("{}/{number}", asked.id),
            name,
            details: vec![("model", asked.id.clone())],
        }));
    }
    first.push(entries.len());
    let mut sheet = Sheet::new(entries, &TERM, 0);
    for each in fitted {
        for (number, entry) in (first[each.at]..first[each.at + 1]).enumerate() {
            let model = each.model.as_ref().map_err(|error| *error);
            let values = [
                model.map(|model| model.terms[number]),
                model.map(|model| model.fit.fixed[number].standard_error.into()),
            ];
            let judged = judged(input, &sheet, each.subject, 0, values);
            sheet.push(0, each.subject, entry, judged);
        }
    }
    sheet.table
}

fn effects(input: &Input<'_>, asked: &[Contextual], schools: &[usize], fitted: &[Fitted]) -> EntryTable {
    let mut sheet = Sheet::new(asked.iter().map(entry).collect(), &EFFECT, schools.len() * fitted.len());
    for &school in schools {
        for each in fitted {
            // A school that is too small, or of which a circumstance is not known, is not in the model.
            let few = input.nodes[school].subjects[each.subject].moments.n
                < u64::from(input.spec.raw.difference.min_school_size).max(1);
            let outside = if few { StatError::TooFew { found: 0, required: 1 } } else { StatError::NotSupplied };
            let inside = each.covariates.get(&school).ok_or(outside);
            let model = each.model.as_ref().map_err(|error| *error);
            let effect = inside.and(model).and_then(|model| {
                let effect = model.effects.iter().find(|effect| effect.id == school).ok_or(outside)?;
                Ok(Estimate { value: effect.effect, interval: Some(effect.interval) })
            });
            let expected = inside.and_then(|covariates| Ok(Estimate::from(expected(model?, covariates, &each.ticks))));
            let judged = judged(input, &sheet, each.subject, school, [expected, effect]);
            sheet.push(school, each.subject, each.at, judged);
        }
    }
    sheet.table
}

#[expect(clippy::cast_precision_loss, reason = "covariates stay far below 2^53")]
fn expected(model: &ContextualModel, covariates: &[i64], ticks: &[i64]) -> f64 {
    let terms = model.fit.fixed[1..].iter().zip(covariates.iter().zip(ticks));
    let added = terms.map(|(term, (&value, &ticks))| term.estimate * value as f64 / ticks as f64);
    model.fit.fixed[0].estimate + added.sum::<f64>()
}

fn judged<const N: usize>(
    input: &Input<'_>,
    sheet: &Sheet,
    subject: usize,
    group: usize,
    values: [Result<Estimate, StatError>; N],
) -> Vec<Reported<f64>> {
    let basis = input.basis(group, subject);
    values.into_iter().zip(&sheet.infos).map(|(value, info)| input.policy.judge(info, basis, value)).collect()
}
