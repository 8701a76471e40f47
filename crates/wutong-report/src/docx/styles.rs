//! The styles of a report. Everything in the text is set by them, nothing by hand.

use super::columns::DENSITIES;

/// Face of all text; Word and WPS have it on every Chinese computer, and [`FONTS`] names what may stand for it.
const FACE: &str = "Microsoft YaHei";
const INK: &str = "22272B";
const SOFT: &str = "5A636A";
const ACCENT: &str = "1F5F8B";

/// A paragraph style: id, name, style it is based on, paragraph properties, run properties.
type Style = (&'static str, &'static str, &'static str, &'static str, &'static str);

const PARAGRAPHS: &[Style] = &[
    (
        "Title",
        "Title",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="20" w:after="40" w:line="264" w:lineRule="auto"/>"#,
        r#"<w:b/><w:sz w:val="40"/>"#,
    ),
    ("Overline", "Overline", "Normal", r#"<w:keepNext/><w:spacing w:after="0"/>"#, r#"<w:color w:val="5A636A"/>"#),
    ("Seal", "Seal", "Normal", r#"<w:keepLines/><w:spacing w:before="800" w:after="0"/><w:jc w:val="right"/>"#, ""),
    ("Facts", "Facts", "Normal", r#"<w:spacing w:after="20"/>"#, r#"<w:color w:val="5A636A"/><w:sz w:val="19"/>"#),
    (
        "Heading1",
        "heading 1",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:pBdr><w:left w:val="single" w:sz="24" w:space="5" w:color="1F5F8B"/></w:pBdr><w:spacing w:before="300" w:after="100"/><w:ind w:left="130"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:b/><w:sz w:val="27"/>"#,
    ),
    (
        "Heading2",
        "heading 2",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="180" w:after="60"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:b/><w:sz w:val="22"/>"#,
    ),
    (
        "Heading3",
        "heading 3",
        "Normal",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="140" w:after="40"/><w:outlineLvl w:val="2"/>"#,
        r#"<w:b/>"#,
    ),
    ("Lead", "Lead", "Normal", r#"<w:keepNext/><w:keepLines/>"#, r#"<w:color w:val="5A636A"/>"#),
    (
        "Small",
        "Small",
        "Normal",
        r#"<w:spacing w:after="60" w:line="264" w:lineRule="auto"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="17"/>"#,
    ),
    (
        "Empty",
        "Empty",
        "Normal",
        r#"<w:pBdr><w:top w:val="dashed" w:sz="4" w:space="4" w:color="9AA3AA"/><w:left w:val="dashed" w:sz="4" w:space="4" w:color="9AA3AA"/><w:bottom w:val="dashed" w:sz="4" w:space="4" w:color="9AA3AA"/><w:right w:val="dashed" w:sz="4" w:space="4" w:color="9AA3AA"/></w:pBdr><w:spacing w:before="80" w:after="100"/><w:ind w:left="100" w:right="100"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="18"/>"#,
    ),
    ("ListBullet", "List Bullet", "Normal", r#"<w:keepLines/><w:numPr><w:numId w:val="1"/></w:numPr>"#, ""),
    (
        "Caption",
        "caption",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="140" w:after="60"/>"#,
        r#"<w:b/><w:sz w:val="19"/>"#,
    ),
    (
        "Figure",
        "Figure",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="80" w:after="0" w:line="240" w:lineRule="auto"/>"#,
        "",
    ),
    ("SmallFigure", "Small Figure", "Figure", r#"<w:keepNext w:val="0"/>"#, ""),
    (
        "FigureCaption",
        "Figure Caption",
        "Caption",
        r#"<w:keepNext w:val="0"/><w:spacing w:before="20" w:after="120"/>"#,
        "",
    ),
    ("Legend", "Legend", "Normal", r#"<w:keepNext/>"#, r#"<w:color w:val="5A636A"/><w:sz w:val="18"/>"#),
    (
        "Gap",
        "Gap",
        "Normal",
        r#"<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>"#,
        r#"<w:sz w:val="8"/>"#,
    ),
    (
        "VerdictName",
        "Verdict Name",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/>"#,
        r#"<w:b/><w:color w:val="1F5F8B"/><w:sz w:val="24"/>"#,
    ),
    ("VerdictRefused", "Verdict Refused", "VerdictName", "", r#"<w:color w:val="FFFFFF"/>"#),
    (
        "VerdictText",
        "Verdict Text",
        "Normal",
        r#"<w:spacing w:before="20" w:after="20" w:line="276" w:lineRule="auto"/>"#,
        r#"<w:sz w:val="19"/>"#,
    ),
    (
        "CardLabel",
        "Card Label",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="30" w:after="0" w:line="252" w:lineRule="auto"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="17"/>"#,
    ),
    (
        "CardValue",
        "Card Value",
        "Normal",
        r#"<w:keepNext/><w:spacing w:after="0" w:line="252" w:lineRule="auto"/>"#,
        r#"<w:b/><w:sz w:val="30"/>"#,
    ),
    (
        "CardLine",
        "Card Line",
        "Normal",
        r#"<w:spacing w:after="10" w:line="252" w:lineRule="auto"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="16"/>"#,
    ),
    (
        "Formula",
        "Formula",
        "Normal",
        r#"<w:spacing w:before="0" w:after="10" w:line="252" w:lineRule="auto"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="15"/>"#,
    ),
    (
        "Header",
        "header",
        "Normal",
        r#"<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="B9C1C7"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="10206"/></w:tabs><w:spacing w:after="160"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="16"/>"#,
    ),
    (
        "Footer",
        "footer",
        "Normal",
        r#"<w:tabs><w:tab w:val="right" w:pos="10206"/></w:tabs><w:spacing w:after="0"/>"#,
        r#"<w:color w:val="5A636A"/><w:sz w:val="16"/>"#,
    ),
    (
        "TOCHeading",
        "TOC Heading",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="240" w:after="80"/>"#,
        r#"<w:b/><w:sz w:val="27"/>"#,
    ),
    (
        "TOC1",
        "toc 1",
        "Normal",
        r#"<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="10206"/></w:tabs><w:spacing w:after="30"/>"#,
        "",
    ),
    (
        "TOC2",
        "toc 2",
        "Normal",
        r#"<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="10206"/></w:tabs><w:spacing w:after="10"/><w:ind w:left="300"/>"#,
        r#"<w:sz w:val="19"/>"#,
    ),
];

/// Character styles: id, name, run properties.
const CHARACTERS: &[(&str, &str, &str)] = &[
    ("Strong", "Strong", "<w:b/>"),
    ("Hyperlink", "Hyperlink", r#"<w:color w:val="1F5F8B"/><w:u w:val="single"/>"#),
    ("NoteMark", "Note Mark", r#"<w:b w:val="0"/><w:color w:val="5A636A"/><w:vertAlign w:val="superscript"/>"#),
    ("MarkBetter", "Mark Better", r#"<w:b w:val="0"/><w:color w:val="1F5F8B"/>"#),
    ("MarkWorse", "Mark Worse", r#"<w:b w:val="0"/><w:color w:val="22272B"/>"#),
    ("MarkSame", "Mark Same", r#"<w:b w:val="0"/><w:color w:val="5A636A"/>"#),
    ("SignBar", "Sign Bar", r#"<w:color w:val="8FB8D4"/>"#),
    ("SignBelow", "Sign Below", r#"<w:color w:val="7A3B12"/>"#),
    ("SignDark", "Sign Dark", r#"<w:color w:val="2B2F33"/>"#),
    ("SignAccent", "Sign Accent", r#"<w:color w:val="1F5F8B"/>"#),
];

/// Faces that may stand for the one of the styles where it is missing.
pub(super) const FONTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="Microsoft YaHei"><w:altName w:val="微软雅黑"/><w:panose1 w:val="020B0503020204020204"/><w:charset w:val="86"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>"#;

/// One bullet list.
pub(super) const NUMBERING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="300"/></w:tabs><w:ind w:left="300" w:hanging="240"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

/// The part `word/styles.xml`, in the colour of a centre (`#rrggbb`) where it has one.
pub(super) fn styles(accent: &str) -> String {
    let mut text = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{FACE}"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="80" w:line="288" w:lineRule="auto"/></w:pPr><w:rPr><w:color w:val="{INK}"/></w:rPr></w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>"#
    );
    for (id, name, based_on, paragraph, run) in PARAGRAPHS {
        text.push_str(&style(id, name, based_on, paragraph, run));
    }
    for (id, name, run) in CHARACTERS {
        text.push_str(&format!(
            r#"<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>"#
        ));
    }
    for density in DENSITIES {
        text.push_str(&table_paragraphs(density.suffix, density.value, density.under));
    }
    text.push_str(TABLE_NORMAL);
    text.extend(TABLES.iter().map(table_style));
    text.push_str("</w:styles>");
    match accent.strip_prefix('#') {
        Some(colour) => text.replace(ACCENT, &colour.to_uppercase()),
        None => text,
    }
}

fn style(id: &str, name: &str, based_on: &str, paragraph: &str, run: &str) -> String {
    format!(
        r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{based_on}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
    )
}

/// The paragraphs of table cells in one size: name, value, the line under it, and the heads of their columns.
fn table_paragraphs(suffix: &str, value: f64, under: f64) -> String {
    // Word counts in half points.
    let size = |points: f64| format!(r#"<w:sz w:val="{}"/>"#, (points * 2.0).round());
    let tight = r#"<w:spacing w:before="14" w:after="0" w:line="240" w:lineRule="auto"/>"#;
    // Lines of one height, whichever face has the mark before a number, so that a row of numbers stays a row.
    let line = |points: f64| {
        let height = (points * 26.4).round();
        format!(r#"<w:spacing w:before="14" w:after="0" w:line="{height}" w:lineRule="exact"/><w:jc w:val="right"/>"#)
    };
    let head = format!("<w:keepNext/>{tight}");
    let soft = format!(r#"<w:color w:val="{SOFT}"/>{}"#, size(under));
    let parts = [
        ("TableText", "Table Text", tight.to_owned(), size(value)),
        ("TableNumber", "Table Number", line(value), size(value)),
        ("TableUnder", "Table Under", line(under), soft.clone()),
        ("TableHead", "Table Head", head.clone(), format!("<w:b/>{soft}")),
        ("TableHeadNumber", "Table Head Number", format!(r#"{head}<w:jc w:val="right"/>"#), format!("<w:b/>{soft}")),
    ];
    let text = |(id, name, paragraph, run): &(&str, &str, String, String)| {
        style(&format!("{id}{suffix}"), format!("{name} {suffix}").trim_end(), "Normal", paragraph, run)
    };
    parts.iter().map(text).collect()
}

/// A table style: id, name, borders (side, eighths of a point, colour), room inside a cell on its four sides.
type TableStyle = (&'static str, &'static str, &'static [(&'static str, u32, &'static str)], [u32; 4]);

const RULE: &str = "8B959C";
const HAIRLINE: &str = "D9DEE2";

/// Of numbers, of the verdict, of the values to see first, and of drawings side by side.
const TABLES: &[TableStyle] = &[
    (
        "ReportTable",
        "Report Table",
        &[("top", 8, RULE), ("bottom", 8, RULE), ("insideH", 4, HAIRLINE)],
        [15, 60, 25, 60],
    ),
    (
        "VerdictTable",
        "Verdict Table",
        &[("top", 6, RULE), ("left", 6, RULE), ("bottom", 6, RULE), ("right", 6, RULE), ("insideH", 4, HAIRLINE)],
        [30, 110, 30, 110],
    ),
    (
        "CardTable",
        "Card Table",
        &[("top", 12, ACCENT), ("bottom", 4, HAIRLINE), ("insideH", 4, HAIRLINE), ("insideV", 4, HAIRLINE)],
        [40, 110, 60, 80],
    ),
    ("GalleryTable", "Gallery Table", &[], [0, 60, 0, 60]),
];

/// The style that Word presumes of every table.
const TABLE_NORMAL: &str = r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#;

fn table_style((id, name, borders, room): &TableStyle) -> String {
    let border = |(side, size, colour): &(&str, u32, &str)| {
        format!(r#"<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>"#)
    };
    let borders: String = borders.iter().map(border).collect();
    let room: String = ["top", "left", "bottom", "right"]
        .iter()
        .zip(room)
        .map(|(side, room)| format!(r#"<w:{side} w:w="{room}" w:type="dxa"/>"#))
        .collect();
    // The rule below the heads of a table of numbers.
    let heads = if *id == "ReportTable" {
        format!(
            r#"<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{RULE}"/></w:tcBorders></w:tcPr></w:tblStylePr>"#
        )
    } else {
        String::new()
    };
    format!(
        r#"<w:style w:type="table" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>{heads}</w:style>"#
    )
}
