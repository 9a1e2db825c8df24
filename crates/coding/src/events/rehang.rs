//! Words that parsers with prepositions below their nouns hang or tag wrongly around a verb.
//!
//! | drawn | meant |
//! |---|---|
//! | "en {expulsant} l'ambassadeur" as a noun behind a preposition | a clause, the bare noun below it its object |
//! | "aux mains {des} rebelles" with an article | a preposition |
//! | "{l'opposant}", "à la {porte}" as verbs | nouns: they have an article |
//! | "rappelle à l'ordre {le ministre}", "frappe de sanctions {la junte}" below the noun before it | the verb's object |
//! | "tient {tête} au roi" as adverb or infinitive | the verb's object |
//! | "l'opposition {crie} à la fraude" as participle | a finite form |
//! | "Bamako {dément} ces accusations" as a noun phrase with an adverb | a clause |
//! | "a pris le pouvoir et {arrêté} le président" with both objects below the first verb | one each |

use std::sync::Arc;

use legation_model::{Parse, Token, TokenIdx, TokenRange, Upos};
use legation_packs::syntax::Relation;

use super::mend::forms;
use crate::Reading;

/// The parse with such words put right; `None` when there are none.
pub(super) fn rehung(reading: &Reading<'_>, parse: &Parse) -> Option<Parse> {
    if reading.lang.syntax.prepositions_are_heads {
        return None;
    }
    let mut rehang = Rehang { reading, tokens: parse.tokens.clone(), changed: false };
    for sentence in &parse.sentences {
        rehang.clause(parse, *sentence);
    }
    for i in 0..parse.len() {
        let at = TokenIdx::from(i);
        rehang.noun_behind_article(parse, at);
        rehang.verb_behind_preposition(parse, at);
        rehang.preposition(parse, at);
    }
    let retagged = rehang.changed.then(|| Parse::new(rehang.tokens.clone()));
    let tagged = retagged.as_ref().unwrap_or(parse);
    for i in 0..tagged.len() {
        let at = TokenIdx::from(i);
        if tagged.token(at).pos == Upos::Verb {
            rehang.gerund(tagged, at);
            rehang.subject(tagged, at);
            rehang.finite(tagged, at);
            rehang.object(tagged, at);
            rehang.second_object(tagged, at);
        }
    }
    rehang.changed.then(|| Parse::new(rehang.tokens))
}

/// What a noun below a verb may be when its label says more than that it hangs there.
const LABELLED: [Relation; 14] = [
    Relation::Subject,
    Relation::PassiveSubject,
    Relation::Object,
    Relation::IndirectObject,
    Relation::Oblique,
    Relation::Agent,
    Relation::OpenComplement,
    Relation::ComplementClause,
    Relation::AdverbialClause,
    Relation::Apposition,
    Relation::Conjunct,
    Relation::NominalModifier,
    Relation::Parataxis,
    Relation::Adverbial,
];

struct Rehang<'a> {
    reading: &'a Reading<'a>,
    tokens: Vec<Token>,
    changed: bool,
}

