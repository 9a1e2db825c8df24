//! Benchmark texts as articles: no cleaning, so that offsets stay those of the benchmark.

use std::sync::Arc;

use legation_model::{
    Article, BaseKind, Block, BlockKind, DocumentKind, Edtf, Metadata, PublicationDate, PublishedBasis, SourceMap, Span,
};

/// An article of a bare text: each line that is not blank is a paragraph, nothing is left out.
pub fn article(doc: &str, text: &str, lang: &str, published: Option<Edtf>) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trimmed(text);
        if !span.is_empty() {
            blocks.push(Block { span, kind: BlockKind::Paragraph });
        }
        at += line.len();
    }
    let text: Arc<str> = text.into();
    Article {
        doc: doc.into(),
        sha256: "".into(),
        base: Arc::clone(&text),
        base_kind: BaseKind::Decoded,
        map: SourceMap::identity(text.len()),
        text,
        blocks,
        chrome: Vec::new(),
        captions: Vec::new(),
        meta: Metadata {
            lang: lang.into(),
            kind: DocumentKind::News,
            published: match published {
                Some(date) => PublicationDate {
                    date: Some(date),
                    basis: PublishedBasis::Stated,
                    why: "the benchmark gives it".to_owned(),
                },
                None => PublicationDate::unknown(),
            },
            title: None,
            outlet: None,
            wire: None,
            author: None,
        },
    }
}

/// The number of code points before a byte.
pub fn code_points(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |t| t.chars().count())
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_are_paragraphs_and_offsets_stay() {
        let article = super::article("d", "\nUn été.\n\n  Deux.\n", "fr", None);
        let blocks: Vec<&str> = article.blocks.iter().map(|b| article.block_text(b)).collect();
        assert_eq!(blocks, ["Un été.", "Deux."]);
        assert_eq!(super::code_points(&article.text, article.blocks[1].span.lo()), 12);
    }
}
