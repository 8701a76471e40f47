//! What would give a wrong number without a word, or lose one.

use std::fmt::Write as _;
use std::path::Path;

use wutong_model::spec::RawLimits;

use super::hostile::{spreadsheet, workbook, worksheet};
use super::workbooks::{archive, shown_within};
use super::*;
use crate::{Damage, Excess};

const HEADER: &str = "学校,班级,考号,语文,数学\n";

/// An exam of one file of the corpus.
fn case(name: &str) -> Exam {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/malformed").join(name);
    Exam::new(&format!("[[source]]\npath = '{name}'")).file(name, &std::fs::read(path).expect("a fixture"))
}

#[test]
fn merged_marks_are_of_nobody() {
    let found = case("208-merged-marks.xlsx").ok();
    let of = |kind: &str| problems(&found).into_iter().filter(|problem| problem.starts_with(kind)).collect::<Vec<_>>();
    assert_eq!(
        of("merged-mark"),
        [
            "merged-mark 208-merged-marks.xlsx:2 数学 '85'",
            "merged-mark 208-merged-marks.xlsx:2 语文 '85'",
            "merged-mark 208-merged-marks.xlsx:3 语文 '70'",
            "merged-mark 208-merged-marks.xlsx:4 语文 '70'",
        ]
    );
    assert_eq!(
        lines(&found),
        [
            "/南岭中学/1/10001 set_aside set_aside",
            "/南岭中学/1/10002 set_aside 600",
            "/南岭中学/1/10003 set_aside 610",
            "/南岭中学/1/10004 absent absent",
            "/南岭中学/1/10005 770 780",
            "/南岭中学/1/10006 500 510",
        ]
    );
}

#[test]
fn a_merged_mark_can_be_corrected() {
    let filled = "file,sheet,row,column,original_text,problem,what_to_do,corrected\n\
                  208-merged-marks.xlsx,成绩,2,数学,85,merged-mark,改,84\n";
    let exam = case("208-merged-marks.xlsx");
    let spec = format!("{}\n[[source]]\npath = 'filled.csv'\nkind = 'corrections'", exam.spec);
    let found = Exam { spec, ..exam }.file("filled.csv", filled.as_bytes()).ok();
    assert_eq!(lines(&found)[0], "/南岭中学/1/10001 set_aside 840");
}

#[test]
fn summary_rows_are_no_pupils() {
    let found = case("213-summary-rows.csv").ok();
    assert_eq!(lines(&found), ["/南岭中学/1/10001 850 900", "/南岭中学/1/10002 700 600"]);
    assert_eq!(problems(&found), ["no-pupil-id 213-summary-rows.csv:11 考号 '南岭中学 | 1 | 借读生'"]);
    let class = Exam::new("[[source]]\npath = 'a.csv'\nschool = '一中'");
    let rows = "考号,姓名,语文,数学\n7,甲,80,90\n8,乙,70,60\n1班,平均,75,75\n2班,均分：,75,75\n";
    assert_eq!(class.file("a.csv", rows.as_bytes()).ok().book.n_pupils(), 2);
    // Where all identifiers are words, a word is one.
    let words = Exam::csv("学校,班级,考号,语文,数学\n一中,1,甲甲,80,90\n一中,1,乙乙,70,60\n一中,1,平均分,75,75\n").ok();
    assert_eq!(words.book.n_pupils(), 2);
    let items =
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'")
            .file("scores.csv", format!("{HEADER}一中,1,7,80,3\n").as_bytes())
            .file("items.csv", "考号,1,2\n7,1,2\n平均分,1,2\n".as_bytes())
            .ok();
    assert_eq!(problems(&items), [""; 0]);
}

#[test]
fn a_pupil_of_whom_nothing_is_said_was_absent() {
    let exam = Exam::new("[[source]]\npath = 'a.csv'\nschool = '一中'");
    let found = exam.file("a.csv", "考号,语文,数学\nA001,85,90\nA002,,\nA003,70,60\n制表人,,\n".as_bytes()).ok();
    assert_eq!(lines(&found), ["/一中//A001 850 900", "/一中//A002 absent absent", "/一中//A003 700 600"]);
    assert_eq!((found.accounts[0].kept, found.accounts[0].not_data), (3, 2));
}

#[test]
fn rows_of_another_encoding_are_read_rightly() {
    let found = case("209-utf-8-row-among-gbk.csv").ok();
    assert_eq!(found.book.schools.len(), 1);
    assert_eq!(
        problems(&found),
        [
            "mark-above-full 209-utf-8-row-among-gbk.csv:3 数学 '121'",
            "not-a-mark 209-utf-8-row-among-gbk.csv:4 数学 '优'"
        ]
    );
    let broken = case("210-broken-school.csv").ok();
    assert_eq!((broken.book.schools.len(), broken.book.n_pupils()), (1, 2));
    assert_eq!(kinds(&broken), [ProblemKind::BrokenText]);
    assert_eq!((broken.problems[0].place.row, broken.problems[0].place.column.as_str()), (4, "学校"));
}

