//! Reports made by hand that hold every kind of block.

use wutong_stats::metric;

use crate::chart::{Balance, BalanceRow, Cut, Histogram, Steps};
use crate::document::{
    Block, Card, Cell, Document, Figure, FindingLine, Head, LegendEntry, MetricNote, Role, Row, Section, Span, Table,
    VerdictBlock,
};
use crate::words::Lang;

const SUBJECTS: [&str; 12] =
    ["语文", "数学", "英语", "物理", "化学", "生物学", "道德与法治", "历史", "地理", "体育与健康", "信息科技", "总分"];
const METRICS: [&str; 6] = ["mean", "score_rate", "excellence_rate", "pass_rate", "low_rate", "sd"];
/// A name at the limit of what schools are called.
pub(super) const LONG_NAME: &str = "梧桐实验教育集团清溪高新技术产业开发区第二外国语学校附属九年一贯制实验学校（东校区）初中部国际课程与艺术体育特色班联合体";

/// A report of a school with this many subjects.
pub(super) fn school(n_subjects: usize, lang: Lang) -> Document {
    let names = subjects(n_subjects);
    Document {
        kind: "school",
        lang: lang.pick("zh-CN", "en"),
        overline: "清溪县2026年春季九年级学业水平联合考试".to_owned(),
        title: if n_subjects > 12 { LONG_NAME.to_owned() } else { "清溪县第三初级中学".to_owned() },
        facts: vec![
            vec!["学校代码 3304".to_owned(), "城区".to_owned(), "公办".to_owned(), "8 个班".to_owned()],
            vec!["2026-06-12".to_owned(), "九年级".to_owned(), "参加学校 42 所".to_owned()],
        ],
        confidential: Some("内部资料 · 仅供教研使用".to_owned()),
        producer: "五同 0.1.0".to_owned(),
        identity: crate::templates::Identity::default(),
        opening: opening(),
        sections: vec![
            overview(&names),
            distribution(&names),
            balance(&names),
            classes(&names),
            answers(),
            nothing(),
            notes(),
        ],
        metrics: metric_notes(lang),
        metrics_title: lang.pick("指标含义、分母与公式", "Metrics, denominators and formulas").to_owned(),
    }
}

fn subjects(n: usize) -> Vec<String> {
    let plain = SUBJECTS.iter().map(|&name| name.to_owned());
    let more = (1..).map(|number| format!("拓展选修课程模块{number}"));
    let mut names: Vec<String> = plain.take(n.saturating_sub(1).min(11)).chain(more).take(n - 1).collect();
    names.push("总分".to_owned());
    names
}

fn opening() -> Vec<Block> {
    let finding = |severity_id, severity, text: &str| FindingLine { severity_id, severity, text: text.to_owned() };
    vec![
        Block::Verdict(VerdictBlock {
            id: "with_caution",
            name: "谨慎比较",
            meaning: "存在需要留意的情况，校际比较时请结合下列说明。".to_owned(),
            findings: vec![
                finding("warn", "注意", "本校参考率 91.30%，低于全区的 97.85%，缺考 19 人；平均分可能偏高。"),
                finding("note", "提示", "物理在校际间的差异率为 0.162，区间 0.118 ~ 0.207 跨过限值 0.15，尚不能判断。"),
                finding("", "", "另有 2 条涉及其他学校，见教研部门的全区总览。"),
            ],
        }),
        Block::Cards {
            cards: vec![
                card("平均分", "512.36", "全区 498.12", "+14.24", ("up", "better"), "同类学校 505.80，差 +6.56"),
                card("优秀率", "28.41%", "全区 24.03%", "+4.38", ("same", ""), "目标 30.00%，差 −1.59"),
                card("及格率", "71.92%", "全区 74.40%", "−2.48", ("same", ""), "目标 75.00%，差 −3.08"),
                card("低分率", "12.60%", "全区 8.95%", "+3.65", ("up", "worse"), "同类学校 9.10%，差 +3.50"),
            ],
        },
        Block::Heading { text: "最重要的发现".to_owned() },
        Block::list(vec![
            vec![
                Span::strong("数学低分率高。"),
                Span::plain("本校 21.35%，全区 12.08%，差 +9.27 个百分点，95% 区间 17.02% ~ 26.44% 不含全区数值。"),
            ],
            vec![Span::strong("班级间差异大。"), Span::plain("总分的班级间差异占 18.4%，全区各校中位数为 6.2%。")],
        ]),
        Block::text(
            Role::Plain,
            "先看带 ▲ 或 ▼ 的数字：差别超出了人数所能带来的正常波动；标 ＝ 的差别在正常波动之内，请不要据此论高低。",
        ),
    ]
}

fn card(
    label: &str,
    text: &str,
    reference: &str,
    difference: &str,
    (mark, tone): (&'static str, &'static str),
    line: &str,
) -> Card {
    let cell = Cell {
        text: text.to_owned(),
        reference: Some(reference.to_owned()),
        difference: Some(difference.to_owned()),
        mark,
        tone,
        metric: METRICS.iter().find(|&&id| metric(id).is_some_and(|info| info.zh == label)).map(|&id| id.to_owned()),
        ..Cell::default()
    };
    Card { label: label.to_owned(), cell, lines: vec![line.to_owned()] }
}

