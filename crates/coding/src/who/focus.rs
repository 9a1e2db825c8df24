//! The countries that a document is about.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use legation_model::{BlockKind, Code, TokenIdx, Upos};
use legation_packs::actors::{NounClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::names::People;
use super::phrase::Phrase;
use super::scan::What;
use crate::Reading;

/// Within how many tokens behind its town a dateline has its date.
const DATELINE: usize = 7;
/// Among how many blocks the head of a document is.
const HEAD: usize = 4;

/// The states that a document is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Focus {
    /// Where unnamed governments, police and protesters are.
    pub(super) host: Option<Code>,
    /// The two states that it deals with. Who only lends the place ("agreed *in Minsk*") is none of them.
    pub(super) two: Option<[Code; 2]>,
    /// Whose ministry or office gives the document out, as its head says.
    pub(super) issuer: Option<Code>,
    /// Whether the two stand out from all others: the document is about what is between them.
    pub(super) dyad: bool,
}

/// How much is said of each state, and where it is first named: of two named as often the first comes first.
#[derive(Default)]
struct Weights(BTreeMap<Code, (u32, usize)>);

impl Weights {
    fn add(&mut self, code: Code, points: u32, at: usize) {
        self.0.entry(code).or_insert((0, at)).0 += points;
    }

    /// The states with their points, most first.
    fn ranked(&self) -> Vec<(Code, u32)> {
        let mut order: Vec<_> = self.0.iter().map(|(code, &(points, at))| (Reverse(points), at, *code)).collect();
        order.sort_unstable();
        order.into_iter().map(|(Reverse(points), _, code)| (code, points)).collect()
    }
}

/// What it counts that a title opens with a state's name and a colon, as if it were named so often. Source: none; set by reading.
const TOPIC: u32 = 4;

/// The state named most, places and the title counting more, and the two that take part most. Sources of the weights: none; set by
/// reading.
pub(super) fn focus(reading: &Reading<'_>, phrases: &[Phrase], people: &People) -> Focus {
    let state = |code: &Code| reading.packs.actors.states.get(code).is_some_and(|s| !s.union);
    let (mut named, mut taking_part) = (Weights::default(), Weights::default());
    for (i, phrase) in phrases.iter().enumerate() {
        let known = match phrase.what {
            What::Known(Sense::Organisation(o)) => {
                let organisation = &reading.packs.actors.organisations[o];
                organisation.country
            }
            What::Name(person) => people.all[person].known.and_then(|_| people.affiliation(reading, person).0),
            What::Known(_) => phrase.state(),
        };
        let Some(code) = known.filter(state) else { continue };
        let title =
            block_kind(reading, phrase.core.start).is_some_and(|k| matches!(k, BlockKind::Title | BlockKind::Heading));
        let town = matches!(phrase.what, What::Known(Sense::Capital(_) | Sense::Place(..) | Sense::PlaceAdjective(..)));
        let mut points = match phrase.what {
            What::Name(_) => 1,
            What::Known(_) => 2,
        };
        let venue = is_venue(reading, phrase);
        let place = is_place(reading, phrase) && !phrase.posting;
        if town {
            points -= 1;
        }
        let headline = if title { 2 } else { 1 };
        if title && names_topic(reading, phrase) {
            points += TOPIC;
        }
        if !venue {
            taking_part.add(code, points * headline, i);
        }
        if place || is_dateline(reading, phrase) {
            points += if town { 1 } else { 2 };
        }
        named.add(code, points * headline, i);
    }
    let host = named.ranked().first().map(|&(code, _)| code);
    let parties = taking_part.ranked();
    let points = |n: usize| parties.get(n).map_or(0, |&(_, points)| points);
    let two = match parties[..] {
        [(first, _), (second, points), ..] if parties.get(2).is_none_or(|&(_, third)| points > third) => {
            Some([first, second])
        }
        _ => None,
    };
    // Half as often as the first, and twice as often as the third.
    let dyad = two.is_some() && 2 * points(1) >= points(0) && points(1) >= 2 * points(2);
    Focus { host, two, dyad, issuer: issuer(reading, phrases) }
}

/// "Ministry of Foreign Affairs of the Republic of Peru", "Ministry of Foreign Affairs – Press Service / Lima, 3 May": whose organ a
/// line at the head of a document names, by the line itself or by the capital where it was written.
fn issuer(reading: &Reading<'_>, phrases: &[Phrase]) -> Option<Code> {
    let parse = reading.parse;
    let ontology = &reading.packs.ontology;
    let verb = |t: TokenIdx| matches!(parse.token(t).pos, Upos::Verb | Upos::Aux);
    let head: Vec<_> = reading.article.blocks.iter().take(HEAD).collect();
    let plain = |p: &&Phrase| {
        let at = parse.span(p.range).start;
        head.iter().any(|b| {
            let own = parse.tokens_in(b.span);
            b.span.start == at && !own.indices().map(TokenIdx::from).any(verb)
        })
    };
    let organ = |p: &&Phrase| {
        let noun = p.noun().map(|n| &reading.lang.actors.nouns[n]);
        noun.is_some_and(|n| matches!(n.class, NounClass::Organ | NounClass::State) && ontology.governs(n.sector))
    };
    let body = phrases.iter().filter(organ).find(plain)?;
    let written = || {
        let town = phrases.iter().filter(|p| matches!(p.what, What::Known(Sense::Capital(_))));
        town.filter(|p| is_dateline(reading, p)).find(plain_in(reading, &head)).and_then(Phrase::state)
    };
    body.of.first().copied().or_else(written)
}

