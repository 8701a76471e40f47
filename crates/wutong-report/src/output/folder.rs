//! Replacing the output folder in one step.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::unfinished::{self, Registered};
use crate::error::ReportError;

/// The file that marks a folder as written by a run.
const MARK: &str = "run.json";

/// Refuses an output folder that [`write`](super::write) would refuse, before hours of work.
///
/// # Errors
/// [`ReportError::NotOurs`] for a folder that is not empty and holds no `run.json` of Wutong; [`ReportError::NoFolder`] for what can
/// be no folder.
pub fn check_target(out: &Path) -> Result<(), ReportError> {
    let target = resolve(out)?;
    if !target.exists() {
        return match target.ancestors().skip(1).find(|folder| folder.exists()) {
            Some(folder) if !folder.is_dir() => {
                Err(ReportError::NoFolder { path: out.to_owned(), why: "a file stands in its path" })
            }
            _ => Ok(()),
        };
    }
    if !target.is_dir() {
        return Err(ReportError::NoFolder { path: out.to_owned(), why: "it is a file" });
    }
    let mut entries = fs::read_dir(&target).map_err(|source| ReportError::write(out, source))?;
    if entries.next().is_none() || is_ours(&target.join(MARK)) {
        Ok(())
    } else {
        Err(ReportError::NotOurs { path: out.to_owned() })
    }
}

/// Whether a file is the `run.json` of Wutong: other programs write files of that name too.
fn is_ours(mark: &Path) -> bool {
    #[derive(serde::Deserialize)]
    struct Mark {
        #[serde(rename = "schema_version")]
        _schema_version: serde::de::IgnoredAny,
        #[serde(rename = "wutong")]
        _wutong: String,
        #[serde(rename = "exam")]
        _exam: serde::de::IgnoredAny,
    }
    let Ok(file) = fs::File::open(mark) else { return false };
    serde_json::from_reader::<_, Mark>(std::io::BufReader::new(file)).is_ok()
}

/// The folder itself, so that a link to it keeps pointing at it.
fn resolve(out: &Path) -> Result<PathBuf, ReportError> {
    match fs::canonicalize(out) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::NotADirectory => {
            std::path::absolute(out).map_err(|source| ReportError::write(out, source))
        }
        Err(source) => Err(ReportError::write(out, source)),
    }
}

/// A folder beside the output folder that takes its place when it is complete, and goes when it is dropped before.
pub(super) struct Staging {
    target: PathBuf,
    // Before the folder: it is forgotten before it goes.
    registered: Registered,
    folder: TempDir,
}

impl Staging {
    pub(super) fn new(out: &Path) -> Result<Self, ReportError> {
        check_target(out)?;
        let target = resolve(out)?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(ReportError::NoFolder { path: out.to_owned(), why: "it has no name" });
        };
        fs::create_dir_all(parent).map_err(|source| ReportError::write(parent, source))?;
        let mut prefix = OsString::from(".");
        prefix.push(name);
        prefix.push(".partial-");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix);
        // A temporary folder is for its owner alone; the output folder is as open as any other new folder.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let made = unfinished::ALL.make(|| builder.tempdir_in(parent));
        let (folder, registered) = made.map_err(|source| ReportError::write(parent, source))?;
        Ok(Self { target, registered, folder })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the folder in its place; on failure the earlier one stands again. Says what of the earlier one stayed.
    pub(super) fn replace(self) -> Result<Option<LeftBehind>, ReportError> {
        let Self { target, registered, folder } = self;
        // An interruption now would leave neither the old folder nor the new one in its place; it has to wait.
        let _whole = registered.hold();
        // Much time may have passed since the first look.
        check_target(&target)?;
        let fail = |source| ReportError::write(&target, source);
        if !target.exists() {
            fs::rename(folder.path(), &target).map_err(fail)?;
            let _ = folder.keep();
            unfinished::written();
            return Ok(None);
        }
        let mut aside = folder.path().as_os_str().to_owned();
        aside.push("-old");
        let aside = PathBuf::from(aside);
        // Some systems move no folder of which a file is open.
        let in_use = |source| ReportError::write(locked(&target).as_deref().unwrap_or(&target), source);
        fs::rename(&target, &aside).map_err(in_use)?;
        if let Err(source) = fs::rename(folder.path(), &target) {
            fs::rename(&aside, &target).map_err(|source| ReportError::write(&aside, source))?;
            return Err(fail(source));
        }
        let _ = folder.keep();
        unfinished::written();
        // The results stand; a file of the earlier ones that is open elsewhere is no reason to call them failed.
        let left = fs::remove_dir_all(&aside).is_err();
        Ok(left.then(|| LeftBehind { file: locked(&aside).unwrap_or_else(|| aside.clone()), folder: aside }))
    }
}

