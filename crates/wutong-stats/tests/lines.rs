//! Laws of lines, borderline pupils, levels, grades and parts of the ranking.

use proptest::prelude::*;
use wutong_stats::{
    Accumulate, Borderline, BorderlineRule, BorderlineWindow, EffectiveLine, FrequencyTable, Grades, ImbalanceCounts,
    JointTable, Level, LevelCounts, LevelCuts, LineCounts, Moments, TotalIs, block_means, line_of_share, mean_of_ranks,
    pupil_imbalance,
};

/// Pupils: marks of three subjects; a missing first mark costs the total.
type Pupil = (Option<i32>, i32, i32);

fn pupils(least: usize) -> impl Strategy<Value = Vec<Pupil>> {
    let mark = prop_oneof![1 => Just(None), 12 => (1..100i32).prop_map(Some)];
    prop::collection::vec((mark, 1..100i32, 1..100i32), least..60)
}

fn total(pupil: &Pupil) -> Option<i32> {
    pupil.0.map(|first| first + pupil.1 + pupil.2)
}

fn table(marks: impl Iterator<Item = i32>) -> FrequencyTable {
    FrequencyTable::from_marks(&mut marks.collect::<Vec<_>>())
}

fn joint(pupils: &[Pupil], line: i64) -> JointTable {
    JointTable::of(&pupils.iter().map(|pupil| (pupil.1, total(pupil))).collect::<Vec<_>>(), line)
}

