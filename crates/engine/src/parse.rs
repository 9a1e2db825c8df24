use std::sync::atomic::{AtomicUsize, Ordering};

use legation_coding::prefilter;
use legation_model::{Article, Block, Parse, Span, Token, TokenIdx};
use legation_packs::LangPack;
use legation_pipeline::{Entities, Pipeline, Session, Tokens};
use legation_segment as segment;

use crate::paragraphs::Paragraphs;
use crate::recase::recased;

/// Tokens, tags, heads and entities of an article's clean text.
///
/// Each block is parsed by itself, so that no sentence runs across blocks; spans and heads are moved to where the block
/// stands in the article.
pub fn parse(article: &Article, pack: &LangPack, pipeline: &Pipeline, session: &mut Session<'_>) -> Parse {
    session.look_for_entities(Entities::Everywhere);
    let mut all: Vec<Token> = Vec::new();
    for block in &article.blocks {
        let recased = recased(article, block);
        let text = recased.as_deref().unwrap_or_else(|| article.block_text(block));
        place(&mut all, block, annotate(text, block, pipeline.tokenize(text), pack, session));
    }
    Parse::new(all)
}

/// What need not be parsed.
pub(crate) struct Shortcuts<'a> {
    /// What was parsed in earlier documents.
    pub(crate) paragraphs: &'a Paragraphs,
    /// Counts the tokens that are parsed nevertheless.
    pub(crate) parsed: &'a AtomicUsize,
    /// Blocks to be parsed in any case.
    pub(crate) keep: &'a dyn Fn(&Block) -> bool,
}

/// The same for coding only: blocks in which nothing can matter to it have no tokens, paragraphs that stood in
/// earlier documents are taken from there, and entities are looked for near capitals only.
pub(crate) fn parse_for_coding(
    shortcuts: &Shortcuts<'_>,
    article: &Article,
    pack: &LangPack,
    pipeline: &Pipeline,
    session: &mut Session<'_>,
) -> Parse {
    session.look_for_entities(Entities::NearCapitals);
    let recased: Vec<Option<String>> = article.blocks.iter().map(|b| recased(article, b)).collect();
    let text = |i: usize| recased[i].as_deref().unwrap_or_else(|| article.block_text(&article.blocks[i]));
    let tokenized: Vec<Tokens> = (0..recased.len()).map(|i| pipeline.tokenize(text(i))).collect();
    let spans: Vec<&[Span]> = tokenized.iter().map(|t| &*t.spans).collect();
    let is_read = prefilter::blocks(article, &spans, pack, &mut |word| session.possible_lemmas(word), shortcuts.keep);
    let mut all: Vec<Token> = Vec::new();
    let read = article.blocks.iter().zip(tokenized).zip(is_read).enumerate().filter(|(_, (_, is_read))| *is_read);
    for (i, ((block, tokens), _)) in read {
        let parse = || {
            shortcuts.parsed.fetch_add(tokens.len(), Ordering::Relaxed);
            annotate(text(i), block, tokens, pack, session)
        };
        // How a block in capitals is read depends on its document.
        if recased[i].is_some() {
            place(&mut all, block, parse());
        } else {
            place(&mut all, block, shortcuts.paragraphs.tokens(&pack.code, block.kind, text(i), parse).iter().cloned());
        }
    }
    Parse::new(all)
}

/// The tokens of a block with its text; spans and heads are counted from its start.
fn annotate(text: &str, block: &Block, tokens: Tokens, pack: &LangPack, session: &mut Session<'_>) -> Vec<Token> {
    let presets = segment::starts(text, block.kind, &tokens.spans, &pack.segment);
    session.annotate(text, tokens, &presets).tokens
}

/// Puts a block's tokens where the block stands.
fn place(all: &mut Vec<Token>, block: &Block, tokens: impl IntoIterator<Item = Token>) {
    let offset = all.len();
    all.extend(tokens.into_iter().enumerate().map(|(i, token)| Token {
        span: token.span.shifted(block.span.lo()),
        head: TokenIdx::from(token.head.at() + offset),
        sent_start: token.sent_start || i == 0,
        ..token
    }));
}
