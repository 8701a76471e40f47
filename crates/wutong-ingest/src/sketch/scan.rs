//! One pass over a file: what its sheets hold and how their columns are filled.

use std::collections::{BTreeMap, BTreeSet};

use crate::alias::{self, BLUEPRINT_ROLES, OTHER_HEADERS, PUPIL_ROLES, ROSTER_ROLES, Role, SCHOOL_ROLES};
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed};
use crate::format::Sheet;
use crate::hash::hash_of;
use crate::items::looks_like_item;
use crate::mark::{Parsed, decimal};
use crate::pupil::is_footer;
use crate::sketch::FileKind;
use crate::subject::subject_header;

/// Decimals beyond which a mark is not looked at.
const MOST_DECIMALS: u8 = 6;
/// Largest marks that are kept apart.
const KEPT_MARKS: usize = 4096;

/// The marks of a column, summed up.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Number of marks.
    pub(super) n: u64,
    /// The largest.
    pub(super) maximum: f64,
    /// How many marks have so many decimals.
    pub(super) decimals: [u64; MOST_DECIMALS as usize + 1],
    /// How often each mark occurs, in millionths, the largest only.
    pub(super) largest: BTreeMap<i64, u64>,
}

impl Marks {
    fn add(&mut self, cell: Cell<'_>) -> bool {
        let shown = cell.shown();
        let folded = fold(&shown);
        let bare = folded.trim_matches('\'').trim_end_matches('分');
        let Some(Parsed::Ticks(ticks)) = decimal(bare.as_bytes(), MOST_DECIMALS) else { return false };
        self.n += 1;
        let fraction = bare.split_once('.').map_or("", |(_, fraction)| fraction.trim_end_matches('0'));
        self.decimals[fraction.len().min(usize::from(MOST_DECIMALS))] += 1;
        self.count(ticks, 1);
        true
    }

    fn count(&mut self, ticks: i64, times: u64) {
        self.maximum = self.maximum.max(wutong_model::points(ticks, MOST_DECIMALS));
        *self.largest.entry(ticks).or_default() += times;
        if self.largest.len() > KEPT_MARKS {
            self.largest.pop_first();
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        for (mine, theirs) in self.decimals.iter_mut().zip(other.decimals) {
            *mine += theirs;
        }
        for (ticks, times) in &other.largest {
            self.count(*ticks, *times);
        }
    }
}

/// A column that holds the marks of a subject.
#[derive(Debug)]
pub(super) struct ScannedSubject {
    pub(super) id: &'static str,
    pub(super) name: String,
    pub(super) header: String,
    pub(super) stated: Option<f64>,
    /// Header of another column that looks the same.
    pub(super) rival: Option<String>,
    pub(super) marks: Marks,
    column: usize,
}

/// A sheet that has been scanned.
#[derive(Debug)]
pub(super) struct ScannedSheet {
    pub(super) kind: FileKind,
    pub(super) rows: u64,
    pub(super) title: Option<String>,
    pub(super) has_school: bool,
    pub(super) subjects: Vec<ScannedSubject>,
    /// Unknown columns that hold numbers.
    pub(super) unknown_numeric: Vec<String>,
    /// Hashes of identifier, school and class of each row.
    pub(super) pupils: Vec<[u64; 3]>,
    pub(super) counties: BTreeSet<String>,
    columns: BTreeMap<Role, usize>,
    unknown: Vec<(usize, String, u64, u64)>,
}

impl Default for ScannedSheet {
    fn default() -> Self {
        Self {
            kind: FileKind::Unknown,
            rows: 0,
            title: None,
            has_school: false,
            subjects: Vec::new(),
            unknown_numeric: Vec::new(),
            pupils: Vec::new(),
            counties: BTreeSet::new(),
            columns: BTreeMap::new(),
            unknown: Vec::new(),
        }
    }
}

/// Scans the sheets of one file.
#[derive(Default)]
pub(super) struct Scanner {
    pub(super) sheets: Vec<ScannedSheet>,
    current: ScannedSheet,
}

/// Everything one header row says.
struct HeaderGuess {
    kind: FileKind,
    recognised: usize,
}

fn guess_kind(texts: &[String]) -> HeaderGuess {
    let folded: Vec<String> = texts.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
    let count = |tables: &[&[(Role, &'static [&'static str])]], roles: &[Role]| {
        folded.iter().filter(|text| alias::role(text, tables).is_some_and(|(role, _)| roles.contains(&role))).count()
    };
    let subjects = folded.iter().filter(|text| subject_of(text).is_some()).count();
    let pupils = count(&[PUPIL_ROLES], &[Role::Id, Role::School, Role::SchoolCode, Role::Class]);
    let ids = count(&[PUPIL_ROLES], &[Role::Id]);
    let schools = count(&[SCHOOL_ROLES], &[Role::School, Role::SchoolCode]);
    let heads = count(&[ROSTER_ROLES], &[Role::Enrolled, Role::Expected]);
    let items = folded.iter().filter(|text| looks_like_item(text)).count();
    let blueprint = (count(&[BLUEPRINT_ROLES], &[Role::Item]), count(&[BLUEPRINT_ROLES], &[Role::FullMark]));
    let kind = if heads > 0 && schools > 0 {
        FileKind::Roster
    } else if pupils > 0 && subjects > 0 {
        FileKind::Scores
    } else if blueprint.0 > 0 && blueprint.1 > 0 {
        FileKind::Blueprint
    } else if pupils > 0 && items >= 3 {
        FileKind::Items
    } else if schools > 0 && ids == 0 && folded.len() >= 2 {
        FileKind::Schools
    } else {
        FileKind::Unknown
    };
    let recognised = pupils + subjects + schools + heads + items + blueprint.0 + blueprint.1;
    HeaderGuess { kind, recognised: if kind == FileKind::Unknown { 0 } else { recognised } }
}

