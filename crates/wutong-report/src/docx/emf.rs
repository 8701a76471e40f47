//! A drawing as an enhanced metafile, the vector format that every version of Word, WPS and LibreOffice shows.
//!
//! Records as in MS-EMF; one logical unit is a hundredth of a millimetre, which is also the unit of the frame and of the
//! reference device, so nothing has to be scaled. Dashes are drawn one by one and texts are placed by their own widths:
//! programs differ in how they do either.

use super::measure::advance;
use super::svg::{Colour, Drawing, Look, Point, Shape, Text};

/// The face of the drawings; programs substitute their own where it is missing.
const FACE: &str = "Microsoft YaHei";
/// Character set of simplified Chinese.
const CHARSET: u8 = 134;
/// Side of the reference device, in pixels of a hundredth of a millimetre.
const DEVICE: u32 = 30_000;

const HEADER: u32 = 1;
const POLYGON: u32 = 3;
const POLYLINE: u32 = 4;
const SET_WINDOW_EXTENT: u32 = 9;
const SET_VIEWPORT_EXTENT: u32 = 11;
const END: u32 = 14;
const SET_MAP_MODE: u32 = 17;
const SET_BACKGROUND_MODE: u32 = 18;
const SET_TEXT_ALIGN: u32 = 22;
const SET_TEXT_COLOUR: u32 = 24;
const SELECT: u32 = 37;
const CREATE_BRUSH: u32 = 39;
const DELETE: u32 = 40;
const ELLIPSE: u32 = 42;
const CREATE_FONT: u32 = 82;
const TEXT: u32 = 84;
const CREATE_PEN: u32 = 95;

const ANISOTROPIC: u32 = 8;
const TRANSPARENT: u32 = 1;
const BASELINE: u32 = 24;
const NO_BRUSH: u32 = 0x8000_0005;
const NO_PEN: u32 = 0x8000_0008;
/// Solid line of a width in logical units, with flat ends and mitred corners.
const PEN_STYLE: u32 = 0x0001_0000 | 0x0200 | 0x2000;
/// Numbers under which objects are made; 0 is the metafile itself.
const PEN: u32 = 1;
const BRUSH: u32 = 2;
const FONT: u32 = 3;

/// A drawing `width` hundredths of a millimetre wide.
pub(super) fn emf(drawing: &Drawing, width: u32) -> Vec<u8> {
    let scale = f64::from(width) / drawing.width;
    let mut metafile = Metafile { bytes: Vec::new(), n_records: 0, scale };
    let size = [metafile.unit(drawing.width), metafile.unit(drawing.height)];
    metafile.header(size);
    metafile.record(SET_MAP_MODE, &[ANISOTROPIC]);
    metafile.record(SET_WINDOW_EXTENT, &size.map(i32::cast_unsigned));
    metafile.record(SET_VIEWPORT_EXTENT, &size.map(i32::cast_unsigned));
    metafile.record(SET_BACKGROUND_MODE, &[TRANSPARENT]);
    metafile.record(SET_TEXT_ALIGN, &[BASELINE]);
    for shape in &drawing.shapes {
        match shape {
            Shape::Lines { points, is_closed, look } => metafile.lines(points, *is_closed, look),
            Shape::Dot { centre, radius, look } => metafile.dot(*centre, *radius, look),
            Shape::Text(text) => metafile.text(text),
        }
    }
    metafile.finish()
}

struct Metafile {
    bytes: Vec<u8>,
    n_records: u32,
    /// Hundredths of a millimetre in a unit of the drawing.
    scale: f64,
}

impl Metafile {
    fn unit(&self, length: f64) -> i32 {
        #[expect(clippy::cast_possible_truncation, reason = "a drawing is smaller than a page")]
        let unit = (length * self.scale).round() as i32;
        unit
    }

    fn words(&self, point: Point) -> [u32; 2] {
        [self.unit(point.0), self.unit(point.1)].map(i32::cast_unsigned)
    }

    /// A record: its kind, its length in bytes, and 32-bit words.
    fn record(&mut self, kind: u32, words: &[u32]) {
        let length = u32::try_from(words.len() * 4 + 8).unwrap_or(u32::MAX);
        for word in [kind, length].iter().chain(words) {
            self.bytes.extend(word.to_le_bytes());
        }
        self.n_records += 1;
    }

    /// Bounds and frame are the whole drawing; the counts are filled in by [`Self::finish`].
    fn header(&mut self, size: [i32; 2]) {
        let [width, height] = size.map(i32::cast_unsigned);
        let (signature, version) = (0x464D_4520, 0x0001_0000);
        let millimetres = DEVICE / 100;
        let mut words = vec![0, 0, width, height, 0, 0, width, height, signature, version, 0, 0, 4, 0, 0, 0];
        words.extend([DEVICE, DEVICE, millimetres, millimetres, 0, 0, 0, millimetres * 1000, millimetres * 1000]);
        self.record(HEADER, &words);
    }

