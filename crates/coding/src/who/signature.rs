//! Signature blocks of letters: a name on a line of its own, and under it the lines that say what the person is.

use std::collections::BTreeSet;
use std::sync::Arc;

use legation_model::{Block, BlockKind, Code, OfficeStatement, Span, TokenIdx};
use legation_packs::actors::{Case, OfficeClass, Sense, Word, fold};

use super::offices::evidence;
use crate::Reading;

/// A title at the start of a line, and where the rest of the line begins (words).
struct Role {
    office: usize,
    len: usize,
}

/// A statement of a signature block, and what sort of office it states.
pub(super) struct Signed {
    /// The statement.
    pub(super) statement: OfficeStatement,
    /// The sort of office.
    pub(super) class: OfficeClass,
    /// Its sector.
    pub(super) sector: Code,
    /// What the person is in which body of parliament, where the line says so.
    seat: Option<(Arc<str>, String)>,
}

/// One statement for each line of a signature block that says what the person named above is.
pub(super) fn statements(reading: &Reading<'_>) -> Vec<Signed> {
    let blocks: Vec<&Block> = reading.article.blocks.iter().collect();
    let mut found = Vec::new();
    let mut person: Option<Arc<str>> = None;
    let mut of: Option<Code> = None;
    for block in blocks {
        if block.kind != BlockKind::Signature {
            person = None;
            continue;
        }
        let line = reading.article.block_text(block).trim();
        let words = words(line);
        if let Some(role) = role(reading, &words) {
            let Some(person) = &person else { continue };
            let statement = statement(reading, block.span, person, &role, &words, of);
            of = of.or(statement.of);
            let title = &reading.lang.actors.offices[role.office];
            let seat = seat(reading, &words);
            found.push(Signed { statement, class: title.class, sector: title.sector, seat });
        } else if let Some((named, role, rest)) = named_with_role(reading, line) {
            let statement = statement(reading, block.span, &named, &role, &rest, of);
            of = of.or(statement.of);
            let title = &reading.lang.actors.offices[role.office];
            let seat = seat(reading, &rest);
            found.push(Signed { statement, class: title.class, sector: title.sector, seat });
            person = Some(named);
        } else {
            person = name(reading, line, &words);
        }
    }
    // All sign one letter: who is of no state that the lines say is of the state of the others, else of the language's
    // own documents there is nothing to go by.
    // "chair of the Senate foreign affairs committee": the chamber is that of the person's title, else of another's.
    let chambers: Vec<(Arc<str>, Arc<str>)> =
        found.iter().filter_map(|s| Some((Arc::clone(&s.statement.person), chamber(reading, s, of)?))).collect();
    for signed in &mut found {
        let Some((role, body)) = &signed.seat else { continue };
        let own = chambers.iter().find(|(person, _)| *person == signed.statement.person);
        let chamber = own.or(chambers.first()).map(|(_, chamber)| &**chamber).unwrap_or_default();
        let space = if chamber.is_empty() { "" } else { " " };
        signed.statement.office = format!("{role} of the {chamber}{space}{body}").into();
    }
    // A line that has no sector of its own has that of the person's other lines, else of the others who sign.
    let sectors: Vec<(Arc<str>, Code)> =
        found.iter().filter_map(|s| Some((Arc::clone(&s.statement.person), s.statement.sector?))).collect();
    for signed in &mut found {
        signed.statement.of = signed.statement.of.or(of);
        if signed.statement.sector.is_none() {
            let own = sectors.iter().find(|(person, _)| *person == signed.statement.person);
            signed.statement.sector = own.or(sectors.last()).map(|s| s.1);
        }
    }
    found
}

/// What a line says that somebody is in which body of parliament.
fn seat(reading: &Reading<'_>, words: &[Word]) -> Option<(Arc<str>, String)> {
    let pack = &reading.lang.actors;
    let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
    let (role, mut at) = pack.committees.role(&folded)?;
    let joins = |w: &str| pack.grammar.of.contains(w) || pack.grammar.determiners.contains(w);
    while folded.get(at).is_some_and(|w| joins(w)) {
        at += 1;
    }
    let (body, len) = pack.committees.body(folded.get(at..)?)?;
    if !body.contains("{}") {
        return Some((Arc::clone(role), body.to_string()));
    }
    let state = (at + len..words.len()).rev().find_map(|i| {
        let hit = pack.lexicon.longest(words, i)?;
        reading.packs.actors.states.get(&hit.senses.iter().find_map(|s| s.state())?)
    })?;
    Some((Arc::clone(role), body.replace("{}", &state.name)))
}

/// The chamber of parliament that a line's title is of.
fn chamber(reading: &Reading<'_>, signed: &Signed, of: Option<Code>) -> Option<Arc<str>> {
    let words = words(&signed.statement.evidence.quote);
    let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
    reading.lang.actors.committees.chamber(&folded, signed.statement.of.or(of)?).cloned()
}

