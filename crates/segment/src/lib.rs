#![doc = include_str!("../README.md")]

use legation_model::{BlockKind, SentStart, Span};
use legation_packs::segment::{Abbreviation, SegmentPack};

/// What is known of the sentence boundaries of one block before the parser runs: one entry per token, in order.
///
/// `text` is the block's text, `tokens` are the tokens' bytes in it. The first token always starts a sentence;
/// tokens without a sentence's end before them never do; where both readings are open the parser decides.
pub fn starts(text: &str, kind: BlockKind, tokens: &[Span], pack: &SegmentPack) -> Vec<SentStart> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut quotes = Quotes::default();
    let told = after_dateline(text, kind, pack);
    for (i, token) in tokens.iter().enumerate() {
        let before = text.get(..token.lo()).unwrap_or_default();
        quotes.advance(text, token.lo());
        let after = text.get(token.lo()..).unwrap_or_default();
        let start = if i == 0 || Some(token.lo()) == told {
            SentStart::Start
        } else if told.is_some_and(|told| token.lo() < told) {
            SentStart::Inside
        } else {
            match decide(before, after, quotes.open, pack) {
                // Headlines, signatures and list items are not read as several sentences on weak evidence.
                SentStart::Unset if kind != BlockKind::Paragraph && kind != BlockKind::Quote => SentStart::Inside,
                decided => decided,
            }
        };
        out.push(start);
    }
    out
}

/// A dateline is no longer than this many characters.
const LONGEST_DATELINE: usize = 70;

/// Where the story starts behind a dateline at the head of a paragraph: `OSLO, 3 March (AGENCY) - `, `Oslo, Norway — `,
/// `OSLO: `. A parser would take the place for the subject of the sentence.
fn after_dateline(text: &str, kind: BlockKind, pack: &SegmentPack) -> Option<usize> {
    if matches!(kind, BlockKind::Title | BlockKind::Heading) {
        return after_topic(text);
    }
    if kind != BlockKind::Paragraph {
        return None;
    }
    let marks = [" - ", " – ", " — ", " -- ", "—", ": "];
    let (at, mark) = marks.iter().filter_map(|m| Some((text.find(m)?, *m))).min()?;
    let head = text.get(..at).filter(|h| h.chars().count() <= LONGEST_DATELINE)?;
    let story = at + mark.len();
    let rest = text.get(story..)?;
    if !first_word(rest).starts_with(char::is_uppercase) && mark != ": " {
        return None;
    }
    let (place, agency) = match head.strip_suffix(')').and_then(|h| h.rsplit_once('(')) {
        Some((place, _)) => (place.trim_end(), true),
        None => (head, false),
    };
    let mut parts = place.split(", ");
    let first = parts.next()?;
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let loud = first.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !first.chars().any(char::is_lowercase);
    let named = first.split_whitespace().all(capital) && first.split_whitespace().count() <= 4;
    // What stands behind the place: another place, a date.
    let rest_fits = parts.clone().all(|part| {
        part.split_whitespace().all(capital) || part.chars().any(|c| c.is_ascii_digit()) && part.chars().count() <= 25
    });
    let dated = parts.clone().any(|part| part.chars().any(|c| c.is_ascii_digit()));
    let fits = match mark {
        ": " => loud && !agency && first == head,
        _ if !named || !rest_fits => false,
        _ => loud || agency || dated || parts.next().is_some() || is_opener(first_word(rest), pack),
    };
    fits.then(|| story + rest.len() - rest.trim_start().len())
}

/// Where a headline starts behind its topic: "Lima : la police disperse", "Peru vote: court orders recount". What is in
/// quotation marks is said by whoever stands before the colon.
fn after_topic(text: &str) -> Option<usize> {
    let (topic, rest) = text.split_once(": ").or_else(|| text.split_once("\u{a0}: "))?;
    let words = topic.split_whitespace().count();
    let quoted = rest.trim_start().starts_with(['"', '“', '«', '‘', '\'']);
    let fits = words <= 3 && topic.starts_with(char::is_uppercase) && !quoted && rest.split_whitespace().count() >= 3;
    fits.then(|| text.len() - rest.trim_start().len())
}

/// Whether a straight quotation mark is open, followed from left to right.
#[derive(Default)]
struct Quotes {
    at: usize,
    open: bool,
}

impl Quotes {
    fn advance(&mut self, text: &str, to: usize) {
        let passed = text.get(self.at..to).unwrap_or_default();
        if passed.matches('"').count() % 2 == 1 {
            self.open = !self.open;
        }
        self.at = to;
    }
}

/// What the text on both sides says of a sentence start between them. `in_quotes`: a straight quotation mark is open.
fn decide(before: &str, after: &str, in_quotes: bool, pack: &SegmentPack) -> SentStart {
    let bare = before.trim_end();
    let spaced = bare.len() < before.len();
    let next = after.chars().next().unwrap_or(' ');
    let closing = is_closer(next) || next == '"' && in_quotes;
    if closing || matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '%') {
        return SentStart::Inside;
    }
    let core = before_closers(bare, in_quotes);
    let word = first_word(after);
    let last = core.chars().next_back().unwrap_or(' ');
    match last {
        _ if !spaced => glued(core, word, last),
        // A mark that opens (quotation, bracket) goes with what follows it.
        _ if opens(bare, in_quotes) => SentStart::Inside,
        '!' | '?' => after_mark(word, core.len() < bare.len()),
        '…' => after_ellipsis(word, pack),
        '.' if core.ends_with("..") => after_ellipsis(word, pack),
        '.' => after_stop(core, word, pack),
        ';' if !starts_low(word) => SentStart::Unset,
        _ if core.len() < bare.len() && is_opener(word, pack) => SentStart::Unset,
        _ => SentStart::Inside,
    }
}

