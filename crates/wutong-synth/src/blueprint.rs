//! The two-way specification table of the mathematics paper.

/// Items of the paper.
pub(crate) const N_ITEMS: usize = 25;
/// Items before the long ones; each is right or wrong.
pub(crate) const FIRST_LONG: usize = 18;

/// One item of the paper.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) full_mark: u16,
    pub(crate) key: &'static str,
    pub(crate) knowledge_points: &'static str,
    pub(crate) ability: &'static str,
    /// Share of the full mark that the setters expect.
    pub(crate) expected_facility: f64,
    /// Change of the logit of a right answer with the logit of the pupil's score rate.
    pub(crate) slope: f64,
}

impl Item {
    /// Kind of the item at `index`.
    pub(crate) fn kind(index: usize) -> &'static str {
        match index {
            0..12 => "选择题",
            12..FIRST_LONG => "填空题",
            _ => "解答题",
        }
    }
}

const fn item(
    full_mark: u16,
    key: &'static str,
    knowledge_points: &'static str,
    ability: &'static str,
    expected_facility: f64,
) -> Item {
    Item { full_mark, key, knowledge_points, ability, expected_facility, slope: 1.15 }
}

/// Position of the item that says little about the pupil.
pub(crate) const WEAK_ITEM: usize = 10;

/// The items in the order of the paper; the full marks sum to 120.
pub(crate) const ITEMS: [Item; N_ITEMS] = [
    item(4, "B", "有理数与实数", "识记", 0.94),
    item(4, "A", "整式与因式分解", "识记", 0.92),
    item(4, "D", "图形的变换", "识记", 0.90),
    item(4, "C", "数据的收集与整理", "理解", 0.86),
    item(4, "B", "平行线与三角形", "理解", 0.84),
    item(4, "A", "一元一次不等式", "理解", 0.80),
    item(4, "D", "分式", "理解", 0.76),
    item(4, "C", "一次函数", "理解", 0.74),
    item(4, "B", "圆", "应用", 0.66),
    item(4, "C", "反比例函数", "应用", 0.60),
    // A poorly worded item: knowing pupils gain little on it.
    Item { slope: 0.12, ..item(4, "A", "概率", "理解", 0.52) },
    item(4, "D", "二次函数", "分析", 0.45),
    item(4, "", "有理数与实数", "识记", 0.88),
    item(4, "", "整式与因式分解", "理解", 0.80),
    item(4, "", "一元二次方程", "理解", 0.72),
    item(4, "", "平行线与三角形", "应用", 0.64),
    item(4, "", "相似与三角函数", "应用", 0.52),
    item(4, "", "图形的变换", "分析", 0.34),
    item(6, "", "有理数与实数", "理解", 0.85),
    item(6, "", "分式", "理解", 0.80),
    item(6, "", "数据的收集与整理", "应用", 0.74),
    item(7, "", "平行线与三角形", "应用", 0.66),
    item(7, "", "一次函数", "应用", 0.52),
    item(8, "", "圆", "分析", 0.42),
    item(8, "", "二次函数", "分析", 0.28),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_marks_sum_to_the_paper() {
        let part = |items: &[Item]| items.iter().map(|item| item.full_mark).sum::<u16>();
        assert_eq!(part(&ITEMS[..12]), 48);
        assert_eq!(part(&ITEMS[12..FIRST_LONG]), 24);
        assert_eq!(part(&ITEMS[FIRST_LONG..]), 48);
    }
}
