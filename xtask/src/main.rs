//! Legation's own chores.
fn main() {}
