//! Political actors: states, organisations, people, offices, groups, and their names.

mod lexicon;
mod pack;
mod people;
mod world_actors;

pub use lexicon::{Case, Hit, Lexicon, Word, fold};
pub use pack::{ActorPack, Grammar, Noun, NounClass, OfficeClass, OfficeTitle, PlainNumber, Pronoun, Refers};
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
}
