//! What is to be said of item files once their rows are matched: sums, claims, problems and accounts.

use std::collections::BTreeSet;

use wutong_model::spec::{Marks, SourceKind};
use wutong_model::{
    ExamSpec, ItemBook, PaperAspect, PaperClaim, Problem, ProblemKind, Response, ScoreBook, Status, mark_text, points,
};

use super::answers::is_of_cell;
use super::repeated::Kept;
use super::resolve::Matched;
use super::stage::{ItemSheet, ItemStaging};
use crate::identity::cover;
use crate::read::Ingested;

/// From this many pupils on, a sheet whose sums are wrong for most is said so once.
const FEWEST_SUMS: usize = 20;

/// Sums of items that are not the mark of the subject.
pub(super) fn sums(
    spec: &ExamSpec,
    sheets: &[ItemSheet],
    items: &ItemBook,
    kept: &Kept,
    book: &ScoreBook,
    result: &mut Ingested,
) {
    // Scaled marks are another scale than that of the items.
    if spec.raw.subject[items.subject].marks == Marks::Scaled || items.marks.is_empty() {
        return;
    }
    let Some(columns) = items.marks.iter().map(Option::as_ref).collect::<Option<Vec<_>>>() else { return };
    let marks = &book.subjects[items.subject];
    let mut checked = vec![0usize; sheets.len()];
    let mut wrong: Vec<Vec<Problem>> = vec![Vec::new(); sheets.len()];
    for of_pupil in kept.chunk_by(|a, b| a.0 == b.0) {
        let (pupil, (sheet, row)) = (of_pupil[0].0 as usize, of_pupil[0].1);
        let is_known = |response: Response| response.counts() || response == Response::NotChosen;
        let is_whole = columns.iter().all(|column| is_known(column.responses[pupil]));
        if !is_whole || marks.status[pupil] != Status::Present {
            continue;
        }
        checked[sheet] += 1;
        let sum: i64 = columns.iter().map(|column| i64::from(column.ticks[pupil])).sum();
        let mark = i64::from(marks.ticks[pupil]);
        if sum != mark {
            let decimals = items.blueprint.decimals;
            wrong[sheet].push(Problem {
                place: sheets[sheet].place(sheets[sheet].rows[row], ""),
                text: mark_text(sum, decimals),
                kind: ProblemKind::ItemsMismatch,
                expected: mark_text(mark, decimals),
                school: school_of(book, pupil),
                subject: Some(spec.subjects[items.subject].id.clone()),
            });
        }
    }
    for (sheet, (checked, wrong)) in checked.into_iter().zip(wrong).enumerate() {
        // Then it is the sheet that differs, not its pupils: it holds a part of the paper, or another paper.
        if checked >= FEWEST_SUMS && wrong.len() * 2 > checked {
            result.problems.push(Problem {
                place: sheets[sheet].place(0, ""),
                text: format!("{}/{checked}", wrong.len()),
                kind: ProblemKind::ItemsMismatch,
                expected: String::new(),
                school: None,
                subject: Some(spec.subjects[items.subject].id.clone()),
            });
        } else {
            result.problems.extend(wrong);
        }
    }
}

/// Pupils with a mark of whom no item row came in: one by one, or by their number where most of a school lack theirs.
pub(super) fn without_items(
    spec: &ExamSpec,
    staging: &ItemStaging,
    items: &ItemBook,
    matched: &Matched,
    book: &ScoreBook,
    result: &mut Ingested,
) {
    let of_subject = |sheet: &&ItemSheet| sheet.subject == items.subject && sheet.kind == SourceKind::Items;
    let Some(first) = staging.sheets.iter().filter(of_subject).find(|sheet| sheet.has_header) else { return };
    // A row that is set aside is told of by itself.
    let rows = staging.sheets.iter().zip(&matched.rows).filter(|(sheet, _)| of_subject(sheet));
    let with: BTreeSet<usize> = rows.flat_map(|(_, rows)| rows.iter().flatten()).map(|row| *row as usize).collect();
    let status = &book.subjects[items.subject].status;
    let conceals = spec.raw.pupils.key.is_some();
    for school in &book.schools {
        let classes = &book.classes[school.classes.clone()];
        let sat = || classes.iter().flat_map(|class| class.rows.clone()).filter(|row| status[*row] == Status::Present);
        let lacking = sat().filter(|row| !with.contains(row)).count();
        let problem = |text: String| Problem {
            place: first.place(0, ""),
            text,
            kind: ProblemKind::NoItemRow,
            expected: String::new(),
            school: Some(school.id.clone()),
            subject: Some(spec.subjects[items.subject].id.clone()),
        };
        let total = sat().count();
        if lacking * 2 > total && (lacking == total || lacking > FEW) {
            result.problems.push(problem(format!("{} | {lacking} / {total}", school.name)));
            continue;
        }
        for class in classes {
            let rows = class.rows.clone().filter(|row| status[*row] == Status::Present && !with.contains(row));
            let text =
                |row: usize| format!("{} | {} | {}", school.name, class.name, cover(book.ids.get(row), conceals));
            result.problems.extend(rows.map(|row| problem(text(row))));
        }
    }
}

