//! Whether a mention tells of the event that a cluster stands for, and how well it fits.

use std::collections::BTreeSet;

use legation_model::Edtf;

use crate::prepared::{Prepared, Reality, Side, Window, Words};

/// How two sides of an event go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// They cannot be the same.
    Contrary,
    /// One of them says nothing.
    Unsaid,
    /// One holds the other.
    Part,
    /// They are the same.
    Equal,
}

/// Imprecise dates up to this width (days: a month and its neighbour) can be compared with a day.
const MONTHS: i32 = 62;
/// Beyond it two intervals have to be of like width, by this factor.
const LIKE_WIDTH: i32 = 4;
/// How far the dates of an act done once may lie apart (days): slips of a weekday or a time zone; and when a person
/// by name is the same. Both stay within neighbouring months, which the blocks rely on.
const SLIP: i32 = 3;
const SLIP_SAME_PERSON: i32 = 28;
/// Undated reports, and endings of windows open at the start, have to lie this near (days).
const NEAR: i32 = 31;
/// A state of affairs that is said to go on is another one half a year later, unless its kind lasts.
const HALF_YEAR: i32 = 183;
/// What is said in an unnamed manner is only the same within days, unless one person says it.
const WEEK: i32 = 7;

/// What a cluster shows to a mention that asks to join.
#[derive(Debug)]
pub(crate) struct Shape<'a> {
    pub(crate) actor: Side,
    pub(crate) recipient: Side,
    /// Both sides together.
    pub(crate) parties: Side,
    pub(crate) members: Vec<&'a Prepared<'a>>,
}

impl<'a> Shape<'a> {
    pub(crate) fn new(founder: &'a Prepared<'a>) -> Self {
        Self {
            actor: founder.actor.clone(),
            recipient: founder.recipient.clone(),
            parties: founder.parties.clone(),
            members: vec![founder],
        }
    }

    pub(crate) fn add(&mut self, member: &'a Prepared<'a>) {
        self.actor.absorb(&member.actor);
        self.recipient.absorb(&member.recipient);
        self.parties.absorb(&member.parties);
        self.members.push(member);
    }
}

/// How well the mention fits the cluster, higher is better; `None` if they cannot be one event.
pub(crate) fn fit(cluster: &Shape<'_>, m: &Prepared<'_>) -> Option<u32> {
    let founder = *cluster.members.first()?;
    if founder.kind != m.kind {
        return None;
    }
    // Every event has one mode, and unnamed modes take what there is.
    if cluster.members.iter().any(|o| matches!((o.mode, m.mode), (Some(a), Some(b)) if a != b)) {
        return None;
    }
    let (actor, recipient) = sides(cluster, m)?;
    // Modes that are only alike do not make up for parties that one report leaves unsaid.
    if !m.facets.mutual && actor.min(recipient) == Fit::Unsaid {
        let told = |o: &Prepared<'_>| o.mention.mode.is_some() && m.mention.mode.is_some();
        if cluster.members.iter().any(|o| told(o) && o.mention.mode != m.mention.mode) {
            return None;
        }
    }
    let shared = shared_names(&cluster.actor, &m.actor) + shared_names(&cluster.recipient, &m.recipient);
    let mut days = u32::MAX;
    for other in &cluster.members {
        days = days.min(pair_fit(other, m, shared > 0, (actor, recipient))?);
    }
    let points = |fit: Fit| match fit {
        Fit::Equal => 4,
        Fit::Part => 2,
        _ => 0,
    };
    let alike = cluster.members.iter().map(|o| likeness(&o.quote, &m.quote)).max().unwrap_or(0);
    let own = u32::from(cluster.members.iter().any(|o| o.mention.id.doc == m.mention.id.doc));
    let mode = u32::from(cluster.members.iter().any(|o| o.mode == m.mode));
    let place = u32::from(founder.mention.place.is_some() && founder.mention.place == m.mention.place);
    Some(points(actor) + points(recipient) + 3 * shared + days + alike + own + 2 * mode + place)
}

