use std::path::PathBuf;

use crate::record::Meaningless;

/// What can go wrong with a ledger. Every message says which file and what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// There is no such file, and the caller did not ask for a new one.
    #[error("there is no ledger {path}; make one with `legation read DOCUMENTS --ledger {path}`")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else. It was not touched.
    #[error("{path} is not a ledger: {found}; nothing was changed, name another file with --ledger")]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        found: String,
    },
    /// A later Legation wrote it.
    #[error("{path} was written by a newer Legation (ledger version {found}, this one knows {known}); update Legation")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version that this program writes.
        known: i64,
    },
    /// The file or its folder cannot be reached.
    #[error("cannot open {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another program holds the ledger.
    #[error("{path} is in use by another program; wait for it to finish, or end it, and try again")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full. Nothing of the running step was stored, everything before it was.
    #[error("the disk is full: {path} keeps everything up to the last batch; make room and run the same command again")]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// SQLite refused.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A row holds a value that no version of Legation writes.
    #[error("{path} is damaged: {table}: {source}; read its documents into a new ledger")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        table: &'static str,
        /// What was found there.
        source: Meaningless,
    },
}
