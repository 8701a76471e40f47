//! What a pupil is told: the level of a mark, and the fifth of all pupils in which it lies.

use crate::error::StatError;
use crate::frequency::FrequencyTable;

/// Fewest pupils for fifths: ten in each.
pub const LEAST_FOR_FIFTHS: u64 = 50;

/// Number of the cuts that a mark reaches, in any order: 0 for a mark below all of them.
#[must_use]
pub fn cuts_reached(mark: i64, cuts: &[i64]) -> usize {
    cuts.iter().filter(|&&cut| mark >= cut).count()
}

/// The fifth of the pupils of a table in which a mark lies, 1 the highest. Equal marks lie in the same fifth.
///
/// # Formula
/// ⌊5 a / n⌋ + 1, a the pupils with a higher mark, n all pupils.
/// # Errors
/// [`StatError::TooFew`] below [`LEAST_FOR_FIFTHS`] pupils; [`StatError::OutOfRange`] if nobody has a mark so low.
pub fn fifth(table: &FrequencyTable, mark: i64) -> Result<u64, StatError> {
    let n = table.n();
    if n < LEAST_FOR_FIFTHS {
        return Err(StatError::TooFew { found: n, required: LEAST_FOR_FIFTHS });
    }
    match mark.checked_add(1).map(|next| table.at_least(next)) {
        Some(above) if above < n => Ok(5 * above / n + 1),
        _ => Err(StatError::OutOfRange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_on_a_cut_has_reached_it() {
        let cuts = [40, 60, 70, 85];
        for (mark, reached) in [(0, 0), (39, 0), (40, 1), (60, 2), (84, 3), (85, 4), (100, 4)] {
            assert_eq!(cuts_reached(mark, &cuts), reached, "{mark}");
        }
    }

    #[test]
    fn fifths_are_counted_from_above_and_ties_stay_together() {
        // Marks 1 to 100, one pupil each: 20 a fifth.
        let table = FrequencyTable::from_marks(&mut (1..=100).collect::<Vec<i32>>());
        for (mark, expected) in [(100, 1), (81, 1), (80, 2), (61, 2), (60, 3), (21, 4), (20, 5), (1, 5)] {
            assert_eq!(fifth(&table, mark), Ok(expected), "{mark}");
        }
        // Sixty pupils of whom half share the highest mark.
        let mut marks: Vec<i32> = [vec![90; 30], (0..30).collect()].concat();
        let table = FrequencyTable::from_marks(&mut marks);
        assert_eq!(fifth(&table, 90), Ok(1));
        assert_eq!(fifth(&table, 29), Ok(3), "thirty of sixty are above");
        assert_eq!(fifth(&table, -1), Err(StatError::OutOfRange));
        let few = FrequencyTable::from_marks(&mut (1..=49).collect::<Vec<i32>>());
        assert_eq!(fifth(&few, 49), Err(StatError::TooFew { found: 49, required: 50 }));
    }
}
