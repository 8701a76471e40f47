//! Large score files read in pieces, side by side.

use std::sync::Mutex;

use wutong_model::spec::RawSource;

use crate::error::IngestError;
use crate::feed::{Body, Feed, Sheets};
use crate::format::pieces::Pieces;
use crate::format::{Opening, Sheet};
use crate::read::{Each, Run};
use crate::score::{ScoreContext, ScoreReader};
use crate::scores::FileRead;
use crate::source::{Input, Payload};

/// A file of which the first piece has been read.
pub(crate) struct CutFile<'a> {
    pieces: Pieces,
    opening: Opening<'a>,
    reader: ScoreReader<'a>,
    feed: Feed,
    /// Rows of the first piece.
    first_rows: u32,
}

/// A piece that has been read.
struct PieceRead<'a> {
    fork: ScoreReader<'a>,
    feed: Feed,
    rows: u32,
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
        let (rows, feed) = feed_piece(&pieces, 0, opening, (&mut reader, Feed::new())).ok()??;
        reader.fork().filter(|_| feed.is_below_header())?;
        Some(Self { pieces, opening, reader, feed, first_rows: rows })
    }

    /// Reads another piece; `None` if it is irregular.
    fn piece(&self, piece: usize) -> Option<PieceRead<'a>> {
        let mut fork = self.reader.fork()?;
        let feed = Feed::below_header();
        let (rows, feed) = feed_piece(&self.pieces, piece, self.opening, (&mut fork, feed)).ok()??;
        Some(PieceRead { fork, feed, rows })
    }

    /// Puts the pieces together; `None` if the file has to be read as a whole after all.
    fn join(mut self, pieces: Vec<PieceRead<'a>>, digest: String) -> Option<FileRead> {
        self.reader.reserve(pieces.iter().map(|piece| piece.fork.n_rows()).sum());
        let mut offset = self.first_rows;
        for piece in pieces {
            // What follows the beginning of a list is no data, which a later piece could not know.
            if self.reader.is_closed() {
                return None;
            }
            self.feed.count(&piece.feed);
            self.reader.absorb(piece.fork, offset);
            offset += piece.rows;
        }
        let Self { mut reader, feed, .. } = self;
        let ended = Sheets::resume(&mut reader, feed).finish();
        Some(FileRead::of(ended.map(|()| Some(digest)), reader))
    }
}

fn feed_piece(
    pieces: &Pieces,
    piece: usize,
    opening: Opening<'_>,
    (reader, feed): (&mut ScoreReader<'_>, Feed),
) -> Result<Option<(u32, Feed)>, IngestError> {
    let mut sheets = Sheets::resume(reader, feed);
    let rows = pieces.read(piece, opening, &mut |number, row| sheets.take(number, row))?;
    Ok(rows.map(|rows| (rows, sheets.pause())))
}

/// Reads the pieces of all files; `None` for a file that has to be read as a whole.
pub(crate) fn read(files: Vec<Option<CutFile<'_>>>, each: Each<'_>) -> Vec<Option<FileRead>> {
    // Piece 0 of a file has been read; in its place the digest is taken.
    let tasks: Vec<(usize, usize)> = files
        .iter()
        .enumerate()
        .filter_map(|(at, file)| file.as_ref().map(|file| (at, file.pieces.len())))
        .flat_map(|(at, pieces)| (0..pieces).map(move |piece| (at, piece)))
        .collect();
    let reads: Vec<Mutex<Option<PieceRead<'_>>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
    let digests: Vec<Mutex<Option<String>>> = files.iter().map(|_| Mutex::new(None)).collect();
    each(tasks.len(), &|task| {
        let (at, piece) = tasks[task];
        let Some(file) = &files[at] else { return };
        if piece == 0 {
            if let Ok(mut slot) = digests[at].lock() {
                *slot = file.pieces.digest(file.opening).ok();
            }
        } else if let Ok(mut slot) = reads[task].lock() {
            *slot = file.piece(piece);
        }
    });
    let mut reads = tasks.into_iter().zip(reads).filter(|((_, piece), _)| *piece > 0).peekable();
    files
        .into_iter()
        .zip(digests)
        .enumerate()
        .map(|(at, (file, digest))| {
            let mut pieces = Vec::new();
            while let Some((_, slot)) = reads.next_if(|((of, _), _)| *of == at) {
                pieces.push(slot.into_inner().ok().flatten());
            }
            let pieces: Option<Vec<PieceRead<'_>>> = pieces.into_iter().collect();
            file?.join(pieces?, digest.into_inner().ok().flatten()?)
        })
        .collect()
}
