//! Large texts of scores read in pieces, side by side.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use wutong_model::spec::RawSource;

use crate::error::IngestError;
use crate::feed::{Body, Feed, Sheets};
use crate::format::pieces::{Piece, Pieces};
use crate::format::{Opening, Sheet};
use crate::hash::FileDigest;
use crate::read::{Each, Run};
use crate::score::{ScoreContext, ScoreReader};
use crate::scores::FileRead;
use crate::source::{Input, Payload};

/// A file of which the first piece has been read.
pub(crate) struct CutFile<'a> {
    pieces: Pieces,
    opening: Opening<'a>,
    /// What the others are read with: it knows the header and holds no rows.
    fork: ScoreReader<'a>,
    /// Rows of pupils in the first piece.
    first: usize,
    joined: Mutex<Joined<'a>>,
    /// Pieces that were read before their turn; nothing for an irregular one.
    ahead: Mutex<BTreeMap<usize, Option<PieceRead<'a>>>>,
    digest: Mutex<Digest>,
}

/// The pieces that have been put together, the first always among them.
struct Joined<'a> {
    reader: ScoreReader<'a>,
    feed: Feed,
    /// Rows so far, blank ones and header too.
    rows: u32,
    /// The piece whose turn it is.
    next: usize,
    /// The file has to be read as a whole.
    is_irregular: bool,
}

/// A piece that has been read.
struct PieceRead<'a> {
    fork: ScoreReader<'a>,
    feed: Feed,
    rows: u32,
}

/// The digest of a file as far as its pieces have had their turn.
struct Digest {
    state: FileDigest,
    /// The piece whose turn it is.
    next: usize,
    /// The bytes of those that came before their turn.
    ahead: BTreeMap<usize, Vec<u8>>,
}

impl<'a> CutFile<'a> {
    /// Reads the first piece; `None` if the file is better read as a whole.
    pub(crate) fn begin(
        run: &Run<'a>,
        context: ScoreContext<'a>,
        (index, input, source): (usize, &'a Input, &'a RawSource),
    ) -> Option<Self> {
        let Payload::File(path) = run.sources.payload(input) else { return None };
        if !run.corrections.is_empty() {
            return None;
        }
        let opening = run.opening(input, source);
        let pieces = Pieces::cut(path, opening)?;
        run.progress.file(&input.name, index, run.inputs.inputs.len());
        let mut reader = ScoreReader::new(context, &input.name, source);
        reader.begin(Sheet::default());
        let (first, feed) = feed_piece(&pieces, (0, 0), opening, (&mut reader, Feed::new())).ok()??;
        let fork = reader.fork().filter(|_| feed.is_below_header())?;
        let rows = reader.n_rows();
        reader.reserve((1..pieces.len()).map(|piece| pieces.rows_in(piece, rows)).sum());
        let joined = Mutex::new(Joined { reader, feed, rows: first.rows, next: 1, is_irregular: false });
        let mut digest = Digest { state: FileDigest::default(), next: 1, ahead: BTreeMap::new() };
        digest.state.add(&first.bytes);
        let ahead = Mutex::default();
        Some(Self { pieces, opening, fork, first: rows, joined, ahead, digest: Mutex::new(digest) })
    }

    /// Reads another piece and puts it to the others as soon as it is its turn. If it is already, and nobody else is at
    /// the others, it is read straight to them, so that nothing is copied.
    fn piece(&self, piece: usize) {
        let straight = self.joined.try_lock().ok().filter(|joined| joined.next == piece);
        let bytes = match straight {
            Some(mut joined) => {
                let bytes = joined.read(&self.pieces, self.opening);
                self.put_together(&mut joined);
                bytes
            }
            None => {
                let (read, bytes) = self.apart(piece).unzip();
                if let Ok(mut ahead) = self.ahead.lock() {
                    ahead.insert(piece, read);
                }
                // Whoever is at them puts this one to them too, at the latest when all have been read.
                if let Ok(mut joined) = self.joined.try_lock() {
                    self.put_together(&mut joined);
                }
                bytes.unwrap_or_default()
            }
        };
        if let Ok(mut digest) = self.digest.lock() {
            // Of an irregular file it is not wanted, but the others must not wait.
            digest.take(piece, bytes);
        }
    }

