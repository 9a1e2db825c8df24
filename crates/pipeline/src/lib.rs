#![doc = include_str!("../README.md")]

mod config;
mod error;
mod kernel;
mod lemmatizer;
mod lexeme;
mod msgpack;
mod names;
mod ner;
mod package;
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

pub use error::LoadError;
pub use package::Package;
pub use pipeline::Pipeline;
pub use session::Session;
pub use tokenizer::Tokens;