#[test]
fn rows_of_another_encoding_in_a_large_file() {
    let mut bytes = encoding_rs::GB18030.encode(HEADER).0.into_owned();
    let mut id = 100_000;
    while bytes.len() < 5 << 20 {
        id += 1;
        bytes.extend_from_slice(&encoding_rs::GB18030.encode(&format!("第一中学,1班,{id},80,90\n")).0);
        if id == 200_000 {
            bytes.extend_from_slice("第二中学,1班,99999,70,60\n".as_bytes());
        }
    }
    let found = Exam::new("[[source]]\npath = 'a.csv'").file("a.csv", &bytes).ok();
    let schools: Vec<&str> = found.book.schools.iter().map(|school| school.name.as_str()).collect();
    assert_eq!(schools, ["第一中学", "第二中学"]);
}

#[test]
fn another_header_in_a_large_file_is_obeyed_wherever_it_stands() {
    // Before the end of the first piece, between two pieces, and in the last one.
    for at in [100_300u32, 119_000, 150_000, 299_990] {
        let mut text = HEADER.to_owned();
        for id in 100_000..300_000u32 {
            if id == at {
                text.push_str("学校,班级,考号,数学,语文\n");
            }
            let (chinese, math) = (id % 120, id % 119);
            let (first, second) = if id < at { (chinese, math) } else { (math, chinese) };
            let _ = writeln!(text, "第{}中学,{}班,{id},{first},{second}", id / 10_000, id / 50 % 20);
        }
        let found = Exam::csv(&text).ok();
        let marks =
            |subject: usize| found.book.subjects[subject].ticks.iter().map(|ticks| i64::from(*ticks)).sum::<i64>();
        let sum = |modulus: i64| (100_000..300_000i64).map(|id| id % modulus * 10).sum::<i64>();
        assert_eq!((found.book.n_pupils(), marks(0), marks(1)), (200_000, sum(120), sum(119)), "{at}");
        // Some have a zero in both.
        assert!(kinds(&found).iter().all(|kind| *kind == ProblemKind::AllZeros), "{at}");
    }
}

#[test]
fn a_lower_table_of_the_missing_subject_is_named() {
    let error =
        Exam::csv("学校,班级,考号,语文\n甲校,1,1,60\n甲校,1,2,61\n学校,班级,考号,数学\n甲校,1,1,70\n甲校,1,2,71\n")
            .error(&["scores.csv", "math", "4"]);
    assert!(error.contains("below row 4 stands another table"), "{error}");
    // Marks of another subject are none of the one that stood there.
    let found = Exam::csv("学校,班级,考号,语文,数学\n甲校,1,1,60,70\n学校,班级,考号,语文,英语\n甲校,1,2,61,90\n").ok();
    assert_eq!(lines(&found), ["/甲校/1/1 600 700"]);
    assert_eq!(of_kind(&found, "other-header").len(), 1);
    // A header that only says more is the same one.
    let found =
        Exam::csv("学校,班级,考号,语文,数学\n甲校,1,1,60,70\n学校,班级,考号,语文成绩,数学（100分）\n甲校,1,2,61,90\n")
            .ok();
    assert_eq!((lines(&found).len(), problems(&found).len()), (2, 0));
}

#[test]
fn the_order_of_pieces_changes_nothing() {
    use sha2::Digest;
    let mut text = HEADER.to_owned();
    for id in 100_000..300_000 {
        let _ = writeln!(text, "第{}中学,{}班,{id},{},{}.5", id / 10_000, id / 50 % 20, id % 120, id % 119);
    }
    let exam = Exam::csv(&text);
    let whole = exam.ok();
    assert_eq!(whole.book.n_pupils(), 200_000);
    let digest: String = sha2::Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(whole.inputs, [("scores.csv".to_owned(), digest)]);
    assert_eq!(exam.at_once(), whole);
}

#[test]
fn a_wrong_encoding_is_doubted() {
    let exam = Exam::new("[[source]]\npath = 'a.csv'\nencoding = 'utf-16le'");
    let text = encoding_rs::GB18030.encode("学校,班级,考号,语文,数学\n一中,1,7,80,90\n").0.into_owned();
    exam.file("a.csv", &text).error(&["encoding = \"utf-16le\"", "gb18030"]);
}