    fn lines(&mut self, points: &[Point], is_closed: bool, look: &Look) {
        if points.len() < 2 {
            return;
        }
        if is_closed && (look.fill.is_some() || look.dash.is_empty()) {
            self.with_look(look, |metafile| metafile.points(POLYGON, points));
            return;
        }
        let open = Look { fill: None, ..look.clone() };
        self.with_look(&open, |metafile| {
            for piece in dashes(points, &look.dash) {
                metafile.points(POLYLINE, &piece);
            }
        });
    }

    fn points(&mut self, kind: u32, points: &[Point]) {
        let mut words = self.bounds(points).to_vec();
        words.push(u32::try_from(points.len()).unwrap_or(0));
        words.extend(points.iter().flat_map(|&point| self.words(point)));
        self.record(kind, &words);
    }

    fn bounds(&self, points: &[Point]) -> [u32; 4] {
        let fold = |pick: fn(f64, f64) -> f64, start: f64| {
            points.iter().fold((start, start), |(x, y), point| (pick(x, point.0), pick(y, point.1)))
        };
        let [left, top] = self.words(fold(f64::min, f64::INFINITY));
        let [right, bottom] = self.words(fold(f64::max, f64::NEG_INFINITY));
        [left, top, right, bottom]
    }

    fn dot(&mut self, centre: Point, radius: f64, look: &Look) {
        let corners = [(centre.0 - radius, centre.1 - radius), (centre.0 + radius, centre.1 + radius)];
        let words = corners.map(|corner| self.words(corner)).concat();
        self.with_look(look, |metafile| metafile.record(ELLIPSE, &words));
    }

    /// Draws with the pen and the brush of a look, and puts them away.
    fn with_look(&mut self, look: &Look, draw: impl FnOnce(&mut Self)) {
        let pen = look.stroke.map_or(NO_PEN, |_| PEN);
        if let Some(stroke) = look.stroke {
            let width = self.unit(look.width).max(1).cast_unsigned();
            self.record(CREATE_PEN, &[PEN, 0, 0, 0, 0, PEN_STYLE, width, 0, colour(stroke), 0, 0]);
        }
        let brush = look.fill.map_or(NO_BRUSH, |_| BRUSH);
        if let Some(fill) = look.fill {
            self.record(CREATE_BRUSH, &[BRUSH, 0, colour(fill), 0]);
        }
        self.record(SELECT, &[pen]);
        self.record(SELECT, &[brush]);
        draw(self);
        self.record(SELECT, &[NO_PEN]);
        self.record(SELECT, &[NO_BRUSH]);
        for object in [pen, brush].into_iter().filter(|&object| object < NO_BRUSH) {
            self.record(DELETE, &[object]);
        }
    }

    fn text(&mut self, text: &Text) {
        let units: Vec<u16> = text.words.encode_utf16().collect();
        if units.is_empty() {
            return;
        }
        let mut advances = Vec::with_capacity(units.len());
        for character in text.words.chars() {
            advances.push(self.unit(advance(character) * text.size).cast_unsigned());
            // The second half of a rare character has no width of its own.
            advances.extend((character.len_utf16() == 2).then_some(0));
        }
        let width = f64::from(advances.iter().sum::<u32>()) / self.scale;
        let turn = text.turn.to_radians();
        let start = (text.at.0 - text.anchor * width * turn.cos(), text.at.1 - text.anchor * width * turn.sin());
        self.font(text);
        self.record(SELECT, &[FONT]);
        self.record(SET_TEXT_COLOUR, &[colour(text.colour)]);
        self.string(start, &units, &advances);
        self.record(SELECT, &[0x8000_000D]);
        self.record(DELETE, &[FONT]);
    }

    fn string(&mut self, start: Point, units: &[u16], advances: &[u32]) {
        // Where the letters begin in the record, in bytes.
        const OFFSET: u32 = 76;
        let letters: Vec<u32> = units
            .chunks(2)
            .map(|pair| u32::from(pair[0]) | u32::from(pair.get(1).copied().unwrap_or(0)) << 16)
            .collect();
        let n_letters = u32::try_from(units.len()).unwrap_or(0);
        let after = OFFSET + u32::try_from(letters.len() * 4).unwrap_or(0);
        let one = 1f32.to_bits();
        let mut words = vec![0, 0, u32::MAX, u32::MAX, 1, one, one];
        words.extend(self.words(start));
        words.extend([n_letters, OFFSET, 0, 0, 0, u32::MAX, u32::MAX, after]);
        words.extend(letters);
        words.extend(advances);
        self.record(TEXT, &words);
    }

