//! Lines of the total, effective lines of subjects, and who reaches which.
//!
//! The line is known once the totals of the whole exam are; then the joint marks are gone through twice, once for the
//! effective lines of the subjects and once for the counts of every group.

use wutong_model::spec::{Line, LineAt, RawLineMethod};
use wutong_model::{Entry, EntryTable, Reason, Reported};
use wutong_stats::{
    Borderline, BorderlineRule, BorderlineWindow, EffectiveLine, Estimate, JointTable, LineCounts, LineMethod,
    MetricInfo, StatError, line_of_share, online_rate,
};

use super::{GROUPS_AT_A_TIME, Input, Sheet, points, pupils, sums};
use crate::joint::JointMarks;
use crate::policy::Basis;

pub(super) const METRICS: [&str; 14] = [
    "line_mark",
    "n_online",
    "online_rate",
    "n_single",
    "n_double",
    "n_misplaced",
    "n_subject_only",
    "n_neither",
    "hit_rate",
    "contribution_rate",
    "effective_rate",
    "n_borderline",
    "within_reach_rate",
    "possible_gain",
];
/// Columns that only the row of the total has.
pub(super) const OF_TOTAL: [&str; 4] = ["online_rate", "n_borderline", "within_reach_rate", "possible_gain"];
/// Columns that every row has; the others are those of subjects.
pub(super) const OF_BOTH: [&str; 2] = ["line_mark", "n_online"];

/// One line, with what the whole exam says about it.
struct Drawn {
    /// Ticks of the total.
    ticks: Result<i64, StatError>,
    window: Result<BorderlineWindow, StatError>,
    /// One entry a subject.
    effective: Vec<Result<EffectiveLine, StatError>>,
    /// Pupils on line with a mark in the subject, in the whole exam; one entry a subject.
    on_line: Vec<u64>,
}

pub(super) fn lines(input: &Input<'_>) -> EntryTable {
    let lines = &input.spec.requests.lines;
    if lines.is_empty() {
        return EntryTable::default();
    }
    let entry = |line: &Line| Entry { id: line.id.clone(), name: name(input, line), details: Vec::new() };
    let mut sheet =
        Sheet::new(lines.iter().map(entry).collect(), &METRICS, input.nodes.len() * lines.len() * (input.total() + 1));
    let drawn = drawn(input, lines);
    let counts = counts(input, &drawn);
    // Who is on the line of the total is counted in the rows of subjects too.
    let subjects: Vec<usize> = (0..=input.total()).collect();
    let hidden = input.workers.map(&subjects, |&subject| {
        let n: Vec<u64> = input.nodes.iter().map(|node| node.subjects[subject].moments.n).collect();
        input.policy.hidden_in(&[subject, input.total()], &n)
    });
    for start in (0..input.nodes.len()).step_by(GROUPS_AT_A_TIME) {
        let end = input.nodes.len().min(start + GROUPS_AT_A_TIME);
        let infos = &sheet.infos;
        let rows = input
            .workers
            .map_range(start..end, |node| group_rows(input, infos, node, (&drawn, counts[node].as_deref()), &hidden));
        for (node, rows) in (start..end).zip(rows) {
            for (row, values) in rows.into_iter().enumerate() {
                sheet.push(node, row % (input.total() + 1), row / (input.total() + 1), values);
            }
        }
    }
    sheet.table
}

/// The name of a line in Chinese and English: by where it lies, if the specification gives it none but its id.
fn name(input: &Input<'_>, line: &Line) -> (String, String) {
    if line.name != line.id {
        return (line.name.clone(), line.name.clone());
    }
    match line.at {
        LineAt::Mark(ticks) => {
            let mark = wutong_model::mark_text(ticks, input.decimals(input.total()));
            (format!("{mark}分线"), format!("line at {mark} points"))
        }
        LineAt::Share(share) => {
            #[expect(clippy::cast_precision_loss, reason = "a share as people write it")]
            let percent = (share.part as f64 * 1e4 / share.whole as f64).round() / 100.0;
            (format!("前{percent}%线"), format!("top {percent} % line"))
        }
    }
}

/// A value of the table as it is shown: group and subject, the line, the column.
pub(super) fn value(
    input: &Input<'_>,
    table: &EntryTable,
    (group, subject): (usize, usize),
    line: usize,
    metric: &str,
) -> Reported<f64> {
    let row = (group * input.spec.requests.lines.len() + line) * (input.total() + 1) + subject;
    let missing = Reported::Withheld(wutong_model::Reason::NotApplicable);
    table.column(metric).map_or(missing, |column| column.get(row))
}

