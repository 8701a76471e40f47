//! Distribution tables: one-mark table, bands of marks, bands of shares, bands of places.

use crate::error::StatError;
use crate::frequency::{FrequencyTable, Tick};
use crate::moments::ratio;

/// A row of the one-mark table (一分一段表).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneMarkRow {
    /// The mark, in ticks.
    pub mark: i32,
    /// Pupils with this mark.
    pub n_pupils: u64,
    /// Pupils with at least this mark.
    pub n_at_least: u64,
    /// Their share of all.
    pub share_at_least: f64,
}

/// The one-mark table: every mark that was given, from the highest, with cumulative counts.
///
/// # Returns
/// No row without pupils.
/// # References
/// 一分一段表 as provincial examination authorities publish it.
#[must_use]
pub fn one_mark_table(table: &FrequencyTable) -> Vec<OneMarkRow> {
    let n = table.n();
    let mut seen = 0;
    let row = |&(mark, count): &(i32, u32)| {
        let n_pupils = u64::from(count);
        seen += n_pupils;
        OneMarkRow { mark, n_pupils, n_at_least: seen, share_at_least: part(seen, n) }
    };
    table.cells().iter().rev().map(row).collect()
}

/// A band of marks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lowest mark in it, in ticks.
    pub from: i64,
    /// The mark where the next band begins; the last band holds its end as well.
    pub to: i64,
    /// Pupils in it.
    pub n_pupils: u64,
    /// Their share of all pupils.
    pub share: f64,
    /// Pupils in it or in a lower band.
    pub n_up_to: u64,
    /// Their share of all pupils.
    pub share_up_to: f64,
    /// Pupils in it or in a higher band.
    pub n_at_least: u64,
    /// Their share of all pupils.
    pub share_at_least: f64,
}

/// Bands of marks, ascending, and the pupils that no band holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The bands, from the lowest.
    pub rows: Vec<Band>,
    /// Pupils below the first band.
    pub n_below: u64,
    /// Pupils above the last band.
    pub n_above: u64,
}

/// Bands of marks between given bounds: [b0, b1), [b1, b2), …, the last one closed.
///
/// # Inputs
/// `bounds`: at least two marks in ticks, ascending; make them with [`fixed_width_bounds`] or [`share_of_full_bounds`].
/// # Returns
/// Shares are of all pupils of the table; those outside the bounds are counted apart and in no band's cumulative count.
/// # Errors
/// [`StatError::TooFew`] without pupils; [`StatError::OutOfRange`] if there are fewer than two bounds or they do not
/// ascend.
/// # References
/// 分数段 as joint-exam reports print them: the top band holds the full mark.
pub fn bands<M: Tick>(table: &FrequencyTable<M>, bounds: &[i64]) -> Result<Bands, StatError> {
    let n = table.n();
    if bounds.len() < 2 || bounds.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(StatError::OutOfRange);
    }
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let (first, last) = (bounds[0], bounds[bounds.len() - 1]);
    let n_below = table.below(first);
    let n_above = last.checked_add(1).map_or(0, |next| table.at_least(next));
    let inside = n - n_below - n_above;
    let mut n_up_to = 0;
    let row = |pair: &[i64]| {
        let (from, to) = (pair[0], pair[1]);
        let below_end = if to == last { n - n_above } else { table.below(to) };
        let before = n_up_to;
        n_up_to = below_end - n_below;
        let n_pupils = n_up_to - before;
        let n_at_least = inside - before;
        Band {
            from,
            to,
            n_pupils,
            share: part(n_pupils, n),
            n_up_to,
            share_up_to: part(n_up_to, n),
            n_at_least,
            share_at_least: part(n_at_least, n),
        }
    };
    Ok(Bands { rows: bounds.windows(2).map(row).collect(), n_below, n_above })
}

/// Bounds of bands of a fixed width from zero to the full mark: [0, w), [w, 2w), …, the last one up to the full mark.
///
/// # Inputs
/// `width` and `full` in ticks; 10 points for a subject, 50 for a total are usual.
/// # Errors
/// [`StatError::OutOfRange`] if width or full mark is not positive, or the bands would be more than 100 000.
/// # References
/// 分数段: 50 points for totals, 10 for subjects.
pub fn fixed_width_bounds(width: i64, full: i64) -> Result<Vec<i64>, StatError> {
    if width <= 0 || full <= 0 || full / width > 100_000 {
        return Err(StatError::OutOfRange);
    }
    let steps = (full - 1) / width;
    let mut bounds: Vec<i64> = (0..=steps).map(|step| step * width).collect();
    bounds.push(full);
    Ok(bounds)
}

