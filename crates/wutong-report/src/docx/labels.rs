//! Words that only a paginated form needs.

/// Words in one language.
pub(super) struct Labels {
    pub(super) figure: &'static str,
    pub(super) table: &'static str,
    pub(super) contents: &'static str,
    /// Before the page, between page and number of pages, after it.
    pub(super) pages: [&'static str; 3],
    /// Between the number of a caption and its words.
    pub(super) after_number: &'static str,
    /// Before the number of a note on a missing value.
    pub(super) missing: &'static str,
    /// Heads of the table of metrics.
    pub(super) metrics: [&'static str; 3],
}

const ZH: Labels = Labels {
    figure: "图",
    table: "表",
    contents: "目录",
    pages: ["第 ", " 页　共 ", " 页"],
    after_number: "　",
    missing: "注",
    metrics: ["指标", "含义与公式", "分母或人数"],
};

const EN: Labels = Labels {
    figure: "Figure",
    table: "Table",
    contents: "Contents",
    pages: ["Page ", " of ", ""],
    after_number: ". ",
    missing: "note ",
    metrics: ["Metric", "Meaning and formula", "Denominator or pupils"],
};

impl Labels {
    pub(super) fn of(lang: &str) -> &'static Self {
        if lang.starts_with("zh") { &ZH } else { &EN }
    }
}
