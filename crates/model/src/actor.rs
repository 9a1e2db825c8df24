use std::sync::Arc;

use crate::{Code, Derivation, Span, TokenIdx, TokenRange};

/// A political actor as an event names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    /// The words that name it here.
    pub text: Arc<str>,
    /// Bytes of the clean text; `None` when the sentence leaves the actor unsaid and it was resolved from
    /// elsewhere.
    pub span: Option<Span>,
    /// Country or special code of an international organisation.
    pub country: Option<Code>,
    /// Sector code (`GOV`, `OPP`, ...).
    pub sector: Option<Code>,
    /// Canonical name, if it has one.
    pub name: Option<Arc<str>>,
}

/// How a passage refers to an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A state, by name, demonym or capital.
    Country,
    /// A person by name, with or without a title.
    Person,
    /// An organisation, ministry, party or outlet by name.
    Organisation,
    /// A group or role ("protesters", "the authorities", "workers").
    Group,
    /// An office without a name ("the French president").
    Office,
    /// A pronoun or possessive.
    Pronoun,
}

/// Another reading of the same words, kept because the text does not decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The other actor.
    pub actor: Actor,
    /// Its share of the belief, 0 to 1.
    pub weight: f32,
}

/// A place in the text that refers to a political actor.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorMention {
    /// Its tokens: the whole noun phrase without relative clauses.
    pub tokens: TokenRange,
    /// The syntactic head among them.
    pub head: TokenIdx,
    /// How it refers.
    pub kind: ActorKind,
    /// Who it is. Several for a plural reference resolved to its members ("they").
    pub actors: Vec<Actor>,
    /// Readings that were not chosen.
    pub alternatives: Vec<Alternative>,
    /// How the reading came about.
    pub derivation: Derivation,
}
