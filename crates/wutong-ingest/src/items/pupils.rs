//! Which row of the score book a row of an item file is of.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use wutong_model::spec::IdScope;
use wutong_model::{ProblemKind, ScoreBook};

use crate::cell::fold_name;
use crate::classes::ClassNumber;
use crate::hash::FastBuild;
use crate::schools::Schools;
use crate::staging::{Sites, Staging};
use crate::zeros::{bare, joined_id};

/// Finds rows of the book by school, class and identifier, as far as the scope of the identifier needs them.
pub(crate) struct Pupils<'a> {
    book: &'a ScoreBook,
    scope: IdScope,
    rows: HashMap<(u32, &'a str), u32, FastBuild>,
    /// The same without what stands between letters and digits, once it is asked for; `None` where two are alike.
    joined: OnceCell<HashMap<(u32, String), Option<u32>, FastBuild>>,
    /// Schools of the book by the texts under which score sheets and lists name them.
    schools: BTreeMap<String, Vec<usize>>,
    counties: Vec<&'a str>,
    names: Names<'a>,
}

/// Pupils by what they are called, for sheets without identifiers.
#[derive(Debug, Default)]
struct Names<'a> {
    /// Rows of the book by file, sheet and row of a score sheet.
    of_row: HashMap<(&'a str, &'a str, u32), u32, FastBuild>,
    /// Classes and rows of the book by school and name.
    of_name: HashMap<(usize, &'a str), Vec<(usize, u32)>, FastBuild>,
}

impl<'a> Pupils<'a> {
    /// Indexes a book; `sites` and `schools` say how score sheets name its schools.
    pub(crate) fn new(book: &'a ScoreBook, scope: IdScope, sites: &Sites, schools: &Schools) -> Self {
        let mut rows = HashMap::with_capacity_and_hasher(book.n_pupils(), FastBuild::default());
        rows.extend(identifiers(book, scope));
        let mut counties = vec![""; book.schools.len()];
        for county in &book.counties {
            counties[county.schools.clone()].fill(county.name.as_str());
        }
        let (schools, names, joined) = (texts(book, sites, schools), Names::default(), OnceCell::new());
        Self { book, scope, rows, joined, schools, counties, names }
    }

    /// Knows pupils by their names too; `order` is the row of the staging of each row of the book.
    pub(crate) fn with_names(mut self, staging: &'a Staging, order: &[u32]) -> Self {
        let (mut school, mut class) = (0, 0);
        for (row, &staged) in (0u32..).zip(order) {
            while self.book.classes[class].rows.end <= row as usize {
                class += 1;
            }
            while self.book.schools[school].classes.end <= class {
                school += 1;
            }
            let staged = staged as usize;
            let sheet = &staging.score_sheets[staging.sheets[staged] as usize];
            self.names.of_row.insert((&sheet.file, &sheet.sheet, staging.rows[staged]), row);
            if let Some(name) = staging.persons.called(staged) {
                self.names.of_name.entry((school, name)).or_default().push((class, row));
            }
        }
        self
    }

    /// The row of a pupil without an identifier: that of the same row where it holds marks too, otherwise the only one of
    /// school, class and name.
    ///
    /// # Errors
    /// Nobody is called so, or several are.
    pub(crate) fn named(
        &self,
        at: (&str, &str, u32),
        (school, class): (Option<usize>, &str),
        name: &str,
    ) -> Result<u32, ProblemKind> {
        if let Some(row) = self.names.of_row.get(&at) {
            return Ok(*row);
        }
        let only = (self.book.schools.len() == 1).then_some(0);
        let school = school.or(only).ok_or(ProblemKind::UnmatchedPupil)?;
        let all = self.names.of_name.get(&(school, name)).map(Vec::as_slice).unwrap_or_default();
        let (wanted, number) = (fold_name(class), ClassNumber::of(class));
        let is_of_class = |known: &str, exactly: bool| {
            let may_be = || number.zip(ClassNumber::of(known)).is_some_and(|(a, b)| a.may_be(b));
            fold_name(known) == wanted || !exactly && (wanted.is_empty() || known.is_empty() || may_be())
        };
        let of = |exactly: bool| -> Vec<u32> {
            let mine = all.iter().filter(|(class, _)| is_of_class(&self.book.classes[*class].name, exactly));
            mine.map(|(_, row)| *row).collect()
        };
        match (of(true).as_slice(), of(false).as_slice()) {
            ([only], _) | ([], [only]) => Ok(*only),
            ([], []) => Err(ProblemKind::UnmatchedPupil),
            _ => Err(ProblemKind::AmbiguousName),
        }
    }

