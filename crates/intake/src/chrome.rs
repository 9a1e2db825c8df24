//! Which lines are the piece and which are the page around it.
//!
//! Every line gets a score from what it shows (cues of its language, length, grammar, layout) and from what stands
//! around it (a story list, a newsletter box, an appeal); the cheapest labelling of the whole, where each change
//! between piece and page costs something, decides (Viterbi over two states).

use std::sync::Arc;

use legation_packs::intake::Role;

use crate::draft::Line;
use crate::evidence::Evidence;

/// What a change between piece and page costs, in the units of the scores below.
const CHANGE: i32 = 14;

/// How many lines of the page may stand between two paragraphs that belong together.
const INSERTED: usize = 2;

/// What the structure of a page says for a line, in the same units.
const ANCHORED: i32 = 12;

/// Label of one line: the reason it is masked, or `None` for the piece.
pub(crate) type Mask = Option<Arc<str>>;

/// What the cleaning knows of the document as a whole.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame {
    /// The line of the headline.
    pub(crate) title: Option<usize>,
    /// First and one past the last line between salutation and the end of the signatures.
    pub(crate) letter: Option<(usize, usize)>,
}

/// Masks the page around the piece: one entry per line, same order.
///
/// `kept[i]` says that line `i` is part of the piece whatever its looks (date line, signature, title), `captions[i]`
/// that it is a caption and says nothing of its neighbours.
pub(crate) fn mask(lines: &[Line], evidence: &[Evidence], kept: &[bool], captions: &[bool], frame: Frame) -> Vec<Mask> {
    let mut scores: Vec<(i32, Arc<str>)> = evidence.iter().map(own_score).collect();
    for (score, line) in scores.iter_mut().zip(lines) {
        let short = line.text.len() < 160;
        if line.anchored {
            score.0 -= ANCHORED;
        }
        if line.linked >= 80 && short {
            add(score, 26, "links");
        } else if line.linked >= 50 && short {
            add(score, 8, "links");
        }
    }
    let zones = Zones::of(evidence, captions, frame);
    around(lines, evidence, &zones, &mut scores);
    if frame.letter.is_none() {
        frame_notes(lines, evidence, &mut scores);
    }
    for i in 0..lines.len() {
        let in_letter = frame.letter.is_some_and(|(a, b)| (a..b).contains(&i));
        if kept[i] {
            scores[i].0 = -60;
        } else if captions[i] {
            scores[i].0 = 0;
        } else if in_letter {
            scores[i].0 -= 25;
        }
    }
    let masked = cheapest(&scores);
    let mut out: Vec<Mask> = Vec::with_capacity(lines.len());
    for (i, (score, reason)) in scores.iter().enumerate() {
        let mask = (masked[i] && !captions[i]).then(|| {
            // A line that was only carried along takes the reason of the run.
            if *score > 0 {
                Arc::clone(reason)
            } else {
                out.last().cloned().flatten().unwrap_or_else(|| Arc::clone(reason))
            }
        });
        out.push(mask);
    }
    out
}

