use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use legation_model::Problem;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is reading a document, so that a panic now will become a problem of that document. Panic hooks
/// ask this to stay silent.
pub fn is_quarantined() -> bool {
    INSIDE.get()
}

/// Runs a stage on one document. A panic in it becomes a problem of that document, so that one document cannot stop
/// a feed.
pub(crate) fn quarantine<T>(doc: &str, work: impl FnOnce() -> T) -> Result<T, Problem> {
    let before = INSIDE.replace(true);
    // Whatever `work` borrowed mutably is thrown away by the callers when this returns an error.
    let result = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(before);
    result.map_err(|payload| {
        let said = payload
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Problem::error("quarantined", format!("reading {doc} hit a bug of Legation: {said}"))
            .hint("please report it with the document; the other documents are not affected")
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_panic_becomes_a_problem_with_the_documents_name() {
        let problem = super::quarantine("a/b.txt", || panic!("index 7")).unwrap_err();
        assert_eq!(problem.code, "quarantined");
        assert_eq!(problem.message, "reading a/b.txt hit a bug of Legation: index 7");
        assert!(!super::is_quarantined());
    }
}
