//! Fonts: the ones inside the program, and those of the system for characters that they lack.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// Made by `assets/fonts/subset.py`.
const EMBEDDED: [&[u8]; 5] = [
    include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoSansSC-Bold.ttf"),
    include_bytes!("../../assets/fonts/NotoSansSC-Names.ttf"),
    include_bytes!("../../assets/fonts/NotoSans-Letters.ttf"),
    include_bytes!("../../assets/fonts/NotoSansMath-Signs.ttf"),
];

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts = EMBEDDED.iter().flat_map(|&data| Font::iter(Bytes::new(data))).collect();
    Fonts::new(fonts)
});

/// What they cover; a font keeps it in a form that is slow to search.
static COVERED: LazyLock<HashSet<char>> = LazyLock::new(|| {
    let codes = FONTS.fonts.iter().flat_map(|font| font.info().coverage.iter());
    codes.filter_map(char::from_u32).collect()
});

static SYSTEM: LazyLock<Vec<SystemFont>> = LazyLock::new(|| scan(&system_folders()));

/// Families that look like the embedded one or hold many rare characters, the best first.
const PREFERRED: [&str; 12] = [
    "noto sans cjk sc",
    "noto sans sc",
    "source han sans",
    "microsoft yahei",
    "pingfang sc",
    "hiragino sans gb",
    "dengxian",
    "simhei",
    "noto sans",
    "simsun",
    "noto serif cjk sc",
    "source han serif",
];

/// The fonts that a report is set with.
#[derive(Clone)]
pub(super) struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    fn new(fonts: Vec<Font>) -> Self {
        Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// What the typesetter asks for families and coverage.
    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// A font by its place in the book.
    pub(super) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Whether a character has a glyph.
    pub(super) fn covers(&self, character: char) -> bool {
        COVERED.contains(&character)
            || self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
    }

    /// The fonts inside the program, and those of the system that hold what they lack, as far as there are any.
    ///
    /// System fonts are looked at once in the life of the program, and only if a report needs them.
    pub(super) fn for_characters(characters: impl Iterator<Item = char>) -> Cow<'static, Self> {
        let rare: BTreeSet<char> = characters.filter(|character| !COVERED.contains(character)).collect();
        if rare.is_empty() { Cow::Borrowed(&FONTS) } else { Cow::Owned(FONTS.with(&rare, &SYSTEM)) }
    }

    fn with(&self, characters: &BTreeSet<char>, system: &[SystemFont]) -> Self {
        let mut chosen: BTreeSet<usize> = BTreeSet::new();
        for &character in characters.iter().filter(|&&character| !is_private(character)) {
            let holds = |&at: &usize| system[at].info.coverage.contains(u32::from(character));
            if !chosen.iter().any(holds) {
                chosen.extend((0..system.len()).find(holds));
            }
        }
        let mut fonts = self.fonts.clone();
        fonts.extend(chosen.into_iter().filter_map(|at| system[at].load()));
        Self::new(fonts)
    }
}

/// Characters that mean something else on every computer; a font that has them says nothing about the name meant.
fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF)
}

/// A font file of the system, read again when it is needed.
struct SystemFont {
    path: PathBuf,
    index: u32,
    info: FontInfo,
    font: OnceLock<Option<Font>>,
}

impl SystemFont {
    fn load(&self) -> Option<Font> {
        self.font
            .get_or_init(|| {
                let data = std::fs::read(&self.path).ok()?;
                Font::new(Bytes::new(data), self.index)
            })
            .clone()
    }

    /// The better, the smaller; ties go by path, so that a machine always chooses alike.
    fn rank(&self) -> (usize, u16, &Path, u32) {
        let family = self.info.family.to_lowercase();
        let place = PREFERRED.iter().position(|name| family.starts_with(name)).unwrap_or(PREFERRED.len());
        (place, self.info.variant.weight.to_number().abs_diff(400), &self.path, self.index)
    }
}

/// Every font below these folders, the best first.
fn scan(folders: &[PathBuf]) -> Vec<SystemFont> {
    let mut fonts = Vec::new();
    for path in folders.iter().flat_map(|folder| files(folder, 8)) {
        let Ok(data) = std::fs::read(&path) else { continue };
        for (index, info) in (0u32..).zip(FontInfo::iter(&data)) {
            fonts.push(SystemFont { path: path.clone(), index, info, font: OnceLock::new() });
        }
    }
    fonts.sort_by(|left, right| left.rank().cmp(&right.rank()));
    fonts
}

/// Font files below a folder; `depth` bounds a link that leads back.
fn files(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            if depth > 0 {
                found.extend(files(&path, depth - 1));
            }
        } else if path.extension().is_some_and(|extension| {
            ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        }) {
            found.push(path);
        }
    }
    found
}

/// Where systems keep their fonts.
fn system_folders() -> Vec<PathBuf> {
    let below = |variable: &str, rest: &str| std::env::var_os(variable).map(|folder| Path::new(&folder).join(rest));
    let mut folders: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"]
            .map(PathBuf::from)
            .to_vec();
    folders.extend(below("WINDIR", "Fonts"));
    folders.extend(below("LOCALAPPDATA", "Microsoft/Windows/Fonts"));
    folders.extend(below("HOME", ".local/share/fonts"));
    folders.extend(below("HOME", ".fonts"));
    folders.extend(below("HOME", "Library/Fonts"));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds 龘, which is in no table of the embedded fonts, and a character of private use.
    const RARE: &str = "src/pdf/tests/fonts";

    #[test]
    fn system_fonts_help_out_but_not_for_private_characters() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(RARE);
        let system = scan(&[folder, PathBuf::from("no such folder")]);
        assert_eq!(system.len(), 1);
        let (rare, private) = ('龘', '\u{E123}');
        assert!(!FONTS.covers(rare) && !FONTS.covers(private));
        let fonts = FONTS.with(&BTreeSet::from([rare, private]), &system);
        assert!(fonts.covers(rare) && fonts.covers('中'));
        assert_eq!(fonts.fonts.len(), FONTS.fonts.len() + 1);
        let without = FONTS.with(&BTreeSet::from([private]), &system);
        assert!(!without.covers(private), "what it shows is not what was meant");
    }
}
