use std::sync::atomic::{AtomicUsize, Ordering};

use legation_coding::prefilter;
use legation_model::{Article, Block, Parse, Span, Token, TokenIdx};
use legation_packs::LangPack;
use legation_pipeline::{Entities, Pipeline, Session, Tokens};
use legation_segment as segment;

use crate::paragraphs::Paragraphs;

/// Tokens, tags, heads and entities of an article's clean text.
///
/// Each block is parsed by itself, so that no sentence runs across blocks; spans and heads are moved to where the block
/// stands in the article.
pub fn parse(article: &Article, pack: &LangPack, pipeline: &Pipeline, session: &mut Session<'_>) -> Parse {
    session.look_for_entities(Entities::Everywhere);
    let mut all: Vec<Token> = Vec::new();
    for block in &article.blocks {
        let tokens = pipeline.tokenize(article.block_text(block));
        place(&mut all, block, annotate(article, block, tokens, pack, session));
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
    let tokenized: Vec<Tokens> = article.blocks.iter().map(|b| pipeline.tokenize(article.block_text(b))).collect();
    let spans: Vec<&[Span]> = tokenized.iter().map(|t| &*t.spans).collect();
    let is_read = prefilter::blocks(article, &spans, pack, &mut |word| session.possible_lemmas(word), shortcuts.keep);
    let mut all: Vec<Token> = Vec::new();
    for ((block, tokens), _) in article.blocks.iter().zip(tokenized).zip(is_read).filter(|(_, is_read)| *is_read) {
        let tokens = shortcuts.paragraphs.tokens(&pack.code, block.kind, article.block_text(block), || {
            shortcuts.parsed.fetch_add(tokens.len(), Ordering::Relaxed);
            annotate(article, block, tokens, pack, session)
        });
        place(&mut all, block, tokens.iter().cloned());
    }
    Parse::new(all)
}

/// The tokens of a block; spans and heads are counted from its start.
fn annotate(
    article: &Article,
    block: &Block,
    tokens: Tokens,
    pack: &LangPack,
    session: &mut Session<'_>,
) -> Vec<Token> {
    let text = article.block_text(block);
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
