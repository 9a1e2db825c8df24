//! Where a document's own parts lie: date lines, title, salutation and signatures.

use legation_model::BlockKind;
use legation_packs::intake::{IntakePack, Place, Role, fold};

use crate::chrome::Frame;
use crate::dates::{self, Written};
use crate::draft::{Label, Line};
use crate::evidence::Evidence;
use crate::formats::raw;

/// Cuts lines that hold two things: a date and a headline, a credit and a button, "Subject:" and the subject. Marks the
/// heads of mail that a text quotes.
pub(crate) fn cut(lines: Vec<Line>, pack: &IntakePack) -> Vec<Line> {
    let heads = mail_heads(&lines);
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    for (mut line, in_head) in lines.into_iter().zip(heads) {
        while let Some((mut left, right)) = cut_one(&line, out.is_empty(), pack) {
            let subject = right.kind == BlockKind::Title && left.kind == BlockKind::Signature;
            if subject && (in_head || line.kind == BlockKind::Title) {
                left.fixed = Some(Label::Chrome("mail-header".into()));
            }
            out.push(left);
            line = right;
            if line.fixed.is_some() {
                break;
            }
        }
        // What dates the mail dates the piece in it.
        let other = line.kind != BlockKind::Title && dates::first(&line.text, pack).is_none();
        if in_head && other {
            line.fixed = Some(Label::Chrome("mail-header".into()));
        }
        out.push(line);
    }
    out
}

/// Which lines are the heads of quoted mail: labelled lines in a row, one of them with an address or below a rule of
/// dashes around words, and that rule.
fn mail_heads(lines: &[Line]) -> Vec<bool> {
    let mut heads = vec![false; lines.len()];
    let rule = |line: &Line| line.text.starts_with("---") && line.text.ends_with("---");
    let mut at = 0;
    while at < lines.len() {
        let labelled = lines[at..].iter().take_while(|l| raw::is_labelled(&l.text)).count();
        let (first, end) = (at, at + labelled);
        let ruled = first.checked_sub(1).filter(|&i| rule(&lines[i]));
        if labelled >= 2 && (ruled.is_some() || lines[first..end].iter().any(|l| l.text.contains('@'))) {
            heads[ruled.unwrap_or(first)..end].fill(true);
        }
        at = end + 1;
    }
    heads
}

fn cut_one(line: &Line, first: bool, pack: &IntakePack) -> Option<(Line, Line)> {
    let words = line.text.split(' ').count();
    if first && let Some((left, mut right)) = leading_date(line, pack) {
        right.kind = if right.text.split(' ').count() <= 30 { BlockKind::Title } else { right.kind };
        return Some((Line { kind: BlockKind::Signature, ..left }, right));
    }
    if words > 40 {
        return None;
    }
    let folded = fold(&line.text);
    // "UPDATE 2-Talks resume"
    if let Some(slug) = pack.patterns.iter().filter(|p| p.role == Role::Slug).find_map(|p| p.regex.find(&folded)) {
        let length = folded.get(..slug.end())?.chars().count();
        let (mut left, mut right) = line.split_at(line.text.char_indices().nth(length)?.0)?;
        left.fixed = Some(Label::Chrome("wire-slug".into()));
        right.kind = BlockKind::Title;
        return Some((left, right));
    }
    for found in pack.cues_in(&folded) {
        match (found.cue.role, found.cue.place) {
            (Role::Button, Place::End) if words <= 8 && credits_someone(&folded, pack) => {
                let tail = folded.get(found.start..)?.split(' ').count();
                let (left, mut right) = line.split_at(last_words(&line.text, tail)?)?;
                right.fixed = Some(Label::Chrome(found.cue.reason.clone()));
                return Some((left, right));
            }
            (Role::Subject, _) if found.end < folded.len() => {
                let head = folded.get(..found.end)?.split(' ').count();
                let (mut left, mut right) = line.split_at(after_words(&line.text, head)?)?;
                left.kind = BlockKind::Signature;
                right.kind = BlockKind::Title;
                return Some((left, right));
            }
            _ => {}
        }
    }
    None
}

