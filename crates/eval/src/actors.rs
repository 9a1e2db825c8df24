//! Whether the actors that the gold names in a document are found there with their country, sector and name.

use std::collections::BTreeMap;

use legation_coding::{Reading, who};
use legation_engine::{Engine, parse};
use legation_model::{Actor, Article, Code, Parse, Span, Timex};
use legation_pipeline::Session;
use serde_json::Value;

use crate::gold::{GoldActor, GoldText};
use crate::plain;

/// A reference to actors: bytes of the file, of the whole phrase and of its head word.
#[derive(Clone, Debug)]
pub struct Found {
    /// The phrase.
    pub phrase: Span,
    /// Its head.
    pub head: Span,
    /// Who it is.
    pub actors: Vec<Actor>,
}

/// The references of a document, as the stages find them; none where its language has no pipeline.
pub fn found(engine: &Engine, article: &Article, times: &[Timex]) -> Vec<Found> {
    let Some((lang, trained)) = engine.packs().lang(&article.meta.lang).zip(engine.trained(&article.meta.lang)) else {
        return Vec::new();
    };
    let parse = parse(article, lang, &trained.pipeline, &mut trained.pipeline.session());
    let who = who::find(&Reading { article, parse: &parse, times, packs: engine.packs(), lang });
    let base = |span: Span| article.map.to_base(span);
    let mentions = who.actors.into_iter().map(|m| Found {
        phrase: base(parse.span(m.tokens)),
        head: base(parse.token(m.head).span),
        actors: m.actors,
    });
    mentions.collect()
}

/// How many of the gold's actor texts are resolved rightly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActorScores {
    /// Texts that stand in the document, each once per clause.
    pub total: usize,
    /// With the right country.
    pub country: usize,
    /// With the right country and sector.
    pub role: usize,
    /// Of those that have a canonical name in the gold: how many.
    pub named: usize,
    /// Of those: with the right country, sector and name.
    pub name: usize,
    /// What is wrong, in the order of the documents.
    pub errors: Vec<String>,
}

/// Adds one document's actors.
pub fn score(scores: &mut ActorScores, text: &GoldText, found: &[Found]) {
    let mut seen = Vec::new();
    for event in &text.gold.events {
        let Some(clause) = text.text.find(&event.quote) else { continue };
        for gold in event.actor.iter().chain(&event.recipient).chain(&event.attribution) {
            let Some(words) = &gold.text else { continue };
            // In the clause, else the nearest place.
            let places = text.text.match_indices(words.as_str()).map(|(at, _)| at);
            let distance = |at: &usize| if *at >= clause { at - clause } else { clause - at + event.quote.len() };
            let Some(at) = places.min_by_key(distance) else { continue };
            let key = (at, clause, words);
            if !seen.contains(&key) {
                seen.push(key);
                scores.add(&text.name, gold, words, Span::new(at, at + words.len()), found);
            }
        }
    }
}

impl ActorScores {
    fn add(&mut self, doc: &str, gold: &GoldActor, words: &str, here: Span, found: &[Found]) {
        let overlap = |f: &&Found| {
            let shared = f.phrase.end.min(here.end).saturating_sub(f.phrase.start.max(here.start));
            let beyond = f.phrase.start.abs_diff(here.start) + f.phrase.end.abs_diff(here.end);
            i64::from(2 * shared) - i64::from(beyond)
        };
        let mention = found.iter().filter(|f| here.contains(f.head)).max_by_key(overlap);
        let actors = mention.map_or(&[][..], |f| &f.actors);
        let code = |code: Option<Code>| code.map(|c| c.to_string());
        let country = actors.iter().any(|a| code(a.country) == gold.country);
        let same = |a: &&Actor| code(a.country) == gold.country && code(a.sector) == gold.sector;
        let role = actors.iter().any(|a| same(&a));
        let name = actors.iter().filter(same).any(|a| a.name.as_deref() == gold.name.as_deref());
        self.total += 1;
        self.country += usize::from(country);
        self.role += usize::from(role);
        self.named += usize::from(gold.name.is_some());
        self.name += usize::from(gold.name.is_some() && name);
        if !role {
            let mine: Vec<String> = actors.iter().map(|a| format!("{:?} {:?}", a.country, a.sector)).collect();
            self.errors.push(format!("{doc}: `{words}` is {:?} {:?}, found {mine:?}", gold.country, gold.sector));
        }
    }
}

