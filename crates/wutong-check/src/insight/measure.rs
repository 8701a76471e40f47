//! The tests behind the rules, each of one school in one subject.

use wutong_model::{Level, Scope};
use wutong_stats::{
    FrequencyTable, Moments, OneWay, Z95, effect_size, fisher_exact_at_least, normal_quantile, normal_two_sided,
    quantile, share, t_half_width, t_two_sided, two_proportion_test, welch_test,
};

use crate::number;

/// Kinds of tests; they are adjusted one by one and together.
pub(super) const KINDS: usize = 4;
/// Distances to the median of fewer pupils are too skewed for a t test.
const SPREAD_PUPILS: u64 = 30;

/// What is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Mean = 0,
    Spread = 1,
    Tail = 2,
    Classes = 3,
}

/// The marks of one school in one single subject, and those of the other pupils of its parent.
#[derive(Debug)]
pub struct SchoolSubject<'a> {
    /// Id of the school.
    pub id: &'a str,
    /// Name of the school.
    pub name: &'a str,
    /// Subject id.
    pub subject: &'a str,
    /// Marks of the school.
    pub table: &'a FrequencyTable,
    /// Marks of the parent, the school's included.
    pub parent: &'a FrequencyTable,
    /// Classes of the school.
    pub classes: &'a [&'a Moments],
    /// How much classes differ inside schools, over the whole exam.
    pub between_classes: ClassSpread,
    /// Ticks of a point.
    pub ticks_per_point: f64,
    /// Marks below are low, in ticks.
    pub low: i64,
    /// Schools with fewer marks are not judged.
    pub least: u64,
    /// Whether figures that compare the school may be shown.
    pub shown: bool,
    /// Whether its low rate may be shown beside that.
    pub tail_shown: bool,
    /// Whether figures that compare its classes may be shown.
    pub classes_shown: bool,
}

/// How much the classes of a school differ, as all schools together tell it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClassSpread {
    /// Share of the variance inside schools that lies between their classes.
    pub share: f64,
    /// Degrees of freedom that it was estimated with: classes less schools.
    pub df: f64,
    /// Coefficient of the class component in its mean square: the size of a class, weighted.
    pub size: f64,
}

/// What the tests of one school in one subject say.
#[derive(Debug, Clone)]
pub struct Measured {
    pub(super) scope: Scope,
    pub(super) n: u64,
    pub(super) tests: [Option<Test>; KINDS],
    pub(super) shown: bool,
    pub(super) tail_shown: bool,
    pub(super) classes_shown: bool,
}

impl Measured {
    /// Probabilities by chance, not adjusted: of the mean, the spread, the tail and the classes.
    #[must_use]
    pub fn probabilities(&self) -> [Option<f64>; 4] {
        self.tests.map(|test| test.map(|test| test.p))
    }
}

/// One test.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub(super) p: f64,
    pub(super) effect: f64,
    /// The least size of the effect that the marks allow for.
    pub(super) least: f64,
    pub(super) value: f64,
    pub(super) reference: f64,
    pub(super) interval: Option<(f64, f64)>,
}

/// Tests one school in one subject.
#[must_use]
pub fn measure(school: &SchoolSubject) -> Measured {
    let n = school.table.n();
    let others =
        school.parent.without(school.table).ok().filter(|others| n >= school.least && others.n() >= school.least);
    let tests = match &others {
        Some(others) => [mean(school, others), spread(school, others), tail(school, others), classes(school)],
        None => [None, None, None, classes(school).filter(|_| n >= school.least)],
    };
    let scope = Scope {
        level: Level::School,
        group_id: school.id.to_owned(),
        group_name: school.name.to_owned(),
        subject: Some(school.subject.to_owned()),
    };
    Measured {
        scope,
        n,
        tests,
        shown: school.shown,
        tail_shown: school.tail_shown,
        classes_shown: school.classes_shown,
    }
}

/// Mean against the others; the value is that of the metric `mean_gap`, test and interval allow for classes.
fn mean(school: &SchoolSubject, others: &FrequencyTable) -> Option<Test> {
    let (own, others) = (Moments::of(school.table), Moments::of(others));
    let test = welch_test(&own, &others).ok()?;
    let effect = effect_size(&own, &others).ok()?.hedges_g;
    let part = share(others.n, own.n + others.n).ok()? / school.ticks_per_point;
    let (wider, df) = clustering(school);
    let df = df.min(test.df);
    let of_pupils = 0.5 * (test.interval.1 - test.interval.0) / t_half_width(0.05, test.df).ok()?;
    let half = of_pupils * wider * t_half_width(0.05, df).ok()?;
    let least = (1.0 - half / test.difference.abs()) * effect.abs();
    Some(Test {
        p: t_two_sided(test.t / wider, df).ok()?.value,
        effect,
        least: if least.is_finite() { least } else { 0.0 },
        value: test.difference * part,
        reference: 0.0,
        interval: Some(((test.difference - half) * part, (test.difference + half) * part)),
    })
}

