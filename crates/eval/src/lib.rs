//! Accuracy and speed on fixed corpora.

pub mod timex;