    fn font(&mut self, text: &Text) {
        // A height below zero is that of the letters without the space between lines.
        let height = (-self.unit(text.size)).cast_unsigned();
        #[expect(clippy::cast_possible_truncation, reason = "an angle in tenths of a degree")]
        let turn = ((-text.turn * 10.0).round() as i32).cast_unsigned();
        let weight = if text.is_strong { 700 } else { 400 };
        let charset = u32::from(CHARSET) << 24;
        let mut words = vec![FONT, height, 0, turn, turn, weight, charset, 0];
        let mut face = [0u16; 32];
        for (place, unit) in face.iter_mut().zip(FACE.encode_utf16()) {
            *place = unit;
        }
        words.extend(face.chunks(2).map(|pair| u32::from(pair[0]) | u32::from(pair[1]) << 16));
        // Full name, style and numbers that only say how the face was found; nothing is known of them.
        words.resize(81, 0);
        self.record(CREATE_FONT, &words);
    }

    fn finish(mut self) -> Vec<u8> {
        self.record(END, &[0, 16, 20]);
        let length = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes[48..52].copy_from_slice(&length.to_le_bytes());
        self.bytes[52..56].copy_from_slice(&self.n_records.to_le_bytes());
        self.bytes
    }
}

fn colour([red, green, blue]: Colour) -> u32 {
    u32::from_le_bytes([red, green, blue, 0])
}

/// The pieces of a dashed line; the line itself where it has no dashes.
fn dashes(points: &[Point], dash: &[f64]) -> Vec<Vec<Point>> {
    let (Some(&on), Some(&off)) = (dash.first(), dash.get(1).or(dash.first())) else { return vec![points.to_vec()] };
    if !(on > 0.0 && off > 0.0) {
        return vec![points.to_vec()];
    }
    let mut pieces = Vec::new();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |way: f64| (from.0 + (to.0 - from.0) * way / length, from.1 + (to.1 - from.1) * way / length);
        let mut way = 0.0;
        while way < length {
            pieces.push(vec![at(way), at((way + on).min(length))]);
            way += on + off;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds and lengths of the records, read as any program would.
    fn records(bytes: &[u8]) -> Vec<(u32, usize)> {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let mut at = 0;
        let mut records = Vec::new();
        while at < bytes.len() {
            let length = word(at + 4) as usize;
            assert!(length >= 8 && length.is_multiple_of(4) && at + length <= bytes.len(), "record at {at}");
            records.push((word(at), length));
            at += length;
        }
        assert_eq!((word(40), word(48) as usize, word(52) as usize), (0x464D_4520, bytes.len(), records.len()));
        records
    }

    #[test]
    fn a_turned_text_ends_where_it_is_anchored() {
        let svg = r#"<svg viewBox="0 0 100 50"><text x="50" y="40" font-size="10" text-anchor="end" transform="rotate(-90 50 40)">汉字</text></svg>"#;
        let bytes = emf(&Drawing::read(svg).expect("it is one of ours"), 10_000);
        let word = |at: usize| i32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let starts: Vec<usize> = records(&bytes)
            .iter()
            .scan(0, |at, record| {
                *at += record.1;
                Some((record.0, *at - record.1))
            })
            .filter_map(|(kind, at)| (kind == TEXT).then_some(at))
            .collect();
        // Two letters of ten units read upwards and end at 40: they begin twenty units below it.
        assert_eq!((word(starts[0] + 36), word(starts[0] + 40)), (5_000, 6_000));
    }

    #[test]
    fn a_metafile_is_a_chain_of_records() {
        let svg = r##"<svg viewBox="0 0 100 50" aria-label="x"><line x1="0" y1="0" x2="0" y2="14" stroke="#5a636a" stroke-dasharray="4 3"/><rect x="1" y="2" width="3" height="4" fill="#8fb8d4"/><circle cx="9" cy="9" r="2" fill="#ffffff" stroke="#1f5f8b"/><text x="5" y="6" font-size="12">及格 72</text></svg>"##;
        let drawing = Drawing::read(svg).expect("it is one of ours");
        let records = records(&emf(&drawing, 5000));
        let count = |kind: u32| records.iter().filter(|record| record.0 == kind).count();
        assert_eq!(records.first(), Some(&(HEADER, 108)));
        assert_eq!(records.last(), Some(&(END, 20)));
        assert_eq!(
            [POLYLINE, POLYGON, ELLIPSE, TEXT].map(count),
            [2, 1, 1, 1],
            "14 units hold two dashes of 4 after 3"
        );
        assert_eq!(count(CREATE_PEN) + count(CREATE_BRUSH) + count(CREATE_FONT), count(DELETE));
        let text = records.iter().find(|record| record.0 == TEXT).expect("a text");
        assert_eq!(text.1, 76 + 12 + 5 * 4, "five letters of two bytes, padded, and their widths");
    }
}
