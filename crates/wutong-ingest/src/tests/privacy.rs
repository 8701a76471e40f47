//! Under a key no name of a pupil leaves ingestion, wherever in a row it stands.

use super::*;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
const NAMES: [&str; 6] = ["欧阳明德", "司马文远", "诸葛思齐", "上官云", "王小川", "高洋"];

/// An exam under a key.
fn under_key(sources: &str) -> Exam {
    Exam::new(&format!("{sources}\n[pupils]\nkey = 'centre.key'")).file("centre.key", KEY)
}

/// Rows of pupils without fault: identifier, name, school, class, Chinese, mathematics.
fn rows(from: usize, to: usize) -> String {
    let row = |n: usize| format!("20250{n:05},{},实验中学,九（{}）班,{},{}\n", NAMES[n % 6], n % 2 + 1, 60 + n, 70 + n);
    (from..to).map(row).collect()
}

/// Everything that leaves ingestion, as one text, holds no name.
fn is_nameless(found: &Ingested) {
    let texts = format!("{found:?}");
    for name in NAMES {
        assert!(!texts.contains(name), "{name} in {:?} {:?} {:?}", problems(found), found.accounts, found.claims);
    }
}

const HEADER: &str = "考号,姓名,学校,班级,语文,数学\n";

#[test]
fn names_where_something_else_should_be() {
    let odd = "2025099001,欧阳明德,实验中学,九（1）班,缺考（欧阳明德）,80\n\
               2025099002,司马文远,实验中学,九（1）班,70,司马文远未交卷\n\
               ,2025099003,诸葛思齐,实验中学,九（1）班,70\n\
               上官云,2025099004,实验中学,九（1）班,70,80\n\
               2025099005,九（1）班,实验中学,王小川,70,80\n\
               2025099006,实验中学,高洋,九（1）班,70,80\n\
               欧阳明德,实验中学,九（1）班,70,80,\n";
    for format in ["csv", "xlsx"] {
        let text = format!("{HEADER}{}{odd}", rows(0, 12));
        let exam = under_key(&format!("[[source]]\npath = 'scores.{format}'"));
        let found = match format {
            "csv" => exam.file("scores.csv", text.as_bytes()).ok(),
            _ => exam.workbook("scores.xlsx", &[("成绩", &text)]).ok(),
        };
        is_nameless(&found);
        let shown = problems(&found);
        for text in ["语文 '缺考（〔文字4字〕）'", "数学 '〔文字4字〕未交卷'", "'〔文字4字〕 | 实验中学'"]
        {
            assert!(shown.iter().any(|problem| problem.contains(text)), "{text}: {shown:?}");
        }
        let classes: Vec<&str> = found.book.classes.iter().map(|class| class.name.as_str()).collect();
        assert!(classes.contains(&"〔文字3字〕") && classes.contains(&"九（1）班"), "{classes:?}");
        let schools: Vec<&str> = found.book.schools.iter().map(|school| school.name.as_str()).collect();
        assert_eq!(schools, ["〔文字2字〕", "实验中学"]);
    }
}

#[test]
fn without_a_key_texts_are_quoted_as_they_stand() {
    let text = format!("{HEADER}{}2025099001,欧阳明德,实验中学,九（1）班,缺考（欧阳明德）,80\n", rows(0, 6));
    let found = Exam::csv(&text).ok();
    assert_eq!(problems(&found), ["not-a-mark scores.csv:8 语文 '缺考（欧阳明德）'"]);
}

#[test]
fn sheets_and_files_named_after_pupils() {
    let sheets = [
        ("成绩", format!("{HEADER}{}", rows(0, 12))),
        ("欧阳明德", "考号,姓名,学校,班级\n2025099001,欧阳明德,x,y\n".to_owned()),
        ("名单", "欧阳明德、司马文远缺考，诸葛思齐作弊\n王小川\n".to_owned()),
    ];
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let exam = under_key("[[source]]\npath = '*.xlsx'").workbook("全部.xlsx", &sheets);
    let found = exam.workbook("司马文远.xlsx", &[("成绩", &format!("{HEADER}{}", rows(20, 22)))]).ok();
    is_nameless(&found);
    let sheets: Vec<&str> = found.accounts.iter().map(|account| account.sheet.as_str()).collect();
    assert!(sheets.contains(&"〔文字4字〕") && sheets.contains(&"名单"), "{sheets:?}");
    assert!(found.inputs.iter().any(|(file, _)| file == "〔文字4字〕.xlsx"), "{:?}", found.inputs);
}