#[test]
fn hidden_sheets_are_named() {
    let found = case("211-hidden-version.xlsx").ok();
    assert_eq!(lines(&found), ["/南岭中学/1/10001 850 900", "/南岭中学/1/10002 700 600"]);
    assert_eq!(problems(&found), ["hidden-version 211-hidden-version.xlsx:0  '3'"]);
    let account = found.accounts.iter().find(|account| account.sheet == "旧").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (4, 0, 3, 1));
    let counted = case("212-hidden-class.xlsx").ok();
    assert_eq!(counted.book.n_pupils(), 3);
    assert_eq!(problems(&counted), ["hidden-sheet 212-hidden-class.xlsx:0  '1'"]);
}

#[test]
fn where_nothing_is_left_the_reasons_are_told() {
    let text = format!("{HEADER}一中,1,7,80,90\n一中,1,7,81,90\n");
    let exam = Exam::new("[[source]]\npath = '*.*'").file("a.csv", text.as_bytes()).file("b.xlsx", b"PK\x03\x04");
    let error = exam.error(&["conflicting-pupil", "a.csv", "b.xlsx"]);
    assert!(error.contains("2 x conflicting-pupil, first in a.csv, row 2"), "{error}");
}

#[test]
fn a_row_repeated_in_one_sheet_costs_no_subject() {
    let exam = |chinese: &str| {
        Exam::new("[[source]]\npath = '*.csv'")
            .file("语文.csv", format!("学校,班级,考号,语文\n一中,1,7,80\n{chinese}").as_bytes())
            .file("数学.csv", "学校,班级,考号,数学\n一中,1,7,90\n一中,1,8,60\n".as_bytes())
            .ok()
    };
    let repeated = exam("一中,1,7,80\n一中,1,8,70\n");
    assert_eq!(lines(&repeated), ["/一中/1/7 800 900", "/一中/1/8 700 600"]);
    assert_eq!(problems(&repeated), ["repeated-pupil 语文.csv:3  '一中 | 1 | 7'"]);
    // Two marks in one subject leave the other subjects alone.
    let disputed = exam("一中,1,7,81\n一中,1,8,70\n");
    assert_eq!(lines(&disputed), ["/一中/1/7 set_aside 900", "/一中/1/8 700 600"]);
    assert_eq!(kinds(&disputed), [ProblemKind::ConflictingPupil; 2]);
}

#[test]
fn scaled_marks_that_cannot_be_read_are_problems() {
    let text = "学校,班级,考号,语文,数学原始分,数学赋分\n一中,1,7,80,90,8O\n一中,1,8,70,60,61\n";
    let found = Exam::csv(text).ok();
    assert_eq!(problems(&found), ["not-a-mark scores.csv:2 数学赋分 '8O'"]);
    assert_eq!(lines(&found), ["/一中/1/7 800 900", "/一中/1/8 700 600"]);
}

#[test]
fn numbers_no_program_writes_are_refused() {
    let (_folder, path) = workbook(&worksheet("", "<row r=\"1\"><c r=\"A1\"><v>8&#53;</v></c></row>", ""), None);
    let error = shown_within(&path, RawLimits::default()).expect_err("refused");
    assert!(matches!(error, IngestError::Broken { damage: Damage::Disguised, .. }), "{error:?}");
    let text = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a&amp;b&#10;c</v></c></row>";
    let (_folder, path) = workbook(&worksheet("", text, ""), None);
    assert_eq!(shown_within(&path, RawLimits::default()).expect("readable").len(), 2);
    let infinite = case("215-infinite.xlsx").ok();
    assert_eq!(kinds(&infinite), [ProblemKind::NotAMark]);
}

#[test]
fn zeros_after_the_last_row_are_no_mark() {
    let found = case("219-zeros-after-the-last-row.csv").ok();
    assert_eq!((problems(&found).len(), found.book.n_pupils()), (0, 2));
}

#[test]
fn far_cells_cost_no_time() {
    let mut rows = String::from("<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>");
    for row in 2..60_000 {
        let _ = write!(rows, "<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>");
    }
    let (_folder, path) = workbook(&worksheet("<dimension ref=\"A1:B2\"/>", &rows, ""), None);
    // The first rows may show how wide the table is; no other row is wider.
    let narrow = rows.replacen("XFD", "C", 19);
    let (_narrow, narrow) = workbook(&worksheet("<dimension ref=\"A1:B2\"/>", &narrow, ""), None);
    let found = shown_within(&narrow, RawLimits::default()).expect("readable");
    assert_eq!((found.len(), found[59_999].as_str()), (60_000, "59999: |||1"));
    let limits = RawLimits { cells: 100_000_000, ..RawLimits::default() };
    let error = shown_within(&path, limits).expect_err("refused");
    assert!(matches!(error, IngestError::TooLarge { what: Excess::Cells, .. }), "{error:?}");
}

