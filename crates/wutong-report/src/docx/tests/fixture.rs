//! Made documents that hold every kind of block.

use crate::chart::{Balance, BalanceRow, Cut, Histogram, Quadrant, QuadrantPoint, Steps};
use crate::document::{
    Block, Card, Cell, Document, Figure, FindingLine, Head, LegendEntry, MetricNote, Role, Row, Section, Span, Table,
    VerdictBlock,
};
use crate::templates::Identity;

pub(super) const LONG: &str =
    "枫林市梧桐区教育科学研究院附属第一实验学校（北校区）初中部暨青少年科技创新人才早期培养基地联合办学点";
const SUBJECTS: [&str; 10] =
    ["语文", "数学", "英语", "物理", "化学", "道德与法治", "历史", "地理", "生物学", "信息科技"];

/// A document of a kind with this many subjects.
pub(super) fn document(kind: &'static str, n_subjects: usize) -> Document {
    let subjects: Vec<String> = (0..n_subjects).map(subject).collect();
    Document {
        kind,
        lang: "zh-CN",
        overline: "梧桐区2026年春季九年级期末联考".into(),
        title: if kind == "bulletin" { "梧桐区学业质量分析报告".into() } else { "枫林中学".into() },
        facts: vec![
            vec!["学校代码 0103".into(), "城区".into(), "实考 214 / 应考 220".into()],
            vec!["2026-06-18".into(), "初中 九年级".into(), "期末联考".into()],
        ],
        confidential: Some("内部资料 仅限教研部门使用".into()),
        producer: "五同 0.1.0".into(),
        identity: Identity::default(),
        opening: opening(),
        sections: vec![
            Section { id: "subjects", title: "各学科概况".into(), blocks: subjects_blocks(&subjects) },
            Section { id: "distribution", title: "分数分布".into(), blocks: distribution(&subjects) },
            Section { id: "balance", title: "学科均衡".into(), blocks: vec![Block::Figure(balance(&subjects))] },
            Section {
                id: "annex",
                title: "附表".into(),
                blocks: vec![Block::Table(wide()), Block::Table(answers()), Block::Table(classes(&subjects))],
            },
            Section {
                id: "missing",
                title: "未给出的数值".into(),
                blocks: vec![Block::List {
                    items: vec![vec![Span::strong("注 1 人数（或单位数）不足"), Span::plain("：信息科技、九（7）班")]],
                    numbered: true,
                }],
            },
        ],
        metrics: notes(),
        metrics_title: "指标含义与公式".into(),
    }
}

fn subject(position: usize) -> String {
    let name = SUBJECTS[position % SUBJECTS.len()];
    if position < SUBJECTS.len() {
        name.to_owned()
    } else {
        format!("{name}（卷{}）", position / SUBJECTS.len() + 1)
    }
}

fn opening() -> Vec<Block> {
    let finding = |severity_id, severity, text: &str| FindingLine { severity_id, severity, text: text.into() };
    vec![
        Block::Verdict(VerdictBlock {
            id: "with_caution",
            name: "谨慎比较",
            meaning: "存在需要留意的情况，校际比较时请结合下列说明。".into(),
            findings: vec![
                finding("warn", "注意", "本校英语缺考 9 人（4.1%），高于全区 1.6%，平均分可能偏高。"),
                finding("note", "提示", "物理满分 70，平均分不能与其他学科直接相比。"),
            ],
        }),
        Block::Heading { text: "最重要的发现".into() },
        Block::list(vec![
            vec![Span::strong("数学高于全区"), Span::plain("：得分率 73.4%，高 4.2 个百分点（95% 区间 1.9 ~ 6.5）。")],
            vec![
                Span::plain("英语低分率 18.2%，全区 11.0%；建议核对听力部分，详见 "),
                Span::link("全区总览", "总览 2026.html"),
                Span::plain("。"),
            ],
        ]),
        Block::Cards {
            cards: ["平均分", "优秀率", "及格率", "低分率", "得分率"]
                .iter()
                .zip(1..)
                .map(|(label, at)| card(label, at))
                .collect(),
        },
    ]
}

fn card(label: &str, at: u32) -> Card {
    Card {
        label: label.into(),
        cell: Cell { metric: Some("mean".into()), ..compared(&format!("{at}8.42%"), "up", at) },
        lines: vec![format!("同类学校 {at}6.10%"), "目标 70.00%（达到）".into()],
    }
}

