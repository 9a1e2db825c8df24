//! Where an expression points: read off the verb, or off cue words where there is no parse.

use legation_model::{Parse, Span, TokenIdx, Upos};
use legation_packs::timex::{Field, Points, TimexPack};

use crate::matcher::{Found, Scan};

/// What the words around an expression say of its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    /// Words that often go with the future but do not make it ("could", "deadline").
    Hinted,
    Unknown,
}

/// How many tokens a cue word reaches.
const REACH: usize = 14;
/// How many where there is none so near, for a weekday: of months and dates the nearest is oftener right than what verbs
/// so far off say.
const FAR: usize = 40;

/// The direction of an expression, and how clear it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) tense: Tense,
    /// 3 by the word right before or the verb it hangs on, 2 by a word near by or one of the future, 1 by one further
    /// off, 0 by none or by one that hints but weakly.
    pub(crate) clear: u8,
    /// Whether that word stands behind the expression.
    pub(crate) behind: bool,
}

/// How many tokens before an expression a noun of what is over stands: "the arrest in Lyon on [Friday]".
const DONE: usize = 4;
/// How many tokens off a cue word is near.
const NEAR: usize = 5;

/// How many words may stand before an expression that opens its sentence ("Late in January").
const OPENING: usize = 3;
/// The direction of the words around an expression.
pub(crate) fn tense(scan: &Scan<'_>, pack: &TimexPack, hit: &Found, parse: Option<&Parse>) -> Reading {
    let (start, end) = (hit.start, hit.end);
    // "In May, ten days after a court had spoken, the bridge was shut": what opens a sentence looks to its verb.
    let opens = start <= OPENING || (start - OPENING..start).any(|i| scan.tokens[i + 1].gap || ends_sentence(scan, i));
    let is_weekday = hit.sem.get(Field::Weekday).is_some() && hit.sem.get(Field::Day).is_none();
    let far = if is_weekday { FAR } else { usize::from(opens) * pack.context.opening_reach };
    let clear = |tense| Reading { tense, clear: 3, behind: false };
    let near = right_before(scan, pack, start);
    if let Some(tense @ (Tense::Future | Tense::Hinted)) = near {
        return clear(tense);
    }
    let governed = parse.and_then(|parse| {
        let span = Span::new(scan.tokens[start].start as usize, scan.tokens[end - 1].end as usize);
        governed(scan, pack, parse, span)
    });
    if let Some(tense @ (Tense::Past | Tense::Future)) = governed {
        return clear(tense);
    }
    if let Some(tense) = near {
        return clear(tense);
    }
    if is_of_done(scan, pack, end) {
        return clear(Tense::Past);
    }
    if let Some((opens, closes)) = quoted(scan, pack, start, end) {
        for reach in [REACH, FAR] {
            let inside = told(scan, pack, start, end, (reach.min(start - opens - 1), reach.min(closes - end)));
            if inside.tense != Tense::Unknown {
                return inside;
            }
        }
    }
    match (told(scan, pack, start, end, (REACH, REACH)), governed) {
        (Reading { tense: Tense::Unknown, .. }, None) if far > 0 => told(scan, pack, start, end, (far, far)),
        (weak @ Reading { tense: Tense::Hinted, clear: 0, .. }, None) if far > 0 => {
            let wide = told(scan, pack, start, end, (far, far));
            if wide.tense == Tense::Unknown { weak } else { wide }
        }
        (Reading { tense: Tense::Unknown, .. }, Some(tense)) => Reading { tense, clear: 2, behind: false },
        // "who flies to Riga on Sunday, urged": a present that governs beats a past further on
        (Reading { tense: Tense::Past, behind: true, .. }, Some(Tense::Hinted)) => {
            Reading { tense: Tense::Hinted, clear: 2, behind: false }
        }
        (known, _) => known,
    }
}

/// Whether a noun of what is over stands behind an expression that ends at a token: "the [Friday] bombing", "[Friday]'s
/// deadly bombing".
fn is_of_done(scan: &Scan<'_>, pack: &TimexPack, end: usize) -> bool {
    let possessive = scan.word(end + 1) == "s" && !scan.tokens[end].space;
    let (at, words) = if possessive { (end + 2, 2) } else { (end, 1) };
    let near = (at..(at + words).min(scan.tokens.len())).take_while(|&i| !scan.tokens[i].gap);
    near.take_while(|&i| scan.word(i).starts_with(char::is_alphabetic))
        .any(|i| pack.context.done_behind.iter().any(|p| scan.phrase_at(i, p)))
}

