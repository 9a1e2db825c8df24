//! Counts of what stands: prisoners held, troops stationed, refugees taken in. The toll of one event is that event's
//! number and no measure.

use std::sync::Arc;

use legation_model::{Code, Derivation, Evidence, Measure, TokenIdx, Upos};
use legation_packs::syntax::Relation;

use super::number;
use super::parties::Parties;
use crate::Reading;
use crate::reading::small;

/// The standing counts that a document states, in text order.
pub(super) fn find(reading: &Reading<'_>, parties: &Parties<'_>) -> Vec<Measure> {
    let pack = &reading.lang.coding;
    let nouns = reading.parse.tokens.iter().enumerate().filter(|(_, t)| t.pos == Upos::Noun);
    nouns
        .filter(|(_, t)| pack.in_class("standing-count", &small(&t.lemma)))
        .filter_map(|(i, _)| measure(reading, parties, i.into()))
        .collect()
}

fn measure(reading: &Reading<'_>, parties: &Parties<'_>, noun: TokenIdx) -> Option<Measure> {
    let parse = reading.parse;
    let head = counting_noun(reading, noun);
    let number = number::of(reading, &parties.grammar, head)?;
    let verb = standing_verb(reading, head)?;
    let sentence = parse.sentence_of(noun);
    let span = parse.span(sentence).trimmed(reading.text());
    let rule: Arc<str> = "measure.standing".into();
    let holder = small(&parse.token(verb).lemma);
    let note = format!("{} {} {}, `{holder}`", number.relation.as_str(), number.value, number.unit);
    Some(Measure {
        what: phrase(reading, noun),
        of: whose(reading, parties, noun, verb),
        value: number.value,
        relation: number.relation,
        as_of: reading.article.meta.published.date,
        evidence: Evidence {
            doc: Arc::clone(&reading.article.doc),
            clean: span,
            base: reading.article.map.to_base(span),
            quote: span.of(reading.text()).into(),
            derivation: Derivation::new(rule, Some(parse.token(noun).span), note),
        },
    })
}

/// "*hundreds* of prisoners": the count that the noun hangs below.
fn counting_noun(reading: &Reading<'_>, noun: TokenIdx) -> TokenIdx {
    let (parse, syntax) = (reading.parse, &reading.lang.syntax);
    let up = [Relation::PrepositionObject, Relation::Oblique, Relation::NominalModifier];
    let mut at = noun;
    for _ in 0..4 {
        let token = parse.token(at);
        if reading.lang.coding.number(&reading.word(at).to_lowercase()).is_some() {
            return at;
        }
        if !syntax.is_any(&token.dep, &up) {
            break;
        }
        at = token.head;
    }
    noun
}

/// The verb that says of what is counted that it is there, in the present.
fn standing_verb(reading: &Reading<'_>, noun: TokenIdx) -> Option<TokenIdx> {
    let (parse, syntax) = (reading.parse, &reading.lang.syntax);
    let argument = [Relation::Subject, Relation::PassiveSubject, Relation::Object, Relation::Attribute];
    let token = parse.token(noun);
    if token.head == noun || !syntax.is_any(&token.dep, &argument) {
        return None;
    }
    let verb = token.head;
    let present = std::iter::once(verb).chain(parse.children(verb)).any(|i| {
        let token = parse.token(i);
        (i == verb || syntax.is_any(&token.dep, &[Relation::Auxiliary, Relation::PassiveAuxiliary, Relation::Copula]))
            && token.morph.contains("Tense=Pres")
            && token.morph.contains("VerbForm=Fin")
    });
    let lemma = small(&parse.token(verb).lemma);
    (present && reading.lang.coding.in_class("standing-verb", &lemma)).then_some(verb)
}

/// The noun with its adjectives ("political prisoners").
fn phrase(reading: &Reading<'_>, noun: TokenIdx) -> Arc<str> {
    let (parse, syntax) = (reading.parse, &reading.lang.syntax);
    let parts = parse.children(noun).filter(|&c| {
        syntax.is_any(&parse.token(c).dep, &[Relation::Adjectival, Relation::Compound])
            && parse.token(c).pos != Upos::Num
            && reading.lang.coding.number(&reading.word(c).to_lowercase()).is_none()
            && !["number-more", "number-fewer", "number-about"]
                .iter()
                .any(|class| reading.lang.coding.in_class(class, &small(&parse.token(c).lemma)))
    });
    let mut words: Vec<TokenIdx> = parts.chain([noun]).collect();
    words.sort_unstable();
    words.into_iter().map(|w| reading.word(w)).collect::<Vec<&str>>().join(" ").into()
}

/// Whose they are: the state that holds them, where they are, else the document's host.
fn whose(reading: &Reading<'_>, parties: &Parties<'_>, noun: TokenIdx, verb: TokenIdx) -> Option<Code> {
    let parse = reading.parse;
    let around = parse.children(verb).chain(parse.children(noun)).filter(|&c| c != noun);
    let obliques = parties.grammar.syntax.obliques(parse, verb).into_iter();
    let places = obliques.chain(parties.grammar.syntax.obliques(parse, noun)).map(|o| o.noun);
    let named = |i: TokenIdx| parties.named(i).and_then(|a| a.iter().find_map(|a| a.country));
    around.chain(places).find_map(named).or_else(|| parties.host())
}
