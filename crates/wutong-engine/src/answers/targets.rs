//! Values beside the targets that were agreed.

use wutong_model::spec::Target;
use wutong_model::{Entry, EntryTable, Level, Reason, Reported, TargetVerdict};
use wutong_stats::{Better, Estimate, MetricInfo, Unit, metric, share_of_target, target_gap};

use super::{Input, Sheet, given, verdict};
use crate::groups::named_apart;
use crate::policy::reason;

const METRICS: [&str; 4] = ["value", "target", "gap", "completion"];

pub(super) fn targets(input: &Input<'_>, lines: &EntryTable) -> EntryTable {
    let targets = &input.spec.requests.targets;
    if targets.is_empty() {
        return EntryTable::default();
    }
    let entry = |(at, target): (usize, &Target)| {
        let line = target.line.map(|line| input.spec.requests.lines[line].id.clone()).unwrap_or_default();
        let name = |label: fn(&MetricInfo) -> &'static str| metric(&target.metric).map_or("", label).to_owned();
        Entry {
            id: (at + 1).to_string(),
            name: (name(|info| info.zh), name(|info| info.en)),
            details: vec![("metric", target.metric.clone()), ("line", line)],
        }
    };
    let mut sheet = Sheet::new(targets.iter().enumerate().map(entry).collect(), &METRICS, 0);
    let mut rows: Vec<(usize, usize, Reported<f64>)> = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let groups = groups(input, target);
        rows.extend(groups.iter().map(|&group| (group, at, value(input, lines, group, target))));
        if groups.is_empty() {
            // Nobody is meant: a row of the whole exam says so, or the target would go unmentioned.
            rows.push((0, at, Reported::Withheld(Reason::NotSupplied)));
        }
    }
    rows.sort_by_key(|&(group, at, _)| (group, at));
    for (group, at, value) in rows {
        let (values, judged) = beside(value, &targets[at]);
        sheet.push(group, targets[at].subject, at, values);
        sheet.judge(judged);
    }
    sheet.table
}

/// The groups that a target is for: every school, one school, a county, the whole exam, or the schools of a category.
fn groups(input: &Input<'_>, target: &Target) -> Vec<usize> {
    let all = |wanted: &dyn Fn(usize) -> bool| (0..input.nodes.len()).filter(|&node| wanted(node)).collect::<Vec<_>>();
    let group = |node: usize| &input.nodes[node].group;
    let is_school = |node: usize| group(node).level == Level::School;
    let Some(wanted) = &target.group else { return all(&is_school) };
    let by_id = all(&|node| is_school(node) && group(node).id == *wanted);
    let is_called =
        |school: &wutong_model::Group| school.name == *wanted || school.name == named_apart(wanted, &school.id);
    let by_name = || all(&|node| is_school(node) && is_called(group(node)));
    let by_category = || all(&|node| is_school(node) && group(node).attributes.values().any(|value| value == wanted));
    let above = || all(&|node| group(node).level < Level::School && group(node).id == *wanted);
    let ways: [&dyn Fn() -> Vec<usize>; 3] = [&by_name, &by_category, &above];
    ways.iter().fold(by_id, |found, way| if found.is_empty() { way() } else { found })
}

/// The value as it is shown elsewhere.
fn value(input: &Input<'_>, lines: &EntryTable, group: usize, target: &Target) -> Reported<f64> {
    let Some(line) = target.line else { return input.metrics.get(group, target.subject, &target.metric) };
    super::lines::value(input, lines, (group, target.subject), line, &target.metric)
}

/// The value, the target, gap and completion, and the verdict.
fn beside(value: Reported<f64>, target: &Target) -> ([Reported<f64>; 4], Reported<TargetVerdict>) {
    let Reported::Estimate { value: own, interval } = value else {
        let why = value.reason().unwrap_or(Reason::NotApplicable);
        let missing = Reported::Withheld(why);
        return ([missing, given(target.value), missing, missing], Reported::Withheld(why));
    };
    let (better, unit) =
        metric(&target.metric).map_or((Better::Neither, Unit::Number), |info| (info.better, info.unit));
    let completion = match share_of_target(own, target.value, better) {
        Ok(completion) => given(completion),
        Err(error) => Reported::Withheld(reason(error)),
    };
    let (gap, judged) = match target_gap(&Estimate { value: own, interval }, target.value, better) {
        Err(error) => (Reported::Withheld(reason(error)), Reported::Withheld(reason(error))),
        Ok(gap) => {
            // A count is what it is; any other value without an interval is not judged.
            let counted = if gap.attained { TargetVerdict::Reached } else { TargetVerdict::Missed };
            let judged = gap.verdict.map(verdict).or((unit == Unit::Pupils).then_some(counted));
            let judged = judged.map_or(Reported::Withheld(Reason::NotApplicable), |value| Reported::Estimate {
                value,
                interval: None,
            });
            (given(gap.gap), judged)
        }
    };
    ([value, given(target.value), gap, completion], judged)
}
