//! Whose people somebody is, where a description says so beside the name and names no office: "the Peruvian lawyer X Y",
//! "X Y, a Peruvian lawyer,", "l'avocat péruvien X Y".

use legation_model::{Code, Upos};
use legation_packs::actors::{NounClass, Sense};
use legation_packs::syntax::Relation;

use super::phrase::Phrase;
use super::scan::What;
use crate::Reading;

/// How many words a description may have between the state and the name.
const REACH: usize = 4;

/// The phrases near one, however long the document is; they are in the order of their cores.
pub(super) fn around<'a>(phrases: &'a [Phrase], named: &Phrase) -> &'a [Phrase] {
    let far = 8 * REACH;
    let from = phrases.partition_point(|p| p.core.start.at() + far < named.core.start.at());
    let to = phrases.partition_point(|p| p.core.start.at() <= named.core.end.at() + far);
    &phrases[from..to]
}

/// The state of the person that a phrase names, and the sector where the description has a noun of ours.
pub(super) fn of(reading: &Reading<'_>, phrases: &[Phrase], named: &Phrase) -> Option<(Code, Option<Code>)> {
    before(reading, phrases, named).or_else(|| after(reading, phrases, named))
}

fn before(reading: &Reading<'_>, phrases: &[Phrase], named: &Phrase) -> Option<(Code, Option<Code>)> {
    let sentence = reading.parse.sentence_of(named.core.start);
    let mut at = named.core.start.at();
    let mut nouns = 0;
    let mut sector = None;
    // "Frenchman X Y"
    if let Some(people) =
        phrases.iter().find(|p| p.core.end.at() == at && matches!(p.what, What::Known(Sense::People(_))))
    {
        return people.state().map(|code| (code, None));
    }
    for _ in 0..=REACH {
        if let Some((code, start)) = adjective(phrases, |p| p.core.end.at() == at).map(|(c, p)| (c, p.core.start.at()))
        {
            // Languages that put the adjective behind have the noun before it.
            let noun = start > sentence.start.at() && common_noun(reading, start - 1);
            return (nouns > 0 || noun).then(|| (code, sector.or_else(|| sector_of(reading, phrases, start))));
        }
        if at <= sentence.start.at() || !qualifies(reading, at - 1) {
            return None;
        }
        sector = sector.or_else(|| sector_of(reading, phrases, at));
        at -= 1;
        nouns += usize::from(common_noun(reading, at));
    }
    None
}

fn after(reading: &Reading<'_>, phrases: &[Phrase], named: &Phrase) -> Option<(Code, Option<Code>)> {
    let sentence = reading.parse.sentence_of(named.core.start);
    let mut at = named.core.end.at();
    if at + 2 >= sentence.end.at() || reading.word(at.into()) != "," {
        return None;
    }
    at += 1;
    if reading.parse.token(at.into()).pos == Upos::Det {
        at += 1;
    }
    let mut found = None;
    let mut sector = None;
    let mut nouns = 0;
    for _ in 0..=REACH {
        if at >= sentence.end.at() {
            break;
        }
        if let Some((code, phrase)) = adjective(phrases, |p| p.core.start.at() == at).filter(|_| found.is_none()) {
            found = Some(code);
            at = phrase.core.end.at();
            continue;
        }
        if !qualifies(reading, at) {
            break;
        }
        nouns += usize::from(common_noun(reading, at));
        at += 1;
        sector = sector.or_else(|| sector_of(reading, phrases, at));
    }
    found.filter(|_| nouns > 0).map(|code| (code, sector))
}

/// The sector of somebody with a noun of ours beside the name and no state: "the activist X Y", "X Y, a lawyer,".
pub(super) fn sector(reading: &Reading<'_>, phrases: &[Phrase], named: &Phrase) -> Option<Code> {
    let before = sector_of(reading, phrases, named.core.start.at());
    let behind = || {
        let sentence = reading.parse.sentence_of(named.core.start);
        let comma = named.core.end.at();
        if comma + 2 >= sentence.end.at() || reading.word(comma.into()) != "," {
            return None;
        }
        let first = comma + 1 + usize::from(reading.parse.token((comma + 1).into()).pos == Upos::Det);
        let last = (first..sentence.end.at().min(first + REACH)).take_while(|&i| qualifies(reading, i)).last()?;
        // "X Y, *the daily recalls*, …": who does something is somebody else.
        if reading.lang.syntax.stands_as(reading.parse, last.into(), Relation::Subject) {
            return None;
        }
        (first..=last).find_map(|i| sector_of(reading, phrases, i + 1))
    };
    before.or_else(behind)
}

fn adjective(phrases: &[Phrase], fits: impl Fn(&Phrase) -> bool) -> Option<(Code, &Phrase)> {
    let adjective = |p: &&Phrase| matches!(p.what, What::Known(sense) if sense.is_adjective());
    phrases.iter().filter(adjective).find(|p| fits(p)).and_then(|p| Some((p.state()?, p)))
}

/// The sector of a group noun that ends before a token.
fn sector_of(reading: &Reading<'_>, phrases: &[Phrase], end: usize) -> Option<Code> {
    let noun = |p: &Phrase| match p.what {
        What::Known(Sense::Noun(n))
            if p.core.end.at() == end && reading.lang.actors.nouns[n].class == NounClass::Group =>
        {
            Some(reading.lang.actors.nouns[n].sector)
        }
        _ => None,
    };
    phrases.iter().find_map(noun)
}

fn lower(reading: &Reading<'_>, at: usize) -> bool {
    reading.word(at.into()).chars().next().is_some_and(char::is_lowercase)
}

fn common_noun(reading: &Reading<'_>, at: usize) -> bool {
    lower(reading, at) && reading.parse.token(at.into()).pos == Upos::Noun
}

fn qualifies(reading: &Reading<'_>, at: usize) -> bool {
    let pos = reading.parse.token(at.into()).pos;
    reading.word(at.into()) == "-" || lower(reading, at) && matches!(pos, Upos::Noun | Upos::Adj)
}
