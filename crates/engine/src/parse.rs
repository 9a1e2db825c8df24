use legation_model::{Article, Parse, Token, TokenIdx};
use legation_packs::LangPack;
use legation_pipeline::{Pipeline, Session};
use legation_segment as segment;

/// Tokens, tags, heads and entities of an article's clean text.
///
/// Each block is parsed by itself, so that no sentence runs across blocks; spans and heads are moved to where the block
/// stands in the article.
pub fn parse(article: &Article, pack: &LangPack, pipeline: &Pipeline, session: &mut Session<'_>) -> Parse {
    let mut all: Vec<Token> = Vec::new();
    for block in &article.blocks {
        let text = article.block_text(block);
        let tokens = pipeline.tokenize(text);
        let presets = segment::starts(text, block.kind, &tokens.spans, &pack.segment);
        let parsed = session.annotate(text, tokens, &presets);
        let offset = all.len();
        all.extend(parsed.tokens.into_iter().enumerate().map(|(i, token)| Token {
            span: token.span.shifted(block.span.lo()),
            head: TokenIdx::from(token.head.at() + offset),
            sent_start: token.sent_start || i == 0,
            ..token
        }));
    }
    Parse::new(all)
}
