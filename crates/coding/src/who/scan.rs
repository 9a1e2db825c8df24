//! Names and nouns of the lexicon, found in the tokens.

use legation_model::{Code, Iob, Span, TokenRange, Upos};
use legation_packs::actors::{Case, Hit, Sense, Word, fold};
use legation_packs::syntax::Relation;

use super::focus::is_whereabouts;
use crate::Reading;

/// A name or noun of the lexicon, or a person's name.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its tokens.
    pub(super) range: TokenRange,
    /// What it is.
    pub(super) what: What,
    /// The adjective of a state inside a title ("ministre *français* des Affaires étrangères").
    pub(super) inner: Inner,
}

/// A state's adjective inside something else.
type Inner = Option<(TokenRange, Code)>;

/// What a name or noun is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Something of the lexicon.
    Known(Sense),
    /// A person: index into [`super::names::People::all`].
    Name(usize),
}

/// Where a word stands.
struct Placed {
    token: usize,
    span: Span,
}

/// All items, in text order and disjoint.
pub(super) fn items(reading: &Reading<'_>) -> Vec<Item> {
    let mut found = Vec::new();
    for sentence in &reading.parse.sentences {
        let (placed, words) = words(reading, *sentence);
        let mut at = 0;
        while at < words.len() {
            let hit = reading.lang.actors.lexicon.longest(&words, at);
            let taken = hit.and_then(|hit| accept(reading, &placed, &words, at, &hit).map(|sense| (hit.len, sense)));
            let Some((len, sense)) = taken else {
                at += 1;
                continue;
            };
            if sense == Sense::Region {
                at += len;
                continue;
            }
            // "Mr King" is a name: titles that tell a gender are not said after another.
            let gendered = matches!(sense, Sense::Office(o) if !reading.lang.actors.offices[o].gender.is_empty());
            let titled = found.last().is_some_and(|before: &Item| {
                matches!(before.what, What::Known(Sense::Honorific(_))) && before.range.end == placed[at].token.into()
            });
            if gendered && titled {
                at += len;
                continue;
            }
            let (len, sense, inner) = interrupted(reading, &placed, &words, at, len)
                .unwrap_or_else(|| (len, sense, within(reading, &placed, &words, at, len, sense)));
            let range = TokenRange::new(placed[at].token, placed[at + len - 1].token + 1);
            found.push(Item { range, what: What::Known(sense), inner });
            at += len;
        }
    }
    seat_of_state(reading, &mut found);
    found
}

/// Brussels is the capital of its own state where the document names that state and not the union that sits there.
fn seat_of_state(reading: &Reading<'_>, found: &mut [Item]) {
    let state = |what: What| match what {
        What::Known(Sense::StateName(code) | Sense::StateAdjective(code) | Sense::People(code)) => Some(code),
        What::Known(Sense::Organisation(o)) => reading.packs.actors.organisations[o].country,
        _ => None,
    };
    let named: Vec<Code> = found.iter().filter_map(|item| state(item.what)).collect();
    for item in found.iter_mut() {
        let What::Known(Sense::Capital(union)) = item.what else { continue };
        let Some(seat) = reading.packs.actors.states.get(&union).and_then(|s| s.seat) else { continue };
        if named.contains(&seat) && !named.contains(&union) {
            item.what = What::Known(Sense::Capital(seat));
        }
    }
}