/// How actor and recipient fit, when they do.
fn sides(cluster: &Shape<'_>, m: &Prepared<'_>) -> Option<(Fit, Fit)> {
    let mutual = m.facets.mutual || cluster.members.iter().any(|o| o.facets.mutual);
    let (actor, recipient) = if mutual {
        let (a, b) = (&cluster.parties, &m.parties);
        let both = side(a, b);
        // A meeting has at least two parties: one in common is not enough when both name a second one.
        let (all, common) = (a.countries.len().min(b.countries.len()), shared_countries(a, b));
        if common < all.min(2) {
            return None;
        }
        (both, Fit::Unsaid)
    } else {
        (side(&cluster.actor, &m.actor), side(&cluster.recipient, &m.recipient))
    };
    match (actor, recipient) {
        (Fit::Contrary, _) | (_, Fit::Contrary) => None,
        (Fit::Unsaid, Fit::Unsaid) if !mutual => {
            // One of them says nothing of who: only the place can hold the two together.
            let place = m.mention.place.filter(|_| m.parties.is_empty() || cluster.parties.is_empty())?;
            cluster.members.iter().all(|o| o.mention.place == Some(place)).then_some((actor, recipient))
        }
        (Fit::Unsaid, _) if mutual => None,
        _ => {
            // Other persons on one side are another event, unless a person on the other side is the same.
            let clash = |a: &Side, b: &Side, c: &Side, d: &Side| names_clash(a, b) && shared_names(c, d) == 0;
            let clashes = if mutual {
                names_clash(&cluster.actor, &m.actor)
            } else {
                clash(&cluster.actor, &m.actor, &cluster.recipient, &m.recipient)
                    || clash(&cluster.recipient, &m.recipient, &cluster.actor, &m.actor)
            };
            (!clashes).then_some((actor, recipient))
        }
    }
}

fn shared_countries(a: &Side, b: &Side) -> usize {
    a.countries.keys().filter(|c| b.countries.contains_key(c)).count()
}

fn side(a: &Side, b: &Side) -> Fit {
    if a.is_empty() || b.is_empty() {
        return Fit::Unsaid;
    }
    if a.countries.is_empty() || b.countries.is_empty() {
        // What has no country is only ever itself, or the person of that name.
        let named = |side: &Side, other: &Side| {
            side.unplaced.iter().any(|w| other.names.values().any(|names| names.contains(w)))
        };
        return match () {
            () if a.unplaced == b.unplaced && a.countries == b.countries => Fit::Equal,
            () if named(a, b) || named(b, a) => Fit::Part,
            () => Fit::Contrary,
        };
    }
    // Talks within a country are not those with another one.
    let domestic = |s: &Side| s.countries.len() == 1 && s.countries.values().any(|groups| groups.len() > 1);
    if domestic(a) && b.countries.len() > 1 || domestic(b) && a.countries.len() > 1 {
        return Fit::Contrary;
    }
    let common: Vec<_> = a.countries.keys().filter(|c| b.countries.contains_key(c)).collect();
    let any = |groups: &BTreeSet<_>| groups.iter().any(|g: &std::sync::Arc<str>| g.is_empty());
    let same_group = |c| {
        let (x, y) = (&a.countries[c], &b.countries[c]);
        any(x) || any(y) || x.intersection(y).next().is_some()
    };
    if common.is_empty() || !common.iter().all(|c| same_group(*c)) {
        return Fit::Contrary;
    }
    let (all, least) = (a.countries.len().max(b.countries.len()), a.countries.len().min(b.countries.len()));
    match common.len() {
        n if n == all => Fit::Equal,
        n if n == least || 2 * n >= all + least - n => Fit::Part,
        _ => Fit::Contrary,
    }
}

/// Whether one name can be a shorter form of the other.
fn same_name(a: &Words, b: &Words) -> bool {
    a.is_subset(b) || b.is_subset(a)
}

/// The number of countries on whose part one person acts in both.
fn shared_names(a: &Side, b: &Side) -> u32 {
    let shares = |(country, names): (_, &BTreeSet<Words>)| {
        let others = b.names.get(country);
        u32::from(others.is_some_and(|o| names.iter().any(|x| o.iter().any(|y| same_name(x, y)))))
    };
    a.names.iter().map(shares).sum()
}

/// Whether both name persons of one country and none is the same.
fn names_clash(a: &Side, b: &Side) -> bool {
    a.names.iter().any(|(country, names)| {
        let others = b.names.get(country);
        others.is_some_and(|o| !names.iter().any(|x| o.iter().any(|y| same_name(x, y))))
    })
}

