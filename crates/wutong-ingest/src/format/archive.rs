//! Archives: what is in them, how large it is, and how it is unpacked without trusting what they say of themselves.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use tempfile::NamedTempFile;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::IngestError;
use crate::format::{Opening, encoding};
use crate::trouble::{Damage, Excess};

/// A zip archive on disk. A clone shares the directory, which may be long, and opens the file anew.
pub(crate) type Zip = ZipArchive<Reopened>;

/// A file that is opened when it is first read; clones do not share where they stand in it.
#[derive(Debug)]
pub(crate) struct Reopened {
    path: Arc<Path>,
    file: Option<BufReader<File>>,
}

impl Reopened {
    fn file(&mut self) -> std::io::Result<&mut BufReader<File>> {
        let file = match self.file.take() {
            Some(file) => file,
            None => BufReader::new(File::open(&self.path)?),
        };
        Ok(self.file.insert(file))
    }
}

impl Clone for Reopened {
    fn clone(&self) -> Self {
        Self { path: Arc::clone(&self.path), file: None }
    }
}

impl Read for Reopened {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file()?.read(buffer)
    }
}

impl Seek for Reopened {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file()?.seek(to)
    }
}

/// Bytes unpacked below which a high ratio does no harm.
const SMALL: u64 = 8 << 20;
const MEGABYTE: u64 = 1 << 20;

/// Extensions of the files that are looked for in folders and archives.
///
/// Those after `zip` are of formats that are not read: a school that sends one is told so, and not left out.
const EXTENSIONS: [&str; 20] = [
    "xlsx", "xlsm", "xls", "xlsb", "et", "ods", "csv", "tsv", "tab", "txt", "parquet", "arrow", "feather", "ipc", "gz",
    "zip", "rar", "7z", "numbers", "dbf",
];

/// Whether a file in a folder or archive is meant to be read: no hidden ones, and no lock files of Office.
pub(crate) fn is_wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    // Names that lead out of an archive are names like others: nothing is written where they say.
    let hides = |part: &str| part.starts_with('.') && !matches!(part, "." | "..") || part == "__MACOSX";
    let is_hidden = path.split('/').any(hides);
    !is_hidden && !name.starts_with("~$") && EXTENSIONS.contains(&extension.as_str())
}

/// Opens an archive and compares what its directory says with the limits.
pub(super) fn open(path: &Path, opening: Opening<'_>) -> Result<Zip, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    let file = Reopened { path: path.into(), file: Some(BufReader::new(file)) };
    let mut zip = ZipArchive::new(file).map_err(|error| zip_error(error, opening))?;
    if zip.len() as u64 > opening.limits.files {
        return Err(opening.too_large("", Excess::Parts, zip.len().to_string(), opening.limits.files));
    }
    let mut total: u64 = 0;
    for index in 0..zip.len() {
        let member = zip.by_index_raw(index).map_err(|error| zip_error(error, opening))?;
        if member.encrypted() {
            return Err(IngestError::Password { file: opening.name.to_owned() });
        }
        total = total.saturating_add(member.size());
        let (packed, unpacked) = (member.compressed_size().max(1), member.size());
        if unpacked > SMALL && unpacked / packed > opening.limits.ratio {
            let name = String::from_utf8_lossy(member.name_raw()).into_owned();
            return Err(opening.too_large("", Excess::Ratio, name, opening.limits.ratio));
        }
    }
    if total > opening.limits.unpacked_mb.saturating_mul(MEGABYTE) {
        return Err(opening.unpacked(total));
    }
    Ok(zip)
}

/// A file in an archive.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Path in the archive.
    pub(crate) name: String,
    /// Where it lies.
    pub(crate) at: Packed,
}

/// Where a file lies in an archive that has been opened: to unpack it, the directory is not read again.
#[derive(Clone)]
pub(crate) struct Packed {
    zip: Zip,
    index: usize,
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({})", self.index)
    }
}

/// The files of an archive that are meant to be read, sorted by name.
pub(crate) fn members(path: &Path, opening: Opening<'_>) -> Result<Vec<Member>, IngestError> {
    let zip = open(path, opening)?;
    let raw: Vec<&[u8]> = zip.file_names_raw().collect();
    // Names without the mark of UTF-8 are in the code page of the computer that made the archive. One name is too
    // short to tell which, all of them together are not.
    let encoding = encoding::detect(&raw.join(&b'\n'), false);
    let mut members: Vec<Member> = raw
        .iter()
        .enumerate()
        .map(|(index, name)| (index, encoding::decode(name, encoding).replace('\\', "/")))
        .map(|(index, name)| Member { name, at: Packed { zip: zip.clone(), index } })
        .filter(|member| is_wanted(&member.name))
        .collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));
    if members.is_empty() { Err(opening.broken("", Damage::NothingInside, None)) } else { Ok(members) }
}

/// Unpacks a file of an archive.
pub(crate) fn extract(packed: &Packed, opening: Opening<'_>) -> Result<NamedTempFile, IngestError> {
    let mut zip = packed.zip.clone();
    let part = zip.by_index(packed.index).map_err(|error| zip_error(error, opening))?;
    let packed = part.compressed_size();
    unpack(part, packed, opening, Damage::Archive)
}

/// Unpacks a gzip file.
pub(super) fn gunzip(path: &Path, opening: Opening<'_>) -> Result<NamedTempFile, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    let packed = file.metadata().map_or(0, |metadata| metadata.len());
    unpack(MultiGzDecoder::new(BufReader::new(file)), packed, opening, Damage::Gzip)
}

/// Writes what comes out to a temporary file; the limits hold whatever the archive says of its size.
fn unpack(
    mut from: impl Read,
    packed: u64,
    opening: Opening<'_>,
    damage: Damage,
) -> Result<NamedTempFile, IngestError> {
    let unwritable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
    let most = opening.limits.unpacked_mb.saturating_mul(MEGABYTE);
    let mut to = NamedTempFile::new().map_err(unwritable)?;
    let (mut buffer, mut total) = (vec![0; 1 << 16], 0u64);
    loop {
        let n = from.read(&mut buffer).map_err(|error| opening.broken("", damage, Some(error.into())))?;
        if n == 0 {
            break;
        }
        total += n as u64;
        if total > most {
            return Err(opening.unpacked(total));
        }
        if total > SMALL && total / packed.max(1) > opening.limits.ratio {
            let name = opening.name.rsplit('/').next().unwrap_or(opening.name).to_owned();
            return Err(opening.too_large("", Excess::Ratio, name, opening.limits.ratio));
        }
        to.write_all(&buffer[..n]).map_err(unwritable)?;
    }
    to.flush().map_err(unwritable)?;
    Ok(to)
}

/// The error of an archive.
pub(super) fn zip_error(error: ZipError, opening: Opening<'_>) -> IngestError {
    match error {
        ZipError::InvalidPassword => IngestError::Password { file: opening.name.to_owned() },
        other => opening.broken("", Damage::Archive, Some(other.into())),
    }
}
