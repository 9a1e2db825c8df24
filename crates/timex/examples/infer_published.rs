//! Dates texts that state no date: `infer_published LANG DATA_FOLDER FILE...`; blank lines separate the blocks, the
//! first block is the title.

#![allow(clippy::print_stdout, reason = "an example's output")]
#![allow(clippy::disallowed_methods, reason = "an example reads files")]

use std::path::Path;
use std::sync::Arc;

use legation_model::{Article, BaseKind, Block, BlockKind, DocumentKind, Metadata, PublicationDate, SourceMap, Span};
use legation_packs::{Files, Packs};

fn article(lang: &str, text: &str) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        let span = Span::new(at, at + part.len()).trimmed(text);
        if !span.is_empty() {
            let kind = if blocks.is_empty() { BlockKind::Title } else { BlockKind::Paragraph };
            blocks.push(Block { span, kind });
        }
        at += part.len() + 2;
    }
    Article {
        doc: Arc::from("text"),
        sha256: Arc::from(""),
        base: Arc::from(text),
        base_kind: BaseKind::Decoded,
        text: Arc::from(text),
        blocks,
        map: SourceMap::default(),
        chrome: Vec::new(),
        captions: Vec::new(),
        meta: Metadata {
            lang: Arc::from(lang),
            kind: DocumentKind::News,
            published: PublicationDate::unknown(),
            title: None,
            outlet: None,
            wire: None,
            author: None,
        },
    }
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
