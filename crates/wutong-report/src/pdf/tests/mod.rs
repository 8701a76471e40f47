//! PDF of reports made by hand.

mod fixture;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::Destination;
use typst_layout::PagedDocument;
use wutong_stats::CATALOGUE;

use super::fonts::Fonts;
use super::world::Desk;
use super::{Pdf, Setting, Template, data, lay_out, pdf};
use crate::document::{Block, Cell, Document, Role, Row, Section, Span, Table};
use crate::error::ReportError;
use crate::templates::Templates;
use crate::words::Lang;

fn report(document: &Document) -> Pdf {
    let report = pdf(document, &Templates::default()).expect("the template fits");
    assert_eq!(report.warnings, []);
    report
}

fn pages(document: &Document) -> PagedDocument {
    let template = Template::of(&Templates::default());
    let setting = Setting::new(document, &template).expect("the template fits");
    let desk = Desk::new(&template, &setting.fonts, setting.json).expect("the names are fine");
    lay_out(&desk).expect("the template fits").0
}

/// Runs of text with their left edge, upper edge and width.
fn texts(frame: &Frame, from: Point, found: &mut Vec<(String, Point, Abs)>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => texts(&group.frame, from + *at, found),
            FrameItem::Text(text) => found.push((text.text.to_string(), from + *at, text.width())),
            _ => {}
        }
    }
}

fn page_texts(document: &PagedDocument) -> Vec<Vec<(String, Point, Abs)>> {
    let of = |frame: &Frame| {
        let mut found = Vec::new();
        texts(frame, Point::zero(), &mut found);
        found
    };
    document.pages().iter().map(|page| of(&page.frame)).collect()
}

/// How often each number stands in a text.
fn numbers<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        for token in text.split(|character: char| !(character.is_ascii_digit() || character == '.')) {
            if token.contains('.') {
                *counts.entry(token.to_owned()).or_default() += 1;
            }
        }
    }
    counts
}

fn tables(document: &Document) -> Vec<&Table> {
    let of_section = |section: &'static str| {
        let section = document.sections.iter().find(move |each| each.id == section);
        section.into_iter().flat_map(|section| &section.blocks)
    };
    ["subjects", "classes", "lines"]
        .into_iter()
        .flat_map(of_section)
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect()
}

