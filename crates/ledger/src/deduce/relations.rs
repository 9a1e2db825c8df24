//! Relations from events, by the effects of `data/ontology/relations`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::{Actor, Code, Edtf, Evidence, Mention, Relation, RelationKind, Status};
use legation_packs::relations::{About, Effect, EventSide, RelationRules, Start};

use super::envoys::Envoys;
use super::{Known, best, elections, first_published};

/// What makes two findings one relation: kind, from, about, person, value.
type Key = (RelationKind, Arc<str>, Arc<str>, Option<Arc<str>>, Arc<str>);

/// A relation while its evidence comes together.
#[derive(Debug)]
struct Draft<'a> {
    effect: &'a Effect,
    starts: Vec<Edtf>,
    attested: Vec<Edtf>,
    evidence: Vec<&'a Evidence>,
}

#[derive(Debug, Default)]
struct Drafts<'a>(BTreeMap<Key, Draft<'a>>);

impl<'a> Drafts<'a> {
    fn add(
        &mut self,
        effect: &'a Effect,
        from: &str,
        about: &str,
        person: Option<&Arc<str>>,
        evidence: &'a Evidence,
    ) -> &mut Draft<'a> {
        let key = (effect.kind, from.into(), about.into(), person.cloned(), Arc::clone(&effect.value));
        let draft = self.0.entry(key).or_insert_with(|| Draft {
            effect,
            starts: Vec::new(),
            attested: Vec::new(),
            evidence: Vec::new(),
        });
        if !draft.evidence.contains(&evidence) {
            draft.evidence.push(evidence);
        }
        draft
    }
}

pub(super) fn deduce(known: &Known, rules: &RelationRules) -> Vec<Relation> {
    let envoys = Envoys::new(&known.offices, rules);
    let mut drafts = Drafts::default();
    for effect in rules.effects.iter().filter(|e| e.by_office) {
        by_office(effect, known, rules, &mut drafts);
    }
    for event in &known.told() {
        for effect in rules.effects.iter().filter(|e| !e.by_office) {
            let told = matching(effect, event);
            if told.is_empty() {
                continue;
            }
            match effect.envoy {
                Some(side) => of_envoys(effect, side, &told, &envoys, &mut drafts),
                None => of_states(effect, &told, &envoys, known, rules, &mut drafts),
            }
        }
    }
    finish(drafts, known)
}

/// The mentions of an event that an effect takes; none when its words are not there.
fn matching<'a>(effect: &Effect, event: &[&'a Mention]) -> Vec<&'a Mention> {
    let takes = |m: &&&Mention| {
        let kind = (Arc::clone(&m.event), m.mode.clone());
        effect.events.contains(&kind) && effect.statuses.contains(&m.status)
    };
    let told: Vec<&Mention> = event.iter().filter(takes).copied().collect();
    let quoted = |cue: &legation_packs::relations::Cue| told.iter().any(|m| cue.is_in(&m.evidence.quote));
    if effect.cues.iter().all(quoted) && !effect.without.iter().any(quoted) { told } else { Vec::new() }
}

fn by_office<'a>(effect: &'a Effect, known: &'a Known, rules: &RelationRules, drafts: &mut Drafts<'a>) {
    for s in &known.offices {
        let (true, false, Some(of), Some(to)) = (rules.is_envoy(&s.office), s.former, s.of, s.to) else { continue };
        let draft = drafts.add(effect, of.as_str(), to.as_str(), Some(&s.person), &s.evidence);
        draft.starts.extend(s.since);
        draft.attested.extend(s.as_of);
    }
}