#[test]
fn repeated_columns_are_not_dropped() {
    let cell =
        "<table:table-cell office:value-type=\"float\" office:value=\"7\" table:number-columns-repeated=\"600\"/>";
    let (_folder, path) = spreadsheet(&format!("<table:table-row>{cell}</table:table-row>"));
    let error = shown_within(&path, RawLimits::default()).expect_err("refused");
    assert!(matches!(error, IngestError::TooLarge { what: Excess::RepeatedColumns, .. }), "{error:?}");
}

#[test]
fn archives_of_many_files() {
    let many: Vec<(String, String)> =
        (0..2000).map(|n| (format!("{n:05}.csv"), format!("{HEADER}学校{n},1,{},80,90\n", 10_000 + n))).collect();
    let files: Vec<(&str, &[u8])> = many.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let exam = Exam::new("[[source]]\npath = 'all.zip'");
    archive(&exam.folder.path().join("all.zip"), &files);
    assert_eq!(exam.ok().book.n_pupils(), 2000);
    let spec = format!("{}\n[limits]\nfiles = 1999", exam.spec);
    Exam { spec, ..exam }.error(&["all.zip", "2000", "limits.files = 1999"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_and_round_and_round() {
    let exam =
        Exam::new("[[source]]\npath = '**/*.csv'").file("a/one.csv", format!("{HEADER}一中,1,7,80,90\n").as_bytes());
    let folder = exam.folder.path();
    std::os::unix::fs::symlink(folder, folder.join("a/above")).expect("linked");
    std::os::unix::fs::symlink("nowhere.csv", folder.join("a/two.csv")).expect("linked");
    let found = exam.ok();
    assert_eq!(found.accounts.len(), 1, "{:?}", found.accounts);
    assert_eq!(kinds(&found), [ProblemKind::UnreadFile]);
    assert_eq!(found.problems[0].place.file, "a/two.csv");
}

/// Problems of one kind.
#[test]
fn two_schools_under_one_code_are_told() {
    let header = "学校代码,学校,班级,考号,语文,数学\n";
    let of = |rows: &str| of_kind(&Exam::csv(&format!("{header}{rows}")).ok(), "shared-code");
    assert_eq!(
        of("101,戊校,1,1,60,70\n101,戊校,1,2,60,70\n101,己校,1,3,60,70\n102,庚校,1,4,60,70\n"),
        ["shared-code scores.csv:4  '101 己校 scores.csv | 101 戊校 scores.csv'"]
    );
    let rows = "7,清源县第一中学,1,1,60,70\n7,清源县第一中学,1,2,60,70\n7,第二中学,1,3,60,70\n7,城东小学,1,4,60,70\n";
    assert_eq!(of(rows).len(), 2, "{:?}", of(rows));
    // Spellings of one name.
    for (one, other) in [
        ("第一中学", "清源市第一中学"),
        ("ＡＢ中学", "ab 中学"),
        ("实验中学(东校区)", "实验中学（东校区）"),
        ("第一中学", "一中"),
        ("清源县育才实验学校", "清源县育材实验学校"),
        ("第一中学", ""),
    ] {
        let rows = format!("7,{one},1,1,60,70\n7,{one},1,2,60,70\n7,{other},1,3,60,70\n");
        assert_eq!(of(&rows), [""; 0], "{one} {other}");
    }
    // Ids that differ in capitals alone, with nothing else to say that they are one.
    assert_eq!(of("a-b,,1,1,60,70\na-b,,1,2,60,70\nA-B,,1,3,60,70\n").len(), 1);
    assert_eq!(of("a-b,甲校,1,1,60,70\nA-B,甲校,1,3,60,70\n"), [""; 0]);
    assert_eq!(of("a-b,甲校,1,1,60,70\na-b,甲校,1,2,60,70\nA-B,丙校,1,3,60,70\n").len(), 1);
}

#[test]
fn the_school_list_joins_no_two_names_without_a_word() {
    let list = "学校代码,学校名称,区县\n101,戊校,东县\n102,庚校,东县\n";
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'")
        .file("scores.csv", "学校代码,学校,班级,考号,语文,数学\n101,戊校,1,1,60,70\n101,己校,1,2,60,70\n".as_bytes())
        .file("schools.csv", list.as_bytes());
    assert_eq!(of_kind(&exam.ok(), "shared-code").len(), 1);
}

#[test]
fn a_mark_beside_absent_is_told() {
    let found = Exam::csv(
        "学校,班级,考号,语文,数学,是否缺考\n甲校,1,1,85,90,是\n甲校,1,2,0,90,是\n甲校,1,3,,,是\n甲校,1,4,60,70,否\n\
         甲校,1,5,85,,是\n",
    )
    .ok();
    assert_eq!(of_kind(&found, "mark-beside-status"), ["mark-beside-status scores.csv:2 是否缺考 '是'"]);
    assert_eq!(
        lines(&found),
        [
            "/甲校/1/1 850 900",
            "/甲校/1/2 absent 900",
            "/甲校/1/3 absent absent",
            "/甲校/1/4 600 700",
            "/甲校/1/5 850 absent"
        ]
    );
    // A note that a pupil has left says nothing against a mark.
    let found = Exam::csv("学校,班级,考号,语文,数学,备注\n甲校,1,1,85,90,转学\n甲校,1,2,85,90,缓考\n").ok();
    assert_eq!(of_kind(&found, "mark-beside-status"), ["mark-beside-status scores.csv:3 备注 '缓考'"]);
    let found =
        Exam::csv("学校,班级,考号,科目,成绩,是否缺考\n甲校,1,1,语文,85,是\n甲校,1,1,数学,0,是\n甲校,1,2,语文,80,否\n")
            .ok();
    assert_eq!(of_kind(&found, "mark-beside-status"), ["mark-beside-status scores.csv:2 成绩 '85'"]);
    assert_eq!(lines(&found)[0], "/甲校/1/1 850 absent");
}

#[test]
fn marks_of_a_violation_are_void() {
    let found = Exam::csv(
        "学校,班级,考号,语文,数学,考试状态\n甲校,1,1,85,90,正常\n甲校,1,2,85,90,作弊\n甲校,1,3,85,,违纪\n甲校,1,4,85,90,疑似作弊\n\
         甲校,1,5,0,0,违纪\n",
    )
    .ok();
    assert_eq!(
        lines(&found),
        [
            "/甲校/1/1 850 900",
            "/甲校/1/2 violation violation",
            "/甲校/1/3 violation absent",
            "/甲校/1/4 850 900",
            "/甲校/1/5 violation violation"
        ]
    );
    assert_eq!(
        of_kind(&found, "void-mark"),
        ["void-mark scores.csv:3 考试状态 '作弊'", "void-mark scores.csv:4 考试状态 '违纪'"]
    );
    assert_eq!(of_kind(&found, "mark-beside-status"), ["mark-beside-status scores.csv:5 考试状态 '疑似作弊'"]);
    // Of one subject alone, in wide tables and in long ones.
    let one = Exam::csv("学校,班级,考号,语文,语文违纪,数学\n甲校,1,1,85,是,90\n甲校,1,2,80,否,70\n").ok();
    assert_eq!(lines(&one), ["/甲校/1/1 violation 900", "/甲校/1/2 800 700"]);
    assert_eq!(of_kind(&one, "void-mark"), ["void-mark scores.csv:2 语文 '85'"]);
    let long = Exam::csv("学校,班级,考号,科目,成绩,状态\n甲校,1,1,语文,85,作弊\n甲校,1,1,数学,90,正常\n").ok();
    assert_eq!(lines(&long), ["/甲校/1/1 violation 900"]);
    assert_eq!(of_kind(&long, "void-mark"), ["void-mark scores.csv:2 成绩 '85'"]);
}

#[test]
fn listed_subjects_are_those_that_were_missed() {
    let found = Exam::csv(
        "学校,班级,考号,语文,数学,缺考科目\n甲校,1,1,0,90,语文\n甲校,1,2,0,90,\n甲校,1,3,0,0,数学\n甲校,1,4,0,0,语文、数学\n\
         甲校,1,5,80,90,语文\n甲校,1,6,,90,语文\n甲校,1,7,0,0,无\n",
    )
    .ok();
    assert_eq!(
        lines(&found),
        [
            "/甲校/1/1 absent 900",
            "/甲校/1/2 0 900",
            "/甲校/1/3 0 absent",
            "/甲校/1/4 absent absent",
            "/甲校/1/5 800 900",
            "/甲校/1/6 absent 900",
            "/甲校/1/7 0 0",
        ]
    );
    assert_eq!(of_kind(&found, "mark-beside-status"), ["mark-beside-status scores.csv:6 语文 '80'"]);
    // Beside 是否缺考 the list says in which subjects; 免考 has a status of its own.
    let found =
        Exam::csv("学校,班级,考号,语文,数学,是否缺考,缺考科目\n甲校,1,1,0,0,是,数学\n甲校,1,2,60,70,否,\n").ok();
    assert_eq!(lines(&found)[0], "/甲校/1/1 0 absent");
    let found = Exam::csv("学校,班级,考号,语文,数学,免考科目\n甲校,1,1,0,60,语文\n甲校,1,2,60,70,\n").ok();
    assert_eq!(lines(&found)[0], "/甲校/1/1 exempt 600");
}

#[test]
fn absence_of_one_subject_is_read() {
    let pupils = ["0,语文,90,", "0,,90,", "70,,0,数学", "60,,80,"];
    // Mark and word of each subject, by pupil; the words that each layout uses for absent and present.
    for (header, yes, no) in [
        ("语文,语文缺考,数学,数学缺考", "1", "0"),
        ("语文,语文是否缺考,数学,数学是否缺考", "是", "否"),
        ("语文,语文状态,数学,数学状态", "缺考", "正常"),
        ("语文,是否缺考(语文),数学,是否缺考(数学)", "是", ""),
        ("语文,状态,数学,状态", "缺考", "正常"),
        ("语文,语文是否参考,数学,数学是否参考", "否", "是"),
    ] {
        let rows: String = (1..)
            .zip(pupils)
            .map(|(number, pupil)| {
                let cells: Vec<&str> = pupil
                    .split(',')
                    .enumerate()
                    .map(|(at, cell)| match (at % 2, cell) {
                        (0, mark) => mark,
                        (_, "") => no,
                        _ => yes,
                    })
                    .collect();
                format!("甲校,1,{number},{}\n", cells.join(","))
            })
            .collect();
        let found = Exam::csv(&format!("学校,班级,考号,{header}\n{rows}")).ok();
        assert_eq!(
            lines(&found),
            ["/甲校/1/1 absent 900", "/甲校/1/2 0 900", "/甲校/1/3 700 absent", "/甲校/1/4 600 800"],
            "{header}"
        );
        assert_eq!(problems(&found).len(), 0, "{header}");
    }
    // One group of words after the marks.
    let grouped = "学校,班级,考号,语文,数学,缺考标记,\n,,,,,语文,数学\n甲校,1,1,0,90,1,0\n甲校,1,2,0,80,0,0\n甲校,1,3,50,80,0,0\n";
    assert_eq!(lines(&Exam::csv(grouped).ok()), ["/甲校/1/1 absent 900", "/甲校/1/2 0 800", "/甲校/1/3 500 800"]);
    // A mark beside the word is told, and a subject of another exam says nothing.
    let beside =
        Exam::csv("学校,班级,考号,语文,语文缺考,数学,体育缺考\n甲校,1,1,80,是,0,是\n甲校,1,2,70,否,60,否\n").ok();
    assert_eq!(of_kind(&beside, "mark-beside-status"), ["mark-beside-status scores.csv:2 语文 '80'"]);
    assert_eq!(lines(&beside)[0], "/甲校/1/1 800 0");
}

#[test]
fn remarks_on_absence_are_read_and_others_beside_zeros_told() {
    for remark in ["缺考（病假）", "因病请假", "全科缺考", "未参加考试"] {
        let found = Exam::csv(&format!("学校,班级,考号,语文,数学,备注\n甲校,1,1,0,0,{remark}\n甲校,1,2,0,80,\n")).ok();
        assert_eq!(lines(&found), ["/甲校/1/1 absent absent", "/甲校/1/2 0 800"], "{remark}");
    }
    // A subject in the remark is the one that was missed.
    for (header, remark) in [("备注", "语文缺考"), ("缺考情况", "语文缺考"), ("缺考", "语文"), ("备注", "语文没考")]
    {
        let found =
            Exam::csv(&format!("学校,班级,考号,语文,数学,{header}\n甲校,1,1,0,0,{remark}\n甲校,1,2,0,80,\n")).ok();
        assert_eq!(lines(&found), ["/甲校/1/1 absent 0", "/甲校/1/2 0 800"], "{header} {remark}");
    }
    // A column of words under any header; the total's cell.
    for (header, word) in [("类型", "缺考"), ("零分原因", "缺考"), ("总分", "缺考"), ("扫描状态", "未扫描")]
    {
        let found =
            Exam::csv(&format!("学校,班级,考号,语文,数学,{header}\n甲校,1,1,0,0,{word}\n甲校,1,2,0,80,\n")).ok();
        assert_eq!(lines(&found), ["/甲校/1/1 absent absent", "/甲校/1/2 0 800"], "{header}");
    }
    // What a code means, nobody can say; that it stands beside a zero is said.
    let found =
        Exam::csv("学校,班级,考号,语文,语文状态,数学\n甲校,1,1,0,2,70\n甲校,1,2,0,2,80\n甲校,1,3,50,0,80\n").ok();
    assert_eq!(of_kind(&found, "unread-status"), ["unread-status scores.csv:2 语文状态 '2'"]);
    assert_eq!((found.problems[0].expected.as_str(), lines(&found)[0].as_str()), ("2", "/甲校/1/1 0 700"));
    // Remarks of another kind say nothing, nor does a subject that the exam lacks.
    let found =
        Exam::csv("学校,班级,考号,语文,数学,备注,家长\n甲校,1,1,0,70,体育生,王\n甲校,1,2,60,0,已更正缺考,李\n").ok();
    assert_eq!(
        (lines(&found), problems(&found).len()),
        (vec!["/甲校/1/1 0 700".to_owned(), "/甲校/1/2 600 0".to_owned()], 0)
    );
}

#[test]
fn titles_between_blocks_name_their_class_and_school() {
    let block =
        |title: &str, from: u32| format!("{title},,,\n考号,姓名,语文,数学\n{},某,60,70\n{},某,61,71\n", from, from + 1);
    let text = [
        block("第一中学九（1）班成绩表", 101),
        block("第一中学九（2）班成绩表", 201),
        block("第二中学九（1）班成绩表", 301),
    ]
    .concat();
    let found = Exam::csv(&text).ok();
    accounts_add_up(&found);
    assert_eq!(
        lines(&found),
        [
            "/第一中学/九(1)班/101 600 700",
            "/第一中学/九(1)班/102 610 710",
            "/第一中学/九(2)班/201 600 700",
            "/第一中学/九(2)班/202 610 710",
            "/第二中学/九(1)班/301 600 700",
            "/第二中学/九(1)班/302 610 710",
        ]
    );
    assert_eq!(problems(&found), [""; 0]);
    let schools =
        "学校：城关一中,,,\n考号,班级,语文,数学\n1,1,60,70\n2,1,60,70\n学校：育才学校,,,\n3,1,50,60\n4,1,50,60\n";
    // A pupil of that name is none.
    let named = Exam::new("[[source]]\npath = '第一中学.csv'")
        .file("第一中学.csv", "姓名,班级,语文,数学\n张三,1,60,70\n李一中,,,\n王五,1,50,60\n".as_bytes())
        .ok();
    assert_eq!(named.book.schools.len(), 1);
    let names = |found: &Ingested| found.book.schools.iter().map(|school| school.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&Exam::csv(schools).ok()), ["城关一中", "育才学校"]);
}

#[test]
fn two_tables_of_other_pupils_side_by_side_are_refused() {
    let error =
        Exam::csv("考号,学校,班级,语文,考号,学校,班级,数学\n1,甲校,1,90,2,甲校,1,95\n2,甲校,1,80,1,甲校,1,60\n")
            .error(&["scores.csv", "考号"]);
    assert!(error.contains("side by side"), "{error}");
    // The same pupils beside themselves are read.
    let found = Exam::csv("考号,学校,班级,语文,考号,数学\n1,甲校,1,90,1,95\n2,甲校,1,80,2,60\n").ok();
    assert_eq!(lines(&found), ["/甲校/1/1 900 950", "/甲校/1/2 800 600"]);
}

#[test]
fn where_nobody_has_a_number_groups_are_no_pupils() {
    let found = Exam::csv(
        "学校,班级,姓名,语文,数学\n甲校,1,张三,60,70\n甲校,1,李四,50,60\n甲校,1,参考12人,55,65\n甲校,1,九（1）班,55,65\n\
         甲校,1,及格人数,1,2\n甲校,1,全班,55,65\n甲校,1,甲校平均,55,65\n",
    )
    .ok();
    assert_eq!((found.book.n_pupils(), problems(&found).len()), (2, 0));
}

#[test]
fn pupils_of_a_list_of_absent_ones_are_absent() {
    let table = "学校,班级,考号,姓名,语文,数学\n甲校,1,1,某,60,70\n甲校,1,2,某,61,71\n";
    let found = Exam::csv(&format!("{table}缺考学生名单\n甲校,1,3,某,,\n甲校,1,2,某,,\n")).ok();
    assert_eq!(lines(&found).last().map(String::as_str), Some("/甲校/1/3 absent absent"));
    assert_eq!((found.book.n_pupils(), problems(&found).len()), (3, 0));
    // Who missed one subject has marks in the table.
    let found = Exam::csv(&format!("{table}语文缺考名单\n甲校,1,3,某,,\n")).ok();
    assert_eq!(found.book.n_pupils(), 2);
}

#[test]
fn where_nobody_is_left_every_row_is_kept_for_mending() {
    let error = Exam::csv(&format!("{HEADER},1,1,60,70\n,1,2,60,70\n")).read().expect_err("nobody");
    let IngestError::NoPupil { quarantine, set_aside, .. } = error else { panic!("{error}") };
    let rows: Vec<(ProblemKind, u64)> = quarantine.iter().map(|problem| (problem.kind, problem.place.row)).collect();
    assert_eq!(rows, [(ProblemKind::NoSchool, 2), (ProblemKind::NoSchool, 3)]);
    assert_eq!(set_aside, 2);
    assert!(quarantine.iter().all(|problem| !problem.text.is_empty()), "{quarantine:?}");
}

#[test]
fn a_second_header_in_another_order_is_obeyed() {
    let table = "学校,班级,考号,语文,数学\n甲校,1,1,60,70\n甲校,1,2,61,71\n";
    let found = Exam::csv(&format!("{table}学校,班级,考号,数学,语文\n乙校,1,3,80,90\n乙校,1,4,81,91\n")).ok();
    accounts_add_up(&found);
    let read = lines(&found);
    for line in ["/甲校/1/1 600 700", "/乙校/1/3 900 800", "/乙校/1/4 910 810"] {
        assert!(read.contains(&line.to_owned()), "{line}: {read:?}");
    }
    // As often as it changes, and back.
    let found = Exam::csv(&format!(
        "{table}考号,学校,班级,姓名,数学,语文\n3,乙校,1,某,80,90\n{}",
        table.replace("校,1,", "校,2,9")
    ))
    .ok();
    let read = lines(&found);
    for line in ["/甲校/1/1 600 700", "/乙校/1/3 900 800", "/甲校/2/91 600 700"] {
        assert!(read.contains(&line.to_owned()), "{line}: {read:?}");
    }
    // In other words for the same.
    let found = Exam::csv(&format!("{table}学校名称,班别,准考证号,数学成绩,语文成绩\n乙校,1,3,80,90\n")).ok();
    assert!(lines(&found).contains(&"/乙校/1/3 900 800".to_owned()), "{:?}", lines(&found));
    assert_eq!(problems(&found), [""; 0]);
    // A plain repetition is no other header.
    let found = Exam::csv(&format!("{table}{}", table.replace("校,1,", "校,2,9"))).ok();
    assert_eq!((lines(&found).len(), problems(&found).len()), (4, 0));
}

#[test]
fn rows_below_a_header_of_other_subjects_are_set_aside() {
    let found = Exam::csv(
        "学校,班级,考号,语文,数学,校次\n甲校,1,1,60,70,1\n甲校,1,2,61,71,2\n学校,班级,考号,数学,校次,备注\n乙校,1,3,80,1,\n乙校,1,4,81,2,\n",
    )
    .ok();
    accounts_add_up(&found);
    assert_eq!(lines(&found), ["/甲校/1/1 600 700", "/甲校/1/2 610 710"]);
    assert_eq!(of_kind(&found, "other-header").len(), 2, "{:?}", problems(&found));
}

#[test]
fn marks_below_a_list_of_absent_pupils_are_not_lost_without_a_word() {
    let found = Exam::csv(
        "学校,班级,考号,语文,数学\n甲校,1,1,60,70\n甲校,1,2,61,71\n缺考名单\n甲校,1,3,缺考,缺考\n甲校,1,4,62,72\n",
    )
    .ok();
    assert_eq!(lines(&found), ["/甲校/1/1 600 700", "/甲校/1/2 610 710", "/甲校/1/3 absent absent"]);
    assert_eq!(of_kind(&found, "below-list").len(), 1, "{:?}", problems(&found));
    // Whom the table names already, and who has no school there, is no further pupil.
    let found = Exam::csv(
        "学校,班级,考号,语文,数学\n甲校,1,1,60,70\n甲校,1,2,缺考,缺考\n缺考名单：,,,,\n甲校,1,2,缺考,缺考\n,,3,缺考,缺考\n\
         未扫描\n4,某\n",
    )
    .ok();
    assert_eq!(lines(&found), ["/甲校/1/1 600 700", "/甲校/1/2 absent absent"]);
    assert_eq!(problems(&found), [""; 0]);
}

#[test]
fn what_was_not_read_reaches_the_verdict() {
    let claims = |found: &Ingested| -> Vec<(wutong_model::PaperAspect, f64, u64)> {
        found.claims.iter().map(|claim| (claim.aspect, claim.found, claim.place.row)).collect()
    };
    let below = "班级,考号,学校,英语\n1,9001,二中,60\n1,9002,二中,70\n";
    let found = Exam::csv(&format!("{HEADER}一中,1,1,80,90\n{below}")).ok();
    assert_eq!(claims(&found), [(wutong_model::PaperAspect::RowsRead, 2.0, 4)]);
    let states = "学校,班级,考号,语文,数学,状态\n一中,1,1,80,90,正常\n一中,1,2,0,0,3\n一中,1,3,0,5,4\n";
    let found = Exam::csv(states).ok();
    assert_eq!(claims(&found), [(wutong_model::PaperAspect::StatusRead, 3.0, 3)]);
}
