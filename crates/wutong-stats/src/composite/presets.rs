//! The presets as data.

/// How a preset is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresetForm {
    /// An expression over metrics of the catalogue.
    Expression(&'static str),
    /// An expression that also uses [`OPERANDS`](super::OPERANDS) or the columns of a line.
    Asked {
        /// The expression.
        expression: &'static str,
        /// Whether it needs a line of the total.
        line: bool,
    },
    /// The weighted sum of other indices.
    Sum,
    /// A function of this crate over what no single exam holds; the words, English and Chinese, say what it needs.
    Function(&'static str, &'static str),
}

/// A composite index in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Identifier.
    pub id: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// English label.
    pub en: &'static str,
    /// Formula in plain text.
    pub formula: &'static str,
    /// How it is computed.
    pub form: PresetForm,
    /// Where it was read.
    pub source: &'static str,
}

/// The preset of this identifier.
#[must_use]
pub fn preset(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.id == id)
}

const OPINION: &str = "义务教育阶段教学质量意见 (m.cslysj.com, 2008-11)";
const TOWNSHIP: &str = "manual of a township's system";

/// Every preset, in the order of the manual.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "s_value",
        zh: "S 值",
        en: "S value",
        formula: "100 (0.50 pass + 0.45 score rate + 0.05 excellence); published with lines at 60 % and 85 % of the full mark",
        form: PresetForm::Expression("100 * (0.50 * pass_rate + 0.45 * score_rate + 0.05 * excellence_rate)"),
        source: OPINION,
    },
    Preset {
        id: "ratio_to_best_70_20_10",
        zh: "比优指数 70-20-10",
        en: "Ratio to the best, 70-20-10",
        formula: "70 p/p_max + 20 g/g_max + 10 e/e_max: pass, good and excellence rate, best school of the category",
        form: PresetForm::Expression(
            "70 * ratio_to_best(pass_rate) + 20 * ratio_to_best(good_rate) + 10 * ratio_to_best(excellence_rate)",
        ),
        source: OPINION,
    },
    Preset {
        id: "ratio_to_best_40_30_30",
        zh: "比优指数 40-30-30",
        en: "Ratio to the best, 40-30-30",
        formula: "40 m/m_max + 30 p/p_max + 30 e/e_max: mean, pass and excellence rate",
        form: PresetForm::Expression(
            "40 * ratio_to_best(mean) + 30 * ratio_to_best(pass_rate) + 30 * ratio_to_best(excellence_rate)",
        ),
        source: "rule of a county (ryyc.cn/wenku/rsacc/O2abjvppJ9); subjects then weighted to one score",
    },
    Preset {
        id: "town_60_70_70",
        zh: "两率一分 60-70-70",
        en: "Two rates and a mean, 60-70-70",
        formula: "60 m/m_max + 70 e/e_max + 70 p/p_max; grades 6 to 8, at most 200",
        form: PresetForm::Expression(
            "60 * ratio_to_best(mean) + 70 * ratio_to_best(excellence_rate) + 70 * ratio_to_best(pass_rate)",
        ),
        source: TOWNSHIP,
    },
    Preset {
        id: "town_50_80_50",
        zh: "两率一分 50-80-50",
        en: "Two rates and a mean, 50-80-50",
        formula: "50 m/m_max + 80 e/e_max + 50 p/p_max; grade 9, at most 180",
        form: PresetForm::Expression(
            "50 * ratio_to_best(mean) + 80 * ratio_to_best(excellence_rate) + 50 * ratio_to_best(pass_rate)",
        ),
        source: TOWNSHIP,
    },
    Preset {
        id: "town_40_80_40",
        zh: "两率一分 40-80-40",
        en: "Two rates and a mean, 40-80-40",
        formula: "40 m/m_max + 80 e/e_max + 40 p/p_max; an older version",
        form: PresetForm::Expression(
            "40 * ratio_to_best(mean) + 80 * ratio_to_best(excellence_rate) + 40 * ratio_to_best(pass_rate)",
        ),
        source: TOWNSHIP,
    },
    Preset {
        id: "four_rate_sum",
        zh: "四率和",
        en: "Sum of four rates",
        formula: "mean (of 100 points) + pass % + excellence % - low %",
        form: PresetForm::Expression("100 * (score_rate + pass_rate + excellence_rate - low_rate)"),
        source: "county bulletin (xiaomilidoc.com/p-7481454.html)",
    },
    Preset {
        id: "six_index_delta",
        zh: "六项指标增量分",
        en: "Change of six indices",
        formula: "82 + six changes, each +1.0 per 1 % better, -0.3 per 1 % worse, within 3 either way",
        form: PresetForm::Function(
            "six indices of class and grade in this exam and the one before: a run keeps no ranks of earlier pupils, so \
             compute it from both with wutong_stats::composite::six_index_delta",
            "本次与上次考试中班级和年级的六项指标；一次运行不含上次的名次，请用 wutong_stats::composite::six_index_delta 由两次结果计算",
        ),
        source: "rule of a school (oriental01.com, 2023-10-10)",
    },
    Preset {
        id: "high_seg",
        zh: "高分段",
        en: "High segment",
        formula: "50 h/h_max, h = share of pupils with a total at or above a line",
        form: PresetForm::Asked { expression: "50 * ratio_to_best(online_rate)", line: true },
        source: TOWNSHIP,
    },
    Preset {
        id: "indicator_students",
        zh: "指标生",
        en: "Indicator students",
        formula: "min(30, 30 reached/agreed) + 5 excess/excess_max, excess = max(0, reached - agreed); none if no school has any",
        form: PresetForm::Asked {
            expression: "min(30, 30 * n_online / n_agreed) + 5 * ratio_to_best(n_beyond)",
            line: true,
        },
        source: TOWNSHIP,
    },
    Preset {
        id: "bottom_third",
        zh: "后1/3",
        en: "Bottom third",
        formula: "mean of the last third by total without its lowest 5 % (or 6 %), over the best school's",
        form: PresetForm::Asked { expression: "ratio_to_best(trimmed_bottom_third_mean)", line: false },
        source: TOWNSHIP,
    },
    Preset {
        id: "grand",
        zh: "总评",
        en: "Grand total",
        formula: "grades 6 to 8: two rates and a mean + bottom third; grade 9: + indicator students + high segment (50) + \
            online rate (50)",
        form: PresetForm::Sum,
        source: TOWNSHIP,
    },
    Preset {
        id: "attainment",
        zh: "达到度",
        en: "Attainment",
        formula: "100 m/M, M the mean of the parent",
        form: PresetForm::Expression("100 * ratio_to_mean"),
        source: "tool of a city district",
    },
];
