//! Levels I to IV by local cuts, and grades A to E by shares of the ranking.

use crate::catalogue::{Better, Estimate};
use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::rates::{share, wilson_interval};
use crate::target::{ShareTarget, TargetGap, share_target_gap};

/// The words that go with every level of this module: it is no level of the national monitoring.
pub const LOCAL_LEVELS_ZH: &str = "本地分级，非国测等级";
/// The same in English.
pub const LOCAL_LEVELS_EN: &str = "local levels, not those of the national monitoring";

/// Level of a pupil, from the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Ⅰ 待提高
    One,
    /// Ⅱ 中等
    Two,
    /// Ⅲ 良好
    Three,
    /// Ⅳ 优秀
    Four,
}

/// Lowest mark, in ticks, of the levels II, III and IV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelCuts {
    /// Level II begins.
    pub two: i64,
    /// Level III begins.
    pub three: i64,
    /// Level IV begins.
    pub four: i64,
}

impl LevelCuts {
    /// The default cuts: 60, 70 and 85 % of the full mark, each the smallest tick that is at least that share.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] if the full mark is not positive, or so large that 85 times it leaves the integers.
    pub fn local(full: i64) -> Result<Self, StatError> {
        let cut = |per_cent: i64| {
            let product = full.checked_mul(per_cent).filter(|_| full > 0).ok_or(StatError::OutOfRange)?;
            Ok(product / 100 + i64::from(product % 100 > 0))
        };
        Ok(Self { two: cut(60)?, three: cut(70)?, four: cut(85)? })
    }
}

/// Pupils by level; counts of groups add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LevelCounts {
    /// Pupils of the levels I, II, III and IV.
    pub counts: [u64; 4],
}

impl LevelCounts {
    /// The levels of a group.
    ///
    /// # Errors
    /// [`StatError::Contradiction`] if the cuts do not rise.
    pub fn of(table: &FrequencyTable, cuts: &LevelCuts) -> Result<Self, StatError> {
        if cuts.two > cuts.three || cuts.three > cuts.four {
            return Err(StatError::Contradiction);
        }
        let reached = [table.n(), table.at_least(cuts.two), table.at_least(cuts.three), table.at_least(cuts.four), 0];
        Ok(Self { counts: [0, 1, 2, 3].map(|level| reached[level] - reached[level + 1]) })
    }

    /// Pupils.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Pupils of this level or above.
    #[must_use]
    pub fn reaching(&self, level: Level) -> u64 {
        self.counts[level as usize..].iter().sum()
    }

    /// Share of the pupils of this level or above, with its Wilson interval.
    ///
    /// # Errors
    /// [`StatError::ZeroDenominator`] without pupils.
    pub fn share_reaching(&self, level: Level) -> Result<Estimate, StatError> {
        let (reached, n) = (self.reaching(level), self.n());
        Ok(Estimate { value: share(reached, n)?, interval: Some(wilson_interval(reached, n)?) })
    }
}

/// When a subject counts as having reached a level: enough pupils at it or above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelRule {
    /// The level.
    pub level: Level,
    /// Share of the pupils that must reach it.
    pub share: ShareTarget,
}

impl Default for LevelRule {
    /// At least 85 % at level III or above.
    fn default() -> Self {
        Self { level: Level::Three, share: ShareTarget { part: 85, whole: 100, better: Better::Higher } }
    }
}

impl LevelRule {
    /// Whether the pupils of a group satisfy the rule.
    ///
    /// # Formula
    /// share(level >= III) >= 0.85, compared in integers.
    /// # Errors
    /// Those of [`share_target_gap`].
    /// # References
    /// Reading of a county's explanation of 县域义务教育优质均衡 (cqjlp.gov.cn, 2024-09-25); the cuts are local.
    pub fn judge(&self, levels: &LevelCounts) -> Result<TargetGap, StatError> {
        share_target_gap(levels.reaching(self.level), levels.n(), self.share)
    }
}

/// Shares of the grades A to E where none are configured: 25, 25, 25, 20 and 5 %, those of a city's bulletin
/// (m.bdocx.com/doc/15755047.html), in hundredths of a per cent.
pub const GRADE_SHARES: [u32; 5] = [2500, 2500, 2500, 2000, 500];

/// Grades (等第) of every mark that occurs, 0 the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grades {
    marks: Vec<(i32, usize)>,
    n_grades: usize,
}

