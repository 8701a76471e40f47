//! Which of the encodings in use for Chinese a text is in.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Characters of headers and names, as they are written with simplified and with traditional characters. A short text
/// is valid in both encodings more often than not; what it then reads as tells them apart.
const SIMPLIFIED: &str = "学校班级姓名考号语数英物理化政治历史地生座位区县市中小第一二三年总分成绩表科目性别男女缺";
const TRADITIONAL: &str = "學校班級姓名考號語數英物理化政治歷史地生座位區縣市中小第一二三年總分成績表科目性別男女缺國";

/// Valid UTF-8 wins; otherwise what the bytes look like. The sample may be cut off in the middle of a character.
pub(super) fn detect(sample: &[u8], is_cut: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    if let Some(encoding) = without_mark(sample) {
        return encoding;
    }
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => sample,
        Err(error) if error.error_len().is_none() && is_cut => &sample[..error.valid_up_to()],
        Err(_) => &[],
    };
    if valid.len() + 4 > sample.len() && !is_accident(valid) && (!valid.is_empty() || sample.is_empty()) {
        return UTF_8;
    }
    if is_mostly_utf8(sample) {
        return UTF_8;
    }
    let (simplified, traditional) = (likeness(sample, GB18030, SIMPLIFIED), likeness(sample, BIG5, TRADITIONAL));
    match simplified.cmp(&traditional) {
        std::cmp::Ordering::Less => BIG5,
        std::cmp::Ordering::Greater => GB18030,
        std::cmp::Ordering::Equal => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(sample, true);
            // Whatever else a short text resembles, it is not in use where these files come from.
            if detector.guess(None, chardetng::Utf8Detection::Deny) == BIG5 { BIG5 } else { GB18030 }
        }
    }
}

/// Whether a text holds more Chinese characters of UTF-8 than faults. Other encodings have next to none of them, so that
/// it is UTF-8 with rows of another, or with characters cut in two.
pub(super) fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut characters, mut faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().bytes().filter(|byte| *byte >= 0xe0).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    characters > 0 && characters >= faults
}

/// Whether a field of a text in another encoding is UTF-8 all the same: a row pasted from elsewhere.
///
/// Chinese characters of UTF-8 begin with a byte that begins none of the characters in daily use of GBK or Big5.
pub(super) fn is_stray_utf8(field: &[u8], encoding: &'static Encoding) -> bool {
    if encoding != GB18030 && encoding != BIG5 {
        return false;
    }
    let Some(first) = field.iter().find(|byte| !byte.is_ascii()) else { return false };
    // From here on, full-width forms included.
    (0xe2..=0xef).contains(first) && {
        let (mut characters, mut faults) = (0, 0);
        for chunk in field.utf8_chunks() {
            characters += chunk.valid().bytes().filter(|byte| *byte >= 0xe0).count();
            faults += usize::from(!chunk.invalid().is_empty());
        }
        // A character cut in two at the end of a field is one fault.
        characters > 2 * faults
    }
}

/// Whether a field of a UTF-8 text is in the encoding of mainland programs: faulty as UTF-8, and made of characters in
/// daily use.
pub(super) fn is_stray_gbk(field: &[u8]) -> bool {
    let mut bytes = field.iter().copied();
    let mut characters = 0;
    while let Some(byte) = bytes.next() {
        let is_common = |trail: u8| matches!(byte, 0xa1..=0xa9 | 0xb0..=0xd7) && trail >= 0xa1;
        match byte {
            0..=0x7f => {}
            _ if bytes.next().is_some_and(is_common) => characters += 1,
            _ => return false,
        }
    }
    characters > 0 && std::str::from_utf8(field).is_err()
}

/// Whether a text, split at a delimiter, has fields in UTF-8 although it is in another encoding.
pub(super) fn has_stray_utf8(text: &[u8], delimiter: u8, encoding: &'static Encoding) -> bool {
    text.split(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r' | b'"'))
        .any(|field| is_stray_utf8(field, encoding))
}

/// Whether a short text is valid UTF-8 by accident only: a few Chinese characters of GBK read as Cyrillic or Arabic.
fn is_accident(sample: &[u8]) -> bool {
    let has_letters = !sample.is_ascii() && sample.iter().all(|byte| *byte < 0xe0);
    has_letters && matches!(likeness(sample, GB18030, SIMPLIFIED), (true, 1..))
}

/// UTF-16 without a byte order mark: its digits, separators and line ends have a zero byte, always on one side.
fn without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (before, after) = (zeros(0), zeros(1));
    if (before + after) * 20 < sample.len() || sample.len() < 4 {
        return None;
    }
    match () {
        () if after > before * 9 => Some(UTF_16LE),
        () if before > after * 9 => Some(UTF_16BE),
        () => None,
    }
}

