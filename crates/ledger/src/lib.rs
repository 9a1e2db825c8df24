#![doc = include_str!("../README.md")]

pub mod deduce;
mod error;
pub mod record;
mod store;

pub use error::LedgerError;
pub use store::{Correction, Document, DocumentRecord, Header, Hit, Ledger, StoredProblem, TimelineFilter};