fn of_envoys<'a>(effect: &'a Effect, side: EventSide, told: &[&'a Mention], envoys: &Envoys, drafts: &mut Drafts<'a>) {
    let sides = |m: &'a Mention| match side {
        EventSide::Actor => (&m.actor, &m.recipient),
        EventSide::Recipient => (&m.recipient, &m.actor),
    };
    // Once one report of the event names the envoy, the others mean the same one.
    let mut named = BTreeSet::new();
    let mut unnamed: Vec<&Mention> = Vec::new();
    for m in told {
        if !recipient_fits(effect, m) {
            continue;
        }
        let (own, other) = sides(m);
        let others: Vec<Code> = other.iter().filter_map(|a| a.country).chain(m.place).collect();
        let found: Vec<_> = own.iter().filter_map(|a| Some((a.name.clone()?, envoys.post(a, &others)?))).collect();
        if found.is_empty() {
            unnamed.push(m);
        }
        for (person, (of, to)) in found {
            start(drafts.add(effect, of.as_str(), to.as_str(), Some(&person), &m.evidence), m);
            named.insert((person, of, to));
        }
    }
    for m in unnamed {
        let (own, other) = sides(m);
        let of_state = |a: &Actor, of: Code| a.country == Some(of) && a.name.is_none();
        let meant: Vec<_> = named.iter().filter(|(_, of, _)| own.iter().any(|a| of_state(a, *of))).collect();
        for (person, of, to) in &meant {
            start(drafts.add(effect, of.as_str(), to.as_str(), Some(person), &m.evidence), m);
        }
        if !effect.officials || !meant.is_empty() {
            continue;
        }
        for a in own.iter().filter(|a| a.sector.is_some_and(|s| effect.sectors.contains(&s))) {
            let receiving = other.iter().filter_map(|o| o.country).chain(m.place).find(|c| Some(*c) != a.country);
            if let (Some(of), Some(to)) = (a.country, receiving) {
                start(drafts.add(effect, of.as_str(), to.as_str(), a.name.as_ref(), &m.evidence), m);
            }
        }
    }
}

/// Whether the words for the recipient are those that the effect asks for.
fn recipient_fits(effect: &Effect, m: &Mention) -> bool {
    let told = |cue: &legation_packs::relations::Cue| {
        m.recipient.iter().any(|a| cue.is_in(&a.text) || a.name.as_deref().is_some_and(|n| cue.is_in(n)))
    };
    effect.recipient_cue.as_ref().is_none_or(told) && !effect.not_recipient_cue.as_ref().is_some_and(told)
}

fn of_states<'a>(
    effect: &'a Effect,
    told: &[&'a Mention],
    envoys: &Envoys,
    known: &Known,
    rules: &RelationRules,
    drafts: &mut Drafts<'a>,
) {
    for m in told {
        let acting: Vec<Code> = m.actor.iter().filter_map(|a| a.country).collect();
        // What is done to an envoy is the envoy's story, not the states'.
        if m.recipient.iter().any(|a| envoys.post(a, &acting).is_some_and(|(_, to)| acting.contains(&to))) {
            continue;
        }
        for from in names(&m.actor) {
            for about in about(effect, &from, m, told, known, rules) {
                if about != from {
                    start(drafts.add(effect, &from, &about, None, &m.evidence), m);
                }
            }
        }
    }
}

/// The countries of a side; its words where it has none ("many Western countries").
fn names(side: &[Actor]) -> BTreeSet<String> {
    let countries: BTreeSet<String> = side.iter().filter_map(|a| a.country).map(|c| c.to_string()).collect();
    if !countries.is_empty() {
        return countries;
    }
    side.iter().map(|a| a.text.to_string()).filter(|t| !t.is_empty()).collect()
}

fn about(
    effect: &Effect,
    from: &str,
    m: &Mention,
    told: &[&Mention],
    known: &Known,
    rules: &RelationRules,
) -> BTreeSet<String> {
    let election = |country: &str| {
        let country: Code = country.parse().ok()?;
        elections::name(country, told, &known.offices, rules)
    };
    let others = names(&m.recipient);
    match effect.about {
        About::Country => others,
        About::Election => others.iter().map(|c| election(c).unwrap_or_else(|| c.clone())).collect(),
        About::ObservedElection => {
            let observers: BTreeSet<&str> = m.recipient.iter().map(|a| a.name.as_deref().unwrap_or(&a.text)).collect();
            let observers = observers.into_iter().collect::<Vec<_>>().join("/");
            let at = election(from).map(|e| format!(" at {e}")).unwrap_or_default();
            if observers.is_empty() { BTreeSet::new() } else { BTreeSet::from([format!("{observers}{at}")]) }
        }
    }
}

