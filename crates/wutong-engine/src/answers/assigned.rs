//! Assigned marks (等级赋分) beside raw ones: band tables of the whole exam, statistics of every group.

use wutong_model::spec::{
    AssignedBoundary, AssignedCumulation, AssignedEnd, AssignedOneValue, AssignedStart, AssignedZero, RawAssigned,
};
use wutong_model::{Entry, EntryTable, Reason, Reported};
use wutong_stats::assigned::{
    Assigned, Cumulation, EndPoint, Nearness, OneValue, Options, Paper, Scheme, StartPoint, ZeroMarks, convert, scheme,
};
use wutong_stats::{FrequencyTable, Moments, StatError, quantile};

use super::{Input, Sheet, given, points, pupils, sums};
use crate::policy::Basis;
use crate::summary::ClassSummary;

const METRICS: [&str; 4] = ["n_assigned", "assigned_mean", "assigned_sd", "assigned_median"];
const BAND_METRICS: [&str; 7] =
    ["n_band", "target_share", "actual_share", "raw_highest", "raw_lowest", "assigned_highest", "assigned_lowest"];

/// Entry of the total.
const TOTAL_OF_ASSIGNED: &str = "total";

/// A subject with a scheme, converted.
struct Converted {
    subject: usize,
    scheme: &'static Scheme<'static>,
    assigned: Result<Assigned, StatError>,
}

/// Statistics of the assigned marks, and the band tables.
pub(super) fn assigned(input: &Input<'_>) -> (EntryTable, EntryTable) {
    let asked = input.spec.subjects.iter().enumerate().filter_map(|(subject, paper)| {
        let assigned = paper.assigned.as_ref()?;
        let scheme = scheme(&assigned.scheme)?;
        let ticks_per_point = 10i32.pow(u32::from(paper.decimals));
        let table = &input.nodes[0].subjects[subject].tally.table;
        let paper = Paper { full: paper.full_ticks, ticks_per_point };
        Some(Converted { subject, scheme, assigned: convert(scheme, table, paper, &options(assigned)) })
    });
    let converted: Vec<Converted> = asked.collect();
    if converted.is_empty() {
        return (EntryTable::default(), EntryTable::default());
    }
    (statistics(input, &converted), bands(input, &converted))
}

fn options(raw: &RawAssigned) -> Options {
    let end = |end: AssignedEnd| match end {
        AssignedEnd::Real => EndPoint::Real,
        AssignedEnd::Paper => EndPoint::Paper,
    };
    Options {
        nearness: match raw.boundary {
            AssignedBoundary::UpperMin => Nearness::UpperMin,
            AssignedBoundary::LowerMax => Nearness::LowerMax,
            AssignedBoundary::NearMax => Nearness::NearMax,
            AssignedBoundary::NearMin => Nearness::NearMin,
        },
        cumulation: match raw.cumulation {
            AssignedCumulation::Fixed => Cumulation::Fixed,
            AssignedCumulation::Restart => Cumulation::Restart,
        },
        first: end(raw.first),
        last: end(raw.last),
        start: match raw.start {
            AssignedStart::Step => StartPoint::Step,
            AssignedStart::Share => StartPoint::Share,
            AssignedStart::Observed => StartPoint::Observed,
        },
        one_value: match raw.one_value {
            AssignedOneValue::ToMax => OneValue::ToMax,
            AssignedOneValue::ToMin => OneValue::ToMin,
            AssignedOneValue::ToMean => OneValue::ToMean,
        },
        zero: match raw.zero {
            AssignedZero::Unassigned => ZeroMarks::Unassigned,
            AssignedZero::Floor => ZeroMarks::Floor,
            AssignedZero::Ranked => ZeroMarks::Ranked,
        },
        minimum_n: raw.minimum_n.unwrap_or(Options::default().minimum_n),
    }
}