/// Whether a phrase stands in one of some blocks.
fn plain_in<'p>(reading: &Reading<'_>, blocks: &[&legation_model::Block]) -> impl FnMut(&&'p Phrase) -> bool {
    move |p| blocks.iter().any(|b| b.span.contains(reading.parse.span(p.core)))
}

/// Whether a state is named only for the place: where something happens, where a story is written, what a meeting or
/// agreement is called after ("the *Geneva* talks"). Somebody who is *of* the place takes part all the same ("officials
/// in Lima").
pub(super) fn is_venue(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    !phrase.inner && (is_place(reading, phrase) || is_dateline(reading, phrase) || names_meeting(reading, phrase))
}

/// "KHARTOUM, Jan 9 (Agency) - ", "Rabat, le 24 août": whether a town opens a block and a date follows.
pub(super) fn is_dateline(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let start = reading.parse.token(phrase.core.start).span.start;
    let opens = reading.article.block_at(start).is_some_and(|b| b.span.start == start);
    if !opens || !is_town(phrase) {
        return false;
    }
    let end = phrase.core.end.at();
    let mut behind = (end..reading.parse.len().min(end + DATELINE)).map(TokenIdx::from);
    let tells = |&t: &TokenIdx| matches!(reading.parse.token(t).pos, Upos::Verb | Upos::Aux | Upos::Pron);
    let apart = behind.next().is_some_and(|t| matches!(reading.word(t), "," | "("));
    let figure = |t: TokenIdx| reading.word(t).starts_with(|c: char| c.is_ascii_digit());
    apart && behind.take_while(|t| !tells(t)).any(figure)
}

/// The tokens that end names of places which a meeting or agreement is called after.
pub(super) fn venues(reading: &Reading<'_>, phrases: &[Phrase]) -> Vec<TokenIdx> {
    let named_after = phrases.iter().filter(|p| !p.inner && names_meeting(reading, p));
    named_after.map(|p| (p.core.end.at() - 1).into()).collect()
}

fn is_town(phrase: &Phrase) -> bool {
    matches!(phrase.what, What::Known(Sense::Capital(_) | Sense::Place(..)))
}

/// "the *Geneva* talks", "les accords d'*Oslo*"
fn names_meeting(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    if !is_town(phrase) {
        return false;
    }
    let grammar = &reading.lang.actors.grammar;
    let (parse, syntax) = (reading.parse, &reading.lang.syntax);
    let at: TokenIdx = (phrase.core.end.at() - 1).into();
    let preposition = syntax.preposition_of(parse, at).filter(|&p| grammar.of.contains(&fold(reading.word(p))));
    let bare = syntax.is_any(&parse.token(at).dep, &[Relation::Compound, Relation::NominalModifier]);
    if preposition.is_none() && !bare {
        return false;
    }
    let above = preposition.filter(|_| syntax.prepositions_are_heads).unwrap_or(at);
    let noun = parse.token(above).head;
    noun != at && grammar.held_at.contains(&fold(&parse.token(noun).lemma))
}

/// Whether a state is named as the place where something happens ("in Peru").
pub(super) fn is_place(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let grammar = &reading.lang.actors.grammar;
    let named = matches!(phrase.what, What::Known(sense) if sense.is_place());
    let last = reading.parse.token((phrase.core.end.at() - 1).into());
    if !named || grammar.addressee_labels.contains(&*last.dep) {
        return false;
    }
    is_whereabouts(reading, phrase.range.start)
}

/// Whether words for a place stand before a token ("in the Netherlands", "in northern Peru").
pub(crate) fn is_whereabouts(reading: &Reading<'_>, start: TokenIdx) -> bool {
    let grammar = &reading.lang.actors.grammar;
    let start = start.at();
    let word = |i: usize| fold(reading.word(i.into()));
    let between = |&i: &usize| {
        let adjective = reading.parse.token(i.into()).pos == Upos::Adj;
        adjective || grammar.determiners.contains(&word(i))
    };
    let before = start - (start.saturating_sub(2)..start).rev().take_while(between).count();
    // "the streets of Lima", "le nord du Mali"
    let part = |i: usize| grammar.of.contains(&word(i)) && i > 0 && grammar.parts_of_places.contains(&word(i - 1));
    before.checked_sub(1).is_some_and(|i| grammar.whereabouts.contains(&word(i)) || part(i))
}

/// "*Niger*: …": whether a state's name and a colon open the title.
fn names_topic(reading: &Reading<'_>, phrase: &Phrase) -> bool {
    let start = reading.parse.token(phrase.core.start).span.start;
    let opens = reading.article.block_at(start).is_some_and(|b| b.span.start == start);
    let behind = phrase.core.end.at();
    opens && behind < reading.parse.len() && reading.word(behind.into()) == ":"
}

fn block_kind(reading: &Reading<'_>, token: TokenIdx) -> Option<BlockKind> {
    reading.article.block_at(reading.parse.token(token).span.start).map(|b| b.kind)
}