/// The rows of one group, subjects inside lines, as they may be shown.
fn group_rows(
    input: &Input<'_>,
    infos: &[&MetricInfo],
    node: usize,
    (drawn, counts): (&[Drawn], Option<&[Vec<LineCounts>]>),
    hidden: &[Vec<Option<Reason>>],
) -> Vec<Vec<Reported<f64>>> {
    let lines = &input.spec.requests.lines;
    let mut rows: Vec<Vec<Reported<f64>>> = Vec::with_capacity(lines.len() * (input.total() + 1));
    for (position, (line, drawn)) in lines.iter().zip(drawn).enumerate() {
        for subject in 0..=input.total() {
            let (n_exam, values) = if subject == input.total() {
                (input.nodes[0].subjects[subject].moments.n, of_total(input, node, drawn))
            } else {
                let counts = counts.map(|counts| counts[position][subject]).ok_or(StatError::NotSupplied);
                let counts = some_total(input, node).and(counts);
                (drawn.on_line[subject], of_subject(input, subject, drawn, counts))
            };
            let refused = input.policy.refuses(subject) || input.policy.refuses(input.total());
            let exam = Basis { refused, n: n_exam, hidden: hidden[subject][0] };
            let own = Basis { refused, hidden: hidden[subject][node], ..input.basis(node, subject) };
            let judged = values.into_iter().zip(infos).enumerate().map(|(column, (value, info))| match value {
                // What the specification says is no result.
                Ok(value) if column == 0 && is_given(line, subject) => super::given(value.value),
                value => input.policy.judge(info, if column == 0 { exam } else { own }, value),
            });
            rows.push(judged.collect());
        }
    }
    rows
}

/// Whether the specification itself says where the line of a subject or of the total lies.
fn is_given(line: &Line, subject: usize) -> bool {
    match line.given.get(subject) {
        Some(_) => line.method == Some(RawLineMethod::Given),
        None => matches!(line.at, LineAt::Mark(_)),
    }
}

/// Whether anybody in a group has a total; where nobody has, none on the line is no result.
fn some_total(input: &Input<'_>, node: usize) -> Result<(), StatError> {
    match input.nodes[node].subjects[input.total()].tally.table.n() {
        0 => Err(StatError::TooFew { found: 0, required: 1 }),
        _ => Ok(()),
    }
}

/// The values of the total of a group, in the order of [`METRICS`].
fn of_total(input: &Input<'_>, node: usize, drawn: &Drawn) -> Vec<Result<Estimate, StatError>> {
    let table = &input.nodes[node].subjects[input.total()].tally.table;
    let missing = Err(StatError::NotApplicable);
    let near = drawn.window.and_then(|window| some_total(input, node).map(|()| Borderline::of(table, &window)));
    let mut values = vec![missing; METRICS.len()];
    values[0] = drawn.ticks.and_then(|ticks| points(ticks_of(ticks), input.decimals(input.total())));
    values[1] = some_total(input, node).and(drawn.ticks).map(|ticks| pupils(table.at_least(ticks)));
    values[2] = drawn.ticks.and_then(|ticks| online_rate(table, ticks));
    values[11] = near.map(|near| pupils(near.below + near.above));
    values[12] = near.and_then(|near| near.within_reach_rate());
    values[13] = near.and_then(|near| near.possible_gain().map(Estimate::from));
    values
}

/// The values of a subject of a group, in the order of [`METRICS`].
fn of_subject(
    input: &Input<'_>,
    subject: usize,
    drawn: &Drawn,
    counts: Result<LineCounts, StatError>,
) -> Vec<Result<Estimate, StatError>> {
    let missing = Err(StatError::NotApplicable);
    let effective = drawn.effective[subject];
    let counted = effective.and(counts);
    let count = |pick: fn(&LineCounts) -> u64| counted.map(|counts| pupils(pick(&counts)));
    vec![
        effective.and_then(|line| points(line.ticks(), input.decimals(subject))),
        drawn.ticks.and(counts).map(|counts| pupils(counts.on_line)),
        missing,
        count(|counts| counts.single),
        count(|counts| counts.double),
        count(LineCounts::misplaced),
        count(|counts| counts.subject_only),
        count(|counts| counts.neither),
        counted.and_then(|counts| counts.hit_rate()),
        counted.and_then(|counts| counts.contribution_rate()),
        counted.and_then(|counts| counts.effective_rate()),
        missing,
        missing,
        missing,
    ]
}

#[expect(clippy::cast_precision_loss, reason = "a mark stays far below 2^53 ticks")]
fn ticks_of(ticks: i64) -> f64 {
    ticks as f64
}

