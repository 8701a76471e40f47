//! Identifiers that leave ingestion: pseudonyms under the key of the centre, and never an identity number.

use std::path::{Path, PathBuf};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use wutong_model::spec::IdScope;
use wutong_model::{IdColumn, ScoreBook, Status};

use crate::cell::{fold, fold_name};
use crate::error::IngestError;
use crate::hash::hex;
use crate::identity::{holds_identity, may_hold_identity};

/// Bytes that a key needs.
const KEY_BYTES: usize = 16;
/// Bytes of a pseudonym.
const PSEUDONYM_BYTES: usize = 16;
/// Between the parts of what is hashed; it stands in no name and no identifier.
const BETWEEN: char = '\u{1f}';

/// A key file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A key file that is not there or cannot be read.
    #[error(
        "{file}: the key file of [pupils] cannot be read ({reason}); copy the centre's key there, or make the first one \
         with `wutong key {file}`"
    )]
    Missing {
        /// File as named.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// A key that can be guessed.
    #[error(
        "{file}: the key has {found} bytes, at least {KEY_BYTES} are needed; make one with `wutong key FILE` and name it in \
         [pupils] key"
    )]
    Short {
        /// File as named.
        file: String,
        /// Bytes it holds.
        found: usize,
    },
}

impl KeyError {
    /// The message in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Missing { file, reason } => format!(
                "{file}：无法读取 [pupils] 的密钥文件（{reason}）；请把本中心的密钥放到该处，首次使用请运行 wutong key {file} 生成"
            ),
            Self::Short { file, found } => format!(
                "{file}：密钥只有 {found} 字节，至少需要 {KEY_BYTES} 字节；请用 wutong key 文件名 生成，并写入 [pupils] 的 key"
            ),
        }
    }
}

/// The key of a centre.
///
/// Who holds it and a list of identifiers can tell which pseudonym is whose, so it stays with the person at the centre
/// who answers for pupils' data: not beside the outputs, not in a mail, not in a shared folder. Who loses it can no
/// longer link this exam's pupils to those of earlier ones.
pub(crate) struct Key(Vec<u8>);

impl Key {
    /// Reads a key file: at least 32 hexadecimal digits, or any text of at least 16 bytes.
    ///
    /// # Errors
    /// [`KeyError`] if the file cannot be read or is too short to be a secret.
    pub(crate) fn read(base: Option<&Path>, file: &str) -> Result<Self, IngestError> {
        let path = base.map_or_else(|| PathBuf::from(file), |base| base.join(file));
        let bytes = std::fs::read(&path)
            .map_err(|error| KeyError::Missing { file: file.to_owned(), reason: error.to_string() })?;
        let bytes = key_bytes(&bytes);
        if bytes.len() < KEY_BYTES {
            return Err(KeyError::Short { file: file.to_owned(), found: bytes.len() }.into());
        }
        Ok(Self(bytes))
    }

    /// The pseudonym of parts that name a pupil.
    fn pseudonym(state: &Hmac<Sha256>, parts: &[&str]) -> String {
        let mut state = state.clone();
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                state.update(BETWEEN.to_string().as_bytes());
            }
            state.update(part.as_bytes());
        }
        hex(&state.finalize().into_bytes()[..PSEUDONYM_BYTES])
    }

    fn state(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(&self.0).expect("a key of any length will do")
    }
}

/// The key in a file: hexadecimal digits, or the text as it stands.
fn key_bytes(file: &[u8]) -> Vec<u8> {
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file).trim_ascii();
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return text.to_vec();
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    };
    digits.chunks_exact(2).map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
}

/// Replaces the identifiers of a finished book, as its last step: the rows stay where they are.
///
/// With a key every identifier of a file becomes its HMAC-SHA-256. One that is unique within the exam is hashed alone,
/// so that a pupil has one pseudonym in all exams of the centre; otherwise its school, or school and class, belong to
/// it. Without a key only identifiers that hold an identity number go: their rows get made ones. `is_made` tells the rows
/// whose identifier was made already; a hash of those would seem to link pupils of different exams.
pub(crate) fn conceal(book: &mut ScoreBook, is_made: &[bool], scope: IdScope, key: Option<&Key>) {
    // Most exams have no key and identifiers too short to hold an identity number: nothing is to be done.
    let holds_any =
        || may_hold_identity(&book.ids) && (0..book.n_pupils()).any(|row| holds_identity(book.ids.get(row)));
    if key.is_none() && !holds_any() {
        return;
    }
    let state = key.map(Key::state);
    let mut ids: Vec<String> = Vec::with_capacity(if key.is_some() { book.n_pupils() } else { 0 });
    let mut changed = IdColumn::default();
    for school in &book.schools {
        for class in &book.classes[school.classes.clone()] {
            ids.clear();
            ids.extend(class.rows.clone().map(|row| book.ids.get(row).to_owned()));
            let made = |row: usize| is_made.get(row).copied().unwrap_or(false);
            if let Some(state) = &state {
                let (school, class_name) = (fold_name(&school.id), fold_name(&class.name));
                for (id, _) in ids.iter_mut().zip(class.rows.clone()).filter(|(_, row)| !made(*row)) {
                    let folded = fold(id);
                    *id = match scope {
                        IdScope::Exam => Key::pseudonym(state, &[&folded]),
                        IdScope::School => Key::pseudonym(state, &[&school, &folded]),
                        IdScope::Class => Key::pseudonym(state, &[&school, &class_name, &folded]),
                    };
                }
            } else {
                let first = class.rows.start;
                let mut open: Vec<usize> = (0..ids.len()).filter(|at| holds_identity(&ids[*at])).collect();
                // By marks, as all made identifiers are: the order of identity numbers would tell birthdays.
                open.sort_by_cached_key(|at| marks(book, first + at));
                let taken = class.rows.clone().filter(|row| made(*row)).count();
                for (number, at) in open.into_iter().enumerate() {
                    ids[at] = made_id(&school.id, &class.name, taken + number);
                }
            }
            ids.iter().for_each(|id| changed.push(id));
        }
    }
    debug_assert_eq!(changed.len(), book.n_pupils(), "every row is in a class");
    book.ids = changed;
}

/// The identifier made for the pupil `number`, from 0, among those of a class who have none.
pub(crate) fn made_id(school: &str, class: &str, number: usize) -> String {
    format!("{school}/{class}#{:06}", number + 1)
}

fn marks(book: &ScoreBook, row: usize) -> Vec<(i32, Status)> {
    book.subjects.iter().map(|marks| (marks.ticks[row], marks.status[row])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        assert_eq!(key_bytes(b"\xef\xbb\xbf00ff10\r\n"), [0, 255, 16]);
        assert_eq!(key_bytes(b" centre of Qingyuan\n"), b"centre of Qingyuan");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("short"), "00ff").expect("written");
        for (file, words) in [("short", ["2 ", "wutong key"]), ("none", ["none", "wutong key"])] {
            let error = Key::read(Some(folder.path()), file).err().expect("no key");
            for text in [error.to_string(), error.zh()] {
                assert!(words.iter().all(|word| text.contains(word)), "{text}");
            }
        }
    }

    #[test]
    fn a_pseudonym_is_the_hmac_of_the_folded_identifier() {
        // RFC 4231, test case 2, first 16 bytes.
        let state = Key(b"Jefe".to_vec()).state();
        let expected = "5bdcc146bf60754e6a042426089575c7";
        assert_eq!(Key::pseudonym(&state, &["what do ya want for nothing?"]), expected);
        assert_ne!(Key::pseudonym(&state, &["a", "bc"]), Key::pseudonym(&state, &["ab", "c"]));
    }
}
