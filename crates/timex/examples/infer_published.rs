//! Dates texts that state no date: `infer_published LANG DATA_FOLDER FILE...`; blank lines separate the blocks, the
//! first block is the title.

#![allow(clippy::print_stdout, reason = "an example's output")]
#![allow(clippy::disallowed_methods, reason = "an example reads files")]

use std::path::Path;

use legation_model::{Article, BlockKind};
use legation_packs::{Files, Packs};

/// The first line is the title.
fn article(lang: &str, text: &str) -> Article {
    let mut article = Article::of_text("text", text, lang);
    if let Some(first) = article.blocks.first_mut() {
        first.kind = BlockKind::Title;
    }
    article
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(lang), Some(data)) = (args.next(), args.next()) else {
        return Err("usage: infer_published LANG DATA_FOLDER FILE...".into());
    };
    let packs = Packs::load(&Files::from_dir(Path::new(&data))?)?;
    let pack = &packs.lang(&lang).ok_or("no such language")?.timex;
    for file in args {
        let text = std::fs::read_to_string(&file)?;
        match legation_timex::infer_published(&article(&lang, &text), pack, &packs.world) {
            Some(found) => {
                println!("{file}: {} ({})", found.date.map_or_else(String::new, |d| d.to_string()), found.why);
            }
            None => println!("{file}: not bounded"),
        }
    }
    Ok(())
}