/// Where every line lies, from the tables of the whole exam.
fn drawn(input: &Input<'_>, lines: &[Line]) -> Vec<Drawn> {
    let totals = &input.nodes[0].subjects[input.total()].tally.table;
    let ticks: Vec<Result<i64, StatError>> = lines
        .iter()
        .map(|line| match line.at {
            LineAt::Mark(ticks) => Ok(ticks),
            LineAt::Share(share) => line_of_share(totals, share.part, share.whole).map(i64::from),
        })
        .collect();
    // School by school, so that the work of a region is shared and its sum has few parts.
    let of_school = input.workers.map(&input.summaries.schools, |school| {
        let classes: Vec<&JointMarks> = school.classes.iter().filter_map(|class| class.joint.as_ref()).collect();
        let pupils = Pupils::of(input, &classes);
        let of_line = |ticks: &Result<i64, StatError>| {
            ticks.map_or_else(
                |_| Vec::new(),
                |ticks| pupils.subjects.iter().map(|marks| JointTable::of(marks, ticks)).collect(),
            )
        };
        ticks.iter().map(of_line).collect::<Vec<Vec<JointTable>>>()
    });
    let tasks: Vec<(usize, usize)> =
        (0..lines.len()).flat_map(|line| (0..input.total()).map(move |subject| (line, subject))).collect();
    let mut found = input
        .workers
        .map(&tasks, |&(line, subject)| {
            let at = ticks[line]?;
            let table = JointTable::sum_of(of_school.iter().map(|lines| &lines[line][subject]));
            let method = match (lines[line].method, lines[line].given[subject]) {
                (Some(RawLineMethod::Given), Some(ticks)) => LineMethod::Given(ticks),
                (Some(RawLineMethod::Given), None) => return Err(StatError::NotSupplied),
                (Some(RawLineMethod::Proportional), _) => LineMethod::Proportional,
                (Some(RawLineMethod::SameShare), _) => LineMethod::SameShare,
                (None, _) => LineMethod::for_subject(input.spec.subjects[subject].elective),
            };
            // A subject outside the total has no part in its line.
            if method == LineMethod::Proportional && !input.spec.total.members.contains(&subject) {
                return Err(StatError::NotApplicable);
            }
            EffectiveLine::by(method, totals, &table, at).map(|effective| (effective, table.on_line().n()))
        })
        .into_iter();
    let drawn = lines.iter().zip(&ticks).map(|(line, &ticks)| {
        let of_line: Vec<_> = found.by_ref().take(input.total()).collect();
        let window = match (ticks, line.borderline) {
            (Err(error), _) => Err(error),
            (Ok(_), None) => Err(StatError::NotApplicable),
            (Ok(ticks), Some(close)) => {
                let rule = BorderlineRule { below: close.below, above: close.above, limit: close.limit };
                BorderlineWindow::of(totals, ticks, &rule)
            }
        };
        Drawn {
            ticks,
            window,
            effective: of_line.iter().map(|found| found.map(|(effective, _)| effective)).collect(),
            on_line: of_line.iter().map(|found| found.map_or(0, |(_, on_line)| on_line)).collect(),
        }
    });
    drawn.collect()
}

/// Marks and totals of some pupils: for each subject (mark, total) of those with a mark.
struct Pupils {
    subjects: Vec<Vec<(i32, Option<i32>)>>,
}

impl Pupils {
    fn of(input: &Input<'_>, classes: &[&JointMarks]) -> Self {
        let total = &input.spec.total;
        let scale = |member: usize| 10i32.pow(u32::from(total.decimals - input.spec.subjects[member].decimals));
        let mut subjects = vec![Vec::new(); input.total()];
        let mut marks: Vec<Option<i32>> = Vec::with_capacity(input.total());
        for row in classes.iter().flat_map(|joint| joint.rows()) {
            marks.clear();
            marks.extend(row);
            let sum = total.of(|member| marks[member].map(|mark| mark * scale(member)));
            for (subject, mark) in subjects.iter_mut().zip(&marks) {
                subject.extend(mark.map(|mark| (mark, sum)));
            }
        }
        Self { subjects }
    }
}

/// Counts of every group that has joint marks: node, line, subject.
fn counts(input: &Input<'_>, drawn: &[Drawn]) -> Vec<Option<Vec<Vec<LineCounts>>>> {
    type Counts = Vec<Vec<LineCounts>>;
    let of_class = |joint: Option<&JointMarks>| -> Counts {
        let pupils = Pupils::of(input, &joint.into_iter().collect::<Vec<_>>());
        let of_line = |line: &Drawn| {
            let subjects = line.effective.iter().zip(&pupils.subjects);
            subjects
                .map(|(effective, marks)| match line.ticks {
                    // Without an effective line there is still the number of pupils on the line of the total.
                    Ok(ticks) => LineCounts::of_pupils(marks, ticks, effective.map_or(i64::MAX, EffectiveLine::cut)),
                    Err(_) => LineCounts::default(),
                })
                .collect()
        };
        drawn.iter().map(of_line).collect()
    };
    let classes = input.workers.map(&input.summaries.schools, |school| {
        school.classes.iter().map(|class| of_class(class.joint.as_ref())).collect::<Vec<Counts>>()
    });
    let add = |parts: &[Counts]| {
        let mut sum = vec![vec![LineCounts::default(); input.total()]; drawn.len()];
        for part in parts {
            for (to, from) in sum.iter_mut().flatten().zip(part.iter().flatten()) {
                to.merge(from);
            }
        }
        sum
    };
    sums(input.nodes, &classes, add)
}