/// Whether a token stands in a signature block, where lines say who is what and not the order of words.
pub(super) fn holds(reading: &Reading<'_>, token: TokenIdx) -> bool {
    let block = reading.article.block_at(reading.parse.token(token).span.start);
    block.is_some_and(|b| b.kind == BlockKind::Signature)
}

/// Country and sector of those who sign, each pair once: the addressee, who stands before the text, is left out.
pub(super) fn parties(reading: &Reading<'_>, signed: &[Signed]) -> Vec<(Option<Code>, Option<Code>)> {
    let body = reading.article.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph).map(|b| b.span.start).max();
    let below = signed.iter().map(|s| &s.statement).filter(|s| body.is_none_or(|b| s.evidence.clean.start > b));
    let pairs: BTreeSet<(Option<Code>, Option<Code>)> = below.map(|s| (s.of, s.sector)).collect();
    pairs.into_iter().collect()
}

fn words(line: &str) -> Vec<Word> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| Word { folded: fold(w), lemmas: Vec::new(), case: Case::of(w), joined: true })
        .collect()
}

/// The title that a line starts with.
fn role(reading: &Reading<'_>, words: &[Word]) -> Option<Role> {
    let hit = reading.lang.actors.lexicon.longest(words, 0)?;
    hit.senses.iter().find_map(|s| match s {
        Sense::Office(office) => Some(Role { office: *office, len: hit.len }),
        _ => None,
    })
}

/// "Ann Holm, member of parliament": a name and what the person is on one line, with the words behind the comma.
fn named_with_role(reading: &Reading<'_>, line: &str) -> Option<(Arc<str>, Role, Vec<Word>)> {
    let (named, rest) = line.split_once(',')?;
    let rest = words(rest);
    let role = role(reading, &rest)?;
    Some((name(reading, named.trim(), &words(named))?, role, rest))
}

/// The name on a line: two to six words, all with capitals but the particles, without an honorific.
fn name(reading: &Reading<'_>, line: &str, words: &[Word]) -> Option<Arc<str>> {
    let grammar = &reading.lang.actors.grammar;
    let mut rest = line;
    if let Some(hit) = reading.lang.actors.lexicon.longest(words, 0)
        && hit.senses.iter().any(|s| matches!(s, Sense::Honorific(_)))
    {
        rest = line.split_once(char::is_whitespace).map_or("", |(_, r)| r.trim());
    }
    let parts: Vec<&str> = rest.split_whitespace().collect();
    let named = parts.iter().all(|p| Case::of(p) != Case::Any || grammar.particles.contains(&fold(p)));
    let plain = !rest.contains(|c: char| c.is_ascii_digit() || matches!(c, ',' | ':' | ';'));
    ((2..=6).contains(&parts.len()) && named && plain).then(|| parts.join(" ").into())
}

fn statement(
    reading: &Reading<'_>,
    line: Span,
    person: &Arc<str>,
    role: &Role,
    words: &[Word],
    above: Option<Code>,
) -> OfficeStatement {
    let pack = &reading.lang.actors;
    let title = &pack.offices[role.office];
    let mut states = Vec::new();
    let mut at = role.len;
    while at < words.len() {
        let Some(hit) = pack.lexicon.longest(words, at) else {
            at += 1;
            continue;
        };
        for sense in &hit.senses {
            match sense {
                Sense::Organisation(o) => states.extend(reading.packs.actors.organisations[*o].country),
                sense => states.extend(sense.state()),
            }
        }
        at += hit.len;
    }
    // The chair of a study group on Peru is no officer of Peru: only a plain title takes its state from the line.
    let longer = words.len() > role.len + usize::from(!states.is_empty()) * 3;
    let headed = matches!(title.class, OfficeClass::Head | OfficeClass::Role) && longer;
    let chief =
        headed || title.class == OfficeClass::Chief || title.class == OfficeClass::Head && words.len() > role.len + 4;
    let of = if chief { above } else { states.first().copied().or(above) };
    let office: Arc<str> = if chief { line.of(reading.text()).trim().into() } else { Arc::clone(&title.office) };
    let known = reading.packs.actors.people.iter().find(|p| p.names.iter().any(|n| fold(n) == fold(person)));
    let when = reading.article.meta.published.date;
    let of = of.or_else(|| {
        let term = known?.terms.iter().find(|t| when.is_none_or(|w| t.holds(w)))?;
        term.of
    });
    OfficeStatement {
        person: known.map_or_else(|| Arc::clone(person), |k| Arc::clone(&k.name)),
        office,
        of,
        to: None,
        as_of: when,
        since: None,
        until: None,
        former: false,
        sector: if chief { None } else { Some(title.sector) },
        evidence: evidence(reading, line, "office.signature"),
    }
}
