//! `legation explain`: why an event was coded.

use anyhow::bail;
use legation_desk::{explain, wire};
use legation_engine::Engine;
use legation_ledger::Ledger;
use legation_model::{Actor, Article, Event, Mention, Parse, Span, TokenIdx};
use serde::Serialize;

use crate::models::Shelf;
use crate::parse::tree;
use crate::views::TextOrJson;
use crate::{Common, Outcome, terminal};

/// Show why an event was coded: each report, its sentence and parse, the rule and what filled its parts
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  legation explain 3f9a1c         an id as the timeline shows it, or its first characters")]
pub(crate) struct Args {
    /// The event's id, or its first characters
    #[arg(value_name = "EVENT")]
    event: String,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: TextOrJson,
}

#[derive(Serialize)]
struct Explained {
    event: wire::Event,
    reports: Vec<ExplainedReport>,
}

#[derive(Serialize)]
struct ExplainedReport {
    #[serde(flatten)]
    mention: wire::Mention,
    /// The trees of its sentences, with marks; absent where the model of its language is not here.
    parse: Option<String>,
    derivation: wire::Derivation,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let ledger = common.open()?;
    let event = find_event(&ledger, &args.event)?;
    let mut reports: Vec<(Mention, Article)> = Vec::new();
    for id in &event.mentions {
        let article = ledger.document(&id.doc)?.and_then(|d| d.article);
        let mention = ledger.mentions_of(&id.doc)?.into_iter().find(|m| m.id == *id);
        reports.extend(mention.zip(article));
    }
    let parses = Parses::new(common)?;
    let parses: Vec<Option<String>> =
        reports.iter().map(|(m, article)| parses.of(m, article)).collect::<anyhow::Result<_>>()?;
    match args.format {
        TextOrJson::Text => {
            let explained = explain::Explained { event: &event, mentions: &reports, parses: &parses };
            terminal::print(&explain::text(explained, terminal::page()))?;
        }
        TextOrJson::Json => {
            let by_id: wire::Mentions<'_> = reports.iter().map(|(m, _)| (&m.id, m)).collect();
            terminal::print_json(&Explained {
                event: wire::Event::new(&event, &by_id),
                reports: reports
                    .iter()
                    .zip(&parses)
                    .map(|((m, article), parse)| ExplainedReport {
                        mention: wire::Mention::new(m, Some(&event.id)),
                        parse: parse.clone(),
                        derivation: wire::Derivation::new(&m.evidence.derivation, &article.text),
                    })
                    .collect(),
            })?;
        }
    }
    Ok(Outcome::Done)
}

/// Parses sentences again, as they were parsed when they were read.
struct Parses {
    engine: Engine,
    shelf: Shelf,
}

impl Parses {
    fn new(common: &Common) -> anyhow::Result<Self> {
        Ok(Self { engine: common.engine()?, shelf: Shelf::new(common.quiet)? })
    }

    /// The trees of a mention's sentences; none where the model of its language is not here: explaining fetches
    /// nothing.
    fn of(&self, mention: &Mention, article: &Article) -> anyhow::Result<Option<String>> {
        let lang = &article.meta.lang;
        let Some(pack) = self.engine.packs().lang(lang).filter(|_| self.shelf.model_of(lang).is_some()) else {
            return Ok(None);
        };
        if self.engine.lacks_pipeline(lang) {
            self.shelf.train(&self.engine, lang)?;
        }
        let Some(trained) = self.engine.trained(lang) else { return Ok(None) };
        let within = mention.evidence.clean;
        let blocks = article.blocks.iter().filter(|b| b.span.overlaps(within)).copied().collect();
        let article = Article { blocks, ..article.clone() };
        let parse = legation_engine::parse(&article, pack, &trained.pipeline, &mut trained.pipeline.session());
        let marks = |token: TokenIdx| marks(mention, &parse, token);
        let sentences = parse.sentences.iter().filter(|s| parse.span(**s).overlaps(within));
        let trees: Vec<String> = sentences.map(|s| tree::sentence(&article.text, &parse, *s, &marks)).collect();
        Ok(Some(trees.join("\n")))
    }
}

/// What a word is for a mention: a mark stands at the head of the words that it is about.
fn marks(mention: &Mention, parse: &Parse, token: TokenIdx) -> Vec<&'static str> {
    let heads = |span: Span| {
        let here = parse.token(token);
        // The head of the span's words is the one whose own head lies outside.
        span.contains(here.span) && (here.head == token || !span.contains(parse.token(here.head).span))
    };
    let any = |actors: &[Actor]| actors.iter().filter_map(|a| a.span).any(heads);
    let sources = mention.attribution.iter().filter_map(|a| a.span);
    [
        ("trigger", heads(mention.trigger)),
        ("actor", any(&mention.actor)),
        ("recipient", any(&mention.recipient)),
        ("source", sources.into_iter().any(heads)),
    ]
    .into_iter()
    .filter_map(|(name, is)| is.then_some(name))
    .collect()
}

fn find_event(ledger: &Ledger, id: &str) -> anyhow::Result<Event> {
    if let Some(event) = ledger.event(id)? {
        return Ok(event);
    }
    let mut matching: Vec<Event> = ledger.events()?.into_iter().filter(|e| e.id.starts_with(id)).collect();
    match matching.len() {
        1 => Ok(matching.remove(0)),
        0 => bail!("no event `{id}` in {}; `legation timeline` shows the ids", ledger.path().display()),
        n => bail!("{n} events start with `{id}`; give more of the id"),
    }
}
