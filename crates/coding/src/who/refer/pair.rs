//! Words that mean one or both of two: "both countries", "the two sides", "its neighbour", "the former", "each other".

use legation_model::{Actor, ActorKind, ActorMention, Code, Derivation, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{NounClass, OfficeClass, Sense, fold};
use legation_packs::syntax::Relation;

use super::lately::{Sentence, alike};
use super::{Denoted, Referent, Resolver};
use crate::who::phrase::Phrase;
use crate::who::scan::What;

/// How many sentences back the two may be named.
const REACH: usize = 4;
/// How many sentences back one phrase may name them together.
const COUPLE: usize = 6;
/// How many sentences back an organisation is named in full that one word of its name means.
const NAMED: usize = 6;

impl Resolver<'_> {
    /// The two that a phrase means, where it says "both" or "the two".
    pub(super) fn pair(&self, phrase: &Phrase) -> Option<Denoted> {
        if let Some(all) = self.all_parties((phrase.core.end.at() - 1).into()).filter(|_| phrase.of.is_empty()) {
            let all = all.into_iter().map(|a| self.actor(phrase.range, a.country, a.sector, a.name)).collect();
            return Some((ActorKind::Group, all, "who.all-parties"));
        }
        let couple = Some(phrase).filter(|p| self.is_officials(p)).and_then(|p| self.couple_of_persons(p.core.start));
        if let Some(all) = self.counted(phrase).filter(|all| couple.is_none() || all.len() != 2) {
            let all = all.into_iter().map(|a| self.actor(phrase.range, a.country, a.sector, a.name)).collect();
            return Some((ActorKind::Group, all, "who.counted"));
        }
        if !(phrase.both || phrase.each || phrase.of_both || self.is_of_pair(phrase))
            || phrase.of.iter().any(|&of| self.is_state(of))
            || phrase.person.is_some()
            || !(phrase.each || phrase.core_is_plural(self.reading))
        {
            return None;
        }
        let pack = &self.reading.lang.actors;
        let last = phrase.core.end.at() - 1;
        let neighbour = pack.grammar.neighbours.contains(&fold(&self.reading.parse.token(last.into()).lemma));
        let sides = self.is_side(last.into()) && !neighbour;
        let at = phrase.core.start;
        let (sector, whole) = match (phrase.noun(), phrase.office) {
            (Some(n), _) => match pack.nouns[n].class {
                NounClass::States | NounClass::Public | NounClass::State => (Some(pack.nouns[n].sector), true),
                NounClass::Organ => (Some(pack.nouns[n].sector), false),
                NounClass::Envoys => (None, false),
                _ if sides => (None, false),
                _ => return None,
            },
            (None, Some(o)) if pack.offices[o].class != OfficeClass::Member => (Some(pack.offices[o].sector), false),
            _ => return None,
        };
        let envoys = phrase.noun().is_some_and(|n| pack.nouns[n].class == NounClass::Envoys);
        let persons = couple.filter(|_| !whole && !sides);
        let named = persons.is_some();
        let mut two = persons.or_else(|| self.two(at, !(sides || envoys)))?;
        for actor in &mut two {
            actor.sector = sector.filter(|_| !named).or(actor.sector);
            // The two countries are not the two men who lead them.
            actor.name = actor.name.take().filter(|_| !whole);
        }
        let kind = if phrase.office.is_some() { ActorKind::Office } else { ActorKind::Group };
        let two = two.into_iter().map(|a| self.actor(phrase.range, a.country, a.sector, a.name)).collect();
        Some((kind, two, "who.pair"))
    }

    /// Whether "all" stands before a noun, or before its determiner ("*toutes* les parties").
    fn says_all(&self, noun: TokenIdx) -> bool {
        let grammar = &self.reading.lang.actors.grammar;
        let word = |i: usize| fold(self.reading.word(i.into()));
        let mut before =
            (noun.at().saturating_sub(2)..noun.at()).rev().map(word).skip_while(|w| grammar.definite.contains(w));
        before.next().is_some_and(|w| grammar.all.contains(&w))
    }

    fn names_a_party(&self) -> bool {
        let ontology = &self.reading.packs.ontology;
        self.seen.iter().any(|r| r.actors.iter().any(|a| a.sector.is_some_and(|s| ontology.is_party(s))))
    }

    /// "*all* parties", "toutes les parties", where the document names no political party: those whom the last sentence
    /// with several names, other than who speaks of them.
    fn all_parties(&self, at: TokenIdx) -> Option<Vec<Actor>> {
        // "all parties" may be political ones, "all sides" are not.
        let ontology = &self.reading.packs.ontology;
        let sector = |p: &Phrase| p.noun().map(|n| self.reading.lang.actors.nouns[n].sector);
        let political =
            self.phrases.iter().any(|p| p.range.contains(at) && sector(p).is_some_and(|s| ontology.is_party(s)));
        if !self.says_all(at) || !self.is_side(at) || political && self.names_a_party() {
            return None;
        }
        let speaks = self.speakers_above(at);
        let others = |mut all: Vec<Actor>| {
            all.retain(|a| !speaks.iter().any(|s| s.country == a.country));
            (all.len() > 1).then_some(all)
        };
        let found = self.lately(at, 0..=REACH).find_map(|s| others(s.parties(false)));
        let range = TokenRange::new(at.at(), at.at() + 1);
        // Within one country, its parties.
        if let Some(home) = self.focus.host.filter(|_| found.is_none() && political && !self.focus.dyad) {
            let sector = self.phrases.iter().find(|p| p.range.contains(at)).and_then(sector);
            return Some(vec![self.actor(range, Some(home), sector, None)]);
        }
        found.or_else(|| Some(self.focus.two?.map(|code| self.state(range, code, false)).to_vec()))
    }

    /// Whoever is the subject of a verb above a token, other than the token itself.
    fn speakers_above(&self, at: TokenIdx) -> Vec<Actor> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let subject = [Relation::Subject, Relation::PassiveSubject];
        let mut all = Vec::new();
        let mut verb = at;
        while parse.token(verb).head != verb {
            verb = parse.token(verb).head;
            let own = parse.children(verb).filter(|&c| c != at && syntax.is_any(&parse.token(c).dep, &subject));
            all.extend(own.flat_map(|c| self.together(c)));
        }
        all
    }

    /// "the *four* countries", "les présidents des *trois* pays": as many states as the sentence before names, or this one so far.
    fn counted(&self, phrase: &Phrase) -> Option<Vec<Actor>> {
        let pack = &self.reading.lang.actors;
        let sector = match (phrase.noun(), phrase.office) {
            (Some(n), _) if matches!(pack.nouns[n].class, NounClass::States | NounClass::Public | NounClass::State) => {
                pack.nouns[n].sector
            }
            (None, Some(o)) if pack.offices[o].class != OfficeClass::Member => pack.offices[o].sector,
            _ => return None,
        };
        let many = phrase.core_is_plural(self.reading) && phrase.of.is_empty() && phrase.person.is_none();
        let said = |i: usize| pack.grammar.counts.get(&fold(self.reading.word(i.into()))).copied();
        let count = phrase.range.indices().find_map(said)?;
        // "the leaders of *the three countries*", not "three leaders"
        let states =
            phrase.of_noun.is_some_and(|n| matches!(pack.nouns[n].class, NounClass::Public | NounClass::States));
        if !many || !(phrase.definite || states) || phrase.of_noun.is_some() && !states {
            return None;
        }
        let near = self.lately(phrase.core.start, 0..=REACH).map(|s| s.parties(true));
        let mut all = near.into_iter().find(|all| all.len() == count)?;
        for actor in &mut all {
            (actor.sector, actor.name) = (Some(sector), None);
        }
        Some(all)
    }

    /// "the neighbours": two, where nobody has them.
    fn is_of_pair(&self, phrase: &Phrase) -> bool {
        let last = self.reading.parse.token((phrase.core.end.at() - 1).into());
        let plain = phrase.definite && phrase.possessor.is_none() && phrase.noun().is_some() && phrase.core.len() == 1;
        let neighbours = self.reading.lang.actors.grammar.neighbours.contains(&fold(&last.lemma));
        // "the parties" are those to a quarrel where the document names no political party.
        let quarrel =
            || self.is_side((phrase.core.end.at() - 1).into()) && self.focus.two.is_some() && !self.names_a_party();
        plain && phrase.core_is_plural(self.reading) && (neighbours || quarrel())
    }

    pub(super) fn is_side(&self, at: TokenIdx) -> bool {
        let sides = &self.reading.lang.actors.grammar.sides;
        sides.contains(&fold(&self.reading.parse.token(at).lemma)) || sides.contains(&fold(self.reading.word(at)))
    }

    /// What words without a phrase of their own mean of two parties.
    pub(super) fn one_of_two(&mut self, at: TokenIdx, word: &str) -> Option<ActorMention> {
        let grammar = &self.reading.lang.actors.grammar;
        let token = self.reading.parse.token(at);
        if let Some(before) = grammar.reciprocal.get(word) {
            let previous = at.at().checked_sub(1).map(|b| fold(self.reading.word(b.into())));
            let said = previous.as_ref() == Some(before);
            // "each side blamed *the other*"
            let of_each = || self.own_subject(at).is_some_and(|subject| self.says_each(subject));
            let other = || previous.is_some_and(|word| grammar.definite.contains(&word)) && of_each();
            return if said || other() { self.each_other(at) } else { None };
        }
        if let Some(counted) = self.bare_count(at, word) {
            return Some(counted);
        }
        if grammar.first_of_two.contains(word) || grammar.last_of_two.contains(word) {
            let argument = [Relation::Subject, Relation::PassiveSubject, Relation::Object, Relation::PrepositionObject];
            if !self.reading.lang.syntax.is_any(&token.dep, &argument) {
                return None;
            }
            let first = grammar.first_of_two.contains(word);
            let two = self.named_before(at)?;
            let actor = if first { two.into_iter().next() } else { two.into_iter().next_back() };
            return Some(self.remembered(at, ActorKind::Country, vec![actor?], "who.former-latter"));
        }
        if !matches!(token.pos, Upos::Noun | Upos::Propn | Upos::Adj) {
            return None;
        }
        if let Some(short) = self.short_name(at, word) {
            return Some(short);
        }
        let lemma = fold(&token.lemma);
        let side = self.is_side(at);
        if !side && !grammar.neighbours.contains(&lemma) {
            return None;
        }
        let singular = !token.morph.contains("Number=Plur");
        if grammar.allies.contains(&lemma) && singular && !self.phrases.iter().any(|p| p.range.contains(at)) {
            return self.ally(at);
        }
        if self.phrases.iter().any(|p| p.range.contains(at)) {
            return None;
        }
        let plural = token.morph.contains("Number=Plur");
        if side && (plural && self.says_both(at) || !plural && self.says_each(at)) {
            let two = self.two(at, false)?;
            return Some(self.remembered(at, ActorKind::Group, two, "who.pair"));
        }
        if plural && let Some(all) = self.all_parties(at) {
            return Some(self.remembered(at, ActorKind::Group, all, "who.all-parties"));
        }
        if plural || !grammar.neighbours.contains(&lemma) {
            return None;
        }
        self.neighbour(at)
    }

    /// "withdrew its envoys from *all four*", "*both* rejected the plan": a number without a noun, as many states as were
    /// named lately.
    fn bare_count(&mut self, at: TokenIdx, word: &str) -> Option<ActorMention> {
        let grammar = &self.reading.lang.actors.grammar;
        let count = match grammar.counts.get(word) {
            Some(&count) => count,
            None if grammar.both.contains(word) => 2,
            None => return None,
        };
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let argument = [
            Relation::Subject,
            Relation::PassiveSubject,
            Relation::Object,
            Relation::IndirectObject,
            Relation::PrepositionObject,
        ];
        let alone = syntax.is_any(&parse.token(at).dep, &argument) && parse.children(at).all(|c| c < at);
        let before = at.at().checked_sub(1).map(|b| fold(self.reading.word(b.into()))).unwrap_or_default();
        let whole = count == 2 || grammar.all.contains(&before) || grammar.definite.contains(&before);
        if !alone || !whole || self.phrases.iter().any(|p| p.range.contains(at)) {
            return None;
        }
        let found = if count == 2 {
            self.two(at, true)?
        } else {
            let near = self.lately(at, 0..=REACH).map(|s| s.parties(true));
            let speaks = self.speaking_to(at);
            let others = |mut all: Vec<Actor>| {
                all.retain(|a| !speaks.iter().any(|s| s.country == a.country));
                all
            };
            near.map(others).find(|all| all.len() == count)?
        };
        Some(self.remembered(at, ActorKind::Group, found, "who.counted"))
    }

    /// "the *Council*": the organisation named before with that word in its name.
    fn short_name(&mut self, at: TokenIdx, word: &str) -> Option<ActorMention> {
        let before = at.at().checked_sub(1)?;
        let capital = self.reading.word(at).chars().next().is_some_and(char::is_uppercase);
        if !capital || !self.reading.lang.actors.grammar.definite.contains(&fold(self.reading.word(before.into()))) {
            return None;
        }
        let inside = |p: &Phrase| p.range.contains(at) && (p.core.contains(at) || p.range.len() > 2);
        if self.phrases.iter().any(inside) {
            return None;
        }
        let found = self.named_with(at, word)?.actors.clone();
        Some(self.remembered(at, ActorKind::Organisation, found, "who.short-name"))
    }

    /// The organisation named before a token with a word in its name.
    pub(super) fn named_with(&self, at: TokenIdx, word: &str) -> Option<&Referent> {
        let named = |r: &&Referent| {
            let one = r.actors.first().filter(|_| r.kind == ActorKind::Organisation);
            one.is_some_and(|a| fold(&a.text).split(|c: char| !c.is_alphanumeric()).any(|w| w == word))
        };
        self.back(at, NAMED).find(named)
    }

    /// "both", or "two" behind a definite article, before a noun.
    fn says_both(&self, at: TokenIdx) -> bool {
        let grammar = &self.reading.lang.actors.grammar;
        let from = at.at().saturating_sub(4);
        let mut two = false;
        for i in (from..at.at()).rev() {
            let word = fold(self.reading.word(i.into()));
            if grammar.both.contains(&word) || two && grammar.definite.contains(&word) {
                return true;
            }
            two |= grammar.two.contains(&word);
            if !two && self.reading.parse.token(i.into()).pos != Upos::Adj {
                return false;
            }
        }
        false
    }

    /// "*neither* side": whether a word for both of two stands before a singular.
    fn says_each(&self, at: TokenIdx) -> bool {
        let before = at.at().checked_sub(1).map(|b| fold(self.reading.word(b.into())));
        before.is_some_and(|word| self.reading.lang.actors.grammar.each_of_two.contains(&word))
    }

    /// "Kenya accused *its neighbour*": the other state that the sentences before name.
    fn neighbour(&mut self, at: TokenIdx) -> Option<ActorMention> {
        let parse = self.reading.parse;
        // "its neighbour Mali" is named.
        let end = at.at() + 1;
        if self.phrases.iter().any(|p| p.range.start.at() == end && p.state().is_some()) {
            return None;
        }
        let owner = parse.children(at).find(|c| *c < at && parse.token(*c).morph.contains("Poss=Yes"))?;
        let of = self.antecedent(owner)?.actors.iter().find_map(|a| a.country)?;
        let other =
            |r: &&Referent| !r.place && r.actors.iter().any(|a| a.country.is_some_and(|c| c != of && self.is_state(c)));
        // A state that borders on it goes before one that does not.
        let states = &self.reading.packs.actors.states;
        let borders = |c: Code| states.get(&of).is_some_and(|s| s.borders.contains(&c));
        let of_state = |r: &Referent| r.actors.iter().find_map(|a| a.country.filter(|&c| c != of && self.is_state(c)));
        let next = self.back(at, usize::MAX).filter(other).filter_map(of_state).find(|&c| borders(c));
        let found = next.or_else(|| self.back(at, REACH).find(other).and_then(of_state));
        let two = self.focus.two.filter(|two| two.contains(&of));
        let by_focus = || two.into_iter().flatten().find(|&c| c != of);
        let country = found.or_else(by_focus)?;
        let actor = self.state(TokenRange::new(at.at(), end), country, false);
        Some(self.remembered(at, ActorKind::Country, vec![actor], "who.neighbour"))
    }

    /// "Turkey backs *its ally*": the other state that the document is about, where it was named lately.
    fn ally(&mut self, at: TokenIdx) -> Option<ActorMention> {
        let parse = self.reading.parse;
        let end = at.at() + 1;
        // "its ally Peru", "his ally in Lima, President X" are named.
        let stop = parse.sentence_of(at).end.at();
        let beside = |p: &Phrase| (end..stop.min(end + 3)).contains(&p.range.start.at());
        if self.phrases.iter().any(|p| beside(p) && (p.state().is_some() || p.person.is_some())) {
            return None;
        }
        let owner = parse.children(at).find(|c| *c < at && parse.token(*c).morph.contains("Poss=Yes"))?;
        let of = self.antecedent(owner)?.actors.iter().find_map(|a| a.country)?;
        let about = [self.focus.host, self.focus.two.map(|t| t[0]), self.focus.two.map(|t| t[1])];
        let country = about.into_iter().flatten().find(|&c| c != of)?;
        let named = |r: &Referent| r.actors.iter().any(|a| a.country == Some(country));
        self.back(at, REACH).find(|r| named(r))?;
        let actor = self.state(TokenRange::new(at.at(), end), country, false);
        Some(self.remembered(at, ActorKind::Country, vec![actor], "who.ally"))
    }

    /// "have accused *each other*": whoever the subject of the verb is.
    fn each_other(&mut self, at: TokenIdx) -> Option<ActorMention> {
        let subject = self.own_subject(at)?;
        let actors = match self.pronouns.get(&subject) {
            Some(actors) => actors.clone(),
            None => self.together(subject),
        };
        if actors.is_empty() {
            return None;
        }
        Some(self.remembered(at, ActorKind::Pronoun, actors, "who.each-other"))
    }

    /// A mention of one token, kept for later words.
    fn remembered(&mut self, at: TokenIdx, kind: ActorKind, actors: Vec<Actor>, rule: &'static str) -> ActorMention {
        let tokens = TokenRange::new(at.at(), at.at() + 1);
        let actors: Vec<Actor> = actors.into_iter().map(|a| self.actor(tokens, a.country, a.sector, a.name)).collect();
        let note: Vec<&str> = actors.iter().filter_map(|a| a.country.as_ref().map(Code::as_str)).collect();
        let derivation = Derivation::new(rule, Some(self.reading.parse.span(tokens)), note.join(", "));
        let mention = ActorMention { tokens, head: at, kind, actors, alternatives: Vec::new(), derivation };
        if kind != ActorKind::Pronoun {
            self.seen.push(self.referent(&mention));
        }
        mention
    }

    pub(super) fn is_state(&self, code: Code) -> bool {
        self.reading.packs.actors.states.get(&code).is_some_and(|s| !s.union)
    }

    /// All who stand in one coordination with a token.
    pub(super) fn together(&self, token: TokenIdx) -> Vec<Actor> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let mut first = token;
        while syntax.stands_as(parse, first, Relation::Conjunct) && parse.token(first).head < first {
            first = parse.token(first).head;
        }
        let mut all: Vec<Actor> = Vec::new();
        let mut members = syntax.with_conjuncts(parse, first);
        let listed = self.listed(token);
        if listed.len() > members.len() {
            members = listed;
        }
        for member in members {
            let Some(found) = self.seen.iter().rev().take(64).find(|r| r.token == member) else { continue };
            for actor in &found.actors {
                if !all.iter().any(|a| same(a, actor)) {
                    all.push(actor.clone());
                }
            }
        }
        all
    }

    /// "Peru, Chile, Bolivia *and* Ecuador": the heads of a list of names by its commas, which parsers take for appositions.
    fn listed(&self, token: TokenIdx) -> Vec<TokenIdx> {
        let grammar = &self.reading.lang.actors.grammar;
        let named = |p: &&Phrase| {
            !p.inner
                && p.person.is_none()
                && matches!(p.what, What::Known(sense) if sense.is_place() || matches!(sense, Sense::Organisation(_)))
        };
        let Some(own) = self.phrases.iter().find(|p| p.range.contains(token)).filter(named) else { return Vec::new() };
        let word = |i: usize| fold(self.reading.word(i.into()));
        // What joins two members, and whether it ends the list.
        let joint = |from: usize, to: usize| {
            let plain =
                |w: &String| w == "," || grammar.and.contains(w) || grammar.determiners.contains(&w.replace('’', "'"));
            let words: Vec<String> = (from..to).map(word).collect();
            let signs = words.first().is_some_and(|w| w == "," || grammar.and.contains(w));
            (signs && words.len() <= 3 && words.iter().all(plain))
                .then(|| words.iter().any(|w| grammar.and.contains(w)))
        };
        let sentence = self.reading.parse.sentence_of(token);
        let near: Vec<&Phrase> =
            self.phrases.iter().filter(|p| sentence.contains(p.core.start)).filter(named).collect();
        let Some(at) = near.iter().position(|p| p.core == own.core) else { return Vec::new() };
        let link = |i: usize| joint(near[i].range.end.at(), near[i + 1].core.start.at());
        let mut first = at;
        while first > 0 && link(first - 1).is_some() {
            first -= 1;
        }
        let mut last = first;
        while last + 1 < near.len() {
            let Some(ends) = link(last) else { break };
            last += 1;
            if ends {
                return near[first..=last].iter().map(|p| (p.core.end.at() - 1).into()).collect();
            }
        }
        Vec::new()
    }

    /// The two parties named last before a token: those that one phrase names, else those of the nearest sentences, else
    /// those that the document deals with. States only, or whoever stands against each other.
    fn two(&self, at: TokenIdx, states: bool) -> Option<Vec<Actor>> {
        // Who urges both countries is none of them.
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let subject = [Relation::Subject, Relation::PassiveSubject];
        let leads = syntax.is_any(&parse.token(at).dep, &subject) || parse.sentence_of(at).start.at() + 3 >= at.at();
        let speaks = if leads { Vec::new() } else { self.speaking_to(at) };
        let others = |all: &mut Vec<Actor>| all.retain(|a| !speaks.iter().any(|s| s.country == a.country));
        if let Some(two) = self.host_and_guest().filter(|_| leads && !states && self.is_of_main_clause(at)) {
            return Some(two);
        }
        if let Some(here) = self.lately(at, 0..=0).next() {
            let mut here = here.parties(states);
            others(&mut here);
            if here.len() == 2 {
                return Some(here);
            }
        }
        let before = usize::from(!leads)..=REACH;
        let fit = |a: &Actor| a.country.is_some_and(|c| !states || self.is_state(c)) && a.sector.is_some();
        let apart = |a: &Actor| !speaks.iter().any(|s| s.country == a.country);
        let coupled = |r: &&Referent| matches!(&r.actors[..], [a, b] if fit(a) && fit(b) && !alike(a, b, states) && apart(a) && apart(b));
        // Where the document is about two, two others are not "the two countries".
        let strangers = |r: &Referent| {
            let about = |a: &Actor| self.focus.two.is_some_and(|f| f.iter().any(|c| a.country == Some(*c)));
            self.focus.dyad && states && !r.actors.iter().any(about)
        };
        let coupled = |r: &&Referent| coupled(r) && !strangers(r);
        if let Some(two) = self.lately(at, *before.start()..=COUPLE).flat_map(Sentence::named).find(coupled) {
            return Some(two.actors.clone());
        }
        let mut found: Vec<Actor> = Vec::new();
        for sentence in self.lately(at, before) {
            let mut named = sentence.parties(states);
            others(&mut named);
            if found.is_empty() && named.len() > 2 {
                named = self.couple_leading(sentence, states).unwrap_or(named);
            }
            named.retain(|n| !found.iter().any(|f| alike(f, n, states)));
            if found.is_empty() && named.len() > 2 {
                break;
            }
            found.extend(named);
            if found.len() >= 2 {
                break;
            }
        }
        // Two named in another paragraph give way to the two that the document is about.
        let block = self.reading.article.block_at(parse.token(at).span.start);
        let here = |a: &Actor| a.span.zip(block).is_some_and(|(s, b)| b.span.contains(s));
        if found.len() == 2 && (self.focus.two.is_none() || found.iter().any(here)) {
            return Some(found);
        }
        let range = TokenRange::new(at.at(), at.at() + 1);
        Some(self.focus.two?.map(|code| self.state(range, code, false)).to_vec())
    }

    /// Whether a phrase is of people in office ("the two *officials*", "both *ministers*").
    fn is_officials(&self, phrase: &Phrase) -> bool {
        let pack = &self.reading.lang.actors;
        let people = match (phrase.noun(), phrase.office) {
            (Some(n), _) => matches!(pack.nouns[n].class, NounClass::Organ | NounClass::State),
            (None, Some(o)) => pack.offices[o].class != OfficeClass::Member,
            _ => false,
        };
        people && phrase.both && phrase.of.is_empty() && phrase.core_is_plural(self.reading)
    }

    /// "Minister A phoned commissioner B. *The two officials* …": the two persons of different states whom the sentence before
    /// names, where "two" stands before a word for people in office.
    fn couple_of_persons(&self, at: TokenIdx) -> Option<Vec<Actor>> {
        let mut two: Vec<Actor> = Vec::new();
        let sentence = self.lately(at, 1..=1).next()?;
        let persons = sentence.named().filter(|r| matches!(r.kind, ActorKind::Person | ActorKind::Office) && !r.plural);
        for actor in persons.flat_map(|r| &r.actors).filter(|a| a.country.is_some()) {
            if !two.iter().any(|t| t.country == actor.country) {
                two.push(actor.clone());
            }
        }
        (two.len() == 2).then_some(two)
    }

    /// Whether a subject is that of the whole sentence.
    fn is_of_main_clause(&self, at: TokenIdx) -> bool {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let verb = parse.token(at).head;
        verb == at || syntax.is_any(&parse.token(verb).dep, &[Relation::Root, Relation::Conjunct])
    }

    /// "The two sides" of a ministry's own account of a meeting: it, and the first that a sentence of it names beside it.
    fn host_and_guest(&self) -> Option<Vec<Actor>> {
        let issuer = self.focus.issuer?;
        let of_issuer = |r: &&Referent| r.actors.iter().any(|a| a.country == Some(issuer));
        let person = |r: &&Referent| matches!(r.kind, ActorKind::Person | ActorKind::Office | ActorKind::Organisation);
        self.seen.iter().filter(person).filter(of_issuer).find_map(|host| {
            let beside = self.seen.iter().filter(person).filter(|r| r.sentence == host.sentence && !of_issuer(r));
            let guest = beside.filter(|r| !r.place).find_map(|r| r.actors.iter().find(|a| a.country.is_some()))?;
            let host = host.actors.iter().find(|a| a.country == Some(issuer))?;
            Some(vec![host.clone(), guest.clone()])
        })
    }

    /// Whoever is the subject of the verb that a token is an object of.
    fn speaking_to(&self, at: TokenIdx) -> Vec<Actor> {
        let Some(subject) = self.own_subject(at) else { return Vec::new() };
        if self.is_of_speakers(subject) {
            let range = TokenRange::new(subject.at(), subject.at() + 1);
            return self.signatories.iter().map(|&(of, sector)| self.actor(range, of, sector, None)).collect();
        }
        self.pronouns.get(&subject).cloned().unwrap_or_else(|| self.together(subject))
    }

    /// "*Peru and Chile* met in Quito under the eyes of Brazil": the two that are the subject of a sentence.
    fn couple_leading(&self, sentence: Sentence<'_>, states: bool) -> Option<Vec<Actor>> {
        let mut leading = sentence.named().filter(|r| r.subject && !r.place);
        leading.find_map(|r| {
            let mut two = self.together(r.token);
            two.dedup_by(|a, b| alike(a, b, states));
            let about =
                |a: &Actor| !self.focus.dyad || self.focus.two.is_some_and(|f| f.iter().any(|c| a.country == Some(*c)));
            (two.len() == 2 && two.iter().all(|a| a.country.is_some()) && two.iter().any(about)).then_some(two)
        })
    }

    /// The parties of the last sentence before this one that names several.
    fn named_before(&self, at: TokenIdx) -> Option<Vec<Actor>> {
        // "urged *the rebels and the army* …"
        let joined = |r: &Referent| Some(self.together(r.token)).filter(|two| two.len() == 2);
        if let Some(two) = self.lately(at, 1..=1).flat_map(Sentence::named).find_map(joined) {
            return Some(two);
        }
        self.lately(at, 1..=2).map(|s| s.parties(true)).find(|all| all.len() >= 2)
    }
}

fn same(a: &Actor, b: &Actor) -> bool {
    a.country == b.country && a.sector == b.sector && a.name == b.name
}