/// The score of a line by itself: above zero for the page, below for the piece.
fn own_score(e: &Evidence) -> (i32, Arc<str>) {
    let mut score = match e.words {
        0 => 0,
        _ if e.is_prose(25) => -40,
        _ if e.is_prose(12) => -28,
        1..=3 => 3,
        4..=11 if e.terminal && e.grammar >= 180 => -16,
        4..=11 => 0,
        _ if e.grammar >= 250 => -14,
        _ => -6,
    };
    let mut reason: Arc<str> = "label".into();
    let mut best = 0;
    let mut take = |points: i32, why: &Arc<str>| {
        if points > best {
            best = points;
            reason = Arc::clone(why);
        }
    };
    for (role, why) in &e.roles {
        match role {
            Role::Button => take(45, why),
            Role::Stories => take(if e.words <= 10 && !e.terminal { 45 } else { 0 }, why),
            Role::Pointer if e.words <= 30 && !e.terminal => take(42, why),
            Role::Pointer if e.words <= 14 => take(34, why),
            Role::Pointer => take(12, why),
            Role::Box if e.words <= 14 => take(36, why),
            Role::Box if e.address + e.appeals > 0 => take(36, why),
            Role::Box => take(8, why),
            Role::Legal if e.words <= 12 => take(36, why),
            Role::Legal => take(22 + 8 * e.address.min(3) as i32, why),
            _ => {}
        }
    }
    if e.own_name {
        take(40, &"own-name".into());
    }
    if e.arrow && e.words <= 40 {
        take(45, &"pointer".into());
    }
    if e.appeals + e.address >= 3 && e.appeals >= 2 {
        take(16 + 6 * e.appeals.min(5) as i32, &"appeal".into());
    }
    score += best;
    (score, reason)
}

/// Where the running text of the piece lies.
struct Zones {
    /// First and last line of running text, if any.
    prose: Option<(usize, usize)>,
    /// Whether the head and tail may be read as page by their looks alone.
    bare: bool,
}

impl Zones {
    /// The run of lines with most sentences for its labels. Source: J. Pasternack, D. Roth, "Extracting Article Text
    /// from the Web with Maximum Subsequence Segmentation", WWW 2009, with our own weights for whole lines.
    fn of(evidence: &[Evidence], captions: &[bool], frame: Frame) -> Self {
        let weight = |i: usize| {
            let e = &evidence[i];
            if captions[i] || e.words == 0 {
                0
            } else if e.is_prose(12) {
                if own_score(e).0 < -10 { e.words as i32 } else { -3 }
            } else if e.terminal && e.words >= 4 {
                2
            } else {
                -2
            }
        };
        let mut best: Option<(i32, usize, usize)> = None;
        let (mut sum, mut start) = (0, 0);
        for i in 0..evidence.len() {
            if sum <= 0 {
                (sum, start) = (0, i);
            }
            sum += weight(i);
            if best.is_none_or(|(most, ..)| sum > most) {
                best = Some((sum, start, i));
            }
        }
        Self { prose: best.filter(|b| b.0 >= 20).map(|(_, a, b)| (a, b)), bare: frame.letter.is_none() }
    }
}

/// Adds what a line's neighbours say of it.
fn around(lines: &[Line], evidence: &[Evidence], zones: &Zones, scores: &mut [(i32, Arc<str>)]) {
    story_lists(evidence, scores);
    boxes(lines, evidence, scores);
    tag_lists(lines, evidence, zones, scores);
    repeats(lines, evidence, scores);
    let Some((first, last)) = zones.prose else { return };
    if !zones.bare {
        return;
    }
    // Menus stand before the piece, lists and labels after it; sentences among many of them are teasers.
    let outside = || (0..first).chain(last + 1..evidence.len());
    let clutter = outside().filter(|&i| evidence[i].words > 0 && evidence[i].is_label()).count() >= 12;
    let runs = short_runs(evidence);
    for i in outside().filter(|&i| !lines[i].anchored) {
        let run = runs[i];
        if run >= 4 && evidence[i].is_label() {
            add(&mut scores[i], if run >= 8 { 12 } else { 6 }, "menu");
        } else if clutter {
            add(&mut scores[i], if evidence[i].is_prose(25) { 12 } else { 8 }, "teaser");
        }
    }
    go_on(evidence, (first, last), scores);
}