/// Whether a verb of the past stands right before an expression: "elected in [November]".
pub(crate) fn looks_back(scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
    let start = hit.start;
    let before = pack.context.looking_back.iter().filter(|p| scan.phrase_before(start, p));
    before
        .map(|p| start - p.len())
        .any(|at| at > 0 && !scan.tokens[at..=start].iter().any(|t| t.gap) && cue(scan, pack, at - 1) == Tense::Past)
        || is_of_done(scan, pack, hit.end)
}

/// The tokens of the quotation marks around an expression, where both are near.
fn quoted(scan: &Scan<'_>, pack: &TimexPack, start: usize, end: usize) -> Option<(usize, usize)> {
    let mut before = (start.saturating_sub(FAR)..start).rev().take_while(|&i| !scan.tokens[i + 1].gap);
    let opens = before.find_map(|i| Some((i, is_opening(scan, pack, i)?))).filter(|m| m.1)?.0;
    let mut after = (end..(end + FAR).min(scan.tokens.len())).take_while(|&i| !scan.tokens[i].gap);
    let closes = after.find_map(|i| Some((i, is_opening(scan, pack, i)?))).filter(|m| !m.1)?.0;
    Some((opens, closes))
}

/// Whether a quotation mark opens what it quotes or closes it.
fn is_opening(scan: &Scan<'_>, pack: &TimexPack, at: usize) -> Option<bool> {
    if scan.word(at).starts_with(char::is_alphanumeric) {
        return None;
    }
    let touches = |at: usize| scan.tokens.get(at).is_some_and(|t| !t.space && !t.gap);
    // ``typewriter's quotes''
    let same = |k: usize, c: char| scan.word(at + k).starts_with(c) && (k == 0 || touches(at + k));
    let met = |marks: &[String]| marks.iter().any(|mark| mark.chars().enumerate().all(|(k, c)| same(k, c)));
    match (met(&pack.context.quotes.0), met(&pack.context.quotes.1)) {
        (true, true) => Some(touches(at + 1) && !touches(at)),
        (false, false) => None,
        (opens, _) => Some(opens),
    }
}

/// The first token of the sentence that holds a token.
pub(crate) fn first_in_sentence(scan: &Scan<'_>, at: usize) -> usize {
    let mut first = at;
    while first > 0 && !scan.tokens[first].gap && !ends_sentence(scan, first - 1) {
        first -= 1;
    }
    first
}

/// What the cues of the sentence say, so many tokens before and behind an expression.
fn told(scan: &Scan<'_>, pack: &TimexPack, start: usize, end: usize, reach: (usize, usize)) -> Reading {
    let before = (start.saturating_sub(reach.0)..start)
        .rev()
        .take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i + 1].gap);
    let after =
        (end..(end + reach.1).min(scan.tokens.len())).take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i].gap);
    // What only hints at the future gives way to a verb further off.
    let mut hinted = Reading { tense: Tense::Unknown, clear: 0, behind: false };
    let mut clause = true;
    // "by ten votes on Friday" says nothing of Friday
    let adjacent = |at: usize| pack.context.adjacent.iter().any(|p| scan.phrase_at(at, p));
    let counts = |at: usize| at + 1 == start || !adjacent(at);
    let weak = |at: usize| pack.context.weak_hints.iter().any(|p| scan.phrase_at(at, p));
    for at in before.chain(after) {
        clause &= at < start && scan.word(at) != ",";
        if scan.inside[at] {
            continue;
        }
        let off = if at < start { start - at } else { at - end };
        let read = |tense| {
            let clear = off <= NEAR || tense == Tense::Future && off <= REACH;
            Reading { tense, clear: 1 + u8::from(clear), behind: at >= end }
        };
        match cue(scan, pack, at) {
            // "opéré à Metz mardi"
            Tense::Unknown if clause && is_participle(scan, pack, at) => return read(Tense::Past),
            Tense::Hinted if pack.context.leaning.iter().any(|p| scan.phrase_at(at, p)) => return read(Tense::Hinted),
            // "if she wins in November"
            Tense::Hinted if clause && pack.context.conditions.iter().any(|p| scan.phrase_at(at, p)) => {
                return read(Tense::Hinted);
            }
            Tense::Hinted if weak(at) => hinted.tense = Tense::Hinted,
            Tense::Hinted if hinted.clear == 0 && counts(at) => hinted = read(Tense::Hinted),
            Tense::Unknown | Tense::Hinted => {}
            // "On Friday he set aside his planned visit"; not "a planned visit on Friday"
            Tense::Future if (at >= end || off > NEAR) && is_planned(scan, pack, at) => {}
            known => return read(known),
        }
    }
    hinted
}

