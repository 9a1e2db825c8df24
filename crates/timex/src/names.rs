//! Words that only look like a time because a name holds them: "Theresa May", "the Daily Herald", "today.com".

use std::collections::BTreeSet;

use legation_model::{Parse, Timex, Upos};
use legation_packs::timex::{Field, RuleKind, TimexPack, Token};

use crate::matcher::{Found, Scan};
use crate::tense::{Tense, ends_sentence, word_cue};

/// How many words on either side show whether a line is a headline in capitals.
const LINE: usize = 6;

/// The months that the text has used as a name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    months: BTreeSet<u32>,
}

impl Names {
    /// Whether what a rule found is part of a name or an address. To be asked in the order of the text: a month that
    /// was a name once ("Theresa May") is so again where it does what only persons do ("May said").
    pub(crate) fn hold(&mut self, scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
        let address = scan.word(hit.end) == "."
            && [hit.end, hit.end + 1].iter().all(|&i| scan.tokens.get(i).is_some_and(|t| !t.space))
            && scan.word(hit.end + 1).starts_with(char::is_lowercase);
        address || self.is_person(scan, pack, hit) || is_title(scan, pack, hit)
    }

    fn is_person(&mut self, scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
        let only_month = hit.sem.get(Field::Month).is_some()
            && [Field::Day, Field::Year, Field::Yy, Field::Dir, Field::Mod].iter().all(|f| hit.sem.get(*f).is_none());
        if !only_month || hit.end != hit.start + 1 || !is_in(scan, pack, "month-person", hit.start) {
            return false;
        }
        if opens_name(scan, pack, hit) {
            return true;
        }
        let Some(before) = hit.start.checked_sub(1).filter(|_| !scan.tokens[hit.start].gap) else { return false };
        let id = scan.ids[hit.start];
        // A capitalised word that no time expression begins with, or "Mr."
        let named = scan.tokens[hit.start].space && capital(scan, before) && scan.ids[before] == 0
            || scan.word(before) == "."
                && before > 0
                && capital(scan, before - 1)
                && (2..=3).contains(&scan.word(before - 1).len())
                && scan.ids[before - 1] == 0;
        if named {
            self.months.insert(id);
        }
        let acts = || matches!(word_cue(scan, pack, hit.end), Tense::Past | Tense::Future);
        named || self.months.contains(&id) && (scan.ids[before] == 0 || acts())
    }
}

/// "June Carter", "the owner of May Department Stores": a month before a capitalised word, without a word that leads to a
/// date ("in June Congress voted", "the June NATO summit").
fn opens_name(scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
    let next = |t: &Token| t.space && !t.gap;
    let named = scan.tokens.get(hit.end).is_some_and(next)
        && capital(scan, hit.end)
        && scan.word(hit.end).chars().skip(1).filter(|c| c.is_lowercase()).count() > 1;
    let before = hit.start.checked_sub(1).filter(|_| !scan.tokens[hit.start].gap);
    let leads = before.is_some_and(|i| ["det", "date-lead"].iter().any(|class| is_in(scan, pack, class, i)));
    named && !leads && !is_headline(scan, hit)
}

fn capital(scan: &Scan<'_>, at: usize) -> bool {
    scan.word(at).starts_with(char::is_uppercase)
}

fn is_in(scan: &Scan<'_>, pack: &TimexPack, class: &str, at: usize) -> bool {
    pack.class(class).is_some_and(|c| !scan.entries(c, at).is_empty())
}

/// "USA Today", "the Daily Herald", "60 Minutes": words that are written small but for names, with a capital, beside a
/// capitalised word or each of several. Not in headlines that capitalise everything.
fn is_title(scan: &Scan<'_>, pack: &TimexPack, hit: &Found) -> bool {
    let proper = [Field::Month, Field::Weekday, Field::Holiday, Field::Year, Field::Yy, Field::Hour, Field::Minute];
    let words = || (hit.start..hit.end).filter(|&i| scan.word(i).starts_with(char::is_alphabetic));
    if proper.iter().any(|f| hit.sem.get(*f).is_some())
        || words().next().is_none()
        || !words().all(|i| capital(scan, i))
    {
        return false;
    }
    let beside = |at: usize| scan.tokens.get(at).is_some_and(|t| t.space && !t.gap);
    let det = |at: usize| is_in(scan, pack, "det", at);
    let before = hit.start.checked_sub(1).filter(|_| beside(hit.start));
    let held = before.is_some_and(|i| capital(scan, i) && !det(i))
        || before.is_some_and(det) && hit.end == hit.start + 1 && beside(hit.end) && capital(scan, hit.end);
    let several = hit.kind != RuleKind::Ref
        && hit.end > hit.start + 1
        && (words().count() > 1 || !words().any(|i| i == hit.start));
    (held || several && has_small_words(scan, hit)) && !is_headline(scan, hit)
}

/// Whether all longer words around are capitalised, as in a headline.
fn is_headline(scan: &Scan<'_>, hit: &Found) -> bool {
    let around = around(scan, hit);
    around.len() > 1 && around.iter().all(|&i| capital(scan, i))
}

/// Whether a longer word around is written small, as in a sentence.
fn has_small_words(scan: &Scan<'_>, hit: &Found) -> bool {
    around(scan, hit).iter().any(|&i| !capital(scan, i))
}

/// The longer words of its sentence on either side.
fn around(scan: &Scan<'_>, hit: &Found) -> Vec<usize> {
    let long = |i: &usize| scan.word(*i).chars().filter(|c| c.is_alphabetic()).count() > 3;
    let before = (0..hit.start).rev().take_while(|&i| !scan.tokens[i + 1].gap && !ends_sentence(scan, i));
    let after = (hit.end..scan.tokens.len()).take_while(|&i| !scan.tokens[i].gap && !ends_sentence(scan, i));
    before.filter(long).take(LINE).chain(after.filter(long).take(LINE)).collect()
}

/// "Prime Minister May" by its parse: a capitalised word behind a proper noun, taken for a month. Weekdays stay
/// ("President Koivisto Tuesday said").
pub(crate) fn is_proper_noun(text: &str, timex: &Timex, parse: &Parse) -> bool {
    let word = timex.span.of(text);
    let is_month = timex.value.len() == 7 && timex.value.as_bytes().get(4) == Some(&b'-');
    if !is_month || !word.chars().all(char::is_alphabetic) {
        return false;
    }
    let at = parse.tokens_in(timex.span).start.at();
    let Some((before, here)) = at.checked_sub(1).and_then(|i| Some((parse.tokens.get(i)?, parse.tokens.get(at)?)))
    else {
        return false;
    };
    before.pos == Upos::Propn && here.pos == Upos::Propn && before.space_after && !here.sent_start
}
