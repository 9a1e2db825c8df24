//! Accuracy and speed on fixed corpora.
