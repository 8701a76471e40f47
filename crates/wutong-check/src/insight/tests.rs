//! Each rule fires on marks that should make it fire, and none on equal schools.

use wutong_model::ExamSpec;
use wutong_stats::{FrequencyTable, Moments};

use super::*;

/// A school's marks in some subjects, by class.
type School<'a> = (&'a str, Vec<Vec<Vec<i32>>>);

fn spec(n_subjects: usize) -> ExamSpec {
    let subjects: String = (0..n_subjects)
        .map(|number| format!("[[subject]]\nid = 's{number}'\nfull_mark = 100\ndecimals = 0\n"))
        .collect();
    ExamSpec::from_toml(&format!(
        "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n{subjects}"
    ))
    .expect("a valid specification")
}

fn found(schools: &[School], shown: bool) -> Vec<(&'static str, String, Option<String>)> {
    found_where(schools, shown, 0.0)
}

fn found_where(schools: &[School], shown: bool, class_share: f64) -> Vec<(&'static str, String, Option<String>)> {
    let n_subjects = schools[0].1.len();
    let spec = spec(n_subjects);
    let mut measured = Vec::new();
    for subject in 0..n_subjects {
        let table = |classes: &[Vec<i32>]| FrequencyTable::from_marks(&mut classes.concat());
        let parent =
            FrequencyTable::sum_of(&schools.iter().map(|school| table(&school.1[subject])).collect::<Vec<_>>());
        for (id, subjects) in schools {
            let classes: Vec<Moments> = subjects[subject]
                .iter()
                .map(|class| Moments::of(&FrequencyTable::from_marks(&mut class.clone())))
                .collect();
            measured.push(measure(&SchoolSubject {
                id,
                name: id,
                subject: &spec.subjects[subject].id,
                table: &table(&subjects[subject]),
                parent: &parent,
                classes: &classes.iter().collect::<Vec<_>>(),
                between_classes: ClassSpread { share: class_share, df: 40.0, size: 45.0 },
                ticks_per_point: 1.0,
                low: 40,
                least: 10,
                shown,
                tail_shown: shown,
                classes_shown: shown,
            }));
        }
    }
    let found = insights(&spec, &measured, &[]);
    assert!(found.windows(2).all(|pair| pair[0].importance >= pair[1].importance));
    assert!(found.iter().all(|each| each.p_adjusted < 0.05 && each.importance > 0.0), "{found:?}");
    found.into_iter().map(|each| (each.id, each.scope.group_id, each.scope.subject)).collect()
}

/// Marks spread evenly about a centre.
fn class(n: i32, centre: i32, width: i32) -> Vec<i32> {
    (0..n).map(|pupil| centre - width + (2 * width * pupil) / (n - 1)).collect()
}

fn equal<'a>() -> Vec<School<'a>> {
    ["a", "b", "c", "d"].map(|id| (id, vec![vec![class(40, 65, 24), class(40, 65, 24)]; 3])).into()
}

fn one(id: &'static str, subject: Option<&str>) -> Vec<(&'static str, String, Option<String>)> {
    vec![(id, "a".to_owned(), subject.map(str::to_owned))]
}

#[test]
fn equal_schools_give_none() {
    assert_eq!(found(&equal(), true), []);
}

#[test]
fn a_shift_in_one_subject_is_weak_or_strong_and_in_all_is_all_round() {
    for (centre, single, all) in [(53, "weak-subject", "all-round-low"), (75, "strong-subject", "all-round-high")] {
        let mut schools = equal();
        schools[0].1[1] = vec![class(40, centre, 24); 2];
        let of_a =
            |schools: &[School]| found(schools, true).into_iter().filter(|each| each.1 == "a").collect::<Vec<_>>();
        assert_eq!(of_a(&schools), one(single, Some("s1")));
        schools[0].1 = vec![vec![class(40, centre, 24); 2]; 3];
        assert_eq!(of_a(&schools), one(all, None));
        assert_eq!(found(&schools, false), [], "nothing is said of what is not shown");
    }
}

#[test]
fn where_classes_differ_a_school_of_two_classes_is_less_certain() {
    let mut schools = equal();
    schools[0].1[1] = vec![class(40, 55, 24); 2];
    let weak = |share: f64| found_where(&schools, true, share).iter().any(|each| each.0 == "weak-subject");
    assert!(weak(0.0) && weak(0.02) && !weak(0.3));
}

#[test]
fn a_small_effect_is_no_news_however_certain() {
    let mut schools: Vec<School> =
        ["a", "b", "c"].map(|id| (id, vec![(0..200).map(|_| class(40, 65, 20)).collect::<Vec<_>>()])).into();
    schools[0].1[0] = (0..200).map(|_| class(40, 63, 20)).collect();
    assert_eq!(found(&schools, true), []);
}

#[test]
fn a_tail_without_a_weak_mean() {
    let mut schools = equal();
    let mut divided = vec![30; 18];
    divided.extend(class(62, 76, 14));
    schools[0].1[0] = vec![divided[..40].to_vec(), divided[40..].to_vec()];
    let found = found(&schools, true);
    assert!(found.contains(&("long-tail", "a".to_owned(), Some("s0".to_owned()))), "{found:?}");
    assert!(!found.iter().any(|each| each.0 == "weak-subject"), "{found:?}");
}

#[test]
fn a_wide_spread_and_a_gap_between_classes() {
    let mut schools = equal();
    schools[0].1[0] = vec![class(80, 65, 35), class(80, 65, 35)];
    let wide = found(&schools, true);
    assert!(wide.contains(&("wide-spread", "a".to_owned(), Some("s0".to_owned()))), "{wide:?}");
    let mut schools = equal();
    schools[0].1[0] = vec![class(40, 57, 16), class(40, 73, 16)];
    assert_eq!(found(&schools, true), one("class-gap", Some("s0")));
}

#[test]
fn ids_are_unique_and_sentences_say_their_evidence() {
    let ids: std::collections::BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        for sentence in [rule.sentence.zh, rule.sentence.en] {
            assert!(sentence.contains("{n}") && sentence.contains("{value}"), "{sentence}");
        }
    }
}

#[test]
fn a_difference_rate_above_the_limit_with_its_whole_interval() {
    let spec = spec(1);
    let test = FTest { f: 30.0, degrees_of_freedom: (26, 7000), p_value: 1e-9, log10_p_value: -9.0 };
    let of =
        |interval| insights(&spec, &[], &[SubjectFigures { subject: 0, difference: (0.25, interval), test }]).len();
    assert_eq!((of((0.16, 0.4)), of((0.14, 0.4))), (1, 0));
}
