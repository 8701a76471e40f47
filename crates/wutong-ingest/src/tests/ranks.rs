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
