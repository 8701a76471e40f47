//! What the whole exam is called: 全市 in a city, 全县 in a county.

use super::{Block, Cell, Document, Figure, Section, Table};
use crate::words;

impl Document {
    /// The document with its own name for the whole in the place of 全区, which the head teacher of a district of a city
    /// would take for the district. What the centre has worded, title and facts, stays as it is.
    pub(super) fn of_region(mut self, region: Option<&str>) -> Self {
        let Some(whole) = words::whole(region) else { return self };
        let call = |text: &mut String| {
            if text.contains(words::WHOLE) {
                *text = text.replace(words::WHOLE, whole);
            }
        };
        for Section { title, blocks, .. } in &mut self.sections {
            call(title);
            blocks.iter_mut().for_each(|block| block.each_text(&call));
        }
        self.opening.iter_mut().for_each(|block| block.each_text(&call));
        for note in &mut self.metrics {
            [&mut note.term, &mut note.text, &mut note.denominator, &mut note.formula].into_iter().for_each(call);
        }
        self
    }
}

impl Block {
    /// Every text of the block, those of its drawings too.
    fn each_text(&mut self, call: &dyn Fn(&mut String)) {
        self.each_span(&mut |span| call(&mut span.text));
        self.each_drawing(&mut |svg| call(svg));
        match self {
            Self::Text { .. } | Self::List { .. } => (),
            Self::Heading { text } => call(text),
            Self::Verdict(verdict) => {
                call(&mut verdict.meaning);
                verdict.findings.iter_mut().for_each(|finding| call(&mut finding.text));
            }
            Self::Cards { cards } => {
                for card in cards {
                    call(&mut card.label);
                    card.lines.iter_mut().for_each(call);
                    each_of_cell(&mut card.cell, call);
                }
            }
            Self::Table(table) => each_of_table(table, call),
            Self::Figure(figure) => each_of_figure(figure, call),
            Self::Gallery { figures } => figures.iter_mut().for_each(|figure| each_of_figure(figure, call)),
            Self::Legend { entries } => entries.iter_mut().for_each(|entry| call(&mut entry.text)),
        }
    }
}

fn each_of_table(table: &mut Table, call: &dyn Fn(&mut String)) {
    call(&mut table.caption);
    table.heads.iter_mut().for_each(|head| call(&mut head.text));
    for row in &mut table.rows {
        row.cells.iter_mut().for_each(|cell| each_of_cell(cell, call));
    }
}

fn each_of_cell(cell: &mut Cell, call: &dyn Fn(&mut String)) {
    [Some(&mut cell.text), Some(&mut cell.title), cell.reference.as_mut()].into_iter().flatten().for_each(call);
}

fn each_of_figure(figure: &mut Figure, call: &dyn Fn(&mut String)) {
    [&mut figure.title, &mut figure.missing].into_iter().for_each(call);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Role;

    #[test]
    fn a_city_is_no_district() {
        let document = Document {
            title: "全区联考".to_owned(),
            sections: vec![Section {
                blocks: vec![Block::text(Role::Plain, "全区 57.35，与全区之差")],
                ..Section::default()
            }],
            ..Document::default()
        };
        let said = |region: Option<&str>| {
            let document = document.clone().of_region(region);
            assert_eq!(document.title, "全区联考");
            match &document.sections[0].blocks[0] {
                Block::Text { spans, .. } => spans[0].text.clone(),
                other => panic!("{other:?}"),
            }
        };
        for (region, text) in [
            (None, "全区 57.35，与全区之差"),
            (Some("滨海区"), "全区 57.35，与全区之差"),
            (Some("江城市"), "全市 57.35，与全市之差"),
            (Some("柳河县"), "全县 57.35，与全县之差"),
            (Some("七校联盟"), "全体 57.35，与全体之差"),
        ] {
            assert_eq!(said(region), text);
        }
    }
}
