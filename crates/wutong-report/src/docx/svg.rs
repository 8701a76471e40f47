//! Reads the drawings of [`chart`](crate::chart) back into shapes.
//!
//! It knows what those drawings hold and refuses anything else by name, so that a new shape there cannot silently be
//! missing on paper.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    /// Width in the drawing's own unit.
    pub(super) width: f64,
    /// Height.
    pub(super) height: f64,
    /// What a screen reader says.
    pub(super) label: String,
    /// Shapes from the back to the front.
    pub(super) shapes: Vec<Shape>,
}

pub(super) type Point = (f64, f64);

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Straight lines from point to point.
    Lines {
        points: Vec<Point>,
        is_closed: bool,
        look: Look,
    },
    Dot {
        centre: Point,
        radius: f64,
        look: Look,
    },
    Text(Text),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Look {
    pub(super) fill: Option<Colour>,
    pub(super) stroke: Option<Colour>,
    pub(super) width: f64,
    /// Length of a dash and of the gap after it; empty for a full line.
    pub(super) dash: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) at: Point,
    pub(super) size: f64,
    /// Share of the text's width that lies left of its point.
    pub(super) anchor: f64,
    pub(super) is_strong: bool,
    pub(super) colour: Colour,
    pub(super) words: String,
    /// Degrees clockwise about its point.
    pub(super) turn: f64,
}

impl Drawing {
    /// Reads a drawing.
    ///
    /// # Errors
    /// What it does not know.
    pub(super) fn read(svg: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(svg);
        let mut drawing = None;
        let mut is_open_text = false;
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(tag) => match tag.name().as_ref() {
                    "svg" => drawing = Some(head(&tag)?),
                    "title" => {
                        reader.read_to_end(tag.name()).map_err(|error| error.to_string())?;
                    }
                    _ => {
                        is_open_text = tag.name().as_ref() == "text";
                        shapes(&mut drawing)?.push(shape(&tag)?);
                    }
                },
                Event::Empty(tag) => shapes(&mut drawing)?.push(shape(&tag)?),
                Event::End(tag) if tag.name().as_ref() == "text" => is_open_text = false,
                Event::Text(part) if is_open_text => write(&mut drawing, &part),
                Event::GeneralRef(name) if is_open_text => match name.resolve_char_ref() {
                    Ok(Some(character)) => write(&mut drawing, character.encode_utf8(&mut [0; 4])),
                    _ => write(&mut drawing, quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default()),
                },
                Event::Eof => return drawing.ok_or_else(|| "<svg>".to_owned()),
                _ => {}
            }
        }
    }
}

fn head(tag: &BytesStart<'_>) -> Result<Drawing, String> {
    let view = attribute(tag, "viewBox").unwrap_or_default();
    match numbers(&view)[..] {
        [0.0, 0.0, width, height] if width > 0.0 && height > 0.0 => {
            Ok(Drawing { width, height, label: attribute(tag, "aria-label").unwrap_or_default(), shapes: Vec::new() })
        }
        _ => Err(format!("viewBox=\"{view}\"")),
    }
}

fn shapes(drawing: &mut Option<Drawing>) -> Result<&mut Vec<Shape>, String> {
    drawing.as_mut().map(|drawing| &mut drawing.shapes).ok_or_else(|| "<svg>".to_owned())
}

fn write(drawing: &mut Option<Drawing>, words: &str) {
    if let Some(Shape::Text(text)) = drawing.as_mut().and_then(|drawing| drawing.shapes.last_mut()) {
        text.words.push_str(words);
    }
}

fn shape(tag: &BytesStart<'_>) -> Result<Shape, String> {
    let get = |name: &str| number(tag, name);
    let name = tag.name();
    if name.as_ref() != "text" && attribute(tag, "transform").is_some() {
        return Err(format!("transform on <{}>", name.as_ref()));
    }
    Ok(match name.as_ref() {
        "line" => {
            let points = vec![(get("x1"), get("y1")), (get("x2"), get("y2"))];
            Shape::Lines { points, is_closed: false, look: look(tag)? }
        }
        "rect" => {
            let (left, top) = (get("x"), get("y"));
            let (right, bottom) = (left + get("width"), top + get("height"));
            let points = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
            Shape::Lines { points, is_closed: true, look: look(tag)? }
        }
        "polyline" | "polygon" => {
            let pairs = numbers(&attribute(tag, "points").unwrap_or_default());
            let points = pairs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
            Shape::Lines { points, is_closed: name.as_ref() == "polygon", look: look(tag)? }
        }
        "path" => {
            let (points, is_closed) = path(&attribute(tag, "d").unwrap_or_default())?;
            Shape::Lines { points, is_closed, look: look(tag)? }
        }
        "circle" => Shape::Dot { centre: (get("cx"), get("cy")), radius: get("r"), look: look(tag)? },
        "text" => Shape::Text(Text {
            at: (get("x"), get("y")),
            size: get("font-size"),
            anchor: match attribute(tag, "text-anchor").as_deref() {
                Some("middle") => 0.5,
                Some("end") => 1.0,
                _ => 0.0,
            },
            is_strong: attribute(tag, "font-weight").is_some_and(|weight| weight == "bold" || weight.as_str() >= "600"),
            colour: colour(tag, "fill", "fill-opacity")?.unwrap_or([0; 3]),
            words: String::new(),
            turn: turn(tag)?,
        }),
        other => return Err(format!("<{other}>")),
    })
}

/// `rotate(90)` or `rotate(90 x y)` about the text's own point.
fn turn(tag: &BytesStart<'_>) -> Result<f64, String> {
    let Some(transform) = attribute(tag, "transform") else { return Ok(0.0) };
    let inner = transform.strip_prefix("rotate(").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    match numbers(inner)[..] {
        [degrees, x, y] if near(x, number(tag, "x")) && near(y, number(tag, "y")) => Ok(degrees),
        _ => Err(format!("transform=\"{transform}\"")),
    }
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.2
}

