//! Prepositional phrases as frames mean them.

use legation_model::{TokenIdx, Upos};
use legation_packs::syntax::{Oblique, Relation};

use super::arguments::{Arguments, Grammar};
use crate::reading::small;

impl Grammar<'_> {
    /// The prepositional phrases of a word; a noun or adverb that only makes a preposition of the one behind it is one
    /// ("à l'*encontre* du Danemark", "*vis-à-vis* du Danemark").
    pub(super) fn phrases(&self, head: TokenIdx) -> Vec<Oblique> {
        // A noun with its own preposition, an adverb by itself.
        let relational = |t: TokenIdx| {
            let word = small(&self.parse.token(t).lemma);
            match self.syntax.preposition_of(self.parse, t) {
                Some(before) => {
                    let before = small(&self.parse.token(before).lemma);
                    self.pack.in_class("relational", &format!("{} {word}", self.pack.preposition(&before)))
                }
                None => self.parse.token(t).pos == Upos::Adv && self.pack.in_class("relational", &word),
            }
        };
        let word_before = |o: &Oblique| o.preposition.filter(|p| p.at() > 0).map(|p| TokenIdx::from(p.at() - 1));
        let mut all = Vec::new();
        for oblique in self.syntax.obliques(self.parse, head) {
            let inner = || self.syntax.obliques(self.parse, oblique.noun);
            if relational(oblique.noun)
                && let Some(inner) = inner().into_iter().find(|i| i.noun > oblique.noun)
            {
                all.push(Oblique { preposition: Some(oblique.noun), noun: inner.noun });
                continue;
            }
            match word_before(&oblique).filter(|&before| before > head && relational(before)) {
                Some(before) => all.push(Oblique { preposition: Some(before), noun: oblique.noun }),
                None => all.push(oblique),
            }
        }
        all
    }

    /// "le président, *en* visite à Lima": who does what a bare noun behind such a preposition names; where, may hang
    /// below that person.
    pub(super) fn engaged(&self, noun: TokenIdx, out: &mut Arguments) {
        let Some(preposition) = self.syntax.preposition_of(self.parse, noun) else { return };
        let engages = self.pack.in_class("engaged", &small(&self.parse.token(preposition).lemma));
        if !engages || preposition.at() + 1 != noun.at() {
            return;
        }
        match self.head(noun) {
            Some(verb) if self.is_verb(verb) => out.subject = self.surface_subject(verb, 0),
            Some(who) if who < noun && self.dep(noun, Relation::NominalModifier) => {
                out.subject = self.with_conjuncts(who);
                let where_to = self.phrases(who).into_iter().filter(|o| o.noun > noun);
                let more: Vec<Oblique> = where_to.filter(|o| !out.obliques.contains(o)).collect();
                out.obliques.extend(more);
            }
            _ => {}
        }
    }

    /// "combats ont éclaté *entre* l'armée et les rebelles": what tells the sides of an act may hang below the verb that
    /// says that it takes place.
    pub(super) fn between(&self, noun: TokenIdx) -> Vec<Oblique> {
        let Some(verb) = self.head(noun) else { return Vec::new() };
        let between = |o: &Oblique| {
            let lemma = o.preposition.map(|p| small(&self.parse.token(p).lemma));
            o.noun != noun && lemma.is_some_and(|l| self.pack.in_class("between", self.pack.preposition(&l)))
        };
        // "à Lima entre policiers et manifestants": it may hang below the place.
        let own = self.phrases(verb);
        let inner: Vec<Oblique> = own.iter().filter(|o| o.noun > verb).flat_map(|o| self.phrases(o.noun)).collect();
        own.into_iter().chain(inner).filter(between).collect()
    }

    /// "une dizaine d'*interpellations*": whether a noun is of the one above, which only counts it.
    pub(super) fn holds_some_of(&self, above: TokenIdx, noun: TokenIdx) -> bool {
        self.dep(noun, Relation::NominalModifier)
            && above < noun
            && self.parse.token(above).pos == Upos::Noun
            && self.pack.in_class("container", &small(&self.parse.token(above).lemma))
    }
}