/// What the words right before an expression decide, whatever verbs stand further off: "jusqu'à [vendredi]", "arrêté
/// [mardi]".
fn right_before(scan: &Scan<'_>, pack: &TimexPack, start: usize) -> Option<Tense> {
    let context = &pack.context;
    let before = |list: &[Vec<u32>], at: usize| list.iter().find(|p| scan.phrase_before(at, p)).map(Vec::len);
    let decides = |at: usize| {
        if before(&context.ahead, at).is_some() {
            return Some(Tense::Future);
        }
        // "Until Friday, they had refused": what opens the sentence looks back from its verb.
        let opens = |len: usize| at == len || scan.tokens[at - len].gap || ends_sentence(scan, at - len - 1);
        let denied = |len: usize| {
            let behind = (at.saturating_sub(REACH)..at - len).rev();
            let mut here = behind.take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i + 1].gap);
            here.any(|i| context.denials.iter().any(|p| scan.phrase_at(i, p)))
        };
        let hint = |len: usize| if denied(len) { Tense::Past } else { Tense::Hinted };
        // "the votes counted through Friday"
        let done = |len: usize| {
            at > len
                && before(&context.adjacent, at).is_some()
                && cue(scan, pack, at - len - 1) == Tense::Past
                && context.past_endings.iter().any(|e| scan.word(at - len - 1).ends_with(e.as_str()))
        };
        before(&context.near_hints, at).filter(|&len| !opens(len) && !done(len)).map(hint)
    };
    let mut at = start;
    loop {
        if let Some(tense) = decides(at) {
            return Some(tense);
        }
        match before(&context.bridges, at).filter(|_| !scan.tokens[at].gap) {
            Some(len) => at -= len,
            None => break,
        }
    }
    for far in in_clause(scan, pack, start) {
        if context.far_hints.iter().any(|p| scan.phrase_at(far, p)) {
            return Some(Tense::Hinted);
        }
        if start - far <= DONE && context.done.iter().any(|p| scan.phrase_at(far, p)) {
            return Some(Tense::Past);
        }
    }
    let at = at.checked_sub(1).filter(|_| !scan.tokens[at].gap)?;
    let word = scan.word(at);
    let ends = |endings: &[String]| word.len() > 3 && endings.iter().any(|e| word.ends_with(e.as_str()));
    if ends(&context.infinitives) && before(&context.infinitive_marks, at).is_some() {
        return Some(Tense::Hinted);
    }
    is_participle(scan, pack, at).then_some(Tense::Past)
}

/// The tokens before an expression, from the nearest on, up to a sign or one behind a verb.
fn in_clause<'s>(scan: &'s Scan<'_>, pack: &'s TimexPack, start: usize) -> impl Iterator<Item = usize> + 's {
    let near = (start.saturating_sub(5)..start).rev().take_while(|&i| !scan.tokens[i + 1].gap);
    let mut ended = false;
    near.take_while(move |&at| {
        let go_on = !ended;
        ended = matches!(scan.word(at), "," | "." | ";" | ":" | "(" | ")") || cue(scan, pack, at) != Tense::Unknown;
        go_on
    })
}

