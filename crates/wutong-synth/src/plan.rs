//! The district before any pupil is drawn: schools, sizes, effects, transfers.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::effect::Effects;
use crate::name::{self, Place, Residence};
use crate::options::Options;
use crate::subject::N_SUBJECTS;

/// Share of pupils kept at home in the one school that does so.
const HIDDEN_SHARE: f64 = 0.08;
/// Transfers between schools during the term.
const N_TRANSFERS: usize = 6;
/// Below this number of schools there are no transfers, no hidden absentees and no standardised effects.
const FEW_SCHOOLS: usize = 8;
/// One county up to this number of schools.
const ONE_COUNTY: usize = 40;
/// Schools of a county where there are several.
const SCHOOLS_PER_COUNTY: usize = 32;
const SMALL_SIZE: u32 = 25;
const CLASS_SIZE: u32 = 45;

/// What a random stream of a school is used for; one never disturbs another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Marks = 0,
    Names = 1,
    Items = 2,
    Roster = 3,
    Classes = 4,
}

/// One school, as drawn.
#[derive(Debug)]
pub(crate) struct School {
    pub(crate) place: Place,
    pub(crate) code: String,
    /// Pupils that hold a number of this school, those who left included.
    pub(crate) size: u32,
    /// Pupils of the roster that appear on no list.
    pub(crate) hidden: u32,
    /// School effect common to all subjects, in standard deviations of the district of schools.
    pub(crate) general: f64,
    /// Effect of the school on the latent attainment in each subject.
    pub(crate) effects: [f64; N_SUBJECTS],
    class_style: ClassStyle,
}

/// Way of writing a class label.
#[derive(Debug, Clone, Copy)]
enum ClassStyle {
    Bracket,
    WideBracket,
    Number,
}

/// Ways in the order of the schools.
const CLASS_STYLES: [ClassStyle; 7] = {
    use ClassStyle::{Bracket, Number, WideBracket};
    [Number, Bracket, Number, Number, WideBracket, Number, Number]
};

impl School {
    /// Label of the `index`-th class as this school writes it.
    pub(crate) fn class_label(&self, index: u32) -> String {
        let number = index + 1;
        match self.class_style {
            ClassStyle::Bracket => format!("九({number})班"),
            ClassStyle::WideBracket => format!("九（{number}）班"),
            ClassStyle::Number => format!("9{number:02}"),
        }
    }

    /// Number of classes.
    pub(crate) fn n_classes(&self) -> u32 {
        ((self.size + CLASS_SIZE / 2) / CLASS_SIZE).max(1)
    }
}

/// A pupil who left one school for another and is listed by both.
#[derive(Debug)]
pub(crate) struct Transfer {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Running number in the school left.
    pub(crate) number: u32,
    pub(crate) to_class: u32,
    pub(crate) name: String,
}

/// Everything that is known before the first pupil.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) n_pupils: u64,
    pub(crate) n_counties: usize,
    pub(crate) schools: Vec<School>,
    pub(crate) transfers: Vec<Transfer>,
    /// Position of the school that kept pupils at home.
    pub(crate) hiding: Option<usize>,
    number_width: usize,
}

impl Plan {
    /// Draws the plan; the options are checked already.
    pub(crate) fn new(options: &Options) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        rng.set_stream(u64::MAX);
        let n = options.n_schools() as usize;
        let n_counties = if n <= ONE_COUNTY { 1 } else { n.div_ceil(SCHOOLS_PER_COUNTY).min(name::N_COUNTIES) };
        let places = places(n, n_counties);
        let sizes = sizes(options.pupils, &places, &mut rng);
        let standardise = n >= FEW_SCHOOLS;
        let all: Vec<&Place> = places.iter().map(|located| &located.place).collect();
        let effects = Effects::draw(&all, standardise, &mut rng);
        let first_code = if n < 900 { 101 } else { 10_001 };
        let mut schools = Vec::with_capacity(n);
        for (index, (place, size)) in places.into_iter().zip(sizes).enumerate() {
            schools.push(School {
                place: place.place,
                code: (first_code + index).to_string(),
                size,
                hidden: 0,
                general: effects.general[index],
                effects: effects.school(index),
                class_style: CLASS_STYLES[index % CLASS_STYLES.len()],
            });
        }
        let hiding = hide(&mut schools);
        let transfers = transfers(&schools, hiding, &mut rng);
        let largest = schools.iter().map(|school| school.size).max().unwrap_or(1);
        Self {
            seed: options.seed,
            n_pupils: options.pupils,
            n_counties,
            schools,
            transfers,
            hiding,
            number_width: largest.to_string().len().max(3),
        }
    }

    /// Random stream of a school for one purpose.
    pub(crate) fn stream(&self, school: usize, purpose: Purpose) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(school as u64 * 8 + purpose as u64);
        rng
    }

    /// Examination number: year, grade, school, running number.
    pub(crate) fn pupil_id(&self, school: usize, number: u32) -> String {
        let width = self.number_width;
        format!("2509{}{number:0width$}", self.schools[school].code)
    }
}

struct Located {
    place: Place,
    small: bool,
}

/// Neighbouring schools share a county, and the counties are of equal size up to one school.
fn places(n: usize, n_counties: usize) -> Vec<Located> {
    (0..n_counties)
        .flat_map(|county| {
            let (start, end) = (n * county / n_counties, n * (county + 1) / n_counties);
            (0..end - start)
                .map(move |within| Located { place: name::place(county, within), small: within == name::SMALL_SCHOOL })
        })
        .collect()
}

