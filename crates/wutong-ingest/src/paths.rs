//! The files that a path, a glob, a folder or an archive stands for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempPath;
use wutong_model::spec::RawLimits;

use crate::error::IngestError;
use crate::format::archive::Packed;
use crate::format::sniff::{self, Kind};
use crate::format::{Opening, archive};

/// Folders in folders that are looked into.
const DEEPEST_FOLDER: usize = 16;
/// Archives in archives that are looked into: those of schools in those of towns in those of counties.
const DEEPEST_ARCHIVE: usize = 2;

/// A file, or a file in an archive.
#[derive(Debug)]
pub(crate) struct Archived {
    /// Name, with that of the archive before it.
    pub(crate) name: String,
    /// Where it lies in an archive.
    pub(crate) packed: Option<Packed>,
    /// Keeps an archive that was unpacked from another.
    pub(crate) unpacked: Option<Arc<TempPath>>,
}

/// A file as it is, or the files in an archive and in the archives in it.
///
/// What cannot be unpacked stands for itself: reading it says why, and stops no other file.
pub(crate) fn archived(path: &Path, name: &str, limits: RawLimits) -> Vec<Archived> {
    let itself = || vec![Archived { name: name.to_owned(), packed: None, unpacked: None }];
    if !is_zip(path) || !matches!(sniff::kind(path, Opening::all(name, limits)), Ok(Kind::Zip)) {
        return itself();
    }
    inside(path, name, limits, DEEPEST_ARCHIVE).unwrap_or_else(itself)
}

/// The files of an archive; `None` if it cannot be opened.
fn inside(path: &Path, name: &str, limits: RawLimits, depth: usize) -> Option<Vec<Archived>> {
    let mut all = Vec::new();
    for member in archive::members(path, Opening::all(name, limits)).ok()? {
        let name = format!("{name}/{}", member.name);
        let is_archive = depth > 0 && name.to_lowercase().ends_with(".zip");
        match if is_archive { nested(&member.at, &name, limits, depth - 1) } else { None } {
            Some(files) => all.extend(files),
            None => all.push(Archived { name, packed: Some(member.at), unpacked: None }),
        }
    }
    Some(all)
}

/// The files of an archive in an archive; `None` if it cannot be unpacked.
fn nested(packed: &Packed, name: &str, limits: RawLimits, depth: usize) -> Option<Vec<Archived>> {
    let unpacked = Arc::new(archive::extract(packed, Opening::all(name, limits)).ok()?.into_temp_path());
    let mut files = inside(&unpacked, name, limits, depth)?;
    for file in files.iter_mut().filter(|file| file.unpacked.is_none()) {
        file.unpacked = Some(Arc::clone(&unpacked));
    }
    Some(files)
}

/// Whether a file begins as zip archives do. One that cannot be read is not; reading it says why.
fn is_zip(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 2];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"PK"
}

/// The files in a folder and its folders that are meant to be read. Links to folders are not followed.
fn below(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        if entry.file_type()?.is_dir() && !name.starts_with('.') && depth > 0 {
            below(&path, depth - 1, paths)?;
        } else if (path.is_file() || is_dangling(&path)) && archive::is_wanted(&name) {
            paths.push(path);
        }
    }
    Ok(())
}

/// The file as the specification names it: relative to its folder, with forward slashes.
pub(crate) fn label(base: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(base).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

/// The file that a path goes through, and the rest of it: an archive, of which it names a file or folder.
pub(crate) fn through(base: &Path, pattern: &str) -> Option<(PathBuf, String)> {
    let ends = pattern.match_indices('/').map(|(at, _)| at);
    let (file, rest) =
        ends.map(|at| (base.join(&pattern[..at]), &pattern[at + 1..])).find(|(file, _)| file.is_file())?;
    Some((file, rest.to_owned()))
}

/// Whether a path or glob in an archive means a file of it.
pub(crate) fn is_meant(rest: &str, member: &str) -> bool {
    let is_in_folder = member.strip_prefix(rest).is_some_and(|below| below.starts_with('/'));
    let fits = || rest.contains(['*', '?', '[']) && glob::Pattern::new(rest).is_ok_and(|glob| glob.matches(member));
    member == rest || is_in_folder || fits()
}

/// The files that a path or glob names, sorted. Of a path into an archive it is the archive.
pub(crate) fn expand(base: &Path, pattern: &str) -> Result<Vec<PathBuf>, IngestError> {
    let folder = || if base.as_os_str().is_empty() { ".".to_owned() } else { base.display().to_string() };
    let plain = base.join(pattern);
    if plain.is_file() {
        return Ok(vec![plain]);
    }
    let nothing = || IngestError::NoMatch { pattern: pattern.to_owned(), folder: folder() };
    if plain.is_dir() {
        let mut paths = Vec::new();
        below(&plain, DEEPEST_FOLDER, &mut paths)
            .map_err(|source| IngestError::Unreadable { file: pattern.to_owned(), source })?;
        paths.sort();
        return if paths.is_empty() { Err(nothing()) } else { Ok(paths) };
    }
    if let Some((archive, _)) = through(base, pattern) {
        return Ok(vec![archive]);
    }
    if !pattern.contains(['*', '?', '[']) {
        return Err(IngestError::MissingFile { file: pattern.to_owned(), folder: folder() });
    }
    // Only the pattern is a pattern: a bracket in the folder's own name is not.
    let escaped = if Path::new(pattern).is_absolute() || base.as_os_str().is_empty() {
        pattern.to_owned()
    } else {
        format!("{}/{pattern}", glob::Pattern::escape(&base.to_string_lossy()))
    };
    let mut paths: Vec<PathBuf> =
        glob::glob(&escaped).map_err(|_| nothing())?.flatten().filter(|path| wanted(path)).collect();
    paths.sort_by_cached_key(|path| (path.components().count(), path.clone()));
    // `**` follows a link to a folder above it round and round.
    let mut seen = BTreeSet::new();
    paths.retain(|path| itself(path).is_none_or(|path| seen.insert(path)));
    paths.sort();
    if paths.is_empty() { Err(nothing()) } else { Ok(paths) }
}

/// Files, without the lock files that Office leaves beside an open workbook and hidden ones.
fn wanted(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (path.is_file() || is_dangling(path)) && !name.starts_with("~$") && !name.starts_with('.')
}

/// A path without links; of a link that leads nowhere, its own.
fn itself(path: &Path) -> Option<PathBuf> {
    let link = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(link)
}

/// Whether a file is a link to one that is not there: a file that cannot be read, not one that does not exist.
fn is_dangling(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}