/// Whether the verb right before a month or a date and its preposition says that it is over: "was sold in [June]", "he
/// died on [Nov. 12]". A participle alone does not ("a meeting planned in June").
fn is_dated_by_verb(scan: &Scan<'_>, pack: &TimexPack, start: usize) -> bool {
    let context = &pack.context;
    let link = context.links.iter().filter(|p| scan.phrase_before(start, p)).map(Vec::len).max();
    let Some(verb) = link.and_then(|len| (start - len).checked_sub(1)) else { return false };
    let before = verb.saturating_sub(2)..verb;
    if (before.start + 1..=start).any(|at| scan.tokens[at].gap) || cue(scan, pack, verb) != Tense::Past {
        return false;
    }
    let cues = context.cues.get(scan.ids[verb] as usize).map_or(&[][..], Vec::as_slice);
    let is_listed = cues.iter().any(|c| c.phrase.len() == 1 && c.points == Points::Past);
    let is_regular = context.past_endings.iter().any(|e| scan.word(verb).ends_with(e.as_str()));
    // "a tax cut in March": a noun that looks like a verb
    let article = pack.class("article").filter(|_| !is_regular);
    let is_noun = article.is_some_and(|det| before.into_iter().any(|at| !scan.entries(det, at).is_empty()));
    is_listed && !is_noun || !is_listed && verb > 0 && cue(scan, pack, verb - 1) == Tense::Past
}

/// Whether a month or a date is over by the word before it: "since March 3", "the record set on Aug. 6".
pub(crate) fn is_over(scan: &Scan<'_>, pack: &TimexPack, start: usize) -> bool {
    let context = &pack.context;
    let is_done = |at: usize| start - at <= DONE && context.done.iter().any(|p| scan.phrase_at(at, p));
    let anew = |at: usize| context.far_hints.iter().any(|p| scan.phrase_at(at, p));
    context.over.iter().any(|p| scan.phrase_before(start, p))
        || is_dated_by_verb(scan, pack, start)
        || in_clause(scan, pack, start).take_while(|&at| !anew(at)).any(is_done)
}

/// Whether a word is a participle that tells of the past.
fn is_participle(scan: &Scan<'_>, pack: &TimexPack, at: usize) -> bool {
    let context = &pack.context;
    let word = scan.word(at);
    let before = |list: &[Vec<u32>], at: usize| list.iter().any(|p| scan.phrase_before(at, p));
    if word.len() <= 3
        || !context.participles.iter().any(|e| word.ends_with(e.as_str()))
        || before(&context.no_participles, at + 1)
    {
        return false;
    }
    // "un défilé", "la soirée", "de solidarité": nouns
    let det = pack.class("det");
    let noun = at > 0 && det.is_some_and(|det| !scan.entries(det, at - 1).is_empty());
    // "sera célébré"
    let mut group = (at.saturating_sub(3)..=at).map(|i| cue(scan, pack, i));
    !noun && !before(&context.infinitive_marks, at) && group.all(|t| matches!(t, Tense::Unknown | Tense::Past))
}

/// Whether the sentence of tokens `[start, end)` tells of every year: "Chaque année, [le 14 juillet], on danse."
pub(crate) fn is_habit(scan: &Scan<'_>, pack: &TimexPack, start: usize, end: usize) -> bool {
    let habit = |at: usize| {
        pack.context.habit.iter().any(|p| scan.phrase_at(at, p))
            && !pack.context.no_habit.iter().any(|p| scan.phrase_before(at, p))
    };
    let before =
        (start.saturating_sub(REACH)..start).rev().take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i + 1].gap);
    let after =
        (end..(end + REACH).min(scan.tokens.len())).take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i].gap);
    before.chain(after).any(habit)
}

/// Whether the sentence tells of what lasted or was done again and again: "Le samedi, il jouait aux cartes."
pub(crate) fn lasts(scan: &Scan<'_>, pack: &TimexPack, start: usize, end: usize) -> bool {
    let lasting = |at: usize| {
        let word = scan.word(at);
        let is_cue = pack.context.cues.get(scan.ids[at] as usize).is_some_and(|cues| !cues.is_empty());
        word.len() > 4 && !is_cue && pack.context.lasting.iter().any(|e| word.ends_with(e.as_str()))
    };
    let before =
        (start.saturating_sub(REACH)..start).rev().take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i + 1].gap);
    let after =
        (end..(end + REACH).min(scan.tokens.len())).take_while(|&i| !ends_sentence(scan, i) && !scan.tokens[i].gap);
    before.chain(after).any(lasting)
}