/// The value of row and column, so that every cell of a table has its own number.
pub(super) fn value(row: usize, column: usize) -> String {
    format!("{}.{:02}", 40 + (row * 7 + column * 13) % 59, (row * 31 + column * 17) % 100)
}

fn cell(row: usize, column: usize) -> Cell {
    let (mark, tone) = [("up", "better"), ("same", ""), ("down", "worse"), ("same", "")][(row + column) % 4];
    if (row + column) % 11 == 10 {
        return Cell { text: "—".to_owned(), note: Some(1 + column % 3), ..Cell::default() };
    }
    Cell {
        text: value(row, column),
        reference: Some(format!("全区 {}", value(row + 3, column))),
        difference: Some(if row.is_multiple_of(2) { "+1.05".to_owned() } else { "−0.84".to_owned() }),
        mark,
        tone,
        ..Cell::default()
    }
}

fn metric_heads(first: &[&str]) -> Vec<Head> {
    let label = |id: &str| metric(id).map_or(id.to_owned(), |info| info.zh.to_owned());
    first
        .iter()
        .map(|&text| Head::plain(text))
        .chain(METRICS.iter().map(|&id| Head { text: label(id), metric: Some(id.to_owned()) }))
        .collect()
}

fn overview(names: &[String]) -> Section {
    let row = |(at, name): (usize, &String)| Row {
        names: vec![Span::plain(name.clone())],
        cells: std::iter::once(Cell {
            text: format!("{} / {}", 200 + at, 208 + at),
            reference: Some("参考率 96.15%".to_owned()),
            ..Cell::default()
        })
        .chain((0..METRICS.len()).map(|column| cell(at, column)))
        .collect(),
        strong: at + 1 == names.len(),
    };
    let table = Table {
        caption: "各学科主要指标".to_owned(),
        heads: metric_heads(&["学科", "实考 / 应考"]),
        n_names: 1,
        rows: names.iter().enumerate().map(row).collect(),
        compact: false,
    };
    Section {
        id: "subjects",
        title: "各学科概况".to_owned(),
        blocks: vec![
            Block::Table(table),
            Block::text(Role::Small, "上行为本校，下行为全区和两者之差（平均分为分，比率为百分点）。"),
            Block::Legend {
                entries: vec![
                    LegendEntry { sign: "better", text: "明显高于全区".to_owned() },
                    LegendEntry { sign: "worse", text: "明显低于全区".to_owned() },
                    LegendEntry { sign: "same", text: "与全区无明显差别".to_owned() },
                ],
            },
        ],
    }
}

fn histogram(name: &str, large: bool, seed: usize) -> String {
    let bars: Vec<f64> =
        (0..16u32).map(|band| f64::from(1 + (band * 7 + u32::try_from(seed).unwrap_or(0)) % 11) / 90.0).collect();
    Histogram {
        label: format!("{name}分数分布"),
        full_mark: 120.0,
        outline: Some(Steps::equal(bars.iter().rev().copied().collect(), 120.0)),
        titles: vec![String::new(); 16],
        bars: Steps::equal(bars, 120.0),
        cuts: vec![Cut { label: "及格 72".to_owned(), mark: 72.0 }, Cut { label: "优秀 96".to_owned(), mark: 96.0 }],
        captions: if large { ("分数".to_owned(), "学生比例".to_owned()) } else { (String::new(), String::new()) },
        size: if large { (900.0, 215.0) } else { (330.0, 190.0) },
    }
    .svg()
}

fn distribution(names: &[String]) -> Section {
    let figure = |(at, name): (usize, &String)| Figure {
        title: name.clone(),
        svg: (at != 3).then(|| histogram(name, false, at)),
        missing: "人数过少，不予显示".to_owned(),
    };
    Section {
        id: "distribution",
        title: "分数分布".to_owned(),
        blocks: vec![
            Block::text(Role::Lead, "每根柱子表示得分落在这一段的学生占本校学生的比例。"),
            Block::Legend {
                entries: vec![
                    LegendEntry { sign: "bar", text: "本校".to_owned() },
                    LegendEntry { sign: "outline", text: "全区".to_owned() },
                    LegendEntry { sign: "cut", text: "及格线、优秀线".to_owned() },
                ],
            },
            Block::Figure(Figure {
                title: "总分的分布".to_owned(),
                svg: Some(histogram("总分", true, 5)),
                ..Figure::default()
            }),
            Block::Gallery { figures: names.iter().enumerate().map(figure).collect() },
        ],
    }
}

