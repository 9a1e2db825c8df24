//! What the labels of a language's dependency parser mean: abstract relations, so that no stage knows a label.
//!
//! English parses come in the `ClearNLP` scheme (`dobj`, `prep` + `pobj`, `auxpass`), French ones in Universal
//! Dependencies (`obj`, `obl:arg` + `case`, `aux:pass`). `lang/<code>/syntax.toml` lists for every [`Relation`] the
//! labels that express it, and says which of two prepositions and nouns is the head.

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Parse, TokenIdx};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::{Files, PackError};

macro_rules! relations {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// A grammatical relation between a word and its head, whatever a parser calls it. A label may express
        /// several.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Relation { $($(#[$doc])* $name,)* }

        impl Relation {
            /// Every relation with its key in `syntax.toml`.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $key),)*];
        }
    };
}

relations! {
    /// The word heads its sentence.
    Root = "root",
    /// Noun phrase that the verb agrees with, active.
    Subject = "subject",
    /// Subject of a passive verb: who undergoes it.
    PassiveSubject = "passive_subject",
    /// A clause as subject.
    ClausalSubject = "clausal_subject",
    /// Direct object.
    Object = "object",
    /// Object that receives ("told *him*"), without or with a preposition of its own label.
    IndirectObject = "indirect_object",
    /// Who acts in a passive ("by ..."): the preposition where prepositions are heads, else the noun.
    Agent = "agent",
    /// Prepositional phrase below a verb or noun: the preposition where prepositions are heads, else the noun.
    Oblique = "oblique",
    /// The noun below a preposition, where prepositions are heads.
    PrepositionObject = "preposition_object",
    /// A clause below a preposition ("of *having* ..."), where prepositions are heads.
    PrepositionClause = "preposition_clause",
    /// The preposition below a noun, where nouns are heads; elsewhere a genitive marker.
    Case = "case",
    /// Complement clause with a subject of its own.
    ComplementClause = "complement_clause",
    /// Complement clause that shares an argument with its governor ("refused to *leave*").
    OpenComplement = "open_complement",
    /// Adverbial clause.
    AdverbialClause = "adverbial_clause",
    /// Relative clause.
    RelativeClause = "relative_clause",
    /// Participle or infinitive that qualifies a noun ("troops *sent* by").
    Participial = "participial",
    /// Apposition.
    Apposition = "apposition",
    /// Second and later members of a coordination, below the first or the one before.
    Conjunct = "conjunct",
    /// "and", "or".
    Coordinator = "coordinator",
    /// Auxiliary of tense or mood.
    Auxiliary = "auxiliary",
    /// Auxiliary of the passive.
    PassiveAuxiliary = "passive_auxiliary",
    /// "be" below a nominal predicate.
    Copula = "copula",
    /// Nominal or adjectival predicate below "be", "become", "elect".
    Attribute = "attribute",
    /// Negation, where it has a label of its own.
    Negation = "negation",
    /// Subordinating conjunction ("that", "if").
    Marker = "marker",
    /// Determiner.
    Determiner = "determiner",
    /// Possessor or possessive before the noun.
    Possessive = "possessive",
    /// Noun that modifies a noun; part of a name.
    Compound = "compound",
    /// Noun that modifies a noun through a preposition, where nouns are heads.
    NominalModifier = "nominal_modifier",
    /// Adjective before or after its noun.
    Adjectival = "adjectival",
    /// Adverb.
    Adverbial = "adverbial",
    /// Noun phrase as adverb ("last *week*").
    NounAdverbial = "noun_adverbial",
    /// Numeral.
    Numeric = "numeric",
    /// Particle of a phrasal verb ("carried *out*").
    Particle = "particle",
    /// Expletive subject, reflexive that means nothing of its own.
    Expletive = "expletive",
    /// Parenthetical or loosely attached clause.
    Parataxis = "parataxis",
    /// What the parser found no label for.
    Unlabelled = "unlabelled",
    /// Punctuation.
    Punctuation = "punctuation",
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    prepositions_are_heads: bool,
    relations: BTreeMap<String, Vec<String>>,
}

/// The meaning of one parser's labels.
#[derive(Debug, Clone)]
pub struct Syntax {
    /// Whether a noun hangs below its preposition (`prep` + `pobj`) rather than above it (`obl` + `case`).
    pub prepositions_are_heads: bool,
    /// One bit per relation, by label.
    masks: FxHashMap<Box<str>, u64>,
    /// The first label of each relation, for trees that are mended.
    labels: Vec<Arc<str>>,
}

/// A prepositional phrase: its noun, and the preposition in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oblique {
    /// The preposition, if there is one (its first word where there are several).
    pub preposition: Option<TokenIdx>,
    /// The head of the noun phrase.
    pub noun: TokenIdx,
}

