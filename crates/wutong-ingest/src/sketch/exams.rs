//! Several exams of the same pupils, a sheet or a file each: 月考, 期中, 期末; 一模, 二模; 第1周, 第2周.

use std::collections::BTreeSet;
use std::path::Path;

use crate::layout::{Exams, exam_of};
use crate::sketch::scan::ScannedSheet;
use crate::sketch::{FileKind, Found, name_of, stem};

/// The exam of which the name of a file speaks, or else that of its folder.
fn exam_of_file(path: &Path) -> Option<String> {
    let of_folder = || exam_of(&path.parent()?.file_name()?.to_string_lossy());
    exam_of(&stem(path)).or_else(of_folder)
}

fn subjects(sheets: &[&ScannedSheet]) -> BTreeSet<usize> {
    sheets.iter().flat_map(|sheet| sheet.subjects.iter().map(|of| of.subject)).collect()
}

/// Whether most pupils of some sheets are those of others.
fn are_again(sheets: &[&ScannedSheet], others: &[&ScannedSheet]) -> bool {
    let keys: BTreeSet<u64> = others.iter().flat_map(|sheet| sheet.keys.iter().copied()).collect();
    let own: Vec<u64> = sheets.iter().flat_map(|sheet| sheet.keys.iter().copied()).collect();
    own.iter().filter(|key| keys.contains(key)).count() * 2 > own.len()
}

/// Whether the sheets of a file are of different exams: each is named after one, and they hold the same subjects of the
/// same pupils.
pub(super) fn are_several(sheets: &[ScannedSheet]) -> bool {
    let [first, others @ ..] = sheets else { return false };
    let exams: Option<BTreeSet<String>> = sheets.iter().map(|sheet| exam_of(&sheet.name)).collect();
    let is_again = |sheet: &ScannedSheet| subjects(&[sheet]) == subjects(&[first]) && are_again(&[sheet], &[first]);
    exams.is_some_and(|exams| exams.len() == sheets.len()) && !others.is_empty() && others.iter().all(is_again)
}

/// Files of earlier exams than the last one that is named, of the same subjects and pupils, and that exam.
fn earlier_files(files: &[(&Path, &[ScannedSheet])]) -> Option<(Vec<usize>, String)> {
    let scores = |at: usize| files[at].1.iter().filter(|sheet| sheet.kind == FileKind::Scores).collect::<Vec<_>>();
    let named: Vec<(usize, String)> = (0..files.len())
        .filter(|at| !scores(*at).is_empty())
        .filter_map(|at| Some((at, exam_of_file(files[at].0)?)))
        .collect();
    let (_, last) = named.last()?;
    let of_last: Vec<&ScannedSheet> =
        named.iter().filter(|(_, exam)| exam == last).flat_map(|(at, _)| scores(*at)).collect();
    let is_earlier = |at: usize, exam: &String| {
        exam != last && subjects(&scores(at)) == subjects(&of_last) && are_again(&scores(at), &of_last)
    };
    let earlier: Vec<usize> = named.iter().filter(|(at, exam)| is_earlier(*at, exam)).map(|(at, _)| *at).collect();
    (!earlier.is_empty()).then(|| (earlier, last.clone()))
}

impl Found {
    /// Asks which of several exams is meant whose files stand side by side; the files that are left out.
    pub(super) fn ask_earlier_files(&mut self, files: &[(&Path, &[ScannedSheet])]) -> Vec<usize> {
        let Some((earlier, last)) = earlier_files(files) else { return Vec::new() };
        // Two files of one name are told apart by their folders.
        let is_alone = |name: &String| files.iter().filter(|(path, _)| name_of(path) == *name).count() == 1;
        let shown = |at: &usize| {
            let path = files[*at].0;
            Some(name_of(path)).filter(is_alone).unwrap_or_else(|| path.to_string_lossy().replace('\\', "/"))
        };
        let names: Vec<String> = earlier.iter().map(shown).collect();
        self.ask(
            format!("这些文件是同一批学生的几次考试；本次分析哪一次？暂按“{last}”，{} 没有写入；要分析别的一次，请只给出那一次的文件后重新运行 wutong init", names.join("、")),
            format!(
                "the files are of several exams of the same pupils; which one is to be analysed? '{last}' for now, {} left out; for \
                 another one run wutong init with its files alone",
                names.join(", ")
            ),
        );
        earlier
    }

    /// Asks which of several exams is meant whose marks stand side by side in one table.
    pub(super) fn ask_exams_of_table(&mut self, shown: &str, exams: &Exams) {
        let Some(read) = &exams.read else { return };
        let named = exams.named.iter().map(String::as_str).collect::<Vec<_>>();
        self.ask(
            format!("{shown} 的同一张表里有几次考试的成绩：{}；本次分析哪一次？按文件名、表名或标题暂读“{read}”的各列，其他的不读；要分析别的一次，请在 columns 中为各科指定那一次的列", named.join("、")),
            format!(
                "one table of {shown} holds the marks of several exams: {}; which one is to be analysed? '{read}' for now, of which \
                 the file, the sheet or a title speaks, the others are not read; for another one name its column of each subject \
                 in columns",
                named.join(", ")
            ),
        );
    }

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
