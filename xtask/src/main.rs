//! Legation's own chores.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "chores report on the terminal")]

mod spacy_parity;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("", &[][..]), |(c, r)| (c.as_str(), r));
    match command {
        "spacy-parity" => spacy_parity::run(rest),
        _ => anyhow::bail!("commands: spacy-parity"),
    }
}