fn balance(names: &[String]) -> Section {
    let row = |(at, name): (usize, &String)| {
        let middle = f64::from(u32::try_from(at * 5 % 13).unwrap_or(0)) - 6.0;
        BalanceRow {
            name: name.clone(),
            value: if at == 2 {
                Err("— 不具可比性".to_owned())
            } else {
                Ok((middle, Some((middle - 2.5, middle + 2.5))))
            },
            title: String::new(),
            text: format!("{middle:+.2}"),
            apart: at + 1 == names.len(),
        }
    };
    let chart = Balance {
        label: "各学科得分率与全区之差".to_owned(),
        rows: names.iter().enumerate().map(row).collect(),
        caption: "得分率与全区之差（百分点）".to_owned(),
        zero: "全区平均".to_owned(),
        domain: None,
    };
    Section {
        id: "balance",
        title: "学科均衡".to_owned(),
        blocks: vec![
            Block::text(Role::Lead, "各学科满分不同，用得分率才能放在一起看。点在竖线右侧表示高于全区。"),
            Block::Legend {
                entries: vec![
                    LegendEntry { sign: "dot_full", text: "与全区有明显差别".to_owned() },
                    LegendEntry { sign: "dot", text: "差别在正常波动之内".to_owned() },
                ],
            },
            Block::Figure(Figure { title: String::new(), svg: Some(chart.svg()), ..Figure::default() }),
        ],
    }
}

fn classes(names: &[String]) -> Section {
    let rows = |n_columns: usize| {
        (0..9)
            .map(|at| Row {
                names: vec![Span::plain(if at == 8 {
                    "全校".to_owned()
                } else {
                    format!("九年级（{}）班", at + 1)
                })],
                cells: (0..n_columns).map(|column| Cell { reference: None, ..cell(at + 2, column) }).collect(),
                strong: at == 8,
            })
            .collect()
    };
    let mut heads = vec![Head::plain("班级")];
    heads.extend(names.iter().map(|name| Head::plain(name.clone())));
    Section {
        id: "classes",
        title: "班级情况".to_owned(),
        blocks: vec![
            Block::text(Role::Lead, "下行为与全校之差。班级人数少，波动大，请勿据此给班级或教师排队。"),
            Block::Heading { text: "总分".to_owned() },
            Block::Table(Table {
                caption: "各班总分".to_owned(),
                heads: metric_heads(&["班级"]),
                n_names: 1,
                rows: rows(METRICS.len()),
                compact: true,
            }),
            Block::Heading { text: "各学科平均分".to_owned() },
            Block::Table(Table {
                caption: "各班各学科平均分".to_owned(),
                heads,
                n_names: 1,
                rows: rows(names.len()),
                compact: true,
            }),
        ],
    }
}

/// A table with two names a row and words in its cells.
fn answers() -> Section {
    let words = ["尚不能判断（数值低于限值，区间跨限值）", "低于限值", "不低于限值"];
    let row = |at: usize| Row {
        names: vec![Span::plain(SUBJECTS[at % 12]), Span::plain(if at == 4 { LONG_NAME } else { "普通类上线" })],
        cells: vec![
            Cell { text: value(at, 20), ..Cell::default() },
            Cell { text: format!("{} ~ {}", value(at, 21), value(at, 22)), ..Cell::default() },
            Cell::words(words[at % 3]),
        ],
        strong: false,
    };
    Section {
        id: "lines",
        title: "上线情况".to_owned(),
        blocks: vec![Block::Table(Table {
            caption: "各学科上线人数与判断".to_owned(),
            heads: ["学科", "分数线", "上线人数", "95% 区间", "判断"].map(Head::plain).to_vec(),
            n_names: 2,
            rows: (0..40).map(row).collect(),
            compact: true,
        })],
    }
}

fn nothing() -> Section {
    Section {
        id: "items",
        title: "知识点与试题".to_owned(),
        blocks: vec![Block::text(Role::Empty, "本次数据没有小题分，无法给出知识点和试题的得分率。")],
    }
}

fn notes() -> Section {
    let note = |number: usize, reason: &str, values: &str| {
        vec![Span::strong(format!("注 {number} {reason}")), Span::plain(format!("：{values}"))]
    };
    Section {
        id: "missing",
        title: "未给出的数值".to_owned(),
        blocks: vec![
            Block::List {
                items: vec![
                    note(1, "人数过少，不予显示", "语文（低分率）；数学（优秀率）"),
                    note(2, "不具可比性", "物理"),
                    note(3, "为防止由此推算出人数过少的单位，一并不予显示", "九年级（3）班"),
                ],
                numbered: true,
            },
            Block::Text {
                role: Role::Plain,
                spans: vec![
                    Span::plain("待核的行见 "),
                    Span::link("quarantine.csv", "quarantine.csv"),
                    Span::plain("。"),
                ],
            },
        ],
    }
}

fn metric_notes(lang: Lang) -> Vec<MetricNote> {
    let note = |(at, id): (usize, &&str)| {
        let info = metric(id)?;
        Some(MetricNote {
            id: (*id).to_owned(),
            number: at + 1,
            term: lang.pick(info.zh, info.en).to_owned(),
            text: lang.pick(info.meaning_zh, info.meaning_en).to_owned(),
            denominator: lang.pick(info.denominator_zh, info.denominator).to_owned(),
            formula: info.formula_zh.to_owned(),
        })
    };
    METRICS.iter().enumerate().filter_map(note).collect()
}
