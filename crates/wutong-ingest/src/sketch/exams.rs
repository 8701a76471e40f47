//! Several exams of the same pupils in one workbook, a sheet each: 月考, 期中, 期末.

use std::collections::BTreeSet;

use crate::sketch::Found;
use crate::sketch::scan::ScannedSheet;

/// What sheets are called that hold an exam each.
const EXAMS: [&str; 14] =
    ["期中", "期末", "月考", "周考", "周测", "一模", "二模", "三模", "模拟", "联考", "入学", "开学", "摸底", "中考"];

/// Whether the sheets of a file are of different exams: each is named after one, and they hold the same subjects of the
/// same pupils.
pub(super) fn are_several(sheets: &[ScannedSheet]) -> bool {
    let [first, others @ ..] = sheets else { return false };
    let is_named = |sheet: &ScannedSheet| EXAMS.iter().any(|exam| sheet.name.contains(exam));
    let subjects = |sheet: &ScannedSheet| sheet.subjects.iter().map(|of| of.subject).collect::<BTreeSet<_>>();
    let keys: BTreeSet<u64> = first.keys.iter().copied().collect();
    let is_again = |sheet: &ScannedSheet| {
        let again = sheet.keys.iter().filter(|key| keys.contains(key)).count();
        subjects(sheet) == subjects(first) && again * 2 > sheet.keys.len()
    };
    !others.is_empty() && sheets.iter().all(is_named) && others.iter().all(is_again)
}

impl Found {
    /// Keeps the last of several exams and asks which one is meant; its sheet.
    pub(super) fn ask_exams(&mut self, shown: &str, sheets: &mut Vec<ScannedSheet>) -> Option<String> {
        let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let last = names.last()?.clone();
        self.ask(
            format!("{shown} 的工作表是同一批学生的几次考试：{}；本次分析哪一次？暂按“{last}”，其他的不读；要分析别的请改 sheet", names.join("、")),
            format!(
                "the sheets of {shown} are several exams of the same pupils: {}; which one is to be analysed? '{last}' for now, \
                 the others are not read; set sheet to another one for that",
                names.join(", ")
            ),
        );
        sheets.drain(..sheets.len() - 1);
        Some(last)
    }
}
