//! Packages as maps of files, and how to get one out of a wheel.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::LoadError;

/// A package is refused above this size: the largest known one (`_lg`) unpacks to 600 MB.
const MAX_SIZE: u64 = 1 << 30;
/// A wheel may unpack to this much of its own size, and some more. Weights hardly shrink: known packages stay below 3.
const MAX_RATIO: u64 = 16;
const SPARE_SIZE: u64 = 64 << 20;

/// The files of an unpacked spaCy package, by path relative to its model folder with `/` between the parts
/// (`config.cfg`, `parser/model`).
pub type Package = BTreeMap<String, Vec<u8>>;

/// Whether [`Pipeline::load`](crate::Pipeline::load) reads the file of that path. Whoever opens a folder can leave out
/// the others, of which `vocab/strings.json` is large.
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

/// The files of the model folder inside a wheel (a `.whl` file, which is a zip archive) that are needed: the model
/// folder is the one that holds `config.cfg`.
///
/// # Errors
/// When the bytes are no zip archive, hold no model folder, or unpack to more than 1 GiB or than a trained model could
/// (64 MiB and sixteen times the wheel).
pub fn from_wheel(wheel: &[u8]) -> Result<Package, LoadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(wheel))?;
    let root = archive
        .file_names()
        .filter_map(|name| name.strip_suffix("config.cfg"))
        .min_by_key(|name| name.len())
        .map(str::to_owned)
        .ok_or_else(|| LoadError::NoModel { problem: "it has no config.cfg".to_owned() })?;
    let most = MAX_SIZE.min(SPARE_SIZE + MAX_RATIO * wheel.len() as u64);
    let (mut files, mut left) = (Package::new(), most);
    for i in 0..archive.len() {
        let member = archive.by_index(i)?;
        let Some(path) = member.name().strip_prefix(&root).filter(|p| needs(p)).map(str::to_owned) else {
            continue;
        };
        // The size in the directory may lie, so the buffer grows with what is really there.
        let mut bytes = Vec::new();
        member.take(left + 1).read_to_end(&mut bytes)?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| LoadError::NoModel { problem: format!("it unpacks to more than {} MiB", most >> 20) })?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// A file that must be there.
pub(crate) fn file<'p>(package: &'p Package, path: &str) -> Result<&'p [u8], LoadError> {
    package.get(path).map(Vec::as_slice).ok_or_else(|| LoadError::Missing { path: path.to_owned() })
}
