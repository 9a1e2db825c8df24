//! Political actors: states, organisations, people, offices, groups, and their names.

mod committees;
mod lexicon;
mod pack;
mod people;
mod world_actors;

pub use committees::Committees;
pub use lexicon::{Case, Hit, Lexicon, Word, fold};
pub use pack::{ActorPack, Grammar, Noun, NounClass, OfficeClass, OfficeTitle, PlainNumber, Pronoun, Refers, Words};
pub use people::{Person, Term};
pub use world_actors::{Actors, Organisation, State};

/// What a name or noun can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A state by a name of its own.
    StateName(legation_model::Code),
    /// A state by its adjective.
    StateAdjective(legation_model::Code),
    /// The people of a state.
    People(legation_model::Code),
    /// A state by its capital.
    Capital(legation_model::Code),
    /// A town or region of a state: index into [`ActorPack::places`].
    Place(legation_model::Code, usize),
    /// A region by its adjective.
    PlaceAdjective(legation_model::Code, usize),
    /// Index into [`Actors::organisations`].
    Organisation(usize),
    /// Index into [`Actors::people`], by full name.
    Person(usize),
    /// Index into [`ActorPack::offices`].
    Office(usize),
    /// Index into [`ActorPack::nouns`].
    Noun(usize),
    /// Index into [`ActorPack::honorifics`].
    Honorific(usize),
    /// A part of the world that has a state's name in its own, and is no actor ("South America").
    Region,
}

impl Sense {
    /// The state that it names, by whatever word.
    pub fn state(self) -> Option<legation_model::Code> {
        match self {
            Self::StateName(c)
            | Self::StateAdjective(c)
            | Self::People(c)
            | Self::Capital(c)
            | Self::Place(c, _)
            | Self::PlaceAdjective(c, _) => Some(c),
            Self::Organisation(_)
            | Self::Person(_)
            | Self::Office(_)
            | Self::Noun(_)
            | Self::Honorific(_)
            | Self::Region => None,
        }
    }

    /// The town or region that it names.
    pub fn place(self) -> Option<usize> {
        match self {
            Self::Place(_, place) | Self::PlaceAdjective(_, place) => Some(place),
            _ => None,
        }
    }

    /// Whether it names a state, town or region by its own name, and not by an adjective or its people.
    pub fn is_place(self) -> bool {
        matches!(self, Self::StateName(_) | Self::Capital(_) | Self::Place(..))
    }

    /// Whether it is the adjective of a state or region.
    pub fn is_adjective(self) -> bool {
        matches!(self, Self::StateAdjective(_) | Self::PlaceAdjective(..))
    }
}
