//! What the specification itself says of columns.

use wutong_model::spec::RawSource;

use crate::alias::Role;
use crate::cell::fold;
use crate::layout::word::{MarkKind, Word};
use crate::subject::{Topic, Vocabulary};

/// What a column is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// A role.
    Role(Role),
    /// A subject, or the total.
    Topic(Topic),
    /// The subject of the row, in long tables.
    Subject,
    /// The mark of the row, in long tables.
    Mark,
}

/// The columns that a source names, and those it leaves out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Naming {
    /// Header text, folded; and as written, which may be the letters of a column.
    columns: Vec<(String, String, Named)>,
    ignored: Vec<String>,
}

impl Naming {
    /// What a source says.
    pub(crate) fn new(source: &RawSource, vocabulary: &Vocabulary) -> Self {
        let named = |(role, header): (&String, &String)| {
            let named = match role.as_str() {
                "id" => Named::Role(Role::Id),
                "name" => Named::Role(Role::Name),
                "county" => Named::Role(Role::County),
                "school" => Named::Role(Role::School),
                "class" => Named::Role(Role::Class),
                "gender" => Named::Role(Role::Gender),
                "school_code" => Named::Role(Role::SchoolCode),
                "total" => Named::Topic(Topic::Total),
                "subject" => Named::Subject,
                "mark" => Named::Mark,
                subject => Named::Topic(Topic::Subject(vocabulary.position(subject)?)),
            };
            Some((fold(header), header.clone(), named))
        };
        Self {
            columns: source.columns.iter().filter_map(named).collect(),
            ignored: source.ignore.iter().map(|header| fold(header)).collect(),
        }
    }

    /// What a single header text is named for, as a word.
    pub(super) fn word(&self, text: &str) -> Option<Word> {
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        if self.ignored.contains(&folded) {
            return Some(Word::Other);
        }
        self.columns.iter().find(|(header, ..)| *header == folded).map(|(.., named)| as_word(*named))
    }

    /// What a column is named for, by its last text, its joined texts, or its letters where no header bears them.
    pub(super) fn of(&self, column: usize, texts: &[String], all: &[Vec<String>]) -> Option<Named> {
        let leaf = texts.last().map(|text| fold(text)).unwrap_or_default();
        let joined = fold(&texts.join("/"));
        let letters = letters(column);
        // 总分 is the column that is called so and no more, where there is one, not that of 语文/总分.
        let is_whole = |header: &str| all.iter().any(|texts| fold(&texts.join("/")) == header);
        let by_text = self
            .columns
            .iter()
            .find(|(header, ..)| !header.is_empty() && (*header == joined || *header == leaf && !is_whole(header)));
        let by_letters = || {
            let is_header = |text: &str| all.iter().any(|texts| texts.iter().any(|other| fold(other) == fold(text)));
            self.columns.iter().find(|(_, written, _)| *written == letters && !is_header(written))
        };
        by_text.or_else(by_letters).map(|(.., named)| *named)
    }

    /// Whether a column is left out.
    pub(super) fn ignores(&self, texts: &[String]) -> bool {
        let leaf = texts.last().map(|text| fold(text)).unwrap_or_default();
        !leaf.is_empty() && (self.ignored.contains(&leaf) || self.ignored.contains(&fold(&texts.join("/"))))
    }

    /// Whether the source names a column for this.
    pub(super) fn names(&self, wanted: Named) -> bool {
        self.columns.iter().any(|(.., named)| *named == wanted)
    }
}

pub(super) fn as_word(named: Named) -> Word {
    match named {
        Named::Role(role) => Word::Role(role, 0),
        Named::Topic(topic) => Word::Mark { topic: Some(topic), kind: MarkKind::Plain, full_mark: None },
        Named::Subject => Word::LongSubject,
        Named::Mark => Word::Mark { topic: None, kind: MarkKind::Plain, full_mark: None },
    }
}

/// The letters of a column as a spreadsheet shows them.
pub(crate) fn letters(column: usize) -> String {
    crate::cell::cell_name(column, 1).trim_end_matches('1').to_owned()
}
