//! Names of the files of a school.

/// The most characters of a name; 80 Chinese characters and an ending stay below the 255 bytes of common file systems.
const LONGEST: usize = 80;

/// File name, without ending, of the pages and profile of a school: `CODE-NAME`.
///
/// Safe on every common file system, and different for schools with different ids: the name holds no `-` beyond the
/// one that follows the id, and an id that had to be changed is followed by a digest of itself.
#[must_use]
pub fn school_file_stem(id: &str, name: &str) -> String {
    let mut stem = safe(id);
    if stem != id || stem.chars().count() > LONGEST {
        stem = format!("{}-{:08x}", limited(&stem, LONGEST - 9), digest(id));
    }
    // Schools without a code have their name for an id; naming them once is enough.
    if id == name {
        return stem;
    }
    // The name of one of several of that name holds the code too.
    let name = name.strip_suffix(&format!("（{id}）")).unwrap_or(name);
    let room = LONGEST.saturating_sub(stem.chars().count() + 1);
    let name = limited(&safe(name).replace('-', "_"), room);
    let name = name.trim_end_matches(['.', ' ']);
    if name.is_empty() { stem } else { format!("{stem}-{name}") }
}

fn safe(text: &str) -> String {
    let text = text.trim();
    let replaced: String = text
        .chars()
        .map(|character| if character.is_control() || r#"/\:*?"<>|"#.contains(character) { '_' } else { character })
        .collect();
    // A leading dot hides a file, a trailing dot or blank is lost on some systems; some names mean devices there.
    let replaced = replaced.trim_end_matches(['.', ' ']);
    let stem = replaced.split('.').next().unwrap_or("").to_ascii_uppercase();
    let is_port = |kind: &str| stem.strip_prefix(kind).is_some_and(|number| number.len() == 1);
    if ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || is_port("COM") || is_port("LPT") {
        return format!("_{replaced}");
    }
    match replaced.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None if replaced.is_empty() => "_".to_owned(),
        None => replaced.to_owned(),
    }
}

fn limited(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// FNV-1a: short, and the same on every machine and in every version.
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_safe_and_short() {
        assert_eq!(school_file_stem("3301", "第一中学"), "3301-第一中学");
        assert_eq!(school_file_stem("第一中学", "第一中学"), "第一中学");
        assert!(school_file_stem("nul", "nul").starts_with("_nul-"), "the name of a device");
        assert_eq!(school_file_stem("3301", "A/B:C*?\"<>|\\\n"), "3301-A_B_C_______");
        assert!(school_file_stem("3301", &"校".repeat(200)).chars().count() <= 80);
        assert!(school_file_stem(&"9".repeat(200), "校").chars().count() <= 80);
    }

    #[test]
    fn different_ids_give_different_stems() {
        let pairs = [("a/b", "x"), ("a:b", "x"), ("a-b", "c"), ("a", "b-c"), ("a ", "b"), ("a", "b"), ("..", ".")];
        let stems: std::collections::BTreeSet<_> = pairs.iter().map(|(id, name)| school_file_stem(id, name)).collect();
        assert_eq!(stems.len(), pairs.len(), "{stems:?}");
    }
}
