//! Who: actors, offices, and references to them within a document.
//!
//! [`find`] reads a document in five steps, one module each: names and nouns of the lexicon ([`scan`]), persons by
//! name ([`names`]), noun phrases with what they say of state, office and person ([`phrase`]), offices stated
//! ([`offices`]), and what each phrase and pronoun refers to ([`refer`]).

mod across;
mod focus;
mod names;
mod nationality;
mod offices;
mod phrase;
mod refer;
mod runs;
mod scan;
mod signature;

use legation_model::{Actor, ActorMention, Code, OfficeStatement, TokenIdx};
use legation_packs::actors::Sense;

use crate::Reading;
pub(crate) use focus::is_whereabouts;
use refer::Interview;

pub use across::resolve;

/// All references to political actors in a document, in text order; they may nest ("Belarus" within "the president
/// of Belarus"). Pronouns and descriptions are resolved within the document.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The references.
    pub actors: Vec<ActorMention>,
    /// Who holds which office, as the document says.
    pub offices: Vec<OfficeStatement>,
    /// The country that the document is about: where unnamed governments, police and protesters are.
    pub host: Option<Code>,
    /// The two countries between which it takes place, where they stand out from all others.
    pub two: Option<[Code; 2]>,
    /// Heads of the names of places that only say where a meeting or agreement was held ("the *Geneva* talks").
    pub(crate) venues: Vec<TokenIdx>,
    /// The interview that the document is.
    pub(crate) interview: Option<Interview>,
}

impl Who {
    /// The widest reference whose head is a token.
    pub fn at(&self, head: TokenIdx) -> Option<&ActorMention> {
        self.actors.iter().filter(|m| m.head == head).max_by_key(|m| m.tokens.len())
    }

    /// The smallest reference that covers a token.
    pub fn covering(&self, token: TokenIdx) -> Option<&ActorMention> {
        self.actors.iter().filter(|m| m.tokens.contains(token)).min_by_key(|m| m.tokens.len())
    }
}

/// Finds the actors and offices of a document.
pub fn find(reading: &Reading<'_>) -> Who {
    let items = scan::items(reading);
    let (mut items, mut people) = names::read(reading, items);
    items.retain(|i| !is_of_a_date(reading, i));
    let phrases = phrase::compose(reading, &items);
    let signed = signature::statements(reading);
    let focus = focus::focus(reading, &phrases, &people);
    let host = focus.host;
    let two = focus.two.filter(|_| focus.dyad);
    people.learn(reading, &phrases, &signed, focus);
    let mut offices = offices::statements(reading, &phrases, &people);
    let signatories = signature::parties(reading, &signed);
    offices.extend(signed.into_iter().map(|s| s.statement));
    let (actors, interview) = refer::resolve(reading, &phrases, &people, focus, signatories);
    let described = offices::described(reading, &phrases, &people, &actors, &offices);
    offices.extend(described);
    offices.sort_by_key(|o| o.evidence.clean);
    let venues = focus::venues(reading, &phrases);
    Who { actors, offices, host, two, venues, interview }
}

/// "3 *May* 2019": no person of that name.
fn is_of_a_date(reading: &Reading<'_>, item: &scan::Item) -> bool {
    let span = reading.parse.span(item.range);
    let person = matches!(item.what, scan::What::Known(Sense::Person(_)) | scan::What::Name(_));
    person && reading.times.iter().any(|t| t.span.contains(span) && t.span != span)
}

/// A state's government as an actor that no words name.
pub fn government(country: Code, sector: Code) -> Actor {
    Actor { text: country.as_str().into(), span: None, country: Some(country), sector: Some(sector), name: None }
}
