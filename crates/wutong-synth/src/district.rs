//! The district as a centre receives it: one file a school.

use std::path::Path;

use rand_chacha::ChaCha8Rng;

use crate::SynthError;
use crate::blueprint::N_ITEMS;
use crate::delivery::{Delivery, Line, List, mark_text};
use crate::draw::{Pupil, SchoolDraw};
use crate::folder::{EXAM, Folder, SCORES, Table};
use crate::items;
use crate::name;
use crate::options::{MOST_PUPILS_IN_WORKBOOKS, Options, Written};
use crate::plan::{Plan, Purpose};
use crate::specification;
use crate::subject::MATH;
use crate::tables::{self, ClassCount, Roster};
use crate::truth::Record;
use crate::workbook;

/// Writes a district into `dir` as a teaching-research centre receives it.
///
/// One workbook a school (the last school hands in GBK text), the list of schools, the roster, the item marks of
/// mathematics with their two-way specification table, `exam.toml`, and `truth.json`. A folder that an earlier call
/// filled is written anew.
///
/// # Errors
/// [`SynthError::TooManyForWorkbooks`] above 60,000 pupils, [`SynthError::Schools`] if the schools do not fit the
/// pupils, [`SynthError::Occupied`] if `dir` holds an examination of other origin, and the variants that name a
/// file if it cannot be written.
pub fn write_district(options: &Options, dir: &Path) -> Result<Written, SynthError> {
    options.check(MOST_PUPILS_IN_WORKBOOKS)?;
    let plan = Plan::new(options);
    let mut folder = Folder::prepare(dir)?;
    folder.subfolder(SCORES)?;
    folder.subfolder("items")?;
    let exam_toml = folder.write(EXAM, specification::district(&plan).as_bytes())?;
    tables::write_schools(&plan, &mut folder)?;
    tables::write_blueprint(specification::BLUEPRINT, &mut folder)?;
    let mut writer = Writer {
        plan: &plan,
        roster: Roster::create(&mut folder)?,
        items: folder.table(specification::ITEMS, &items_header())?,
        record: Record::default(),
        folder,
    };
    for school in 0..plan.schools.len() {
        writer.school(school)?;
    }
    let Writer { roster, items, record, mut folder, .. } = writer;
    roster.finish()?;
    items.finish()?;
    record.write(&plan, true, &mut folder)?;
    Ok(Written { exam_toml, n_pupils: plan.n_pupils, n_schools: options.n_schools(), files: folder.files })
}

fn items_header() -> Vec<&'static str> {
    const NUMBERS: [&str; N_ITEMS] = [
        "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
        "21", "22", "23", "24", "25",
    ];
    ["考号", "学校", "班级"].into_iter().chain(NUMBERS).collect()
}

/// The files that grow with each school.
struct Writer<'a> {
    plan: &'a Plan,
    folder: Folder,
    roster: Roster,
    items: Table,
    record: Record,
}

impl Writer<'_> {
    fn school(&mut self, index: usize) -> Result<(), SynthError> {
        let plan = self.plan;
        let school = &plan.schools[index];
        let mut names = plan.stream(index, Purpose::Names);
        let mut item_marks = plan.stream(index, Purpose::Items);
        let (mut counts, mut classes, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for class in SchoolDraw::new(plan, index) {
            counts.push(ClassCount::from(&class));
            for pupil in &class.pupils {
                self.record.push(plan, index, pupil);
                let line = Line {
                    id: plan.pupil_id(pupil.origin, pupil.number),
                    name: pupil_name(plan, pupil, &mut names),
                    class: classes.len(),
                    cells: pupil.cells,
                };
                if !pupil.left() {
                    self.item_row(&line, &school.place.name, &class.label, &mut item_marks)?;
                }
                lines.push(line);
            }
            classes.push(class.label);
        }
        self.roster.add(plan, index, &counts)?;
        self.record.end_school(plan, index);
        let delivery = Delivery::of(index, plan.schools.len());
        let list = List { school: &school.place.name, classes: &classes, lines: &lines, delivery: &delivery };
        let stem = format!("{SCORES}/{}-{}", school.code, school.place.name);
        if delivery.csv {
            let name = format!("{stem}.csv");
            let text = workbook::gbk_text(&list, Path::new(&name))?;
            self.folder.write(&name, &text).map(|_| ())
        } else {
            let path = self.folder.path(&format!("{stem}.xlsx"));
            workbook::write_workbook(&list, &path)
        }
    }

    /// Item marks of one pupil; all empty without a mark in mathematics.
    fn item_row(&mut self, line: &Line, school: &str, class: &str, rng: &mut ChaCha8Rng) -> Result<(), SynthError> {
        let mut row = vec![line.id.clone(), school.to_owned(), class.to_owned()];
        match line.cells[MATH].mark() {
            Some(mark) => {
                let marks = items::split(mark, rng);
                row.extend(marks.iter().map(|&mark| mark_text(u32::from(mark))));
            }
            None => row.resize(3 + N_ITEMS, String::new()),
        }
        self.items.row(&row)
    }
}

/// A pupil who changed the school keeps the name of the plan in both lists.
fn pupil_name(plan: &Plan, pupil: &Pupil, rng: &mut ChaCha8Rng) -> String {
    match pupil.transfer {
        Some(position) => plan.transfers[position].name.clone(),
        None => name::pupil_name(rng),
    }
}
