//! `wutong key`: the secret under which pupils' identifiers become pseudonyms.
//!
//! Whoever holds the key and a list of identifiers can tell which pseudonym is whose. It stays with the person at the
//! centre who answers for pupils' data, with one backup, and never lies beside the outputs or in a shared folder.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use wutong::report::Lang;

use crate::DONE;
use crate::console::Console;
use crate::error::CliError;

/// Bytes of a key: as many as SHA-256 gives.
const BYTES: usize = 32;

pub(crate) fn run(file: &Path, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    let mut key = [0u8; BYTES];
    let fail = |source| CliError::Write { path: file.to_owned(), source };
    getrandom::fill(&mut key).map_err(|error| fail(std::io::Error::other(error)))?;
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = OpenOptions::new();
    // Never overwrites, not even what appears between a look and the writing.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => CliError::KeyExists(file.to_owned()),
        _ => fail(source),
    })?;
    writeln!(out, "{text}").map_err(fail)?;
    console.say(&match lang {
        Lang::Zh => format!(
            "已写出密钥 {}。请在 exam.toml 中写 [pupils] key = \"{}\"；密钥由负责学生数据的人保管并备份，不要随结果发出",
            file.display(),
            file.display()
        ),
        Lang::En => format!(
            "wrote the key {}; set [pupils] key = \"{}\" in exam.toml, keep a backup, and never hand it out with results",
            file.display(),
            file.display()
        ),
    });
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(file: &Path) -> Result<u8, CliError> {
        let (mut out, mut words) = (Vec::new(), Vec::new());
        run(file, Lang::En, &mut Console { out: &mut out, words: &mut words, terminal: false })
    }

    #[test]
    fn keys_are_secret_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, second) = (folder.path().join("a.key"), folder.path().join("b.key"));
        for file in [&first, &second] {
            assert_eq!(made(file).expect("made"), DONE);
        }
        let read = |file: &Path| std::fs::read_to_string(file).expect("text");
        let text = read(&first);
        assert!(text.trim().len() == 64 && text.trim().bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(text, read(&second));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&first).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let error = made(&first).expect_err("it exists");
        assert!(matches!(error, CliError::KeyExists(_)));
        assert_eq!(read(&first), text);
    }
}
