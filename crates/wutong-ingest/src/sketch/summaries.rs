//! Summaries beside the pupils, in files of their own: one row a school or class.

use std::collections::BTreeSet;
use std::path::Path;

use crate::sketch::marks::Marks;
use crate::sketch::scan::ScannedSheet;
use crate::sketch::{FileKind, Found, name_of};

/// One row alone may be of a pupil.
const FEWEST: usize = 2;
/// What files with numbers of pupils expected are called.
const EXPECTED: [&str; 4] = ["应考", "报考", "应到", "报名"];

fn is_scores(sheet: &ScannedSheet) -> bool {
    sheet.kind == FileKind::Scores && sheet.rows > 0
}

/// Whether the sheets with subjects in a file name no pupil and hold texts below these subjects: who teaches them.
fn is_of_teachers(sheets: &[ScannedSheet]) -> bool {
    /// One number among so many texts is a slip.
    const SLIPS: u64 = 20;
    let is_of_names = |sheet: &ScannedSheet| {
        let sum = |of: fn(&Marks) -> u64| sheet.subjects.iter().map(|subject| of(&subject.marks)).sum::<u64>();
        let (numbers, texts, grades) = (sum(|marks| marks.n), sum(|marks| marks.texts), sum(|marks| marks.grades));
        let names = sheet.unknown_words.keys().filter(|word| is_like_a_name(word)).count();
        let is_nobody = !sheet.has_id && !sheet.has_name;
        is_nobody && numbers * SLIPS <= texts && grades * 2 < texts && names * 2 > sheet.unknown_words.len()
    };
    let mut scores = sheets.iter().filter(|sheet| is_scores(sheet)).peekable();
    scores.peek().is_some() && scores.all(is_of_names)
}

/// Whether a text may be what a person is called: 王芳, 欧阳老师.
fn is_like_a_name(text: &str) -> bool {
    let name = text.trim_end_matches("老师");
    (1..=4).contains(&name.chars().count()) && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

impl Found {
    /// Says of files with one row for each of some schools or classes, all of which other files have with identified pupils,
    /// that they are left out, and of lists of teachers; which ones.
    pub(super) fn tell_summaries(&mut self, files: &[(&Path, &[ScannedSheet])]) -> Vec<usize> {
        let with_pupils = files.iter().flat_map(|(_, sheets)| sheets.iter()).filter(|sheet| is_scores(sheet));
        let known: BTreeSet<(u64, u64)> =
            with_pupils.flat_map(|sheet| sheet.pupils.iter().map(|of| (of.school, of.class))).collect();
        let schools: BTreeSet<u64> = known.iter().map(|(school, _)| *school).collect();
        let classes: BTreeSet<u64> = known.iter().map(|(_, class)| *class).collect();
        let is_summary = |sheet: &ScannedSheet| {
            let own: BTreeSet<(u64, u64)> = sheet.places.iter().map(|of| (of.school, of.class)).collect();
            let is_known = |(school, class): &(u64, u64)| match (*school, *class) {
                (0, 0) => false,
                // Classes of the only school there is.
                (0, class) => schools.len() == 1 && classes.contains(&class),
                (school, 0) => schools.contains(&school),
                both => known.contains(&both),
            };
            own.len() >= FEWEST && own.len() == sheet.places.len() && own.iter().all(is_known)
        };
        let mut left_out = Vec::new();
        for (at, (path, sheets)) in files.iter().enumerate() {
            if is_of_teachers(sheets) {
                left_out.push(at);
                let shown = name_of(path);
                self.ask(
                    format!("{shown} 各科列中是姓名而不是分数，像是任课教师表，没有写入"),
                    format!(
                        "{shown} has names and no marks below its subjects, as a list of teachers has: it was left out"
                    ),
                );
                continue;
            }
            let mut scores = sheets.iter().filter(|sheet| is_scores(sheet)).peekable();
            if scores.peek().is_none() || !scores.all(is_summary) {
                continue;
            }
            left_out.push(at);
            let shown = name_of(path);
            if EXPECTED.iter().any(|word| shown.contains(word)) {
                self.ask(
                    format!("{shown} 没有考号和姓名，一校（班）一行，像是应考人数，没有写入；各科人数相同的话请改成“学校、应考人数”两列后重新运行 wutong init，以便统计参考率"),
                    format!(
                        "{shown} has neither ids nor names and one row a school or class: numbers expected, as it seems; it was left \
                         out. If they are alike in all subjects, give it the columns 学校 and 应考人数 and run wutong init again"
                    ),
                );
                continue;
            }
            self.remark(
                format!("{shown} 没有考号和姓名，一校（班）一行，是汇总表而不是考生成绩，没有写入"),
                format!(
                    "{shown} has neither ids nor names and one row a school or class: a summary, no marks of pupils; it was \
                     left out"
                ),
            );
        }
        left_out
    }
}