/// What of an earlier output could not be removed.
#[derive(Debug)]
pub(super) struct LeftBehind {
    pub(super) file: PathBuf,
    pub(super) folder: PathBuf,
}

/// The first file below a folder that cannot be written, because it is open elsewhere or protected.
fn locked(folder: &Path) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.into_iter().find_map(|path| {
        if path.is_dir() {
            locked(&path)
        } else {
            fs::OpenOptions::new().append(true).open(&path).is_err().then_some(path)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a run leaves in its mark, as far as it is looked at.
    const OURS: &str = "{\"schema_version\": 1, \"wutong\": \"0.1.0\", \"exam\": {}}";

    fn staged(out: &Path) -> Result<Staging, ReportError> {
        let staging = Staging::new(out)?;
        fs::write(staging.path().join(MARK), OURS).expect("a temporary folder can be written");
        Ok(staging)
    }

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> =
            fs::read_dir(folder).expect("exists").flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_of_an_earlier_run_is_replaced() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let out = root.path().join("a/exam");
        for _ in 0..2 {
            staged(&out).and_then(Staging::replace).expect("nothing is in the way");
            assert_eq!(names(&out), [MARK]);
            assert_eq!(names(&root.path().join("a")), ["exam"], "nothing is left behind");
            fs::write(out.join("page.html"), "old").expect("can be written");
        }
    }

    #[test]
    fn a_foreign_folder_is_left_alone() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (foreign, file) = (root.path().join("thesis"), root.path().join("file"));
        fs::create_dir(&foreign).expect("can be made");
        assert!(check_target(&foreign).is_ok(), "an empty folder may be taken");
        let staging = staged(&foreign).expect("an empty folder may be taken");
        fs::write(foreign.join("chapter1.doc"), "years of work").expect("can be written");
        fs::write(&file, "").expect("can be written");
        assert!(matches!(check_target(&foreign), Err(ReportError::NotOurs { path }) if path == foreign));
        fs::write(foreign.join(MARK), "{\"wutong\": \"a tree\"}").expect("can be written");
        assert!(matches!(check_target(&foreign), Err(ReportError::NotOurs { .. })), "a mark of another program");
        fs::remove_file(foreign.join(MARK)).expect("can be removed");
        assert!(matches!(check_target(&file), Err(ReportError::NoFolder { .. })));
        assert!(matches!(check_target(&file.join("x")), Err(ReportError::NoFolder { .. })));
        assert!(staging.replace().is_err(), "the folder filled up while the run went on");
        assert_eq!(names(root.path()), ["file", "thesis"], "nothing is left behind");
        assert_eq!(names(&foreign), ["chapter1.doc"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_cannot_be_written_is_named() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let inner = root.path().join("schools");
        fs::create_dir(&inner).expect("can be made");
        fs::write(root.path().join("run.json"), OURS).expect("can be written");
        assert_eq!(locked(root.path()), None);
        // Whoever runs the tests may write everything; a link to nothing is a file that nobody can open.
        let file = inner.join("3301.pdf");
        std::os::unix::fs::symlink(root.path().join("nothing"), &file).expect("can be made");
        assert_eq!(locked(root.path()), Some(file));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_keeps_pointing_at_the_folder() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (folder, link) = (root.path().join("disk"), root.path().join("exam"));
        fs::create_dir(&folder).expect("can be made");
        std::os::unix::fs::symlink(&folder, &link).expect("can be made");
        staged(&link).and_then(Staging::replace).expect("nothing is in the way");
        assert!(link.is_symlink() && folder.join(MARK).is_file());
    }
}