/// Bounds of bands of equal shares of the full mark, for example tenths.
///
/// A mark is in the band of a share if it is at least that share of the full mark: the bound is the smallest such tick.
///
/// # Errors
/// [`StatError::OutOfRange`] if there are no parts, or more parts than ticks.
/// # References
/// 分数段 by tenths of the full mark, for papers with different full marks.
pub fn share_of_full_bounds(parts: u32, full: i64) -> Result<Vec<i64>, StatError> {
    let whole = i64::from(parts);
    if whole == 0 || full < whole || full > i64::MAX / 200_000 || parts > 100_000 {
        return Err(StatError::OutOfRange);
    }
    Ok((0..=whole).map(|step| (step * full + whole - 1) / whole).collect())
}

/// A level given by shares of pupils from the top, for example A to E.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareBand {
    /// Highest and lowest mark in it, in ticks; none if nobody is in it.
    pub marks: Option<(i32, i32)>,
    /// Pupils in it.
    pub n_pupils: u64,
    /// Their share of all pupils.
    pub share: f64,
}

/// Levels by shares of pupils from the top; equal marks are never divided.
///
/// # Formula
/// A pupil with place r (1, 2, 2, 4) is in the first level whose cumulative share is at least r / n; the lowest mark is
/// always in the last level, unless it is the only one.
/// # Inputs
/// `weights`: the shares from the top level down, in any unit, for example 25, 25, 25, 20, 5; four equal numbers for
/// quarters.
/// # Errors
/// [`StatError::TooFew`] without pupils; [`StatError::ZeroDenominator`] if the weights sum to zero.
/// # References
/// 等第 by cumulative share of places; compared in integers.
pub fn share_bands(table: &FrequencyTable, weights: &[u32]) -> Result<Vec<ShareBand>, StatError> {
    let n = table.n();
    let total: u64 = weights.iter().map(|&weight| u64::from(weight)).sum();
    if total == 0 {
        return Err(StatError::ZeroDenominator);
    }
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let mut levels = vec![ShareBand { marks: None, n_pupils: 0, share: 0.0 }; weights.len()];
    let last = weights.len() - 1;
    let (mut level, mut reached) = (0, u128::from(weights[0]));
    let mut above = 0;
    for (position, &(mark, count)) in table.cells().iter().enumerate().rev() {
        let place = u128::from(above + 1) * u128::from(total);
        while place > reached * u128::from(n) && level < last {
            level += 1;
            reached += u128::from(weights[level]);
        }
        let forced = position == 0 && table.cells().len() > 1;
        let chosen = &mut levels[if forced { last } else { level }];
        chosen.n_pupils += u64::from(count);
        chosen.marks = Some((chosen.marks.map_or(mark, |marks| marks.0), mark));
        above += u64::from(count);
    }
    for level in &mut levels {
        level.share = part(level.n_pupils, n);
    }
    Ok(levels)
}

/// The pupils of a group among the first places of a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceBand {
    /// Places asked for: the first 10, 30, 50, ….
    pub places: u64,
    /// Lowest mark of the whole that has such a place, in ticks.
    pub mark: i32,
    /// Pupils of the whole with at least this mark: more than `places` where the last place is shared.
    pub n_whole: u64,
    /// Pupils of the group with at least this mark.
    pub n_pupils: u64,
    /// The group's share of these pupils of the whole.
    pub share_of_whole: f64,
}

