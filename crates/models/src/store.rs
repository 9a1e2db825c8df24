use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::wheel::{self, Package};
use crate::{Catalogue, Model, ModelError};

/// Where models lie on this machine.
#[derive(Clone, Debug)]
pub struct Store {
    dir: PathBuf,
    /// Whether the user named the folder: then it may hold wheels and packages of the user's own making.
    named: bool,
}

/// In which form a model is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Unpacked from a wheel that was checked.
    Unpacked,
    /// As a wheel, which is checked whenever it is opened.
    Wheel,
    /// As a folder that somebody else unpacked: nothing vouches for its contents.
    Unchecked,
    /// Not at all.
    Absent,
}

/// What unpacking leaves beside a model's files, written last: a folder without it is not whole.
#[derive(Serialize, Deserialize)]
struct Seal {
    /// SHA-256 of the wheel.
    sha256: String,
    /// Number of files.
    files: usize,
    /// Their size in bytes, all together.
    bytes: u64,
}

const SEAL: &str = "legation-model.toml";

impl Store {
    /// The folder that `LEGATION_MODELS` names, else `legation/models` in the user's cache folder.
    ///
    /// # Errors
    /// When neither `LEGATION_MODELS` nor `XDG_CACHE_HOME` nor `HOME` is set.
    pub fn from_env() -> Result<Self, ModelError> {
        let set = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        if let Some(dir) = set("LEGATION_MODELS") {
            return Ok(Self { dir, named: true });
        }
        // A relative XDG_CACHE_HOME is to be ignored (XDG base directory specification).
        let cache = set("XDG_CACHE_HOME")
            .filter(|p| p.is_absolute())
            .or_else(|| set("HOME").or_else(|| set("USERPROFILE")).map(|home| home.join(".cache")))
            .ok_or(ModelError::NoFolder)?;
        Ok(Self { dir: cache.join("legation").join("models"), named: false })
    }

    /// A folder of one's own, as with `LEGATION_MODELS`.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), named: true }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether the user named the folder with `LEGATION_MODELS`.
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// Whether and how a model is there.
    pub fn presence(&self, model: &Model) -> Presence {
        self.locate(model).map_or(Presence::Absent, |(presence, _)| presence)
    }

    /// The files of a model; `None` when it is not there.
    ///
    /// # Errors
    /// When it is there but damaged, unreadable or not the pinned one.
    pub fn open(&self, model: &Model) -> Result<Option<Package>, ModelError> {
        match self.locate(model) {
            None => Ok(None),
            Some((Presence::Wheel, path)) => {
                wheel::check(&path, model)?;
                wheel::read(&path, model).map(Some)
            }
            Some((presence, path)) => {
                let package = read_folder(&path)?;
                if presence == Presence::Unpacked {
                    verify(&path, &package, model)?;
                }
                Ok(Some(package))
            }
        }
    }

    /// The first model of a language that is there, with its files.
    ///
    /// # Errors
    /// When it is there but damaged, unreadable or not the pinned one.
    pub fn open_language<'c>(
        &self,
        catalogue: &'c Catalogue,
        lang: &str,
    ) -> Result<Option<(&'c Model, Package)>, ModelError> {
        for model in catalogue.for_language(lang) {
            if let Some(package) = self.open(model)? {
                return Ok(Some((model, package)));
            }
        }
        Ok(None)
    }

    /// Checks a wheel and unpacks it into the folder. Returns the model that it is.
    ///
    /// # Errors
    /// When it is none of the pinned models, damaged, or the folder cannot be written.
    pub fn add<'c>(&self, catalogue: &'c Catalogue, path: &Path) -> Result<&'c Model, ModelError> {
        let found = wheel::sha256(path)?;
        let model = catalogue
            .models
            .iter()
            .find(|m| m.sha256 == found)
            .ok_or_else(|| ModelError::Unknown { path: path.to_owned(), found })?;
        self.unpack(model, path)?;
        Ok(model)
    }

    /// Checks a wheel against a model's pin and unpacks it into the folder.
    pub(crate) fn install(&self, model: &Model, path: &Path) -> Result<(), ModelError> {
        wheel::check(path, model)?;
        self.unpack(model, path)
    }

    /// A temporary folder beside the models, so that what is fetched can be moved and not copied.
    pub(crate) fn scratch(&self) -> Result<tempfile::TempDir, ModelError> {
        fs::create_dir_all(&self.dir).map_err(|e| ModelError::io("create", &self.dir, e))?;
        tempfile::Builder::new()
            .prefix(".fetch-")
            .tempdir_in(&self.dir)
            .map_err(|e| ModelError::io("create a folder in", &self.dir, e))
    }

    fn unpack(&self, model: &Model, path: &Path) -> Result<(), ModelError> {
        let package = wheel::read(path, model)?;
        let scratch = self.scratch()?;
        let made = scratch.path().join("model");
        for (name, bytes) in &package {
            let file = made.join(name);
            let folder = file.parent().unwrap_or(&made);
            fs::create_dir_all(folder).map_err(|e| ModelError::io("create", folder, e))?;
            fs::write(&file, bytes).map_err(|e| ModelError::io("write", &file, e))?;
        }
        let seal = made.join(SEAL);
        let text = toml::to_string(&Seal {
            sha256: model.sha256.clone(),
            files: package.len(),
            bytes: package.values().map(|b| b.len() as u64).sum(),
        })
        .map_err(|e| ModelError::Damaged { path: seal.clone(), message: e.to_string() })?;
        fs::write(&seal, text).map_err(|e| ModelError::io("write", &seal, e))?;
        // The folder appears whole or not at all; another process may have been quicker.
        let target = self.dir.join(model.id());
        if target.exists() {
            fs::remove_dir_all(&target).map_err(|e| ModelError::io("replace", &target, e))?;
        }
        fs::rename(&made, &target).map_err(|e| ModelError::io("create", &target, e))
    }

    fn locate(&self, model: &Model) -> Option<(Presence, PathBuf)> {
        let unpacked = self.dir.join(model.id());
        if unpacked.join(SEAL).is_file() {
            return Some((Presence::Unpacked, unpacked));
        }
        if !self.named {
            return None;
        }
        let wheel = self.dir.join(&model.file);
        if wheel.is_file() {
            return Some((Presence::Wheel, wheel));
        }
        // A site-packages folder, or the model folder itself, as people have them.
        let last = model.folder.rsplit('/').next().unwrap_or(&model.folder);
        [self.dir.join(&model.folder), self.dir.join(last), unpacked]
            .into_iter()
            .find(|dir| dir.join("config.cfg").is_file() || dir.join("weights.npz").is_file())
            .map(|dir| (Presence::Unchecked, dir))
    }
}

