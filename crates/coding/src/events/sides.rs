//! Both sides of an act, with what the sentence leaves unsaid resolved over the document. Source: "Parties that the
//! sentence does not name" in the annotation guidelines.

use std::sync::Arc;

use legation_model::{Actor, Code, TokenIdx, Upos};
use legation_packs::coding::PredicatePos;
use legation_packs::ontology::{EventType, Mode};
use legation_packs::syntax::Relation;

use super::mention::Builder;
use super::parties::same_party;
use crate::who;

/// How many sentences back an unnamed participant is looked for.
const NEIGHBOURS: usize = 2;

impl Builder<'_, '_> {
    /// Who acts and who undergoes it.
    pub(super) fn sides(&self) -> (Vec<Actor>, Vec<Actor>) {
        let c = self.candidate;
        let ontology = &self.reading.packs.ontology;
        // "an election that led to protests": it does nothing itself.
        let polls_act = !c.actor.heads.is_empty() && c.actor.heads.iter().all(|&h| self.parties.is_poll(h));
        let actor = if polls_act { Vec::new() } else { c.actor.actors.clone() };
        let actor = self.peoples(actor, &c.recipient.actors);
        let recipient = self.peoples(self.persons(c.recipient.actors.clone()), &actor);
        if ontology.is_mutual(&c.sense.event, c.sense.mode.as_deref()) && !self.is_one_sided() && !self.is_given() {
            return (self.joined(actor, recipient), Vec::new());
        }
        let Some(event) = ontology.event(&c.sense.event) else { return (actor, recipient) };
        let recipient = self.governing(event, &actor, self.of_the_other(event, &actor, recipient));
        let (mut recipient, of_own) = self.without_oneself(event, &actor, recipient);
        if event.speech {
            let (held, others): (Vec<Actor>, Vec<Actor>) = recipient.into_iter().partition(|r| self.is_held(r));
            // The words that name a country by its people still name it.
            let said = |mut jailer: Actor| {
                if let Some(own) = held.iter().find(|h| jailer.span.is_none() && h.country == jailer.country) {
                    (jailer.text, jailer.span) = (Arc::clone(&own.text), own.span);
                }
                jailer
            };
            let jailer = if held.is_empty() { None } else { self.held_in(&actor) };
            recipient = match jailer.or_else(|| self.jailer_of(&actor, &held)) {
                _ if !others.is_empty() => others,
                Some(jailer) => jailer.into_iter().map(said).collect(),
                None => held,
            };
        }
        if recipient.is_empty() {
            recipient = self.unsaid_recipient(event, &actor, of_own);
        }
        if recipient.is_empty() && event.mutual {
            recipient = self.visited(event, &actor);
        }
        // "said after a visit to Riyadh"
        let actor =
            if actor.is_empty() && event.mutual && !c.bystanders.is_empty() { c.bystanders.clone() } else { actor };
        // "the yellow shirts marched against the government": whoever they are, they are people there.
        let unknown = event.civic && !recipient.is_empty();
        let actor = if actor.is_empty() && (polls_act || unknown || c.actor.heads.is_empty()) {
            self.unsaid_actor(event, &recipient)
        } else if actor.is_empty() && event.speech && self.is_joint_text() {
            self.parties.issuers(&recipient, self.before)
        } else {
            actor
        };
        // "the accord was denounced": with whom one has to do.
        if recipient.is_empty() && c.passive && c.recipient.actors.is_empty() && Self::is_outward(event) {
            let other = self.parties.partners(&actor, self.before);
            recipient = other.into_iter().map(|o| who::government(o, ontology.government())).collect();
        }
        let recipient = self.at_home(event, &actor, recipient);
        (self.of_the_host(actor), self.of_the_host(recipient))
    }

    /// "*Jens Holm* refused to recognise the result": persons of whom a document says nothing are of the one country that it is
    /// about.
    fn of_the_host(&self, mut side: Vec<Actor>) -> Vec<Actor> {
        if self.parties.dyad().is_none() {
            let open = |a: &&mut Actor| a.name.is_some() && a.country.is_none() && a.sector.is_none();
            side.iter_mut().filter(open).for_each(|a| a.country = self.parties.host());
        }
        side
    }