fn is_closer(c: char) -> bool {
    matches!(c, '”' | '»' | '’' | ')' | ']' | '›')
}

/// Whether the text ends in a mark that opens something.
fn opens(bare: &str, in_quotes: bool) -> bool {
    bare.ends_with(['“', '«', '(', '[', '‹', '‘', '„', '¿', '¡']) || bare.ends_with('"') && in_quotes
}

/// The text without the closing quotation marks and brackets at its end, and without note numbers ("[3]").
fn before_closers(bare: &str, in_quotes: bool) -> &str {
    let mut core = bare;
    loop {
        let cut = core.trim_end_matches(is_closer).trim_end();
        let cut = if in_quotes { cut } else { cut.trim_end_matches('"').trim_end() };
        let noted = cut.trim_end_matches(|c: char| c.is_ascii_digit());
        let cut = noted.strip_suffix('[').filter(|n| cut.len() < core.len() && n.ends_with('.')).unwrap_or(cut);
        if cut.len() == core.len() {
            return core;
        }
        core = cut;
    }
}

/// The first word of a text, past marks that open.
fn first_word(after: &str) -> &str {
    let at = after.find(|c: char| c.is_alphanumeric()).unwrap_or(after.len());
    let skipped = after.get(..at).unwrap_or_default();
    // Anything but opening marks, dashes and white space in between is no start of a sentence.
    if !skipped.chars().all(|c| c.is_whitespace() || "“«(\"'‘[—–-¿¡‹„•*".contains(c)) {
        return "";
    }
    let rest = after.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

fn is_opener(word: &str, pack: &SegmentPack) -> bool {
    let elided = word.find(['\'', '’']).and_then(|at| word.get(..at)).map(|head| format!("{head}'"));
    pack.openers.contains(word) || elided.is_some_and(|head| pack.openers.contains(&head))
}

fn starts_low(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

/// No white space in between: a sentence starts only where a space was lost ("on Monday.He left").
fn glued(core: &str, word: &str, last: char) -> SentStart {
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let stem = core.strip_suffix(last).unwrap_or_default();
    let low = stem.chars().rev().take(3).filter(|c| c.is_lowercase()).count() == 3;
    if matches!(last, '.' | '!' | '?' | '…') && capital && low { SentStart::Start } else { SentStart::Inside }
}

fn after_mark(word: &str, closed: bool) -> SentStart {
    if word.is_empty() {
        SentStart::Unset
    } else if starts_low(word) {
        // `"Why?" he asked` and `Yahoo! said` alike; after a bare mark a lower-case start is only slovenly.
        if closed { SentStart::Inside } else { SentStart::Unset }
    } else {
        SentStart::Start
    }
}

fn after_ellipsis(word: &str, pack: &SegmentPack) -> SentStart {
    if starts_low(word) {
        SentStart::Inside
    } else if is_opener(word, pack) {
        SentStart::Start
    } else {
        SentStart::Unset
    }
}

fn after_stop(core: &str, word: &str, pack: &SegmentPack) -> SentStart {
    if word.is_empty() {
        return SentStart::Unset;
    }
    if starts_low(word) {
        return SentStart::Inside;
    }
    let opener = is_opener(word, pack);
    // "two Orion-T." is no "J.-P.": a letter hyphened to a word is the end of that word.
    let word_before = core.split_whitespace().next_back().unwrap_or_default();
    if word_before.rsplit_once('-').is_some_and(|(part, end)| !part.ends_with('.') && end.chars().count() == 2) {
        return if opener { SentStart::Start } else { SentStart::Unset };
    }
    let stem = core.rsplit(|c: char| c.is_whitespace() || "(“«\"'‘’[/-–—".contains(c)).next().unwrap_or_default();
    match abbreviation(stem, pack) {
        Some(Abbreviation::Before) => return SentStart::Inside,
        Some(Abbreviation::Either) if word.starts_with(|c: char| c.is_ascii_digit()) => return SentStart::Inside,
        Some(Abbreviation::Either) => return if opener { SentStart::Start } else { SentStart::Unset },
        None => {}
    }
    let name = stem.trim_end_matches('.');
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        // Initials: "J. Smith", "J.-P. Dupont".
        (Some(c), None) if c.is_uppercase() => {
            if opener && !looks_initial(core) {
                SentStart::Start
            } else {
                SentStart::Inside
            }
        }
        // "1. The parties agree": a number that opens the block counts, it does not end anything.
        (Some(c), _) if c.is_ascii_digit() && core.len() == stem.len() => SentStart::Inside,
        // Dotted letters that no list names ("U.N.D.P.").
        _ if name.contains('.') && name.split('.').all(|part| part.chars().count() <= 1) => {
            if opener {
                SentStart::Start
            } else {
                SentStart::Unset
            }
        }
        _ => SentStart::Start,
    }
}

/// Whether the single letter before the stop follows another capitalised word, as a middle initial does.
fn looks_initial(core: &str) -> bool {
    let mut words = core.split_whitespace().rev().skip(1);
    words.next().is_some_and(|w| w.ends_with('.') && w.chars().count() <= 3)
}

fn abbreviation(stem: &str, pack: &SegmentPack) -> Option<Abbreviation> {
    if let Some(found) = pack.abbreviations.get(stem) {
        return Some(*found);
    }
    // Lists give one spelling; a capital at the start (of a sentence, of a title) is another.
    let mut letters = stem.chars();
    let first = letters.next()?;
    let low: String = first.to_lowercase().chain(letters).collect();
    pack.abbreviations.get(&low).copied()
}
