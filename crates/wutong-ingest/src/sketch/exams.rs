//! Several exams of the same pupils, a sheet or a file each: 月考, 期中, 期末; 一模, 二模; 第1周, 第2周.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cell::half_width;
use crate::hidden::gives_way;
use crate::layout::{Exams, exam_of};
use crate::resits::is_resit;
use crate::sketch::scan::ScannedSheet;
use crate::sketch::{FileKind, Found, name_of, stem, subject_of_name};

/// The sitting of which a name speaks: 期中, 第2次月考. 联考 says who sits it, and not which one it is.
fn sitting(name: &str) -> Option<String> {
    exam_of(name).filter(|exam| exam != "联考")
}

fn sitting_of_folder(path: &Path) -> Option<String> {
    sitting(&path.parent()?.file_name()?.to_string_lossy())
}

/// The exam of which the name of a file speaks, or else that of its folder.
fn exam_of_file(path: &Path) -> Option<String> {
    sitting(&stem(path)).or_else(|| sitting_of_folder(path))
}

/// What a table says of the exam that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The years that it may be of: both of 2025-2026学年.
    years: BTreeSet<u16>,
    exam: Option<String>,
    shown: String,
}

impl Told {
    /// By the first of some texts, title, sheet and file, that says it.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str> + Clone, shown: &str) -> Self {
        // 联考, 模拟 and the like may stand beside another name of the same exam.
        const APART: [&str; 7] = ["期中", "期末", "月考", "一模", "二模", "三模", "第"];
        let is_apart = |exam: &String| APART.iter().any(|word| exam.contains(word));
        // 第五次月考 is 第5次月考; 一模 stays.
        let counted = |exam: String| {
            let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九"].iter().zip(1..);
            numerals.fold(exam, |exam, (numeral, digit)| exam.replace(&format!("第{numeral}"), &format!("第{digit}")))
        };
        let exam = texts.clone().find_map(|text| exam_of(text).filter(is_apart)).map(counted);
        let years = texts.map(years_in).find(|years| !years.is_empty()).unwrap_or_default();
        Self { years, exam, shown: shown.to_owned() }
    }

    fn is_other(&self, other: &Self) -> bool {
        let years = !self.years.is_empty() && !other.years.is_empty() && self.years.is_disjoint(&other.years);
        years || self.exam.as_ref().zip(other.exam.as_ref()).is_some_and(|(a, b)| a != b)
    }

    /// 九年级一模.xlsx（2025年，一模）
    fn words(&self) -> String {
        let years = self.years.iter().map(u16::to_string).collect::<Vec<_>>().join("-");
        let said: Vec<&str> = [years.as_str(), self.exam.as_deref().unwrap_or_default()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        format!("{}（{}）", self.shown, said.join(" "))
    }
}

