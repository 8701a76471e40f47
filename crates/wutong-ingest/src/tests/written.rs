//! Marks as people write them.

use std::fmt::Write as _;

use super::sketches::run;
use super::*;

#[test]
fn marks_with_what_they_are_out_of() {
    let mut text = "学校,班级,考号,语文,数学\n".to_owned();
    for n in 0..40u32 {
        let math = if n == 5 { "缺考".to_owned() } else { format!("{}.5 / 150", 60 + n) };
        writeln!(text, "一中,1,{},{}/120,{math}", 1001 + n, 50 + n).expect("written");
    }
    // Out of something else it is no mark of this paper.
    text += "一中,1,1041,50/100,60/150\n";
    let exam = Exam::new("").file("f.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["f.csv"]);
    let full: Vec<(f64, bool)> = sketch.subjects.iter().map(|subject| (subject.full_mark, subject.is_stated)).collect();
    assert_eq!(full, [(120.0, true), (150.0, true)]);
    let shown = lines(&found);
    assert_eq!(shown[5], "/一中/1/1006 55 absent");
    assert_eq!(shown[39], "/一中/1/1040 89 995");
    assert_eq!(problems(&found), ["not-a-mark f.csv:42 语文 '50/100'"]);
}
