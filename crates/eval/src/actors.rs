//! Whether the actors that the gold names in a document are found there with their country, sector and name.

use legation_model::{Actor, Span};

use crate::gold::{GoldActor, GoldText};

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
        let code = |code: Option<legation_model::Code>| code.map(|c| c.to_string());
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
