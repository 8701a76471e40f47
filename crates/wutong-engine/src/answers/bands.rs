//! Distribution tables (分数段, 等第, 名次段): bands from the bounds that are asked for or from the whole exam.

use wutong_model::spec::{BandForm, BandTable};
use wutong_model::{Entry, EntryTable, Reported, mark_text};
use wutong_stats::{
    Estimate, FrequencyTable, Kind, MetricInfo, StatError, fixed_width_bounds, place_bands, share, share_bands,
    share_of_full_bounds,
};

use super::{Input, Sheet, given, points, pupils};
use crate::policy::reason;

const METRICS: [&str; 7] = [
    "band_from",
    "band_to",
    "band_count",
    "band_share",
    "band_cumulative",
    "band_cumulative_share",
    "band_part_of_exam",
];

/// A band of one subject, alike for every group.
struct Drawn {
    subject: usize,
    entry: usize,
    /// Lowest mark in ticks, and the bound above; none if nobody of the exam is in it.
    marks: Result<(i64, i64), StatError>,
    /// Whether the mark of the bound above is in the band.
    closed: bool,
    /// Whether the bounds are those that were asked for and no result.
    is_given: bool,
    /// Whether its places are counted from the first.
    from_top: bool,
}

impl Drawn {
    /// Pupils of a table in the band, and those in it or above.
    fn count(&self, table: &FrequencyTable) -> Result<(u64, u64), StatError> {
        let (from, to) = self.marks?;
        let at_least = table.at_least(from);
        let above = if self.from_top { 0 } else { table.at_least(if self.closed { to + 1 } else { to }) };
        Ok((at_least - above, at_least))
    }
}

pub(super) fn bands(input: &Input<'_>) -> EntryTable {
    let asked = &input.spec.requests.bands;
    if asked.is_empty() {
        return EntryTable::default();
    }
    let (mut entries, mut drawn) = (Vec::new(), Vec::new());
    for table in asked {
        for &subject in &table.subjects {
            draw(input, table, subject, &mut entries, &mut drawn);
        }
    }
    let mut sheet = Sheet::new(entries, &METRICS, input.nodes.len() * drawn.len());
    let whole: Vec<_> =
        drawn.iter().map(|band| band.count(&input.nodes[0].subjects[band.subject].tally.table)).collect();
    let infos = &sheet.infos;
    let rows = input.workers.map_range(0..input.nodes.len(), |node| {
        let row = |(band, whole): (&Drawn, &Result<(u64, u64), StatError>)| row(input, infos, node, band, *whole);
        drawn.iter().zip(&whole).map(row).collect::<Vec<_>>()
    });
    for (node, rows) in rows.into_iter().enumerate() {
        for (band, values) in drawn.iter().zip(rows) {
            sheet.push(node, band.subject, band.entry, values);
        }
    }
    sheet.table
}

