//! Items of a list that a sentence of the form "We ask you:" opens: what whoever is asked shall do.

use legation_model::{Actor, Block, BlockKind, TokenIdx};

use super::mention::Builder;

/// Who demands what a list says, and of whom.
pub(super) struct Demand {
    /// Who opens the list.
    pub(super) by: Vec<Actor>,
    /// Who is spoken to.
    pub(super) of: Vec<Actor>,
}

impl Builder<'_, '_> {
    /// "We ask you: – to *suspend* the talks": who demands it of whom, where an infinitive opens an item of a list below words
    /// that end in a colon.
    pub(super) fn listed_demand(&self) -> Option<Demand> {
        let reading = self.reading;
        let parse = reading.parse;
        let trigger = self.candidate.trigger;
        let sentence = parse.sentence_of(trigger);
        // Nothing with a verb form of its own stands before it.
        let open = parse.token(trigger).morph.contains("VerbForm=Inf")
            && (sentence.start.at()..trigger.at()).all(|i| !parse.tokens[i].morph.contains("VerbForm=Fin"));
        let blocks = &reading.article.blocks;
        let span = parse.token(trigger).span;
        let here = blocks.iter().position(|b| b.span.contains(span)).filter(|_| open)?;
        let text = |b: &Block| reading.article.block_text(b).trim();
        let item = |b: &Block| {
            let marked = text(b).starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | '—' | '•' | '*'));
            b.kind == BlockKind::ListItem || marked || text(b).ends_with(';')
        };
        let intro =
            blocks[..here].iter().rev().find(|b| !item(b)).filter(|b| text(b).ends_with(':') && item(&blocks[here]))?;
        let named = parse
            .tokens_in(intro.span)
            .indices()
            .map(TokenIdx::from)
            .filter_map(|t| Some(self.parties.named(t)?.to_vec()));
        let mut named: Vec<Vec<Actor>> = named.collect();
        let of = named.pop()?;
        Some(Demand { by: named.into_iter().next()?, of })
    }
}
