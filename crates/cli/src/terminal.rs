//! What is known of the terminal: its width, whether it takes colour, progress bars.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use legation_desk::Page;

/// How views are laid out here. A pipe gets 100 columns and no colour; `NO_COLOR` and `CLICOLOR_FORCE` are respected.
pub(crate) fn page() -> Page {
    let out = std::io::stdout();
    let color = anstream::AutoStream::choice(&out) != anstream::ColorChoice::Never;
    let width = if out.is_terminal() { terminal_size::terminal_size().map(|(w, _)| usize::from(w.0)) } else { None };
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    // Longer lines than 120 columns are hard to read, shorter ones than 40 cannot hold the parties of an event.
    Page { width: width.or(asked).unwrap_or(100).clamp(40, 120), color }
}

/// Prints text as it is.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints a value as indented JSON.
pub(crate) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    print(&text)
}

/// Tells the user something beside the results.
pub(crate) fn note(text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

pub(crate) fn error(error: &anyhow::Error) {
    note(&format!("error: {error:#}"));
}

/// Whether the reader of our output went away (`legation timeline | head`), which is no error.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}

/// A progress bar that appears when the work has taken a second, on a terminal only.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    start: Instant,
    wanted: bool,
}

impl Progress {
    pub(crate) fn new(total: u64, template: &str, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar, start: Instant::now(), wanted: !quiet && std::io::stderr().is_terminal() }
    }

    /// A bar over documents.
    pub(crate) fn documents(total: usize, quiet: bool) -> Self {
        Self::new(total as u64, "{msg:9} {bar:30} {pos}/{len} documents, {eta} left", quiet)
    }

    /// A bar over the bytes of a download.
    pub(crate) fn bytes(total: u64, what: &str, quiet: bool) -> Self {
        let progress = Self::new(total, "{msg} {bar:30} {bytes}/{total_bytes}", quiet);
        progress.bar.set_message(format!("fetching {what}"));
        progress
    }

    pub(crate) fn say(&self, what: &'static str) {
        self.bar.set_message(what);
        self.appear();
    }

    pub(crate) fn advance(&self, by: u64) {
        self.bar.inc(by);
        self.appear();
    }

    pub(crate) fn set(&self, at: u64) {
        self.bar.set_position(at);
        self.appear();
    }

    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn appear(&self) {
        if self.wanted && self.bar.is_hidden() && self.start.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}