impl Syntax {
    /// Loads `lang/<code>/syntax.toml`.
    ///
    /// # Errors
    /// When it is missing, or a relation is unknown or not listed.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let path = format!("lang/{lang}/syntax.toml");
        let file: File = files.toml(&path)?;
        let mut masks: FxHashMap<Box<str>, u64> = FxHashMap::default();
        for (key, labels) in &file.relations {
            let Some((relation, _)) = Relation::ALL.iter().find(|(_, k)| k == key) else {
                let known: Vec<&str> = Relation::ALL.iter().map(|(_, k)| *k).collect();
                return Err(PackError::line(
                    &path,
                    0,
                    format!("unknown relation `{key}`; known are {}", known.join(", ")),
                ));
            };
            for label in labels {
                *masks.entry(label.as_str().into()).or_default() |= 1 << *relation as u64;
            }
        }
        if let Some((_, key)) = Relation::ALL.iter().find(|(_, k)| !file.relations.contains_key(*k)) {
            return Err(PackError::line(
                &path,
                0,
                format!("relation `{key}` is not listed; give `[]` if there is none"),
            ));
        }
        let first = |(_, key): &(Relation, &str)| -> Arc<str> {
            file.relations.get(*key).and_then(|labels| labels.first()).map_or("", String::as_str).into()
        };
        let labels = Relation::ALL.iter().map(first).collect();
        Ok(Self { prepositions_are_heads: file.prepositions_are_heads, masks, labels })
    }

    /// The label that a relation is written with; empty where the scheme has none.
    pub fn label(&self, relation: Relation) -> &Arc<str> {
        &self.labels[relation as usize]
    }

    /// Whether a label expresses a relation.
    pub fn is(&self, label: &str, relation: Relation) -> bool {
        self.masks.get(label).is_some_and(|mask| mask & (1 << relation as u64) != 0)
    }

    /// Whether a label expresses one of several relations.
    pub fn is_any(&self, label: &str, relations: &[Relation]) -> bool {
        let wanted = relations.iter().fold(0, |mask, r| mask | 1 << *r as u64);
        self.masks.get(label).is_some_and(|mask| mask & wanted != 0)
    }

    /// Whether a token stands in a relation to its head.
    pub fn stands_as(&self, parse: &Parse, token: TokenIdx, relation: Relation) -> bool {
        self.is(&parse.token(token).dep, relation)
    }

    /// The direct dependents of a token in a relation, in text order.
    pub fn dependents<'p>(
        &'p self,
        parse: &'p Parse,
        head: TokenIdx,
        relation: Relation,
    ) -> impl Iterator<Item = TokenIdx> + 'p {
        parse.children(head).filter(move |&i| self.stands_as(parse, i, relation))
    }

    /// The first direct dependent of a token in a relation.
    pub fn first(&self, parse: &Parse, head: TokenIdx, relation: Relation) -> Option<TokenIdx> {
        self.dependents(parse, head, relation).next()
    }

    /// The prepositional phrases directly below a verb or noun, in text order, in one shape for both ways of
    /// drawing them. Agents of passives are left out: see [`Syntax::agents`].
    pub fn obliques(&self, parse: &Parse, head: TokenIdx) -> Vec<Oblique> {
        self.phrases(parse, head, &[Relation::Oblique, Relation::IndirectObject, Relation::NominalModifier])
    }

    /// Who acts in a passive ("by ..."), in text order.
    pub fn agents(&self, parse: &Parse, head: TokenIdx) -> Vec<TokenIdx> {
        self.phrases(parse, head, &[Relation::Agent]).into_iter().map(|o| o.noun).collect()
    }

    /// The preposition in front of a noun, if any: its head or its dependent.
    pub fn preposition_of(&self, parse: &Parse, noun: TokenIdx) -> Option<TokenIdx> {
        if self.prepositions_are_heads {
            let head = parse.token(noun).head;
            let below = self.stands_as(parse, noun, Relation::PrepositionObject);
            (below && head != noun).then_some(head)
        } else {
            self.first(parse, noun, Relation::Case)
        }
    }

    /// A token and the other members of its coordination that follow it, in text order.
    pub fn with_conjuncts(&self, parse: &Parse, first: TokenIdx) -> Vec<TokenIdx> {
        let mut all = vec![first];
        let mut next = 0;
        while let Some(&at) = all.get(next) {
            let more: Vec<TokenIdx> = self.dependents(parse, at, Relation::Conjunct).collect();
            all.extend(more);
            next += 1;
        }
        all.sort_unstable();
        all
    }

    fn phrases(&self, parse: &Parse, head: TokenIdx, relations: &[Relation]) -> Vec<Oblique> {
        let mut found = Vec::new();
        for child in parse.children(head).filter(|&i| self.is_any(&parse.token(i).dep, relations)) {
            if !self.prepositions_are_heads {
                found.push(Oblique { preposition: self.first(parse, child, Relation::Case), noun: child });
                continue;
            }
            // "from within Russia": prepositions below prepositions; the first one names the phrase.
            let mut at = child;
            let noun = loop {
                if let Some(noun) = self.first(parse, at, Relation::PrepositionObject) {
                    break Some(noun);
                }
                match self.first(parse, at, Relation::Oblique) {
                    Some(inner) => at = inner,
                    None => break None,
                }
            };
            match noun {
                Some(noun) => found.push(Oblique { preposition: Some(child), noun }),
                // An indirect object has no preposition between.
                None if self.stands_as(parse, child, Relation::IndirectObject) => {
                    found.push(Oblique { preposition: None, noun: child });
                }
                None => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_both_schemes_mean_the_same() {
        let files = Files::embedded();
        let (en, fr) = (Syntax::load(&files, "en").unwrap(), Syntax::load(&files, "fr").unwrap());
        assert!(en.is("dobj", Relation::Object) && fr.is("obj", Relation::Object));
        assert!(en.is("auxpass", Relation::PassiveAuxiliary) && fr.is("aux:pass", Relation::PassiveAuxiliary));
        assert!(!en.is("nsubjpass", Relation::Subject) && en.is("nsubjpass", Relation::PassiveSubject));
        assert!(!fr.is("never-seen", Relation::Object));
    }

    #[test]
    fn a_relation_that_is_left_out_is_reported() {
        let files =
            Files::from_texts([("lang/xx/syntax.toml", "prepositions_are_heads = false\n[relations]\nroot = []\n")]);
        let error = Syntax::load(&files, "xx").unwrap_err().to_string();
        assert!(error.contains("relation `subject` is not listed"), "{error}");
    }
}