    /// The mode that it is coded with.
    pub(super) fn mode<'e>(&self, event: &'e EventType) -> Option<&'e Mode> {
        event.modes.get(self.candidate.sense.mode.as_deref()?)
    }

    /// "warned *the Turks*": of governments speaking to one another, the name of a people is its government's.
    fn peoples(&self, mut side: Vec<Actor>, other: &[Actor]) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        // People are harmed and held themselves.
        let harmless =
            ontology.event(&self.candidate.sense.event).is_some_and(|e| !(e.is_material() && e.is_conflict()));
        let official = |a: &Actor| a.sector.is_some_and(|s| !ontology.is_private(s));
        let another = |a: &Actor| other.iter().all(|o| o.country != a.country);
        if harmless && !other.is_empty() && other.iter().all(official) {
            for actor in side.iter_mut().filter(|a| another(a) && self.parties.is_people(a)) {
                actor.sector = Some(ontology.government());
            }
        }
        side
    }

    /// "during a visit by the minister": who is visited where no words say it.
    fn visited(&self, event: &EventType, actor: &[Actor]) -> Vec<Actor> {
        let c = self.candidate;
        let Some(sector) = self.mode(event).and_then(|m| m.unnamed_recipient).filter(|_| c.recipient.heads.is_empty())
        else {
            return Vec::new();
        };
        let other = |h: &Code| !actor.is_empty() && actor.iter().all(|a| a.country.is_some_and(|c| c != *h));
        let country = self.place().or(self.parties.host()).filter(other);
        country.map(|country| who::government(country, sector)).into_iter().collect()
    }

    /// "jailed *an American pastor*": a person of whom no more is said than whose people he is is no government.
    fn persons(&self, mut found: Vec<Actor>) -> Vec<Actor> {
        let (c, ontology) = (self.candidate, &self.reading.packs.ontology);
        let mode = ontology.event(&c.sense.event).and_then(|event| self.mode(event));
        let whose = |a: &Actor| {
            let words = a.span.map(|s| self.reading.parse.tokens_in(s));
            words.is_some_and(|w| w.len() == 1 && self.reading.parse.token(w.start).pos == Upos::Adj)
        };
        if !c.recipient.direct && mode.is_some_and(|m| m.of_persons) {
            for actor in found.iter_mut().filter(|a| a.sector.is_some_and(|s| ontology.governs(s)) && whose(a)) {
                actor.sector = Some(ontology.people());
            }
        }
        found
    }

    /// "Georgian troops shelled *a police station*": forces of no stated country that the forces of one of two attack are
    /// the other's.
    fn of_the_other(&self, event: &EventType, actor: &[Actor], mut recipient: Vec<Actor>) -> Vec<Actor> {
        let (ontology, parse) = (&self.reading.packs.ontology, self.reading.parse);
        let armed = |a: &Actor| a.sector.is_some_and(|s| ontology.is_forces(s));
        let Some(own) = actor.first().and_then(|a| a.country) else { return recipient };
        let fights = event.is_conflict() && !event.speech && event.unnamed_actor.is_none();
        let other =
            self.parties.dyad().filter(|two| two.contains(&own)).and_then(|two| two.into_iter().find(|c| *c != own));
        let Some(other) = other.filter(|_| fights && actor.iter().all(|a| armed(a) && a.country == Some(own))) else {
            return recipient;
        };
        // Words that say whose they are, or point at one's own.
        let said = |a: &Actor| {
            a.span.is_none_or(|span| {
                parse
                    .tokens_in(span)
                    .indices()
                    .map(TokenIdx::from)
                    .any(|t| self.parties.is_country(t) || parse.token(t).morph.contains("Poss=Yes"))
            })
        };
        for r in recipient.iter_mut().filter(|r| armed(r) && r.country == Some(own) && r.name.is_none() && !said(r)) {
            r.country = Some(other);
        }
        recipient
    }

    /// "condemned the detention *of two teachers*": words against what is done to people are to whoever governs there, and not
    /// to them.
    fn governing(&self, event: &EventType, actor: &[Actor], recipient: Vec<Actor>) -> Vec<Actor> {
        let (parse, c) = (self.reading.parse, self.candidate);
        let ontology = &self.reading.packs.ontology;
        let pack = &self.reading.lang.coding;
        let is_noun = |h: TokenIdx| parse.token(h).pos == Upos::Noun && parse.token(h).head != h;
        let harm =
            |&h: &TokenIdx| is_noun(h) && self.reading.mostly(h, |e| e.is_material() && e.is_conflict() && !e.civic);
        let deed = |h: &TokenIdx| harm(h) || is_noun(*h) && pack.in_class("deed", &self.reading.lemma(*h));
        if !event.speech || !event.is_conflict() || c.recipient.direct || !c.recipient.heads.iter().all(deed) {
            return recipient;
        }
        let harmed = c.recipient.heads.iter().all(harm);
        let syntax = &self.reading.lang.syntax;
        let suffers = |a: &Actor| {
            let words = a.span.map(|s| parse.tokens_in(s)).filter(|w| !w.is_empty());
            words.is_some_and(|w| {
                let of = |t: TokenIdx| {
                    syntax.preposition_of(parse, t).is_some_and(|p| pack.in_class("genitive", &self.reading.lemma(p)))
                };
                w.indices().map(TokenIdx::from).any(of)
            })
        };
        let governs = |a: &Actor| a.sector.is_some_and(|s| ontology.governs(s));
        let kin = |a: &Actor| actor.iter().any(|b| !governs(b) && b.country == a.country);
        let people = |a: &Actor| {
            let civic = |s: Code| ontology.is_civic(s) && (!ontology.is_domestic(s) || kin(a));
            a.sector.is_some_and(|s| ontology.is_private(s) || harmed && civic(s))
        };
        if recipient.is_empty() || !recipient.iter().all(|a| people(a) && suffers(a)) {
            return recipient;
        }
        // "the killing of ten farmers by rebels", drawn with the doer below those who suffer.
        let by = |t: &TokenIdx| {
            let preposition = syntax.preposition_of(parse, *t);
            preposition.is_some_and(|p| pack.in_class("whose-deed", &self.reading.lemma(p)))
        };
        let below = c.recipient.heads.iter().flat_map(|&h| parse.subtree(h).indices().map(TokenIdx::from));
        if let Some(doers) = below.filter(by).find_map(|t| self.parties.named(t)) {
            return doers.to_vec();
        }
        if let Some(there) = self.placed_in(actor, &c.recipient.heads) {
            return vec![there];
        }
        let own = |r: &Actor| actor.iter().any(|a| governs(a) && a.country == r.country);
        let mut states: Vec<Code> = recipient.iter().filter(|r| !own(r)).filter_map(|r| r.country).collect();
        states.dedup();
        states.into_iter().map(|s| who::government(s, ontology.government())).collect()
    }

    /// All parties of a mutual act.
    fn joined(&self, mut actor: Vec<Actor>, recipient: Vec<Actor>) -> Vec<Actor> {
        for other in self.candidate.bystanders.iter().cloned().chain(recipient) {
            if !actor.iter().any(|a| same_party(a, &other)) {
                actor.push(other);
            }
        }
        if actor.len() == 1 && !self.meets_among_itself() {
            let brokered = self.brokered(&actor[0]);
            if !brokered.is_empty() {
                actor.extend(brokered);
                return actor;
            }
            let companion = self.companion(&actor[0]);
            actor.splice(0..0, companion);
        }
        actor
    }

    /// "Talks *brokered by Oman* collapsed": whom a third party brings together, where no words say it, are the two that the
    /// document is about.
    fn brokered(&self, broker: &Actor) -> Vec<Actor> {
        let c = self.candidate;
        let event = self.reading.packs.ontology.event(&c.sense.event);
        let pack = &self.parties.grammar.pack;
        let third = event.and_then(|event| self.mode(event)).is_some_and(|mode| mode.third)
            || pack.in_class("mediation", &self.reading.lemma(c.trigger));
        let two = self.parties.dyad().filter(|two| third && !two.iter().any(|t| broker.country == Some(*t)));
        let government = self.reading.packs.ontology.government();
        two.into_iter().flatten().map(|state| who::government(state, government)).collect()
    }

    /// "The bloc's *ministers* met: several of one party need no other.
    fn meets_among_itself(&self) -> bool {
        let plural = |&h: &TokenIdx| self.reading.parse.token(h).morph.contains("Number=Plur");
        let c = self.candidate;
        c.sense.pos == PredicatePos::Verb && c.actor.heads.iter().any(plural) && c.recipient.heads.is_empty()
    }

    /// "*The communiqué* urged both to …": whether the words stand in a text that a meeting gave out, or are the meeting's.
    fn is_joint_text(&self) -> bool {
        let pack = &self.reading.lang.coding;
        let heads = &self.candidate.actor.heads;
        let joint = |&h: &TokenIdx| pack.in_class("joint-text", &self.reading.lemma(h));
        !heads.is_empty() && heads.iter().all(joint)
    }

    /// "recalled its envoy": whether the event type is of what is done to others, and not to a government's own people.
    fn is_outward(event: &EventType) -> bool {
        !event.speech && event.unnamed_actor.is_none() && event.unnamed_recipient.is_some()
    }

    /// Nobody does a thing to himself: the recipients that are others, and whether the words name people of the
    /// actor's own.
    fn without_oneself(&self, event: &EventType, actor: &[Actor], mut recipient: Vec<Actor>) -> (Vec<Actor>, bool) {
        let heads = &self.candidate.recipient.heads;
        let all = |fits: &dyn Fn(TokenIdx) -> bool| !heads.is_empty() && heads.iter().all(|&h| fits(h));
        let parse = self.reading.parse;
        let ontology = &self.reading.packs.ontology;
        // Whoever is addressed is another, of one party though he be ("*we* ask *you*").
        let spoken_of = all(&|t| parse.token(t).pos == Upos::Pron && !parse.token(t).morph.contains("Person=2"));
        // "Fidan warned that Ankara would not ratify": nor does a government to itself.
        let government = |a: &Actor| a.sector.is_some_and(|s| ontology.governs(s));
        let subject = [Relation::Subject, Relation::PassiveSubject];
        let told_of = event.speech && all(&|t| self.reading.lang.syntax.is_any(&parse.token(t).dep, &subject));
        let states = heads.iter().all(|&h| self.parties.is_country(h));
        let itself = |a: &Actor, r: &Actor| states && government(a) && government(r) && a.country == r.country;
        let possessive = |t: TokenIdx| parse.token(t).morph.contains("Poss=Yes");
        let owned = all(&|t| parse.children(t).any(possessive));
        let pack = &self.reading.lang.coding;
        let envoys = all(&|t| pack.in_class("envoy", &self.reading.lemma(t)) || self.parties.fits(pack, "@envoy", t));
        // "refused to send troops": a state's bare forces are what it has and not whom it deals with.
        let bare = all(&|t| parse.children(t).next().is_none());
        let forces = |a: &Actor, r: &Actor| {
            bare && government(a) && a.country == r.country && r.sector.is_some_and(|s| ontology.is_forces(s))
        };
        let sent = Self::is_outward(event) && (owned || envoys);
        let own = |a: &Actor, r: &Actor| sent && government(a) && government(r) && a.country == r.country;
        // "promised to hold elections"
        let polls = all(&|t| self.parties.is_poll(t));
        // "reopened *its* airspace": what a possessive makes one's own.
        let is_possessive = |r: &Actor| {
            r.span.is_some_and(|s| {
                let at = parse.tokens_in(s);
                at.len() == 1 && parse.token(at.start).morph.contains("Poss=Yes")
            })
        };
        let own_thing = |a: &Actor, r: &Actor| is_possessive(r) && same_party(a, r);
        let of_own = !recipient.is_empty() && actor.iter().any(|a| recipient.iter().all(|r| own(a, r)));
        recipient.retain(|r| {
            let one = |a: &Actor| same_party(a, r) && (spoken_of || polls || a.name.is_some());
            !actor.iter().any(|a| {
                one(a) || own_thing(a, r) || own(a, r) || forces(a, r) || told_of && (same_party(a, r) || itself(a, r))
            })
        });
        (recipient, of_own || sent && owned)
    }

    /// "Police arrested *Maria Campos*": a person of whom nothing else is said, on whom the organs of the country at hand lay
    /// hands, is one of its people.
    fn at_home(&self, event: &EventType, actor: &[Actor], mut recipient: Vec<Actor>) -> Vec<Actor> {
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
    fn unsaid_recipient(&self, event: &EventType, actor: &[Actor], of_own: bool) -> Vec<Actor> {
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
    fn held_in(&self, actor: &[Actor]) -> Option<Vec<Actor>> {
        let c = self.candidate;
        let released: Vec<TokenIdx> = c.consumed.iter().chain(&c.recipient.heads).copied().collect();
        self.placed_in(actor, &released).map(|state| vec![state])
    }

    /// The government of the state, other than an actor's, that the words behind the act place what they name in.
    fn placed_in(&self, actor: &[Actor], heads: &[TokenIdx]) -> Option<Actor> {
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
    fn is_held(&self, found: &Actor) -> bool {
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

    fn jailer_of(&self, actor: &[Actor], held: &[Actor]) -> Option<Vec<Actor>> {
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
    fn unsaid_actor(&self, event: &EventType, recipient: &[Actor]) -> Vec<Actor> {
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

    /// "summoned the ambassador": one side of an act between two makes the other take part.
    fn is_one_sided(&self) -> bool {
        let c = self.candidate;
        let lemma = self.reading.lemma(c.trigger);
        let one_sided = |words: &str| self.parties.grammar.pack.in_class("one-sided", words);
        // "called *in* the ambassador"
        let whole = |&t: &TokenIdx| one_sided(&format!("{lemma} {}", self.reading.lemma(t)));
        !c.recipient.heads.is_empty() && (one_sided(&lemma) || c.consumed.iter().any(whole))
    }

    /// "sold *Kenya* drones", "handed the files *to Kenya*": what one gives another has a giver and a receiver.
    fn is_given(&self) -> bool {
        let c = self.candidate;
        let (parse, grammar) = (self.reading.parse, &self.parties.grammar);
        let material = self.reading.packs.ontology.event(&c.sense.event).is_some_and(EventType::is_material);
        let given = |&h: &TokenIdx| {
            let dative = |p: TokenIdx| grammar.pack.in_class("dative", &self.reading.lemma(p));
            grammar.dep(h, Relation::IndirectObject)
                || grammar.dep(h, Relation::Compound)
                || grammar.syntax.preposition_of(parse, h).is_some_and(dative)
        };
        let verb = c.sense.pos == PredicatePos::Verb && !c.passive;
        material && verb && !c.recipient.heads.is_empty() && c.recipient.heads.iter().all(given)
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
    fn companion(&self, known: &Actor) -> Option<Actor> {
        let parse = self.reading.parse;
        let here = parse.sentences.iter().position(|s| s.contains(self.candidate.trigger))?;
        let previous = self.before.iter().rev().find(|m| m.event == self.candidate.sense.event)?;
        let at = parse.tokens_in(previous.trigger).start;
        let there = parse.sentences.iter().position(|s| s.contains(at))?;
        let other = previous.actor.first().filter(|a| !same_party(a, known))?;
        (there < here && here - there <= NEIGHBOURS).then(|| Actor { span: None, ..other.clone() })
    }

    /// Whether the recipient is, or is told through, a thing of a class ("the *vote*", "the *crackdown*").
    pub(super) fn about(&self, class: &str) -> bool {
        let pack = &self.reading.lang.coding;
        let lemma = |t: TokenIdx| self.reading.lemma(t);
        let heads = self.candidate.recipient.heads.iter().chain(&self.candidate.consumed);
        heads.copied().any(|t| pack.in_class(class, &lemma(t)))
    }

    /// The state named as the place ("in Minsk", "à Minsk").
    pub(super) fn place(&self) -> Option<Code> {
        let grammar = &self.parties.grammar;
        let parse = self.reading.parse;
        let mut at = self.candidate.trigger;
        for _ in 0..3 {
            for oblique in grammar.syntax.obliques(parse, at) {
                let lemma = oblique.preposition.map(|p| self.reading.lemma(p));
                if lemma.is_some_and(|l| grammar.pack.in_class("locative", &l))
                    && self.parties.is_country(oblique.noun)
                    && let Some([actor, ..]) = self.parties.named(oblique.noun)
                {
                    return actor.country;
                }
            }
            let head = parse.token(at).head;
            if head == at {
                break;
            }
            at = head;
        }
        None
    }
}
