//! Several lists of the schools of one exam, taken together.

use wutong_model::{Place, ProblemKind};

use super::{ListedSchool, Lists};
use crate::cell::fold_name;

impl Lists {
    /// Joins what several tables say of a school, by its code or, where one of them has none, by a name that only one of the
    /// others bears. What they contradict each other in is told, and the first holds.
    pub(crate) fn join_schools(&mut self) {
        let mut joined: Vec<ListedSchool> = Vec::new();
        for school in std::mem::take(&mut self.schools) {
            let mut known = joined.iter_mut().filter(|known| known.is_same(&school));
            match (known.next(), known.next()) {
                (Some(known), None) => {
                    for (place, text) in known.add(school) {
                        self.tell(place, ProblemKind::BadListRow, [text, String::new()], Some(known.id().to_owned()));
                    }
                }
                _ => joined.push(school),
            }
        }
        self.schools = joined;
    }
}

impl ListedSchool {
    /// Whether a row of another table is of the same school.
    fn is_same(&self, other: &Self) -> bool {
        let is_other_table = (&self.place.file, &self.place.sheet) != (&other.place.file, &other.place.sheet);
        let code = |school: &Self| fold_name(&school.code);
        let names = |school: &Self| -> Vec<String> {
            let names = std::iter::once(&school.name).chain(&school.other_names).map(|name| fold_name(name));
            names.filter(|name| !name.is_empty()).collect()
        };
        let is_near = self.county.is_empty() || other.county.is_empty() || self.county == other.county;
        if !is_other_table {
            return false;
        }
        if !self.code.is_empty() && !other.code.is_empty() {
            return code(self) == code(other);
        }
        let (own, others) = (names(self), names(other));
        is_near && own.iter().any(|name| others.contains(name))
    }

    /// Takes over what another table says; where it says otherwise, and what.
    fn add(&mut self, other: Self) -> Vec<(Place, String)> {
        let names = std::iter::once(other.name).chain(other.other_names);
        for name in names.filter(|name| !name.is_empty()) {
            if self.name.is_empty() {
                self.name = name;
            } else if self.name != name && !self.other_names.contains(&name) {
                self.other_names.push(name);
            }
        }
        if self.code.is_empty() {
            self.code = other.code;
        }
        if self.county.is_empty() {
            self.county = other.county;
        }
        let mut told = Vec::new();
        for (key, value) in other.attributes {
            match self.attributes.get(&key) {
                Some(known) if *known != value => {
                    let text = format!("{value} ≠ {known}（{} {}）", self.place.file, self.place.row);
                    told.push((Place { column: key, ..other.place.clone() }, text));
                }
                Some(_) => {}
                None => {
                    self.attributes.insert(key, value);
                }
            }
        }
        told
    }
}
