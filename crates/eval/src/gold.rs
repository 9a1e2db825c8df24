//! Gold documents as `GUIDELINES.md` of the gold defines them: the part that scoring reads.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One annotated document.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldDocument {
    /// File name of the text.
    pub doc: String,
    /// BCP 47.
    pub lang: String,
    /// When it was published.
    pub published: GoldDate,
    /// Runs that are not part of the piece.
    pub chrome: Vec<GoldRun>,
    /// What a careful analyst reads in it.
    pub events: Vec<GoldEvent>,
    /// Who holds which office, as the document says.
    #[serde(default)]
    pub offices: Vec<GoldOffice>,
}

/// Who holds an office.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldOffice {
    /// Canonical name.
    pub person: String,
    /// Canonical name of the office.
    pub office: String,
    /// Country or special code.
    #[serde(default)]
    pub of: Option<String>,
    /// Where to, for envoys.
    #[serde(default)]
    pub to: Option<String>,
    /// Whether it is over.
    #[serde(default)]
    pub former: bool,
}

/// A date.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldDate {
    /// EDTF.
    pub date: Option<String>,
}

/// A run of text by its first and last words.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldRun {
    /// First words, or all.
    pub quote: String,
    /// Last words.
    #[serde(default)]
    pub end_quote: Option<String>,
    /// Which occurrence, from 1.
    #[serde(default = "first")]
    pub nth: usize,
}

/// One mention of an event.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldEvent {
    /// Cluster label.
    #[serde(default)]
    pub same_as: Option<String>,
    /// The clause.
    pub quote: String,
    /// Which occurrence of the clause, from 1.
    #[serde(default = "first")]
    pub nth: usize,
    /// The trigger words within it.
    pub trigger: String,
    /// Who.
    pub actor: Vec<GoldActor>,
    /// To whom.
    pub recipient: Vec<GoldActor>,
    /// PLOVER type.
    pub event: String,
    /// Mode.
    #[serde(default)]
    pub mode: Option<String>,
    /// EDTF.
    #[serde(default)]
    pub date: Option<String>,
    /// Status.
    pub status: String,
    /// Sources, outermost first.
    pub attribution: Vec<GoldActor>,
    /// Other defensible readings.
    #[serde(default)]
    pub also: Vec<GoldCode>,
    /// Finding it earns nothing, missing it costs nothing.
    #[serde(default)]
    pub optional: bool,
}

/// An actor or source.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct GoldActor {
    /// Words.
    #[serde(default)]
    pub text: Option<String>,
    /// Country code.
    #[serde(default)]
    pub country: Option<String>,
    /// Sector code.
    #[serde(default)]
    pub sector: Option<String>,
    /// Canonical name.
    #[serde(default)]
    pub name: Option<String>,
}

/// Another reading.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldCode {
    /// PLOVER type.
    pub event: String,
    /// Mode.
    #[serde(default)]
    pub mode: Option<String>,
}

fn first() -> usize {
    1
}

/// Why gold cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file has another form.
    #[error("{path} is no gold document: {source}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The folder is none.
    #[error("{path} has no folders `docs` and `gold` with .json files in it")]
    NoGold {
        /// The folder.
        path: PathBuf,
    },
}

/// A gold document with its text, byte for byte.
#[derive(Clone, Debug)]
pub struct GoldText {
    /// The annotation.
    pub gold: GoldDocument,
    /// File name of the text.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The gold documents of a folder with `docs/` and `gold/`, by the names of the gold files.
///
/// # Errors
/// When a file is missing or has another form.
pub fn load(folder: &Path) -> Result<Vec<GoldText>, GoldError> {
    let gold = folder.join("gold");
    let none = || GoldError::NoGold { path: folder.to_owned() };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&gold)
        .map_err(|_| none())?
        .flatten()
        .map(|entry| entry.path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .filter(|p| !p.file_name().is_some_and(|n| n == "cross.json" || n == "sources.json"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(none());
    }
    let mut out = Vec::new();
    for path in files {
        let json = read(&path)?;
        let document: GoldDocument =
            serde_json::from_str(&json).map_err(|source| GoldError::Form { path: path.clone(), source })?;
        let name = document.doc.rsplit('/').next().unwrap_or(&document.doc).to_owned();
        let mut file = folder.join("docs").join(&name);
        if !file.exists() {
            file = folder.join("docs").join(format!("{name}.txt"));
        }
        out.push(GoldText { text: read(&file)?, gold: document, name });
    }
    Ok(out)
}

fn read(path: &Path) -> Result<String, GoldError> {
    std::fs::read_to_string(path).map_err(|source| GoldError::Read { path: path.to_owned(), source })
}
