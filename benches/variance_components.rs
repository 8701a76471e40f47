//! Variance components of pupils in classes in schools, from summaries and from marks.
//!
//! Without arguments of its own this is a divan bench on seeded districts. With `WUTONG_MARKS` naming a file
//! `school,class,mark` it fits that file once and prints CPU seconds and components for `rivals/variance_components.py`.
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;
use wutong::stats::{FrequencyTable, Leaf, Likelihood, MixedDesign, MixedFit, Moments, Quantity};

fn main() {
    match std::env::var_os("WUTONG_MARKS") {
        Some(file) => once(&std::fs::read_to_string(file).expect("a readable file")),
        None => divan::main(),
    }
}

/// Marks of each class, and the school that holds it.
type Classes = Vec<(usize, Vec<i32>)>;

/// Pupils, schools, classes.
const DISTRICTS: [[usize; 3]; 3] = [[60_000, 60, 1_200], [1_000_000, 500, 10_000], [1_000_000, 25_000, 125_000]];

/// A seeded district: sums of uniform draws, classes of unequal size.
fn district([pupils, schools, classes]: [usize; 3]) -> Classes {
    let mut state = 20_250_626u64;
    let mut draw = |half_width: i64| {
        let sum: i64 = (0..4)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                i64::try_from((state >> 33) % u64::try_from(2 * half_width + 1).expect("positive")).expect("small")
                    - half_width
            })
            .sum();
        i32::try_from(sum).expect("small")
    };
    let effects: Vec<i32> = (0..schools).map(|_| draw(40)).collect();
    (0..classes)
        .map(|class| {
            let school = class * schools / classes;
            let level = 750 + effects[school] + draw(20);
            let size = pupils / classes + class % 5 - 2;
            (school, (0..size).map(|_| level + draw(100)).collect())
        })
        .collect()
}

fn summaries(classes: &Classes) -> Vec<(usize, Moments)> {
    let moments = |marks: &Vec<i32>| Moments::of(&FrequencyTable::from_marks(&mut marks.clone()));
    classes.iter().map(|(school, marks)| (*school, moments(marks))).collect()
}

fn fit(summaries: &[(usize, Moments)]) -> (MixedDesign, MixedFit) {
    let placed = summaries.iter().enumerate();
    let leaves: Vec<Leaf> =
        placed.map(|(class, (school, moments))| Leaf { moments, path: [0, *school, class] }).collect();
    let design = MixedDesign::of_moments(&leaves).expect("a design");
    let fit = MixedFit::fit(&design, Likelihood::Restricted).expect("a fit");
    (design, fit)
}

#[divan::bench(args = DISTRICTS, sample_count = 10)]
fn from_summaries(bencher: Bencher, size: [usize; 3]) {
    let summaries = summaries(&district(size));
    bencher.counter(ItemsCount::new(size[0])).bench_local(|| fit(&summaries));
}

#[divan::bench(args = DISTRICTS, sample_count = 10)]
fn from_marks(bencher: Bencher, size: [usize; 3]) {
    let district = district(size);
    bencher.counter(ItemsCount::new(size[0])).bench_local(|| fit(&summaries(&district)));
}

#[divan::bench(args = DISTRICTS, sample_count = 3)]
fn profile_interval(bencher: Bencher, size: [usize; 3]) {
    let (design, fit) = fit(&summaries(&district(size)));
    bencher.bench_local(|| fit.interval(&design, Quantity::Share(1), 0.95));
}

/// Seconds of CPU that this thread has used, where Linux tells; else of the clock.
fn cpu_seconds(clock: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next().and_then(|first| first.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| clock.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Fits one file, the best of five, on one thread.
fn once(text: &str) {
    let mut classes: Classes = Vec::new();
    let mut last = None;
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let mut cell = || cells.next().and_then(|cell| cell.parse::<usize>().ok()).expect("a whole number");
        let (school, class, mark) = (cell(), cell(), cell());
        if last != Some((school, class)) {
            classes.push((school, Vec::new()));
            last = Some((school, class));
        }
        let marks = &mut classes.last_mut().expect("pushed above").1;
        marks.push(i32::try_from(mark).expect("a mark"));
    }
    let best = |run: &dyn Fn()| {
        let timed = (0..5).map(|_| {
            let clock = Instant::now();
            let start = cpu_seconds(clock);
            run();
            cpu_seconds(clock) - start
        });
        timed.fold(f64::INFINITY, f64::min)
    };
    let ready = summaries(&classes);
    let of_summaries = best(&|| drop(std::hint::black_box(fit(&ready))));
    let of_marks = best(&|| drop(std::hint::black_box(fit(&summaries(&classes)))));
    let (_, fit) = fit(&ready);
    let variance = |level: usize| fit.levels[level].map_or(0.0, |component| component.variance);
    println!("wutong_summaries {of_summaries:.6} {} {} {}", variance(1), variance(2), fit.residual.variance);
    println!("wutong_marks {of_marks:.6} {} {} {}", variance(1), variance(2), fit.residual.variance);
    println!("# {} steps, -2 log restricted likelihood {}", fit.convergence.iterations, fit.minus2_log_likelihood);
}