fn merged<T: Accumulate + Clone>(a: &T, b: &T) -> T {
    let mut sum = a.clone();
    sum.merge(b);
    sum
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn joint_tables_merge_like_counts(a in pupils(0), b in pupils(0), c in pupils(0), line in 50..250i64) {
        let (ja, jb, jc) = (joint(&a, line), joint(&b, line), joint(&c, line));
        prop_assert_eq!(merged(&ja, &JointTable::default()), ja.clone());
        prop_assert_eq!(merged(&JointTable::default(), &ja), ja.clone());
        prop_assert_eq!(merged(&ja, &jb), merged(&jb, &ja));
        prop_assert_eq!(merged(&merged(&ja, &jb), &jc), merged(&ja, &merged(&jb, &jc)));
        let whole = [a, b, c].concat();
        prop_assert_eq!(merged(&merged(&ja, &jb), &jc), joint(&whole, line));
        let mut pushed = JointTable::default();
        for pupil in &whole {
            pushed.push((pupil.1, TotalIs::of(total(pupil), line)));
        }
        prop_assert_eq!(&pushed, &joint(&whole, line));
        prop_assert_eq!(JointTable::sum_of([ja, jb, jc].iter()), pushed);
    }

    /// Every count is what counting pupil by pupil gives.
    #[test]
    fn counts_agree_with_counting(all in pupils(0), line in 50..250i64, cut in 1..100i64) {
        let counts = LineCounts::of(&joint(&all, line), cut);
        let count = |wanted: fn(bool, Option<bool>) -> bool| {
            let held = |pupil: &&Pupil| {
                wanted(i64::from(pupil.1) >= cut, total(pupil).map(|total| i64::from(total) >= line))
            };
            all.iter().filter(held).count() as u64
        };
        prop_assert_eq!(counts.n, all.len() as u64);
        prop_assert_eq!(counts.on_line, count(|_, total| total == Some(true)));
        prop_assert_eq!(counts.single, count(|subject, _| subject));
        prop_assert_eq!(counts.double, count(|subject, total| subject && total == Some(true)));
        prop_assert_eq!(counts.misplaced(), count(|subject, total| !subject && total == Some(true)));
        prop_assert_eq!(counts.subject_only, count(|subject, total| subject && total == Some(false)));
        prop_assert_eq!(counts.neither, count(|subject, total| !subject && total == Some(false)));
    }

    /// With every mark present the lines of the subjects add up to the line of the total.
    #[test]
    fn proportional_lines_add_up(marks in prop::collection::vec((1..100i32, 1..100i32, 1..100i32), 1..60), per_cent in 1..=100u64) {
        let totals = table(marks.iter().map(|mark| mark.0 + mark.1 + mark.2));
        let line = i64::from(line_of_share(&totals, per_cent, 100).unwrap());
        let subject = |pick: fn(&(i32, i32, i32)) -> i32| {
            let pairs: Vec<_> = marks.iter().map(|mark| (pick(mark), Some(mark.0 + mark.1 + mark.2))).collect();
            EffectiveLine::proportional(&totals, &JointTable::of(&pairs, line), line).unwrap()
        };
        let lines = [subject(|mark| mark.0), subject(|mark| mark.1), subject(|mark| mark.2)];
        let sum: f64 = lines.iter().map(|line| line.ticks()).sum();
        prop_assert!((sum / line as f64 - 1.0).abs() < 1e-12);
        for line in lines {
            prop_assert!(line.cut() as f64 >= line.ticks() - 1e-9 && (line.cut() - 1) as f64 <= line.ticks());
            let rounded = line.rounded(5).unwrap();
            prop_assert!(rounded % 5 == 0 && (rounded as f64 - line.ticks()).abs() <= 2.5 + 1e-9);
        }
    }

    /// The line of a share lets that share in, and one tick more would not.
    #[test]
    fn the_line_lets_the_share_in(marks in prop::collection::vec(0..50i32, 1..80), per_cent in 1..=100u64) {
        let totals = table(marks.iter().copied());
        let line = i64::from(line_of_share(&totals, per_cent, 100).unwrap());
        prop_assert!(totals.at_least(line) * 100 >= per_cent * totals.n());
        prop_assert!(totals.at_least(line + 1) * 100 < per_cent * totals.n());
    }

    #[test]
    fn borderline_counts_agree_with_counting(
        marks in prop::collection::vec(0..100i32, 0..80), line in 20..80i64, below in 0..30i64,
        above in prop::option::of(0..30i64), limit in prop::option::of(0..40u64),
    ) {
        let all = table(marks.iter().copied());
        let window = BorderlineWindow::of(&all, line, &BorderlineRule { below, above, limit }).unwrap();
        let counts = Borderline::of(&all, &window);
        let held = |from: i64, to: i64| marks.iter().filter(|&&mark| (from..=to).contains(&i64::from(mark))).count() as u64;
        prop_assert_eq!(counts.below, held(window.lowest, line - 1));
        prop_assert_eq!(counts.above, held(line, window.highest));
        prop_assert!(limit.is_none_or(|limit| counts.below + counts.above <= limit));
        prop_assert!(window.lowest >= line - below && window.highest <= line + above.unwrap_or(-1));
        let (left, right) = marks.split_at(marks.len() / 2);
        let part = |marks: &[i32]| Borderline::of(&table(marks.iter().copied()), &window);
        prop_assert_eq!(part(left).below + part(right).below, counts.below);
    }

    #[test]
    fn levels_hold_everybody_once(marks in prop::collection::vec(0..=100i32, 1..80)) {
        let all = table(marks.iter().copied());
        let levels = LevelCounts::of(&all, &LevelCuts::local(100).unwrap()).unwrap();
        prop_assert_eq!(levels.n(), all.n());
        prop_assert_eq!(levels.reaching(Level::One), all.n());
        prop_assert_eq!(levels.reaching(Level::Three), all.at_least(70));
    }

    /// A grade is never better for a lower mark, and no grade's pupils begin beyond its cumulative share.
    #[test]
    fn grades_keep_their_shares(marks in prop::collection::vec(0..60i32, 2..80)) {
        let all = table(marks.iter().copied());
        let shares = [1500, 3500, 3500, 1300, 200];
        let Ok(grades) = Grades::by_share(&all, &shares) else {
            prop_assert_eq!(all.cells().len(), 1);
            return Ok(());
        };
        let counts = grades.counts(&all).unwrap();
        prop_assert_eq!(counts.iter().sum::<u64>(), all.n());
        let given: Vec<usize> = all.cells().iter().map(|&(mark, _)| grades.of(mark).unwrap()).collect();
        prop_assert!(given.windows(2).all(|pair| pair[0] >= pair[1]));
        prop_assert_eq!(given[0], 4);
        for &(mark, _) in &all.cells()[1..] {
            let rank = all.at_least(i64::from(mark) + 1) + 1;
            let grade = grades.of(mark).unwrap();
            let share = |grades: usize| shares[..grades].iter().map(|&share| u64::from(share)).sum::<u64>();
            prop_assert!(rank * 10_000 <= share(grade + 1) * all.n() && rank * 10_000 > share(grade) * all.n());
        }
    }

    #[test]
    fn blocks_hold_every_rank(marks in prop::collection::vec(-20..40i32, 1..60), size in 1..15u64) {
        let all = table(marks.iter().copied());
        let blocks = block_means(&all, size, u64::MAX).unwrap();
        let sum: f64 = blocks.iter().map(|block| block.mean * (block.last - block.first + 1) as f64).sum();
        prop_assert!((sum - marks.iter().map(|&mark| f64::from(mark)).sum::<f64>()).abs() < 1e-9);
        prop_assert!(blocks.windows(2).all(|pair| pair[0].mean >= pair[1].mean && pair[0].last + 1 == pair[1].first));
        let mut sorted = marks.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        for (rank, &mark) in (1..).zip(&sorted) {
            prop_assert_eq!(mean_of_ranks(&all, rank, rank), Ok(f64::from(mark)));
        }
    }

    /// Standard scores do not know the unit or the zero of a paper.
    #[test]
    fn imbalance_keeps_under_shift_and_scale(exam in prop::collection::vec((0..100i32, 0..100i32, 0..100i32), 2..30), by in -50..50i32, times in 1..5i32) {
        let subject = |pick: fn(&(i32, i32, i32)) -> i32, times: i32, by: i32| {
            Moments::of(&table(exam.iter().map(|marks| pick(marks) * times + by)))
        };
        let plain = [subject(|m| m.0, 1, 0), subject(|m| m.1, 1, 0), subject(|m| m.2, 1, 0)];
        let moved = [subject(|m| m.0, times, by), plain[1], plain[2]];
        for &(first, second, third) in &exam {
            let before = pupil_imbalance(&[Some(first), Some(second), Some(third)], &plain);
            let after = pupil_imbalance(&[Some(first * times + by), Some(second), Some(third)], &moved);
            match (before, after) {
                (Ok(before), Ok(after)) => prop_assert!((before - after).abs() < 1e-9 && before >= 0.0),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn imbalance_counts_merge(a in prop::collection::vec(any::<bool>(), 0..20), b in prop::collection::vec(any::<bool>(), 0..20)) {
        let counted = |flags: &[bool]| {
            let mut counts = ImbalanceCounts::default();
            flags.iter().for_each(|&flag| counts.push(flag));
            counts
        };
        prop_assert_eq!(merged(&counted(&a), &counted(&b)), counted(&[a.clone(), b.clone()].concat()));
        prop_assert_eq!(merged(&counted(&a), &ImbalanceCounts::default()), counted(&a));
    }

    /// Any marks and lines, however far from a real exam, give a value or a reason.
    #[test]
    fn nothing_panics(
        marks in prop::collection::vec((any::<i32>(), prop::option::of(any::<i32>())), 0..20),
        line in any::<i64>(), cut in any::<i64>(), near in any::<i64>(), limit in prop::option::of(0..5u64), step in any::<i64>(),
    ) {
        let totals = table(marks.iter().filter_map(|pupil| pupil.1));
        let line = if line % 2 == 0 { line } else { totals.cells().last().map_or(line, |cell| i64::from(cell.0)) };
        let table = JointTable::of(&marks, line);
        for effective in [EffectiveLine::proportional(&totals, &table, line), EffectiveLine::same_share(&totals, &table, line)]
            .into_iter()
            .flatten()
        {
            prop_assert!(effective.ticks().is_finite());
            let _ = (effective.cut(), effective.rounded(step), effective.rounded(5));
        }
        let counts = LineCounts::of(&table, cut);
        for rate in [counts.hit_rate(), counts.contribution_rate(), counts.effective_rate()].into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&rate.value));
        }
        let rule = BorderlineRule { below: near, above: limit.map(|_| near), limit };
        if let Ok(window) = BorderlineWindow::of(&totals, line, &rule) {
            prop_assert!(Borderline::of(&totals, &window).within_reach() <= totals.n());
        }
        let _ = (LevelCuts::local(line), line_of_share(&totals, near.unsigned_abs(), step.unsigned_abs()));
    }
}
