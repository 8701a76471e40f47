//! What the names of attributes of schools say of them.

/// What ends the names of attributes that make no groups of schools: numbers, and whom to call.
const NO_GROUPS: [&str; 30] = [
    "人数",
    "教师数",
    "教职工数",
    "学生数",
    "生数",
    "班数",
    "班级数",
    "应考",
    "实考",
    "缺考",
    "报考",
    "联系人",
    "负责人",
    "校长",
    "主任",
    "电话",
    "电话号码",
    "手机",
    "手机号",
    "手机号码",
    "联系方式",
    "邮箱",
    "电子邮箱",
    "qq",
    "微信",
    "地址",
    "邮编",
    "名次",
    "平均分",
    "率",
];

/// Whether an attribute of schools makes no groups by its name: a number of pupils, a rate, a telephone. Such attributes
/// break results down only where a specification names them.
#[must_use]
pub fn is_no_group(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    NO_GROUPS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_no_group;

    #[test]
    fn numbers_and_telephones_make_no_groups() {
        for name in ["参考人数", "教师数", "联系电话", "校长", "语文应考", "优秀率"] {
            assert!(is_no_group(name), "{name}");
        }
        for name in ["residence", "town", "办学性质", "等级", "集团", "学段", "数学教研组"] {
            assert!(!is_no_group(name), "{name}");
        }
    }
}