fn row(
    input: &Input<'_>,
    infos: &[&'static MetricInfo],
    node: usize,
    band: &Drawn,
    whole: Result<(u64, u64), StatError>,
) -> Vec<Reported<f64>> {
    let sums = &input.nodes[node].subjects[band.subject];
    let (n, decimals) = (sums.moments.n, input.decimals(band.subject));
    let at = |mark: fn((i64, i64)) -> i64| band.marks.and_then(|marks| points(ticks(mark(marks)), decimals));
    let counts = if n == 0 { Err(StatError::TooFew { found: 0, required: 1 }) } else { band.count(&sums.tally.table) };
    let part = |some: Result<u64, StatError>, all: u64| some.and_then(|some| share(some, all)).map(Estimate::from);
    let (own, cumulative) = (counts.map(|counts| counts.0), counts.map(|counts| counts.1));
    let of_exam = whole.and_then(|whole| match whole.0 {
        0 => Err(StatError::ZeroDenominator),
        all => part(own, all),
    });
    let values = [
        at(|marks| marks.0),
        at(|marks| marks.1),
        own.map(pupils),
        part(own, n),
        cumulative.map(pupils),
        part(cumulative, n),
        of_exam,
    ];
    let (basis, exam) = (input.basis(node, band.subject), input.basis(0, band.subject));
    values
        .into_iter()
        .zip(infos)
        .enumerate()
        .map(|(column, (value, info))| match value {
            Ok(bound) if column < 2 && band.is_given => given(bound.value),
            // Marks at places are those of the whole exam.
            Ok(bound) if column < 2 => input.policy.judge(info, exam, Ok(bound)),
            Err(error) => Reported::Withheld(reason(error)),
            // Who is among the first of the exam compares schools.
            value if !band.is_given => {
                input.policy.judge(&MetricInfo { kind: Kind::Comparison, ..**info }, basis, value)
            }
            value => input.policy.judge(info, basis, value),
        })
        .collect()
}

/// The bands of one table in one subject, from the top.
fn draw(input: &Input<'_>, asked: &BandTable, subject: usize, entries: &mut Vec<Entry>, drawn: &mut Vec<Drawn>) {
    let table = &input.nodes[0].subjects[subject].tally.table;
    let mut push = |name: (String, String), marks: Result<(i64, i64), StatError>, closed: bool, from_top: bool| {
        let number = entries.len() - first_of(entries, &asked.id) + 1;
        let name = (format!("{} {}", asked.name.0, name.0), format!("{} {}", asked.name.1, name.1));
        let details = vec![("bands", asked.id.clone())];
        drawn.push(Drawn {
            subject,
            entry: entries.len(),
            marks,
            closed,
            is_given: !matches!(asked.form, BandForm::Shares(_) | BandForm::Places(_)),
            from_top,
        });
        entries.push(Entry { id: format!("{}/{number}", asked.id), name, details });
    };
    match &asked.form {
        BandForm::Width(_) | BandForm::Cuts(_) | BandForm::Parts(_) => {
            let (bounds, decimals) = (bounds(input, &asked.form, subject), input.decimals(subject));
            let text = |mark: i64| mark_text(mark, decimals);
            for (position, pair) in bounds.windows(2).enumerate().rev() {
                let (from, to) = (pair[0], pair[1]);
                let is_top = position + 2 == bounds.len();
                let (from_text, to_text) = (text(from), text(to));
                let name = if is_top {
                    (format!("{from_text}≤x≤{to_text}"), format!("{from_text} to {to_text}"))
                } else {
                    (format!("{from_text}≤x<{to_text}"), format!("{from_text} to below {to_text}"))
                };
                push(name, Ok((from, to)), is_top, false);
            }
        }
        BandForm::Shares(shares) => {
            let levels = share_bands(table, shares);
            let total: u64 = shares.iter().map(|&share| u64::from(share)).sum();
            for (position, &weight) in shares.iter().enumerate() {
                let marks = levels.as_ref().map_err(|error| *error).and_then(|levels| {
                    let empty = StatError::TooFew { found: 0, required: 1 };
                    let (first, last) = levels[position].marks.ok_or(empty)?;
                    Ok((i64::from(first.min(last)), i64::from(first.max(last))))
                });
                #[expect(clippy::cast_precision_loss, reason = "shares are 32 bits wide")]
                let percent = (1000.0 * f64::from(weight) / total as f64).round() / 10.0;
                let number = position + 1;
                push(
                    (format!("第{number}档（{percent}%）"), format!("grade {number} ({percent} %)")),
                    marks,
                    true,
                    false,
                );
            }
        }
        BandForm::Places(places) => {
            let highest = table.cells().last().map_or(0, |cell| i64::from(cell.0));
            for &places in places {
                let band = place_bands(table, table, &[places]);
                let marks = band.map(|band| (i64::from(band[0].mark), highest));
                push((format!("前{places}名"), format!("first {places} places")), marks, true, true);
            }
        }
    }
}

/// Position of the first entry of a table.
fn first_of(entries: &[Entry], id: &str) -> usize {
    entries.iter().position(|entry| entry.details[0].1 == id).unwrap_or(entries.len())
}

/// Bounds of bands of marks; the lowest band begins at the lowest mark that the paper allows.
fn bounds(input: &Input<'_>, form: &BandForm, subject: usize) -> Vec<i64> {
    let full = i64::from(input.full(subject));
    #[expect(clippy::cast_possible_truncation, reason = "marks of a paper, checked with the specification")]
    let ticks = |mark: f64| (mark * 10f64.powi(i32::from(input.decimals(subject)))).round() as i64;
    let bounds = match form {
        BandForm::Width(width) => fixed_width_bounds(ticks(*width), full),
        BandForm::Parts(parts) => share_of_full_bounds(*parts, full),
        BandForm::Cuts(cuts) => {
            let inner = cuts.iter().map(|&cut| ticks(cut)).filter(|&cut| cut < full);
            Ok(std::iter::once(0).chain(inner).chain([full]).collect())
        }
        BandForm::Shares(_) | BandForm::Places(_) => Ok(Vec::new()),
    };
    let mut bounds = bounds.unwrap_or_default();
    let least = |subject: usize| i64::from(input.spec.subjects[subject].min_ticks.min(0));
    if let Some(first) = bounds.first_mut() {
        *first = if subject < input.total() {
            least(subject)
        } else {
            let total = &input.spec.total;
            let scale = |member: usize| 10i64.pow(u32::from(total.decimals - input.spec.subjects[member].decimals));
            total.members.iter().map(|&member| least(member) * scale(member)).sum()
        };
    }
    bounds
}

#[expect(clippy::cast_precision_loss, reason = "a mark stays far below 2^53 ticks")]
fn ticks(mark: i64) -> f64 {
    mark as f64
}