/// The years that a text names; not that of a grade: 2023级.
fn years_in(text: &str) -> BTreeSet<u16> {
    let characters: Vec<char> = text.chars().map(half_width).collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
    let year = |(at, window): (usize, &[char])| {
        let year: u16 = window.iter().collect::<String>().parse().ok().filter(|year| (2000..2100).contains(year))?;
        let is_of_grade = matches!(characters.get(at + 4), Some('级' | '届'));
        (!is_digit(at.checked_sub(1)) && !is_digit(Some(at + 4)) && !is_of_grade).then_some(year)
    };
    let mut years: BTreeSet<u16> = characters.windows(4).enumerate().filter_map(year).collect();
    // The autumn term of 2025 ends in January 2026.
    if let Some(year) = years.last().copied()
        && ["学年", "秋", "下半年", "第一学期", "上学期"].iter().any(|word| text.contains(word))
    {
        years.insert(year + 1);
    }
    years
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

/// Leaves out the sheets of ranks, copies and the like beside those with the marks of the same pupils: what they hold says
/// nothing of papers.
pub(super) fn leave_out_beside(sheets: &mut Vec<ScannedSheet>) {
    let is_beside = |sheet: &ScannedSheet| {
        let others = || sheets.iter().filter(|other| !gives_way(&other.name));
        let is_again =
            |other: &ScannedSheet| subjects(&[sheet]).is_subset(&subjects(&[other])) && are_again(&[sheet], &[other]);
        gives_way(&sheet.name) && !sheet.keys.is_empty() && others().any(is_again)
    };
    let kept: Vec<bool> = sheets.iter().map(|sheet| !is_beside(sheet)).collect();
    let mut kept = kept.into_iter();
    sheets.retain(|_| kept.next().unwrap_or(true));
}

/// Files of earlier exams than the last one that is named, of the same subjects and pupils, and that exam.
fn earlier_files(files: &[(&Path, &[ScannedSheet])]) -> Option<(Vec<usize>, String)> {
    let scores = |at: usize| files[at].1.iter().filter(|sheet| sheet.kind == FileKind::Scores).collect::<Vec<_>>();
    // Beside another sitting 联考 is one too, but for tables of items.
    let is_plain = |at: usize| scores(at).iter().all(|sheet| sheet.items.is_none());
    let of_joint = |at: usize| {
        let of_folder = || exam_of(&files[at].0.parent()?.file_name()?.to_string_lossy());
        exam_of(&stem(files[at].0)).or_else(of_folder).filter(|_| is_plain(at))
    };
    let named: Vec<(usize, String)> = (0..files.len())
        .filter(|at| !scores(*at).is_empty())
        .filter_map(|at| Some((at, exam_of_file(files[at].0).or_else(|| of_joint(at))?)))
        .collect();
    // What items, tables and folders are named after is the exam that all of them are of.
    let votes = |exam: &String| {
        let beside = files.iter().filter(|(_, sheets)| sheets.iter().all(|sheet| sheet.kind != FileKind::Scores));
        let folders: BTreeSet<Option<&Path>> = files
            .iter()
            .filter(|(path, _)| sitting_of_folder(path).as_ref() == Some(exam))
            .map(|(path, _)| path.parent())
            .collect();
        folders.len() + beside.filter(|(path, _)| sitting(&stem(path)).as_ref() == Some(exam)).count()
    };
    let (_, last) =
        named.iter().enumerate().max_by_key(|(at, (_, exam))| (votes(exam), *at)).map(|(_, named)| named)?;
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
        wanted.filter_map(|at| Some((at, sitting(&stem(files[at].0))?))).collect()
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
    /// Asks whether tables that name different exams are of one.
    pub(super) fn ask_told(&mut self) {
        let other = |at: usize| self.told[..at].iter().find(|known| known.is_other(&self.told[at]));
        let Some((one, another)) =
            (0..self.told.len()).find_map(|at| Some((other(at)?.words(), self.told[at].words())))
        else {
            return;
        };
        self.ask(
            format!("{one} 与 {another} 写的不是同一次考试，是同一次吗？暂按同一次；若是几次考试，请只给出一次的文件后重新运行 wutong init"),
            format!(
                "{one} and {another} name different exams; are they one? taken for one; if they are several, run wutong init \
                 with the files of one alone"
            ),
        );
    }

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

    /// Asks whether files that call themselves drafts are rightly left out beside others of the same subjects and pupils.
    pub(super) fn ask_drafts(&mut self, files: &[(&Path, &[ScannedSheet])], left_out: &[usize]) -> Vec<usize> {
        const DRAFTS: [&str; 5] = ["初稿", "草稿", "旧稿", "修改前", "更正前"];
        let scores = |at: usize| files[at].1.iter().filter(|sheet| sheet.kind == FileKind::Scores).collect::<Vec<_>>();
        let is_draft = |at: &usize| DRAFTS.iter().any(|word| stem(files[*at].0).contains(word));
        let with_scores = (0..files.len()).filter(|at| !left_out.contains(at) && !scores(*at).is_empty());
        let (drafts, others): (Vec<usize>, Vec<usize>) = with_scores.partition(is_draft);
        let rows = |at: usize| scores(at).iter().map(|sheet| sheet.rows).sum::<u64>();
        // A draft with more pupils than what came of it is more than a draft.
        let is_again = |draft: &usize, other: &usize| {
            rows(*draft) <= rows(*other)
                && subjects(&scores(*draft)).is_subset(&subjects(&scores(*other)))
                && are_again(&scores(*draft), &scores(*other))
        };
        let mut found = Vec::new();
        for draft in drafts {
            let Some(other) = others.iter().find(|other| is_again(&draft, other)) else { continue };
            let [draft_name, other] = [draft, *other].map(|at| name_of(files[at].0));
            self.ask(
                format!("{draft_name} 与 {other} 是同一批学生的成绩，按文件名是初稿，没有写入；若应以它为准，请只给出它后重新运行 wutong init"),
                format!(
                    "{draft_name} and {other} hold marks of the same pupils; by its name the first is a draft and was left out; if it \
                     is the one that holds, run wutong init again without the other"
                ),
            );
            found.push(draft);
        }
        found
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_say_of_which_exam_they_are() {
        let of = |texts: &[&str]| Told::of(texts.iter().copied(), "a.xlsx");
        for (a, b, is_other) in [
            (&["2025年九年级一模"][..], &["2026年九年级一模"][..], true),
            (&["2025-2026学年度第二学期期末"], &["2026年6月期末"], false),
            (&["2023级期末"], &["2024级期末"], false),
            (&["期中考试", "成绩"], &["成绩", "期末"], true),
            (&["期末联考"], &["期末"], false),
            (&["九年级一模"], &["九年级"], false),
            (&["20260415导出"], &["20250415导出"], false),
            (&["第1次月考"], &["第2次月考"], true),
            (&["2025年秋季期末"], &["2026年1月期末"], false),
            (&["第5次月考"], &["第五次月考"], false),
        ] {
            assert_eq!(of(a).is_other(&of(b)), is_other, "{a:?} {b:?}");
        }
    }
}
