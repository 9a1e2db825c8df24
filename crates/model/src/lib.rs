#![doc = include_str!("../README.md")]

mod actor;
mod article;
mod code;
mod edtf;
mod event;
mod problem;
mod source_map;
mod span;
mod standing;
mod timex;
mod token;

pub use actor::{Actor, ActorKind, ActorMention, Alternative};
pub use article::{
    Article, BaseKind, Block, BlockKind, DocumentKind, Masked, Metadata, PublicationDate, PublishedBasis,
};
pub use code::{Code, CodeError};
pub use edtf::{Bound, Edtf, EdtfError, Precision, plus_days};
pub use event::{
    Attribution, Conflict, ConflictValue, Derivation, Event, Evidence, Mention, MentionId, Number, NumberRelation,
    Status,
};
pub use problem::{Problem, Severity};
pub use source_map::{Segment, SourceMap};
pub use span::Span;
pub use standing::{Measure, Office, OfficeStatement, Relation, RelationKind};
pub use timex::{TimeBound, Timex, TimexKind};
pub use token::{Iob, Parse, SentStart, Token, TokenIdx, TokenRange, Upos};
