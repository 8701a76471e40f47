//! Words of what an exam asks for.

use wutong_model::TargetVerdict;

use super::Lang;

/// Name of a table, also of its sheet and section.
#[must_use]
pub fn answer(table: &str, lang: Lang) -> &'static str {
    match table {
        "lines" => lang.pick("上线与有效分", "Lines"),
        "targets" => lang.pick("目标达成", "Targets"),
        "composites" => lang.pick("综合指数", "Indices"),
        "assigned" => lang.pick("等级赋分统计", "Assigned marks"),
        "assigned_bands" => lang.pick("等级赋分区间", "Assigned bands"),
        "levels" => lang.pick("本地分级", "Local levels"),
        "imbalance" => lang.pick("学科均衡", "Imbalance"),
        "items" => lang.pick("小题得分", "Items"),
        "knowledge_points" => lang.pick("知识点、能力与题型", "Knowledge, ability, item types"),
        "bands" => lang.pick("分数段与名次段", "Bands"),
        "contextual" => lang.pick("同条件比较模型", "Contextual models"),
        "contextual_terms" => lang.pick("同条件比较系数", "Contextual terms"),
        "contextual_effects" => lang.pick("同条件学校效应", "Contextual effects"),
        "bundles" => lang.pick("集团捆绑评价", "Education groups"),
        "expected_rates" => lang.pick("应考口径各率", "Rates over expected pupils"),
        _ => lang.pick("结论", "Verdict"),
    }
}

/// What stands in a table, in one sentence.
#[must_use]
pub fn answer_content(table: &str, lang: Lang) -> &'static str {
    match table {
        "lines" => lang.pick(
            "上线率、各科有效分、单上线、双上线、错位、命中率、贡献率与临界生",
            "Online rate, effective lines, single and double on line, misplaced, hit and contribution rate, borderline",
        ),
        "targets" => lang.pick(
            "各项目标的实际值、差距（比率为百分点）与结论；区间跨过目标时为“不能判定”",
            "Value, gap (rates in percentage points) and verdict of every target; an interval across the target cannot tell",
        ),
        "composites" => lang.pick(
            "按预设或表达式计算的综合指数；含最优校之比的，随最优校而变",
            "Indices by preset or expression; one that divides by the best school moves when that school does",
        ),
        "assigned" => lang.pick("赋分后的平均分、标准差、中位数", "Mean, standard deviation, median of assigned marks"),
        "assigned_bands" => lang.pick(
            "各等级的规定比例、实际比例、原始分区间与赋分区间",
            "Share by the scheme, share reached, raw and assigned bounds of every band",
        ),
        "levels" => lang.pick("各级学生比例与达级结论", "Shares of the levels, and whether the rule is satisfied"),
        "imbalance" => lang.pick(
            "偏科学生比例与学校各科均衡程度，均与全体考生比较",
            "Share of imbalanced pupils and evenness of a school's subjects, against the whole exam",
        ),
        "bands" => lang.pick(
            "分数段、等第、名次段的人数、比例与累计；等第与名次段按全体考生划定，同分不拆",
            "Pupils in bands of marks, grades and places, with shares and cumulative; grades and places follow from the whole exam, equal marks are never split",
        ),
        "contextual" => lang.pick(
            "计入办学条件前后的校际差异，以及条件所能解释的比例；相关不等于因果",
            "Differences between schools before and after their circumstances, and the share that goes with them; association is no cause",
        ),
        "contextual_terms" => {
            lang.pick("各项条件的系数、标准误与区间", "Coefficient of each circumstance with standard error and interval")
        }
        "contextual_effects" => lang.pick(
            "与条件相同的学校相比的学校效应；区间含 0 时不能说有差别",
            "Effect beside schools of the same circumstances; an interval with 0 in it cannot tell",
        ),
        "bundles" => lang.pick(
            "教育集团合并计算的水平、校际极差、收敛度与集团值；权数与口径由方案给定，属地方规则",
            "Level of an education group as one, range of its campuses, convergence and value; weights are those of the specification, a local rule",
        ),
        "expected_rates" => lang.pick(
            "参考率低于 95% 的单位：以应考（在籍）人数为分母的各率，缺考者计入分母、不计入分子",
            "Where fewer than 95 % sat: rates over expected (enrolled) pupils; who was absent counts below, not above",
        ),
        "items" => lang.pick(
            "各小题的难度（得分率）、空白率、零分率与满分率",
            "Facility, blank rate, zero rate and full-mark rate of every item",
        ),
        "knowledge_points" => lang.pick(
            "考查同一知识点、能力层次或题型的各题合在一起的得分率",
            "Score rate of the items of one knowledge point, ability level or type together",
        ),
        _ => "",
    }
}

/// How the numbers of pupils of a line add up, and what its rates are divided by.
#[must_use]
pub fn how_lines_add_up(lang: Lang) -> &'static str {
    lang.pick(
        "单上线人数 ＝ 双上线人数 ＋ 仅单科上线人数 ＋ 该科达到有效分而没有总分（缺考其他科）的人数；学科一行的上线人数 ＝ 双上线人数 ＋ 错位人数，总分一行另计全部有总分的考生，缺该科成绩（未选该科）的上线考生只在总分一行。命中率 ＝ 双上线人数 ÷ 单上线人数，没有总分的也在分母之中；贡献率 ＝ 双上线人数 ÷ 学科一行的上线人数。",
        "Single = double + subject only + pupils on the line of the subject who have no total (absent from another paper). On line in the row of a subject = double + misplaced; the row of the total counts everybody with a total, those who did not take the subject too. Hit rate = double / single, where pupils without a total are in the denominator; contribution rate = double / on line in the row of the subject.",
    )
}

/// What the rows of a table are told apart by.
#[must_use]
pub fn entry(table: &str, lang: Lang) -> &'static str {
    match table {
        "lines" => lang.pick("名称", "Name"),
        "targets" => lang.pick("指标", "Metric"),
        "composites" => lang.pick("指数", "Index"),
        "assigned" => lang.pick("方案", "Scheme"),
        "assigned_bands" => lang.pick("等级", "Band"),
        "levels" => lang.pick("分级", "Scale"),
        "items" => lang.pick("题号", "Item"),
        "knowledge_points" => lang.pick("名称", "Name"),
        "bands" => lang.pick("段", "Band"),
        "contextual" | "contextual_effects" => lang.pick("模型", "Model"),
        "contextual_terms" => lang.pick("条件", "Circumstance"),
        "bundles" => lang.pick("教育集团", "Education group"),
        "expected_rates" => lang.pick("分母", "Denominator"),
        _ => lang.pick("口径", "Rule"),
    }
}

/// What the interval says about a target.
#[must_use]
pub fn target_verdict(verdict: TargetVerdict, lang: Lang) -> &'static str {
    match verdict {
        TargetVerdict::Reached => lang.pick("达到", "reached"),
        TargetVerdict::Missed => lang.pick("未达到", "missed"),
        TargetVerdict::CannotTell => lang.pick("不能判定", "cannot tell"),
    }
}

/// What a group of items has in common.
#[must_use]
pub fn item_dimension(id: &str, lang: Lang) -> &'static str {
    match id {
        "knowledge_point" => lang.pick("知识点", "Knowledge point"),
        "ability" => lang.pick("能力层次", "Ability level"),
        _ => lang.pick("题型", "Item type"),
    }
}
