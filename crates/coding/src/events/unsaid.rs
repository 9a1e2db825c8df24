//! Who is meant without being named in the sentence: unnamed addressees, doers and jailers. Source: "Parties that the
//! sentence does not name" in the annotation guidelines.

use legation_model::{Actor, Code, TokenIdx, Upos};
use legation_packs::coding::PredicatePos;
use legation_packs::ontology::EventType;
use legation_packs::syntax::Relation;

use super::mention::Builder;
use super::parties::same_party;
use crate::who;

/// How many sentences back an unnamed participant is looked for.
const NEIGHBOURS: usize = 2;

impl Builder<'_, '_> {
    /// "Police arrested *Maria Campos*": a person of whom nothing else is said, on whom the organs of the country at hand lay
    /// hands, is one of its people.
    pub(super) fn at_home(&self, event: &EventType, actor: &[Actor], mut recipient: Vec<Actor>) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let organ = |a: &Actor| a.sector.is_some_and(|s| !ontology.is_civic(s) && !ontology.is_private(s));
        let Some(home) = actor.first().and_then(|a| a.country).filter(|h| Some(*h) == self.parties.host()) else {
            return recipient;
        };
        if !self.mode(event).is_some_and(|m| m.of_persons) || !actor.iter().all(|a| organ(a) && a.country == Some(home))
        {
            return recipient;
        }
        let person = |r: &Actor| match r.sector {
            None => r.name.is_some(),
            Some(sector) => r.name.is_none() && (ontology.is_private(sector) || ontology.is_civic(sector)),
        };
        for r in recipient.iter_mut().filter(|r| r.country.is_none() && person(r)) {
            (r.country, r.sector) = (Some(home), r.sector.or(Some(ontology.people())));
        }
        recipient
    }

    /// Whom an act without a recipient concerns: the other side within a country, whose deed is spoken of, the country
    /// that the document is about, who is answered, from where an envoy is recalled.
    pub(super) fn unsaid_recipient(&self, event: &EventType, actor: &[Actor], of_own: bool) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let c = self.candidate;
        let host = self.parties.host_near(c.trigger, actor);
        let governments = |countries: Vec<Code>| -> Vec<Actor> {
            let sector = event.unnamed_recipient;
            sector.map_or_else(Vec::new, |s| countries.into_iter().map(|c| who::government(c, s)).collect())
        };
        if let Some(beyond) = self.beyond_border(event, actor, host) {
            return beyond;
        }
        // Unrest and repression have two sides within a country, named or not.
        if event.unnamed_actor.is_some() && event.unnamed_recipient.is_some() {
            return governments(actor.iter().find_map(|a| a.country).or(host).into_iter().collect());
        }
        // "rejected *the accusations*": of all who accused.
        let answered = || self.parties.answered(c.trigger, &c.recipient.heads, actor, self.before.iter());
        if event.speech && self.parties.says_several(&c.recipient.heads) {
            let all = answered();
            if all.len() > 1 {
                return all;
            }
        }
        if self.is_to_one_another(event, actor) {
            return actor.iter().map(|a| Actor { span: None, ..a.clone() }).collect();
        }
        if let Some(owner) = self.partner(event, actor) {
            return vec![owner];
        }
        let deed = ["deed", "misdeed"].iter().any(|class| self.about(class));
        // "Oslo and Copenhagen signed a pact", "agreed to …": with one another.
        if !deed && !event.is_conflict() && actor.iter().any(|a| a.country != actor[0].country) {
            return Vec::new();
        }
        let here = !self.happened_elsewhere();
        if (event.speech || Self::is_outward(event)) && here {
            // "condemned *the decision*" may be of the predicate's own words.
            let own = if c.recipient.heads.is_empty() { &c.consumed } else { &c.recipient.heads };
            let doers = self.parties.doers(c.trigger, own, actor, self.before);
            let authors = || self.parties.authors(c.trigger, own, actor, self.before);
            let doers = if doers.is_empty() { authors() } else { doers };
            if !doers.is_empty() {
                return doers;
            }
        }
        // "recalled its staff": a foreign government's or its people's, from where the document takes place.
        let sent = |a: &Actor| a.sector.is_none_or(|s| !ontology.is_civic(s)) && a.country.is_some();
        let abroad = |h: &Code| !actor.is_empty() && actor.iter().all(|a| sent(a) && a.country != Some(*h));
        let verb = c.sense.pos == PredicatePos::Verb && c.recipient.heads.is_empty();
        if let Some(sector) = self.mode(event).and_then(|m| m.unnamed_recipient).filter(|_| verb) {
            return host.filter(abroad).map(|h| who::government(h, sector)).into_iter().collect();
        }
        // "European sanctions", "pushback from abroad": against the country that the document is about.
        let bare = c.sense.pos == PredicatePos::Noun && !actor.is_empty() && c.recipient.heads.is_empty();
        let about = deed || self.about("election");
        let other = |h: &Code| actor.iter().all(|a| a.country != Some(*h));
        // People may speak of what their own government did.
        let governs = |a: &Actor| a.sector.is_none_or(|s| !ontology.is_domestic(s));
        let foreign = |h: &Code| !actor.iter().any(|a| a.country == Some(*h) && governs(a));
        if let Some(host) = host.filter(|h| bare && other(h) || about && here && foreign(h)) {
            return governments(vec![host]);
        }
        if let Some(jailer) = self.jailer(actor) {
            return jailer;
        }
        // "demanded *their* release", where the words seem to mean who speaks: nobody is named.
        let oneself = |h: TokenIdx| {
            let named = self.parties.named(h).unwrap_or_default();
            !named.is_empty() && named.iter().all(|n| actor.iter().any(|a| same_party(a, n)))
        };
        if event.speech && c.recipient.heads.iter().all(|&h| !self.parties.names(h) || oneself(h)) {
            let answered = answered();
            return if answered.is_empty() { governments(self.concerned(event, actor)) } else { answered };
        }
        if Self::is_outward(event) && (of_own || c.recipient.heads.is_empty()) && !bare {
            let known = !actor.is_empty() && actor.iter().all(|a| a.country.is_some());
            let last = self.parties.last_of_two(c.trigger, actor).filter(|_| event.is_conflict());
            let abroad = last.or(host).filter(|h| known && other(h));
            // "Chad and Niger are at odds since Niamey closed the road": the one state beside it.
            let beside = Some(self.states_beside(actor)).filter(|states| known && states.len() == 1);
            let partners = || self.parties.partners(actor, self.before);
            let countries = abroad.map(|host| vec![host]).or(beside).unwrap_or_else(partners);
            return governments(countries);
        }
        self.fought(event, actor).into_iter().collect()
    }

    /// "Chad *answered with rockets*": of two states that a document is about, the one whose government or forces fight does so
    /// against the other.
    fn fought(&self, event: &EventType, actor: &[Actor]) -> Option<Actor> {
        let ontology = &self.reading.packs.ontology;
        let c = self.candidate;
        let verb = c.sense.pos == PredicatePos::Verb && c.recipient.heads.iter().all(|&h| !self.parties.names(h));
        let fights = event.to_the_other;
        let own = actor.first().and_then(|a| a.country)?;
        let acts = |a: &Actor| {
            a.country == Some(own) && a.sector.is_some_and(|s| ontology.governs(s) || ontology.is_forces(s))
        };
        let two = self.parties.dyad().filter(|two| verb && fights && two.contains(&own) && actor.iter().all(acts))?;
        let other = two.into_iter().find(|&code| code != own)?;
        Some(who::government(other, ontology.government()))
    }

    /// "*Our partners* offered to help", "*its ally* lent a hand": whose partners they are gets what good they do.
    fn partner(&self, event: &EventType, actor: &[Actor]) -> Option<Actor> {
        let c = self.candidate;
        let pack = &self.parties.grammar.pack;
        let of_another = |&h: &TokenIdx| pack.in_class("of-another", &self.reading.lemma(h));
        let head = *c.actor.heads.iter().find(|h| of_another(h)).filter(|_| !event.is_conflict())?;
        // "*our* Danish partners": parsers may hang it below the adjective.
        let parse = self.reading.parse;
        let before = parse.subtree(head).indices().map(TokenIdx::from).filter(|&t| t < head);
        let own = |t: &TokenIdx| self.parties.grammar.dep(*t, Relation::Possessive);
        let mut owners = before.filter(own);
        let owner = self.parties.named(owners.next()?)?.first().filter(|o| o.country.is_some())?;
        actor.iter().all(|a| a.country != owner.country).then(|| Actor { span: None, ..owner.clone() })
    }

    /// "closed its *border*": against those beyond it.
    fn beyond_border(&self, event: &EventType, actor: &[Actor], host: Option<Code>) -> Option<Vec<Actor>> {
        if event.civic || !self.about("border") {
            return None;
        }
        let beyond = |h: &Code| !actor.is_empty() && actor.iter().all(|a| a.country.is_some_and(|c| c != *h));
        let named = self.states_beside(actor);
        let countries = if named.len() == 1 {
            named
        } else {
            host.filter(beyond).map_or_else(|| self.parties.partners(actor, self.before), |h| vec![h])
        };
        let government = self.reading.packs.ontology.government();
        (!countries.is_empty()).then(|| countries.into_iter().map(|c| who::government(c, government)).collect())
    }

    /// "traded insults", "exchanged fire": whether those who act do it to one another.
    fn is_to_one_another(&self, event: &EventType, actor: &[Actor]) -> bool {
        let lemma = self.reading.lemma(self.candidate.trigger);
        let another = |a: &Actor| a.country.is_some() && a.country != actor[0].country;
        event.is_conflict() && self.parties.grammar.pack.in_class("one-another", &lemma) && actor.iter().any(another)
    }

    /// "lost patience with Chad and closed the border": the states that a sentence names beside whoever acts.
    fn states_beside(&self, actor: &[Actor]) -> Vec<Code> {
        let sentence = self.reading.parse.sentence_of(self.candidate.trigger);
        let states = sentence.indices().map(TokenIdx::from).filter(|&t| self.parties.is_country(t));
        let mut named: Vec<Code> = Vec::new();
        for country in states.filter_map(|t| self.parties.named(t)).flatten().filter_map(|a| a.country) {
            if !named.contains(&country) && actor.iter().all(|a| a.country != Some(country)) {
                named.push(country);
            }
        }
        named
    }

    /// Whose government words without an addressee concern: one's own where people or a party of a country speak, else
    /// the country that the document is about or whoever the speaker has to do with.
    fn concerned(&self, event: &EventType, actor: &[Actor]) -> Vec<Code> {
        let ontology = &self.reading.packs.ontology;
        let c = self.candidate;
        // "Amnesty International": of no country, and speaks to governments.
        let watches = |a: &Actor| {
            a.sector.is_some_and(|s| ontology.is_civic(s) && !ontology.is_private(s) && !ontology.is_domestic(s))
        };
        let known = !actor.is_empty() && actor.iter().all(|a| a.country.is_some() || a.name.is_some() && watches(a));
        if c.sense.pos == PredicatePos::Noun || !known {
            return Vec::new();
        }
        let people = |a: &Actor| a.country.is_some() && a.sector.is_some_and(|s| ontology.is_civic(s));
        if actor.iter().all(people) {
            if !event.is_conflict() {
                return Vec::new();
            }
            return actor.first().and_then(|a| a.country).into_iter().collect();
        }
        let other = |h: &Code| actor.iter().all(|a| a.country != Some(*h));
        // "Brazil called for calm", "offered its good offices": of both who quarrel.
        let to_both = event.to_both || self.about("mediation");
        if let Some(two) = self.parties.dyad().filter(|two| to_both && two.iter().all(other)) {
            return two.to_vec();
        }
        if let Some(host) = self.parties.host_near(c.trigger, actor).filter(other) {
            return vec![host];
        }
        if actor.iter().any(|a| a.sector.is_some_and(|s| ontology.is_domestic(s))) {
            // "Senators demanded a tougher line": of their own government.
            let fights = |a: &Actor| a.sector.is_some_and(|s| ontology.is_forces(s));
            let own = actor[0].country.filter(|_| event.to_both && !actor.iter().any(fights));
            return own.into_iter().collect();
        }
        // "We condemn the attack", in a statement of one of the two.
        let partners = self.parties.partners(actor, self.before);
        let second = || self.parties.dyad().into_iter().flatten().filter(other);
        if partners.is_empty() && event.is_conflict() { second().collect() } else { partners }
    }

    /// "demanded *her release*": of whoever took her, else of the government of her country. A government asks another
    /// for the release of its own people, as far as it is known whom.
    fn jailer(&self, actor: &[Actor]) -> Option<Vec<Actor>> {
        let c = self.candidate;
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        let release =
            c.consumed.iter().filter(|&&t| self.reading.lang.coding.in_class("release", &self.reading.lemma(t)));
        let owned = release.flat_map(|&t| {
            let possessive = |c: &TokenIdx| parse.token(*c).morph.contains("Poss=Yes");
            let stands = |c: &TokenIdx| syntax.stands_as(parse, *c, Relation::Possessive) || possessive(c);
            parse.children(t).filter(stands).collect::<Vec<_>>()
        });
        let owned: Vec<TokenIdx> = owned.collect();
        let held: Vec<Actor> = owned.iter().filter_map(|&t| self.parties.named(t)).flatten().cloned().collect();
        if held.is_empty() && !owned.is_empty() {
            let last = self.parties.last_holders(c.trigger, actor, self.before);
            return Some(last).filter(|holders| !holders.is_empty());
        }
        self.held_in(actor).or_else(|| self.jailer_of(actor, &held))
    }

    /// "demanded the release of a teacher held *in Caracas*": the state that the words of what is demanded place it in.
    pub(super) fn held_in(&self, actor: &[Actor]) -> Option<Vec<Actor>> {
        let c = self.candidate;
        let released: Vec<TokenIdx> = c.consumed.iter().chain(&c.recipient.heads).copied().collect();
        self.placed_in(actor, &released).map(|state| vec![state])
    }

    /// The government of the state, other than an actor's, that the words behind the act place what they name in.
    pub(super) fn placed_in(&self, actor: &[Actor], heads: &[TokenIdx]) -> Option<Actor> {
        let behind = heads.iter().filter(|&&t| t > self.candidate.trigger);
        let words = behind.flat_map(|&t| self.reading.parse.subtree(t).indices().map(TokenIdx::from));
        let mut places = words.filter(|&t| self.parties.is_country(t) && who::is_whereabouts(self.reading, t));
        let states = &self.reading.packs.actors.states;
        let state = |a: &Actor| a.country.is_some_and(|c| states.get(&c).is_some_and(|s| !s.union));
        let abroad = |a: &Actor| state(a) && actor.iter().all(|b| b.country != a.country);
        let place = places.find_map(|t| self.parties.named(t)?.iter().find(|a| abroad(a))?.country)?;
        Some(who::government(place, self.reading.packs.ontology.government()))
    }

    /// "demanded the release of *two journalists*: whether somebody is only to go free.
    pub(super) fn is_held(&self, found: &Actor) -> bool {
        let parse = self.reading.parse;
        let release = |t: TokenIdx| {
            self.reading.lang.coding.in_class("release", &self.reading.lemma(t)) && parse.token(t).pos == Upos::Noun
        };
        let at = found.span.map(|s| parse.tokens_in(s)).filter(|r| !r.is_empty());
        // "asked that *he* be handed over"
        let ontology = &self.reading.packs.ontology;
        let private = found.sector.is_none_or(|s| !ontology.governs(s));
        let freed = |t: TokenIdx| {
            let verb = parse.token(t).head;
            self.reading.lang.syntax.stands_as(parse, t, Relation::PassiveSubject)
                && self.reading.lang.coding.in_class("freed", &self.reading.lemma(verb))
        };
        if private && at.is_some_and(|r| r.indices().map(TokenIdx::from).any(freed)) {
            return true;
        }
        at.is_some_and(|r| {
            let mut words = parse.sentence_of(r.start).indices().map(TokenIdx::from);
            words.any(|t| release(t) && parse.is_below(r.start, t))
        })
    }

    pub(super) fn jailer_of(&self, actor: &[Actor], held: &[Actor]) -> Option<Vec<Actor>> {
        let ontology = &self.reading.packs.ontology;
        let country = held.iter().find_map(|a| a.country)?;
        let holders = self.parties.holders(held, self.before);
        let abroad = |h: &Actor| !actor.iter().any(|a| a.country == h.country);
        if holders.iter().any(abroad) {
            return Some(holders);
        }
        if actor.iter().any(|a| a.country == Some(country) && a.sector.is_none_or(|s| !ontology.is_domestic(s))) {
            let two = self.parties.dyad().filter(|two| two.contains(&country));
            let second = || two.and_then(|two| two.into_iter().find(|&c| c != country));
            let other = self.parties.host().filter(|&h| h != country).or_else(second);
            return Some(other.map(|h| who::government(h, ontology.government())).into_iter().collect());
        }
        Some(vec![who::government(country, ontology.government())])
    }

    /// Who does what words without an actor tell: the jailer is where the arrest took place; who protests may have come
    /// from elsewhere.
    pub(super) fn unsaid_actor(&self, event: &EventType, recipient: &[Actor]) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let by_mode = self.mode(event).and_then(|m| m.unnamed_actor).filter(|_| !recipient.is_empty());
        let Some(sector) = event.unnamed_actor.or(by_mode) else { return self.unsaid_state(event, recipient) };
        let holders = if event.civic { Vec::new() } else { self.parties.holders(recipient, self.before) };
        if !holders.is_empty() {
            return holders;
        }
        let place = self.place().filter(|_| !event.civic);
        // Foreigners are held by the country that the document is about.
        let host = self.parties.host();
        let subject = |a: &Actor| a.sector.is_some_and(|s| ontology.is_private(s) || ontology.is_domestic(s));
        let abroad = recipient.iter().all(|r| subject(r) && r.country.is_some() && r.country != host);
        let theirs = recipient.iter().find_map(|r| r.country).filter(|_| !abroad || host.is_none());
        let country = place.or(theirs).or(host);
        country.map(|country| who::government(country, sector)).into_iter().collect()
    }

    /// "three diplomats *were expelled*", "*were told* to leave": the government of the country that the document is about,
    /// where all who suffer it are of other countries. Who accuses or threatens stays unsaid.
    fn unsaid_state(&self, event: &EventType, recipient: &[Actor]) -> Vec<Actor> {
        let c = self.candidate;
        let ontology = &self.reading.packs.ontology;
        let ordered = event.speech && event.to_both;
        let thing = recipient.is_empty() && c.recipient.actors.is_empty() && !event.speech;
        if !c.passive || recipient.is_empty() && !thing || !(Self::is_outward(event) && event.is_conflict() || ordered)
        {
            return Vec::new();
        }
        let states = c.recipient.heads.iter().all(|&h| self.parties.is_country(h));
        if states && !thing {
            return Vec::new();
        }
        // Of two who quarrel the other one; what is between them, whoever did such things last.
        let two = self.parties.dyad();
        let suffers = |code: &Code| recipient.iter().all(|r| r.country == Some(*code));
        let other = two.filter(|two| !thing && two.iter().any(suffers));
        let other = other.and_then(|two| two.into_iter().find(|code| !suffers(code)));
        // "let it be known that the payment was put off": whoever says so of what is his.
        let own = |a: &Actor| a.country.is_some() && a.sector.is_some_and(|s| !ontology.is_civic(s));
        if let Some(speaker) = self.sources(&[]).pop().filter(|a| thing && own(a)) {
            return vec![Actor { span: None, ..speaker }];
        }
        let last =
            || self.before.iter().rev().find(|m| m.event == c.sense.event).and_then(|m| m.actor.first()?.country);
        let last = last().filter(|_| thing);
        let host = self.parties.host();
        let abroad = recipient.iter().all(|r| r.country.is_some() && r.country != host);
        let country = other.or(last).or(host.filter(|_| abroad));
        country.map(|country| who::government(country, ontology.government())).into_iter().collect()
    }

    /// "condemned the attack on Kenya": what is spoken of concerns another country than the document's, as its own
    /// words say; who did it is not said.
    fn happened_elsewhere(&self) -> bool {
        let host = self.parties.host();
        let elsewhere = |a: &Actor| a.country.is_some() && a.country != host;
        self.candidate.recipient.heads.iter().any(|&head| {
            let words = self.reading.parse.subtree(head);
            words.indices().any(|i| self.parties.named(i.into()).is_some_and(|actors| actors.iter().any(elsewhere)))
        })
    }

    /// "Also on Friday, a meeting with the union": who met is whoever the sentences before spoke of meeting.
    pub(super) fn companion(&self, known: &Actor) -> Option<Actor> {
        let parse = self.reading.parse;
        let here = parse.sentences.iter().position(|s| s.contains(self.candidate.trigger))?;
        let previous = self.before.iter().rev().find(|m| m.event == self.candidate.sense.event)?;
        let at = parse.tokens_in(previous.trigger).start;
        let there = parse.sentences.iter().position(|s| s.contains(at))?;
        let other = previous.actor.first().filter(|a| !same_party(a, known))?;
        (there < here && here - there <= NEIGHBOURS).then(|| Actor { span: None, ..other.clone() })
    }
}
