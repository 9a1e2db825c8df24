//! What pronouns and possessives refer to.

use std::sync::Arc;

use legation_model::{
    Actor, ActorKind, ActorMention, BlockKind, Code, Derivation, DocumentKind, TokenIdx, TokenRange, Upos,
};
use legation_packs::actors::{PlainNumber, Pronoun, Refers, Sense, fold};
use legation_packs::syntax::Relation;

use super::{Referent, Resolver, fold_word};
use crate::who::focus::is_dateline;
use crate::who::phrase::Phrase;
use crate::who::scan::What;

/// Within how many words behind "We," the writers say who they are.
const SELF_NAMED: usize = 10;

impl Resolver<'_> {
    /// Whether a possessive is of those who write ("*our* governments").
    pub(super) fn is_of_speakers(&self, at: TokenIdx) -> bool {
        let pronoun = self.reading.lang.actors.pronouns.get(&fold_word(self.reading.word(at)));
        pronoun.is_some_and(|p| p.refers == Refers::Speaker) && !self.signatories.is_empty() && !self.is_asked(at)
    }

    /// What a pronoun or possessive refers to.
    pub(super) fn pronoun(&mut self, at: TokenIdx, word: &str) -> Option<ActorMention> {
        let pronouns = &self.reading.lang.actors.pronouns;
        let pronoun = pronouns.get(word).or_else(|| pronouns.get(&self.hyphened(at, word)?))?;
        let interviewed = self.interviewed(at, pronoun);
        let speakers = interviewed.or_else(|| self.speakers(at, pronoun)).or_else(|| self.addressee(at, pronoun));
        if let Some(speakers) = speakers {
            return Some(speakers);
        }
        let token = self.reading.parse.token(at);
        if token.pos != Upos::Pron && !(pronoun.possessive && token.pos == Upos::Det) {
            return None;
        }
        if self.is_dummy(at, pronoun) {
            return None;
        }
        let antecedent = self.antecedent(at)?;
        let carried = (antecedent.kind, antecedent.person, Arc::clone(&antecedent.gender), antecedent.collective);
        let (to, person) = (self.reading.word(antecedent.token), antecedent.person);
        // "France and Germany … they"
        let joint = pronoun.number == PlainNumber::Plural && antecedent.actors.len() == 1;
        let meant = if joint { self.together(antecedent.token) } else { antecedent.actors.clone() };
        let span = token.span;
        let text: Arc<str> = span.of(self.reading.text()).into();
        let actors: Vec<Actor> =
            meant.into_iter().map(|a| Actor { text: Arc::clone(&text), span: Some(span), ..a }).collect();
        if let Some(person) = person.filter(|_| !pronoun.gender.is_empty()) {
            self.genders.entry(person).or_insert_with(|| Arc::clone(&pronoun.gender));
        }
        let derivation = Derivation::new("who.pronoun", Some(span), format!("refers to {to}"));
        self.pronouns.insert(at, actors.clone());
        let mention = ActorMention {
            tokens: TokenRange::new(at.at(), at.at() + 1),
            head: at,
            kind: ActorKind::Pronoun,
            actors,
            alternatives: Vec::new(),
            derivation,
        };
        let again = self.referent(&mention);
        // "*It* refused …, for which Kenya rebuked it, and *its* government …": who a sentence is about stays in mind.
        // A pronoun that may agree with things needs their article to be told apart.
        let told_apart = pronoun.gender.is_empty() || pronoun.refers == Refers::Person;
        if again.leads && again.subject && !pronoun.possessive && told_apart && mention.actors.len() == 1 {
            let (kind, person, gender, collective) = carried;
            self.seen.push(Referent { kind, collective, gender, person, ..again });
        }
        Some(mention)
    }

    /// Whether a pronoun may stand for no one: expletives, and "it" anywhere but as the subject of a full verb.
    fn is_dummy(&self, at: TokenIdx, pronoun: &Pronoun) -> bool {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let token = parse.token(at);
        if syntax.is(&token.dep, Relation::Expletive) {
            let verb = &parse.token(token.head).lemma;
            return self.reading.lang.actors.grammar.impersonal.contains(&fold(verb))
                || syntax.first(parse, token.head, Relation::ComplementClause).is_some()
                || parse.token(token.head).pos == Upos::Adj;
        }
        // "*il* a été décidé de fermer": drawn as a subject
        let said = [Relation::OpenComplement, Relation::ComplementClause];
        let passive = syntax.is(&token.dep, Relation::PassiveSubject)
            && said.into_iter().any(|r| syntax.first(parse, token.head, r).is_some());
        if passive && self.reading.lang.actors.grammar.impersonal.contains(&fold(&parse.token(token.head).lemma)) {
            return true;
        }
        if pronoun.possessive || pronoun.refers != Refers::Thing && pronoun.number != PlainNumber::Plural {
            return false;
        }
        // "the sanctions *themselves*"
        if syntax.is(&token.dep, Relation::Apposition) {
            return true;
        }
        // "sent *it* ten tanks"
        if pronoun.refers != Refers::Thing || syntax.is(&token.dep, Relation::IndirectObject) {
            return false;
        }
        // "accused *it* of lying", "asked *it* to leave"
        let complement = |c: TokenIdx| {
            let dep = &parse.token(c).dep;
            c > at && (syntax.is(dep, Relation::OpenComplement) || parse.token(c).pos == Upos::Adp)
        };
        let spoken_to = syntax.is_any(&token.dep, &[Relation::Object, Relation::IndirectObject])
            && self.is_verb_of_words(token.head)
            && parse.children(token.head).any(complement);
        let subject = syntax.is_any(&token.dep, &[Relation::Subject, Relation::PassiveSubject]) || spoken_to;
        !subject || syntax.first(parse, token.head, Relation::Attribute).is_some()
    }

    /// "We" in a letter: its signatories.
    fn speakers(&self, at: TokenIdx, pronoun: &Pronoun) -> Option<ActorMention> {
        let token = self.reading.parse.token(at);
        let letter = matches!(self.reading.article.meta.kind, DocumentKind::Letter | DocumentKind::Statement);
        if pronoun.refers != Refers::Speaker || !letter || self.signatories.is_empty() {
            return None;
        }
        let text: Arc<str> = self.reading.word(at).into();
        let actors = self.signatories.iter().map(|&(country, sector)| Actor {
            text: Arc::clone(&text),
            span: Some(token.span),
            country,
            sector,
            name: None,
        });
        Some(ActorMention {
            tokens: TokenRange::new(at.at(), at.at() + 1),
            head: at,
            kind: ActorKind::Pronoun,
            actors: actors.collect(),
            alternatives: Vec::new(),
            derivation: Derivation::new("who.signatories", Some(token.span), "who signed"),
        })
    }

    /// "You" in a letter: who the first title before its text names ("Dear Foreign Minister").
    fn addressee(&self, at: TokenIdx, pronoun: &Pronoun) -> Option<ActorMention> {
        if pronoun.refers != Refers::Addressee || self.reading.article.meta.kind != DocumentKind::Letter {
            return None;
        }
        let written_to = |p: &&Phrase| {
            p.office.is_some()
                || matches!(p.what, What::Known(Sense::Organisation(_))) && self.is_above_text(p.core.start)
        };
        let phrase = self.phrases.iter().take_while(|p| p.core.start < at).find(written_to)?;
        let (_, actors, _) = self.denotes(phrase)?;
        let home = self.signatories.iter().find_map(|s| s.0);
        let span = self.reading.parse.token(at).span;
        let text: Arc<str> = self.reading.word(at).into();
        let home = if phrase.of.is_empty() && phrase.person.is_none() { home } else { None };
        let address = |a: Actor| Actor { text: Arc::clone(&text), span: Some(span), country: home.or(a.country), ..a };
        Some(ActorMention {
            tokens: TokenRange::new(at.at(), at.at() + 1),
            head: at,
            kind: ActorKind::Pronoun,
            actors: actors.into_iter().map(address).collect(),
            alternatives: Vec::new(),
            derivation: Derivation::new("who.addressee", Some(span), "who is written to"),
        })
    }

    /// The state of the town above a letter's text ("Paris, le 3 mai").
    fn written_in(&self) -> Option<Code> {
        let town = |p: &&Phrase| matches!(p.what, What::Known(Sense::Capital(_) | Sense::Place(..)));
        let mut above = self.phrases.iter().filter(|p| self.is_above_text(p.core.start)).filter(town);
        above.find(|p| is_dateline(self.reading, p)).and_then(Phrase::state)
    }

    /// Whether a token stands above the first paragraph, where letters have the address.
    fn is_above_text(&self, at: TokenIdx) -> bool {
        let first = self.reading.article.blocks.iter().find(|b| b.kind == BlockKind::Paragraph);
        first.is_some_and(|b| self.reading.parse.token(at).span.end <= b.span.start)
    }

    pub(super) fn antecedent(&self, at: TokenIdx) -> Option<&Referent> {
        let word = self.pronoun_at(at);
        let pronoun = self.reading.lang.actors.pronouns.get(&word)?;
        let holder = |r: &Referent| r.kind == ActorKind::Office && !r.plural && r.actors.len() == 1;
        let person = |r: &Referent| r.person.is_some() || r.kind == ActorKind::Person || holder(r);
        let fits = |r: &Referent| match (pronoun.refers, pronoun.number) {
            (Refers::Speaker | Refers::Addressee, _) => false,
            (Refers::Person, _) => {
                let gender = r.person.and_then(|p| self.genders.get(&p)).unwrap_or(&r.gender);
                person(r) && (gender.is_empty() || pronoun.gender.is_empty() || *gender == pronoun.gender)
            }
            (Refers::Thing, _) => matches!(r.kind, ActorKind::Country | ActorKind::Organisation) || r.collective,
            (Refers::Any, PlainNumber::Plural) => {
                let one = self.reading.lang.actors.grammar.plural_for_one;
                r.plural
                    || r.several
                    || one && matches!(r.kind, ActorKind::Country | ActorKind::Organisation | ActorKind::Group)
                    || self.is_coordinated(r.token)
            }
            (Refers::Any, PlainNumber::Singular) => {
                let gender = r.person.and_then(|p| self.genders.get(&p)).unwrap_or(&r.gender);
                !(r.plural || r.several)
                    && (gender.is_empty() || pronoun.gender.is_empty() || *gender == pronoun.gender)
            }
        };
        // Nobody speaks of himself as of another.
        let answers = self.interview.as_ref().filter(|i| i.begun(self.reading.parse.token(at).span));
        let speaker = answers.and_then(|i| i.answers.name.as_ref());
        // "He met him": an object is not the subject of its own verb.
        let own = if pronoun.possessive { None } else { self.own_subject(at) };
        let own_name = own.and_then(|t| self.name_at(t));
        // "the preacher, whose extradition *he* demanded": who a relative clause describes is not spoken of in it anew.
        let described = if pronoun.possessive { Vec::new() } else { self.described_around(at) };
        let other = |r: &Referent| {
            if described.contains(&r.token) {
                return false;
            }
            let name = r.actors.first().and_then(|a| a.name.as_ref());
            own != Some(r.token)
                && (own_name.is_none() || name != own_name.as_ref())
                && (speaker.is_none() || name != speaker)
        };
        if let Some(charged) = self.charged_beside(at, pronoun) {
            return Some(charged);
        }
        if self.reading.lang.actors.grammar.nearest.contains(&word) {
            return self.back(at, 1).find(|r| fits(r) && !r.place);
        }
        // Of two subjects the one of the whole sentence: "the Council demands that Iran stop. *It* …"
        let here = self.sentence(at);
        // Who only lends the place is rarely spoken of.
        let several = |r: &Referent| match (pronoun.number, pronoun.refers) {
            (PlainNumber::Plural, _) => {
                i32::from(r.plural) + i32::from(r.plural && r.subject && r.leads && r.sentence < here)
            }
            (_, Refers::Person) => 0,
            (PlainNumber::Singular, _) => {
                i32::from(r.subject && r.leads && r.sentence < here) - 2 * i32::from(r.place && !r.subject)
            }
        };
        self.best_with(at, 2, |r| fits(r) && other(r), several)
    }

    /// "summoned Peru's envoy and accused *its* navy": a power that words are spoken against is of whom the verb beside them
    /// is about, and not of who speaks.
    fn charged_beside(&self, at: TokenIdx, pronoun: &Pronoun) -> Option<&Referent> {
        if !pronoun.possessive || pronoun.refers != Refers::Thing {
            return None;
        }
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let owned = parse.token(at).head;
        let power = |p: &&Phrase| p.range.contains(at) && p.core.contains(owned) && p.is_power(self.reading);
        self.phrases.iter().find(power)?;
        let verb = parse.token(owned).head;
        let beside = parse.token(verb).head;
        let joined =
            syntax.stands_as(parse, owned, Relation::Object) && syntax.stands_as(parse, verb, Relation::Conjunct);
        if !joined || beside >= verb || !self.reading.mostly(verb, |e| e.speech && e.is_conflict()) {
            return None;
        }
        let object = syntax.first(parse, beside, Relation::Object).filter(|&o| o < verb)?;
        let speaker = self.own_subject(at).map(|s| self.together(s)).unwrap_or_default();
        let other = |r: &&Referent| {
            let state = r.actors.first().and_then(|a| a.country);
            parse.is_below(r.token, object) && state.is_some() && !speaker.iter().any(|s| s.country == state)
        };
        self.back(at, 0).find(other)
    }

    /// The nouns that relative clauses around a token describe, where a word for what is theirs opens the clause.
    fn described_around(&self, at: TokenIdx) -> Vec<TokenIdx> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let whose = &self.reading.lang.actors.grammar.whose;
        let mut found = Vec::new();
        let mut token = at;
        while parse.token(token).head != token {
            let head = parse.token(token).head;
            let opens =
                || parse.subtree(token).indices().take(2).any(|i| whose.contains(&fold(self.reading.word(i.into()))));
            if syntax.stands_as(parse, token, Relation::RelativeClause) && opens() {
                found.push(head);
            }
            token = head;
        }
        found
    }

    /// The subject of the verb that a pronoun is an object of; none where it is the subject itself.
    pub(super) fn own_subject(&self, at: TokenIdx) -> Option<TokenIdx> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let subject = [Relation::Subject, Relation::PassiveSubject];
        if syntax.is_any(&parse.token(at).dep, &subject) {
            return None;
        }
        let mut verb = parse.token(at).head;
        for _ in 0..6 {
            if let Some(found) = parse.children(verb).find(|&c| syntax.is_any(&parse.token(c).dep, &subject)) {
                return Some(found);
            }
            let head = parse.token(verb).head;
            // "des soldats *capturés* selon lui": what a participle describes undergoes it.
            let describes = [Relation::RelativeClause, Relation::Participial];
            let participle = parse.token(verb).pos == Upos::Verb;
            if head == verb || participle && syntax.is_any(&parse.token(verb).dep, &describes) {
                return Some(head).filter(|&h| h != verb);
            }
            verb = head;
        }
        None
    }

    /// "celle-ci" in the pieces that a tokenizer makes of it.
    fn hyphened(&self, at: TokenIdx, word: &str) -> Option<String> {
        let next = at.at() + 1;
        let glued = next + 1 < self.reading.parse.len()
            && !self.reading.parse.token(at).space_after
            && self.reading.word(next.into()) == "-";
        glued.then(|| format!("{word}-{}", fold_word(self.reading.word((next + 1).into()))))
    }

    /// The pronoun at a token, folded.
    fn pronoun_at(&self, at: TokenIdx) -> String {
        let word = fold_word(self.reading.word(at));
        self.hyphened(at, &word).filter(|w| self.reading.lang.actors.pronouns.contains_key(w)).unwrap_or(word)
    }

    fn is_coordinated(&self, token: TokenIdx) -> bool {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        syntax.stands_as(parse, token, Relation::Conjunct) || syntax.first(parse, token, Relation::Conjunct).is_some()
    }

    fn name_at(&self, token: TokenIdx) -> Option<Arc<str>> {
        let pronoun = || self.pronouns.get(&token);
        let actors = self.seen.iter().rev().find(|r| r.token == token).map(|r| &r.actors).or_else(pronoun)?;
        actors.first()?.name.clone()
    }

    /// What the writers call themselves: "We, the undersigned members of the Peruvian parliament, …".
    fn self_named(&self) -> Vec<(Option<Code>, Option<Code>)> {
        let reading = self.reading;
        let speaks = |i: usize| {
            let pronoun = reading.lang.actors.pronouns.get(&fold_word(reading.word(i.into())));
            pronoun.is_some_and(|p| p.refers == Refers::Speaker)
        };
        let len = reading.parse.len().saturating_sub(2);
        let Some(comma) = (1..len).find(|&i| reading.word(i.into()) == "," && speaks(i - 1)) else { return Vec::new() };
        let sentence = reading.parse.sentence_of(comma.into());
        let beside = |p: &&Phrase| {
            (comma + 1..comma + 1 + SELF_NAMED).contains(&p.core.start.at()) && p.core.start < sentence.end
        };
        let pairs = |p: &Phrase| {
            let (_, actors, _) = self.denotes(p)?;
            let pairs: Vec<_> =
                actors.into_iter().map(|a| (a.country, a.sector)).filter(|pair| pair.0.is_some()).collect();
            (!pairs.is_empty()).then_some(pairs)
        };
        // "the heads of *eleven Georgian organisations*": the first whose country is said.
        let said = |p: &&Phrase| !p.of.is_empty() || !matches!(p.what, What::Known(Sense::Office(_) | Sense::Noun(_)));
        let beside = || self.phrases.iter().filter(beside);
        beside()
            .filter(said)
            .find_map(pairs)
            .or_else(|| beside().find_map(|p| self.unplaced(p).or_else(|| pairs(p))))
            .unwrap_or_default()
    }

    /// "We, the undersigned rights groups, …": organisations of civil society of which no words say where they are at home.
    fn unplaced(&self, phrase: &Phrase) -> Option<Vec<(Option<Code>, Option<Code>)>> {
        let ontology = &self.reading.packs.ontology;
        let sector = self.reading.lang.actors.nouns[phrase.noun()?].sector;
        let watches = ontology.is_civic(sector) && !ontology.is_private(sector) && !ontology.is_domestic(sector);
        let home = self.written_in().filter(|&town| self.focus.host == Some(town));
        watches.then(|| vec![(home, Some(sector))])
    }

    /// Who issues a statement, as its title says: "Statement by the Foreign Ministry of Peru".
    fn issuers(&self) -> Vec<(Option<Code>, Option<Code>)> {
        let title =
            self.reading.article.blocks.iter().find(|b| matches!(b.kind, BlockKind::Title | BlockKind::Heading));
        let Some(title) = title else { return Vec::new() };
        let mut within = self.phrases.iter().filter(|p| title.span.contains(self.reading.parse.span(p.core)));
        let issuer = within.find(|p| {
            let titled = p.office.is_some() || p.noun().is_some();
            titled || matches!(p.what, What::Known(Sense::Organisation(_)) | What::Name(_))
        });
        let actors = issuer.and_then(|p| self.denotes(p)).map(|(_, actors, _)| actors).unwrap_or_default();
        let mut pairs: Vec<_> =
            actors.into_iter().filter(|a| a.country.is_some()).map(|a| (a.country, a.sector)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// "We, members of the Peruvian parliament, …": signatories whose lines name no state are of the one that they say.
    pub(super) fn introduce_speakers(&mut self) {
        let statement = matches!(self.reading.article.meta.kind, DocumentKind::Statement | DocumentKind::Letter);
        self.interview = if statement { None } else { self.interview() };
        if let Some(interview) = &self.interview {
            self.signatories = vec![interview.party()];
            return;
        }
        if self.signatories.is_empty() && statement {
            let letter = self.reading.article.meta.kind == DocumentKind::Letter;
            let own = self.focus.issuer.filter(|_| !letter);
            let government = self.reading.packs.ontology.government();
            self.signatories = match own {
                Some(issuer) => vec![(Some(issuer), Some(government))],
                None if letter => self.self_named(),
                None => self.issuers(),
            };
            return;
        }
        if self.signatories.iter().all(|(country, sector)| country.is_some() && sector.is_some()) {
            return;
        }
        let said = self.self_named();
        let home = said.iter().find_map(|s| s.0).or_else(|| self.written_in());
        let role = said.iter().find_map(|s| s.1);
        for (country, sector) in &mut self.signatories {
            *country = country.or(home);
            *sector = sector.or(role);
        }
        self.signatories.sort_unstable();
        self.signatories.dedup();
    }
}