/// How many of a benchmark's actor codes are found. A code is a country, with or without a sector behind it; further
/// letters (ethnic groups) do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeScores {
    /// Texts with a code.
    pub total: usize,
    /// With the right country.
    pub country: usize,
    /// Codes with a sector.
    pub sectors: usize,
    /// Of those: with the right country and sector.
    pub role: usize,
    /// What is wrong, in the order of the records.
    pub errors: Vec<String>,
}

/// Scores the records with actor codes among those of a coding benchmark (`text`, `lang`, `events` with `source`,
/// `source_text`, `target`, `target_text`): the widest phrase found within the words that the record gives for an actor
/// is compared with its code.
pub fn codes(engine: &Engine, records: &[Value]) -> CodeScores {
    let mut scores = CodeScores::default();
    let mut sessions: BTreeMap<&str, Session<'_>> = BTreeMap::new();
    for record in records {
        let sides = |event: &Value| {
            [("source", "source_text"), ("target", "target_text")].map(|(code, text)| {
                let cell = |name: &str| event[name].as_str().unwrap_or("").to_owned();
                (cell(code), cell(text))
            })
        };
        let wanted: Vec<(String, String)> =
            record["events"].as_array().into_iter().flatten().flat_map(sides).filter(|(c, _)| c.len() >= 3).collect();
        let lang = record["lang"].as_str().unwrap_or("");
        let Some((pack, trained)) = engine.packs().lang(lang).zip(engine.trained(lang)) else { continue };
        if wanted.is_empty() {
            continue;
        }
        let text = record["text"].as_str().unwrap_or("");
        let id = record["id"].as_str().unwrap_or("");
        // The benchmark gives all such records one date, which is none of theirs.
        let article = plain::article(id, text, lang, None);
        let session = sessions.entry(&pack.code).or_insert_with(|| trained.pipeline.session());
        let parse = parse(&article, pack, &trained.pipeline, session);
        let who =
            who::find(&Reading { article: &article, parse: &parse, times: &[], packs: engine.packs(), lang: pack });
        for (code, words) in wanted {
            scores.add(id, &code, &words, text, &parse, &who);
        }
    }
    scores
}

impl CodeScores {
    fn add(&mut self, id: &str, code: &str, words: &str, text: &str, parse: &Parse, who: &who::Who) {
        // Discontinuous phrases are given with dots in them: their first part may stand anywhere.
        let words = words.rsplit("...").next().unwrap_or(words).trim();
        let place = text.find(words).map_or(Span::default(), |at| Span::new(at, at + words.len()));
        let within = who.actors.iter().filter(|m| place.contains(parse.token(m.head).span));
        let actor = within.max_by_key(|m| m.tokens.len()).and_then(|m| m.actors.first());
        let mine = actor.map(|a| (a.country, a.sector)).unwrap_or_default();
        let shown = |code: Option<Code>| code.map_or_else(|| "-".to_owned(), |c| c.to_string());
        let (country, rest) = code.split_at_checked(3).unwrap_or((code, ""));
        let international = country == "IGO" && mine.1.is_some_and(|s| s.as_str() == "IGO");
        let right = shown(mine.0) == country || international;
        let sector = rest.get(..3).filter(|s| s.chars().all(|c| c.is_ascii_uppercase()) && country != "IGO");
        let role = right && sector.is_none_or(|s| shown(mine.1) == s);
        self.total += 1;
        self.country += usize::from(right);
        self.sectors += usize::from(sector.is_some());
        self.role += usize::from(sector.is_some() && role);
        if !role {
            self.errors.push(format!("{id}: `{words}` is {code}, found {} {}", shown(mine.0), shown(mine.1)));
        }
    }
}