fn table_numbers(document: &Document) -> BTreeMap<String, usize> {
    let cells = tables(document).into_iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    let of_cell = |cell: &'_ Cell| -> String {
        [Some(cell.text.clone()), cell.reference.clone(), cell.difference.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let texts: Vec<String> = cells.map(of_cell).collect();
    numbers(texts.iter().map(String::as_str))
}

fn assert_holds(found: &BTreeMap<String, usize>, expected: &BTreeMap<String, usize>) {
    assert!(expected.len() > 100, "the tables hold many numbers");
    for (number, &times) in expected {
        let found = found.get(number).copied().unwrap_or(0);
        assert!(found >= times, "{number} stands {times} times in the tables and {found} times in the PDF");
    }
}

#[test]
fn every_number_of_the_tables_is_printed() {
    for n_subjects in [12, 30] {
        let document = fixture::school(n_subjects, Lang::Zh);
        let texts = page_texts(&pages(&document));
        let found = numbers(texts.iter().flatten().map(|(text, ..)| text.as_str()));
        assert_holds(&found, &table_numbers(&document));
    }
}

/// A second reader, where there is one.
#[test]
fn another_program_reads_the_numbers() {
    let document = fixture::school(12, Lang::Zh);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.pdf");
    let bytes = report(&document).bytes;
    assert!(bytes.starts_with(b"%PDF-1."));
    std::fs::write(&path, bytes).expect("the file is written");
    let Ok(output) = Command::new("pdftotext").args(["-layout".as_ref(), path.as_os_str(), "-".as_ref()]).output()
    else {
        return;
    };
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_holds(&numbers([text.as_str()]), &table_numbers(&document));
    for words in ["清溪县第三初级中学", "表 1", "图 1", "内部资料", "谨慎比较", "▲", "▼"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn pages_are_a4_and_nothing_leaves_them() {
    for n_subjects in [1, 30] {
        let document = fixture::school(n_subjects, Lang::Zh);
        let report = pages(&document);
        for (page, texts) in report.pages().iter().zip(page_texts(&report)) {
            let (width, height) = (page.frame.width(), page.frame.height());
            assert!((width.to_mm() - 210.0).abs() < 0.01 && (height.to_mm() - 297.0).abs() < 0.01);
            for (text, at, wide) in texts {
                let inside = at.x.to_mm() > 13.9 && (at.x + wide).to_mm() < 196.1 && at.y.to_mm() < 290.0;
                assert!(inside, "{text} stands at {} to {} mm", at.x.to_mm(), (at.x + wide).to_mm());
            }
        }
    }
}

#[test]
fn heads_are_repeated_and_pages_numbered() {
    let mut document = fixture::school(9, Lang::Zh);
    for block in document.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        let Block::Table(table) = block else { continue };
        if table.heads.iter().any(|head| head.text.contains("上线人数")) {
            // Longer than a page, wherever it begins.
            table.rows = table.rows.iter().cycle().take(90).cloned().collect();
        }
    }
    let pages = page_texts(&pages(&document));
    let on_pages = |words: &str| {
        let holds = |page: &&Vec<(String, Point, Abs)>| page.iter().any(|(text, ..)| text.contains(words));
        pages.iter().filter(holds).count()
    };
    assert_eq!(on_pages("上线人数"), on_pages("普通类上线"), "every page with a part of the long table has its head");
    assert!(on_pages("普通类上线") > 1, "the long table goes over a page break");
    assert_eq!(on_pages("内部资料"), pages.len(), "every page is confidential");
    for (at, page) in pages.iter().enumerate() {
        let line: String = page.iter().map(|(text, ..)| text.as_str()).collect();
        assert!(line.contains(&format!("{} / {}", at + 1, pages.len())), "page {}", at + 1);
    }
}

#[test]
fn the_same_report_has_the_same_bytes() {
    let document = fixture::school(9, Lang::Zh);
    let first = report(&document);
    assert_ne!(first, report(&fixture::school(1, Lang::En)));
    assert_eq!(first, report(&document));
    assert!(first.bytes.len() < 1_000_000, "{} bytes", first.bytes.len());
    let has = |words: &[u8]| first.bytes.windows(words.len()).any(|window| window == words);
    assert!(has(b"/Lang") && has(b"/StructTreeRoot") && has(b"/Outlines"), "language, tags and bookmarks");
    assert!(has(b"pdfuaid:part"), "PDF/UA");
    assert!(!has(b"CreationDate") && !has(b"/Author"), "neither date nor author");
}

#[test]
fn every_character_of_our_words_has_a_font() {
    let fonts = Fonts::for_characters(std::iter::empty());
    let missing = |text: &str| text.chars().find(|&character| data::needs_glyph(character) && !fonts.covers(character));
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder of crates");
    let mut files: Vec<_> = ["model/src", "check/src", "engine/src", "report/src", "report/templates"]
        .map(|name| crates.join(format!("wutong-{name}")))
        .to_vec();
    let mut n_read = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("a file").path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            // The test of rare characters names some.
            let rare = path.ends_with("pdf/fonts.rs")
                || path.ends_with("pdf/tests/mod.rs")
                || path.ends_with("docx/tests/mod.rs");
            assert!(rare || missing(&text).is_none(), "{}: {:?}", path.display(), missing(&text));
            n_read += 1;
        }
    }
    assert!(n_read > 50, "{n_read} files");
    for info in CATALOGUE {
        for text in [
            info.zh,
            info.en,
            info.meaning_zh,
            info.meaning_en,
            info.denominator,
            info.denominator_zh,
            info.formula,
            info.formula_zh,
        ] {
            assert_eq!(missing(text), None, "{}", info.id);
        }
    }
    assert_eq!(missing("喆堃昇堽䶮"), None, "names of people and places");
}

#[test]
fn a_character_without_font_is_reported_with_its_places() {
    let mut document = fixture::school(1, Lang::Zh);
    document.title = "清溪\u{E123}中学\u{200B}\u{7}".to_owned();
    document.facts = vec![vec!["甲\u{E123}班".to_owned()]];
    let report = report(&document);
    let [missing] = report.missing.as_slice() else { panic!("{:?}", report.missing) };
    assert_eq!((missing.character, missing.code().as_str()), ('\u{E123}', "U+E123"));
    assert_eq!(missing.places, ["甲\u{E123}班", "清溪\u{E123}中学"]);
    for words in [missing.words(Lang::Zh), missing.words(Lang::En)] {
        assert!(words.contains("U+E123") && words.contains("〓"), "{words}");
    }
    let texts = page_texts(&pages(&document));
    assert!(texts[0].iter().any(|(text, ..)| text.contains("清溪〓中学")));
}

#[test]
fn a_broken_template_says_where() {
    let document = fixture::school(1, Lang::Zh);
    let look = Templates::default().with("look.typ", "#let accent = red\n#let ink = blak\n");
    let report_template = Templates::default().with("report.typ", "= 标题\n\n#let a = (1, 2\n");
    let no_key = Templates::default().with("report.typ", "#let it = json(\"document.json\")\n\n  #it.tilte\n");
    let nothing = Templates::default().with("report.typ", "#image(\"logo.png\")");
    for (template, place, words, zh) in [
        (look, "look.typ, line 2, column 12", "unknown variable: blak", "变量未定义"),
        (report_template, "report.typ, line 3, column 10", "unclosed delimiter", "括号未闭合"),
        (no_key, "report.typ, line 3, column 7", "tilte", "没有这一项数据"),
        (nothing, "report.typ, line 1, column 8", "logo.png", "找不到文件"),
    ] {
        let error = pdf(&document, &template).expect_err(place);
        let text = error.to_string();
        assert!(text.contains(place) && text.contains(words) && text.contains("built-in"), "{text}");
        let place_zh = place.replace(", line ", " 第 ").replace(", column ", " 行第 ");
        assert!(error.zh().contains(&place_zh) && error.zh().contains(zh), "{}", error.zh());
    }
    assert!(pdf(&document, &Templates::default()).is_ok(), "the next one is not touched");
}