/// Whether a token ends a sentence for the purpose of looking for cues.
pub(crate) fn ends_sentence(scan: &Scan<'_>, at: usize) -> bool {
    match scan.word(at) {
        "!" | "?" | ";" => true,
        "…" => scan.tokens.get(at + 1).is_none_or(|t| t.space) && !scan.word(at + 1).starts_with(char::is_lowercase),
        // A full stop after a word of more than three letters or a number, before a capital.
        "." => {
            let before = if at == 0 { "" } else { scan.word(at - 1) };
            let next = scan.word(at + 1);
            scan.tokens.get(at + 1).is_none_or(|t| t.space)
                && !next.starts_with(char::is_lowercase)
                && (before.chars().count() > 3
                    // a small word without a vowel is an abbreviation ("vs.")
                    || before.starts_with(char::is_lowercase) && before.contains(|c: char| !c.is_ascii() || "aeiouy".contains(c))
                    || before.starts_with(|c: char| c.is_ascii_digit())
                    // "the EU.", "le PSG."
                    || before.len() > 1 && before.chars().all(char::is_uppercase)
                    || matches!(before, "'" | "\"" | "”" | "»" | ")" | "."))
        }
        _ => false,
    }
}

/// What the word or phrase at a token says of direction.
pub(crate) fn cue(scan: &Scan<'_>, pack: &TimexPack, at: usize) -> Tense {
    match word_cue(scan, pack, at) {
        Tense::Past if pack.context.passives.iter().any(|p| scan.phrase_before(at, p)) => Tense::Unknown,
        tense => tense,
    }
}

/// The same, whatever stands before it.
pub(crate) fn word_cue(scan: &Scan<'_>, pack: &TimexPack, at: usize) -> Tense {
    let Some(&id) = scan.ids.get(at) else { return Tense::Unknown };
    let context = &pack.context;
    let word = scan.word(at);
    // A lone capital is an initial or a letter without its accent ("A 20 h").
    let lone = word.len() == 1 && word.starts_with(char::is_uppercase);
    if id != 0 && !lone {
        // The longer phrase decides: "was to" against "was", "s'est ouvert" against "est ouvert".
        let cues = context.cues.get(id as usize).map_or(&[][..], Vec::as_slice);
        let met = cues.iter().filter(|c| at >= c.word && scan.phrase_at(at - c.word, &c.phrase));
        if let Some(cue) = met.max_by_key(|c| (c.phrase.len(), c.points)) {
            return match cue.points {
                Points::Nowhere => Tense::Unknown,
                Points::Past => Tense::Past,
                Points::Hint => Tense::Hinted,
                Points::Future => Tense::Future,
            };
        }
    }
    if word.len() > 4 && word.starts_with(char::is_lowercase) {
        if context.hint_endings.iter().any(|e| word.ends_with(e.as_str())) {
            return Tense::Hinted;
        }
        if context.past_endings.iter().any(|e| word.ends_with(e.as_str())) {
            return if is_adjective(scan, pack, at) { Tense::Unknown } else { Tense::Past };
        }
        if context.future_endings.iter().any(|e| word.ends_with(e.as_str())) {
            return Tense::Future;
        }
    }
    Tense::Unknown
}

/// Whether a participle of what is to come stands as an adjective of it.
fn is_planned(scan: &Scan<'_>, pack: &TimexPack, at: usize) -> bool {
    pack.context.past_endings.iter().any(|e| scan.word(at).ends_with(e.as_str())) && is_adjective(scan, pack, at)
}

/// Whether a participle stands as an adjective: "a contested convention", "Rome's hastily planned visit".
fn is_adjective(scan: &Scan<'_>, pack: &TimexPack, mut at: usize) -> bool {
    let touches = |at: usize| at > 0 && !scan.tokens[at].gap;
    let adverb = |at: usize| pack.context.adverb_endings.iter().any(|e| scan.word(at).ends_with(e.as_str()));
    if touches(at) && adverb(at - 1) {
        at -= 1;
    }
    let article = pack.class("article").filter(|_| touches(at));
    // "the long-planned visit"
    let compound = touches(at) && !scan.tokens[at].space && matches!(scan.word(at - 1), "-" | "‑" | "‐");
    compound
        || article.is_some_and(|article| !scan.entries(article, at - 1).is_empty())
        || pack.context.adjective_marks.iter().any(|p| touches(at) && scan.phrase_before(at, p))
}