/// How many of a group's pupils are among the first places of a whole, cumulative; everybody who shares a place is in.
///
/// # Inputs
/// `group`: part of `whole`, or the whole itself; `places`: for example 10, 30, 50, 100, 200, 300, 500, 1000.
/// # Errors
/// [`StatError::TooFew`] if the whole is empty; [`StatError::OutOfRange`] for a place of zero;
/// [`StatError::Contradiction`] if the group has more pupils there than the whole.
/// # References
/// 名次段; competition ranking 1, 2, 2, 4.
pub fn place_bands(
    group: &FrequencyTable,
    whole: &FrequencyTable,
    places: &[u64],
) -> Result<Vec<PlaceBand>, StatError> {
    let n = whole.n();
    let band = |&places: &u64| {
        if places == 0 {
            return Err(StatError::OutOfRange);
        }
        let mark = whole.at(n.saturating_sub(places)).ok_or(StatError::TooFew { found: 0, required: 1 })?;
        let (n_pupils, n_whole) = (group.at_least(i64::from(mark)), whole.at_least(i64::from(mark)));
        if n_pupils > n_whole {
            return Err(StatError::Contradiction);
        }
        Ok(PlaceBand { places, mark, n_whole, n_pupils, share_of_whole: part(n_pupils, n_whole) })
    };
    places.iter().map(band).collect()
}

fn part(some: u64, all: u64) -> f64 {
    ratio(i128::from(some), i128::from(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(marks: &[i32]) -> FrequencyTable {
        FrequencyTable::from_marks(&mut marks.to_vec())
    }

    #[test]
    fn the_one_mark_table_counts_from_the_top() {
        let rows = one_mark_table(&of(&[90, 85, 85, 60]));
        let counts: Vec<(i32, u64, u64)> = rows.iter().map(|row| (row.mark, row.n_pupils, row.n_at_least)).collect();
        assert_eq!(counts, [(90, 1, 1), (85, 2, 3), (60, 1, 4)]);
        assert!((rows[1].share_at_least - 0.75).abs() < 1e-15);
        assert!(one_mark_table(&FrequencyTable::default()).is_empty());
    }

    #[test]
    fn the_top_band_holds_the_full_mark() {
        assert_eq!(fixed_width_bounds(10, 100).map(|bounds| bounds.len()), Ok(11));
        assert_eq!(fixed_width_bounds(50, 120), Ok(vec![0, 50, 100, 120]));
        let found = bands(&of(&[0, 49, 50, 100, 120, 121, -1]), &[0, 50, 100, 120]).expect("bands");
        assert_eq!(found.rows.iter().map(|band| band.n_pupils).collect::<Vec<_>>(), [2, 1, 2]);
        assert_eq!(found.rows.iter().map(|band| band.n_at_least).collect::<Vec<_>>(), [5, 3, 2]);
        assert_eq!((found.n_below, found.n_above), (1, 1));
    }

    #[test]
    fn shares_of_the_full_mark_are_the_smallest_ticks_that_reach_them() {
        assert_eq!(share_of_full_bounds(10, 75), Ok(vec![0, 8, 15, 23, 30, 38, 45, 53, 60, 68, 75]));
        assert_eq!(share_of_full_bounds(10, 5), Err(StatError::OutOfRange));
    }

    #[test]
    fn equal_marks_are_never_divided() {
        let quarters = share_bands(&of(&[9, 8, 8, 8, 5, 4, 3, 1]), &[1, 1, 1, 1]).expect("levels");
        let counts: Vec<u64> = quarters.iter().map(|level| level.n_pupils).collect();
        assert_eq!(counts, [4, 0, 2, 2]);
        assert_eq!(quarters[1].marks, None);
        assert_eq!(quarters[0].marks, Some((9, 8)));
        let forced = share_bands(&of(&[9, 8, 1, 1, 1]), &[90, 10]).expect("levels");
        assert_eq!(forced[1].n_pupils, 3, "the lowest mark is in the last level");
        assert_eq!(share_bands(&of(&[1]), &[0, 0]).err(), Some(StatError::ZeroDenominator));
        assert_eq!(share_bands(&of(&[1]), &[]).err(), Some(StatError::ZeroDenominator));
    }

    #[test]
    fn shared_places_are_all_in() {
        let (group, whole) = (of(&[9, 7, 7]), of(&[10, 9, 7, 7, 7, 3]));
        let found = place_bands(&group, &whole, &[1, 3, 100]).expect("places");
        let counts: Vec<(i32, u64, u64)> = found.iter().map(|band| (band.mark, band.n_whole, band.n_pupils)).collect();
        assert_eq!(counts, [(10, 1, 0), (7, 5, 3), (3, 6, 3)]);
        assert_eq!(place_bands(&whole, &group, &[3]).err(), Some(StatError::Contradiction));
    }
}