/// Shared words of two quotes, 0 to 3.
fn likeness(a: &Words, b: &Words) -> u32 {
    let common = a.intersection(b).count();
    let all = a.len() + b.len() - common;
    (3 * common).checked_div(all).unwrap_or(0) as u32
}

/// Whether two mentions can be one event as far as days and status go, and how well.
fn pair_fit(a: &Prepared<'_>, b: &Prepared<'_>, same_person: bool, sides: (Fit, Fit)) -> Option<u32> {
    let own = a.mention.id.doc == b.mention.id.doc;
    if a.reality == Reality::Supposed || b.reality == Reality::Supposed {
        // What is only considered is the same thought only within a piece and with the same people in mind.
        let same =
            a.reality == b.reality && own && a.mode == b.mode && a.actor == b.actor && a.recipient == b.recipient;
        return same.then_some(0);
    }
    let (Some(x), Some(y)) = (a.window, b.window) else {
        let agreed = sides.0.max(sides.1) > Fit::Unsaid && a.mode == b.mode;
        let near = own || published_near(a.published, b.published);
        let both = sides.0 > Fit::Unsaid && (sides.1 > Fit::Unsaid || a.facets.mutual);
        return (agreed && near && (own || both)).then_some(0);
    };
    let lasting = (a.facets.lasting && b.facets.lasting) && a.reality == Reality::Real && b.reality == Reality::Real;
    if !x.overlaps(y) {
        let once = a.facets.once || b.facets.once;
        let slip = if same_person { SLIP_SAME_PERSON } else { SLIP };
        let dated = x.width().is_some_and(|w| w <= MONTHS) && y.width().is_some_and(|w| w <= MONTHS);
        return (once && dated && x.gap(y) <= slip).then_some(0);
    }
    // Wide windows say little of when: then at least the manner has to be the same.
    let vague_mode = a.mode.is_none() != b.mode.is_none();
    let narrow = |w: Window| w.width().is_some_and(|w| w <= MONTHS);
    if lasting {
        let compatible = !counts_differ(a, b, x, y) && (!vague_mode || narrow(x) && narrow(y));
        return compatible.then_some(if x == y { 3 } else { 1 });
    }
    if x == y {
        return Some(3);
    }
    let (Some(p), Some(q)) = (x.width(), y.width()) else {
        // Open windows are compared by where they end. Only what is done in a named manner is known again so.
        let (Some(end), Some(other)) = (x.last, y.last) else { return None };
        if a.mode.is_none() || b.mode.is_none() {
            return None;
        }
        let alike = a.mention.status == b.mention.status && x.first.is_none() && y.first.is_none();
        let limit = if alike { HALF_YEAR } else { NEAR };
        return ((end - other).get_days().abs() <= limit).then_some(0);
    };
    let (wide, narrow) = (p.max(q), p.min(q));
    // Whoever wants or plans something leaves time for it: the window of the wish may be wide.
    let ahead = (a.reality == Reality::Ahead) != (b.reality == Reality::Ahead);
    if wide > MONTHS && (vague_mode || !ahead && wide > LIKE_WIDTH * narrow) {
        return None;
    }
    let vague = a.facets.speech && wide > WEEK && !own && !same_person && a.mode.is_none();
    (!vague).then_some(if wide <= WEEK { 2 } else { 1 })
}

/// Whether two counts of something that lasts are counts of different stretches of it: the windows and the figures
/// are both more than ten times apart.
fn counts_differ(a: &Prepared<'_>, b: &Prepared<'_>, x: Window, y: Window) -> bool {
    let (Some(p), Some(q)) = (&a.mention.number, &b.mention.number) else { return false };
    let (Some(v), Some(w)) = (x.width(), y.width()) else { return false };
    let apart = |a: i64, b: i64| a.max(b) > a.min(b).max(1).saturating_mul(10);
    apart(p.value, q.value) && apart(v.into(), w.into())
}

fn published_near(a: Option<Edtf>, b: Option<Edtf>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let window = |d: Edtf| Window { first: d.first(), last: d.last() };
    window(a).gap(window(b)) <= NEAR
}
