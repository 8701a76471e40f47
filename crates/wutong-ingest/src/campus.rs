//! Campuses of one school: 本部 and 东校区, each with a class 1 of its own.
//!
//! A class is called by its campus too where another campus of the school has one of that name. Elsewhere its own name says
//! enough, and sheets that know of no campus have no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::fold_name;
use crate::classes::ClassNumber;
use crate::staging::{Interner, Staging};

/// Names of classes that rows place at a campus.
#[derive(Debug, Default)]
pub(crate) struct Campuses {
    /// The number of the class's own name, by that of its name with the campus.
    own: BTreeMap<u32, u32>,
}

/// A class of a campus.
pub(crate) fn called(campus: &str, class: &str) -> String {
    format!("{campus} {class}")
}

impl Campuses {
    /// The number of the class of a row, whose cells name the campus and the class.
    pub(crate) fn class(&mut self, campus: &str, class: &str, names: &mut Interner) -> u32 {
        let own = names.number(class);
        if campus.is_empty() || class.is_empty() {
            return own;
        }
        let both = names.number(&called(campus, class));
        self.own.insert(both, own);
        both
    }

    /// Takes those of another; `here` are the numbers of its names here.
    pub(crate) fn absorb(&mut self, other: &Self, here: &[u32]) {
        self.own.extend(other.own.iter().map(|(both, own)| (here[*both as usize], here[*own as usize])));
    }
}

/// Leaves the campus out of the names of classes where no other campus of the school has a class of that name.
/// `staging.sites` numbers schools.
pub(crate) fn settle(staging: &mut Staging) {
    let own = &staging.campuses.own;
    if own.is_empty() {
        return;
    }
    let texts = staging.class_names.texts();
    let key = |own: u32| {
        let text = &texts[own as usize];
        ClassNumber::of(text).map_or_else(|| fold_name(text), |class| class.number.to_string())
    };
    let keys: BTreeMap<u32, String> = own.iter().map(|(both, own)| (*both, key(*own))).collect();
    let mut held: BTreeMap<(u32, &str), BTreeSet<u32>> = BTreeMap::new();
    for (school, class) in staging.sites.iter().zip(&staging.classes) {
        if let Some(key) = keys.get(class) {
            held.entry((*school, key)).or_default().insert(*class);
        }
    }
    for (school, class) in staging.sites.iter().zip(&mut staging.classes) {
        if let Some(key) = keys.get(class).filter(|key| held[&(*school, key.as_str())].len() == 1) {
            debug_assert!(!key.is_empty());
            *class = own[class];
        }
    }
}