/// The direction of the verb that the expression hangs on, with its auxiliaries; a hint gives way to words around.
fn governed(scan: &Scan<'_>, pack: &TimexPack, parse: &Parse, span: Span) -> Option<Tense> {
    let range = parse.tokens_in(span);
    let inside = range.indices().map(TokenIdx::from);
    // The expression's own head: the token whose head lies outside.
    let top = inside.into_iter().find(|&i| !range.contains(parse.token(i).head) || parse.token(i).head == i)?;
    let mut verb = parse.token(top).head;
    let mut direct = true;
    for _ in 0..8 {
        let token = parse.token(verb);
        if matches!(token.pos, Upos::Verb | Upos::Aux) {
            break;
        }
        direct &= token.pos == Upos::Adp;
        if token.head == verb {
            return None;
        }
        verb = token.head;
    }
    if !matches!(parse.token(verb).pos, Upos::Verb | Upos::Aux) {
        return None;
    }
    // "said on Friday it would leave": parsers hang the day on the verb behind where no "that" opens the clause.
    if parse.token(verb).span.start >= span.end && follows_past_verb(parse, range.start) {
        return Some(Tense::Past);
    }
    let ahead = direct && pack.context.present_ahead && is_ahead(scan, pack, parse, verb);
    // An auxiliary before the verb may itself be a cue of several words ("is scheduled to", "devait être").
    let mut tense = Tense::Unknown;
    let parts = parse.children(verb).filter(|&c| parse.token(c).pos == Upos::Aux).chain([verb]);
    for part in parts {
        let token = parse.token(part);
        let morph = &*token.morph;
        if let Ok(at) = scan.tokens.binary_search_by_key(&token.span.start, |t| t.start) {
            if cue(scan, pack, at) == Tense::Future {
                return Some(Tense::Future);
            }
            let modal = pack.context.modals.iter().any(|p| scan.phrase_at(at, p));
            // "he would not say on Friday" tells what he did
            let over = cue(scan, pack, at) == Tense::Past;
            if modal && over {
                return Some(Tense::Past);
            }
            if modal && direct && part != verb && parse.token(verb).morph.contains("VerbForm=Inf") {
                return Some(Tense::Future);
            }
            // "is heard in May": a participle that tells no past
            if pack.context.passives.iter().any(|p| scan.phrase_before(at, p)) {
                continue;
            }
        }
        if morph.contains("Tense=Fut") {
            return Some(Tense::Future);
        }
        if morph.contains("Tense=Past") || morph.contains("Tense=Imp") {
            tense = Tense::Past;
        }
    }
    if tense == Tense::Unknown && ahead {
        return Some(Tense::Hinted);
    }
    (tense != Tense::Unknown).then_some(tense)
}

/// Whether a finite verb of the past stands right before an expression or its preposition.
fn follows_past_verb(parse: &Parse, first: TokenIdx) -> bool {
    let before = |back: usize| first.at().checked_sub(back).map(|i| &parse.tokens[i]);
    let verb = before(1).and_then(|t| if t.pos == Upos::Adp { before(2) } else { Some(t) });
    verb.is_some_and(|v| v.pos == Upos::Verb && v.morph.contains("Tense=Past") && v.morph.contains("VerbForm=Fin"))
}

/// Whether a verb is told in the present, or as what somebody wants or can do ("the court rules Monday", "a chance to
/// win in November").
fn is_ahead(scan: &Scan<'_>, pack: &TimexPack, parse: &Parse, verb: TokenIdx) -> bool {
    let is = |at: TokenIdx, feature: &str| parse.token(at).morph.split('|').any(|f| f == feature);
    let at = scan.tokens.binary_search_by_key(&parse.token(verb).span.start, |t| t.start);
    if at.is_ok_and(|at| pack.context.narrates.iter().any(|p| scan.phrase_at(at, p))) {
        return false;
    }
    let head = parse.token(verb).head;
    let told = |at: TokenIdx| is(at, "Tense=Past") || parse.children(at).any(|c| is(c, "Tense=Past"));
    if is(verb, "VerbForm=Inf") {
        let verbal = matches!(parse.token(head).pos, Upos::Verb | Upos::Aux);
        return !(verbal && head != verb && told(head));
    }
    is(verb, "Tense=Pres") && is(verb, "VerbForm=Fin")
}
