//! Same bytes for any number of threads, any order of rows, and any split of the book.

use wutong::report::Lang;
use wutong::report::output::{Formats, Press, RunRecord, WriteOptions, write};
use wutong::{Analysis, Ingested, Sources, Summaries, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

const TABLES: [&str; 4] = ["group_metrics.csv", "withheld.csv", "score_distribution.csv", "findings.csv"];

fn exam() -> wutong::ExamSpec {
    spec(
        "subject = [{ id = 'math', full_mark = 120, decimals = 1 }, { id = 'english', full_mark = 100, decimals = 0 }]",
    )
}

/// Three counties of unequal schools; marks from a linear congruence, so that every test draws the same.
fn district() -> Vec<Pupil> {
    let mut state = 20_250_626u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((state >> 33) % below).expect("a small number")
    };
    let mut pupils = Vec::new();
    for school in 0..9 {
        let level = draw(300);
        for class in 0..1 + school % 4 {
            for number in 0..12 + draw(30) {
                let math = 500 + level + draw(400) - draw(300);
                let absent = draw(40) == 0;
                pupils.push(Pupil {
                    county: format!("county {}", school / 3),
                    school: format!("school {school}"),
                    class: format!("class {class}"),
                    id: format!("{school}-{class}-{number}"),
                    marks: vec![Ok(math), if absent { Err(wutong::model::Status::Absent) } else { Ok(draw(101)) }],
                });
            }
        }
    }
    pupils
}

fn summaries(pupils: &[Pupil], threads: usize) -> Summaries {
    let workers = Workers::new(Some(threads)).expect("threads");
    summarise(&book(pupils), &exam(), &[], &[], &workers)
}

fn tables(summaries: &Summaries, threads: usize) -> Vec<Vec<u8>> {
    let workers = Workers::new(Some(threads)).expect("threads");
    written(&finish(summaries, &exam(), &workers))
}

fn written(analysis: &Analysis) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let formats = Formats::parse("csv,parquet").expect("formats");
    let options = WriteOptions { formats, lang: Lang::Zh, classes: true };
    write(analysis, &RunRecord::default(), &out, &options, &Press::default()).expect("written");
    let parquet = TABLES.map(|name| name.replace("csv", "parquet"));
    let names = TABLES.iter().map(|name| (*name).to_owned()).chain(parquet);
    names.map(|name| std::fs::read(out.join("tables").join(name)).expect("the table")).collect()
}

#[test]
fn one_two_and_eight_threads() {
    let pupils = district();
    let one = tables(&summaries(&pupils, 1), 1);
    assert!(one.iter().all(|bytes| !bytes.is_empty()) && one[0].len() > 50_000);
    for threads in [2, 8] {
        assert!(tables(&summaries(&pupils, threads), threads) == one, "{threads} threads give other bytes");
    }
}

#[test]
fn three_books_merge_into_the_bytes_of_one() {
    let pupils = district();
    let whole = tables(&summaries(&pupils, 2), 2);
    // Every third pupil, so that each book holds a part of every class.
    let part = |keep: usize| {
        let part: Vec<Pupil> =
            pupils.iter().enumerate().filter(|(row, _)| row % 3 == keep).map(|(_, pupil)| pupil.clone()).collect();
        summaries(&part, 2)
    };
    let (a, b, c) = (part(0), part(1), part(2));
    let left = a.clone().merge(b.clone()).and_then(|sum| sum.merge(c.clone())).expect("the same specification");
    let right = c.merge(b).and_then(|sum| sum.merge(a)).expect("the same specification");
    assert_eq!(left, right);
    assert!(tables(&left, 2) == whole, "merged summaries give other bytes");
}

#[test]
fn summaries_of_other_specifications_do_not_merge() {
    let workers = Workers::new(Some(1)).expect("a thread");
    let other = spec(
        "subject = [{ id = 'math', full_mark = 150, decimals = 1 }, { id = 'english', full_mark = 100, decimals = 0 }]",
    );
    let pupils = district();
    let merged = summaries(&pupils, 1).merge(summarise(&book(&pupils), &other, &[], &[], &workers));
    assert!(merged.is_err());
}

/// Through ingestion: the rows of a CSV file in two orders, and split into two files.
#[test]
fn order_of_rows_and_files() {
    let exam = spec("subject = [{ id = 'math', full_mark = 120, decimals = 1 }]\nsource = [{ path = '*.csv' }]");
    let rows: Vec<String> = district()
        .iter()
        .map(|pupil| {
            format!(
                "{},{},{},{},{}",
                pupil.county,
                pupil.school,
                pupil.class,
                pupil.id,
                f64::from(pupil.marks[0].unwrap_or(0)) / 10.0
            )
        })
        .collect();
    let read = |files: &[(&str, Vec<&String>)]| -> Ingested {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, rows) in files {
            let mut text = String::from("county,school,class,student_id,math\n");
            for row in rows {
                text.push_str(row);
                text.push('\n');
            }
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        wutong::ingest::read(&exam, &Sources::files(&exam, folder.path()), &()).expect("readable")
    };
    let forward = read(&[("a.csv", rows.iter().collect())]);
    let backward = read(&[("a.csv", rows.iter().rev().collect())]);
    let half = rows.len() / 2;
    let split = read(&[("b.csv", rows[..half].iter().collect()), ("a.csv", rows[half..].iter().collect())]);
    assert!(forward.problems.is_empty() && forward.book.n_pupils() == rows.len());
    assert_eq!(forward.book, backward.book);
    assert_eq!(forward.book, split.book);
}
