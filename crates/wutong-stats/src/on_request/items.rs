//! Metrics of items, and of items that have something in common.

use super::elsewhere;
use crate::catalogue::{Better, Kind, MetricInfo, Unit};

pub(super) const N_ITEM: MetricInfo = MetricInfo {
    id: "n",
    zh: "作答人数",
    en: "Pupils",
    meaning_zh: "该题（或这些题）属于其试卷、得分已知的学生数；未作答计零分，计入；选做题中未选的不计。",
    meaning_en: "Pupils to whose paper the item or items belong and whose mark is known; a blank counts with zero, an item not chosen does not count.",
    unit: Unit::Pupils,
    range: (Some(0.0), None),
    better: Better::Neither,
    minimum_n: 1,
    denominator: "none",
    denominator_zh: "无",
    formula: "#(mark of the items known)",
    formula_zh: "#(该题得分已知)",
    reference: "definitions of the field",
    kind: Kind::Own,
    interval: false,
    compute: elsewhere,
};
pub(super) const FACILITY: MetricInfo = MetricInfo {
    id: "facility",
    zh: "难度（得分率）",
    en: "Facility",
    meaning_zh: "该题平均得分占满分的比例；数值越大，题目越容易。",
    meaning_en: "Mean mark of the item as a share of its full mark; the larger, the easier.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Higher,
    denominator: "full mark of the item times pupils",
    denominator_zh: "该题满分 × 人数",
    formula: "R = Σ x / Σ f; R ± t s / (mean(f) √n), s² = Σ (x - R f)² / (n - 1); if all earned all or nothing, bound 0.025^(1/n) or 1 - 0.025^(1/n)",
    formula_zh: "R = Σ x / Σ f；R ± t s / (f 的平均 × √n)，s² = Σ (x - R f)² / (n - 1)；全部满分或全部零分时界限为 0.025^(1/n) 或 1 - 0.025^(1/n)",
    reference: "Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, ch. 14; Cochran (1977), section 2.11; Clopper & Pearson (1934)",
    interval: true,
    ..N_ITEM
};
pub(super) const BLANK_RATE: MetricInfo = MetricInfo {
    id: "blank_rate",
    zh: "空白率",
    en: "Blank rate",
    meaning_zh: "未作答该题的学生占比。",
    meaning_en: "Share of the pupils who left the item blank.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Lower,
    denominator: "pupils with a mark of the item",
    denominator_zh: "该题得分已知的考生",
    formula: "#blank / n",
    formula_zh: "空白人数 / n",
    ..N_ITEM
};
pub(super) const ZERO_RATE: MetricInfo = MetricInfo {
    id: "zero_rate",
    zh: "零分率",
    en: "Zero rate",
    meaning_zh: "该题得零分的学生占比，未作答者在内。",
    meaning_en: "Share of the pupils with zero marks in the item, blanks among them.",
    formula: "#(x = 0) / n",
    formula_zh: "#(x = 0) / n",
    ..BLANK_RATE
};
pub(super) const ITEM_FULL_RATE: MetricInfo = MetricInfo {
    id: "item_full_mark_rate",
    zh: "该题满分率",
    en: "Full-mark rate of the item",
    meaning_zh: "该题得满分的学生占比。",
    meaning_en: "Share of the pupils with the full mark of the item.",
    better: Better::Higher,
    formula: "#(x = f) / n",
    formula_zh: "#(x = f) / n",
    ..BLANK_RATE
};
pub(super) const ITEMS_SCORE_RATE: MetricInfo = MetricInfo {
    id: "item_score_rate",
    zh: "题组得分率",
    en: "Score rate of the items",
    meaning_zh: "考查同一知识点（或能力层次、题型）的各题，所得分数占应得分数的比例。",
    meaning_en: "What was earned in the items of one knowledge point, ability level or type, as a share of what could be earned.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Higher,
    denominator: "full marks of the items times pupils",
    denominator_zh: "这些题的满分 × 人数",
    formula: "R = Σ e / Σ f over pupils; R ± t s / (mean(f) √n), s² = Σ (e - R f)² / (n - 1); if all earned all or nothing, bound 0.025^(1/n) or 1 - 0.025^(1/n)",
    formula_zh: "R = Σ e / Σ f，对学生求和；R ± t s / (f 的平均 × √n)，s² = Σ (e - R f)² / (n - 1)；全部满分或全部零分时界限为 0.025^(1/n) 或 1 - 0.025^(1/n)",
    reference: "Cochran (1977), Sampling Techniques, 3rd ed., section 2.11 (ratio estimate); Clopper & Pearson (1934)",
    interval: true,
    ..N_ITEM
};
pub(super) const ITEMS_FULL: MetricInfo = MetricInfo {
    id: "items_full_mark",
    zh: "题组满分",
    en: "Full mark of the items",
    meaning_zh: "这些题的满分之和；选做题按学生所选计，取平均。",
    meaning_en: "Sum of the full marks of the items; among items to choose from, the mean over pupils of what they chose.",
    unit: Unit::Points,
    formula: "Σ f / n",
    formula_zh: "Σ f / n",
    ..N_ITEM
};