/// So many pupils are told one by one, whatever their share.
const FEW: usize = 5;

fn school_of(book: &ScoreBook, pupil: usize) -> Option<String> {
    let class = book.classes.partition_point(|class| class.rows.end <= pupil);
    let school = book.schools.partition_point(|school| school.classes.end <= class);
    book.schools.get(school).map(|school| school.id.clone())
}

/// Items of the table that a sheet lacks, and full marks that it states otherwise.
pub(super) fn counts(
    spec: &ExamSpec,
    staging: &ItemStaging,
    items: &ItemBook,
    matched: &Matched,
    result: &mut Ingested,
) {
    if items.blueprint.file.is_none() {
        return;
    }
    let held = |sheet: &ItemSheet| sheet.items.iter().filter_map(|item| item.item).collect::<BTreeSet<_>>();
    let subject = &spec.subjects[items.subject];
    let mut claim = |sheet: &ItemSheet, column: &str, aspect, (found, required)| {
        result.claims.push(PaperClaim {
            place: sheet.place(sheet.header, column),
            school: None,
            subject: subject.id.clone(),
            aspect,
            found,
            required,
        });
    };
    for (position, sheet) in staging.sheets.iter().enumerate() {
        if sheet.subject != items.subject || !sheet.has_header {
            continue;
        }
        for staged in &sheet.items {
            let (Some(stated), Some(item)) = (staged.stated, staged.item) else { continue };
            let required = items.blueprint.items[item].full_ticks;
            if stated != required {
                let mark = |ticks| points(i64::from(ticks), subject.decimals);
                claim(sheet, &staged.header, PaperAspect::ItemMarks, (mark(stated), mark(required)));
            }
        }
        // One file for the objective items and one for the others make up the paper together.
        let union: BTreeSet<usize> =
            matched.with_partners(position).into_iter().flat_map(|sheet| held(&staging.sheets[sheet])).collect();
        let (found, required) = (union.len() + sheet.n_unknown, items.blueprint.items.len());
        if sheet.kind == SourceKind::Items && found != required {
            #[expect(clippy::cast_precision_loss, reason = "a paper has few items")]
            let numbers = (found as f64, required as f64);
            claim(sheet, "", PaperAspect::ItemCount, numbers);
        }
    }
}

/// Problems of cells, and the accounts of the sheets.
pub(super) fn accounts(staging: ItemStaging, book: &ScoreBook, matched: &Matched, result: &mut Ingested) {
    for (position, mut sheet) in staging.sheets.into_iter().enumerate() {
        let lost: BTreeSet<usize> =
            matched.set_aside.range((position, 0)..(position + 1, 0)).map(|(_, row)| *row).collect();
        if !sheet.is_continued {
            sheet.counts.withdraw(lost.iter().map(|row| sheet.lines_of(*row)).sum());
        }
        let row_of = |number: u64| sheet.rows.binary_search_by_key(&number, |row| u64::from(*row)).ok();
        let mut cells = 0;
        for mut problem in std::mem::take(&mut sheet.problems) {
            let row = row_of(problem.place.row);
            if is_of_cell(problem.kind) {
                if row.is_none_or(|row| lost.contains(&row)) {
                    continue;
                }
                cells += 1;
            }
            let school = row.and_then(|row| matched.schools[sheet.sites[row] as usize]);
            problem.school = school.map(|school| book.schools[school].id.clone());
            result.problems.push(problem);
        }
        if sheet.is_continued {
            if let Some(account) = result.accounts.last_mut() {
                account.cells_set_aside += cells;
                account.columns.extend(sheet.columns);
            }
        } else if sheet.counts.read > 0 {
            let mut account = sheet.counts.account(&sheet.file, &sheet.sheet, sheet.kind_id());
            account.cells_set_aside = cells;
            account.ignored_columns = sheet.ignored;
            account.columns = sheet.columns;
            result.accounts.push(account);
        }
    }
}
