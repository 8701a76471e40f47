//! Raw marks into assigned marks.

use super::bands::{Cumulation, EndPoint, Nearness, StartPoint, ends};
use super::scheme::{Band, Rule, Scheme, WHOLE};
use super::standard;
use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::ratio;

/// What a band with a single raw value gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OneValue {
    /// The band's highest assigned mark.
    #[default]
    ToMax,
    /// The band's lowest assigned mark.
    ToMin,
    /// Their mean, rounded half up.
    ToMean,
}

/// What becomes of a raw mark of zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ZeroMarks {
    /// Not ranked, no assigned mark.
    #[default]
    Unassigned,
    /// Not ranked, the lowest assigned mark of the scheme.
    Floor,
    /// Ranked like any other mark.
    Ranked,
}

/// The choices that a scheme leaves open; the default is a choice of this project where no decree is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which boundary mark stands for a share.
    pub nearness: Nearness,
    /// From where shares are counted.
    pub cumulation: Cumulation,
    /// Highest raw mark of the first band that has pupils.
    pub first: EndPoint,
    /// Lowest raw mark of the last band that has pupils.
    pub last: EndPoint,
    /// Upper raw bound of the other bands.
    pub start: StartPoint,
    /// Bands with one raw value.
    pub one_value: OneValue,
    /// Raw marks of zero.
    pub zero: ZeroMarks,
    /// Fewest pupils for a conversion.
    pub minimum_n: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            nearness: Nearness::default(),
            cumulation: Cumulation::default(),
            first: EndPoint::default(),
            last: EndPoint::default(),
            start: StartPoint::default(),
            one_value: OneValue::default(),
            zero: ZeroMarks::default(),
            minimum_n: 30,
        }
    }
}

/// The paper that the raw marks belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Full mark in ticks.
    pub full: i32,
    /// Ticks a point.
    pub ticks_per_point: i32,
}

/// One row of the band table, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandRow {
    /// Number of the band, from 1.
    pub band: u32,
    /// Share by the scheme, in hundredths of a per cent.
    pub target_share: u32,
    /// Pupils in the band.
    pub count: u64,
    /// Pupils ranked altogether.
    pub n: u64,
    /// Highest and lowest raw mark of the linear map, in ticks; `None` for a band without pupils.
    pub raw: Option<(i32, i32)>,
    /// Highest and lowest assigned mark.
    pub assigned: (i32, i32),
}

impl BandRow {
    /// Share of the ranked pupils that the band really holds.
    #[must_use]
    pub fn actual_share(&self) -> f64 {
        ratio(i128::from(self.count), i128::from(self.n))
    }

    /// The share by the scheme as a fraction.
    #[must_use]
    pub fn target(&self) -> f64 {
        ratio(i128::from(self.target_share), i128::from(WHOLE))
    }

    fn assign(&self, mark: i32, one_value: OneValue) -> i32 {
        let (highest, lowest) = (i64::from(self.assigned.0), i64::from(self.assigned.1));
        let Some((upper, lower)) = self.raw else { return self.assigned.0 };
        let assigned = if mark > upper {
            highest
        } else if upper == lower {
            match one_value {
                OneValue::ToMax => highest,
                OneValue::ToMin => lowest,
                OneValue::ToMean => (highest + lowest + 1).div_euclid(2),
            }
        } else {
            let width = i64::from(upper) - i64::from(lower);
            let above = i128::from(highest - lowest) * i128::from(i64::from(mark) - i64::from(lower));
            let rounded = (2 * above + i128::from(width)).div_euclid(2 * i128::from(width));
            lowest + i64::try_from(rounded).expect("no more than the width of the band")
        };
        i32::try_from(assigned).expect("an assigned mark lies between the bounds of its band")
    }
}

/// Raw marks beside assigned marks, with the band table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Pupils ranked.
    pub n: u64,
    /// The band table, from the top; empty for a standard score.
    pub bands: Vec<BandRow>,
    marks: Vec<(i32, i32)>,
    unassigned_zero: bool,
}

impl Assigned {
    /// Raw marks in ticks with their assigned marks in points, ascending.
    #[must_use]
    pub fn marks(&self) -> &[(i32, i32)] {
        &self.marks
    }

    /// The assigned mark of a raw mark that an examinee has.
    #[must_use]
    pub fn of(&self, mark: i32) -> Option<i32> {
        self.marks.binary_search_by_key(&mark, |&(raw, _)| raw).ok().map(|position| self.marks[position].1)
    }

    /// The assigned marks of some of the examinees (a school, a class), in points.
    ///
    /// Raw marks of zero that get no assigned mark are left out.
    ///
    /// # Errors
    /// [`StatError::Contradiction`] if a mark is none of the population that was converted.
    pub fn apply(&self, table: &FrequencyTable) -> Result<FrequencyTable, StatError> {
        let mut assigned = Vec::new();
        for &(mark, count) in table.cells() {
            if mark == 0 && self.unassigned_zero {
                continue;
            }
            let value = self.of(mark).ok_or(StatError::Contradiction)?;
            let count = usize::try_from(count).map_err(|_| StatError::OutOfRange)?;
            assigned.extend(std::iter::repeat_n(value, count));
        }
        Ok(FrequencyTable::from_marks(&mut assigned))
    }
}