fn compared(text: &str, mark: &'static str, at: u32) -> Cell {
    Cell {
        text: text.into(),
        reference: Some(format!("全区 {at}5.26")),
        difference: Some("+3.16".into()),
        mark,
        tone: if mark == "up" {
            "better"
        } else if mark == "down" {
            "worse"
        } else {
            ""
        },
        ..Cell::default()
    }
}

fn missing() -> Cell {
    Cell { text: "—".into(), note: Some(1), ..Cell::default() }
}

fn heads(names: &[&str], metrics: &[(&str, &str)]) -> Vec<Head> {
    let metric = |(text, id): &(&str, &str)| Head { text: (*text).into(), metric: Some((*id).into()) };
    names.iter().map(|name| Head::plain(*name)).chain(metrics.iter().map(metric)).collect()
}

fn subjects_blocks(subjects: &[String]) -> Vec<Block> {
    let marks = ["up", "down", "same"];
    let row = |(position, name): (usize, &String)| Row {
        names: vec![Span::plain(name)],
        cells: (0..6)
            .map(|column| match (position, column) {
                (4, 3) => missing(),
                _ => {
                    compared(&format!("{}{column}.{position:02}", position % 9 + 1), marks[(position + column) % 3], 6)
                }
            })
            .collect(),
        strong: false,
    };
    let mut rows: Vec<Row> = subjects.iter().enumerate().map(row).collect();
    rows.push(Row { names: vec![Span::plain("总分")], cells: vec![compared("612.35", "up", 59); 6], strong: true });
    vec![
        Block::text(Role::Lead, "先看带 ▲ 或 ▼ 的数字：差别超出了人数所能带来的正常波动，值得留意。"),
        Block::Table(Table {
            caption: "各学科主要指标与全区的比较".into(),
            heads: heads(
                &["学科"],
                &[
                    ("平均分", "mean"),
                    ("得分率", "score_rate"),
                    ("优秀率", "excellence_rate"),
                    ("良好率", "good_rate"),
                    ("及格率", "pass_rate"),
                    ("低分率", "low_rate"),
                ],
            ),
            n_names: 1,
            rows,
            compact: false,
        }),
        Block::Legend {
            entries: [("better", "明显高于全区"), ("worse", "明显低于全区"), ("same", "无明显差别")]
                .map(|(sign, text)| LegendEntry { sign, text: text.into() })
                .to_vec(),
        },
        Block::text(Role::Small, "上行为本校，下行为全区和两者之差（平均分为分，比率为百分点）。"),
    ]
}

fn histogram(label: &str, size: (f64, f64)) -> String {
    let shares = [0.01, 0.02, 0.02, 0.04, 0.05, 0.08, 0.1, 0.13, 0.16, 0.14, 0.11, 0.07, 0.05, 0.02];
    let captions = if size.0 > 600.0 { ("分数".into(), "占学生的比例".into()) } else { Default::default() };
    let cut = |label: &str, mark| Cut { label: label.into(), mark };
    Histogram {
        label: label.into(),
        full_mark: 120.0,
        bars: Steps::equal(shares.to_vec(), 120.0),
        outline: Some(Steps::equal(shares.iter().rev().copied().collect(), 120.0)),
        titles: vec!["60~70 & 本校 <10%".into(); shares.len()],
        cuts: vec![cut("及格 72", 72.0), cut("优秀 96", 96.0)],
        captions,
        size,
    }
    .svg()
}

fn distribution(subjects: &[String]) -> Vec<Block> {
    let mut figures: Vec<Figure> = subjects
        .iter()
        .map(|name| Figure { title: name.clone(), svg: Some(histogram(name, (330.0, 190.0))), missing: String::new() })
        .collect();
    if let Some(last) = figures.last_mut() {
        *last = Figure { svg: None, missing: "人数过少，不予显示".into(), ..last.clone() };
    }
    let total = histogram("总分的分布：本校与全区", (900.0, 215.0));
    vec![
        Block::text(Role::Lead, "柱子高出黑线的地方，本校这一段的学生比全区多。"),
        Block::Legend {
            entries: [("bar", "本校"), ("outline", "全区"), ("cut", "及格线、优秀线")]
                .map(|(sign, text)| LegendEntry { sign, text: text.into() })
                .to_vec(),
        },
        Block::Figure(Figure { title: "总分".into(), svg: Some(total), missing: String::new() }),
        Block::Gallery { figures },
        Block::text(Role::Empty, "本次数据没有班级信息。"),
        Block::Figure(quadrant()),
    ]
}