/// Sentences go on behind one or two lines of the page that are put between them.
fn go_on(evidence: &[Evidence], (first, last): (usize, usize), scores: &mut [(i32, Arc<str>)]) {
    let speaks = |e: &Evidence| [Role::Box, Role::Notice, Role::Bio, Role::Legal].into_iter().any(|r| e.has(r));
    for i in first + 1..evidence.len().min(last + INSERTED + 2) {
        let e = &evidence[i];
        let sentence = e.terminal && e.words >= 8 && e.grammar >= 180 && e.address + e.appeals == 0 && !speaks(e);
        let between = scores[first..i].iter().rev().take_while(|s| s.0 > 0).count();
        let after_text = scores[..i - between].last().is_some_and(|s| s.0 < -CHANGE);
        if sentence && scores[i].0 < 0 && (1..=INSERTED).contains(&between) && after_text {
            scores[i].0 = scores[i].0.min(-2 * CHANGE - 1);
        }
    }
}

fn add(score: &mut (i32, Arc<str>), points: i32, reason: &str) {
    if score.0 <= 0 && points > 0 {
        score.1 = reason.into();
    }
    score.0 += points;
}

/// For every line, how many short lines without sentences stand in a row around it; a line that is none counts those
/// before it.
fn short_runs(evidence: &[Evidence]) -> Vec<usize> {
    let short = |e: &Evidence| e.words <= 12 && !(e.terminal && e.words >= 6);
    let mut out = vec![0; evidence.len()];
    let mut start = 0;
    for i in 0..=evidence.len() {
        if evidence.get(i).is_some_and(short) {
            continue;
        }
        out[start..i].fill(i - start);
        if let Some(here) = out.get_mut(i) {
            *here = i - start;
        }
        start = i + 1;
    }
    out
}

/// Titles below the head of a list, and titles beside relative times ("3 hours ago").
fn story_lists(evidence: &[Evidence], scores: &mut [(i32, Arc<str>)]) {
    let mut in_list = false;
    for i in 0..evidence.len() {
        let e = &evidence[i];
        if e.has(Role::Stories) && e.words <= 10 && !e.terminal {
            in_list = true;
            continue;
        }
        in_list &= e.words == 0 || e.is_label();
        if in_list {
            add(&mut scores[i], 22, "story-list");
        }
    }
    let times = evidence.iter().filter(|e| e.ago).count();
    for i in 0..evidence.len() {
        let beside = |step: isize| {
            // A lone symbol may stand between a title and its time.
            (1..=2).any(|n| {
                let at = i.checked_add_signed(step * n).and_then(|at| evidence.get(at));
                at.is_some_and(|e| e.ago)
            })
        };
        if times >= 3 && evidence[i].is_label() && (beside(1) || beside(-1)) {
            add(&mut scores[i], 24, "story-list");
        }
    }
}

/// Sentences before the first or behind the last of the piece that speak of its author, its rights or its reader.
fn frame_notes(lines: &[Line], evidence: &[Evidence], scores: &mut [(i32, Arc<str>)]) {
    let note = |i: usize| {
        let e = &evidence[i];
        e.role(Role::Bio)
            .filter(|_| e.words <= 120 && begins_with_name(&lines[i].text))
            .or_else(|| e.role(Role::Notice).filter(|_| e.words <= 150))
            .or_else(|| e.role(Role::Box).filter(|_| e.words <= 60 && e.address + e.appeals >= 2))
    };
    let mut mark = |i: usize| -> bool {
        let e = &evidence[i];
        if let Some(reason) = note(i) {
            // Enough for a change to the page and back.
            if scores[i].0 < 32 {
                scores[i] = (32, Arc::clone(reason));
            }
            return true;
        }
        !(e.is_prose(12) || e.terminal && e.words >= 6)
    };
    let tail = evidence.len() - (0..evidence.len()).rev().take_while(|&i| mark(i)).count();
    (0..tail).take_while(|&i| mark(i)).for_each(drop);
}

/// Whether a line begins with a person's name: two capitalised words or more, an article aside.
fn begins_with_name(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '(', '[', '—', '–', '-', ' ']);
    let capital = |w: &&str| w.starts_with(char::is_uppercase);
    text.split(' ').take_while(capital).take(2).count() == 2
}

