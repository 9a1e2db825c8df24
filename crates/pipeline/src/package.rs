use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::LoadError;

/// A model's files are refused above this size: the largest known package (`_lg`) unpacks to 600 MB.
const MAX_FILE: u64 = 1 << 30;

/// The files of an unpacked spaCy package, by path relative to its model folder with `/` between the parts
/// (`config.cfg`, `parser/model`).
#[derive(Clone, Default)]
pub struct Package {
    files: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// Whether [`Pipeline::load`](crate::Pipeline::load) reads that file. Whoever opens a folder can leave out the
    /// others, of which `vocab/strings.json` is large.
    pub fn needs(path: &str) -> bool {
        const FILES: [&str; 8] = [
            "config.cfg",
            "tokenizer",
            "vocab/lookups.bin",
            "vocab/vectors",
            "vocab/vectors.cfg",
            "vocab/key2row",
            "attribute_ruler/patterns",
            "lemmatizer/lookups/lookups.bin",
        ];
        FILES.contains(&path)
            || matches!(path.split_once('/'), Some((folder, "model" | "cfg" | "moves")) if folder != "senter")
    }

    /// The model folder inside a wheel (a `.whl` file, which is a zip archive): the folder that holds `config.cfg`.
    ///
    /// # Errors
    /// When the bytes are no zip archive, hold no model folder, or unpack to more than 1 GiB.
    pub fn from_wheel(wheel: &[u8]) -> Result<Self, LoadError> {
        let mut archive = zip::ZipArchive::new(Cursor::new(wheel))?;
        let root = archive
            .file_names()
            .filter_map(|name| name.strip_suffix("config.cfg"))
            .min_by_key(|name| name.len())
            .map(str::to_owned)
            .ok_or_else(|| LoadError::NoModel { problem: "it has no config.cfg".to_owned() })?;
        let (mut files, mut left) = (BTreeMap::new(), MAX_FILE);
        for i in 0..archive.len() {
            let member = archive.by_index(i)?;
            let Some(path) = member.name().strip_prefix(&root).filter(|p| Self::needs(p)).map(str::to_owned) else {
                continue;
            };
            // The size in the directory may lie, so the buffer grows with what is really there.
            let mut bytes = Vec::new();
            member.take(left + 1).read_to_end(&mut bytes)?;
            left = left
                .checked_sub(bytes.len() as u64)
                .ok_or_else(|| LoadError::NoModel { problem: "it unpacks to more than 1 GiB".to_owned() })?;
            files.insert(path, bytes);
        }
        Ok(Self { files })
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }

    /// A file's bytes.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(crate) fn file(&self, path: &str) -> Result<&[u8], LoadError> {
        self.get(path).ok_or_else(|| LoadError::Missing { path: path.to_owned() })
    }
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.files.iter().map(|(path, bytes)| (path, bytes.len()))).finish()
    }
}

impl FromIterator<(String, Vec<u8>)> for Package {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}