/// Whether a text is valid in an encoding, and how many of its characters are among those that tables consist of.
fn likeness(sample: &[u8], encoding: &'static Encoding, wanted: &str) -> (bool, usize) {
    // The start holds the header; a character cut at the end is no fault.
    let start = &sample[..sample.len().min(4096)];
    let text = encoding.decode_without_bom_handling(start).0;
    let faults = text.chars().filter(|c| *c == '\u{fffd}').count();
    let likes = text.chars().filter(|c| wanted.contains(*c)).count();
    (faults <= usize::from(start.len() < sample.len()), likes)
}

/// A text without a byte order mark; what is valid UTF-8 is UTF-8.
pub(super) fn decode(bytes: &[u8], encoding: &'static Encoding) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "学校,班级,考号,语文,数学\n第一中学,九（1）班,2025001,85,缺考\n";
        assert_eq!(detect(text.as_bytes(), false), UTF_8);
        assert_eq!(detect(&GB18030.encode(text).0, false), GB18030);
        let traditional = "學校,班級,考號,國語,數學\n第一國民中學,九年一班,2025001,85,缺考\n";
        assert_eq!(detect(&BIG5.encode(traditional).0, false), BIG5);
        assert_eq!(detect(b"\xff\xfea\0,\0b\0", false), UTF_16LE);
        assert_eq!(detect(b"id,math\n1,85\n", false), UTF_8);
        for text in [text, "id,math\n1,85\n"] {
            assert_eq!(detect(&utf16(text, u16::to_le_bytes), false), UTF_16LE);
            assert_eq!(detect(&utf16(text, u16::to_be_bytes), false), UTF_16BE);
        }
    }

    #[test]
    fn single_rows_do_not_decide() {
        let text = "学校,班级,考号,语文,数学\n第一中学,九（1）班,2025001,85,缺考\n";
        let row = GB18030.encode("第二中学,九（2）班,2025002,85,优\n").0;
        assert_eq!(detect(&[text.as_bytes(), &row].concat(), false), UTF_8);
        assert_eq!(detect(&[text.as_bytes(), b"\xe4\xbc\n"].concat(), false), UTF_8);
        assert_eq!(detect(&[&row.repeat(5), "二中\n".as_bytes()].concat(), false), GB18030);
    }

    #[test]
    fn fields_of_another_encoding_are_known() {
        for text in ["第一中学", "九（1）班", "（一）中", "东湖"] {
            let gbk = GB18030.encode(text).0;
            assert!(is_stray_utf8(text.as_bytes(), GB18030) && is_stray_utf8(text.as_bytes(), BIG5), "{text}");
            assert!(!is_stray_utf8(&gbk, GB18030) && is_stray_gbk(&gbk) && !is_stray_gbk(text.as_bytes()), "{text}");
            assert!(!is_stray_utf8(&BIG5.encode("第一國民中學").0, BIG5));
        }
        assert!(is_stray_utf8(&"第一中学".as_bytes()[..11], GB18030), "cut in two");
        assert!(!is_stray_utf8(&GB18030.encode("漯河").0, GB18030) && !is_stray_utf8(b"abc", GB18030));
    }

    #[test]
    fn short_texts_are_told_apart() {
        for text in ["学", "学校,数学\n一中,1\n", "姓名\n", "一中,语文\n", "考号,物理\n", "班级,总分"]
        {
            assert_eq!(detect(&GB18030.encode(text).0, false), GB18030, "{text}");
        }
        for text in ["學校,數學\n一中,1\n", "姓名\n", "一中,國語\n", "考號,物理\n", "班級,總分"] {
            assert_eq!(detect(&BIG5.encode(text).0, false), BIG5, "{text}");
        }
    }
}
