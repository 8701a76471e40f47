//! Which column is what: the header of a score sheet.

use wutong_model::spec::RawSource;

use crate::alias::{self, PUPIL_ROLES, Role};
use crate::cell::{Cell, OwnedRow, Row, cell_name, fold};
use crate::error::IngestError;
use crate::subject::{SubjectNames, subject_header};

/// A full mark that a header states.
#[derive(Debug, Clone)]
pub(crate) struct HeaderClaim {
    /// Position of the subject.
    pub(crate) subject: usize,
    /// Header text as written.
    pub(crate) header: String,
    /// The full mark.
    pub(crate) found: f64,
}

/// The columns of a score sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScoreColumns {
    /// Row of the header.
    pub(crate) row: u32,
    /// Header texts as written.
    pub(crate) headers: Vec<String>,
    pub(crate) id: Option<usize>,
    pub(crate) name: Option<usize>,
    pub(crate) county: Option<usize>,
    pub(crate) school: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) class: Option<usize>,
    /// Column of each subject.
    pub(crate) subjects: Vec<Option<usize>>,
    /// Full marks stated in headers.
    pub(crate) claims: Vec<HeaderClaim>,
    /// Headers that were not used.
    pub(crate) ignored: Vec<String>,
}

/// What a header row is matched against.
pub(crate) struct Matcher<'a> {
    /// File and sheet, for messages.
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a str,
    pub(crate) source: &'a RawSource,
    pub(crate) subjects: &'a SubjectNames,
}

/// The best a column can be.
#[derive(Debug, Clone, PartialEq)]
enum Match {
    Role(Role, usize),
    Subject { position: usize, full_mark: Option<f64>, named: bool },
    Undeclared(&'static str),
    Other,
    Ignored,
    Unknown,
}

impl<'a> Matcher<'a> {
    /// A matcher for one sheet.
    pub(crate) fn new(place: (&'a str, &'a str), source: &'a RawSource, subjects: &'a SubjectNames) -> Self {
        Self { file: place.0, sheet: place.1, source, subjects }
    }

    /// The header among the first rows of a sheet, if one looks like it.
    pub(crate) fn find(&self, head: &[OwnedRow]) -> Option<usize> {
        let mut best = None;
        for (position, row) in head.iter().enumerate() {
            let matches: Vec<Match> = row.texts().iter().map(|text| self.one(text)).collect();
            let firm = |found: &&Match| matches!(found, Match::Role(..) | Match::Subject { .. } | Match::Undeclared(_));
            let firm_count = matches.iter().filter(firm).count();
            let count = firm_count + matches.iter().filter(|found| **found == Match::Other).count();
            let anchored = matches.iter().any(|found| {
                !matches!(found, Match::Role(Role::Name, _) | Match::Role(Role::County, _)) && firm(&found)
            });
            if anchored && count >= 2 && best.is_none_or(|(most, _)| firm_count > most) {
                best = Some((firm_count, position));
            }
        }
        best.map(|(_, position)| position)
    }

    /// The columns of a header row.
    ///
    /// # Errors
    /// Two columns for a subject, a subject that is not declared.
    pub(crate) fn columns(&self, head: &[OwnedRow], position: usize) -> Result<ScoreColumns, IngestError> {
        let row = &head[position];
        let headers = row.texts();
        let mut columns =
            ScoreColumns { row: row.number, subjects: vec![None; self.subjects.ids.len()], ..ScoreColumns::default() };
        let mut named = vec![false; columns.subjects.len()];
        let mut ranks = [usize::MAX; 6];
        let mut ignored = Vec::new();
        for (column, header) in headers.iter().enumerate() {
            match self.one(header) {
                Match::Role(role, rank) if !self.is_rank(role, header, column, &head[position + 1..]) => {
                    let (slot, best) = slot(&mut columns, &mut ranks, role);
                    if rank < *best {
                        ignored.extend(slot.replace(column));
                        *best = rank;
                    } else {
                        ignored.push(column);
                    }
                }
                Match::Subject { position: subject, full_mark, named: by_name } => {
                    match columns.subjects[subject] {
                        Some(_) if named[subject] && !by_name => {
                            ignored.push(column);
                            continue;
                        }
                        Some(first) if named[subject] == by_name => {
                            return Err(self.two(subject, (first, column), &headers, row.number));
                        }
                        other => ignored.extend(other),
                    }
                    columns.subjects[subject] = Some(column);
                    named[subject] = by_name;
                    columns.claims.retain(|claim| claim.subject != subject);
                    if let Some(found) = full_mark {
                        columns.claims.push(HeaderClaim { subject, header: header.clone(), found });
                    }
                }
                Match::Undeclared(id) => {
                    return Err(IngestError::UndeclaredSubject {
                        file: self.file.to_owned(),
                        sheet: self.sheet.to_owned(),
                        cell: cell_name(column, row.number),
                        header: header.clone(),
                        id: id.to_owned(),
                    });
                }
                _ if header.is_empty() => {}
                _ => ignored.push(column),
            }
        }
        ignored.sort_unstable();
        columns.ignored = ignored.into_iter().map(|column| headers[column].clone()).collect();
        columns.headers = headers;
        Ok(columns)
    }