#[test]
fn errors_and_unread_files_quote_no_names() {
    let no_header = "2025000001,欧阳明德,70\n2025000002,司马文远,80\n";
    let exam = under_key("[[source]]\npath = '*.csv'").file("a.csv", no_header.as_bytes());
    let error = exam.error(&["a.csv", "〔文字4字〕"]);
    assert!(NAMES.iter().all(|name| !error.contains(name)), "{error}");
    let exam = exam.file("b.csv", format!("{HEADER}{}", rows(0, 6)).as_bytes());
    is_nameless(&exam.ok());
    exam.unread(&["a.csv", "〔文字4字〕"]);
    let roster = under_key("[[source]]\npath = 's.csv'\n[[source]]\npath = 'r.csv'\nkind = 'roster'")
        .file("s.csv", format!("{HEADER}{}", rows(0, 6)).as_bytes())
        .file("r.csv", "欧阳明德,九（1）班\n司马文远,九（1）班\n".as_bytes());
    is_nameless(&roster.ok());
}

#[test]
fn nobody_is_left_and_nobody_is_named() {
    let text =
        format!("{HEADER},2025099003,诸葛思齐,实验中学,九（1）班,70\n,2025099004,上官云,实验中学,九（1）班,70\n");
    let error = under_key("[[source]]\npath = 's.csv'").file("s.csv", text.as_bytes()).read().expect_err("nobody");
    let told = format!("{error} {} {error:?}", error.zh());
    assert!(NAMES.iter().all(|name| !told.contains(name)), "{told}");
}

#[test]
fn what_is_covered_can_be_corrected() {
    let text = format!(
        "{HEADER}{}2025099001,欧阳明德,实验中学,九（1）班,缺考（欧阳明德）,80\n上官云,实验中学,九（1）班,70,80,\n",
        rows(0, 6)
    );
    let sources = "[[source]]\npath = '*.xlsx'\n[[source]]\npath = 'filled.csv'\nkind = 'corrections'";
    let filled = |lines: &str| format!("file,sheet,row,column,original_text,problem,what_to_do,corrected\n{lines}");
    let exam = |lines: &str| {
        let exam = under_key(sources).workbook("全部.xlsx", &[("欧阳明德", &text)]);
        exam.file("filled.csv", filled(lines).as_bytes()).ok()
    };
    let before = exam("");
    let quarantine: Vec<String> = before
        .problems
        .iter()
        .filter(|problem| !problem.kind.is_remark())
        .map(|problem| {
            let corrected = if problem.kind == ProblemKind::NotAMark { "缺考" } else { "2025099002" };
            let place = &problem.place;
            let kind = problem.kind.id();
            format!(
                "{},{},{},{},{},{kind},x,{corrected}\n",
                place.file, place.sheet, place.row, place.column, problem.text
            )
        })
        .collect();
    assert_eq!(quarantine.len(), 2, "{quarantine:?}");
    let after = exam(&quarantine.concat());
    is_nameless(&after);
    let left: Vec<String> = problems(&after).into_iter().filter(|problem| !problem.starts_with("numbers-as")).collect();
    assert!(left.iter().all(|problem| !problem.starts_with("unused") && !problem.starts_with("no-pupil")), "{left:?}");
    assert_eq!(after.book.n_pupils(), before.book.n_pupils() + 1);
    let other = exam(&quarantine.concat().replace("（〔文字4字〕）", "（〔文字3字〕）"));
    assert_eq!(kinds(&other).iter().filter(|kind| **kind == ProblemKind::UnusedCorrection).count(), 1);
}