fn subject_of(folded: &str) -> Option<&'static str> {
    if alias::role(folded, &[PUPIL_ROLES]).is_some() || OTHER_HEADERS.contains(&folded) {
        return None;
    }
    subject_header(folded).stems.iter().find_map(|stem| alias::known_subject(stem))
}

impl Body for Scanner {
    fn begin(&mut self, _: Sheet<'_>) {
        self.current = ScannedSheet::default();
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        self.current.header(head)
    }

    fn row(&mut self, _: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        Ok(self.current.row(row))
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        let mut sheet = std::mem::take(&mut self.current);
        // Mostly numbers, yet no known header.
        let numeric = |(_, header, numbers, filled): &(usize, String, u64, u64)| {
            (*numbers > 0 && numbers * 2 > *filled).then(|| header.clone())
        };
        sheet.unknown_numeric = sheet.unknown.iter().filter_map(numeric).collect();
        if fed.counts.read > 0 {
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

impl ScannedSheet {
    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let guesses: Vec<HeaderGuess> = head.iter().map(|row| guess_kind(&row.texts())).collect();
        let best = guesses.iter().enumerate().max_by_key(|(row, guess)| (guess.recognised, std::cmp::Reverse(*row)));
        let Some((position, HeaderGuess { kind, recognised: 1.. })) = best else { return Ok(None) };
        self.kind = *kind;
        self.title = head[..position].iter().find_map(|row| {
            let texts: Vec<String> = row.texts().into_iter().filter(|text| !text.is_empty()).collect();
            (texts.len() == 1).then(|| texts[0].clone())
        });
        let mut ranks: BTreeMap<Role, usize> = BTreeMap::new();
        for (column, header) in head[position].texts().into_iter().enumerate() {
            let folded = fold(&header);
            let table = if *kind == FileKind::Schools { SCHOOL_ROLES } else { PUPIL_ROLES };
            match alias::role(&folded, &[table]) {
                Some((role, rank)) if ranks.get(&role).is_none_or(|best| rank < *best) => {
                    ranks.insert(role, rank);
                    self.columns.insert(role, column);
                }
                Some(_) => {}
                None => self.column(column, header, &folded),
            }
        }
        self.has_school = [Role::School, Role::SchoolCode].iter().any(|role| self.columns.contains_key(role));
        Ok(Some(position))
    }

    fn row(&mut self, row: &dyn Row) -> Fate {
        let text = |role| self.columns.get(&role).map_or(Cell::Empty, |column: &usize| row.cell(*column)).shown();
        let school = [text(Role::SchoolCode), text(Role::School)].concat();
        let (id, class, county) = (text(Role::Id), text(Role::Class), text(Role::County));
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        if is_footer(&fold(&first.map(Cell::shown).unwrap_or_default())) {
            return Fate::NotData;
        }
        self.rows += 1;
        if !county.is_empty() {
            self.counties.insert(county);
        }
        if !id.is_empty() {
            self.pupils.push([hash_of(0, &id), hash_of(1, &school), hash_of(2, &class)]);
        }
        for subject in &mut self.subjects {
            subject.marks.add(row.cell(subject.column));
        }
        for (column, _, numbers, filled) in &mut self.unknown {
            let cell = row.cell(*column);
            *filled += u64::from(!cell.is_empty());
            *numbers += u64::from(match cell {
                Cell::Number(_) => true,
                Cell::Text(text) => decimal(text.as_bytes(), MOST_DECIMALS).is_some(),
                Cell::Empty | Cell::Date(_) => false,
            });
        }
        Fate::Kept
    }

    fn column(&mut self, column: usize, header: String, folded: &str) {
        if self.kind != FileKind::Scores || folded.is_empty() || OTHER_HEADERS.contains(&folded) {
            return;
        }
        let Some(id) = subject_of(folded) else {
            // Ranks of all kinds end alike and need no question.
            if !["名次", "排名", "次", "rank", "等级", "率"].iter().any(|end| folded.ends_with(end)) {
                self.unknown.push((column, header, 0, 0));
            }
            return;
        };
        if let Some(first) = self.subjects.iter_mut().find(|subject| subject.id == id) {
            first.rival = Some(header);
            return;
        }
        let parts = subject_header(folded);
        let stem = parts.stems.iter().find(|stem| alias::known_subject(stem) == Some(id));
        let name = stem.filter(|stem| !stem.is_ascii()).cloned();
        self.subjects.push(ScannedSubject {
            id,
            name: name.or_else(|| alias::subject_name(id).map(str::to_owned)).unwrap_or_else(|| id.to_owned()),
            header,
            stated: parts.full_mark,
            rival: None,
            marks: Marks::default(),
            column,
        });
    }
}