fn quadrant() -> Figure {
    let point = |label: &str, at| QuadrantPoint { at, label: label.to_owned(), title: label.to_owned() };
    let chart = Quadrant {
        label: "各校平均分与标准差".into(),
        points: vec![point("101", (72.0, 14.5)), point("102", (66.0, 17.0)), point("103", (69.5, 15.0))],
        centre: (70.0, 16.0),
        captions: ("平均分".into(), "标准差".into()),
        corners: ["低散", "高散", "低齐", "高齐"].map(str::to_owned),
    };
    Figure { title: "平均分与标准差".into(), svg: Some(chart.svg()), missing: String::new() }
}

fn balance(subjects: &[String]) -> Figure {
    let row = |(position, name): (usize, &String)| {
        let value = f64::from(u32::try_from(position % 7).expect("small")) - 3.0;
        BalanceRow {
            name: name.clone(),
            value: if position == 4 {
                Err("— 人数不足".into())
            } else {
                Ok((value, Some((value - 1.5, value + 1.5))))
            },
            title: name.clone(),
            text: format!("{value:+.2} ({:+.2} ~ {:+.2})", value - 1.5, value + 1.5),
            apart: false,
        }
    };
    let chart = Balance {
        label: "各学科得分率与全区之差".into(),
        rows: subjects.iter().enumerate().map(row).collect(),
        caption: "与全区之差（百分点）".into(),
        zero: "全区平均".into(),
        domain: None,
    };
    Figure { title: "各学科得分率与全区之差".into(), svg: Some(chart.svg()), missing: String::new() }
}

/// Twelve columns, names of every length.
fn wide() -> Table {
    let names = ["枫林中学", LONG, "第三中学", "Oak Hill International School", "实验学校"];
    let row = |(position, name): (usize, &&str)| {
        let mut cells: Vec<Cell> =
            (0..10).map(|column| compared(&format!("{}{column}.{position}0", 6), "same", 6)).collect();
        cells[3] = missing();
        Row { names: vec![Span::plain(format!("01{position:02}")), Span::plain(*name)], cells, strong: false }
    };
    Table {
        caption: "各校各学科平均分".into(),
        heads: heads(&["代码", "学校"], &SUBJECTS.map(|name| (name, "mean"))),
        n_names: 2,
        rows: names.iter().enumerate().map(row).collect(),
        compact: true,
    }
}

/// One column a subject, however many there are.
fn classes(subjects: &[String]) -> Table {
    let row = |class: u32| Row {
        names: vec![Span::plain(format!("九（{class}）班"))],
        cells: subjects
            .iter()
            .map(|_| Cell { reference: None, metric: Some("mean".into()), ..compared("103.25", "down", class) })
            .collect(),
        strong: false,
    };
    let mut table = Table {
        caption: "各班各学科平均分".into(),
        heads: vec![Head::plain("班级")],
        n_names: 1,
        rows: (1..=6).map(row).collect(),
        compact: true,
    };
    table.heads.extend(subjects.iter().map(Head::plain));
    table
}

/// Rows that are metrics, and a column of words.
fn answers() -> Table {
    let cell = |text: &str, metric: &str| Cell { text: text.into(), metric: Some(metric.into()), ..Cell::default() };
    let row = |name: &str, metric: &str, values: [&str; 2], verdict: &str| Row {
        names: vec![Span::plain(name)],
        cells: vec![cell(values[0], metric), cell(values[1], metric), cell(verdict, metric)],
        strong: false,
    };
    Table {
        caption: "目标达成".into(),
        heads: heads(&["指标", "本校", "目标", "结论"], &[]),
        n_names: 1,
        rows: vec![
            row("及格率", "pass_rate", ["83.18%", "80.00%"], "达到"),
            row("优秀率", "excellence_rate", ["21.03%", "25.00%"], "未达到，差 3.97 个百分点"),
        ],
        compact: true,
    }
}

fn notes() -> Vec<MetricNote> {
    let ids = ["mean", "score_rate", "excellence_rate", "good_rate", "pass_rate", "low_rate"];
    let terms = ["平均分", "得分率", "优秀率", "良好率", "及格率", "低分率"];
    let note = |(position, (id, term)): (usize, (&&str, &&str))| MetricNote {
        id: (*id).into(),
        number: position + 1,
        term: (*term).into(),
        text: format!("{term}：全体实考学生在该卷上的表现，缺考与缺卷者不计入。"),
        denominator: "实考人数".into(),
        formula: "Σ xᵢ / n，xᵢ ≥ 0.6 × 满分 & n < N".into(),
    };
    ids.iter().zip(&terms).enumerate().map(note).collect()
}