/// Log-normal sizes that sum to the number of pupils.
fn sizes(pupils: u64, places: &[Located], rng: &mut ChaCha8Rng) -> Vec<u32> {
    let n = places.len();
    let mean = pupils as f64 / n as f64;
    let weights: Vec<f64> = places
        .iter()
        .map(|located| {
            let usual = match located.place.residence {
                Residence::Urban => 1.35,
                Residence::Town => 1.0,
                Residence::Rural => 0.55,
            };
            usual * (0.38 * rng.sample::<f64, _>(StandardNormal)).exp()
        })
        .collect();
    let small = |located: &Located| located.small && mean >= 100.0;
    let n_small = places.iter().filter(|located| small(located)).count() as u64;
    let rest = pupils - n_small * u64::from(SMALL_SIZE);
    let weight: f64 = places.iter().zip(&weights).filter(|(p, _)| !small(p)).map(|(_, w)| w).sum();
    let least = (mean / 3.0).clamp(1.0, 60.0).floor();
    let most = (mean * 2.5).max(700.0).ceil();
    let mut sizes: Vec<u32> = places
        .iter()
        .zip(&weights)
        .map(|(located, w)| match small(located) {
            true => SMALL_SIZE,
            false => (rest as f64 * w / weight).round().clamp(least, most) as u32,
        })
        .collect();
    // Rounding and clamping leave a difference; it is spread one pupil a school and round.
    let mut difference = pupils as i64 - sizes.iter().map(|&size| i64::from(size)).sum::<i64>();
    while difference != 0 {
        for (size, located) in sizes.iter_mut().zip(places) {
            let fits = match difference.signum() {
                1 => f64::from(*size) < most,
                -1 => f64::from(*size) > least,
                _ => break,
            };
            if fits && !small(located) {
                *size = size.saturating_add_signed(difference.signum() as i32);
                difference -= difference.signum();
            }
        }
    }
    sizes
}

/// Lets one middle-sized, rather weak school keep pupils at home.
fn hide(schools: &mut [School]) -> Option<usize> {
    if schools.len() < FEW_SCHOOLS {
        return None;
    }
    let distance = |school: &School| (school.general + 0.5).abs();
    let chosen = schools
        .iter()
        .enumerate()
        .filter(|(_, school)| (150..=450).contains(&school.size))
        .min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)))
        .map(|(index, _)| index)?;
    schools[chosen].hidden = (f64::from(schools[chosen].size) * HIDDEN_SHARE).round() as u32;
    Some(chosen)
}

fn transfers(schools: &[School], hiding: Option<usize>, rng: &mut ChaCha8Rng) -> Vec<Transfer> {
    let able: Vec<usize> =
        (0..schools.len()).filter(|&index| schools[index].size >= 60 && Some(index) != hiding).collect();
    let mut transfers: Vec<Transfer> = Vec::new();
    if schools.len() < FEW_SCHOOLS || able.len() < 2 {
        return transfers;
    }
    while transfers.len() < N_TRANSFERS {
        let from = able[rng.random_range(0..able.len())];
        let to = able[rng.random_range(0..able.len())];
        let number = rng.random_range(1..=schools[from].size);
        if from != to && !transfers.iter().any(|t| (t.from, t.number) == (from, number)) {
            transfers.push(Transfer {
                from,
                to,
                number,
                to_class: rng.random_range(0..schools[to].n_classes()),
                name: name::pupil_name(rng),
            });
        }
    }
    transfers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::SCHOOL_SHARE;

    fn plan(pupils: u64, schools: Option<u32>) -> Plan {
        let options = Options { pupils, schools, ..Options::default() };
        options.check(u64::MAX).unwrap();
        Plan::new(&options)
    }

    #[test]
    fn sizes_sum_to_the_pupils() {
        for (pupils, schools) in [(7_500, None), (30, Some(1)), (30, Some(30)), (100_000, None), (9_000, Some(40))] {
            let plan = plan(pupils, schools);
            let total: u64 = plan.schools.iter().map(|school| u64::from(school.size)).sum();
            assert_eq!(total, pupils);
        }
    }

    #[test]
    fn drawn_school_variance_is_the_parameter() {
        let plan = plan(7_500, None);
        assert_eq!(plan.schools.len(), 27);
        for subject in 0..N_SUBJECTS {
            let effects: Vec<f64> = plan.schools.iter().map(|school| school.effects[subject]).collect();
            let variance = effects.iter().map(|e| e * e).sum::<f64>() / 26.0;
            assert!((variance - SCHOOL_SHARE).abs() < 1e-9, "{variance}");
        }
    }

    #[test]
    fn default_district_has_its_peculiarities() {
        let plan = plan(7_500, None);
        let sizes: Vec<u32> = plan.schools.iter().map(|school| school.size).collect();
        assert_eq!(sizes.iter().min(), Some(&SMALL_SIZE));
        assert!(sizes.iter().max().unwrap() <= &700, "{sizes:?}");
        assert_eq!(plan.transfers.len(), N_TRANSFERS);
        assert!(plan.hiding.is_some());
        assert_eq!(plan.pupil_id(26, 7), "2509127007");
    }
}