    /// Position of a school in the book.
    pub(crate) fn school(&self, county: &str, code: &str, name: &str) -> Option<usize> {
        let named = |text: &str| self.schools.get(&fold_name(text)).filter(|_| !text.is_empty());
        let known = named(code).or_else(|| named(name))?;
        if let [only] = known.as_slice() {
            return Some(*only);
        }
        let mut here = known.iter().filter(|school| self.counties[**school] == county);
        match (here.next(), here.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        }
    }

    /// The row of a pupil. An identifier of the whole exam is enough by itself.
    pub(crate) fn find(&self, school: Option<usize>, class: &str, id: &str) -> Option<u32> {
        self.rows.get(&(self.within(school, class)?, id)).copied()
    }

    /// Within what an identifier of a school and class is unique.
    fn within(&self, school: Option<usize>, class: &str) -> Option<u32> {
        let within = match (self.scope, school) {
            (IdScope::Exam, _) => 0,
            (_, None) => return None,
            (IdScope::School, Some(school)) => school,
            (IdScope::Class, Some(school)) => {
                let wanted = fold_name(class);
                let mut classes = self.book.schools[school].classes.clone();
                classes.find(|class| fold_name(&self.book.classes[*class].name) == wanted)?
            }
        };
        u32::try_from(within).ok()
    }
}

impl Pupils<'_> {
    /// The row of the pupil whose identifier is this one in another form: with or without zeros in front, or the identity
    /// number that follows the letter of a 学籍号.
    pub(crate) fn same(&self, school: Option<usize>, class: &str, id: &str) -> Option<u32> {
        /// Letter and identity number.
        const LENGTH: usize = 19;
        const LETTERS: [&str; 3] = ["G", "J", "L"];
        let with_letter = || LETTERS.iter().find_map(|letter| self.find(school, class, &[letter, id].concat()));
        let without = || LETTERS.iter().find_map(|letter| self.find(school, class, id.strip_prefix(letter)?));
        let exact = self.find(school, class, id).or_else(|| self.padded(school, class, id));
        exact.or_else(|| match id.len() {
            LENGTH => without(),
            length if length + 1 == LENGTH => with_letter(),
            _ => None,
        })
    }

    /// The row of the pupil whose identifier is this one but for zeros in front.
    pub(crate) fn padded(&self, school: Option<usize>, class: &str, id: &str) -> Option<u32> {
        /// More zeros than this no spreadsheet has taken off.
        const MOST: usize = 8;
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        (0..=MOST).find_map(|zeros| self.find(school, class, &("0".repeat(zeros) + bare(id))))
    }
}

impl Pupils<'_> {
    /// The row of the only pupil whose identifier is this one but for what stands between letters and digits: 2609-01-0101
    /// and 2609010101.
    pub(crate) fn separated(&self, school: Option<usize>, class: &str, id: &str) -> Option<u32> {
        let joined = self.joined.get_or_init(|| {
            let mut joined: HashMap<(u32, String), Option<u32>, FastBuild> = HashMap::default();
            for ((within, id), row) in identifiers(self.book, self.scope) {
                joined.entry((within, joined_id(id))).and_modify(|known| *known = None).or_insert(Some(row));
            }
            joined
        });
        joined.get(&(self.within(school, class)?, joined_id(id))).copied().flatten()
    }
}

/// The identifiers of a book, each within what it is unique, with their rows.
fn identifiers(book: &ScoreBook, scope: IdScope) -> impl Iterator<Item = ((u32, &str), u32)> {
    let number = |number: usize| u32::try_from(number).expect("fewer pupils than rows");
    let classes =
        book.schools.iter().enumerate().flat_map(|(school, each)| each.classes.clone().map(move |of| (school, of)));
    classes.flat_map(move |(school, class)| {
        let within = match scope {
            IdScope::Exam => 0,
            IdScope::School => number(school),
            IdScope::Class => number(class),
        };
        book.classes[class].rows.clone().map(move |row| ((within, book.ids.get(row)), number(row)))
    })
}

fn texts(book: &ScoreBook, sites: &Sites, schools: &Schools) -> BTreeMap<String, Vec<usize>> {
    let positions: BTreeMap<&str, usize> =
        book.schools.iter().enumerate().map(|(position, school)| (school.id.as_str(), position)).collect();
    let mut texts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut add = |text: &str, position: usize| {
        let known = texts.entry(fold_name(text)).or_default();
        if !known.contains(&position) {
            known.push(position);
        }
    };
    for ((_, code, name), unit) in sites.named().zip(&schools.of_site) {
        if let Some(&position) = positions.get(schools.units[*unit as usize].id.as_str()) {
            [code, name].into_iter().for_each(|text| add(text, position));
        }
    }
    for (position, school) in book.schools.iter().enumerate() {
        [&school.id, &school.name].into_iter().for_each(|text| add(text, position));
    }
    texts
}
