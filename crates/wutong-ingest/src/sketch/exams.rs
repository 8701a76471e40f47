//! Several exams of the same pupils, a sheet or a file each: 月考, 期中, 期末; 一模, 二模; 第1周, 第2周.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cell::fold;
use crate::resits::is_resit;
use crate::sketch::scan::ScannedSheet;
use crate::sketch::{FileKind, Found, name_of, stem, subject_of_name};

/// What sheets are called that hold an exam each.
const EXAMS: [&str; 14] =
    ["期中", "期末", "月考", "周考", "周测", "一模", "二模", "三模", "模拟", "联考", "入学", "开学", "摸底", "中考"];

/// The exam that a name speaks of: 期中, 第2次月考, 第3周.
fn exam_of(name: &str) -> Option<String> {
    let folded = fold(name);
    let word = EXAMS.iter().find(|exam| folded.contains(**exam)).copied().unwrap_or_default();
    let counted = folded.find('第').and_then(|at| {
        let rest = &folded[at..];
        let end = rest.find(['次', '周', '回', '轮', '套'])?;
        let number = &rest['第'.len_utf8()..end];
        let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        (!number.is_empty() && number.chars().all(is_number)).then(|| rest[..end + '次'.len_utf8()].to_owned())
    });
    let exam = [counted.unwrap_or_default().as_str(), word].concat();
    (!exam.is_empty()).then_some(exam)
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
        .filter_map(|at| Some((at, exam_of(&stem(files[at].0))?)))
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

/// Item files of other exams than that of the scores, or than the last one where these name none, beside such of it and of
/// the same subject; with the exam.
fn earlier_items(files: &[(&Path, &[ScannedSheet])], left_out: &[usize]) -> Option<(Vec<usize>, String)> {
    let named = |is_wanted: &dyn Fn(&ScannedSheet) -> bool| -> Vec<(usize, String)> {
        let wanted = (0..files.len()).filter(|at| files[*at].1.iter().any(is_wanted) && !left_out.contains(at));
        wanted.filter_map(|at| Some((at, exam_of(&stem(files[at].0))?))).collect()
    };
    // Items with a total beside them look like scores.
    let has_items = |sheet: &ScannedSheet| sheet.items.is_some() && sheet.kind != FileKind::Blueprint;
    let scores = named(&|sheet| sheet.kind == FileKind::Scores && sheet.items.is_none());
    let items = named(&has_items);
    let (_, exam) = scores.last().or(items.last())?;
    let subject = |at: usize| subject_of_name(files[at].0);
    let has_own = |at: usize| items.iter().any(|(other, of)| of == exam && subject(*other) == subject(at));
    let others: Vec<usize> = items.iter().filter(|(at, of)| of != exam && has_own(*at)).map(|(at, _)| *at).collect();
    (!others.is_empty()).then(|| (others, exam.clone()))
}

impl Found {
    /// Asks of item files of several exams which one is meant; the files that are left out.
    pub(super) fn ask_earlier_items(&mut self, files: &[(&Path, &[ScannedSheet])], left_out: &[usize]) -> Vec<usize> {
        let Some((others, exam)) = earlier_items(files, left_out) else { return Vec::new() };
        let names: Vec<String> = others.iter().map(|at| name_of(files[*at].0)).collect();
        self.ask(
            format!("小题分有几次考试的；本次分析哪一次？暂按“{exam}”，{} 没有写入；要分析别的一次，请只给出那一次的文件后重新运行 wutong init", names.join("、")),
            format!(
                "item files are of several exams; which one is to be analysed? '{exam}' for now, {} left out; for another one run \
                 wutong init with its files alone",
                names.join(", ")
            ),
        );
        others
    }

    /// Asks of lists of the same pupils which one holds.
    pub(super) fn ask_lists_again(&mut self, files: &[(&Path, &[ScannedSheet])]) {
        let of = |at: usize| files[at].1.iter().filter(|sheet| sheet.kind == FileKind::Pupils).collect::<Vec<_>>();
        let lists: Vec<usize> = (0..files.len()).filter(|at| !of(*at).is_empty()).collect();
        for (at, second) in lists.iter().enumerate() {
            let Some(first) = lists[..at].iter().find(|first| are_again(&of(*second), &of(**first))) else { continue };
            let [first, second] = [first, second].map(|at| name_of(files[*at].0));
            self.ask(
                format!("{first} 和 {second} 大多是同一批考生，每人只计一次；哪一份是本次的应考名单？请删去另一份的来源"),
                format!(
                    "{first} and {second} list mostly the same pupils, who count once; which one holds? Delete the source of the \
                     other"
                ),
            );
        }
    }

    /// Says of files of second sittings beside those of the first how their marks count.
    pub(super) fn ask_resits(&mut self, files: &[(&Path, &[ScannedSheet])]) {
        let has_scores = |(_, sheets): &&(&Path, &[ScannedSheet])| sheets.iter().any(|of| of.kind == FileKind::Scores);
        let (second, first): (Vec<_>, Vec<_>) =
            files.iter().filter(has_scores).partition(|(path, _)| is_resit(&stem(path)));
        for (path, _) in second.into_iter().filter(|_| !first.is_empty()) {
            let shown = name_of(path);
            self.ask(
                format!("{shown} 是补考或缓考的成绩：只补给没有分数的考生，已有分数的保留第一次的成绩；这样处理对吗？若应以补考为准，请在成绩表中改正"),
                format!(
                    "{shown} holds marks of a second sitting: they count for pupils without a mark, others keep the first one; is \
                     that so? If the second one is to count, write it into the first table"
                ),
            );
        }
    }

    /// Asks which of several exams is meant whose files stand side by side; the files that are left out.
    pub(super) fn ask_earlier_files(&mut self, files: &[(&Path, &[ScannedSheet])]) -> Vec<usize> {
        let Some((earlier, last)) = earlier_files(files) else { return Vec::new() };
        let names: Vec<String> = earlier.iter().map(|at| name_of(files[*at].0)).collect();
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
