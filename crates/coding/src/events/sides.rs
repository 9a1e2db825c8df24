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
    pub(super) fn is_outward(event: &EventType) -> bool {
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
