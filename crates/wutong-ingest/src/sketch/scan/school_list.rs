//! What a table of schools is good for, by its header.

use wutong_model::is_no_group;

use super::ListUse;
use crate::alias::{self, ATTRIBUTES, ROSTER_ROLES, Role, SCHOOL_ROLES};
use crate::layout::is_subject_column;

/// What columns of a summary of marks are called by.
const STATISTICS: [&str; 14] = [
    "平均分",
    "均分",
    "优秀率",
    "及格率",
    "优良率",
    "合格率",
    "低分率",
    "得分率",
    "最高分",
    "最低分",
    "名次",
    "排名",
    "参考人数",
    "实考",
];
/// Columns that number the rows or say nothing.
const IDLE: [&str; 4] = ["序号", "行号", "备注", "no"];

/// What a table with these folded headers, of schools and no pupils, is good for.
pub(super) fn list_use(folded: &[String]) -> ListUse {
    let statistics = folded.iter().filter(|text| STATISTICS.iter().any(|word| text.contains(word))).count();
    let has_subject = folded.iter().any(|text| is_subject_column(text));
    if statistics > 1 || statistics > 0 && has_subject {
        return ListUse::Summary;
    }
    let is_school = |text: &&String| {
        alias::role(text, &[SCHOOL_ROLES]).is_some() || alias::NAMES_OF_SCHOOLS.contains(&text.as_str())
    };
    let others: Vec<&String> =
        folded.iter().filter(|text| !is_school(text) && !IDLE.contains(&text.as_str())).collect();
    if !others.is_empty() && others.iter().all(|text| is_no_group(text)) { ListUse::NoGroups } else { ListUse::Groups }
}

/// Whether headers name a group of schools, 城乡 or 学区, and nothing of which a school has several.
pub(super) fn names_group(folded: &[String]) -> bool {
    let is_several = |text: &String| text.contains("年级") || is_subject_column(text);
    let is_group = |text: &String| ATTRIBUTES.iter().any(|(_, words)| words.contains(&text.as_str()));
    folded.iter().any(is_group) && !folded.iter().any(is_several)
}

/// Whether the only numbers of pupils are those of a whole school, as they stand beside other figures of it.
pub(super) fn has_figures_alone(folded: &[String]) -> bool {
    const OF_SCHOOL: [&str; 2] = ["学生数", "在校人数"];
    let is_head = |text: &&String| {
        alias::role(text, &[ROSTER_ROLES]).is_some_and(|(role, _)| matches!(role, Role::Enrolled | Role::Expected))
    };
    let mut heads = folded.iter().filter(is_head).peekable();
    heads.peek().is_some() && heads.all(|text| OF_SCHOOL.contains(&text.as_str())) && names_group(folded)
}
