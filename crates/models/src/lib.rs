#![doc = include_str!("../README.md")]

mod catalogue;
mod error;
mod fetch;
mod store;
mod wheel;

pub use catalogue::{Catalogue, Model, Use};
pub use error::ModelError;
pub use fetch::pull;
pub use store::{Presence, Store};
pub use wheel::Package;
