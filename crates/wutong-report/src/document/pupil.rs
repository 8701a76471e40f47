//! What one pupil and the parents read, as a document of one page.

use wutong_model::spec::{Denominator, DifferenceFormula, Stage};
use wutong_model::{Grade, Severity, TOTAL};

use super::school::exam_facts;
use super::{Block, Cell, Cells, Document, Head, Role, Row, Section, Span, Table, VerdictBlock};
use crate::document::figures::mark_label;
use crate::profile::{PupilReport, PupilSubject};
use crate::words::{self, Lang};

/// The report of a pupil as a document.
#[must_use]
pub fn pupil(report: &PupilReport, lang: Lang) -> Document {
    let mut cells = Cells::new(lang);
    let mut sections = vec![levels(report, &mut cells, lang), cuts(report, lang)];
    sections.extend(cells.reasons.section(lang));
    let id = format!("{} {}", lang.pick("考号", "Pupil"), report.pupil);
    let facts = [&report.school, &report.class, &id].into_iter().filter(|fact| !fact.is_empty()).cloned().collect();
    let subjects = report.subjects.iter().map(|each| (&*each.id, &*each.name, each.verdict));
    // Remarks are for the centre and the school.
    let grave: Vec<_> = report.findings.iter().filter(|each| each.severity > Severity::Note).cloned().collect();
    let verdict = Block::Verdict(VerdictBlock::of(&report.exam, report.verdict, subjects, &grave, lang));
    let text = lang.pick(
        "等级由本人分数对照试卷的分数线得出，与其他学生无关。本单只供学生本人和家长了解学习情况，不是排名，不用于分班、排座或升学；学校之间能否比较（上方结论）不影响本人等级；试卷是否一致尚待查明的学科标为“待核”，不给等级。",
        "A level is the pupil's own mark held against the cuts of the paper; other pupils play no part in it. This sheet is for the pupil and the parents alone. It is no ranking and serves no setting, seating or admission; whether schools may be compared (above) does not touch the own levels; a subject in which papers may differ is set aside until that is settled.",
    );
    let mut spans = vec![Span::strong(lang.pick("怎样阅读：", "How to read: ")), Span::plain(text)];
    if report.exam.stage != Stage::Senior {
        spans.push(Span::plain(lang.pick(
            "义务教育阶段只给等级，不给在全体考生中的位置（教基厅函〔2021〕34号）。",
            " In compulsory education levels alone are given, and no place among all pupils (教基厅函〔2021〕34号).",
        )));
    }
    Document {
        kind: "pupil",
        lang: lang.pick("zh-CN", "en"),
        overline: report.exam.title.clone(),
        title: lang.pick("学生本人等级单", "Own levels").to_owned(),
        facts: vec![facts, exam_facts(&report.exam, lang)],
        producer: format!("{} {}", lang.pick("五同", "Wutong"), report.version),
        opening: vec![verdict, Block::Text { role: Role::Plain, spans }],
        sections,
        metrics: cells.notes(DifferenceFormula::IccAnova, Denominator::default()),
        metrics_title: lang.pick("指标含义与公式", "Metrics and formulas").to_owned(),
        ..Document::default()
    }
    .without_blank_columns(lang)
    .of_region(report.exam.region.as_deref())
}

fn name(subject: &PupilSubject, lang: Lang) -> &str {
    words::subject_in(&subject.id, &subject.name, lang)
}

/// Subjects that concern the pupil; one that the pupil does not take is left out.
fn levels(report: &PupilReport, cells: &mut Cells, lang: Lang) -> Section {
    let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), cells.head("own_level")];
    let has_fifths = report.subjects.iter().any(|subject| subject.fifth.value().is_some());
    if has_fifths {
        heads.push(cells.head("own_fifth"));
    }
    let row = |subject: &PupilSubject| {
        let level = match subject.level {
            Some(level) => words::grade_of_mark(level, lang),
            // The pupil may have sat all papers but one.
            None if subject.id == TOTAL && report.subjects.len() > 1 => {
                lang.pick("不给等级（缺一科或几科成绩）", "none (a mark of a subject is missing)")
            }
            None => words::status(subject.status, lang),
        };
        let mut own = vec![Cell::words(level)];
        if has_fifths {
            own.push(match (subject.level, subject.fifth.value()) {
                (Some(_), Some(fifth)) => Cell::words(words::fifth(fifth, lang)),
                (Some(_), None) => {
                    cells.missing("own_fifth", subject.fifth.reason().unwrap_or(wutong_model::Reason::NotApplicable))
                }
                (None, _) => Cell::words(lang.pick("无", "none")),
            });
        }
        Row { names: vec![Span::plain(name(subject, lang))], cells: own, strong: subject.id == TOTAL }
    };
    let rows = report.subjects.iter().map(row).collect();
    let caption = lang.pick("各学科等级", "Levels by subject").to_owned();
    Section {
        id: "levels",
        title: lang.pick("本人等级", "Own levels").to_owned(),
        blocks: vec![Block::Table(Table { caption, heads, n_names: 1, rows, compact: false })],
    }
}

/// Where the levels begin.
fn cuts(report: &PupilReport, lang: Lang) -> Section {
    let mut heads = vec![Head::plain(lang.pick("学科", "Subject")), Head::plain(lang.pick("满分", "Full mark"))];
    heads.extend(Grade::ALL.into_iter().rev().map(|grade| Head::plain(words::grade_of_mark(grade, lang))));
    let row = |subject: &PupilSubject| {
        let cuts = &subject.cuts;
        let from = [cuts.excellence, cuts.good, cuts.pass, cuts.low].map(|cut| format!("≥ {}", mark_label(cut)));
        let texts =
            [mark_label(subject.full_mark)].into_iter().chain(from).chain([format!("< {}", mark_label(cuts.low))]);
        let cells = texts.map(|text| Cell { text, ..Cell::default() }).collect();
        Row { names: vec![Span::plain(name(subject, lang))], cells, strong: subject.id == TOTAL }
    };
    let rows = report.subjects.iter().map(row).collect();
    let caption = lang.pick("各等级的分数范围（分）", "Where the levels begin (points)").to_owned();
    Section {
        id: "cuts",
        title: lang.pick("等级怎样划分", "How levels are formed").to_owned(),
        blocks: vec![Block::Table(Table { caption, heads, n_names: 1, rows, compact: true })],
    }
}
