//! Any marks, written in every layout that Wutong reads, come back as the same score book.
//!
//! What a layout cannot say is not generated: every pupil has a school, a class and an identifier of its own; names of
//! schools end as names of schools do, so that a sheet or file may be named by them; classes are written in half width
//! and with as many digits as their neighbours, so that their order as texts is their order as numbers. A blank means
//! absent, or not taken where pupils choose; there no mark is zero, which may say that too.

mod table;
mod write;

use std::path::Path;

use proptest::prelude::*;
use wutong::{ScoreBook, Sources};

use table::{Table, table};
use write::{Encoding, FILES, batch, frame, text_file};

/// Fails with the layout's name unless the sources hold the table.
fn check(layout: &str, table: &Table, source: &str, sources: impl FnOnce(&wutong::ExamSpec) -> Sources) {
    let spec = table.spec(source);
    let ingested = wutong::ingest::read(&spec, &sources(&spec), &())
        .unwrap_or_else(|error| panic!("{layout}: {error}\n{:#?}", table.pupils));
    for account in &ingested.accounts {
        assert_eq!(account.rows_read, account.kept + account.set_aside + account.not_data, "{layout}: {account:?}");
    }
    let (found, expected) = (bare(ingested.book), table.book());
    let problems = &ingested.problems;
    assert_eq!(found, expected, "{layout}\n{problems:#?}\n{:#?}\n{:#?}", table.subjects, table.pupils);
}

/// The book without the marks beside those that are analysed: no layout here has any.
fn bare(mut book: ScoreBook) -> ScoreBook {
    assert!(book.companions.iter().all(Option::is_none));
    book.companions.clear();
    book
}

fn in_folder(call: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    call(folder.path());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_files_read_back(table in table()) {
        for encoding in Encoding::ALL {
            for separator in [',', '\t', ';'] {
                let layout = format!("{encoding:?} text separated by {separator:?}");
                in_folder(|folder| {
                    text_file(&folder.join("marks.csv"), &table.wide(), separator, encoding);
                    check(&layout, &table, "path = 'marks.csv'", |spec| Sources::files(spec, folder));
                });
            }
        }
    }

    #[test]
    fn files_of_every_layout_read_back(table in table()) {
        for (layout, writer) in FILES {
            in_folder(|folder| {
                let source = writer(&table, folder);
                check(layout, &table, &source, |spec| Sources::files(spec, folder));
            });
        }
    }

    #[test]
    fn tables_in_memory_read_back(table in table()) {
        check("record batch", &table, "path = 'unused.csv'", |_| batch(&table).into());
        check("data frame", &table, "path = 'unused.csv'", |_| frame(&table).into());
    }
}
