//! The sourced ledger: documents, mentions, events, corrections, standing facts.
