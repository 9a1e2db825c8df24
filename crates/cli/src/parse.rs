//! `legation parse`: what the trained pipeline of a language says of a text.

mod conllu;
pub(crate) mod tree;

use std::io::{BufRead as _, Read as _, Write as _};

use anyhow::Context as _;
use legation_model::{Iob, Parse};
use legation_models::Catalogue;
use legation_pipeline::Pipeline;
use serde::Serialize;

use crate::models::Shelf;
use crate::{Common, Outcome, terminal};

/// Show tokens, tags, heads, labels and entities of a text
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  legation parse \"The ministry summoned the ambassador on Friday.\"
  legation parse --lang fr --format conllu \"Le ministre a reçu l'ambassadrice.\"
  legation parse --raw < sentences.txt > sentences.jsonl")]
pub(crate) struct Args {
    /// The text; without it, standard input
    text: Option<String>,
    /// The language of the model; without it, that of the first model in the catalogue
    #[arg(long)]
    lang: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value = "tree")]
    format: Format,
    /// Do what spaCy does and nothing more: every line of standard input is a document, one JSON object a line
    #[arg(long, conflicts_with_all = ["text", "format"])]
    raw: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One tree per sentence
    Tree,
    /// CoNLL-U
    Conllu,
    /// One JSON object
    Json,
}

pub(crate) fn run(args: &Args, common: &Common) -> anyhow::Result<Outcome> {
    let catalogue = Catalogue::embedded();
    let first = catalogue.models.iter().find_map(|m| m.lang.as_deref());
    let lang = args.lang.as_deref().or(first).unwrap_or_default();
    let (model, package) = Shelf::new(common.quiet)?.package(lang).map(|(m, p)| (m.id(), p))?;
    let pipeline = Pipeline::load(&package).with_context(|| format!("cannot use the model {model}"))?;
    drop(package);
    if args.raw {
        raw(&pipeline)?;
        return Ok(Outcome::Done);
    }
    let text = if let Some(text) = &args.text {
        text.clone()
    } else {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input is no UTF-8 text")?;
        text
    };
    let parse = with_presets(&text, lang, &pipeline, common)?;
    match args.format {
        Format::Tree => terminal::print(&tree::render(&text, &parse))?,
        Format::Conllu => terminal::print(&conllu::render(&text, &parse))?,
        Format::Json => terminal::print_json(&record(&text, &parse))?,
    }
    Ok(Outcome::Done)
}

/// Parses as `legation read` does: line by line, with sentence starts set beforehand.
fn with_presets(text: &str, lang: &str, pipeline: &Pipeline, common: &Common) -> anyhow::Result<Parse> {
    let packs = common.packs()?;
    let Some(pack) = packs.lang(lang) else {
        return Ok(pipeline.session().annotate(text, pipeline.tokenize(text), &[]));
    };
    let article = legation_eval::plain::article("-", text, lang, None);
    Ok(legation_engine::parse(&article, pack, pipeline, &mut pipeline.session()))
}

/// One JSON object a line of standard input, without anything of our own.
fn raw(pipeline: &Pipeline) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut session = pipeline.session();
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let text = line.with_context(|| format!("line {} of standard input cannot be read", number + 1))?;
        let parse = session.annotate(&text, pipeline.tokenize(&text), &[]);
        serde_json::to_writer(&mut out, &record(&text, &parse))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// A document as `--raw` and `--format json` write it.
#[derive(Debug, Serialize)]
struct Record<'t> {
    text: &'t str,
    tokens: Vec<TokenRecord<'t>>,
}

#[derive(Debug, Serialize)]
struct TokenRecord<'t> {
    text: &'t str,
    /// Characters before the token.
    start: usize,
    tag: &'t str,
    pos: &'static str,
    morph: &'t str,
    lemma: &'t str,
    /// Index of the head; a root's is its own.
    head: u32,
    dep: &'t str,
    ent_iob: &'static str,
    ent_type: &'t str,
    sent_start: bool,
}

fn record<'t>(text: &'t str, parse: &'t Parse) -> Record<'t> {
    let (mut bytes, mut chars) = (0, 0);
    let tokens = parse.tokens.iter().map(|token| {
        chars += text.get(bytes..token.span.lo()).map_or(0, |s| s.chars().count());
        bytes = token.span.lo();
        TokenRecord {
            text: token.span.of(text),
            start: chars,
            tag: &token.tag,
            pos: token.pos.as_str(),
            morph: &token.morph,
            lemma: &token.lemma,
            head: token.head.0,
            dep: &token.dep,
            ent_iob: iob(token.iob),
            ent_type: &token.ent_type,
            sent_start: token.sent_start,
        }
    });
    let tokens = tokens.collect();
    Record { text, tokens }
}

fn iob(iob: Iob) -> &'static str {
    match iob {
        Iob::Missing => "",
        Iob::Outside => "O",
        Iob::Begin => "B",
        Iob::Inside => "I",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use legation_model::{Span, Token, TokenIdx, Upos};

    use super::*;

    /// A parse made by hand, so that the forms are tested where no model is.
    pub(super) fn sample() -> (&'static str, Parse) {
        let text = "Élodie left Oslo.\n\nGood";
        let token = |word: &str, from: usize, pos, tag: &str, head: usize, dep: &str, iob, ent: &str, start| Token {
            span: Span::new(from, from + word.len()),
            space_after: text.as_bytes().get(from + word.len()) == Some(&b' '),
            tag: Arc::from(tag),
            pos,
            morph: Arc::from(if tag == "VBD" { "Tense=Past|VerbForm=Fin" } else { "" }),
            lemma: Arc::from(word.to_lowercase()),
            head: TokenIdx::from(head),
            dep: Arc::from(dep),
            iob,
            ent_type: Arc::from(ent),
            sent_start: start,
        };
        let parse = Parse::new(vec![
            token("Élodie", 0, Upos::Propn, "NNP", 1, "nsubj", Iob::Begin, "PERSON", true),
            token("left", 8, Upos::Verb, "VBD", 1, "ROOT", Iob::Outside, "", false),
            token("Oslo", 13, Upos::Propn, "NNP", 1, "dobj", Iob::Begin, "GPE", false),
            token(".", 17, Upos::Punct, ".", 1, "punct", Iob::Outside, "", false),
            token("\n\n", 18, Upos::Space, "_SP", 3, "dep", Iob::Outside, "", false),
            token("Good", 20, Upos::Adj, "JJ", 5, "ROOT", Iob::Outside, "", true),
        ]);
        (text, parse)
    }

    #[test]
    fn json_counts_characters() {
        let (text, parse) = sample();
        let record = serde_json::to_value(record(text, &parse)).unwrap();
        let starts: Vec<u64> =
            record["tokens"].as_array().unwrap().iter().map(|t| t["start"].as_u64().unwrap()).collect();
        assert_eq!(starts, [0, 7, 12, 16, 17, 19]);
        assert_eq!(record["tokens"][2]["ent_iob"], "B");
        assert_eq!(record["tokens"][5]["head"], 5);
    }

    #[test]
    fn the_tree_is_readable() {
        let (text, parse) = sample();
        let expected = "\
left  VERB VBD  Tense=Past|VerbForm=Fin
├─ nsubj: Élodie  PROPN NNP, élodie  [PERSON]
├─ dobj: Oslo  PROPN NNP, oslo  [GPE]
└─ punct: .  PUNCT .
   └─ dep: ⏎⏎  SPACE _SP

Good  ADJ JJ, good
";
        assert_eq!(tree::render(text, &parse), expected);
    }
}
