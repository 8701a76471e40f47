//! The small tables beside the marks: school list, roster, blueprint.

use rand::Rng;

use crate::SynthError;
use crate::blueprint::{ITEMS, Item};
use crate::draw::Class;
use crate::folder::{Folder, Table};
use crate::plan::{Plan, Purpose, School};

const SCHOOLS_HEADER: [&str; 8] = ["学校代码", "学校名称", "区县", "片镇", "城乡", "教育集团", "学段", "类别"];
const ROSTER_HEADER: [&str; 5] = ["学校代码", "学校名称", "班级", "在籍人数", "应考人数"];
const BLUEPRINT_HEADER: [&str; 7] =
    ["item", "full_mark", "type", "key", "knowledge_points", "ability", "expected_facility"];

/// Writes the list of schools.
pub(crate) fn write_schools(plan: &Plan, folder: &mut Folder) -> Result<(), SynthError> {
    let mut table = folder.table("schools.csv", &SCHOOLS_HEADER)?;
    for school in &plan.schools {
        let place = &school.place;
        table.row(&[
            school.code.as_str(),
            &place.name,
            &place.county,
            &place.town,
            place.residence.label(),
            &place.group,
            "初中",
            if place.private { "民办" } else { "公办" },
        ])?;
    }
    table.finish()
}

/// Writes the two-way specification table of mathematics.
pub(crate) fn write_blueprint(name: &str, folder: &mut Folder) -> Result<(), SynthError> {
    let mut table = folder.table(name, &BLUEPRINT_HEADER)?;
    for (index, item) in ITEMS.iter().enumerate() {
        table.row(&[
            (index + 1).to_string().as_str(),
            &item.full_mark.to_string(),
            Item::kind(index),
            item.key,
            item.knowledge_points,
            item.ability,
            &item.expected_facility.to_string(),
        ])?;
    }
    table.finish()
}

/// The roster, filled school by school.
#[derive(Debug)]
pub(crate) struct Roster {
    table: Table,
}

impl Roster {
    pub(crate) fn create(folder: &mut Folder) -> Result<Self, SynthError> {
        let table = folder.table("roster.csv", &ROSTER_HEADER)?;
        Ok(Self { table })
    }

    /// Adds the classes of a school. Expected are all pupils listed but those who left, and the pupils of the
    /// class that appear on no list.
    pub(crate) fn add(&mut self, plan: &Plan, school: usize, classes: &[ClassCount]) -> Result<(), SynthError> {
        let mut rng = plan.stream(school, Purpose::Roster);
        let School { code, place, .. } = &plan.schools[school];
        for class in classes {
            let enrolled = class.expected + rng.random_range(0..=2);
            self.table.row(&[
                code.as_str(),
                &place.name,
                &class.label,
                &enrolled.to_string(),
                &class.expected.to_string(),
            ])?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), SynthError> {
        self.table.finish()
    }
}

/// What the roster says about a class.
#[derive(Debug)]
pub(crate) struct ClassCount {
    label: String,
    expected: u32,
}

impl From<&Class> for ClassCount {
    fn from(class: &Class) -> Self {
        let listed = class.pupils.iter().filter(|pupil| !pupil.left()).count();
        Self {
            label: class.label.clone(),
            // A class never exceeds the 10,000,000 pupils of the largest district.
            expected: listed as u32 + class.hidden,
        }
    }
}
