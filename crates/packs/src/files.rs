use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data");

/// An error in a data file, with the place for the person who edits it.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file of the data folder could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that must be there is not.
    #[error("{path} is missing from the data folder; `cargo xtask new-language` makes the files of a language")]
    Missing {
        /// The file, relative to the data folder.
        path: String,
    },
    /// A line that cannot be used.
    #[error("{path}:{line}: {message}")]
    Line {
        /// The file, relative to the data folder.
        path: String,
        /// One-based line.
        line: usize,
        /// What is wrong and what to do.
        message: String,
    },
}

impl PackError {
    /// The same error under the name that the user knows the n-th file of [`Files::with_actors`] by.
    #[must_use]
    pub fn renamed(self, n: usize, name: &str) -> Self {
        match self {
            Self::Line { path, line, message } if path == added_path(n) => {
                Self::Line { path: name.to_owned(), line, message }
            }
            other => other,
        }
    }

    /// An error at a line of a file.
    pub fn line(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self::Line { path: path.to_owned(), line, message: message.into() }
    }
}

fn added_path(n: usize) -> String {
    format!("actors/added/users-{n:03}.tsv")
}

/// The data folder as texts by path relative to it, with `/` between folders.
#[derive(Debug, Clone)]
pub struct Files {
    texts: BTreeMap<String, Cow<'static, str>>,
}

/// One row of a TSV file.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The file, relative to the data folder.
    pub path: &'a str,
    /// One-based line.
    pub line: usize,
    columns: &'a str,
    text: &'a str,
}

impl<'a> Row<'a> {
    /// The cell of a named column, trimmed; empty where the row is short.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.columns.split('\t').position(|c| c.trim() == column);
        at.and_then(|i| self.text.split('\t').nth(i)).unwrap_or("").trim()
    }

    /// The cell of a column that must not be empty.
    ///
    /// # Errors
    /// When it is empty.
    pub fn need(&self, column: &str) -> Result<&'a str, PackError> {
        match self.get(column) {
            "" => Err(self.error(format!("column `{column}` is empty"))),
            cell => Ok(cell),
        }
    }

    /// An error at this row.
    pub fn error(&self, message: impl Into<String>) -> PackError {
        PackError::line(self.path, self.line, message)
    }
}

impl Files {
    /// The folder embedded at build time.
    pub fn embedded() -> Self {
        fn walk(dir: &Dir<'static>, texts: &mut BTreeMap<String, Cow<'static, str>>) {
            for file in dir.files() {
                if let Some(text) = file.contents_utf8() {
                    let path = file.path().to_string_lossy().replace('\\', "/");
                    texts.insert(path, Cow::Borrowed(text));
                }
            }
            for sub in dir.dirs() {
                walk(sub, texts);
            }
        }
        let mut texts = BTreeMap::new();
        walk(&EMBEDDED, &mut texts);
        Self { texts }
    }

    /// A data folder on disk.
    ///
    /// # Errors
    /// When a folder or file cannot be read, or a file is not UTF-8.
    pub fn from_dir(root: &Path) -> Result<Self, PackError> {
        let mut texts = BTreeMap::new();
        let mut open = vec![root.to_owned()];
        while let Some(dir) = open.pop() {
            let read = |source| PackError::Read { path: dir.clone(), source };
            for entry in std::fs::read_dir(&dir).map_err(read)? {
                let path = entry.map_err(read)?.path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let text =
                    std::fs::read_to_string(&path).map_err(|source| PackError::Read { path: path.clone(), source })?;
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                texts.insert(name, Cow::Owned(text));
            }
        }
        Ok(Self { texts })
    }

    /// A folder made of texts, for tests and for users' own additions.
    pub fn from_texts<P: Into<String>, T: Into<String>>(texts: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { texts: texts.into_iter().map(|(p, t)| (p.into(), Cow::Owned(t.into()))).collect() }
    }

    /// The same with another file added or replaced.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.insert(path.into(), Cow::Owned(text.into()));
        self
    }

    /// The same with the n-th file of users' own actors, which go before ours. Their order counts, not their names.
    #[must_use]
    pub fn with_actors(self, n: usize, text: impl Into<String>) -> Self {
        self.with(added_path(n), text)
    }

    /// A file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(Cow::as_ref)
    }

    /// A file that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn need(&self, path: &str) -> Result<&str, PackError> {
        self.get(path).ok_or_else(|| PackError::Missing { path: path.to_owned() })
    }

    /// The files below a folder (path ending in `/`) with that ending, in order.
    pub fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts
            .range(folder.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(folder))
            .filter(move |(path, _)| path.ends_with(ending))
            .map(|(path, text)| (path.as_str(), text.as_ref()))
    }

    /// The language codes: folders of `lang/` with a `pack.toml`, the template left out.
    pub fn languages(&self) -> Vec<Arc<str>> {
        let codes: BTreeSet<&str> = self
            .below("lang/", "/pack.toml")
            .filter_map(|(path, _)| path.strip_prefix("lang/")?.strip_suffix("/pack.toml"))
            .filter(|code| !code.starts_with('_'))
            .collect();
        codes.into_iter().map(Arc::from).collect()
    }

    /// The rows of a TSV file. Its first line that is neither empty nor a comment (`#`) names the columns.
    /// An absent file has no rows.
    pub fn rows<'a>(&'a self, path: &'a str) -> impl Iterator<Item = Row<'a>> {
        let text = self.get(path).unwrap_or("");
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line))
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let columns = lines.next().map_or("", |(_, line)| line);
        lines.map(move |(line, text)| Row { path, line, columns, text })
    }

    /// Reads a TOML file into a type.
    ///
    /// # Errors
    /// With file and line when it is missing, is no TOML or has other keys than the type.
    pub fn toml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, PackError> {
        let text = self.need(path)?;
        toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let line = text.bytes().take(at).filter(|&b| b == b'\n').count() + 1;
            PackError::line(path, line, e.message().to_owned())
        })
    }

    /// The one-based line of a byte of a file, for errors found after parsing.
    pub fn line_of(&self, path: &str, byte: usize) -> usize {
        self.get(path).map_or(1, |t| t.bytes().take(byte).filter(|&b| b == b'\n').count() + 1)
    }

    /// SHA-256 over paths and texts, lower-case hexadecimal.
    pub fn fingerprint(&self) -> Arc<str> {
        let mut hash = Sha256::new();
        for (path, text) in &self.texts {
            hash.update(path.as_bytes());
            hash.update([0]);
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        let mut hex = String::with_capacity(64);
        for byte in hash.finalize() {
            let _ = write!(hex, "{byte:02x}");
        }
        hex.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_find_cells_by_column_name() {
        let files = Files::from_texts([("a.tsv", "# note\nname\tcode\n\nFrance\tFRA\nItaly\n")]);
        let rows: Vec<Row<'_>> = files.rows("a.tsv").collect();
        assert_eq!(rows[0].get("code"), "FRA");
        assert_eq!(rows[0].line, 4);
        assert_eq!(rows[1].need("code").unwrap_err().to_string(), "a.tsv:5: column `code` is empty");
    }

    #[test]
    fn toml_errors_name_the_line() {
        let files = Files::from_texts([("a.toml", "x = 1\ny = \n")]);
        let error = files.toml::<BTreeMap<String, i32>>("a.toml").unwrap_err().to_string();
        assert!(error.starts_with("a.toml:2: "), "{error}");
    }
}
