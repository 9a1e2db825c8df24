#![doc = include_str!("../README.md")]
#![allow(
    clippy::inline_always,
    reason = "what runs inside `kernel::Operation` is compiled for the machine's vectors only if it is inlined"
)]
#![allow(clippy::needless_range_loop, reason = "loops over fixed lanes are written so that they become vectors")]

mod config;
mod error;
mod kernel;
mod lemmatizer;
mod lexeme;
mod msgpack;
mod names;
mod ner;
pub mod package;
mod parser;
mod pipeline;
mod regex;
mod ruler;
mod session;
mod strings;
mod tagger;
mod tok2vec;
mod tokenizer;
mod transition;
mod tree;
mod vectors;
mod weights;
mod windows;
mod words;

pub use error::LoadError;
#[doc(inline)]
pub use legation_model::{Iob, Parse, SentStart, Span, Token, TokenIdx, TokenRange, Upos};
pub use package::Package;
pub use pipeline::Pipeline;
pub use session::Session;
pub use tokenizer::Tokens;
pub use windows::Entities;