fn statistics(input: &Input<'_>, converted: &[Converted]) -> EntryTable {
    // Subjects may share a scheme, which is then one entry.
    let mut schemes: Vec<&Scheme<'_>> = Vec::new();
    for each in converted {
        if schemes.iter().all(|scheme| scheme.id != each.scheme.id) {
            schemes.push(each.scheme);
        }
    }
    let entry = |scheme: &&Scheme<'_>| Entry {
        id: scheme.id.to_owned(),
        name: (scheme.zh.to_owned(), scheme.en.to_owned()),
        details: Vec::new(),
    };
    let mut entries: Vec<Entry> = schemes.iter().map(entry).collect();
    let totals = input.spec.requests.assigned_total.then(|| totals(input, converted));
    entries.extend(totals.is_some().then(|| Entry {
        id: TOTAL_OF_ASSIGNED.to_owned(),
        name: ("赋分总分".to_owned(), "total of assigned marks".to_owned()),
        details: Vec::new(),
    }));
    let mut sheet = Sheet::new(entries, &METRICS, input.nodes.len() * (converted.len() + 1));
    let infos = &sheet.infos;
    // A mark that is assigned nothing leaves a group with fewer pupils here than there.
    let apply = |each: &Converted, node: usize| {
        let raw = &input.nodes[node].subjects[each.subject].tally.table;
        each.assigned.as_ref().map_err(|error| *error).and_then(|assigned| assigned.apply(raw))
    };
    let groups = 0..input.nodes.len();
    let hidden = input.workers.map(converted, |each| {
        let n: Vec<u64> = groups.clone().map(|node| apply(each, node).map_or(0, |table| table.n())).collect();
        input.policy.hidden_in(&[each.subject], &n)
    });
    let hidden_of_total = totals.as_ref().and_then(|totals| totals.as_ref().ok()).map(|totals| {
        let n: Vec<u64> = totals.iter().map(|table| table.as_ref().map_or(0, FrequencyTable::n)).collect();
        input.policy.hidden_in(&[input.total()], &n)
    });
    let rows = input.workers.map_range(0..input.nodes.len(), |node| {
        // Assigned marks are whole points; a total of them and raw ones has the decimals of the total.
        let described =
            |table: Result<&FrequencyTable, StatError>, decimals: u8, refused: bool, hidden: Option<Reason>| {
                let basis = Basis { refused, n: table.map_or(0, FrequencyTable::n), hidden };
                let moments = table.map(Moments::of);
                let values = [
                    moments.map(|moments| pupils(moments.n)),
                    moments.and_then(|moments| points(moments.mean()?, decimals)),
                    moments.and_then(|moments| points(moments.population_variance()?.sqrt(), decimals)),
                    table.and_then(|table| points(quantile(table, 1, 2)?, decimals)),
                ];
                let judged = values.into_iter().zip(infos).map(|(value, info)| input.policy.judge(info, basis, value));
                judged.collect::<Vec<Reported<f64>>>()
            };
        let of_subject = |(each, hidden): (&Converted, &Vec<Option<Reason>>)| {
            let table = apply(each, node);
            described(table.as_ref().map_err(|error| *error), 0, input.policy.refuses(each.subject), hidden[node])
        };
        let of_total = totals.as_ref().map(|totals| {
            let refused = input.spec.total.members.iter().any(|&member| input.policy.refuses(member));
            let table = totals.as_ref().map_err(|error| *error);
            let table = table.and_then(|totals| totals[node].as_ref().ok_or(StatError::NotSupplied));
            let hidden = hidden_of_total.as_ref().and_then(|hidden| hidden[node]);
            described(table, input.spec.total.decimals, refused || input.policy.refuses(input.total()), hidden)
        });
        (converted.iter().zip(&hidden).map(of_subject).collect::<Vec<_>>(), of_total)
    });
    for (node, (rows, of_total)) in rows.into_iter().enumerate() {
        for (entry, scheme) in schemes.iter().enumerate() {
            let own = rows.iter().zip(converted).filter(|(_, each)| each.scheme.id == scheme.id);
            for (values, each) in own {
                sheet.push(node, each.subject, entry, values.iter().copied());
            }
        }
        if let Some(values) = of_total {
            sheet.push(node, input.total(), schemes.len(), values);
        }
    }
    sheet.table
}

