//! 区县概况, 学校概况, 班级: one row a group and subject.

use rust_xlsxwriter::XlsxError;
use wutong_model::{Analysis, GroupView, Level, Reason, Reported};
use wutong_stats::Unit;

use super::grid::Grid;
use super::{Book, Length, label, metrics, subjects_total_first};
use crate::words::Lang;

const METRICS: &[&str] = &[
    "n_valid",
    "mean",
    "sd",
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
    "over_mean_rate",
    "t_score",
];

/// Name of the sheet of a level.
pub(super) fn sheet_name(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Region => lang.pick("全体概况", "Region"),
        Level::County => lang.pick("区县概况", "Counties"),
        Level::School => lang.pick("学校概况", "Schools"),
        Level::Class => lang.pick("班级", "Classes"),
        Level::Dimension => lang.pick("分类概况", "Categories"),
    }
}

/// A column that says which group a row is of.
struct Naming {
    label: &'static str,
    text: fn(GroupView<'_>, Lang) -> String,
}

/// Writes the sheet of a level: the total of every group first, then subject by subject.
pub(super) fn groups(book: &mut Book<'_>, level: Level) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let namings = namings(analysis, level, lang);
    let shown = metrics(analysis, METRICS);
    // A rank alone tells noise; of classes and categories not even a range is told.
    let has_places = level == Level::School && analysis.spec.raw.privacy.audience.sees_ranks();
    let name = sheet_name(level, lang);
    let mut grid = book.sheet(name, Length::Long)?;
    grid.head(name, &[note(level, lang)])?;
    let mut labels: Vec<&str> = namings.iter().map(|naming| naming.label).collect();
    labels.push(lang.pick("学科", "Subject"));
    labels.extend(shown.iter().map(|info| label(info, lang)));
    if has_places {
        labels.extend(lang.pick(["位次范围（95%）自", "位次范围（95%）至"], ["Place from (95 %)", "Place to (95 %)"]));
    }
    grid.header(&labels)?;
    let columns: Vec<_> = shown.iter().map(|info| (analysis.metrics.column(info.id), info.unit)).collect();
    let views: Vec<GroupView<'_>> = analysis.level(level).collect();
    'sheet: for subject in subjects_total_first(analysis) {
        for view in &views {
            let row = analysis.metrics.row(view.position(), subject);
            names(&mut grid, &namings, *view, super::subject_name(&analysis.subjects[subject], lang))?;
            for (at, (column, unit)) in columns.iter().enumerate() {
                let reported =
                    column.map_or(Reported::Withheld(wutong_model::Reason::NotApplicable), |column| column.get(row));
                grid.value(namings.len() + 1 + at, reported, *unit)?;
            }
            if has_places {
                let place = analysis.metrics.get(view.position(), subject, "school_effect_place");
                let reason = place.reason().unwrap_or(Reason::NotApplicable);
                let ends = place
                    .interval()
                    .map(|(first, last)| [first, last].map(|value| Reported::Estimate { value, interval: None }));
                for (at, end) in ends.unwrap_or([Reported::Withheld(reason); 2]).into_iter().enumerate() {
                    grid.value(namings.len() + 1 + columns.len() + at, end, Unit::Place)?;
                }
            }
            if !grid.next() {
                break 'sheet;
            }
        }
    }
    grid.end_table();
    for (at, info) in shown.iter().enumerate() {
        if ["score_rate", "over_mean_rate"].contains(&info.id) {
            grid.bars(namings.len() + 1 + at)?;
        }
    }
    grid.finish(name)
}

fn names(grid: &mut Grid<'_>, namings: &[Naming], view: GroupView<'_>, subject: &str) -> Result<(), XlsxError> {
    for (column, naming) in namings.iter().enumerate() {
        grid.text(column, &(naming.text)(view, grid.lang))?;
    }
    grid.text(namings.len(), subject)
}

fn namings(analysis: &Analysis, level: Level, lang: Lang) -> Vec<Naming> {
    let name = |view: GroupView<'_>, _: Lang| view.group().name.clone();
    let mut namings = Vec::new();
    match level {
        Level::Region | Level::County => {
            namings.push(Naming { label: crate::words::level(level, lang), text: name });
        }
        Level::School => {
            if analysis.level(Level::County).nth(1).is_some() {
                namings.push(Naming { label: lang.pick("区县", "County"), text: parent });
            }
            if analysis.schools().any(|school| school.group().id != school.group().name) {
                namings.push(Naming { label: lang.pick("代码", "Code"), text: |view, _| view.group().id.clone() });
            }
            namings.push(Naming { label: lang.pick("学校", "School"), text: name });
        }
        Level::Class => {
            namings.push(Naming { label: lang.pick("学校", "School"), text: parent });
            namings.push(Naming { label: lang.pick("班级", "Class"), text: name });
        }
        Level::Dimension => {
            let dimension =
                |view: GroupView<'_>, lang: Lang| crate::words::attribute(view.group().level_id(), lang).to_owned();
            namings.push(Naming { label: lang.pick("分类", "Category"), text: dimension });
            namings.push(Naming { label: lang.pick("取值", "Value"), text: name });
            // Groups of pupils, such as girls, are told of every school as well.
            if analysis.level(level).any(|view| view.group().parent != Some(0)) {
                namings.push(Naming { label: lang.pick("范围", "Within"), text: parent });
            }
        }
    }
    namings
}

fn parent(view: GroupView<'_>, _: Lang) -> String {
    view.parent().map(|parent| parent.group().name.clone()).unwrap_or_default()
}

fn note(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Class => lang.pick(
            "每班每科一行，先总分后各科；超均率、T分等均与本校比较。",
            "One row a class and subject, the total first; comparisons are with the school.",
        ),
        Level::Dimension => lang.pick(
            "取值相同的学校（或学生）合为一组，每组每科一行；超均率、T分等与该组所在的范围（全体或本校）比较。",
            "Schools, or pupils, with the same value form a group; one row a group and subject, compared with the region or school that the group is within.",
        ),
        Level::School => lang.pick(
            "每校每科一行，先总分后各科；超均率、T分等与所在区县比较（没有区县时与全体比较），位次按全体；可用表头的筛选按钮只看一科或一校。灰色斜体为不能给出数值的原因。",
            "One row a school and subject, the total first; the rate above the mean, the T score and the like are held against the school's county (without counties against the region), places are among all schools; use the filter for one subject or school. Grey italics say why there is no number.",
        ),
        _ => lang.pick(
            "每单位每科一行，先总分后各科；可用表头的筛选按钮只看一科或一校。灰色斜体为不能给出数值的原因。",
            "One row a group and subject, the total first; use the filter for one subject or school. Grey italics say why \
             there is no number.",
        ),
    }
}