    /// Reads a piece by itself; `None` if it is irregular.
    fn apart(&self, piece: usize) -> Option<(PieceRead<'a>, Vec<u8>)> {
        let mut fork = self.fork.fork()?;
        fork.reserve(self.pieces.rows_in(piece, self.first));
        let fed = feed_piece(&self.pieces, (piece, 0), self.opening, (&mut fork, Feed::below_header()));
        let (Piece { rows, bytes }, feed) = fed.ok()??;
        Some((PieceRead { fork, feed, rows }, bytes))
    }

    /// Puts the pieces whose turn has come to the others.
    fn put_together(&self, joined: &mut Joined<'a>) {
        let next = |piece: usize| self.ahead.lock().ok()?.remove(&piece);
        while let Some(read) = next(joined.next) {
            joined.take(read);
        }
    }

    /// What the file holds; `None` if it has to be read as a whole after all.
    fn finish(self) -> Option<FileRead> {
        if let Ok(mut joined) = self.joined.lock() {
            self.put_together(&mut joined);
        }
        let Joined { mut reader, feed, next, is_irregular, .. } = self.joined.into_inner().ok()?;
        if is_irregular || next < self.pieces.len() {
            return None;
        }
        let digest = self.digest.into_inner().ok()?.state.finish();
        let ended = Sheets::resume(&mut reader, feed).finish();
        let unchanged = self.pieces.unchanged(self.opening);
        Some(FileRead::of(unchanged.and(ended).map(|()| Some(digest)), reader))
    }
}

impl Digest {
    fn take(&mut self, piece: usize, bytes: Vec<u8>) {
        self.ahead.insert(piece, bytes);
        while let Some(bytes) = self.ahead.remove(&self.next) {
            self.state.add(&bytes);
            self.next += 1;
        }
    }
}

impl<'a> Joined<'a> {
    /// Reads the next piece; its bytes.
    fn read(&mut self, pieces: &Pieces, opening: Opening<'_>) -> Vec<u8> {
        let piece = self.next;
        self.next += 1;
        if self.is_irregular {
            return Vec::new();
        }
        let feed = std::mem::replace(&mut self.feed, Feed::below_header());
        match feed_piece(pieces, (piece, self.rows), opening, (&mut self.reader, feed)) {
            Ok(Some((Piece { rows, bytes }, feed))) if !self.reader.is_closed() => {
                self.feed = feed;
                self.rows += rows;
                bytes
            }
            _ => {
                self.is_irregular = true;
                Vec::new()
            }
        }
    }

    /// Takes the next piece, which was read by itself.
    fn take(&mut self, read: Option<PieceRead<'a>>) {
        self.next += 1;
        match read {
            // What follows the beginning of a list is no data, or another header changes the columns, which a later piece
            // could not know; nor could this one know whom the table has named above.
            Some(read) if !self.is_irregular && !self.reader.is_closed() && !read.fork.is_closed() => {
                self.feed.count(&read.feed);
                self.reader.absorb(read.fork, self.rows);
                self.rows += read.rows;
            }
            _ => self.is_irregular = true,
        }
    }
}

/// Feeds a piece, before which stand so many rows.
fn feed_piece(
    pieces: &Pieces,
    (piece, before): (usize, u32),
    opening: Opening<'_>,
    (reader, feed): (&mut ScoreReader<'_>, Feed),
) -> Result<Option<(Piece, Feed)>, IngestError> {
    let mut sheets = Sheets::resume(reader, feed);
    let read = pieces.read((piece, before), opening, &mut sheets)?;
    Ok(read.map(|read| (read, sheets.pause())))
}

/// Reads the pieces of all files; `None` for a file that has to be read as a whole.
pub(crate) fn read(files: Vec<Option<CutFile<'_>>>, each: Each<'_>) -> Vec<Option<FileRead>> {
    // The first piece of a file has been read.
    let tasks: Vec<(&CutFile<'_>, usize)> =
        files.iter().flatten().flat_map(|file| (1..file.pieces.len()).map(move |piece| (file, piece))).collect();
    // In their order, whoever comes: a piece whose turn is far off would be held until then.
    let next = AtomicUsize::new(0);
    each(tasks.len(), &|_| {
        let (file, piece) = tasks[next.fetch_add(1, Ordering::Relaxed)];
        file.piece(piece);
    });
    files.into_iter().map(|file| file?.finish()).collect()
}
