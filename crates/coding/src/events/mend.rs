//! Verbs that a tagger takes for nouns or adjectives, verb forms that a lemmatizer leaves as they are, and headlines
//! whose verb a parser hangs below its subject.
//!
//! Trained pipelines look lemmas up by part of speech; a form that is also a noun ("menace", "demande") keeps itself
//! as lemma, and in front of a subject may be tagged a noun altogether. The endings of `coding/grammar.toml` give the
//! dictionary form; it is taken only where the lexicon knows that verb.

use std::sync::Arc;

use legation_model::{Parse, Token, TokenIdx, Upos};
use legation_packs::coding::VerbEnding;
use legation_packs::syntax::Relation;

use super::{attach, fronted, joined, recast, rehang};
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
        if tagged && let Some(mood) = mood(reading, token) {
            mended.get_or_insert_with(|| reading.parse.clone()).tokens[i].morph = mood.into();
        }
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
    let fronted = fronted::put_right(reading, mended.as_ref().unwrap_or(reading.parse)).or(mended);
    let joined = joined::joined(reading, fronted.as_ref().unwrap_or(reading.parse)).or(fronted);
    let hung = rehang::rehung(reading, joined.as_ref().unwrap_or(reading.parse)).or(joined);
    let raised = raised(reading, hung.as_ref().unwrap_or(reading.parse)).or(hung);
    let governed = governed(reading, raised.as_ref().unwrap_or(reading.parse)).or(raised);
    let headed = headed(reading, governed.as_ref().unwrap_or(reading.parse)).or(governed);
    let recast = recast::recast(reading, headed.as_ref().unwrap_or(reading.parse));
    let recast = recast.or(headed);
    attach::attached(reading, recast.as_ref().unwrap_or(reading.parse)).or(recast)
}

/// "il {expulserait}" tagged as a past of the indicative: the mood that the ending tells.
fn mood<'a>(reading: &Reading<'a>, token: TokenIdx) -> Option<&'a str> {
    let moods = &reading.lang.coding.verb_moods;
    let old = reading.parse.token(token);
    if moods.is_empty() || !old.morph.contains("VerbForm=Fin") {
        return None;
    }
    let form = reading.word(token).to_lowercase();
    let fits = |m: &&VerbEnding| forms(std::slice::from_ref(*m), &form).any(|(_, lemma)| *lemma == *old.lemma);
    let ending = moods.iter().find(fits)?;
    let told = ending.morph.split('|').next().unwrap_or_default();
    (!old.morph.contains(told)).then_some(ending.morph.as_str())
}

/// "Zagreb {summons} Hungarian ambassador", drawn as one long noun phrase: where a sentence has no verb, the noun between
/// a name and a noun phrase that looks like a verb's form is one.
fn headed(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    let syntax = &reading.lang.syntax;
    let endings = &reading.lang.coding.verb_endings;
    let mut tokens: Option<Vec<Token>> = None;
    for sentence in &parse.sentences {
        let verbless = !sentence.indices().any(|i| parse.tokens[i].morph.contains("VerbForm=Fin"));
        let Some(noun) = sentence.indices().map(TokenIdx::from).find(|&i| parse.token(i).head == i) else { continue };
        let small = reading.word(noun).starts_with(char::is_lowercase);
        if !(verbless && small && parse.token(noun).pos == Upos::Noun) || noun.at() == sentence.start.at() {
            continue;
        }
        let (subject, object) = (TokenIdx::from(noun.at() - 1), [Relation::Apposition, Relation::Object]);
        let before = parse.token(subject);
        let named = before.pos == Upos::Propn && before.head == noun && syntax.is(&before.dep, Relation::Compound);
        let object = parse.children(noun).find(|&c| c > noun && syntax.is_any(&parse.token(c).dep, &object));
        let form = reading.word(noun).to_lowercase();
        let found =
            forms(endings, &form).find(|(e, l)| e.morph.contains("VerbForm=Fin") && reading.lang.coding.knows_verb(l));
        let (true, Some(object), Some((ending, lemma))) = (named, object, found) else { continue };
        let tokens = tokens.get_or_insert_with(|| parse.tokens.clone());
        let verb = &mut tokens[noun.at()];
        (verb.lemma, verb.morph, verb.pos) = (lemma.into(), ending.morph.as_str().into(), Upos::Verb);
        tokens[subject.at()].dep = Arc::clone(syntax.label(Relation::Subject));
        tokens[object.at()].dep = Arc::clone(syntax.label(Relation::Object));
    }
    tokens.map(Parse::new)
}