/// Converts raw marks into assigned marks by rank.
///
/// # Formula
/// In a band with raw bounds [Y1, Y2] and assigned bounds [T1, T2]: T = T1 + (T2 - T1)(Y - Y1)/(Y2 - Y1), rounded half up
/// to a whole mark. A band without pupils is passed over; the others keep their assigned bounds. Standard scores:
/// centre + unit · Φ⁻¹((below + equal / 2) / N), rounded half up.
/// # Inputs
/// `table`: the raw marks, in ticks, of every examinee of the population with a valid mark. For the Hainan total the
/// marks are the weighted sums of the subjects' standard scores (twice the sum: weights 3 and 2).
/// # Returns
/// The band table and the map of every raw mark that occurs; the map never falls as the raw mark rises.
/// # Errors
/// [`StatError::TooFew`] with fewer ranked pupils than `options.minimum_n` (and without any); [`StatError::OutOfRange`]
/// if a mark lies outside [0, full mark]; those of [`Scheme::check`].
/// # References
/// Band formula and check values: the schemes' sources. Options for boundaries and end points: the options of
/// `github.com/WangXichang/pyexam` (2020-03), described anew; the carried share of [`Cumulation::Restart`] is our own.
pub fn convert(
    scheme: &Scheme,
    table: &FrequencyTable,
    paper: Paper,
    options: &Options,
) -> Result<Assigned, StatError> {
    scheme.check()?;
    let outside = |mark: i32| mark < 0 || mark > paper.full;
    if paper.full <= 0 || paper.ticks_per_point <= 0 || table.cells().iter().any(|&(mark, _)| outside(mark)) {
        return Err(StatError::OutOfRange);
    }
    let aside = options.zero != ZeroMarks::Ranked;
    let has_zero = table.cells().first().is_some_and(|&(mark, _)| mark == 0);
    let cells = if aside && has_zero { &table.cells()[1..] } else { table.cells() };
    let n: u64 = cells.iter().map(|&(_, count)| u64::from(count)).sum();
    if n < options.minimum_n.max(1) {
        return Err(StatError::TooFew { found: n, required: options.minimum_n.max(1) });
    }
    let (bands, mut marks) = match scheme.rule {
        Rule::Standard(standard) => (Vec::new(), standard::marks(cells, standard)),
        Rule::Bands(bands) => by_bands(cells, bands, paper, options),
    };
    if options.zero == ZeroMarks::Floor && has_zero {
        marks.insert(0, (0, scheme.floor().ok_or(StatError::OutOfRange)?));
    }
    Ok(Assigned { n, bands, marks, unassigned_zero: options.zero == ZeroMarks::Unassigned })
}

/// Band table and map of cells (raw mark, pupils) in ascending order.
fn by_bands(cells: &[(i32, u32)], bands: &[Band], paper: Paper, options: &Options) -> (Vec<BandRow>, Vec<(i32, i32)>) {
    let marks: Vec<i32> = cells.iter().rev().map(|&(mark, _)| mark).collect();
    let mut reached = vec![0];
    reached.extend(cells.iter().rev().scan(0, |sum, &(_, count)| {
        *sum += u64::from(count);
        Some(*sum)
    }));
    let n = reached[marks.len()];
    let (mut rows, mut map) = (Vec::with_capacity(bands.len()), Vec::with_capacity(marks.len()));
    let (mut from, mut previous) = (0, None);
    let ends = ends(&reached, bands, options.nearness, options.cumulation);
    for ((number, band), &end) in (1..).zip(bands).zip(&ends) {
        let mut row = BandRow {
            band: number,
            target_share: band.share,
            count: reached[end] - reached[from],
            n,
            raw: None,
            assigned: (band.highest, band.lowest),
        };
        if end > from {
            let bounds = raw_bounds(&marks, from..end, previous, (paper, options));
            row.raw = Some(bounds);
            previous = Some(bounds.1);
            map.extend(marks[from..end].iter().map(|&mark| (mark, row.assign(mark, options.one_value))));
        }
        from = end;
        rows.push(row);
    }
    map.reverse();
    (rows, map)
}

/// Highest and lowest raw mark of a band with pupils; `previous` is the lower bound of the band above.
fn raw_bounds(
    marks: &[i32],
    band: std::ops::Range<usize>,
    previous: Option<i32>,
    (paper, options): (Paper, &Options),
) -> (i32, i32) {
    let upper = match (previous, options.first, options.start) {
        (None, EndPoint::Paper, _) => paper.full,
        (None, EndPoint::Real, _) | (Some(_), _, StartPoint::Observed) => marks[band.start],
        (Some(previous), _, StartPoint::Share) => previous,
        (Some(previous), _, StartPoint::Step) => previous.saturating_sub(paper.ticks_per_point),
    };
    let lowest = band.end == marks.len() && options.last == EndPoint::Paper;
    let lower = if lowest { 0 } else { marks[band.end - 1] };
    // A step of a whole point may jump over a band of half points.
    (upper.max(lower), lower)
}
