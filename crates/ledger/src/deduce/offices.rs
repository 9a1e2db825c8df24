//! Offices from office statements over all documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use legation_model::{Code, Edtf, Office, OfficeStatement, Relation};
use legation_packs::relations::RelationRules;

use super::{Known, best, first_published};

/// An office and the first day for which a document attests it.
#[derive(Clone, Debug)]
pub(super) struct Tenure {
    pub(super) office: Office,
    pub(super) first_attested: Option<Date>,
}

/// What makes two statements one tenure: state, where to, office, person.
type Key = (Option<Code>, Option<Code>, Arc<str>, Arc<str>);

pub(super) fn tenures(known: &Known, relations: &[Relation], rules: &RelationRules) -> Vec<Tenure> {
    let mut groups: BTreeMap<Key, Vec<&OfficeStatement>> = BTreeMap::new();
    for s in &known.offices {
        groups.entry((s.of, s.to, Arc::clone(&s.office), Arc::clone(&s.person))).or_default().push(s);
    }
    join_less_said(&mut groups);
    let mut tenures: Vec<Tenure> = groups.into_iter().map(|(key, list)| tenure(key, &list, known)).collect();
    end_by_relations(&mut tenures, relations, rules);
    end_by_successors(&mut tenures, rules);
    let key = |t: &Tenure| {
        let o = &t.office;
        let begin = o.valid_from.and_then(Edtf::first).or(t.first_attested);
        (o.of, Arc::clone(&o.office), o.to, o.former, begin, Arc::clone(&o.person))
    };
    tenures.sort_by_cached_key(key);
    tenures
}

/// Where a person is only once said to hold an office of a known state or to a known post, statements that leave state
/// or post unsaid mean that one.
fn join_less_said(groups: &mut BTreeMap<Key, Vec<&OfficeStatement>>) {
    let said = |k: &Key| usize::from(k.0.is_some()) + usize::from(k.1.is_some());
    let mut keys: Vec<Key> = groups.keys().cloned().collect();
    keys.sort_by_key(said);
    for key in &keys {
        let fits = |k: &&Key| {
            let state = key.0.is_none() || key.0 == k.0;
            let post = key.1.is_none() || key.1 == k.1;
            state && post && key.2 == k.2 && key.3 == k.3 && said(k) > said(key)
        };
        let most = keys.iter().filter(fits).map(said).max();
        let mut fuller = keys.iter().filter(fits).filter(|k| Some(said(k)) == most);
        if let (Some(target), None) = (fuller.next(), fuller.next())
            && let Some(statements) = groups.remove(key)
        {
            groups.entry(target.clone()).or_default().extend(statements);
        }
    }
}

fn tenure((of, to, office, person): Key, statements: &[&OfficeStatement], known: &Known) -> Tenure {
    let dates = |pick: fn(&OfficeStatement) -> Option<Edtf>| -> Vec<Edtf> {
        statements.iter().filter_map(|s| pick(s)).collect()
    };
    let holding = || statements.iter().filter(|s| !s.former);
    let past = || statements.iter().filter(|s| s.former);
    let attested = || holding().filter_map(|s| s.as_of);
    let last_attested = attested().max_by_key(|d| (d.last(), d.first()));
    // "Former" on a day: it was over by then.
    let over: Vec<Edtf> = past().filter_map(|s| Edtf::interval(None, s.as_of.and_then(Edtf::to))).collect();
    let valid_to = best(&dates(|s| s.until)).or_else(|| {
        let by = over.iter().copied().min_by_key(|d| d.last())?;
        // Held again after it was over: nothing is known of the end of the later time.
        let again = last_attested.and_then(Edtf::first) > by.last();
        let since = last_attested.and_then(Edtf::from).filter(|b| Some(b.first()) <= by.last());
        (!again).then(|| Edtf::interval(since, by.to())).flatten()
    });
    let ending = statements.iter().filter(|s| s.until.is_some() || s.former).map(|s| &s.evidence.doc);
    let mut evidence: Vec<_> = statements.iter().map(|s| s.evidence.clone()).collect();
    evidence.sort_by(|a, b| (&a.doc, a.clean).cmp(&(&b.doc, b.clean)));
    Tenure {
        first_attested: attested().filter_map(Edtf::first).min(),
        office: Office {
            person,
            office,
            of,
            to,
            valid_from: best(&dates(|s| s.since)),
            known_to: valid_to.and_then(|_| first_published(known, ending)),
            valid_to,
            last_attested,
            known_from: first_published(known, statements.iter().map(|s| &s.evidence.doc)),
            former: holding().next().is_none(),
            evidence,
        },
    }
}

/// An envoy holds the office from appointment to departure.
fn end_by_relations(tenures: &mut [Tenure], relations: &[Relation], rules: &RelationRules) {
    let by_office = rules.effects.iter().find(|e| e.by_office);
    for t in tenures.iter_mut().filter(|t| rules.is_envoy(&t.office.office)) {
        let o = &mut t.office;
        let (Some(of), Some(to), Some(effect)) = (o.of, o.to, by_office) else { continue };
        let appointed = relations.iter().find(|r| {
            let parties = &*r.from == of.as_str() && &*r.about == to.as_str() && r.person.as_ref() == Some(&o.person);
            r.kind == effect.kind && r.value == effect.value && parties
        });
        if let Some(r) = appointed {
            o.valid_from = o.valid_from.or(r.valid_from);
            if o.valid_to.is_none() {
                (o.valid_to, o.known_to) = (r.valid_to, r.known_to);
            }
        }
    }
}

/// Whoever holds an office of one has ended the time of those before.
fn end_by_successors(tenures: &mut [Tenure], rules: &RelationRules) {
    let firsts: Vec<(usize, Date)> = tenures
        .iter()
        .enumerate()
        .filter(|(_, t)| !t.office.former)
        .filter_map(|(i, t)| Some((i, t.first_attested?)))
        .collect();
    for i in 0..tenures.len() {
        let o = &tenures[i].office;
        // An envoy of whom nobody says where to follows nobody, nor does an office of an unknown state.
        let is_unplaced = o.of.is_none() || o.to.is_none() && rules.is_envoy(&o.office);
        if o.former || o.valid_to.is_some() || is_unplaced || !rules.single_offices.contains(&o.office) {
            continue;
        }
        let Some(last) = o.last_attested.and_then(Edtf::last) else { continue };
        let follows = |(j, first): &&(usize, Date)| {
            let p = &tenures[*j].office;
            *j != i && p.of == o.of && p.to == o.to && p.office == o.office && *first > last && p.person != o.person
        };
        if let Some((j, first)) = firsts.iter().filter(follows).min_by_key(|(_, first)| *first) {
            let (valid_to, known_to) = (Edtf::days(last, *first), tenures[*j].office.known_from);
            tenures[i].office.valid_to = valid_to;
            tenures[i].office.known_to = known_to;
        }
    }
}