impl Grades {
    /// Grades by cumulative shares of the ranking.
    ///
    /// # Formula
    /// The first grade whose cumulative share is at least rank / n, equal marks sharing the better rank (1, 2, 2, 4);
    /// the lowest mark always gets the last grade. Compared in integers.
    /// # Inputs
    /// `shares`: from the best, in hundredths of a per cent, adding up to 10,000.
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two grades or pupils; [`StatError::OutOfRange`] if a share is zero;
    /// [`StatError::Contradiction`] if the shares do not make the whole; [`StatError::NoVariation`] if all marks are
    /// equal, so that the best rank is the last one too.
    pub fn by_share(table: &FrequencyTable, shares: &[u32]) -> Result<Self, StatError> {
        let whole = u64::from(crate::assigned::WHOLE);
        if shares.len() < 2 {
            return Err(StatError::TooFew { found: u64::from(!shares.is_empty()), required: 2 });
        }
        if shares.contains(&0) {
            return Err(StatError::OutOfRange);
        }
        if shares.iter().map(|&share| u64::from(share)).sum::<u64>() != whole {
            return Err(StatError::Contradiction);
        }
        let n = table.n();
        if n < 2 {
            return Err(StatError::TooFew { found: n, required: 2 });
        }
        let [(lowest, _), .., _] = table.cells() else { return Err(StatError::NoVariation) };
        let mut reached = 0;
        let cumulative: Vec<u128> = shares
            .iter()
            .map(|&share| {
                reached += u128::from(share) * u128::from(n);
                reached
            })
            .collect();
        let mut above = 0u128;
        let mut marks: Vec<(i32, usize)> = Vec::with_capacity(table.cells().len());
        for &(mark, count) in table.cells().iter().rev() {
            let rank = (above + 1) * u128::from(whole);
            let grade = cumulative.partition_point(|&share| share < rank);
            marks.push((mark, if mark == *lowest { shares.len() - 1 } else { grade }));
            above += u128::from(count);
        }
        marks.reverse();
        Ok(Self { marks, n_grades: shares.len() })
    }

    /// Grades by cuts: `cuts` are the lowest marks, in ticks and falling, of every grade but the last.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without cuts; [`StatError::Contradiction`] if they do not fall.
    pub fn by_cut(table: &FrequencyTable, cuts: &[i64]) -> Result<Self, StatError> {
        if cuts.is_empty() {
            return Err(StatError::TooFew { found: 1, required: 2 });
        }
        if cuts.windows(2).any(|pair| pair[0] <= pair[1]) {
            return Err(StatError::Contradiction);
        }
        let grade = |mark: i32| cuts.partition_point(|&cut| i64::from(mark) < cut);
        let marks = table.cells().iter().map(|&(mark, _)| (mark, grade(mark))).collect();
        Ok(Self { marks, n_grades: cuts.len() + 1 })
    }

    /// The grade of a mark that occurs, 0 the best.
    #[must_use]
    pub fn of(&self, mark: i32) -> Option<usize> {
        self.marks.binary_search_by_key(&mark, |&(own, _)| own).ok().map(|position| self.marks[position].1)
    }

    /// Pupils of a group by grade, from the best.
    ///
    /// # Errors
    /// [`StatError::Contradiction`] if a mark is none of the graded ones.
    pub fn counts(&self, table: &FrequencyTable) -> Result<Vec<u64>, StatError> {
        let mut counts = vec![0; self.n_grades];
        for &(mark, count) in table.cells() {
            counts[self.of(mark).ok_or(StatError::Contradiction)?] += u64::from(count);
        }
        Ok(counts)
    }
}

