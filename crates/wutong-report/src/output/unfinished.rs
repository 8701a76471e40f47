//! Output folders in the making, for whoever interrupts a run.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;
use std::{fs, io};

use tempfile::TempDir;

/// The folders of this process.
pub(super) static ALL: Unfinished = Unfinished::new();

/// Whether a folder of this process has taken its place.
static WRITTEN: AtomicBool = AtomicBool::new(false);

/// How often a folder is removed into which another thread may still be writing.
const ATTEMPTS: u32 = 50;

/// Folders that are not complete yet.
pub(super) struct Unfinished(Mutex<Vec<PathBuf>>);

/// Stands for an interrupted process: while it lives no output folder begins, ends or takes its place.
///
/// Leave the process with it in hand, or a run that lost its folder goes on and reports that as a failure.
#[must_use = "without it the run goes on"]
pub struct Interrupted<'a>(#[expect(dead_code, reason = "held, never looked at")] MutexGuard<'a, Vec<PathBuf>>);

impl Interrupted<'_> {
    /// Whether an output folder was complete and had taken its place before.
    #[must_use]
    pub fn has_written(&self) -> bool {
        WRITTEN.load(Ordering::SeqCst)
    }
}

/// Notes that an output folder has taken its place; to be called while interruptions wait.
pub(super) fn written() {
    WRITTEN.store(true, Ordering::SeqCst);
}

/// Removes every output folder that is not complete, for a handler of Ctrl-C.
///
/// A folder that is just taking its place is waited for. Folders of earlier runs stay as they are.
pub fn interrupt() -> Interrupted<'static> {
    ALL.interrupt()
}

impl Unfinished {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        // A list of paths is never half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a folder that an interruption removes; none comes between the two.
    pub(super) fn make(&'static self, make: impl FnOnce() -> io::Result<TempDir>) -> io::Result<(TempDir, Registered)> {
        let mut folders = self.lock();
        let made = make()?;
        let folder = made.path().to_owned();
        folders.push(folder.clone());
        Ok((made, Registered { all: self, folder }))
    }

    fn interrupt(&self) -> Interrupted<'_> {
        let folders = self.lock();
        for folder in folders.iter() {
            // The thread that writes is still at it: a file it makes in between is in the way once, not for long,
            // because without its folder it can make no more.
            for _ in 0..ATTEMPTS {
                match fs::remove_dir_all(folder) {
                    Err(_) if folder.exists() => sleep(Duration::from_millis(10)),
                    _ => break,
                }
            }
        }
        Interrupted(folders)
    }
}

/// A folder that is known to be in the making, until this is dropped.
pub(super) struct Registered {
    all: &'static Unfinished,
    folder: PathBuf,
}

impl Registered {
    /// Keeps interruptions waiting.
    pub(super) fn hold(&self) -> MutexGuard<'static, Vec<PathBuf>> {
        self.all.lock()
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.all.lock().retain(|folder| *folder != self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(folders: &'static Unfinished, root: &TempDir) -> (TempDir, Registered) {
        let (folder, registered) = folders.make(|| tempfile::tempdir_in(root.path())).expect("can be made");
        fs::create_dir(folder.path().join("schools")).expect("can be made");
        fs::write(folder.path().join("schools/1.html"), "half").expect("can be written");
        (folder, registered)
    }

    #[test]
    fn an_interruption_removes_what_is_not_complete() {
        static FOLDERS: Unfinished = Unfinished::new();
        let root = tempfile::tempdir().expect("a temporary folder");
        let (complete, registered) = made(&FOLDERS, &root);
        drop(registered);
        let (partial, registered) = made(&FOLDERS, &root);
        drop(FOLDERS.interrupt());
        assert!(complete.path().join("schools/1.html").exists() && !partial.path().exists());
        drop(registered);
        assert!(FOLDERS.lock().is_empty());
    }

    #[test]
    fn an_interruption_waits_for_a_folder_that_takes_its_place() {
        static FOLDERS: Unfinished = Unfinished::new();
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join("exam");
        let (partial, registered) = made(&FOLDERS, &root);
        let whole = registered.hold();
        let handler = std::thread::spawn(|| drop(FOLDERS.interrupt()));
        sleep(Duration::from_millis(50));
        fs::rename(partial.path(), &target).expect("still there");
        drop(whole);
        handler.join().expect("no panic");
        assert!(target.join("schools/1.html").exists() && !partial.path().exists());
    }
}