/// The totals of every group in which each subject with a scheme counts by its assigned mark (赋分总分), in ticks of the
/// total; a pupil without one of the marks has no total.
fn totals(input: &Input<'_>, converted: &[Converted]) -> Result<Vec<Option<FrequencyTable>>, StatError> {
    let total = &input.spec.total;
    let point = 10i32.pow(u32::from(total.decimals));
    // By subject, its conversion where it has one, and ticks of the total in a tick of its mark.
    let mut members: Vec<(Option<&Assigned>, i32)> = vec![(None, 1); input.total()];
    for &member in &total.members {
        let scheme = converted.iter().find(|each| each.subject == member);
        let assigned = scheme.map(|each| each.assigned.as_ref().map_err(|error| *error)).transpose()?;
        let raw = 10i32.pow(u32::from(total.decimals - input.spec.subjects[member].decimals));
        members[member] = (assigned, if assigned.is_some() { point } else { raw });
    }
    let of_class = |class: &ClassSummary| {
        let (mut totals, mut marks) = (Vec::new(), Vec::<Option<i32>>::with_capacity(input.total()));
        for row in class.joint.iter().flat_map(|joint| joint.rows()) {
            marks.clear();
            marks.extend(row);
            // A mark too many is one too many, whether it is assigned anything or not.
            let is_whole = total.of(|member| marks[member].map(|_| 0)).is_some();
            let sum = total.of(|member| {
                let (assigned, scale) = members[member];
                let mark = assigned.map_or(marks[member], |assigned| assigned.of(marks[member]?))?;
                mark.checked_mul(scale)
            });
            totals.extend(sum.filter(|_| is_whole));
        }
        FrequencyTable::from_marks(&mut totals)
    };
    let classes =
        input.workers.map(&input.summaries.schools, |school| school.classes.iter().map(of_class).collect::<Vec<_>>());
    Ok(sums(input.nodes, &classes, |parts| FrequencyTable::sum_of(parts)))
}

/// The band tables; they say of the whole exam what its one-mark tables say too.
fn bands(input: &Input<'_>, converted: &[Converted]) -> EntryTable {
    let mut sheet = Sheet::new(Vec::new(), &BAND_METRICS, 0);
    for each in converted {
        let Ok(assigned) = &each.assigned else { continue };
        for band in &assigned.bands {
            let decimals = input.decimals(each.subject);
            let raw = |pick: fn((i32, i32)) -> i32| {
                let bounds = band.raw.ok_or(StatError::TooFew { found: 0, required: 1 })?;
                points(f64::from(pick(bounds)), decimals)
            };
            let values = [
                Ok(pupils(band.count)),
                Ok(band.target().into()),
                Ok(band.actual_share().into()),
                raw(|(highest, _)| highest),
                raw(|(_, lowest)| lowest),
                Ok(f64::from(band.assigned.0).into()),
                Ok(f64::from(band.assigned.1).into()),
            ];
            let Basis { refused, hidden, .. } = input.basis(0, each.subject);
            let judged: Vec<Reported<f64>> = values
                .into_iter()
                .zip(&sheet.infos)
                .map(|(value, info)| match value {
                    // What the scheme says is no result.
                    Ok(value) if ["target_share", "assigned_highest", "assigned_lowest"].contains(&info.id) => {
                        given(value.value)
                    }
                    value => input.policy.judge(info, Basis { refused, n: band.n, hidden }, value),
                })
                .collect();
            let scheme = each.scheme;
            let place = |word: &str, name: &str| format!("{name} {word}{}", band.band);
            sheet.table.entries.push(Entry {
                id: band.band.to_string(),
                name: (place("第", scheme.zh) + "段", place("band ", scheme.en)),
                details: vec![("scheme", scheme.id.to_owned())],
            });
            let entry = sheet.table.entries.len() - 1;
            sheet.push(0, each.subject, entry, judged);
        }
    }
    sheet.table
}