fn start(draft: &mut Draft<'_>, m: &Mention) {
    let Some(date) = m.date else { return };
    // What goes on began when the interval begins; what happened did so on some day of it.
    let whole = draft.effect.start == Start::Window && m.status != Status::Ongoing;
    draft.starts.extend(if whole { Some(date) } else { date.from().map(Edtf::point) });
}

fn finish(drafts: Drafts<'_>, known: &Known) -> Vec<Relation> {
    let mut all: Vec<(Relation, &Effect)> = Vec::new();
    for ((kind, from, about, person, value), draft) in drafts.0 {
        let valid_from = match draft.effect.start {
            Start::Window => best(&draft.starts),
            Start::From => draft.starts.iter().copied().min_by_key(|d| (d.first(), d.last())),
        };
        let docs = || draft.evidence.iter().map(|e| &e.doc);
        let published = docs().filter_map(|d| known.published.get(d)?.last()).max().map(Edtf::day);
        let stated = draft.attested.iter().copied().max_by_key(|d| (d.last(), d.first()));
        let last_attested = match (published, stated) {
            // An office statement says itself for when it holds.
            (_, Some(stated)) if draft.effect.by_office && draft.starts.is_empty() => Some(stated),
            (p, s) => [p, s].into_iter().flatten().max_by_key(|d| (d.last(), d.first())),
        };
        let mut evidence: Vec<Evidence> = draft.evidence.iter().map(|e| (*e).clone()).collect();
        evidence.sort_by(|a, b| (&a.doc, a.clean).cmp(&(&b.doc, b.clean)));
        let known_from = first_published(known, docs());
        let relation = Relation {
            kind,
            from,
            about,
            value,
            person,
            valid_from,
            valid_to: None,
            last_attested,
            known_from,
            known_to: None,
            evidence,
        };
        all.push((relation, draft.effect));
    }
    let ends: Vec<(Option<Edtf>, Option<Edtf>)> = all.iter().map(|(r, _)| end(r, &all)).collect();
    let standing = all.iter().map(|(_, effect)| effect.stands).collect::<Vec<_>>();
    let mut relations: Vec<Relation> = all
        .into_iter()
        .zip(ends)
        .zip(standing)
        .filter(|(_, stands)| *stands)
        .map(|(((r, _), (valid_to, known_to)), _)| Relation { valid_to, known_to, ..r })
        .collect();
    let key = |r: &Relation| {
        let begin = r.valid_from.and_then(|d| d.first().or(d.last()));
        (r.kind, Arc::clone(&r.from), Arc::clone(&r.about), r.person.clone(), begin, Arc::clone(&r.value))
    };
    relations.sort_by_cached_key(key);
    relations
}

/// When a relation ended and since when that is known: by the most precisely dated thing that ends its value.
fn end(r: &Relation, all: &[(Relation, &Effect)]) -> (Option<Edtf>, Option<Edtf>) {
    let ends = |(e, effect): &&(Relation, &Effect)| {
        let same = e.kind == r.kind && e.from == r.from && e.about == r.about;
        let person = e.person.is_none() || e.person == r.person;
        let later = match (e.valid_from.and_then(Edtf::last), r.valid_from.and_then(Edtf::first)) {
            (Some(end), Some(begin)) => end >= begin,
            _ => true,
        };
        effect.ends.contains(&r.value) && same && person && later && e.valid_from.is_some()
    };
    let width = |d: Option<Edtf>| d.and_then(Edtf::width).unwrap_or(i32::MAX);
    let found = all.iter().filter(ends).min_by_key(|(e, _)| (width(e.valid_from), e.valid_from, e.value.clone()));
    found.map_or((None, None), |(e, _)| (e.valid_from, e.known_from))
}
