//! Who holds the office that a phrase without a name speaks of.

use std::sync::Arc;

use legation_model::{Actor, ActorKind, Code};
use legation_packs::actors::{OfficeClass, fold};

use super::{Denoted, Referent, Resolver};
use crate::who::phrase::Phrase;

/// How many sentences back the envoy is named whom "the ambassador" means.
const ENVOY: usize = 4;
/// How many sentences back two are named whom "the ministers" means.
const COUPLE: usize = 3;

impl Resolver<'_> {
    /// An office without a name.
    pub(super) fn office(&self, phrase: &Phrase, office: usize) -> Option<Denoted> {
        let title = &self.reading.lang.actors.offices[office];
        if title.class == OfficeClass::Counterpart {
            return self.counterpart(phrase);
        }
        if let Some(pair) = self.pair(phrase) {
            return Some(pair);
        }
        let envoy = title.class == OfficeClass::Envoy && phrase.definite;
        let last_envoy = || self.best(phrase.core.start, ENVOY, |r| r.envoy)?.actors.first()?.country;
        if let Some(actor) = phrase.of_other.then(|| self.of_short_name(phrase)).flatten() {
            return Some((ActorKind::Office, vec![actor], "who.office"));
        }
        let stated = self.country(phrase).or_else(|| self.embassy(phrase)).or_else(|| envoy.then(last_envoy).flatten());
        let sector = phrase.sector.or_else(|| self.owner(phrase, office).map(|o| o.1)).unwrap_or(title.sector);
        let one = |actor| {
            let mut actors = vec![actor];
            actors.extend(self.shared(phrase, sector));
            Some((ActorKind::Office, actors, "who.office"))
        };
        let plural =
            title.class == OfficeClass::Member || phrase.core_is_plural(self.reading) || !phrase.joint.is_empty();
        let known = !phrase.former && !plural && (phrase.definite || stated.is_some());
        if let Some(person) = known.then(|| self.holder(phrase, office, stated)).flatten() {
            let (country, sector) = self.people.affiliation(self.reading, person);
            let name = Some(Arc::clone(&self.people.all[person].name));
            return one(self.actor(phrase.range, country, sector, name));
        }
        if let Some(same) = stated.is_none().then(|| self.same_office(phrase, office)).flatten() {
            let again = |a: &Actor| self.actor(phrase.range, a.country, a.sector, a.name.clone());
            return Some((ActorKind::Office, same.iter().map(again).collect(), "who.office"));
        }
        if let Some(couple) =
            (stated.is_none() && !phrase.of_other).then(|| self.couple_in_office(phrase, office)).flatten()
        {
            return Some((ActorKind::Office, couple, "who.couple-in-office"));
        }
        let former = self.reading.packs.ontology.former(false);
        let sector = if phrase.former && self.reading.packs.ontology.governs(sector) { former } else { sector };
        // "lawmakers of the centre": of another thing, and still of a parliament.
        let elsewhere = phrase.of_other && title.class != OfficeClass::Member;
        let country =
            stated.or_else(|| if elsewhere || self.is_of_body(phrase) { None } else { self.scope(phrase, sector) });
        let when = self.reading.article.meta.published.date;
        if let (Some(of), Some(when), true) = (country, when, known && phrase.part(self.reading, office).is_none()) {
            let mut holders = self.reading.packs.actors.holders(&title.office, of, when);
            if let (Some(holder), None) = (holders.next(), holders.next()) {
                let name = Some(Arc::clone(&self.reading.packs.actors.people[holder].name));
                return one(self.actor(phrase.range, Some(of), Some(sector), name));
            }
        }
        one(self.actor(phrase.range, country, Some(sector), None))
    }

    /// "His Russian counterpart": who holds in that state the office of the person just named.
    fn counterpart(&self, phrase: &Phrase) -> Option<Denoted> {
        let &of = phrase.of.first()?;
        let Some(role) = self.people.role_before(phrase.core.start) else {
            // "the Kenyan president … his Danish counterpart": nobody in office is named.
            let titled = |r: &&Referent| r.office.is_some() && r.actors.len() == 1;
            let sector = self.back(phrase.core.start, 2).find(titled)?.actors.first()?.sector;
            return Some((
                ActorKind::Office,
                vec![self.actor(phrase.range, Some(of), sector, None)],
                "who.counterpart",
            ));
        };
        let here = self
            .people
            .all
            .iter()
            .find(|p| p.roles.iter().any(|r| !r.former && r.of == Some(of) && r.office == role.office));
        let by_data = || {
            let when = self.reading.article.meta.published.date?;
            let mut holders = self.reading.packs.actors.holders(&role.office, of, when);
            let one = holders.next().filter(|_| holders.next().is_none())?;
            Some(Arc::clone(&self.reading.packs.actors.people[one].name))
        };
        let name = here.map(|p| Arc::clone(&p.name)).or_else(by_data);
        Some((ActorKind::Office, vec![self.actor(phrase.range, Some(of), Some(role.sector), name)], "who.counterpart"))
    }

    /// The holder without a name that the same title denoted shortly before ("the spokesperson added").
    fn same_office(&self, phrase: &Phrase, office: usize) -> Option<&[Actor]> {
        let title = &self.reading.lang.actors.offices[office].office;
        let offices = &self.reading.lang.actors.offices;
        let many = phrase.core_is_plural(self.reading);
        // "the foreign ministers of Peru and Chile" … "the ministers"
        let wider = |o: usize| many && offices[office].generic && offices[o].class == offices[office].class;
        let same = |r: &Referent| {
            r.office.is_some_and(|o| offices[o].office == *title || wider(o))
                && (!many || r.plural || r.actors.len() > 1)
        };
        let found = phrase.definite.then(|| self.best(phrase.core.start, 3, same)).flatten()?;
        Some(&found.actors)
    }

    /// "Minister A met his colleague B … *The ministers* signed": two of different states whom a sentence before names in offices
    /// of that kind.
    fn couple_in_office(&self, phrase: &Phrase, office: usize) -> Option<Vec<Actor>> {
        let offices = &self.reading.lang.actors.offices;
        let title = &offices[office];
        let many = phrase.definite && phrase.possessor.is_none() && phrase.core_is_plural(self.reading);
        if !many || !matches!(title.class, OfficeClass::Head | OfficeClass::Minister) || phrase.former {
            return None;
        }
        let kind = |r: &Referent| {
            let own = |o: &usize| offices[*o].class == title.class;
            let by_name =
                |p: usize| self.people.all[p].roles.iter().any(|role| !role.former && role.class == title.class);
            r.office.as_ref().is_some_and(own) || r.person.is_some_and(by_name)
        };
        self.lately(phrase.core.start, 1..=COUPLE).find_map(|sentence| {
            let mut two: Vec<Actor> = Vec::new();
            for actor in sentence.named().filter(|r| kind(r)).flat_map(|r| &r.actors) {
                if actor.country.is_some() && !two.iter().any(|t| t.country == actor.country) {
                    two.push(self.actor(phrase.range, actor.country, actor.sector, actor.name.clone()));
                }
            }
            two.reverse();
            (two.len() == 2).then_some(two)
        })
    }

    /// The person of the document who holds an office: the one whose last role it is, nearest before.
    fn holder(&self, phrase: &Phrase, office: usize, of: Option<Code>) -> Option<usize> {
        let title = &self.reading.lang.actors.offices[office];
        let whole = phrase.part(self.reading, office).is_none();
        let office = phrase.office_name(self.reading, office);
        let holds = |p: usize| {
            let roles = &self.people.all[p].roles;
            let by_data = self.people.all[p].known.is_some_and(|k| {
                let when = self.reading.article.meta.published.date;
                self.reading.packs.actors.people[k].terms.iter().any(|t| {
                    when.is_none_or(|w| t.holds(w)) && t.office == office && of.is_none_or(|c| t.of == Some(c))
                })
            });
            by_data
                || roles.iter().any(|r| {
                    let embassy = phrase.of_noun.is_some() && phrase.is_embassy(self.reading);
                    let same = r.office == office
                        || whole && title.generic && r.class == title.class
                        || title.class == OfficeClass::Envoy && r.class == OfficeClass::Envoy
                        || embassy && title.class == OfficeClass::Chief && r.class == OfficeClass::Envoy;
                    same && !r.former
                        && of.is_none_or(|c| r.of == Some(c))
                        && (phrase.to.is_none() || r.to.is_none() || r.to == phrase.to)
                })
        };
        let here = phrase.core.start;
        let before = self.best(here, 3, |r| r.person.is_some_and(holds)).and_then(|r| r.person);
        if before.is_some() {
            return before;
        }
        let mut all = (0..self.people.all.len()).filter(|&p| holds(p));
        match (all.next(), all.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }

    /// "the Secretary-General of *the Council*": of the organisation named before with that word in its name.
    fn of_short_name(&self, phrase: &Phrase) -> Option<Actor> {
        let end = phrase.range.end.at();
        let grammar = &self.reading.lang.actors.grammar;
        let mut behind = (end + 1..self.reading.parse.len().min(end + 3)).map(|i| self.reading.word(i.into()));
        let word = behind.find(|w| !grammar.definite.contains(&fold(w)))?;
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let named = self.named_with(phrase.core.start, &fold(word)).filter(|_| capital)?;
        let body = named.actors.first()?;
        Some(self.actor(phrase.range, body.country, body.sector, body.name.clone()))
    }

    /// "Beijing … *its* envoy X": whose a named holder is by the possessive before his title.
    pub(super) fn sender_of(&self, phrase: &Phrase, office: usize) -> Option<(Option<Code>, Code)> {
        let title = &self.reading.lang.actors.offices[office];
        let own = phrase.of.is_empty() && phrase.of_person.is_none() && title.class != OfficeClass::Counterpart;
        let of = self.owners(phrase).first().copied().filter(|_| own)?;
        // The envoy of an organisation is its own.
        let body = self.antecedent(phrase.possessor?).filter(|r| r.kind == ActorKind::Organisation);
        let body = body.and_then(|r| r.actors.first()).filter(|a| a.country == Some(of)).and_then(|a| a.sector);
        Some((Some(of), body.or(phrase.sector).unwrap_or(title.sector)))
    }

    /// "The opposition … *its* leader": who leads or speaks for a group is of its country and sector.
    pub(super) fn owner(&self, phrase: &Phrase, office: usize) -> Option<(Option<Code>, Code)> {
        let title = &self.reading.lang.actors.offices[office];
        let follows = matches!(title.class, OfficeClass::Role | OfficeClass::Chief | OfficeClass::Head);
        let owner = self.antecedent(phrase.possessor.filter(|_| follows)?)?;
        let ontology = &self.reading.packs.ontology;
        // A country's president is its government, a party's is not.
        let generic = title.class != OfficeClass::Head || title.generic;
        let party = |a: &Actor| a.sector.is_some_and(|s| ontology.is_party(s) || ontology.is_civic(s));
        let group = matches!(owner.kind, ActorKind::Group | ActorKind::Organisation)
            && (generic || owner.actors.first().is_some_and(party));
        let owner = owner.actors.first().filter(|_| group)?;
        Some((owner.country, owner.sector?))
    }
}
