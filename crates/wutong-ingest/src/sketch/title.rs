//! The title of an exam, as the titles above its tables have it in common.

use crate::cell::half_width;
use crate::layout::{class_in, school_in};

/// Words of which the title of an exam has one.
const EXAMS: [&str; 29] = [
    "考试",
    "联考",
    "期中",
    "期末",
    "月考",
    "模拟",
    "一模",
    "二模",
    "三模",
    "一诊",
    "二诊",
    "诊断",
    "质检",
    "检测",
    "监测",
    "测试",
    "测评",
    "调研",
    "摸底",
    "统考",
    "会考",
    "竞赛",
    "学业",
    "抽测",
    "适应性",
    "中考",
    "高考",
    "质量",
    "学情",
];
/// What begins a note or number above a table.
const NOTES: [&str; 5] = ["注", "说明", "备注", "附件", "附表"];

/// What the titles of sheets have in common, up to the word for marks, without the class. `is_of_several` tells that the
/// exam is of several schools: then it is not named after one of them.
pub(super) fn title(sheets: &[Vec<String>], is_of_several: bool) -> Option<String> {
    /// A shorter common part says too little.
    const FEWEST: usize = 4;
    let told: Vec<&String> = sheets.iter().filter_map(|titles| titles.iter().find(|title| tells(title))).collect();
    let first = *told.first()?;
    let is_same = told.iter().all(|title| *title == first);
    let bare = |title: &&String| {
        let without_class = if is_same { (*title).clone() } else { without(title, class_in(title)) };
        let school = school_in(&without_class).filter(|_| is_of_several);
        without(&without_class, school)
    };
    let bare: Vec<String> = told.iter().map(bare).collect();
    let common = |title: &String| bare[0].chars().zip(title.chars()).take_while(|(a, b)| a == b).count();
    let shared = bare.iter().map(common).min().unwrap_or(0);
    if shared < FEWEST && is_of_several && bare.iter().any(|title| *title != bare[0]) {
        return None;
    }
    let shared: String = bare[0].chars().take(if shared < FEWEST { usize::MAX } else { shared }).collect();
    let name = shared.split_once("成绩").map_or(shared.as_str(), |(before, _)| before);
    let punctuation = |c: char| c.is_whitespace() || "（(【[：:-—_、，,".contains(c);
    let name = name
        .trim_end_matches(punctuation)
        .trim_start_matches(|c: char| c.is_whitespace() || "）)】]：:-—_、，,".contains(c));
    tells(name).then(|| name.to_owned())
}

/// Whether a text may be the title of an exam.
fn tells(text: &str) -> bool {
    /// Longer ones are notes.
    const MOST: usize = 50;
    EXAMS.iter().any(|word| text.contains(word))
        && !NOTES.iter().any(|word| text.starts_with(word))
        && text.chars().count() <= MOST
}

/// A text without a part of it that was found in its narrow form.
fn without(text: &str, part: Option<String>) -> String {
    let Some(part) = part else { return text.to_owned() };
    let characters: Vec<char> = text.chars().collect();
    let narrow: Vec<char> = text.chars().map(half_width).collect();
    let part: Vec<char> = part.chars().collect();
    match narrow.windows(part.len().max(1)).position(|window| window == part) {
        Some(at) => characters[..at].iter().chain(&characters[at + part.len()..]).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(titles: &[&str], is_of_several: bool) -> Option<String> {
        title(&titles.iter().map(|title| vec![(*title).to_owned()]).collect::<Vec<_>>(), is_of_several)
    }

    #[test]
    fn titles_are_cut_to_what_they_share() {
        let school = |school: &str| format!("2025年九年级第一次模拟考试成绩表（{school}）");
        let (one, two) = (school("一中"), school("二中"));
        assert_eq!(of(&[&one, &two], true).as_deref(), Some("2025年九年级第一次模拟考试"));
        assert_eq!(of(&[&one], false).as_deref(), Some("2025年九年级第一次模拟考试"));
        assert_eq!(of(&["甲校期末", "乙校期末"], true), None);
        assert_eq!(of(&[], false), None);
    }

    #[test]
    fn an_exam_of_several_schools_is_named_after_none() {
        let titles = ["城关中学2025年九年级期中考试成绩单", "东湖中学2025年九年级期中考试成绩单"];
        assert_eq!(of(&titles, true).as_deref(), Some("2025年九年级期中考试"));
        assert_eq!(of(&titles[..1], false).as_deref(), Some("城关中学2025年九年级期中考试"));
        assert_eq!(
            of(&["城关中学九（1）班期中考试成绩", "城关中学九（2）班期中考试成绩"], false).as_deref(),
            Some("城关中学期中考试")
        );
    }

    #[test]
    fn names_of_offices_and_classes_are_no_titles() {
        for text in ["东湖区教研室", "九(1)班", "九年级1班", "附件2", "城关中学"] {
            assert_eq!(of(&[text], false), None, "{text}");
        }
        let sheet = vec!["附件2".to_owned(), "九年级期中考试成绩上报表".to_owned()];
        assert_eq!(title(&[sheet], true).as_deref(), Some("九年级期中考试"));
    }
}
