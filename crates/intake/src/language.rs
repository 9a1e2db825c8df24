use std::collections::BTreeMap;
use std::sync::Arc;

use legation_packs::Packs;
use legation_packs::intake::fold;
use rustc_hash::FxHashSet;

use crate::draft::Line;
use crate::evidence::Evidence;

/// Longest text that is looked at, in bytes.
const SAMPLE: usize = 20_000;

/// The BCP 47 code of the lines' main language, `und` if nothing speaks for one.
///
/// Where the grammatical words of one of our languages are frequent they decide; otherwise whatlang does.
pub(crate) fn detect(lines: &[Line], declared: Option<&str>, packs: &Packs) -> Arc<str> {
    let mut sample = String::new();
    // Running text says more than menus do.
    for least in [8, 1] {
        for line in lines.iter().filter(|l| l.text.split(' ').count() >= least) {
            sample.push_str(&line.text);
            sample.push('\n');
            if sample.len() > SAMPLE {
                break;
            }
        }
        if sample.len() > 40 {
            break;
        }
    }
    by_words(&sample, packs)
        .or_else(|| by_lines(&sample, packs))
        .or_else(|| by_letters(&sample, packs))
        .or_else(|| declared.is_none().then(|| by_likelihood(&sample, packs)).flatten())
        .unwrap_or_else(|| declared_code(declared))
}

/// Fewest words of a line whose language is asked for by itself.
const PASSAGE_WORDS: usize = 10;

/// Most grammatical words of the main language, in thousandths, of a line in another one.
const PASSAGE_GRAMMAR: usize = 100;

/// Runs of body lines that are in another language than the document: first and last line of each, and its code.
///
/// `body[i]` says whether line `i` is part of the piece. Lines too short to tell go with the lines on both sides where
/// these are in one language.
pub(crate) fn passages(
    lines: &[Line],
    evidence: &[Evidence],
    body: impl Fn(usize) -> bool,
    main: &str,
    packs: &Packs,
) -> Vec<(usize, usize, Arc<str>)> {
    let mut out: Vec<(usize, usize, Arc<str>)> = Vec::new();
    let mut open = false;
    for (i, (line, e)) in lines.iter().zip(evidence).enumerate().filter(|(i, _)| body(*i)) {
        if e.words < PASSAGE_WORDS {
            continue;
        }
        let other =
            (e.grammar < PASSAGE_GRAMMAR).then(|| by_words(&line.text, packs).or_else(|| sure(&line.text, packs)));
        let Some(code) = other.flatten().filter(|code| **code != *main) else {
            open = false;
            continue;
        };
        if let Some((_, last, _)) = out.last_mut().filter(|(.., last)| open && *last == code) {
            *last = i;
        } else {
            out.push((i, i, code));
            open = true;
        }
    }
    out
}

/// The language of a line where its letters leave no doubt.
fn sure(text: &str, packs: &Packs) -> Option<Arc<str>> {
    let info = whatlang::detect(text)
        .filter(|i| i.is_reliable() && (text.len() >= 120 || i.script() != whatlang::Script::Latin))?;
    packs.formats.languages.get(info.lang().code()).cloned()
}

fn by_words(sample: &str, packs: &Packs) -> Option<Arc<str>> {
    let folded = fold(sample);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let share =
        |list: &FxHashSet<String>| words.iter().filter(|w| list.contains(**w)).count() * 1000 / words.len().max(1);
    let mut shares: Vec<(usize, &Arc<str>)> =
        packs.langs.iter().map(|(code, pack)| (share(&pack.intake.function_words), code)).collect();
    shares.sort();
    let (best, code) = *shares.last()?;
    let second = shares.len().checked_sub(2).map_or(0, |i| shares[i].0);
    (best >= 220 && best >= second * 2 && words.len() >= 5).then(|| Arc::clone(code))
}

/// Of a text in several of our languages, the one in which most of it is written.
fn by_lines(sample: &str, packs: &Packs) -> Option<Arc<str>> {
    let mut length: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for line in sample.lines() {
        if let Some(code) = by_words(line, packs) {
            *length.entry(code).or_default() += line.len();
        }
    }
    let told: usize = length.values().sum();
    let (code, most) = length.into_iter().max_by_key(|(_, n)| *n)?;
    (most * 2 > told && told * 2 > sample.len()).then_some(code)
}

fn by_letters(sample: &str, packs: &Packs) -> Option<Arc<str>> {
    let info = whatlang::detect(sample)?;
    let code = packs.formats.languages.get(info.lang().code())?;
    (info.is_reliable() || sample.len() > 200).then(|| Arc::clone(code))
}

/// A sentence or two that say too little for certainty are in one of our languages rather than in none.
fn by_likelihood(sample: &str, packs: &Packs) -> Option<Arc<str>> {
    let ours =
        |lang: &whatlang::Lang| packs.formats.languages.get(lang.code()).is_some_and(|c| packs.langs.contains_key(c));
    let allowed: Vec<whatlang::Lang> = whatlang::Lang::all().iter().copied().filter(|lang| ours(lang)).collect();
    if sample.split_whitespace().count() < 5 || whatlang::detect_script(sample) != Some(whatlang::Script::Latin) {
        return None;
    }
    by_few_words(sample, packs).or_else(|| {
        let lang = whatlang::Detector::with_allowlist(allowed).detect_lang(sample)?;
        packs.formats.languages.get(lang.code()).cloned()
    })
}

/// The one of our languages with the most grammatical words and names of days and months in a text; where there are none at
/// all, the one that leaves them out of headlines, if no letter has an accent. `None` where two are level.
fn by_few_words(sample: &str, packs: &Packs) -> Option<Arc<str>> {
    let folded = fold(sample);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let known = packs.langs.iter().map(|(code, pack)| {
        let pack = &pack.intake;
        let is = |w: &&&str| {
            pack.function_words.contains(**w) || pack.weekdays.contains(**w) || pack.months.contains_key(**w)
        };
        (words.iter().filter(is).count(), pack.telegraphic, code)
    });
    let most = known.clone().map(|(n, ..)| n).max()?;
    let mut best = known.filter(|(n, telegraphic, _)| *n == most && (most > 0 || *telegraphic && sample.is_ascii()));
    let (_, _, code) = best.next()?;
    best.next().is_none().then(|| Arc::clone(code))
}

fn declared_code(declared: Option<&str>) -> Arc<str> {
    let code = declared.unwrap_or_default().split(['-', '_']).next().unwrap_or_default().to_lowercase();
    if (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase()) {
        code.into()
    } else {
        "und".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sentence_is_enough_for_a_language_of_ours() {
        let packs = Packs::embedded().unwrap();
        let guess = |text: &str| by_likelihood(text, &packs).map(|c| c.to_string());
        assert_eq!(guess("Norway expelled two Danish diplomats on Monday.").as_deref(), Some("en"));
        assert_eq!(guess("La Norvège a expulsé deux diplomates danois.").as_deref(), Some("fr"));
        assert_eq!(guess("Двое дипломатов покинули страну в понедельник."), None);
        // No grammatical word at all, few, and some that both languages have.
        assert_eq!(guess("Gabon junta names civilian premier").as_deref(), Some("en"));
        assert_eq!(guess("Warsaw backs a Czech plan to buy shells outside Europe.").as_deref(), Some("en"));
        assert_eq!(guess("NAIROBI - Mali's junta dissolved all political parties.").as_deref(), Some("en"));
        assert_eq!(guess("Niger : la junte dissout tous les partis").as_deref(), Some("fr"));
        assert_eq!(guess("12 / 7"), None);
    }
}
