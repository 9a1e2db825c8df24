use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use legation_coding as coding;
use legation_intake::{Intake, Source};
use legation_ledger::DocumentRecord;
use legation_model::{Article, Block, Problem, PublishedBasis};
use legation_pipeline::Session;
use legation_timex as timex;
use rayon::prelude::*;

use crate::Engine;
use crate::paragraphs::Paragraphs;
use crate::parse::{Shortcuts, parse, parse_for_coding};
use crate::quarantine::quarantine;

/// A source after intake: the documents in it, cleaned but not yet read.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The document's name.
    pub doc: Arc<str>,
    /// The article; `None` when it could not be read (then a problem says why).
    pub article: Option<Article>,
    /// What went wrong so far.
    pub problems: Vec<Problem>,
}

/// A document that could not be read.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The document's name.
    pub doc: Arc<str>,
    /// Why, last the reason that it was given up for.
    pub problems: Vec<Problem>,
}

/// One thread's pipelines with their caches, by language.
type Sessions<'e> = BTreeMap<&'e str, Session<'e>>;

/// Reads documents. Keeps the pipelines' caches and what was parsed lately from one batch to the next.
#[derive(Debug)]
pub struct Reader<'e> {
    engine: &'e Engine,
    idle: Mutex<Vec<Sessions<'e>>>,
    /// `None`: everything is parsed, as often as it comes.
    paragraphs: Option<Paragraphs>,
    parsed: AtomicUsize,
}

impl<'e> Reader<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        Self {
            engine,
            idle: Mutex::new(Vec::new()),
            paragraphs: Some(Paragraphs::default()),
            parsed: AtomicUsize::new(0),
        }
    }

    /// The same without the shortcuts: it parses blocks in which nothing can matter, and paragraphs that it has
    /// parsed before, and looks for names everywhere. What it reads is the same; only slower. For tests and for
    /// measuring the shortcuts.
    #[must_use]
    pub fn without_shortcuts(self) -> Self {
        Self { paragraphs: None, ..self }
    }

    /// How many tokens were parsed so far.
    pub fn parsed(&self) -> usize {
        self.parsed.load(Ordering::Relaxed)
    }

    /// Bytes to articles, over all threads of the current rayon pool; in the order of the sources.
    pub fn intake(&self, sources: &[Source<'_>]) -> Vec<Taken> {
        let engine = self.engine;
        let per_source: Vec<Vec<Taken>> = sources
            .par_iter()
            .map(|source| {
                let read = quarantine(&source.name, || legation_intake::read(source, &engine.packs, engine.limits));
                match read {
                    Ok(list) => list.into_iter().map(Taken::from).collect(),
                    Err(problem) => {
                        vec![Taken { doc: Arc::clone(&source.name), article: None, problems: vec![problem] }]
                    }
                }
            })
            .collect();
        per_source.into_iter().flatten().collect()
    }

    /// The languages of these documents that have data but no pipeline yet, in order of their codes.
    pub fn missing_pipelines(&self, taken: &[Taken]) -> BTreeSet<Arc<str>> {
        let langs = taken.iter().filter_map(|t| t.article.as_ref()).map(|a| &a.meta.lang);
        let packs = langs.filter(|lang| self.engine.lacks_pipeline(lang)).filter_map(|l| self.engine.packs.lang(l));
        packs.map(|pack| Arc::clone(&pack.code)).collect()
    }

    /// Articles to mentions, over all threads of the current rayon pool; one result per document, in their order.
    /// `done` is called after each, from any thread.
    ///
    /// # Errors
    /// A document comes back as [`Unread`] when it has no article or a stage panicked on it.
    pub fn read(&self, taken: Vec<Taken>, done: &(dyn Fn() + Sync)) -> Vec<Result<DocumentRecord, Unread>> {
        let read = |document| {
            let result = self.read_one(document);
            done();
            result
        };
        taken.into_par_iter().map(read).collect()
    }

    fn read_one(&self, taken: Taken) -> Result<DocumentRecord, Unread> {
        let Taken { doc, article, mut problems } = taken;
        let Some(article) = article else { return Err(Unread { doc, problems }) };
        let mut sessions = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        match quarantine(&doc, || read(self, &mut sessions, article)) {
            Ok(mut reading) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(sessions);
                problems.append(&mut reading.problems);
                reading.problems = problems;
                Ok(reading)
            }
            Err(problem) => {
                problems.push(problem);
                Err(Unread { doc, problems })
            }
        }
    }
}

impl From<Intake> for Taken {
    fn from(intake: Intake) -> Self {
        Self { doc: intake.doc, article: intake.article, problems: intake.problems }
    }
}

/// The stages in order, for one document.
fn read<'e>(reader: &Reader<'e>, sessions: &mut Sessions<'e>, mut article: Article) -> DocumentRecord {
    let engine = reader.engine;
    let packs = &engine.packs;
    let trained = engine.trained(&article.meta.lang);
    let coder: Arc<str> = engine.coder(trained.map(|t| &*t.model)).into();
    let mut problems = Vec::new();
    let nothing = |article, problems, coder| DocumentRecord {
        article,
        times: Vec::new(),
        mentions: Vec::new(),
        offices: Vec::new(),
        measures: Vec::new(),
        problems,
        coder,
    };

    let Some(lang) = packs.lang(&article.meta.lang) else {
        let message = format!("no data for language `{}`, so no events were read", article.meta.lang);
        problems.push(Problem::warning("language-unknown", message).hint("see CONTRIBUTING.md: a new language"));
        return nothing(article, problems, coder);
    };

    // timex: where expressions are, then the publication date, because relative expressions are counted from it
    let scanned = timex::scan(&article.text, &article.blocks, &lang.timex);
    if matches!(article.meta.published.basis, PublishedBasis::None | PublishedBasis::File)
        && let Some(inferred) = scanned.infer_published(&article, &packs.world)
    {
        article.meta.published = inferred;
    }
    let anchor = timex::Anchor::of(&article);

    // segment, pipeline: what the prefilter leaves out has no time expression either, whose tense others may hang on
    let parse = trained.map(|trained| {
        let session = sessions.entry(&lang.code).or_insert_with(|| trained.pipeline.session());
        let Some(paragraphs) = &reader.paragraphs else {
            let all = parse(&article, lang, &trained.pipeline, session);
            reader.parsed.fetch_add(all.len(), Ordering::Relaxed);
            return all;
        };
        let untensed = OnceCell::new();
        let tells_time = |block: &Block| {
            let times = untensed.get_or_init(|| scanned.tag(&packs.world, anchor, None));
            times.iter().any(|t| t.span.overlaps(block.span))
        };
        let shortcuts = Shortcuts { paragraphs, parsed: &reader.parsed, keep: &tells_time };
        parse_for_coding(&shortcuts, &article, lang, &trained.pipeline, session)
    });
    let times = scanned.tag(&packs.world, anchor, parse.as_ref());

    // coding
    let Some(parse) = parse else {
        let message = format!("no trained model for language `{}`, so no events were read", lang.code);
        problems.push(Problem::warning("model-missing", message).hint("run `legation models pull`, then read again"));
        return DocumentRecord { times, ..nothing(article, problems, coder) };
    };
    let mut coded =
        coding::events::code(&coding::Reading { article: &article, parse: &parse, times: &times, packs, lang });
    problems.append(&mut coded.problems);
    DocumentRecord {
        article,
        times,
        mentions: coded.mentions,
        offices: coded.offices,
        measures: coded.measures,
        problems,
        coder,
    }
}
