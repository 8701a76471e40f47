//! Coverage of 95 % intervals.

use wutong::{Analysis, Level, Workers};

use super::district::{Design, MEAN, POINTS, SIZES};
use super::table::{Line, Table, share};

/// How often intervals held the truth.
#[derive(Default, Clone, Copy)]
struct Hits(u64, u64);

impl Hits {
    fn add(&mut self, interval: Option<(f64, f64)>, truth: f64) {
        if let Some((lower, upper)) = interval {
            self.1 += 1;
            self.0 += u64::from(lower <= truth && truth <= upper);
        }
    }

    fn pair(self) -> (u64, u64) {
        (self.0, self.1)
    }
}

fn schools(analysis: &Analysis) -> impl Iterator<Item = usize> + '_ {
    (0..analysis.groups.len()).filter(|&group| analysis.groups[group].level == Level::School)
}

/// Rates of a very large district of the same kind: what each school's pupils are drawn from.
fn true_rates(metrics: &[&str]) -> Vec<f64> {
    let workers = Workers::new(None).expect("threads");
    let (mut sums, mut n) = (vec![0.0; metrics.len()], 0.0);
    for seed in 0..200 {
        let analysis = Design::default().analysis(900_000 + seed, &workers);
        for (sum, metric) in sums.iter_mut().zip(metrics) {
            *sum += (0..5).filter_map(|subject| analysis.metrics.get(0, subject, metric).value()).sum::<f64>() / 5.0;
        }
        n += 1.0;
    }
    sums.into_iter().map(|sum| sum / n).collect()
}

pub(super) fn table(n: u64) -> Table {
    let workers = Workers::new(None).expect("threads");
    let mut table = Table::default();
    means(n, &workers, &mut table);
    rates(n, &workers, &mut table);
    for icc in [0.02, 0.10, 0.15, 0.30] {
        effects(n, icc, &workers, &mut table);
    }
    table
}

/// Beyond what chance gives once in some ten thousand runs, over `independent` trials.
fn near(found: (u64, u64), independent: u64, expected: std::ops::RangeInclusive<f64>) -> bool {
    let room = 4.0 * (0.95 * 0.05 / independent as f64).sqrt();
    (expected.start() - room..=expected.end() + room).contains(&share(found))
}

fn means(n: u64, workers: &Workers, table: &mut Table) {
    let design = Design { normal: true, ..Design::default() };
    let mut hits = [Hits::default(); 2];
    for seed in 0..n {
        let analysis = design.analysis(30_000 + seed, workers);
        for (school, size) in schools(&analysis).zip(SIZES) {
            for subject in 0..5 {
                let interval = analysis.metrics.get(school, subject, "mean").interval();
                hits[usize::from(size >= 40)].add(interval, MEAN);
            }
        }
    }
    for (what, hits) in ["mean, schools of 15 to 28 pupils", "mean, schools of 40 to 400 pupils"].iter().zip(hits) {
        table.push(Line::new(what, hits.pair(), "94–96 %"));
    }
    assert!(near(hits[0].pair(), n * 6, 0.94..=0.96), "{:?}", hits[0].pair());
    assert!(near(hits[1].pair(), n * 14, 0.94..=0.96), "{:?}", hits[1].pair());
}

fn rates(n: u64, workers: &Workers, table: &mut Table) {
    const RATES: [&str; 3] = ["excellence_rate", "pass_rate", "low_rate"];
    let truth = true_rates(&RATES);
    let mut hits = [Hits::default(); RATES.len()];
    for seed in 0..n {
        let analysis = Design::default().analysis(40_000 + seed, workers);
        for school in schools(&analysis) {
            for subject in 0..5 {
                for ((metric, truth), hits) in RATES.iter().zip(&truth).zip(&mut hits) {
                    hits.add(analysis.metrics.get(school, subject, metric).interval(), *truth);
                }
            }
        }
    }
    for ((metric, hits), truth) in RATES.iter().zip(hits).zip(truth) {
        table.push(Line::new(&format!("`{metric}`, truth {:.1} %", 100.0 * truth), hits.pair(), "94–96 %"));
        assert!(near(hits.pair(), n * 20, 0.94..=0.96), "{metric} {:?}", hits.pair());
    }
}

fn effects(n: u64, icc: f64, workers: &Workers, table: &mut Table) {
    let design = Design { normal: true, schools: icc, ..Design::default() };
    let metrics = ["difference_rate", "between_school_icc_reml"];
    let mut rates = [Hits::default(); 2];
    let mut effects = Hits::default();
    for seed in 0..n {
        let (analysis, truth) = design.with_effects(50_000 + seed, workers);
        for subject in 0..5 {
            for (metric, hits) in metrics.iter().zip(&mut rates) {
                hits.add(analysis.metrics.get(0, subject, metric).interval(), icc);
            }
        }
        for (school, truth) in schools(&analysis).zip(truth) {
            effects.add(analysis.metrics.get(school, 0, "school_effect").interval(), POINTS * truth);
        }
    }
    for (metric, hits) in metrics.iter().zip(rates) {
        table.push(Line::new(&format!("`{metric}`, truth {icc}"), hits.pair(), "94–96 %"));
        assert!(near(hits.pair(), n, 0.90..=0.99), "{metric} {icc} {:?}", hits.pair());
    }
    table.push(Line::new(&format!("`school_effect`, difference rate {icc}"), effects.pair(), "94–96 %"));
    // Effects of one district share its mean and its component: the district is the independent trial.
    assert!(near(effects.pair(), n, 0.94..=0.96), "{icc} {:?}", effects.pair());
}