/// How many standard errors of single pupils one of this school is, because pupils of a class are alike, and the degrees
/// of freedom of that error. Without classes the school is one.
///
/// The factor is the root of the design effect 1 + (Σ n_c² / n − 1) ρ (Kish 1965, section 5.4). ρ is an estimate from
/// a few dozen classes: with V = k ρ + (1 − ρ) / n, k = Σ n_c² / n², of which k ((1 − ρ) / n0 + ρ) stems from the mean
/// square of classes on df_C degrees of freedom, Satterthwaite (1946, Biometrics Bulletin 2:110) gives
/// df = df_C (V / that part)². A school of one class cannot be told from its class by its own marks.
fn clustering(school: &SchoolSubject) -> (f64, f64) {
    let n = number(school.table.n());
    let squares: f64 = school.classes.iter().map(|class| number(class.n) * number(class.n)).sum();
    let squares = if school.classes.is_empty() { n * n } else { squares };
    let ClassSpread { share, df, size } = school.between_classes;
    let share = share.clamp(0.0, 1.0);
    let wider = (1.0 + (squares / n - 1.0).max(0.0) * share).sqrt();
    if share <= 0.0 || size <= 0.0 {
        return (wider, f64::INFINITY);
    }
    let part = squares / (n * n);
    let (variance, of_classes) = (part * share + (1.0 - share) / n, part * ((1.0 - share) / size + share));
    (wider, (df * (variance / of_classes).powi(2)).max(1.0))
}

/// Distance from zero of the bound that is nearer to it.
fn nearer(value: f64, (lower, upper): (f64, f64)) -> f64 {
    if value < 0.0 { -upper } else { lower }
}

/// Distances to the own median against those of the others (Brown & Forsythe 1974), with Welch's degrees of freedom.
fn spread(school: &SchoolSubject, others: &FrequencyTable) -> Option<Test> {
    if school.table.n() < SPREAD_PUPILS {
        return None;
    }
    let (own_distances, other_distances) = (distances(school.table)?, distances(others)?);
    let test = welch_test(&own_distances, &other_distances).ok()?;
    let deviation = |table: &FrequencyTable| {
        Moments::of(table).sample_variance().ok().map(|variance| variance.sqrt() / school.ticks_per_point)
    };
    let (own, other) = (deviation(school.table)?, deviation(others)?);
    let effect = (own / other).ln();
    let least = nearer(test.difference, test.interval) / test.difference.abs() * effect.abs();
    Some(Test {
        p: test.p.value,
        effect: if effect.is_finite() { effect } else { 0.0 },
        least: if least.is_finite() { least } else { 0.0 },
        value: own,
        reference: other,
        interval: None,
    })
}

/// Distances to the median in half ticks, which the median may be.
fn distances(table: &FrequencyTable) -> Option<Moments> {
    let median = (2.0 * quantile(table, 1, 2).ok()?).round();
    let distance = |&(mark, count): &(i32, u32)| {
        #[expect(clippy::cast_possible_truncation, reason = "twice a mark in ticks, halves rounded away")]
        let distance = (2.0 * f64::from(mark) - median).abs() as i32;
        (distance, count)
    };
    Some(Moments::of(&FrequencyTable::from_counts(table.cells().iter().map(distance))))
}

/// Pupils below the low cut against the others; one-sided, because a short tail is never raised.
fn tail(school: &SchoolSubject, others: &FrequencyTable) -> Option<Test> {
    let own = (school.table.below(school.low), school.table.n());
    let other = (others.below(school.low), others.n());
    let p = fisher_exact_at_least(own, other).ok()?;
    let effect = two_proportion_test(own, other).ok()?.cohen_h;
    // The variance of an angle is 1 / n, whatever the share.
    let (wider, df) = clustering(school);
    let error = (1.0 / number(own.1) + 1.0 / number(other.1)).sqrt() * wider;
    Some(Test {
        p: widened(p, wider, df),
        effect,
        least: (effect - Z95 * error).max(0.0),
        value: share(own.0, own.1).ok()?,
        reference: share(other.0, other.1).ok()?,
        interval: None,
    })
}

/// A one-sided probability with its distance from the middle, as that of a normal value, made shorter and held against t.
fn widened(p: f64, wider: f64, df: f64) -> f64 {
    let Ok(z) = normal_quantile(p) else { return p };
    if z >= 0.0 {
        return p;
    }
    let both = if df.is_finite() { t_two_sided(z / wider, df) } else { normal_two_sided(z / wider) };
    both.map_or(p, |both| 0.5 * both.value)
}

/// Means of the classes against each other.
fn classes(school: &SchoolSubject) -> Option<Test> {
    let classes = OneWay::of(school.classes.iter().copied()).ok()?;
    let value = classes.intraclass_correlation().ok()?;
    let interval = classes.intraclass_correlation_interval(0.95).ok();
    Some(Test {
        p: classes.f_test().ok()?.p_value,
        effect: value,
        least: interval.map_or(0.0, |bounds| bounds.0),
        value,
        reference: 0.0,
        interval,
    })
}