/// Boxes of several lines: from a head to the last line that still speaks to the reader.
fn boxes(lines: &[Line], evidence: &[Evidence], scores: &mut [(i32, Arc<str>)]) {
    let mut i = 0;
    while i < evidence.len() {
        let head = &evidence[i];
        let Some(reason) = head.role(Role::Box).filter(|_| scores[i].0 > 0) else {
            i += 1;
            continue;
        };
        let mut end = i + 1;
        let mut strangers = 0;
        let before = (0..i).rev().find(|&j| evidence[j].is_prose(12) && scores[j].0 < 0);
        let level = before.map(|j| lines[j].parent).filter(|&p| p > 0);
        for (j, e) in evidence.iter().enumerate().skip(i + 1) {
            let speaks = e.has(Role::Box) || e.has(Role::Button) || e.has(Role::Legal) || e.appeals + e.address > 0;
            if speaks {
                end = j + 1;
                strangers = 0;
            } else if e.is_prose(12) {
                strangers += 1;
            }
            // Back among the paragraphs before the box.
            let back = e.is_prose(12) && level.is_some_and(|l| l == lines[j].parent && l != lines[i].parent);
            if strangers > 1 || strangers == 1 && back || j > i + 40 {
                break;
            }
        }
        for j in i + 1..end {
            let e = &evidence[j];
            let speech = 14 * e.appeals.min(2) as i32 + 7 * e.address.min(4) as i32;
            let points = if e.is_prose(12) { 26 + speech } else { 16 + speech };
            add(&mut scores[j], points, reason);
        }
        i = end;
    }
}

/// Three or more list items of a few words each after the piece.
fn tag_lists(lines: &[Line], evidence: &[Evidence], zones: &Zones, scores: &mut [(i32, Arc<str>)]) {
    let item = |i: usize| {
        lines[i].kind == legation_model::BlockKind::ListItem && evidence[i].words <= 4 && !evidence[i].terminal
    };
    let mut i = 0;
    while i < lines.len() {
        let run = (i..lines.len()).take_while(|&j| item(j)).count();
        let after = zones.prose.is_some_and(|(_, last)| i > last);
        if run >= 3 && zones.bare {
            for score in &mut scores[i..i + run] {
                add(score, if after { 30 } else { 10 }, "tags");
            }
        }
        i += run.max(1);
    }
}

/// Short lines that stand twice or more.
fn repeats(lines: &[Line], evidence: &[Evidence], scores: &mut [(i32, Arc<str>)]) {
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for e in evidence {
        *seen.entry(e.folded.as_str()).or_default() += 1;
    }
    for ((e, score), line) in evidence.iter().zip(scores).zip(lines) {
        if !line.anchored
            && e.words > 0
            && e.words <= 12
            && !e.terminal
            && seen.get(e.folded.as_str()).is_some_and(|&n| n > 1)
        {
            add(score, 10, "repeated");
        }
    }
}

/// The labelling with the least cost; `true` is the page.
fn cheapest(scores: &[(i32, Arc<str>)]) -> Vec<bool> {
    let mut cost = [0_i64, 0];
    let mut back: Vec<[bool; 2]> = Vec::with_capacity(scores.len());
    for (score, _) in scores {
        let score = i64::from(*score);
        let price = [score.max(0), (-score).max(0)];
        let mut step = [false; 2];
        let mut next = [0_i64; 2];
        for state in 0..2 {
            let (stay, change) = (cost[state], cost[1 - state] + i64::from(CHANGE));
            step[state] = if change < stay { state == 0 } else { state == 1 };
            next[state] = stay.min(change) + price[state];
        }
        cost = next;
        back.push(step);
    }
    let mut state = usize::from(cost[1] < cost[0]);
    let mut out = vec![false; scores.len()];
    for i in (0..scores.len()).rev() {
        out[i] = state == 1;
        state = usize::from(back[i][state]);
    }
    out
}
