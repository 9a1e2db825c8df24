#![doc = include_str!("../README.md")]

pub mod attribution;
pub mod events;
pub mod prefilter;
mod reading;
pub mod status;
pub mod who;

pub use reading::{Coded, Reading};