#[test]
fn a_folder_overrides_what_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the file is written");
    let document = fixture::school(1, Lang::Zh);
    let built_in = crate::templates::BUILT_IN.iter().find(|(name, _)| *name == "look.typ").expect("it is built in").1;
    put("look.typ", &built_in.replace("#let centre = given(identity.name)", "#let centre = read(\"centre.txt\")"));
    put("centre.txt", "清溪县教研室");
    let template = Template::of(&Templates::open(folder.path()).expect("it can be read"));
    let setting = Setting::new(&document, &template).expect("the template fits");
    let desk = Desk::new(&template, &setting.fonts, setting.json).expect("the names are fine");
    let texts = page_texts(&lay_out(&desk).expect("the template fits").0);
    assert!(texts.iter().flatten().any(|(text, ..)| text.contains("清溪县教研室")));

    std::fs::write(folder.path().join("look.typ"), [0xC7, 0xE5]).expect("the file is written");
    let error = Templates::open(folder.path()).expect_err("it is no UTF-8");
    assert!(matches!(&error, ReportError::TemplateFolder { .. }), "{error}");
    put("report.typ", "#read(\"../outside.txt\")");
    put("look.typ", built_in);
    let template = Templates::open(folder.path()).expect("it can be read");
    let error = pdf(&document, &template).expect_err("a template sees its folder only");
    assert!(error.to_string().contains("report.typ, line 1"), "{error}");
}

#[test]
fn empty_reports_are_set_too() {
    let table = Block::Table(Table { caption: "空表".to_owned(), n_names: 1, ..Table::default() });
    let blocks = vec![
        Block::text(Role::Empty, "本校没有有效成绩。"),
        table,
        Block::list(Vec::new()),
        Block::Cards { cards: Vec::new() },
        Block::Gallery { figures: Vec::new() },
        Block::Legend { entries: Vec::new() },
    ];
    let sections = vec![Section { id: "empty", title: "没有数据".to_owned(), blocks }];
    let title = "梧桐区第一中学".to_owned();
    let documents = [
        Document { title: title.clone(), ..Document::default() },
        Document { title, lang: "en", sections, ..Document::default() },
    ];
    for document in documents {
        assert_eq!(report(&document).pages, 1);
    }
    // A row without head is printed all the same.
    let cells = vec![Cell { text: "71.25".to_owned(), ..Cell::default() }];
    let rows = vec![Row { names: vec![Span::plain("甲")], cells, strong: false }];
    let blocks = vec![Block::Table(Table { n_names: 1, rows, ..Table::default() })];
    let sections = vec![Section { id: "headless", title: "无表头".to_owned(), blocks }];
    let document = Document { title: "喆堃中学䶮".to_owned(), sections, ..Document::default() };
    let texts = page_texts(&pages(&document));
    assert!(texts[0].iter().any(|(text, ..)| text == "71.25"));
    assert_eq!(report(&document).missing, [], "level 3 is in one weight, and that is enough for a title");
}

#[test]
fn a_template_that_is_hard_to_hear_warns() {
    let picture = "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))";
    let template = Templates::default().with("report.typ", picture);
    let report = pdf(&fixture::school(1, Lang::Zh), &template).expect("it is set nevertheless");
    assert!(report.warnings.iter().any(|warning| warning.message.contains("PDF/UA-1")), "{:?}", report.warnings);
}

#[test]
fn marks_in_heads_lead_to_the_notes() {
    let document = fixture::school(9, Lang::Zh);
    let report = pages(&document);
    let mut links = Vec::new();
    for (at, page) in report.pages().iter().enumerate() {
        look_for_links(&page.frame, at, &mut links);
    }
    let heads = tables(&document).into_iter().flat_map(|table| &table.heads);
    let metrics: BTreeSet<&String> = heads.filter_map(|head| head.metric.as_ref()).collect();
    let cells = tables(&document).into_iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    let reasons = cells.filter(|cell| cell.note.is_some()).count();
    assert!(!metrics.is_empty() && reasons > 0);
    assert!(links.len() >= metrics.len() + reasons, "{} links", links.len());
    for (page, target) in links {
        let Destination::Location(location) = target else { panic!("{target:?} leads outside") };
        let position = report.introspector().position(location).expect("a place");
        assert!(position.page.get() > page, "from page {page} back to {}", position.page);
    }
}

fn look_for_links(frame: &Frame, page: usize, found: &mut Vec<(usize, Destination)>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => look_for_links(&group.frame, page, found),
            FrameItem::Link(target, _) => found.push((page, target.clone())),
            _ => {}
        }
    }
}
