//! What the user named on the command line: files, folders, standard input.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use legation_intake::Limits;
use legation_model::{Edtf, Problem};
use walkdir::WalkDir;

/// One source, not yet opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// The document's name: the path as given, with `/` between folders.
    pub(crate) name: Arc<str>,
    path: PathBuf,
}

/// Its bytes, and the file's date where it has one.
pub(crate) struct Opened {
    pub(crate) bytes: Vec<u8>,
    pub(crate) modified: Option<Edtf>,
}

const STDIN: &str = "-";

/// The sources under some paths, in the order given, folders walked by name; and what could not be listed.
///
/// In folders, files and folders whose names start with a dot are left out, and so is the ledger itself.
pub(crate) fn list(paths: &[PathBuf], ledger: &Path) -> (Vec<Input>, Vec<(Arc<str>, Problem)>) {
    let mut inputs = Vec::new();
    let mut problems = Vec::new();
    let ledger = ledger.canonicalize().ok();
    let is_ledger = |path: &Path| {
        let Some(ledger) = &ledger else { return false };
        path.canonicalize()
            .is_ok_and(|p| p == *ledger || p.to_string_lossy().starts_with(&format!("{}-", ledger.display())))
    };
    for path in paths {
        if path.as_os_str() == STDIN {
            inputs.push(Input { name: STDIN.into(), path: path.clone() });
            continue;
        }
        let walk = WalkDir::new(path).follow_links(true).sort_by_file_name();
        let visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in walk.into_iter().filter_entry(visible) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    if entry.depth() == 0 || !is_ledger(entry.path()) {
                        inputs.push(Input { name: name_of(entry.path()), path: entry.into_path() });
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let problem = Problem::error("not-a-file", "neither a file nor a folder");
                    problems.push((name_of(entry.path()), problem));
                }
                Err(error) => {
                    let at = error.path().unwrap_or(path);
                    problems.push((name_of(at), unreadable(error.io_error(), &error)));
                }
            }
        }
    }
    (inputs, problems)
}

fn name_of(path: &Path) -> Arc<str> {
    path.to_string_lossy().replace('\\', "/").into()
}

fn unreadable(io: Option<&std::io::Error>, error: &dyn std::fmt::Display) -> Problem {
    match io.map(std::io::Error::kind) {
        Some(std::io::ErrorKind::NotFound) => {
            Problem::error("no-such-file", "there is no such file or folder").hint("check the path")
        }
        Some(std::io::ErrorKind::PermissionDenied) => Problem::error("no-permission", "no permission to read it")
            .hint("give yourself the right to read it (chmod), or copy it"),
        _ => Problem::error("unreadable", format!("cannot be read: {error}")),
    }
}

impl Input {
    /// Reads it, unless it is larger than the limits allow.
    pub(crate) fn open(&self, limits: Limits) -> Result<Opened, Problem> {
        let mut bytes = Vec::new();
        if &*self.name == STDIN {
            let mut stdin = std::io::stdin().lock().take(limits.max_bytes + 1);
            stdin.read_to_end(&mut bytes).map_err(|e| unreadable(Some(&e), &e))?;
            if bytes.len() as u64 > limits.max_bytes {
                return Err(too_large(None, limits));
            }
            return Ok(Opened { bytes, modified: None });
        }
        let file = std::fs::File::open(&self.path).map_err(|e| unreadable(Some(&e), &e))?;
        let meta = file.metadata().map_err(|e| unreadable(Some(&e), &e))?;
        if meta.len() > limits.max_bytes {
            return Err(too_large(Some(meta.len()), limits));
        }
        bytes.reserve_exact(meta.len() as usize);
        file.take(limits.max_bytes + 1).read_to_end(&mut bytes).map_err(|e| unreadable(Some(&e), &e))?;
        let modified = meta.modified().ok().and_then(|t| jiff::Timestamp::try_from(t).ok());
        Ok(Opened { bytes, modified: modified.map(|t| Edtf::day(t.to_zoned(jiff::tz::TimeZone::UTC).date())) })
    }
}

fn too_large(len: Option<u64>, limits: Limits) -> Problem {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    let found = len.map_or_else(|| "it".to_owned(), |len| format!("{} MiB", mib(len)));
    Problem::error("too-large", format!("{found} is more than the limit of {} MiB", mib(limits.max_bytes)))
        .hint("split it, or unpack it and name the folder")
}