/// "Vienne {compte} expulser deux diplomates", drawn as if the infinitive were the main verb and the word before it a
/// noun or adverb: that word heads the clause, and the infinitive is its complement.
fn governed(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    let syntax = &reading.lang.syntax;
    let endings = &reading.lang.coding.verb_endings;
    let mut tokens: Option<Vec<Token>> = None;
    for i in 1..parse.len() {
        let token = parse.token(TokenIdx::from(i));
        // The infinitive, or the participle behind the auxiliary that stands in the infinitive.
        let (verb, infinitive) = if syntax.is(&token.dep, Relation::Auxiliary) {
            (token.head, token.morph.contains("VerbForm=Inf"))
        } else {
            (TokenIdx::from(i), token.morph.contains("VerbForm=Inf") && token.pos == Upos::Verb)
        };
        let before = TokenIdx::from(i - 1);
        let Some(subject) = syntax.first(parse, verb, Relation::Subject).filter(|&s| infinitive && s < before) else {
            continue;
        };
        let hangs = [verb, subject].contains(&parse.token(before).head);
        let noun = matches!(parse.token(before).pos, Upos::Noun | Upos::Adj | Upos::Adv);
        let determined = syntax.first(parse, before, Relation::Determiner).is_some();
        if !hangs || !noun || determined || before == subject {
            continue;
        }
        let form = reading.word(before).to_lowercase();
        let knows =
            |lemma: &str| reading.lang.coding.knows_verb(lemma) || !reading.lang.attribution.verb(lemma).is_empty();
        let Some((ending, lemma)) = forms(endings, &form).find(|(e, l)| e.morph.contains("VerbForm=Fin") && knows(l))
        else {
            continue;
        };
        let tokens = tokens.get_or_insert_with(|| parse.tokens.clone());
        let (head, dep) = (tokens[verb.at()].head, Arc::clone(&tokens[verb.at()].dep));
        let governor = &mut tokens[before.at()];
        (governor.lemma, governor.morph, governor.pos) = (lemma.into(), ending.morph.as_str().into(), Upos::Verb);
        governor.dep = dep;
        governor.head = if head == verb { before } else { head };
        tokens[subject.at()].head = before;
        tokens[verb.at()].head = before;
        tokens[verb.at()].dep = Arc::clone(syntax.label(Relation::OpenComplement));
    }
    tokens.map(Parse::new)
}

/// "Rome {expels} two diplomats", drawn as a name with an odd adjective: the finite verb heads the sentence, the name is
/// its subject, and what follows belongs to the verb.
fn raised(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    let syntax = &reading.lang.syntax;
    let mut tokens: Option<Vec<Token>> = None;
    for i in 0..parse.len() {
        let verb = TokenIdx::from(i);
        let Some(subject) = misplaced_subject(reading, parse, verb) else { continue };
        let tokens = tokens.get_or_insert_with(|| parse.tokens.clone());
        let mut set = |at: TokenIdx, head: TokenIdx, relation: Option<Relation>| {
            tokens[at.at()].head = head;
            if let Some(relation) = relation {
                tokens[at.at()].dep = Arc::clone(syntax.label(relation));
            }
        };
        set(verb, verb, Some(Relation::Root));
        let named = |at: TokenIdx| syntax.first(parse, at, Relation::Case).is_none();
        for child in parse.children(subject).filter(|&c| c > verb) {
            let nominal = [Relation::NominalModifier, Relation::Conjunct, Relation::Apposition];
            let relation = match (syntax.is_any(&parse.token(child).dep, &nominal), named(child)) {
                (true, true) if parse.token(child).pos != Upos::Verb => Some(Relation::Object),
                (true, false) => Some(Relation::Oblique),
                _ => None,
            };
            set(child, verb, relation);
        }
        set(subject, verb, Some(Relation::Subject));
    }
    tokens.map(Parse::new)
}

/// The name or noun that a finite verb hangs below as if it described it, where nothing else heads the sentence.
fn misplaced_subject(reading: &Reading<'_>, parse: &Parse, verb: TokenIdx) -> Option<TokenIdx> {
    let syntax = &reading.lang.syntax;
    let token = parse.token(verb);
    let subject = token.head;
    let finite = token.pos == Upos::Verb && token.morph.contains("VerbForm=Fin");
    if !finite || subject >= verb || !syntax.is(&token.dep, Relation::Adjectival) {
        return None;
    }
    let above = parse.token(subject);
    let is_noun = |at: TokenIdx| matches!(parse.token(at).pos, Upos::Noun | Upos::Propn);
    // "Niger: the junta {expels} …": the topic in front is no part of the clause.
    let topic = above.head < subject && is_noun(above.head) && parse.token(above.head).head == above.head;
    let heads = above.head == subject || topic && syntax.first(parse, subject, Relation::Case).is_none();
    (is_noun(subject) && heads && syntax.first(parse, verb, Relation::Subject).is_none()).then_some(subject)
}

/// The dictionary forms that a form may have.
pub(super) fn forms<'a>(endings: &'a [VerbEnding], form: &'a str) -> impl Iterator<Item = (&'a VerbEnding, String)> {
    endings.iter().filter_map(move |ending| {
        let stem = form.strip_suffix(ending.form.as_str()).filter(|s| s.chars().count() >= 2)?;
        Some((ending, format!("{stem}{}", ending.lemma)))
    })
}

/// Whether a noun or adjective has what only verbs have: a subject without copula, or an auxiliary and an object.
fn is_used_as_verb(reading: &Reading<'_>, token: TokenIdx) -> bool {
    let (parse, syntax) = (reading.parse, &reading.lang.syntax);
    let has = |relation| syntax.first(parse, token, relation).is_some();
    // "Rome {sanctions} three banks": a noun that stands as an adjective below what heads the sentence
    let above = parse.token(parse.token(token).head);
    let odd = parse.token(token).pos == Upos::Noun
        && syntax.stands_as(parse, token, Relation::Adjectival)
        && parse.token(token).head < token
        && parse.token(above.head).span == above.span;
    let name = parse.token(token).pos == Upos::Propn && reading.word(token).starts_with(char::is_lowercase);
    (name && !syntax.prepositions_are_heads || matches!(parse.token(token).pos, Upos::Noun | Upos::Adj))
        && !has(Relation::Copula)
        && !has(Relation::Determiner)
        && (has(Relation::Subject) || has(Relation::Object) || has(Relation::PassiveAuxiliary) || odd)
}
