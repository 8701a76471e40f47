//! Words of which the cells decide whether they name a place or a rank.

use super::*;

#[test]
fn ranks_are_no_counties_and_classes() {
    // Ranks behind marks, flat, under one group, or under each subject.
    let flat = "学校,班级,考号,语文,数学,总分,班,校,区\n一中,1,1001,60,70,130,1,1,2\n一中,1,1002,50,60,110,2,3,5\n一中,2,1003,55,60,115,1,2,4\n";
    let found = Exam::csv(flat).ok();
    assert_eq!(lines(&found), ["/一中/1/1001 600 700", "/一中/1/1002 500 600", "/一中/2/1003 550 600"]);
    assert_eq!(problems(&found).len(), 0);
    let group = format!("考生信息,,,文化课成绩,,,排名,,\n{}", flat.replace("区", "县"));
    let under = "学校,班级,考号,语文,,,,数学,,,\n,,,分数,班,校,区,分数,班,校,区\n一中,1,1001,60,1,1,2,70,1,1,2\n一中,1,1002,50,2,3,5,60,2,2,5\n一中,2,1003,55,1,2,4,60,1,2,4\n";
    for text in [group.as_str(), under] {
        let found = Exam::new("[[source]]\npath = 'f.xlsx'").workbook("f.xlsx", &[("S", text)]).ok();
        assert_eq!(lines(&found), ["/一中/1/1001 600 700", "/一中/1/1002 500 600", "/一中/2/1003 550 600"], "{text}");
        assert_eq!(of_kind(&found, "rank-mismatch"), [""; 0]);
    }
}

#[test]
fn places_behind_marks_stay_places() {
    let found = Exam::csv("考号,语文,数学,学校,班,区\n1001,60,70,一中,1,东区\n1002,50,60,一中,2,东区\n").ok();
    assert_eq!(lines(&found), ["东区/一中/1/1001 600 700", "东区/一中/2/1002 500 600"]);
    // A year of entry is no rank.
    let found = Exam::csv("学校,班级,考号,语文,数学,年级\n一中,1,1001,60,70,9\n一中,1,1002,61,70,9\n").ok();
    assert_eq!((lines(&found).len(), problems(&found).len()), (2, 0));
}

#[test]
fn ranks_that_do_not_say_among_whom_they_count() {
    let rows = |ranks: [u32; 8]| {
        let mut text = "学校,班级,考号,语文,数学,总分,名次\n".to_owned();
        for (n, rank) in (0u32..).zip(ranks) {
            let school = if n % 2 == 0 { "一中" } else { "二中" };
            text += &format!("{school},1,{},{},50,{},{rank}\n", 1001 + n, 90 - n, 140 - n);
        }
        Exam::csv(&text).ok()
    };
    // Among all, and among those of each school.
    for ranks in [[1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 2, 2, 3, 3, 4, 4]] {
        assert_eq!(of_kind(&rows(ranks), "rank-mismatch"), [""; 0], "{ranks:?}");
    }
    // Whichever of both is meant, it contradicts the marks.
    assert_eq!(of_kind(&rows([1, 2, 8, 4, 5, 6, 7, 3]), "rank-mismatch").len(), 1);
}

#[test]
fn what_is_said_twice_is_held_together_however_a_large_file_is_cut() {
    let mut text = "学校,班级,考号,语文,数学,总分,校次,住址\n".to_owned();
    for (school, n) in [("一中", 10_000_u32), ("二中", 20_000)] {
        let (mut rank, mut last) = (0, 0);
        for pupil in 0..n {
            let mark = 119 - pupil * 119 / n;
            (rank, last) = if mark == last { (rank, last) } else { (pupil + 1, mark) };
            let slip = u32::from(school == "二中" && pupil + 1 == n);
            let address = "路".repeat(40);
            text += &format!("{school},1,{},{mark},50,{},{rank},{address}\n", 100_000 + n + pupil, mark + 50 + slip);
        }
    }
    assert!(text.len() > 4 << 20, "a file that is read in pieces");
    let exam = Exam::csv(&text);
    for found in [exam.ok(), exam.at_once()] {
        let told: Vec<_> = found
            .problems
            .iter()
            .map(|problem| (problem.kind, problem.place.row, problem.school.as_deref(), problem.text.as_str()))
            .collect();
        // The last pupil's total is one too many, and so does not go with its rank either.
        let last = (30_001, Some("二中"));
        let expected = [(ProblemKind::TotalMismatch, "52"), (ProblemKind::RankMismatch, "1")];
        assert_eq!(told, expected.map(|(kind, text)| (kind, last.0, last.1, text)));
    }
}
