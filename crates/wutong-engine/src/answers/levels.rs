//! Local levels I to IV (本地分级，非国测等级).

use wutong_model::spec::{ExactShare, Levels};
use wutong_model::{Entry, EntryTable, Reason, Reported};
use wutong_stats::{
    Estimate, LOCAL_LEVELS_EN, LOCAL_LEVELS_ZH, Level, LevelCounts, LevelCuts, LevelRule, StatError, share,
    wilson_interval,
};

use super::{Input, Sheet, exact, given, verdict};

const METRICS: [&str; 7] =
    ["level_1_share", "level_2_share", "level_3_share", "level_4_share", "level_rule_share", "target", "gap"];

pub(super) fn levels(input: &Input<'_>) -> EntryTable {
    let Some(levels) = &input.spec.requests.levels else { return EntryTable::default() };
    let name = (LOCAL_LEVELS_ZH.to_owned(), LOCAL_LEVELS_EN.to_owned());
    let mut sheet = Sheet::new(
        vec![Entry { id: "local".to_owned(), name, details: Vec::new() }],
        &METRICS,
        input.nodes.len() * (input.total() + 1),
    );
    for group in 0..input.nodes.len() {
        for subject in 0..=input.total() {
            row(input, levels, &mut sheet, (group, subject));
        }
    }
    sheet.table
}

fn row(input: &Input<'_>, levels: &Levels, sheet: &mut Sheet, (group, subject): (usize, usize)) {
    let sums = &input.nodes[group].subjects[subject];
    let full = i64::from(input.full(subject));
    let [two, three, four] = levels.cuts.map(|cut| ticks(cut, full));
    let counts = LevelCounts::of(&sums.tally.table, &LevelCuts { two, three, four });
    let level = match levels.level {
        2 => Level::Two,
        3 => Level::Three,
        _ => Level::Four,
    };
    let of_level = |level: usize| counts.and_then(|counts| with_interval(counts.counts[level], counts.n()));
    let reaching = counts.and_then(|counts| counts.share_reaching(level));
    let judged = counts.and_then(|counts| LevelRule { level, share: exact(levels.share) }.judge(&counts));
    let shares = [of_level(0), of_level(1), of_level(2), of_level(3), reaching];
    let basis = input.basis(group, subject);
    let mut values: Vec<Reported<f64>> =
        shares.into_iter().zip(&sheet.infos).map(|(share, info)| input.policy.judge(info, basis, share)).collect();
    values.push(given(ratio(levels.share)));
    let (gap, said) = match (values[4].reason(), judged) {
        (None, Ok(gap)) => (given(gap.gap), gap.verdict.map(verdict)),
        (why, _) => (Reported::Withheld(why.unwrap_or(Reason::NotApplicable)), None),
    };
    values.push(gap);
    let why = gap.reason().unwrap_or(Reason::NotApplicable);
    sheet.push(group, subject, 0, values);
    let said = said.map_or(Reported::Withheld(why), |value| Reported::Estimate { value, interval: None });
    sheet.judge(said);
}

/// The smallest tick that is at least the share of the full mark.
fn ticks(cut: ExactShare, full: i64) -> i64 {
    let product = u128::from(cut.part) * u128::from(full.unsigned_abs());
    i64::try_from(product.div_ceil(u128::from(cut.whole))).expect("a share of the full mark")
}

#[expect(clippy::cast_precision_loss, reason = "billionths are below 2^53")]
fn ratio(share: ExactShare) -> f64 {
    share.part as f64 / share.whole as f64
}

fn with_interval(count: u64, n: u64) -> Result<Estimate, StatError> {
    Ok(Estimate { value: share(count, n)?, interval: Some(wilson_interval(count, n)?) })
}