    /// 校名 is the rank within the school in exports of one platform.
    fn is_rank(&self, role: Role, header: &str, column: usize, below: &[OwnedRow]) -> bool {
        if role != Role::School || fold(header) != "校名" || self.named_role(header).is_some() {
            return false;
        }
        let numeric = |cell: Cell<'_>| match cell {
            Cell::Number(_) => true,
            Cell::Text(text) => text.parse::<f64>().is_ok(),
            Cell::Empty | Cell::Date(_) => false,
        };
        let mut cells = below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(numeric)
    }

    fn two(&self, subject: usize, columns: (usize, usize), headers: &[String], row: u32) -> IngestError {
        IngestError::TwoColumns {
            file: self.file.to_owned(),
            sheet: self.sheet.to_owned(),
            subject: self.subjects.ids[subject].clone(),
            first: format!("{} '{}'", cell_name(columns.0, row), headers[columns.0]),
            second: format!("{} '{}'", cell_name(columns.1, row), headers[columns.1]),
        }
    }

    fn named_role(&self, header: &str) -> Option<&str> {
        let folded = fold(header);
        self.source.columns.iter().find(|(_, named)| fold(named) == folded).map(|(role, _)| role.as_str())
    }

    fn one(&self, header: &str) -> Match {
        let folded = fold(header);
        if folded.is_empty() {
            return Match::Unknown;
        }
        if let Some(role) = self.named_role(header) {
            let role = match role {
                "id" => Role::Id,
                "name" => Role::Name,
                "county" => Role::County,
                "school" => Role::School,
                "class" => Role::Class,
                subject => match self.subjects.ids.iter().position(|id| id == subject) {
                    Some(position) => {
                        return Match::Subject { position, full_mark: subject_header(&folded).full_mark, named: true };
                    }
                    None => return Match::Unknown,
                },
            };
            return Match::Role(role, 0);
        }
        if self.source.ignore.iter().any(|ignored| fold(ignored) == folded) {
            return Match::Ignored;
        }
        if self.subjects.is_written(&folded) {
            return self.subject(&folded);
        }
        // A role that the specification names is not looked for under other headers.
        if let Some((role, rank)) = alias::role(&folded, &[PUPIL_ROLES]) {
            return if self.is_named(role) { Match::Other } else { Match::Role(role, rank + 1) };
        }
        if alias::OTHER_HEADERS.contains(&folded.as_str()) {
            return Match::Other;
        }
        self.subject(&folded)
    }

    fn subject(&self, folded: &str) -> Match {
        let header = subject_header(folded);
        if let Some(position) = header.stems.iter().find_map(|stem| self.subjects.find(stem)) {
            if self.source.columns.contains_key(&self.subjects.ids[position]) {
                return Match::Other;
            }
            return Match::Subject { position, full_mark: header.full_mark, named: false };
        }
        match header.stems.iter().find_map(|stem| alias::known_subject(stem)) {
            Some(id) => Match::Undeclared(id),
            None => Match::Unknown,
        }
    }

    fn is_named(&self, role: Role) -> bool {
        let key = match role {
            Role::Id => "id",
            Role::Name => "name",
            Role::County => "county",
            Role::School => "school",
            Role::Class => "class",
            _ => return false,
        };
        self.source.columns.contains_key(key)
    }
}

fn slot<'c>(
    columns: &'c mut ScoreColumns,
    ranks: &'c mut [usize; 6],
    role: Role,
) -> (&'c mut Option<usize>, &'c mut usize) {
    match role {
        Role::Id => (&mut columns.id, &mut ranks[0]),
        Role::Name => (&mut columns.name, &mut ranks[1]),
        Role::County => (&mut columns.county, &mut ranks[2]),
        Role::School => (&mut columns.school, &mut ranks[3]),
        Role::SchoolCode => (&mut columns.code, &mut ranks[4]),
        _ => (&mut columns.class, &mut ranks[5]),
    }
}