/// A date at the very start of a line, alone or behind a word such as "published", with a headline behind it.
fn leading_date(line: &Line, pack: &IntakePack) -> Option<(Line, Line)> {
    let written = dates::first(&line.text, pack)?;
    let before = fold(line.text.get(..written.start)?);
    let before = before.trim_end_matches([':', ' ']);
    let announced = before.is_empty()
        || pack.cues_in(before).any(|f| f.cue.role == Role::Published && f.start == 0 && f.end == before.len());
    let rest = line.text.get(written.end..)?.trim_start_matches([' ', ':', '-', '–', '—', '|', '.', ',']);
    let glued = line.text.get(written.end..)?.starts_with(['T', 't']);
    if !announced || glued || rest.split(' ').count() < 3 || !rest.starts_with(|c: char| !c.is_lowercase()) {
        return None;
    }
    line.split_at(line.text.len() - rest.len())
}

fn credits_someone(folded: &str, pack: &IntakePack) -> bool {
    pack.cues_in(folded).any(|f| matches!(f.cue.role, Role::SourceLine | Role::Byline))
}

/// Byte where the last `n` words of a text begin.
fn last_words(text: &str, n: usize) -> Option<usize> {
    let all = text.split(' ').count();
    after_words(text, all.checked_sub(n)?)
}

/// Byte after the first `n` words of a text.
fn after_words(text: &str, n: usize) -> Option<usize> {
    Some(text.match_indices(' ').nth(n.checked_sub(1)?)?.0)
}

/// A line that only says when (and where) it was written. A caption ("the minister, 3 May 1994. © X") is one only where
/// it says hardly anything else.
pub(crate) fn date_line(line: &Line, e: &Evidence, caption: bool, pack: &IntakePack) -> Option<Written> {
    if e.words == 0 || e.words > 22 || e.is_prose(14) {
        return None;
    }
    let written = dates::first(&line.text, pack)?;
    let rest = format!("{} {}", line.text.get(..written.start)?, line.text.get(written.end..)?);
    let announced =
        [Role::Published, Role::Updated, Role::Byline, Role::Correspondent].into_iter().any(|role| e.has(role));
    let others = fold(&rest)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().any(char::is_alphabetic))
        .filter(|w| !pack.weekdays.contains(*w) && !pack.date_words.contains(*w))
        .count();
    // "Press review – Friday 3 May 1994": what a dash sets off at the end dates the piece.
    let before = line.text.get(..written.start)?.trim_end();
    let before = before.rsplit_once(' ').filter(|(_, w)| pack.weekdays.contains(&fold(w))).map_or(before, |(b, _)| b);
    let set_off = line.text.get(written.end..)?.trim().is_empty() && before.ends_with(['–', '—', '-', '|', '(']);
    // "LIMA/QUITO/BOGOTA, 3 May 1994 (Agency)": names of places, the day, a name in brackets.
    let named = |w: &str| w.starts_with(char::is_uppercase);
    let behind = line.text.get(written.end..)?.trim();
    let places = before.ends_with(',')
        && (behind.is_empty() || behind.starts_with('(') && behind.ends_with(')'))
        && rest.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(named);
    // "Our Paper, the daily of the valley | Quito, 3 May 1994"
    let town = before.rsplit_once(['|', '–', '—', '·']).map(|(_, town)| town.trim_end_matches(',').trim());
    let town = town.filter(|_| behind.is_empty());
    let set_off = set_off
        || town.is_some_and(|t| {
            let mut words = t.split(' ').filter(|w| !w.is_empty()).peekable();
            words.peek().is_some() && t.split(' ').count() <= 3 && words.all(named)
        });
    (others <= 3 || places && others <= 9 || !caption && (announced && others <= 10 || set_off)).then_some(written)
}