impl Rehang<'_> {
    fn is(&self, parse: &Parse, at: TokenIdx, relation: Relation) -> bool {
        self.reading.lang.syntax.stands_as(parse, at, relation)
    }

    fn first(&self, parse: &Parse, head: TokenIdx, relation: Relation) -> Option<TokenIdx> {
        self.reading.lang.syntax.first(parse, head, relation)
    }

    fn hang(&mut self, at: TokenIdx, head: TokenIdx, relation: Relation) {
        let token = &mut self.tokens[at.at()];
        token.head = head;
        token.dep = Arc::clone(self.reading.lang.syntax.label(relation));
        self.changed = true;
    }

    /// Where a sentence has no verb, the word right behind its head that has the form of one, before a noun with an article.
    fn clause(&mut self, parse: &Parse, sentence: TokenRange) {
        let verb = |t: TokenIdx| matches!(parse.token(t).pos, Upos::Verb | Upos::Aux);
        let mut tokens = sentence.indices().map(TokenIdx::from);
        let Some(head) = tokens.clone().find(|&t| parse.token(t).head == t) else { return };
        if tokens.any(verb) || !matches!(parse.token(head).pos, Upos::Noun | Upos::Propn) {
            return;
        }
        let coding = &self.reading.lang.coding;
        let shaped = |&c: &TokenIdx| {
            let pos = parse.token(c).pos;
            c.at() == head.at() + 1 && matches!(pos, Upos::Adv | Upos::Adj | Upos::Noun)
        };
        let Some(at) = parse.children(head).find(shaped) else { return };
        let form = self.reading.word(at).to_lowercase();
        let found = forms(&coding.verb_endings, &form)
            .find(|(e, lemma)| e.morph.contains("VerbForm=Fin") && coding.knows_verb(lemma));
        let case = |t: TokenIdx| self.first(parse, t, Relation::Case);
        let behind: Vec<TokenIdx> =
            parse.children(head).filter(|&c| c > at).chain(parse.children(at).filter(|&c| c > at)).collect();
        let object = behind.iter().copied().find(|&c| {
            matches!(parse.token(c).pos, Upos::Noun | Upos::Propn)
                && case(c).is_none()
                && self.first(parse, c, Relation::Determiner).is_some()
        });
        let (Some((ending, lemma)), Some(object)) = (found, object) else { return };
        let phrases: Vec<TokenIdx> = behind.into_iter().filter(|&c| c != object && case(c).is_some()).collect();
        let word = &mut self.tokens[at.at()];
        (word.pos, word.lemma, word.morph) = (Upos::Verb, lemma.into(), ending.morph.as_str().into());
        self.hang(at, at, Relation::Root);
        self.hang(head, at, Relation::Subject);
        self.hang(object, at, Relation::Object);
        for phrase in phrases {
            self.hang(phrase, at, Relation::Oblique);
        }
    }

    /// Of two objects of a verb, that behind a second verb without one is the second verb's.
    fn second_object(&mut self, parse: &Parse, verb: TokenIdx) {
        let objects: Vec<TokenIdx> =
            self.reading.lang.syntax.dependents(parse, verb, Relation::Object).filter(|&o| o > verb).collect();
        let second = |&c: &TokenIdx| {
            let token = parse.token(c);
            token.pos == Upos::Verb
                && token.morph.contains("VerbForm=Part")
                && self.is(parse, c, Relation::Conjunct)
                && self.first(parse, c, Relation::Object).is_none()
        };
        let [first, other] = objects[..] else { return };
        if let Some(second) = parse.children(verb).find(second).filter(|&c| first < c && c < other) {
            self.hang(other, second, Relation::Object);
        }
    }

    fn noun_behind_article(&mut self, parse: &Parse, at: TokenIdx) {
        let token = parse.token(at);
        let article = |d: TokenIdx| d < at && parse.token(d).pos == Upos::Det;
        let finite = self.first(parse, at, Relation::Subject).or(self.first(parse, at, Relation::Auxiliary));
        if token.pos != Upos::Verb
            || finite.is_some()
            || token.morph.contains("Tense=Past") && self.is(parse, at, Relation::Participial)
            || !self.first(parse, at, Relation::Determiner).is_some_and(article)
        {
            return;
        }
        let word = self.reading.word(at).to_lowercase();
        let plural = token.morph.contains("Number=Plur");
        let lemma = word.strip_suffix('s').filter(|_| plural).unwrap_or(&word);
        let noun = &mut self.tokens[at.at()];
        (noun.pos, noun.lemma, noun.morph) = (Upos::Noun, lemma.into(), "".into());
        self.changed = true;
        // What it has as an object is the verb's above.
        if let Some(object) = self.first(parse, at, Relation::Object)
            && self.first(parse, at, Relation::Case).is_some()
            && parse.token(token.head).pos == Upos::Verb
            && self.first(parse, token.head, Relation::Object).is_none()
        {
            self.hang(object, token.head, Relation::Object);
        }
    }

    /// "en {bombardant} la ville", "d'{amnistier} des opposants", tagged as nouns or adjectives: without an article behind
    /// such a preposition stands a verb, if its form is that of one.
    fn verb_behind_preposition(&mut self, parse: &Parse, at: TokenIdx) {
        let (coding, token) = (&self.reading.lang.coding, parse.token(at));
        let Some(case) = self.first(parse, at, Relation::Case).filter(|c| c.at() + 1 == at.at()) else { return };
        let form = self.reading.word(at);
        if !matches!(token.pos, Upos::Noun | Upos::Adj) || !form.starts_with(char::is_lowercase) {
            return;
        }
        let preposition = coding.preposition(&parse.token(case).lemma).to_lowercase();
        let gerund = forms(&coding.verb_endings, form)
            .find(|(e, lemma)| e.morph.contains("Tense=Pres|VerbForm=Part") && coding.knows_verb(lemma))
            .filter(|_| coding.in_class("engaged", &preposition));
        let (lemma, morph) = match gerund {
            Some((ending, lemma)) => (lemma, ending.morph.as_str()),
            // A dictionary form that is no noun's.
            None if coding.in_class("object-control", &preposition)
                && coding.knows_verb(form)
                && *form == *token.lemma
                && !coding.in_class("no-infinitive", form) =>
            {
                (form.to_owned(), "VerbForm=Inf")
            }
            None => return,
        };
        let infinitive = morph == "VerbForm=Inf";
        let verb = &mut self.tokens[at.at()];
        (verb.pos, verb.lemma, verb.morph) = (Upos::Verb, lemma.into(), morph.into());
        self.changed = true;
        if !infinitive {
            return;
        }
        self.hang(case, at, Relation::Marker);
        let relation = match parse.token(token.head).pos {
            Upos::Verb | Upos::Adj => Relation::OpenComplement,
            _ => Relation::Participial,
        };
        self.hang(at, token.head, relation);
        // What follows at once is its own.
        let next = |&c: &TokenIdx| self.first(parse, c, Relation::Case).is_some_and(|p| p.at() == at.at() + 1);
        if let Some(own) = parse.children(token.head).find(next) {
            self.hang(own, at, Relation::Oblique);
        }
    }

    fn preposition(&mut self, parse: &Parse, at: TokenIdx) {
        let token = parse.token(at);
        let word = self.reading.word(at).to_lowercase();
        if self.is(parse, at, Relation::Determiner)
            && self.reading.lang.coding.in_class("partitive", &word)
            && self.is(parse, token.head, Relation::NominalModifier)
            && self.first(parse, token.head, Relation::Case).is_none()
            && parse.token(parse.token(token.head).head).pos == Upos::Noun
        {
            self.hang(at, token.head, Relation::Case);
            self.tokens[at.at()].lemma = word.into();
        }
    }

    fn gerund(&mut self, parse: &Parse, verb: TokenIdx) {
        let token = parse.token(verb);
        let named = |t: TokenIdx| self.first(parse, t, Relation::Case).is_some();
        if !(token.morph.contains("Tense=Pres|VerbForm=Part") && self.is(parse, verb, Relation::Oblique) && named(verb))
        {
            return;
        }
        let drawn = [Relation::NominalModifier, Relation::Adjectival];
        let bare = |&c: &TokenIdx| {
            let noun = matches!(parse.token(c).pos, Upos::Noun | Upos::Propn);
            c > verb && noun && self.reading.lang.syntax.is_any(&parse.token(c).dep, &drawn) && !named(c)
        };
        let object = parse.children(verb).find(bare);
        self.hang(verb, token.head, Relation::AdverbialClause);
        if let Some(object) = object {
            self.hang(object, verb, Relation::Object);
        }
    }

    /// A participle with a subject and no auxiliary that is as well a finite form of its verb is one.
    fn finite(&mut self, parse: &Parse, verb: TokenIdx) {
        let token = parse.token(verb);
        let auxiliary = parse.children(verb).any(|c| parse.token(c).pos == Upos::Aux);
        let subject = self.first(parse, verb, Relation::Subject).filter(|&s| s < verb);
        // "une délégation {séjourne} à Lima", hung below its subject
        let above = parse.token(token.head);
        let below = self.is(parse, verb, Relation::Participial)
            && above.head == token.head
            && token.head < verb
            && matches!(above.pos, Upos::Noun | Upos::Propn);
        if auxiliary || !token.morph.contains("Tense=Past|VerbForm=Part") || !(subject.is_some() || below) {
            return;
        }
        let form = self.reading.word(verb).to_lowercase();
        let found = forms(&self.reading.lang.coding.verb_endings, &form)
            .find(|(e, lemma)| e.morph.contains("VerbForm=Fin") && *lemma == *token.lemma);
        if let Some((ending, _)) = found {
            self.tokens[verb.at()].morph = ending.morph.as_str().into();
            self.changed = true;
            if subject.is_none() {
                self.hang(token.head, verb, Relation::Subject);
                self.hang(verb, verb, Relation::Root);
            }
        }
    }

    /// "{La Norvège} somme le roi de partir", drawn as if the name described the verb and the king were its subject.
    fn subject(&mut self, parse: &Parse, verb: TokenIdx) {
        let token = parse.token(verb);
        let after = self.first(parse, verb, Relation::Subject);
        if !token.morph.contains("VerbForm=Fin") || after.is_some_and(|s| s < verb) {
            return;
        }
        let name = |&c: &TokenIdx| {
            c < verb
                && c.at() + 1 == verb.at()
                && parse.token(c).pos == Upos::Propn
                && self.is(parse, c, Relation::Adjectival)
                && self.first(parse, c, Relation::Case).is_none()
        };
        let Some(name) = parse.children(verb).find(name) else { return };
        self.hang(name, verb, Relation::Subject);
        if let Some(object) = after.filter(|_| self.first(parse, verb, Relation::Object).is_none()) {
            self.hang(object, verb, Relation::Object);
        }
    }

    /// The object of a verb, where it hangs below a phrase in front of it or looks like another phrase.
    fn object(&mut self, parse: &Parse, verb: TokenIdx) {
        let noun = |t: TokenIdx| matches!(parse.token(t).pos, Upos::Noun | Upos::Propn);
        let case = |t: TokenIdx| self.first(parse, t, Relation::Case);
        let determined = |t: TokenIdx| {
            [Relation::Determiner, Relation::Numeric].into_iter().any(|r| self.first(parse, t, r).is_some())
        };
        let in_time = |t: TokenIdx| self.reading.time_at(t).is_some();
        let objects = || self.reading.lang.syntax.dependents(parse, verb, Relation::Object).filter(|&o| o > verb);
        let object = objects().find(|&o| !in_time(o));
        // "frappe *de sanctions* la junte", "montre *du doigt* le roi": an object with a preposition is none.
        let marked = object.filter(|&o| {
            let article = self.first(parse, o, Relation::Determiner);
            case(o).is_some() || article.is_some_and(|a| parse.token(a).pos == Upos::Adp)
        });
        if object.is_some() && marked.is_none() {
            return;
        }
        let passive = [Relation::PassiveSubject, Relation::PassiveAuxiliary];
        if passive.into_iter().any(|r| self.first(parse, verb, r).is_some()) {
            return;
        }
        let bare = |t: TokenIdx| noun(t) && case(t).is_none() && !in_time(t);
        // "tient *tête* au roi"
        // What tells a day may stand between: "tient mardi tête au roi".
        let end = parse.len();
        let next = (verb.at() + 1..end).map(TokenIdx::from).find(|&t| !in_time(t)).unwrap_or(verb);
        let glued = parse.children(verb).find(|&c| {
            let other = [Relation::OpenComplement, Relation::Adverbial];
            let dep = &parse.token(c).dep;
            c == next
                && parse.token(c).pos == Upos::Noun
                && self.reading.lang.syntax.is_any(dep, &other)
                && bare(c)
                && parse.children(c).all(|d| d > c)
        });
        if let Some(glued) = glued {
            return self.hang(glued, verb, Relation::Object);
        }
        let phrases = [Relation::Oblique, Relation::NominalModifier, Relation::Object, Relation::Apposition];
        let mut above: Vec<TokenIdx> = marked.into_iter().collect();
        let behind = [Relation::Oblique, Relation::Agent];
        let is_phrase = |&c: &TokenIdx| {
            let gerund = parse.token(c).pos == Upos::Verb;
            c > verb && !gerund && self.reading.lang.syntax.is_any(&parse.token(c).dep, &behind) && case(c).is_some()
        };
        above.extend(parse.children(verb).filter(is_phrase));
        let mut found = None;
        for at in above {
            // "à bout de bras le roi": it may hang one noun further down.
            let inner = parse.children(at).filter(|&c| self.is(parse, c, Relation::NominalModifier));
            for holder in std::iter::once(at).chain(inner) {
                let hit = parse.children(holder).find(|&c| {
                    c > holder
                        && self.reading.lang.syntax.is_any(&parse.token(c).dep, &phrases)
                        && bare(c)
                        && determined(c)
                        && adjoins(parse, holder, c)
                });
                found = found.or(hit);
            }
        }
        // "disperse à coups de bâton *des manifestants*": a noun has one complement with "de", what follows is the verb's.
        let further = || {
            let coding = &self.reading.lang.coding;
            let some = |&n: &TokenIdx| {
                case(n).is_some_and(|p| coding.in_class("partitive", &self.reading.word(p).to_lowercase()))
            };
            let of = |&n: &TokenIdx| {
                case(n).is_some_and(|p| coding.in_class("genitive", coding.preposition(&parse.token(p).lemma)))
            };
            let modifies = |c: &TokenIdx| self.is(parse, *c, Relation::NominalModifier);
            let below = |h: TokenIdx| parse.children(h).filter(modifies).collect::<Vec<_>>();
            let phrases = parse.children(verb).filter(|&c| c > verb && self.is(parse, c, Relation::Oblique));
            phrases.filter(|_| marked.is_none()).find_map(|at| {
                let inner: Vec<TokenIdx> =
                    below(at).into_iter().flat_map(|c| std::iter::once(c).chain(below(c))).collect();
                let first = inner.iter().copied().find(of)?;
                inner.into_iter().find(|n| *n > first && some(n) && adjoins(parse, verb, *n))
            })
        };
        // "remet à la Syrie *des statuettes*"
        let given = || {
            let coding = &self.reading.lang.coding;
            let to = |&c: &TokenIdx| {
                c > verb
                    && parse.token(c).pos == Upos::Propn
                    && case(c).is_some_and(|p| coding.in_class("dative", coding.preposition(&parse.token(p).lemma)))
            };
            let of = |c: TokenIdx| {
                let some = |&n: &TokenIdx| {
                    self.is(parse, n, Relation::NominalModifier)
                        && case(n).is_some_and(|p| {
                            p.at() + 1 == n.at() && coding.in_class("partitive", &self.reading.word(p).to_lowercase())
                        })
                };
                parse.children(c).find(some)
            };
            parse.children(verb).filter(to).find_map(of).filter(|_| marked.is_none())
        };
        // "roue de coups *un opposant*"
        let second = || {
            let loose = |&c: &TokenIdx| {
                c > verb
                    && self.is(parse, c, Relation::Oblique)
                    && bare(c)
                    && determined(c)
                    && (marked.is_some() || adjoins(parse, verb, c))
            };
            parse.children(verb).find(loose)
        };
        let second_object = || {
            let objects = self.reading.lang.syntax.dependents(parse, verb, Relation::Object);
            objects.filter(|&o| Some(o) != marked && bare(o)).last().filter(|_| marked.is_some())
        };
        // "rapatrie une centaine de ses ressortissants", drawn as a second subject
        let second_subject = || {
            let subjects: Vec<TokenIdx> = self.reading.lang.syntax.dependents(parse, verb, Relation::Subject).collect();
            let before = subjects.iter().any(|&s| s < verb);
            subjects.into_iter().find(|&s| before && s > verb && bare(s) && determined(s) && marked.is_none())
        };
        // "ont violé *l'espace aérien*", below the verb without a label that says more
        let unlabelled = || {
            let syntax = &self.reading.lang.syntax;
            let loose = |&c: &TokenIdx| {
                c > verb
                    && bare(c)
                    && determined(c)
                    && !syntax.is_any(&parse.token(c).dep, &LABELLED)
                    && marked.is_none()
            };
            parse.children(verb).find(loose)
        };
        // "tance *le roi*", "claque *la porte*", drawn as if they described the verb or completed it
        let reflexive = parse.children(verb).any(|c| parse.token(c).morph.contains("Reflex=Yes"));
        let copula = self.reading.lang.coding.in_class("copula", &parse.token(verb).lemma);
        let own = || {
            let describes = [Relation::NominalModifier, Relation::OpenComplement];
            let direct = |&c: &TokenIdx| {
                c > verb
                    && self.reading.lang.syntax.is_any(&parse.token(c).dep, &describes)
                    && bare(c)
                    && (determined(c) || parse.token(c).pos == Upos::Propn)
                    && adjoins(parse, verb, c)
            };
            parse.children(verb).find(direct).filter(|_| !reflexive && !copula && marked.is_none())
        };
        // "interroge *des députés*", drawn as if "des" were a preposition there
        let some = || {
            let coding = &self.reading.lang.coding;
            let drawn = [Relation::Oblique, Relation::NominalModifier];
            let partitive = |&c: &TokenIdx| {
                noun(c)
                    && self.reading.lang.syntax.is_any(&parse.token(c).dep, &drawn)
                    && case(c).is_some_and(|p| p == next && coding.in_class("partitive", self.reading.word(p)))
            };
            let days = parse.children(verb).filter(|&c| c > verb && in_time(c)).flat_map(|day| parse.children(day));
            let of = coding.in_class("of-verb", &parse.token(verb).lemma);
            let found = parse.children(verb).chain(days).find(partitive);
            found.filter(|_| !reflexive && !copula && !of && marked.is_none())
        };
        // "propose mardi *sa médiation*", hung below the day
        let of_the_day = || {
            let direct = |&c: &TokenIdx| {
                // "a rencontré dans la nuit *Jens Holm*"
                let name = self.is(parse, c, Relation::Apposition) && parse.token(c).pos == Upos::Propn;
                (name || self.reading.lang.syntax.is_any(&parse.token(c).dep, &phrases))
                    && bare(c)
                    && (determined(c) || c == next || name)
            };
            let days = parse.children(verb).filter(|&c| c > verb && in_time(c));
            days.flat_map(|day| parse.children(day)).find(direct).filter(|_| marked.is_none())
        };
        // "a quitté *Lima*", drawn as another phrase
        let place = || {
            let direct = |&c: &TokenIdx| {
                c == next
                    && bare(c)
                    && self.is(parse, c, Relation::Oblique)
                    && self.reading.word(c).starts_with(char::is_uppercase)
            };
            parse.children(verb).find(direct).filter(|_| !reflexive && !copula && marked.is_none())
        };
        let found = found.or_else(own).or_else(of_the_day).or_else(some).or_else(place);
        let found = found
            .or_else(second)
            .or_else(second_object)
            .or_else(second_subject)
            .or_else(given)
            .or_else(further)
            .or_else(unlabelled);
        let clause = [Relation::ComplementClause, Relation::OpenComplement];
        let earlier =
            |o: TokenIdx| clause.into_iter().any(|r| self.first(parse, verb, r).is_some_and(|c| !noun(c) && c < o));
        let Some(object) = found.filter(|&o| !earlier(o)) else { return };
        let day = objects().find(|&o| in_time(o));
        let own_article = case(object);
        let marked_article =
            marked.and_then(|m| self.first(parse, m, Relation::Determiner).filter(|_| case(m).is_none()));
        if let Some(day) = day {
            self.hang(day, verb, Relation::Oblique);
        }
        if let Some(marked) = marked {
            self.hang(marked, verb, Relation::Oblique);
            if let Some(article) = marked_article {
                self.hang(article, marked, Relation::Case);
            }
        }
        if let Some(article) = own_article {
            self.hang(article, object, Relation::Determiner);
        }
        self.hang(object, verb, Relation::Object);
    }
}

/// Whether nothing but a phrase's own words stands between its noun and another noun, and no comma.
fn adjoins(parse: &Parse, noun: TokenIdx, other: TokenIdx) -> bool {
    (noun.at() + 1..other.at()).all(|i| parse.tokens[i].pos != Upos::Punct)
}
