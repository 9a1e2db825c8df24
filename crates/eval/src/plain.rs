//! Benchmark texts as articles: no cleaning, so that offsets stay those of the benchmark.

use legation_model::{Article, Edtf, PublicationDate, PublishedBasis};

/// An article of a bare text ([`Article::of_text`]) with the date that the benchmark gives.
pub fn article(doc: &str, text: &str, lang: &str, published: Option<Edtf>) -> Article {
    let mut article = Article::of_text(doc, text, lang);
    if let Some(date) = published {
        let why = "the benchmark gives it".to_owned();
        article.meta.published = PublicationDate { date: Some(date), basis: PublishedBasis::Stated, why };
    }
    article
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
