//! The parts of the file and how they are tied together.

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::body::Body;
use super::frame;
use super::styles::{FONTS, NUMBERING, styles};
use super::xml::words;
use crate::document::Document;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Parts of `word/` that the text refers to: relationship, its kind, file, content type.
const PARTS: [(&str, &str, &str, &str); 7] = [
    ("rIdStyles", "styles", "styles.xml", "styles"),
    ("rIdNumbering", "numbering", "numbering.xml", "numbering"),
    ("rIdSettings", "settings", "settings.xml", "settings"),
    ("rIdFonts", "fontTable", "fontTable.xml", "fontTable"),
    ("rIdFirstHeader", "header", "header1.xml", "header"),
    ("rIdHeader", "header", "header2.xml", "header"),
    ("rIdFooter", "footer", "footer1.xml", "footer"),
];

/// Packs a document; entries carry the date that stands for none.
pub(super) fn zip(document: &Document, body: &Body<'_>) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT);
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), ZipError> {
        zip.start_file(name, options)?;
        Ok(zip.write_all(bytes)?)
    };
    add("[Content_Types].xml", content_types().as_bytes())?;
    add("_rels/.rels", package_relationships().as_bytes())?;
    add("docProps/core.xml", properties(document).as_bytes())?;
    add("word/document.xml", text(body).as_bytes())?;
    add("word/_rels/document.xml.rels", relationships(body).as_bytes())?;
    add("word/styles.xml", styles(&document.identity.accent).as_bytes())?;
    add("word/numbering.xml", NUMBERING.as_bytes())?;
    add("word/settings.xml", settings(document).as_bytes())?;
    add("word/fontTable.xml", FONTS.as_bytes())?;
    add("word/header1.xml", part("hdr", &frame::first_header(document)).as_bytes())?;
    add("word/header2.xml", part("hdr", &frame::header(document)).as_bytes())?;
    add("word/footer1.xml", part("ftr", &body.footer(document)).as_bytes())?;
    for (position, picture) in body.pictures.iter().enumerate() {
        add(&format!("word/media/figure{}.emf", position + 1), &picture.emf)?;
        add(&format!("word/media/figure{}.svg", position + 1), picture.svg.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types() -> String {
    let mut text = format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="emf" ContentType="image/x-emf"/><Default Extension="svg" ContentType="image/svg+xml"/><Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#
    );
    for (_, _, file, kind) in PARTS {
        text.push_str(&format!(r#"<Override PartName="/word/{file}" ContentType="{WORD}.{kind}+xml"/>"#));
    }
    text.push_str("</Types>");
    text
}

fn package_relationships() -> String {
    format!(
        r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rIdDocument" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rIdCore" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

fn relationships(body: &Body<'_>) -> String {
    let mut text = format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">"#);
    let mut add = |id: &str, kind: &str, target: &str, mode: &str| {
        text.push_str(&format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>"#));
    };
    for (id, kind, file, _) in PARTS {
        add(id, kind, file, "");
    }
    for number in 1..=body.pictures.len() {
        add(&format!("rIdEmf{number}"), "image", &format!("media/figure{number}.emf"), "");
        add(&format!("rIdSvg{number}"), "image", &format!("media/figure{number}.svg"), "");
    }
    for (position, link) in body.links.iter().enumerate() {
        add(&format!("rIdLink{}", position + 1), "hyperlink", &address(link), r#" TargetMode="External""#);
    }
    text.push_str("</Relationships>");
    text
}

/// A path as an address: what an address does not allow is written in percent.
fn address(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/#?=:".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn properties(document: &Document) -> String {
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>{}</dc:language></cp:coreProperties>"#,
        words(&document.title),
        words(document.lang)
    )
}

fn text(body: &Body<'_>) -> String {
    format!(
        r#"{DECLARATION}<w:document xmlns:w="{MAIN}" xmlns:r="{OFFICE}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>{}</w:body></w:document>"#,
        body.finished()
    )
}

/// A header or footer.
fn part(kind: &str, paragraphs: &str) -> String {
    format!(r#"{DECLARATION}<w:{kind} xmlns:w="{MAIN}" xmlns:r="{OFFICE}">{paragraphs}</w:{kind}>"#)
}

fn settings(document: &Document) -> String {
    // Only the table of contents waits for Word to count pages.
    let update = if super::body::has_contents(document) { r#"<w:updateFields w:val="true"/>"# } else { "" };
    format!(
        r#"{DECLARATION}<w:settings xmlns:w="{MAIN}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>{update}<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#
    )
}
