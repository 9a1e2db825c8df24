#![doc = include_str!("../README.md")]

pub mod about;
pub mod explain;
pub mod export;
mod marks;
mod page;
mod phrase;
pub mod search;
pub mod show;
pub mod standing;
pub mod timeline;
pub mod wire;

pub use about::About;
pub use page::Page;
