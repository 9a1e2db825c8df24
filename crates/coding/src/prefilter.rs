//! Which blocks need not be parsed, told from their words alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use legation_model::{Article, Block, BlockKind, Span};
use legation_packs::LangPack;
use legation_packs::actors::{Case, Word, fold};

/// Every dictionary form that a word may turn out to have, whatever its part of speech.
pub type Lemmas<'f> = &'f mut dyn FnMut(&str) -> Vec<Arc<str>>;

/// How many blocks around one that names an actor are always read. Pronouns, descriptions and quotations reach three
/// sentences or two blocks at most, and a block has at least one sentence.
const REACH: usize = 4;

/// For each block of an article, whether anything in it may matter to coding. `tokens` are the spans of each block's
/// tokens, in bytes from its start.
///
/// A block is left out when no actor of the lexicon stands in it or within four blocks of it, no name in it comes
/// again in a block that is read, and it holds no quotation mark. Leaving it out does not change what is coded: no
/// predicate in it has an actor, no reference reaches into it or across it. What `keep` says of a block goes first.
pub fn blocks(
    article: &Article,
    tokens: &[&[Span]],
    lang: &LangPack,
    lemmas: Lemmas<'_>,
    keep: impl Fn(&Block) -> bool,
) -> Vec<bool> {
    let placed: Vec<Vec<&str>> = article
        .blocks
        .iter()
        .zip(tokens)
        .map(|(block, spans)| spans.iter().map(|s| s.of(article.block_text(block))).collect())
        .collect();
    // "We" in a letter is its signatories, wherever it stands.
    if article.blocks.iter().any(|b| b.kind == BlockKind::Signature) {
        return vec![true; article.blocks.len()];
    }
    let mut read = around(placed.len(), |i| names_an_actor(&placed[i], lang, lemmas));
    for (read, (block, placed)) in read.iter_mut().zip(article.blocks.iter().zip(&placed)) {
        *read = *read
            || block.kind != BlockKind::Paragraph && block.kind != BlockKind::ListItem
            || placed.iter().any(|w| w.contains(is_quotation_mark))
            || keep(block);
    }
    if read.iter().all(|r| *r) {
        return read;
    }
    let all: BTreeSet<&str> = placed.iter().flat_map(|block| names(block)).collect();
    let names: Vec<BTreeSet<&str>> =
        placed.iter().map(|block| block.iter().copied().filter(|w| all.contains(w)).collect()).collect();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for i in 0..read.len() {
        if read[i] {
            known.extend(&names[i]);
        }
    }
    // A name in a block that is read for another name's sake counts as well, so until nothing is added.
    while let Some(i) = (0..read.len()).find(|&i| !read[i] && !names[i].is_disjoint(&known)) {
        read[i] = true;
        known.extend(&names[i]);
    }
    read
}

/// The blocks at most [`REACH`] from one that names an actor. Blocks in between are not asked.
fn around(count: usize, mut is_named: impl FnMut(usize) -> bool) -> Vec<bool> {
    let mut read = vec![false; count];
    let mut mark = |from: usize, to: usize| read[from..count.min(to)].fill(true);
    let mut at = 0;
    while let Some(first) = (at..count).find(|&i| is_named(i)) {
        let mut last = first;
        // A named block at twice the reach makes all between them read, whatever they hold.
        while let Some(next) = (last + 1..count.min(last + 2 * REACH + 2)).rev().find(|&i| is_named(i)) {
            last = next;
        }
        mark(first.saturating_sub(REACH), last + REACH + 1);
        at = last + 2 * REACH + 2;
    }
    read
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '‹' | '›')
}

/// Words with a capital that do not owe it to the start of a sentence.
fn names<'t>(block: &[&'t str]) -> impl Iterator<Item = &'t str> {
    let inside = block.windows(2).filter(|pair| pair[0].chars().any(|c| c.is_alphanumeric() || c == ','));
    inside.map(|pair| pair[1]).filter(|w| Case::of(w) != Case::Any && w.chars().nth(1).is_some())
}

/// Whether any actor, office or group of the lexicon may stand in these tokens.
fn names_an_actor(tokens: &[&str], lang: &LangPack, lemmas: Lemmas<'_>) -> bool {
    // Most blocks name one in plain words: dictionary forms are only looked for in the others.
    let plain = words(tokens, |_| Vec::new());
    holds_an_actor(&plain, lang) || holds_an_actor(&words(tokens, lemmas), lang)
}

fn words(tokens: &[&str], mut lemmas: impl FnMut(&str) -> Vec<Arc<str>>) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for token in tokens {
        for part in token.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()) {
            let folded = fold(part);
            let forms = if part.len() == token.len() { lemmas(part) } else { Vec::new() };
            let forms = forms.iter().map(|l| fold(l)).filter(|l| *l != folded).collect();
            // Joined always: more names than there are do no harm.
            found.push(Word { folded, lemmas: forms, case: Case::of(part), joined: true });
        }
    }
    found
}

fn holds_an_actor(words: &[Word], lang: &LangPack) -> bool {
    let grammar = &lang.actors.grammar;
    let is_counted = |form: &String| grammar.crowds.contains(form) || grammar.western.contains(form);
    words.iter().any(|word| std::iter::once(&word.folded).chain(&word.lemmas).any(is_counted))
        || (0..words.len()).any(|at| lang.actors.lexicon.longest(words, at).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_near_an_actor_are_read_and_few_are_asked() {
        let read = |named: &[usize], count: usize| {
            let mut asked = 0;
            let read = around(count, |i| {
                asked += 1;
                named.contains(&i)
            });
            (read.iter().map(|r| if *r { 'x' } else { '.' }).collect::<String>(), asked)
        };
        assert_eq!(read(&[], 3), ("...".to_owned(), 3));
        assert_eq!(read(&[0], 12).0, "xxxxx.......");
        assert_eq!(read(&[6], 12).0, "..xxxxxxxxx.");
        assert_eq!(read(&[0, 9], 16).0, "xxxxxxxxxxxxxx..");
        assert_eq!(read(&[0, 10], 16).0, "xxxxx.xxxxxxxxx.");
        let everywhere: Vec<usize> = (0..30).collect();
        let (all, asked) = read(&everywhere, 30);
        assert!(!all.contains('.') && asked <= 6, "{asked} of 30 were asked");
    }
}