fn read_folder(root: &Path) -> Result<Package, ModelError> {
    let mut package = Package::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).map_err(|e| ModelError::io("read", &dir, e))? {
            let path = entry.map_err(|e| ModelError::io("read", &dir, e))?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if name != SEAL {
                package.insert(name, fs::read(&path).map_err(|e| ModelError::io("read", &path, e))?);
            }
        }
    }
    Ok(package)
}

/// Compares a folder with its seal: number and size of the files, not their contents, which would cost as much time
/// as everything else at the start of the program.
fn verify(path: &Path, package: &Package, model: &Model) -> Result<(), ModelError> {
    let damaged = |message: &str| ModelError::Damaged { path: path.to_owned(), message: message.to_owned() };
    let file = path.join(SEAL);
    let text = fs::read(&file).map_err(|e| ModelError::io("read", &file, e))?;
    let seal: Seal = toml::from_slice(&text).map_err(|_| damaged("its seal cannot be read"))?;
    if seal.sha256 != model.sha256 {
        return Err(damaged("it comes from another wheel than the pinned one"));
    }
    if seal.files != package.len() || seal.bytes != package.values().map(|b| b.len() as u64).sum::<u64>() {
        return Err(damaged("files are missing or cut short"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn wheel_of(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in entries {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn catalogue(sha256: &str) -> Catalogue {
        let mut catalogue = Catalogue::embedded();
        catalogue.models.truncate(1);
        let model = &mut catalogue.models[0];
        model.sha256 = sha256.to_owned();
        model.file = "toy-1.whl".to_owned();
        model.folder = "toy/toy-1".to_owned();
        catalogue
    }

    #[test]
    fn a_wheel_is_checked_unpacked_and_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("toy-1.whl");
        fs::write(
            &path,
            wheel_of(&[("toy/__init__.py", "x"), ("toy/toy-1/config.cfg", "[nlp]"), ("toy/toy-1/a/b", "")]),
        )
        .unwrap();
        let catalogue = catalogue(&wheel::sha256(&path).unwrap());
        let store = Store::at(dir.path().join("store"));
        assert!(store.open_language(&catalogue, "en").unwrap().is_none());
        let model = store.add(&catalogue, &path).unwrap();
        assert_eq!(store.presence(model), Presence::Unpacked);
        let (_, package) = store.open_language(&catalogue, "en").unwrap().unwrap();
        assert_eq!(package.keys().map(String::as_str).collect::<Vec<_>>(), ["a/b", "config.cfg"]);

        fs::write(store.dir().join(model.id()).join("config.cfg"), "[nl").unwrap();
        let error = store.open(model).unwrap_err().to_string();
        assert!(error.contains("cut short"), "{error}");
    }

    #[test]
    fn a_wheel_that_is_not_the_pinned_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("toy-1.whl");
        fs::write(&path, wheel_of(&[("toy/toy-1/config.cfg", "evil")])).unwrap();
        let catalogue = catalogue("00");
        let store = Store::at(dir.path());
        assert!(matches!(store.add(&catalogue, &path), Err(ModelError::Unknown { .. })));
        assert!(matches!(store.open(&catalogue.models[0]), Err(ModelError::Hash { .. })));
    }
}