/// A pupil's grades of all subjects in one word, the best first: `AAAAB`.
///
/// # Errors
/// [`StatError::OutOfRange`] if a grade has no label.
pub fn combined_grades(grades: &[usize], labels: &[char]) -> Result<String, StatError> {
    let mut sorted = grades.to_vec();
    sorted.sort_unstable();
    sorted.iter().map(|&grade| labels.get(grade).copied().ok_or(StatError::OutOfRange)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::TargetVerdict;

    fn table(marks: &[i32]) -> FrequencyTable {
        FrequencyTable::from_marks(&mut marks.to_vec())
    }

    #[test]
    fn local_levels() {
        let cuts = LevelCuts::local(90).unwrap();
        // 0.85 * 90 = 76.5: in whole points 77.
        assert_eq!(cuts, LevelCuts { two: 54, three: 63, four: 77 });
        let levels = LevelCounts::of(&table(&[53, 54, 62, 63, 76, 77, 90]), &cuts).unwrap();
        assert_eq!(levels.counts, [1, 2, 2, 2]);
        assert_eq!(levels.reaching(Level::Three), 4);
        assert_eq!(levels.share_reaching(Level::One).map(|rate| rate.value), Ok(1.0));
        assert_eq!(LevelCuts::local(0), Err(StatError::OutOfRange));
        assert_eq!(LevelCuts::local(i64::MAX), Err(StatError::OutOfRange));
        let crossed = LevelCuts { two: 70, three: 60, four: 80 };
        assert_eq!(LevelCounts::of(&table(&[1]), &crossed), Err(StatError::Contradiction));
        let none = LevelCounts::of(&table(&[]), &cuts).unwrap();
        assert_eq!(none.share_reaching(Level::Three), Err(StatError::ZeroDenominator));
        assert_eq!(LevelRule::default().judge(&none), Err(StatError::ZeroDenominator));
    }

    #[test]
    fn the_rule_of_eighty_five_per_cent() {
        let judged = |counts| LevelRule::default().judge(&LevelCounts { counts }).unwrap();
        let exact = judged([10, 5, 45, 40]);
        assert_eq!((exact.gap, exact.attained, exact.verdict), (0.0, true, Some(TargetVerdict::CannotTell)));
        assert!(!judged([10, 6, 45, 39]).attained);
        assert_eq!(judged([100, 0, 5000, 4900]).verdict, Some(TargetVerdict::Reached));
    }

    #[test]
    fn grades_by_share() {
        // 25/25/25/20/5 of twenty different marks: 5, 5, 5, 4, 1.
        let marks: Vec<i32> = (1..=20).collect();
        let shares = GRADE_SHARES;
        let grades = Grades::by_share(&table(&marks), &shares).unwrap();
        assert_eq!(grades.counts(&table(&marks)), Ok(vec![5, 5, 5, 4, 1]));
        assert_eq!((grades.of(20), grades.of(16), grades.of(15), grades.of(1)), (Some(0), Some(0), Some(1), Some(4)));
        // Ranks 1, 1, 3, 4 of four: 0.25, 0.25, 0.75, and the last mark.
        let tied = Grades::by_share(&table(&[9, 9, 8, 7]), &shares).unwrap();
        assert_eq!([9, 8, 7].map(|mark| tied.of(mark)), [Some(0), Some(2), Some(4)]);
        assert_eq!(tied.counts(&table(&[6])), Err(StatError::Contradiction));
    }

    #[test]
    fn what_cannot_be_graded() {
        let two = [5000, 5000];
        assert_eq!(Grades::by_share(&table(&[]), &two), Err(StatError::TooFew { found: 0, required: 2 }));
        assert_eq!(Grades::by_share(&table(&[5]), &two), Err(StatError::TooFew { found: 1, required: 2 }));
        assert_eq!(Grades::by_share(&table(&[5, 5]), &two), Err(StatError::NoVariation));
        assert_eq!(Grades::by_share(&table(&[5, 6]), &[5000, 4000]), Err(StatError::Contradiction));
        assert_eq!(Grades::by_share(&table(&[5, 6]), &[10_000, 0]), Err(StatError::OutOfRange));
        assert_eq!(Grades::by_share(&table(&[5, 6]), &[]), Err(StatError::TooFew { found: 0, required: 2 }));
        assert_eq!(Grades::by_cut(&table(&[5, 6]), &[]), Err(StatError::TooFew { found: 1, required: 2 }));
        assert_eq!(Grades::by_cut(&table(&[5, 6]), &[60, 60]), Err(StatError::Contradiction));
    }

    #[test]
    fn grades_by_cut_and_in_one_word() {
        let grades = Grades::by_cut(&table(&[90, 85, 84, 60, 10]), &[85, 60]).unwrap();
        assert_eq!(grades.counts(&table(&[90, 85, 84, 60, 10])), Ok(vec![2, 2, 1]));
        assert_eq!(combined_grades(&[1, 0, 0, 0, 0], &['A', 'B']), Ok("AAAAB".to_owned()));
        assert_eq!(combined_grades(&[2], &['A', 'B']), Err(StatError::OutOfRange));
        assert_eq!(combined_grades(&[], &['A']), Ok(String::new()));
    }
}
