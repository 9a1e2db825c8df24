//! Verbs that a tagger takes for nouns or adjectives, and verb forms that a lemmatizer leaves as they are.
//!
//! Trained pipelines look lemmas up by part of speech; a form that is also a noun ("menace", "demande") keeps itself
//! as lemma, and in front of a subject may be tagged a noun altogether. The endings of `coding/grammar.toml` give the
//! dictionary form; it is taken only where the lexicon knows that verb.

use legation_model::{Parse, TokenIdx, Upos};
use legation_packs::coding::VerbEnding;
use legation_packs::syntax::Relation;

use crate::Reading;

/// The parse with such verbs put right; `None` when there are none.
pub(super) fn mended(reading: &Reading<'_>) -> Option<Parse> {
    let mut mended: Option<Parse> = None;
    for (i, old) in reading.parse.tokens.iter().enumerate() {
        let token = TokenIdx::from(i);
        let tagged = old.pos == Upos::Verb;
        if !(tagged || is_used_as_verb(reading, token)) {
            continue;
        }
        let knows =
            |lemma: &str| reading.lang.coding.knows_verb(lemma) || !reading.lang.attribution.verb(lemma).is_empty();
        if tagged && knows(&old.lemma) {
            continue;
        }
        if reading.lang.coding.verb_endings.is_empty() {
            return None;
        }
        let form = reading.word(token).to_lowercase();
        let Some((ending, lemma)) = forms(&reading.lang.coding.verb_endings, &form).find(|(_, l)| knows(l)) else {
            continue;
        };
        let new = &mut mended.get_or_insert_with(|| reading.parse.clone()).tokens[i];
        new.lemma = lemma.into();
        if !tagged {
            new.pos = Upos::Verb;
            new.morph = ending.morph.as_str().into();
        }
    }
    mended
}

/// The dictionary forms that a form may have.
fn forms<'a>(endings: &'a [VerbEnding], form: &'a str) -> impl Iterator<Item = (&'a VerbEnding, String)> {
    endings.iter().filter_map(move |ending| {
        let stem = form.strip_suffix(ending.form.as_str()).filter(|s| s.chars().count() >= 2)?;
        Some((ending, format!("{stem}{}", ending.lemma)))
    })
}

/// Whether a noun or adjective has what only verbs have: a subject without copula, or an auxiliary and an object.
fn is_used_as_verb(reading: &Reading<'_>, token: TokenIdx) -> bool {
    let (parse, syntax) = (reading.parse, &reading.lang.syntax);
    let has = |relation| syntax.first(parse, token, relation).is_some();
    matches!(parse.token(token).pos, Upos::Noun | Upos::Adj)
        && !has(Relation::Copula)
        && !has(Relation::Determiner)
        && (has(Relation::Subject) || has(Relation::Object) || has(Relation::PassiveAuxiliary))
}
