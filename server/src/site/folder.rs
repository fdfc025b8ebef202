//! Reading the folder of a built site.

use super::{Encoding, SiteError, SiteFile};
use bytes::Bytes;
use std::{
    collections::HashMap,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// More than a site has, far less than a machine: whoever names the wrong folder is told so, and nothing is filled up.
const MAX_FILES: usize = 4_096;
const MAX_BYTES: u64 = 256 * 1024 * 1024;
const MAX_DEPTH: usize = 16;

/// Every file of the folder by its path in an address, with its compressed forms.
pub(super) fn read(setting: &'static str, root: &Path) -> Result<HashMap<String, SiteFile>, SiteError> {
    let mut reading = Reading { setting, root, contents: HashMap::new(), bytes: 0 };
    // Of a folder that is not there, the caller says what is missing in it.
    if root.is_dir() {
        reading.folder(root, "", 0)?;
    }
    Ok(join(reading.contents))
}

/// The one file with that path, as it is now. Whatever is wrong, with the path or with the file, there is none.
pub(super) fn read_one(root: &Path, path: &str) -> Option<SiteFile> {
    let relative = Path::new(path.strip_prefix('/')?);
    let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = root.join(relative);
    let is_file =
        is_inside && fs::metadata(&file).is_ok_and(|found| found.is_file() && found.len() <= MAX_BYTES);
    let content = is_file.then(|| fs::read(&file).ok()).flatten()?;
    Some(SiteFile::new(path, content.into()))
}

struct Reading<'a> {
    setting: &'static str,
    root: &'a Path,
    contents: HashMap<String, Bytes>,
    bytes: u64,
}

impl Reading<'_> {
    fn folder(&mut self, folder: &Path, path: &str, depth: usize) -> Result<(), SiteError> {
        if depth > MAX_DEPTH {
            return Err(self.too_much(format!("{MAX_DEPTH} folders, one in the other,")));
        }
        let entries = fs::read_dir(folder).map_err(|error| self.unreadable(folder, error))?;
        for entry in entries {
            let file = entry.map_err(|error| self.unreadable(folder, error))?.path();
            // A name that is no text cannot be asked for.
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else { continue };
            let path = format!("{path}/{name}");
            let found = fs::metadata(&file).map_err(|error| self.unreadable(&file, error))?;
            if found.is_dir() {
                self.folder(&file, &path, depth + 1)?;
            } else if found.is_file() {
                self.bytes += found.len();
                if self.contents.len() == MAX_FILES || self.bytes > MAX_BYTES {
                    return Err(self.too_much(format!("{MAX_FILES} files or {} MB", MAX_BYTES >> 20)));
                }
                let content = fs::read(&file).map_err(|error| self.unreadable(&file, error))?;
                self.contents.insert(path, content.into());
            }
        }
        Ok(())
    }

    fn too_much(&self, most: String) -> SiteError {
        SiteError::TooMuch { setting: self.setting, root: self.root.to_owned(), most }
    }

    fn unreadable(&self, file: &Path, source: io::Error) -> SiteError {
        let (root, file) = (self.root.to_owned(), PathBuf::from(file));
        SiteError::Unreadable { setting: self.setting, root, file, source }
    }
}

/// Puts each compressed form to its file. One without a file is a file of its own.
fn join(contents: HashMap<String, Bytes>) -> HashMap<String, SiteFile> {
    let mut files: HashMap<String, SiteFile> = contents
        .iter()
        .filter(|(path, _)| plain_of(path, &contents).is_none())
        .map(|(path, content)| (path.clone(), SiteFile::new(path, content.clone())))
        .collect();
    for (path, content) in &contents {
        if let Some((plain, encoding)) = plain_of(path, &contents)
            && let Some(file) = files.get_mut(plain)
        {
            file.set_compressed(encoding, content.clone());
        }
    }
    files
}

/// The file of which this is a compressed form.
fn plain_of<'a>(path: &'a str, contents: &HashMap<String, Bytes>) -> Option<(&'a str, Encoding)> {
    let stem = |encoding: Encoding| Some((path.strip_suffix(encoding.suffix())?, encoding));
    Encoding::ALL.into_iter().filter_map(stem).find(|(plain, _)| contents.contains_key(*plain))
}