/// The lines of a letter, from its head to its last signature, if the document is one.
pub(crate) fn letter(lines: &[Line], evidence: &[Evidence]) -> Option<(usize, usize)> {
    let opens = |e: &Evidence| {
        e.has(Role::Opening)
            && !e.has(Role::Box)
            && e.words <= 12
            && (!e.terminal || e.folded.ends_with(['!', ',']))
            && e.folded.ends_with([',', ':', '!', 'r', 't', 'e', 's', 'l'])
    };
    // "Monsieur Jean Durand" in an address opens as a salutation does; the text begins behind the salutation.
    let begins = |opening: usize| {
        let prose = (opening..evidence.len()).find(|&i| evidence[i].is_prose(15))?;
        (prose <= opening + 4).then_some(prose)
    };
    let prose = (0..evidence.len()).filter(|&i| opens(&evidence[i])).find_map(begins)?;
    let closing = (prose..evidence.len()).rev().find(|&i| evidence[i].has(Role::Closing))?;
    let signed = (closing + 1..lines.len()).take_while(|&i| {
        let e = &evidence[i];
        let page = e.has(Role::Stories) || e.has(Role::Box) || e.has(Role::Button) || e.arrow;
        !page && !e.is_prose(25)
    });
    Some((0, closing + 1 + signed.count()))
}

/// The line of the headline.
pub(crate) fn title(
    lines: &[Line],
    evidence: &[Evidence],
    captions: &[bool],
    dates: &[Option<Written>],
    letter: bool,
) -> Option<usize> {
    if let Some(i) = lines.iter().position(|l| l.kind == BlockKind::Title) {
        return Some(i);
    }
    let prose = evidence.iter().position(|e| e.is_prose(15)).unwrap_or(evidence.len());
    if let Some(i) = (0..prose.min(lines.len())).find(|&i| lines[i].kind == BlockKind::Heading && evidence[i].words > 1)
        && !letter
    {
        return Some(i);
    }
    if letter {
        return None;
    }
    let page = [
        Role::Button,
        Role::Pointer,
        Role::Stories,
        Role::Box,
        Role::Legal,
        Role::Byline,
        Role::SourceLine,
        Role::Correspondent,
    ];
    let fits = |&i: &usize| {
        let e = &evidence[i];
        (3..=28).contains(&e.words)
            && !captions[i]
            && dates[i].is_none()
            && !e.arrow
            && !e.folded.ends_with(['.', ',', ':', ';'])
            && !page.iter().any(|r| e.has(*r))
            && lines[i].kind == BlockKind::Paragraph
    };
    // Longer candidates first: menus and rubrics stand before headlines, not after them.
    let found = (0..prose).filter(fits).find(|&i| evidence[i].words >= 5);
    found.or_else(|| (0..prose).find(fits)).filter(|&i| i + 1 < lines.len())
}

/// Which lines are the piece whatever their looks, with what they are.
pub(crate) fn kept(
    lines: &[Line],
    evidence: &[Evidence],
    dates: &[Option<Written>],
    frame: Frame,
    is_outlet: &dyn Fn(&str) -> bool,
) -> Vec<Option<BlockKind>> {
    let last_prose = evidence.iter().rposition(|e| e.is_prose(15));
    (0..lines.len())
        .map(|i| {
            let e = &evidence[i];
            if frame.title == Some(i) {
                return Some(BlockKind::Title);
            }
            let prose_ahead = last_prose.is_some_and(|last| i <= last);
            let in_letter = frame.letter.is_some_and(|(a, b)| (a..b).contains(&i));
            if dates[i].is_some() && (prose_ahead || in_letter) {
                return Some(BlockKind::Signature);
            }
            // A newsroom's own line ("Text by: …") says who tells the story; a person's byline does not.
            let names_newsroom =
                e.has(Role::SourceLine) && lines[i].text.split_once(':').is_some_and(|(_, n)| is_outlet(n.trim()));
            let correspondent = e.has(Role::Correspondent) && e.words <= 16;
            (names_newsroom || correspondent || lines[i].kind == BlockKind::Signature).then_some(BlockKind::Signature)
        })
        .collect()
}
