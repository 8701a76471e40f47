//! One sheet as it streams past: finds the header, counts every row.

use wutong_model::SheetAccount;

use crate::cell::{OwnedRow, Row, is_blank};
use crate::error::IngestError;
use crate::format::{Columns, Sheet, SheetSink};
use crate::layout::View;

/// Rows in which a header is looked for.
pub(crate) const HEAD_ROWS: usize = 20;

/// Where a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Used.
    Kept,
    /// In the quarantine.
    SetAside,
    /// Title, header or footer.
    NotData,
}

/// What is done with the sheets of a kind.
pub(crate) trait Body: Send {
    /// A sheet begins.
    fn begin(&mut self, sheet: Sheet<'_>);
    /// Chooses the header among the first rows that hold anything; `None` if there is none.
    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError>;
    /// Whether the first rows of a sheet without a header go on with the table of another sheet: all of them are rows
    /// below the header then.
    fn goes_on(&mut self, _head: &[OwnedRow]) -> Result<bool, IngestError> {
        Ok(false)
    }
    /// Sees a row of a sheet without a header.
    fn stray(&mut self, _number: u32, _row: &dyn Row) {}
    /// The headers as problems name their columns, once the header is chosen; empty where they are the texts of its row.
    fn headers(&self) -> &[String] {
        &[]
    }
    /// How the rows below the header are read, where that is not as they stand.
    fn view(&self) -> Option<View> {
        None
    }
    /// Takes a row below the header.
    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError>;
    /// Takes a row below the header that needs no judgement; `None` leaves it to [`Body::row`], which would do the same.
    fn plain_row(&mut self, _number: u32, _row: &impl Row) -> Option<Fate> {
        None
    }
    /// Takes rows of a table below the header as long as they need no judgement, from the position `first` on, which is
    /// row `number` of the sheet; how many they were.
    fn plain_rows(&mut self, _place: (u32, usize), _rows: &mut Columns) -> usize {
        0
    }
    /// So many more rows are likely to come.
    fn expect(&mut self, _rows: usize) {}
    /// The sheet ends.
    fn end(&mut self, fed: Fed) -> Result<(), IngestError>;
}

/// The sheets of an input on their way into a [`Body`].
pub(crate) struct Sheets<'a, B> {
    pub(crate) body: &'a mut B,
    feed: Feed,
}

impl<'a, B: Body> Sheets<'a, B> {
    /// Feeds a body.
    pub(crate) fn into(body: &'a mut B) -> Self {
        Self { body, feed: Feed::new() }
    }

    /// Goes on feeding a body.
    pub(crate) fn resume(body: &'a mut B, feed: Feed) -> Self {
        Self { body, feed }
    }

    /// Takes a row of the sheet.
    pub(crate) fn take(&mut self, number: u32, row: &impl Row) -> Result<(), IngestError> {
        if self.feed.state == State::Body
            && let Some(fate) = self.body.plain_row(number, row)
        {
            self.feed.counts.read += 1;
            self.feed.counts.add(fate);
            return Ok(());
        }
        self.feed.row(number, row, self.body)
    }

    /// Ends the sheet.
    pub(crate) fn finish(self) -> Result<(), IngestError> {
        let fed = self.feed.finish(self.body)?;
        self.body.end(fed)
    }

    /// Stops in the middle of a sheet.
    pub(crate) fn pause(self) -> Feed {
        self.feed
    }
}

impl<B: Body> SheetSink for Sheets<'_, B> {
    fn begin(&mut self, sheet: Sheet<'_>) -> Result<(), IngestError> {
        self.feed = Feed::new();
        self.body.begin(sheet);
        Ok(())
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<(), IngestError> {
        self.feed.row(number, row, self.body)
    }

    fn batch(&mut self, first: u32, rows: &mut Columns) -> Result<(), IngestError> {
        let mut position = 0;
        while position < rows.len() {
            let number = first + u32::try_from(position).unwrap_or(u32::MAX);
            let is_body = self.feed.state == State::Body;
            let taken = if is_body { self.body.plain_rows((number, position), rows) } else { 0 };
            self.feed.counts.read += taken as u64;
            self.feed.counts.kept += taken as u64;
            if taken == 0 {
                rows.go_to(position);
                self.take(number, rows)?;
            }
            position += taken.max(1);
        }
        Ok(())
    }

    fn expect(&mut self, rows: usize) {
        self.body.expect(rows);
    }

    fn end(&mut self) -> Result<(), IngestError> {
        let fed = std::mem::replace(&mut self.feed, Feed::new()).finish(self.body)?;
        self.body.end(fed)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Head,
    Body,
    NoHeader,
}

/// Counts of a sheet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) read: u64,
    pub(crate) kept: u64,
    pub(crate) set_aside: u64,
    pub(crate) not_data: u64,
}

impl Counts {
    fn add(&mut self, fate: Fate) {
        *match fate {
            Fate::Kept => &mut self.kept,
            Fate::SetAside => &mut self.set_aside,
            Fate::NotData => &mut self.not_data,
        } += 1;
    }

    /// Takes a row below the header; where one is read as several, each of them counts.
    fn take(&mut self, number: u32, row: &dyn Row, body: &mut impl Body) -> Result<(), IngestError> {
        let Some(view) = body.view() else {
            let fate = body.row(number, row)?;
            self.add(fate);
            return Ok(());
        };
        let mut taken = 0;
        for at in 0..view.n() {
            let viewed = view.view(row, at);
            if !is_blank(&viewed) {
                let fate = body.row(number, &viewed)?;
                self.add(fate);
                taken += 1;
            }
        }
        match taken {
            0 => self.add(Fate::NotData),
            more => self.read += more - 1,
        }
        Ok(())
    }