fn look(tag: &BytesStart<'_>) -> Result<Look, String> {
    let has_inside = !matches!(tag.name().as_ref(), "line" | "polyline");
    let fill = match attribute(tag, "fill") {
        None if has_inside => Some([0; 3]),
        _ => colour(tag, "fill", "fill-opacity")?,
    };
    Ok(Look {
        fill: fill.filter(|_| has_inside),
        stroke: colour(tag, "stroke", "stroke-opacity")?,
        width: attribute(tag, "stroke-width").and_then(|width| width.parse().ok()).unwrap_or(1.0),
        dash: attribute(tag, "stroke-dasharray").map(|dash| numbers(&dash)).unwrap_or_default(),
    })
}

/// Points of a path of straight lines, and whether it returns to its start.
fn path(steps: &str) -> Result<(Vec<Point>, bool), String> {
    let mut points: Vec<Point> = Vec::new();
    let mut is_closed = false;
    let mut rest = steps.trim();
    while let Some(command) = rest.chars().next() {
        let after = &rest[command.len_utf8()..];
        let end = after.find(|character: char| character.is_ascii_alphabetic()).unwrap_or(after.len());
        let values = numbers(&after[..end]);
        let last = points.last().copied().unwrap_or_default();
        match command {
            'M' if points.is_empty() => points.extend(values.chunks_exact(2).map(|pair| (pair[0], pair[1]))),
            'L' => points.extend(values.chunks_exact(2).map(|pair| (pair[0], pair[1]))),
            'H' => points.extend(values.iter().map(|&x| (x, last.1))),
            'V' => points.extend(values.iter().map(|&y| (last.0, y))),
            'Z' | 'z' => is_closed = true,
            other => return Err(format!("<path> with '{other}'")),
        }
        rest = &after[end..];
    }
    Ok((points, is_closed))
}

/// A colour; one that is partly transparent is printed as it looks on white paper.
fn colour(tag: &BytesStart<'_>, name: &str, opacity: &str) -> Result<Option<Colour>, String> {
    let Some(text) = attribute(tag, name).filter(|text| text != "none") else { return Ok(None) };
    let text = match text.as_str() {
        "white" => "#ffffff",
        "black" => "#000000",
        other => other,
    };
    let unknown = || format!("{name}=\"{text}\"");
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or_else(unknown)?;
    let value = u32::from_str_radix(digits, 16).map_err(|_| unknown())?;
    let [_, red, green, blue] = value.to_be_bytes();
    let share = |name: &str| attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let opacity: f64 = share(opacity) * share("opacity");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
    let on_white = |byte: u8| (255.0 - (255.0 - f64::from(byte)) * opacity.clamp(0.0, 1.0)).round() as u8;
    Ok(Some([red, green, blue].map(on_white)))
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|each| each.key.as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> f64 {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

fn numbers(text: &str) -> Vec<f64> {
    text.split([' ', ',']).filter_map(|part| part.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read() {
        let svg = r##"<svg viewBox="0 0 20 10" role="img" aria-label="A &amp; B"><rect x="1" y="2" width="3" height="4" fill="#8fb8d4"><title>t</title></rect><path d="M0 1L2 3L4 5" fill="none" stroke="#2b2f33"/><text x="5" y="6" font-size="12" text-anchor="end" font-weight="600" fill="#22272b">及格 &lt;72&#33;</text></svg>"##;
        let drawing = Drawing::read(svg).expect("it is one of ours");
        assert_eq!((drawing.width, drawing.height, drawing.label.as_str()), (20.0, 10.0, "A & B"));
        let Shape::Lines { points, is_closed: true, look } = &drawing.shapes[0] else { panic!("{drawing:?}") };
        assert_eq!((points[2], look.fill), ((4.0, 6.0), Some([0x8f, 0xb8, 0xd4])));
        let Shape::Lines { points, is_closed: false, look } = &drawing.shapes[1] else { panic!("{drawing:?}") };
        assert_eq!((points.as_slice(), look.fill), (&[(0.0, 1.0), (2.0, 3.0), (4.0, 5.0)][..], None));
        let Shape::Text(text) = &drawing.shapes[2] else { panic!("{drawing:?}") };
        assert_eq!((text.words.as_str(), text.anchor, text.is_strong), ("及格 <72!", 1.0, true));
    }

    #[test]
    fn a_text_turns_about_its_own_point_alone() {
        let read = |transform: &str| {
            Drawing::read(&format!(
                r#"<svg viewBox="0 0 9 9"><text x="5" y="6" transform="{transform}">a</text></svg>"#
            ))
        };
        let drawing = read("rotate(-90 5 6)").expect("a turn about 5, 6");
        assert!(matches!(&drawing.shapes[..], [Shape::Text(text)] if (text.turn + 90.0).abs() < 1e-9));
        for transform in ["rotate(-90)", "rotate(-90 0 0)", "scale(2)"] {
            assert!(read(transform).is_err(), "{transform} would move the text");
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (inner, named) in [
            ("<ellipse/>", "<ellipse>"),
            (r#"<path d="M0 0C1 1 2 2 3 3"/>"#, "'C'"),
            (r#"<rect transform="scale(2)"/>"#, "transform on <rect>"),
            (r#"<rect fill="url(#x)"/>"#, "url(#x)"),
        ] {
            let error = Drawing::read(&format!(r#"<svg viewBox="0 0 1 1">{inner}</svg>"#)).expect_err(inner);
            assert!(error.contains(named), "{inner}: {error}");
        }
        assert!(Drawing::read("no drawing").is_err());
    }
}