fn words(reading: &Reading<'_>, sentence: TokenRange) -> (Vec<Placed>, Vec<Word>) {
    let text = reading.text();
    let (mut placed, mut words): (Vec<Placed>, Vec<Word>) = Default::default();
    for token in sentence.indices() {
        let t = reading.parse.token(token.into());
        let body = t.span.of(text);
        let mut from = 0;
        for part in split(body) {
            let start = t.span.lo() + body.get(from..).and_then(|b| b.find(part)).unwrap_or(0) + from;
            from = start - t.span.lo() + part.len();
            let span = Span::new(start, start + part.len());
            let folded = fold(part);
            let lemma = (part.len() == body.len()).then(|| fold(&t.lemma)).filter(|l| *l != folded);
            let lemmas = lemma.into_iter().collect();
            let joined = placed.last().is_some_and(|before| joins(text, before.span, start));
            placed.push(Placed { token, span });
            words.push(Word { folded, lemmas, case: Case::of(part), joined });
        }
    }
    (placed, words)
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether a name may run on from one word to the next.
fn joins(text: &str, before: Span, start: usize) -> bool {
    let short = before.len() <= 3;
    text.get(before.hi()..start).is_some_and(|gap| {
        gap.chars().count() <= 2
            && gap.chars().all(|c| match c {
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '/' | '&' => true,
                '.' => short,
                _ => false,
            })
    })
}

/// The first sense of a hit that its surroundings allow.
fn accept(reading: &Reading<'_>, placed: &[Placed], words: &[Word], at: usize, hit: &Hit) -> Option<Sense> {
    let range = TokenRange::new(placed[at].token, placed[at + hit.len - 1].token + 1);
    let span = placed[at].span.hull(placed[at + hit.len - 1].span);
    let places = hit.senses.iter().all(|s| s.place().is_some());
    if hit.weak && !(if places { placed_by_tagger(reading, range) } else { named(reading, range) }) {
        return None;
    }
    let plural = reading.parse.token((range.end.at() - 1).into()).morph.contains("Number=Plur");
    let counted = reading
        .parse
        .children((range.end.at() - 1).into())
        .any(|c| reading.lang.syntax.stands_as(reading.parse, c, Relation::Numeric));
    let followed = range.end.at() < reading.parse.len() && {
        let next = reading.parse.token(range.end);
        next.pos == Upos::Propn && !next.sent_start
    };
    let allowed = |sense: Sense| match sense {
        _ if sense.state().is_some() => stands_alone(reading, span) && (hit.len > 1 || is_name(reading, range, sense)),
        Sense::Organisation(_) => {
            stands_alone(reading, span)
                && !(hit.len == 1 && is_cut(reading, range))
                && !goes_on(reading, words, at + hit.len)
        }
        Sense::Person(_) | Sense::Honorific(_) | Sense::Region => true,
        Sense::Office(_) | Sense::Noun(_) => range.indices().any(|i| {
            let token = reading.parse.token(i.into());
            matches!(token.pos, Upos::Noun | Upos::Propn) || token.pos == Upos::Adj && is_used_as_noun(reading, i)
        }),
        _ => false,
    };
    let mut senses: Vec<Sense> = hit.senses.iter().copied().filter(|&s| allowed(s)).collect();
    // Brussels acts for the union that sits there, but what happens in the town is in the state that has it.
    let seat =
        |s: Sense| matches!(s, Sense::Capital(code) if reading.packs.actors.states.get(&code).is_some_and(|s| s.union));
    if senses.iter().any(|&s| seat(s)) {
        let town = |s: Sense| matches!(s, Sense::Place(..));
        let here = is_whereabouts(reading, range.start) && senses.iter().any(|&s| town(s));
        senses.retain(|&s| if here { !seat(s) } else { !town(s) });
    }
    // "Activists" are a group, "activist X" is a person with a role; "les Russes" are people, "russe" qualifies.
    senses.sort_by_key(|sense| match sense {
        Sense::Noun(_) => 2 * u8::from(!plural || followed),
        Sense::Office(_) => u8::from(plural && !followed),
        Sense::People(_) => u8::from(Case::of(reading.word(range.start)) == Case::Any),
        Sense::StateAdjective(_) | Sense::PlaceAdjective(..) => 1,
        _ => 0,
    });
    match senses.first().copied() {
        // "two Chinese were arrested": an adjective that is counted is people.
        Some(Sense::StateAdjective(code)) if counted && Case::of(reading.word(range.start)) != Case::Any => {
            Some(Sense::People(code))
        }
        first => first,
    }
}

/// "Peru's *military* seized power", "*military* officials": a noun that the tagger takes for an adjective.
fn is_used_as_noun(reading: &Reading<'_>, at: usize) -> bool {
    let parse = reading.parse;
    let compound = reading.lang.syntax.stands_as(parse, at.into(), Relation::Compound);
    let owned = at > 0 && reading.lang.actors.grammar.possessive.contains(reading.word((at - 1).into()));
    let next = parse.tokens.get(at + 1);
    compound || owned && next.is_none_or(|t| !matches!(t.pos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num))
}

/// Whether a word is part of a longer name that goes on behind it ("Movement for *Democratic* Change").
fn is_cut(reading: &Reading<'_>, range: TokenRange) -> bool {
    let (word, next) = (reading.parse.token(range.start), reading.parse.tokens.get(range.end.at()));
    next.is_some_and(|next| {
        let inside = next.iob == Iob::Inside && next.pos == Upos::Propn && next.ent_type == word.ent_type;
        inside
            && word.head == range.end
            && reading.lang.syntax.stands_as(reading.parse, range.start, Relation::Compound)
    })
}

/// "Democratic Party *of Socialists*": a name that goes on is another, unless what follows is where it is.
fn goes_on(reading: &Reading<'_>, words: &[Word], next: usize) -> bool {
    let pack = &reading.lang.actors;
    let Some([of, name]) = words.get(next..next + 2) else { return false };
    if !of.joined || !name.joined || name.case == Case::Any || !pack.grammar.of.contains(&of.folded) {
        return false;
    }
    let known = pack.lexicon.longest(words, next + 1);
    known.is_none_or(|hit| hit.senses.iter().all(|s| s.state().is_none() && !matches!(s, Sense::Organisation(_))))
}

/// A longer title around the adjective of a state, in languages that put it there.
fn interrupted(
    reading: &Reading<'_>,
    placed: &[Placed],
    words: &[Word],
    at: usize,
    len: usize,
) -> Option<(usize, Sense, Inner)> {
    let pack = &reading.lang.actors;
    if !pack.grammar.interrupted {
        return None;
    }
    let adjective = pack.lexicon.longest(words, at + len)?;
    let code = adjective.senses.iter().find_map(|s| match s {
        Sense::StateAdjective(code) => Some(*code),
        _ => None,
    })?;
    let mut rest: Vec<Word> = words.get(at..at + len)?.to_vec();
    rest.extend(words.iter().skip(at + len + adjective.len).take(10).cloned());
    let longer = pack.lexicon.longest(&rest, 0).filter(|hit| hit.len > len && !hit.weak)?;
    let sense = longer.senses.iter().copied().find(|s| matches!(s, Sense::Office(_) | Sense::Noun(_)))?;
    let inner = TokenRange::new(placed[at + len].token, placed[at + len + adjective.len - 1].token + 1);
    Some((longer.len + adjective.len, sense, Some((inner, code))))
}

/// The state that the last words of a title name by an organ of it ("porte-parole du *Quai d'Orsay*").
fn within(reading: &Reading<'_>, placed: &[Placed], words: &[Word], at: usize, len: usize, sense: Sense) -> Inner {
    if len < 3 || !matches!(sense, Sense::Office(_)) {
        return None;
    }
    let end = at + len;
    (at + 1..end - 1).find_map(|start| {
        let hit = reading.lang.actors.lexicon.longest(words, start).filter(|hit| start + hit.len == end)?;
        let code = hit.senses.iter().find_map(|s| match s {
            Sense::Organisation(o) => reading.packs.actors.organisations[*o].country,
            _ => None,
        })?;
        Some((TokenRange::new(placed[start].token, placed[end - 1].token + 1), code))
    })
}

/// Whether the tagger sees a name at these tokens.
fn named(reading: &Reading<'_>, range: TokenRange) -> bool {
    range.indices().any(|i| {
        let token = reading.parse.token(i.into());
        matches!(token.iob, Iob::Begin | Iob::Inside)
            && !reading.lang.actors.grammar.person_labels.contains(&*token.ent_type)
    })
}

/// Whether the tagger sees a place at each of these tokens.
fn placed_by_tagger(reading: &Reading<'_>, range: TokenRange) -> bool {
    range.indices().all(|i| {
        let token = reading.parse.token(i.into());
        token.iob != Iob::Outside && reading.lang.actors.grammar.place_labels.contains(&*token.ent_type)
    })
}

/// Whether a word is part of a person's name: the tagger sees a person there, and there or elsewhere in the document one
/// with more names than this ("Michael Jordan"). First names alone are rare in news; states are not.
fn is_of_person(reading: &Reading<'_>, range: TokenRange) -> bool {
    let grammar = &reading.lang.actors.grammar;
    let persons = || reading.parse.entities().into_iter().filter(|(_, label)| grammar.person_labels.contains(&**label));
    let word = reading.word(range.start);
    let tagged = |i: usize| {
        let token = reading.parse.token(i.into());
        token.iob != Iob::Outside && grammar.person_labels.contains(&*token.ent_type)
    };
    range.indices().any(tagged)
        && persons().any(|(e, _)| e.len() > 1 && e.indices().any(|i| reading.word(i.into()) == word))
}

/// One word that names a state must not be part of a longer name ("Michael Jordan" is for [`super::names`] to see;
/// "New Georgia Hotel" is not Georgia).
fn is_name(reading: &Reading<'_>, range: TokenRange, sense: Sense) -> bool {
    let token = reading.parse.token(range.start);
    let word = fold(reading.word(range.start));
    let ambiguous = reading.lang.actors.ambiguous.contains_key(&word);
    if ambiguous && token.iob != Iob::Outside {
        return !is_of_person(reading, range);
    }
    let person = token.iob != Iob::Outside && reading.lang.actors.grammar.person_labels.contains(&*token.ent_type);
    if person && sense.place().is_some() {
        return false;
    }
    !matches!(sense, Sense::StateName(_)) || !matches!(token.pos, Upos::Verb | Upos::Aux | Upos::Adv)
}

/// A state's name is not the state where a prefix or participle is hyphened to it ("pro-Russian", "US-led").
fn stands_alone(reading: &Reading<'_>, span: Span) -> bool {
    let text = reading.text();
    let (before, after) = (text.get(..span.lo()).unwrap_or(""), text.get(span.hi()..).unwrap_or(""));
    let hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
    let prefixed = before.strip_suffix(hyphen).is_some_and(|b| {
        let prefix = b.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        reading.lang.actors.grammar.prefixes.contains(&fold(prefix))
    });
    let compounded = after.strip_prefix(hyphen).is_some_and(|a| a.chars().next().is_some_and(char::is_lowercase));
    !prefixed && !compounded
}
