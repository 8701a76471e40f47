//! Groups that cut across schools: attributes of the school list and of pupils. Expected values counted by hand.

use wutong::model::PupilAttribute;
use wutong::{Analysis, ExamSpec, Level, ScoreBook, Workers, finish, summarise};
use wutong_testkit::{book, pupils, spec};

const A: &[i32] = &[80, 85, 90, 95];
const B: &[i32] = &[60, 70, 75, 85, 90];
const C: &[i32] = &[40, 55, 60, 65, 70, 80];

fn exam() -> ExamSpec {
    spec(
        "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\nprivacy = { min_cell = 1 }\n\
         difference = { min_school_size = 2 }",
    )
}

/// A and C lie in town, B in the country; every second pupil of a school is a girl.
fn sorted_book() -> ScoreBook {
    let mut book = book(&pupils(&[("A", A), ("B", B), ("C", C)]));
    for (school, residence) in book.schools.iter_mut().zip(["town", "country", "town"]) {
        school.attributes.insert("residence".to_owned(), residence.to_owned());
        school.attributes.insert("head".to_owned(), format!("of {}", school.id));
    }
    let codes = book
        .classes
        .iter()
        .flat_map(|class| class.rows.clone().map(|row| 1 + u8::from((row - class.rows.start) % 2 == 0)));
    book.attributes = vec![PupilAttribute {
        name: "gender".to_owned(),
        values: vec!["boy".to_owned(), "girl".to_owned()],
        codes: codes.collect(),
    }];
    book
}

fn analyse(book: &ScoreBook, spec: &ExamSpec) -> Analysis {
    let workers = Workers::new(Some(2)).expect("threads");
    finish(&summarise(book, spec, &[], &[], &workers), spec, &workers)
}

fn value(analysis: &Analysis, level: &str, id: &str, metric: &str) -> Option<f64> {
    let groups =
        analysis.level(Level::Dimension).filter(|view| view.group().level_id() == level && view.group().id == id);
    let found: Vec<_> = groups.collect();
    let [view] = found.as_slice() else { panic!("{level} {id}: {} groups", found.len()) };
    view.subject("math").expect("math").metric(metric).value()
}

#[test]
fn schools_with_an_attribute_are_a_group() {
    let analysis = analyse(&sorted_book(), &exam());
    // Town: A and C, 350 + 370 over 10; country: B.
    for (id, n, mean, gap) in [("country", 5.0, 76.0, 76.0 - 1100.0 / 15.0), ("town", 10.0, 72.0, 72.0 - 1100.0 / 15.0)]
    {
        assert_eq!(value(&analysis, "residence", id, "n_valid"), Some(n));
        assert_eq!(value(&analysis, "residence", id, "mean"), Some(mean));
        let found = value(&analysis, "residence", id, "mean_gap").expect("a gap");
        assert!((found - gap).abs() < 1e-12, "{id}: {found}");
        assert_eq!(value(&analysis, "residence", id, "rank"), None, "dimensions cut across places");
    }
    // The difference between the two schools in town: T1's A and C alone.
    let between = value(&analysis, "residence", "town", "between_school_eta_squared").expect("two schools");
    let (a, c, all) = (87.5, 370.0 / 6.0, 72.0);
    let squares = 4.0 * (a - all) * (a - all) + 6.0 * (c - all) * (c - all);
    let total: f64 = A.iter().chain(C).map(|&mark| (f64::from(mark) - all).powi(2)).sum();
    assert!((between - squares / total).abs() < 1e-12, "{between}");
}

#[test]
fn attributes_that_name_each_school_are_no_dimension() {
    let analysis = analyse(&sorted_book(), &exam());
    assert!(analysis.level(Level::Dimension).all(|view| view.group().level_id() != "head"));
    let region_children = analysis.region().children().count();
    assert_eq!(region_children, 3, "dimensions divide nothing");
}

#[test]
fn pupils_with_an_attribute_are_a_group_in_region_and_school() {
    let analysis = analyse(&sorted_book(), &exam());
    // Girls are the first, third, fifth of each school.
    for (id, n, mean) in [
        ("girl", 8.0, (80.0 + 90.0 + 60.0 + 75.0 + 90.0 + 40.0 + 60.0 + 70.0) / 8.0),
        ("boy", 7.0, (85.0 + 95.0 + 70.0 + 85.0 + 55.0 + 65.0 + 80.0) / 7.0),
        ("A/girl", 2.0, 85.0),
        ("C/boy", 3.0, 200.0 / 3.0),
    ] {
        assert_eq!(value(&analysis, "gender", id, "n_valid"), Some(n), "{id}");
        let found = value(&analysis, "gender", id, "mean").expect("a mean");
        assert!((found - mean).abs() < 1e-12, "{id}: {found}");
    }
    // In a school the comparison is with the school: girls of A have 85 beside 87.5.
    assert_eq!(value(&analysis, "gender", "A/girl", "mean_gap"), Some(-2.5));
}

/// Who is not of the centre learns nothing of one school by the name of its kind, nor of boys and girls of a school.
#[test]
fn a_dimension_of_one_school_is_hidden_outside() {
    let public = spec(
        "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\nprivacy = { audience = 'public' }\n\
         difference = { min_school_size = 2 }",
    );
    let analysis = analyse(&sorted_book(), &public);
    for view in analysis.level(Level::Dimension) {
        let math = view.subject("math").expect("math");
        assert_eq!((math.n_valid.value(), math.mean.value()), (None, None), "{}", view.group().id);
        assert!(math.distribution().is_empty());
    }
}

/// Books summarised apart add up to the book as a whole, attributes included.
#[test]
fn parts_add_up() {
    let spec = exam();
    let workers = Workers::new(Some(1)).expect("a thread");
    let whole = summarise(&sorted_book(), &spec, &[], &[], &workers);
    let of = |schools: &[(&str, &[i32], &str)]| {
        let marks: Vec<(&str, &[i32])> = schools.iter().map(|&(id, marks, _)| (id, marks)).collect();
        let mut part = book(&pupils(&marks));
        let all = sorted_book();
        for school in &mut part.schools {
            school.attributes =
                all.schools.iter().find(|other| other.id == school.id).expect("known").attributes.clone();
        }
        let codes = part.classes.iter().flat_map(|class| {
            class.rows.clone().map(|row| 1 + u8::from((row - class.rows.start) % 2 == 0)).collect::<Vec<_>>()
        });
        part.attributes = vec![PupilAttribute { codes: codes.collect(), ..all.attributes[0].clone() }];
        summarise(&part, &spec, &[], &[], &workers)
    };
    let merged = of(&[("B", B, "")]).merge(of(&[("A", A, ""), ("C", C, "")])).expect("one specification");
    assert_eq!(merged, whole);
}
