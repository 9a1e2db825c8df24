use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::Ledger;
use crate::LedgerError;

/// `LGTN`, which tells a ledger from other SQLite files.
const APPLICATION_ID: i64 = 0x4C47_544E;

/// The version of the schema that this program writes.
const VERSION: i64 = 2;

const SCHEMA: &str = include_str!("../schema.sql");

/// How to bring a ledger of each older version to the next, oldest first: `MIGRATIONS[0]` leads from 1 to 2.
const MIGRATIONS: [&str; VERSION as usize - 1] = ["CREATE TABLE completed_mentions (
  document INTEGER NOT NULL, mention INTEGER NOT NULL,
  actor TEXT NOT NULL, recipient TEXT NOT NULL, attribution TEXT NOT NULL,
  PRIMARY KEY (document, mention),
  FOREIGN KEY (document, mention) REFERENCES mentions ON DELETE CASCADE
) STRICT, WITHOUT ROWID;"];

impl Ledger {
    /// Opens a ledger, making a new one where there is no file.
    ///
    /// # Errors
    /// When the file is something else (it is left alone), was written by a newer Legation, or cannot be reached.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let is_new = check_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|e| wrap(path, e))?;
        Self::prepare(db, path.to_owned(), is_new)
    }

    /// Opens a ledger that must be there.
    ///
    /// # Errors
    /// As [`Ledger::open`], and when there is no such file.
    pub fn open_existing(path: &Path) -> Result<Self, LedgerError> {
        if check_file(path)? {
            return Err(LedgerError::Missing { path: path.to_owned() });
        }
        Self::open(path)
    }

    /// A ledger in memory, for tests and for single runs that keep nothing.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn open_in_memory() -> Result<Self, LedgerError> {
        let path = PathBuf::from(":memory:");
        let db = Connection::open_in_memory().map_err(|e| wrap(&path, e))?;
        Self::prepare(db, path, true)
    }

    fn prepare(mut db: Connection, path: PathBuf, is_new: bool) -> Result<Self, LedgerError> {
        let sql = |e| wrap(&path, e);
        db.busy_timeout(Duration::from_secs(10)).map_err(sql)?;
        if !is_new {
            check_identity(&db, &path)?;
        }
        // FULL: in WAL mode a lesser setting may lose the last commits when the power fails.
        db.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;")
            .map_err(sql)?;
        if path.as_os_str() != ":memory:" {
            // Answers with the mode it chose; on file systems without shared memory it stays with a rollback journal.
            db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)).map_err(sql)?;
        }
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        // Asked again under the lock: another process may just have made the same ledger.
        let (mut version, tables) = (pragma(&tx, "user_version").map_err(sql)?, tables(&tx).map_err(sql)?);
        if version == 0 && tables == 0 {
            tx.execute_batch(SCHEMA).map_err(sql)?;
            tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(sql)?;
            version = VERSION;
            tx.pragma_update(None, "user_version", version).map_err(sql)?;
        }
        while version < VERSION {
            tx.execute_batch(MIGRATIONS[version as usize - 1]).map_err(sql)?;
            version += 1;
            tx.pragma_update(None, "user_version", version).map_err(sql)?;
        }
        tx.commit().map_err(sql)?;
        Ok(Self { db, path })
    }
}

/// Looks at a file before SQLite does, which would report anything strange only later and less clearly. True when
/// there is none yet, or an empty one.
fn check_file(path: &Path) -> Result<bool, LedgerError> {
    use std::io::Read as _;
    let foreign = |found: &str| LedgerError::NotALedger { path: path.to_owned(), found: found.to_owned() };
    let io = |source| LedgerError::Io { path: path.to_owned(), source };
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(e) => return Err(io(e)),
    };
    if meta.is_dir() {
        return Err(foreign("it is a folder"));
    }
    let mut head = [0u8; 16];
    let mut file = std::fs::File::open(path).map_err(io)?;
    let mut filled = 0;
    while filled < head.len() {
        match file.read(&mut head[filled..]).map_err(io)? {
            0 => break,
            n => filled += n,
        }
    }
    match filled {
        0 => Ok(true),
        _ if &head == b"SQLite format 3\0" => Ok(false),
        _ => Err(foreign("it is no SQLite file")),
    }
}

fn check_identity(db: &Connection, path: &Path) -> Result<(), LedgerError> {
    let sql = |e| wrap(path, e);
    let (id, version) = (pragma(db, "application_id").map_err(sql)?, pragma(db, "user_version").map_err(sql)?);
    // A file whose making was cut short holds nothing, not even its mark.
    if id == 0 && version == 0 && tables(db).map_err(sql)? == 0 {
        return Ok(());
    }
    if id != APPLICATION_ID {
        let found = "it is an SQLite file of another program".to_owned();
        return Err(LedgerError::NotALedger { path: path.to_owned(), found });
    }
    if version > VERSION {
        return Err(LedgerError::Newer { path: path.to_owned(), found: version, known: VERSION });
    }
    if version < 1 {
        let found = format!("its ledger version is {version}");
        return Err(LedgerError::NotALedger { path: path.to_owned(), found });
    }
    Ok(())
}

fn pragma(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, name, |row| row.get(0))
}

fn tables(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
}

/// Turns what SQLite says into what the user can do.
pub(super) fn wrap(path: &Path, source: rusqlite::Error) -> LedgerError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy { path },
        Some(ErrorCode::DiskFull) => LedgerError::Full { path },
        Some(ErrorCode::NotADatabase) => {
            LedgerError::NotALedger { path, found: "it is no SQLite file, or a damaged one".to_owned() }
        }
        _ => LedgerError::Sqlite { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_stores_nothing_of_the_batch_and_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&dir.path().join("full.ledger")).unwrap();
        let problem = legation_model::Problem::error("unreadable", "x".repeat(1 << 16));
        ledger.fail("1.txt", std::slice::from_ref(&problem)).unwrap();
        let pages = pragma(&ledger.db, "page_count").unwrap();
        ledger.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        let error = ledger.fail("2.txt", &vec![problem; 8]).unwrap_err();
        assert!(matches!(error, LedgerError::Full { .. }), "{error}");
        assert_eq!(ledger.documents().unwrap().len(), 1);
    }
}