    /// Moves rows from no data to set aside: they turned out to be of pupils.
    pub(crate) fn recall(&mut self, rows: u64) {
        let rows = rows.min(self.not_data);
        self.not_data -= rows;
        self.set_aside += rows;
    }

    /// Moves rows from kept to set aside, when what they clash with turns up.
    pub(crate) fn withdraw(&mut self, rows: u64) {
        self.kept -= rows;
        self.set_aside += rows;
    }

    /// Counts rows that were used, and such that were set aside, as no data: they are for another reader.
    pub(crate) fn leave_out(&mut self, used: u64, unused: u64) {
        self.kept -= used;
        self.set_aside -= unused;
        self.not_data += used + unused;
    }

    /// Takes rows that are used out, as those of a sheet of their own.
    pub(crate) fn split(&mut self, rows: u64) -> Self {
        self.read -= rows;
        self.kept -= rows;
        Self { read: rows, kept: rows, ..Self::default() }
    }

    /// Counts every row as no data: the sheet turned out to hold no pupils.
    pub(crate) fn disregard(&mut self) {
        *self = Self { read: self.read, not_data: self.read, ..Self::default() };
    }

    /// The account of a sheet.
    pub(crate) fn account(self, file: &str, sheet: &str, kind: &str) -> SheetAccount {
        debug_assert_eq!(self.read, self.kept + self.set_aside + self.not_data, "{file} {sheet}: rows add up");
        SheetAccount {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            kind: kind.to_owned(),
            rows_read: self.read,
            kept: self.kept,
            set_aside: self.set_aside,
            not_data: self.not_data,
            cells_set_aside: 0,
            ignored_columns: Vec::new(),
            columns: std::collections::BTreeMap::new(),
        }
    }
}

/// A sheet on its way into a [`Body`].
#[derive(Debug)]
pub(crate) struct Feed {
    head: Vec<OwnedRow>,
    state: State,
    counts: Counts,
}

impl Feed {
    /// A sheet of which nothing is known.
    pub(crate) fn new() -> Self {
        Self { head: Vec::new(), state: State::Head, counts: Counts::default() }
    }

    /// A sheet whose header is known.
    pub(crate) fn below_header() -> Self {
        Self { state: State::Body, ..Self::new() }
    }

    /// Whether the header has been found.
    pub(crate) fn is_below_header(&self) -> bool {
        self.state == State::Body
    }

    /// Counts the rows that another feed took of the same sheet.
    pub(crate) fn count(&mut self, other: &Self) {
        self.counts.read += other.counts.read;
        self.counts.kept += other.counts.kept;
        self.counts.set_aside += other.counts.set_aside;
        self.counts.not_data += other.counts.not_data;
    }

    /// Takes the next row; whether it holds anything.
    fn row(&mut self, number: u32, row: &dyn Row, body: &mut impl Body) -> Result<(), IngestError> {
        if is_blank(row) {
            return Ok(());
        }
        self.counts.read += 1;
        match self.state {
            State::Body => self.counts.take(number, row, body)?,
            State::NoHeader => {
                body.stray(number, row);
                self.counts.add(Fate::NotData);
            }
            State::Head => {
                self.head.push(OwnedRow::copy(number, row));
                if self.head.len() == HEAD_ROWS {
                    self.settle(body)?;
                }
            }
        }
        Ok(())
    }

    fn settle(&mut self, body: &mut impl Body) -> Result<(), IngestError> {
        let header = body.header(&self.head)?;
        let goes_on = header.is_none() && body.goes_on(&self.head)?;
        self.state = if header.is_some() || goes_on { State::Body } else { State::NoHeader };
        let first = match header {
            Some(header) => header + 1,
            None if goes_on => 0,
            None => self.head.len(),
        };
        if self.state == State::NoHeader {
            self.head.iter().for_each(|row| body.stray(row.number, row));
        }
        self.counts.not_data += first as u64;
        for row in &self.head[first..] {
            self.counts.take(row.number, row, body)?;
        }
        Ok(())
    }

    /// Ends the sheet.
    fn finish(mut self, body: &mut impl Body) -> Result<Fed, IngestError> {
        if self.state == State::Head {
            self.settle(body)?;
        }
        let first_row = self.head.first().map(|row| excerpt(&row.texts())).unwrap_or_default();
        Ok(Fed { counts: self.counts, has_header: self.state == State::Body, first_row })
    }
}

/// A sheet that has been read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fed {
    pub(crate) counts: Counts,
    pub(crate) has_header: bool,
    /// The first row, shortened, for messages.
    pub(crate) first_row: String,
}

/// A row of texts, shortened for a message.
pub(crate) fn excerpt(texts: &[String]) -> String {
    const MOST: usize = 12;
    let mut shown: Vec<String> = texts
        .iter()
        .filter(|text| !text.is_empty())
        .take(MOST + 1)
        // Before it is shortened: a part of an identity number is not told from other digits.
        .map(|text| crate::identity::mask(text).into_owned())
        .map(|text| {
            let end = if text.chars().count() > 20 { "…" } else { "" };
            // A terminal would act on the control characters of a file that is no text.
            let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
            text.chars().take(20).map(plain).chain(end.chars()).collect()
        })
        .collect();
    if shown.len() > MOST {
        shown[MOST] = "...".to_owned();
    }
    shown.join(", ")
}
