//! Reports of reports: which lies within which, quotations that go on, and the chain of sources over a passage.

use legation_model::{Derivation, Span, TokenIdx, TokenRange};
use legation_packs::attribution::CueKind;
use legation_packs::syntax::Relation;

use super::view::View;
use super::{Form, Quotation, Report};

/// A quotation needs so many words to be more than a phrase set off by marks.
const FEWEST_WORDS: usize = 4;

/// Stretches contents to the ends of quotations that they enter, and gives quotations that nobody introduces to the
/// one who was quoted last.
pub(super) fn join_quotations(view: &View<'_>, reports: &mut Vec<Report>) {
    for report in reports.iter_mut() {
        stretch(view, report);
    }
    reports.sort_by_key(|r| (r.anchor, r.cue.map(|c| c.start)));
    cite(view, reports);
    let mut more = Vec::new();
    for (n, q) in view.quotations.iter().enumerate() {
        if !stands_alone(view, q) || reports.iter().any(|r| r.content.iter().any(|c| c.contains(q.inner))) {
            continue;
        }
        // The last report before it whose content is a quotation, or holds one, in this or the block before.
        let previous = reports
            .iter()
            .filter(|r| r.kind == CueKind::Say && r.source.is_some() && r.form != Form::Object)
            .filter(|r| r.content.iter().all(|c| c.end <= q.outer.start))
            .max_by_key(|r| r.content.iter().map(|c| c.end).max());
        let Some(previous) = previous else { continue };
        let end = previous.content.iter().map(|c| c.end).max().unwrap_or(0);
        let before = &view.quotations[..n];
        let quoted = before
            .iter()
            .rev()
            .take_while(|p| p.outer.end <= q.outer.start)
            .any(|p| previous.content.iter().any(|c| c.overlaps(p.inner)));
        let gap = Span::new(end.min(q.outer.start) as usize, q.outer.lo());
        let blocks_between = view.reading.article.blocks.iter().filter(|b| b.span.overlaps(gap)).count();
        if !quoted && !q.continues || blocks_between > 2 || gap.len() > 400 {
            continue;
        }
        let anchor = view.parse.tokens_in(q.inner).start;
        more.push(Report {
            cue: None,
            anchor,
            content: vec![q.outer],
            form: Form::Quote,
            kind: CueKind::Say,
            within: None,
            derivation: Derivation::new("attribution.continued", Some(q.outer), "goes on from the quotation before")
                .with(previous.derivation.clone()),
            ..previous.clone()
        });
    }
    reports.extend(more);
    reports.sort_by_key(|r| (r.anchor, r.cue.map(|c| c.start)));
}

/// A quotation of whole sentences: it starts where a sentence starts and no other words of a sentence stand around it.
fn stands_alone(view: &View<'_>, q: &Quotation) -> bool {
    let tokens = view.parse.tokens_in(q.inner);
    if tokens.len() < FEWEST_WORDS {
        return false;
    }
    let text = view.reading.text();
    let left = text.get(..q.outer.lo()).unwrap_or("").trim_end_matches([' ', '\u{a0}']);
    let right = text.get(q.outer.hi()..).unwrap_or("").trim_start_matches([' ', '\u{a0}']);
    let inner = q.inner.of(text).trim_end();
    let starts = left.is_empty() || left.ends_with(['\n', '.', '!', '?', ':', '"', '”', '»', '…']);
    let ends = inner.ends_with(['.', '!', '?', '…']) || right.starts_with(['\n', '.']) || right.is_empty();
    starts && ends
}

/// A content that enters a quotation reaches to its end, unless the cue stands within the same quotation.
fn stretch(view: &View<'_>, report: &mut Report) {
    let cue = view.parse.token(report.anchor).span;
    let quoted_cue = view.quotation_at(cue.start).map(|q| q.outer);
    for piece in &mut report.content {
        for edge in [piece.start, piece.end.saturating_sub(1)] {
            let entered = view.quotation_at(edge).map(|q| q.outer);
            if let Some(q) = entered.filter(|q| entered != quoted_cue && !q.contains(cue))
                && report.form != Form::Object
            {
                *piece = piece.hull(q);
            }
        }
    }
    // Quotations left open go on in the next blocks.
    let mut added = Vec::new();
    for piece in &report.content {
        let mut at = view.quotations.partition_point(|q| q.outer.end < piece.end);
        while let Some(q) = view.quotations.get(at)
            && q.outer.end <= piece.end
        {
            at += 1;
        }
        let last = at.checked_sub(1).and_then(|i| view.quotations.get(i));
        if report.form != Form::Object && last.is_some_and(|q| !q.closed && piece.contains(q.inner)) {
            while let Some(q) = view.quotations.get(at).filter(|q| q.continues) {
                added.push(q.outer);
                if q.closed {
                    break;
                }
                at += 1;
            }
        }
    }
    report.content.extend(added);
    report.content.sort_unstable();
    report.content.dedup();
}

/// A source that is cited stands behind the one who cites it: it takes over that report's content. What is cited
/// outside of any report is a reason, not a source ("resigned, citing his health").
fn cite(view: &View<'_>, reports: &mut Vec<Report>) {
    let mut kept = Vec::with_capacity(reports.len());
    for report in reports.drain(..) {
        if report.kind != CueKind::Cite {
            kept.push(report);
            continue;
        }
        let sentence = view.parse.sentence_of(report.anchor);
        let citing =
            kept.iter().rev().find(|r: &&Report| r.cue.is_some() && sentence.contains(r.anchor) && r.attributes());
        if let Some(citing) = citing {
            let content = citing.content.clone();
            let form = citing.form;
            kept.push(Report { content, form, ..report });
        }
    }
    *reports = kept;
}

/// Finds for each report the narrowest other whose content holds its cue.
pub(super) fn nest(reports: &mut [Report]) {
    let size = |r: &Report| r.content.iter().map(|c| c.len()).sum::<usize>();
    let holders: Vec<Option<usize>> = (0..reports.len())
        .map(|i| {
            let inner = &reports[i];
            if inner.kind == CueKind::Cite {
                return (0..i).rev().find(|&j| reports[j].content == inner.content);
            }
            let cue = inner.cue.or(inner.content.first().copied())?;
            (0..reports.len())
                .filter(|&j| j != i && reports[j].attributes())
                .filter(|&j| {
                    let outer = &reports[j];
                    let holds = outer.content.iter().any(|c| c.contains(cue));
                    // Two that hold each other's cue: the one with more content is outside, then the earlier one.
                    let back = inner.content.iter().any(|c| outer.cue.is_some_and(|o| c.contains(o)));
                    holds && (!back || (size(outer), j) > (size(inner), i))
                })
                .min_by_key(|&j| (size(&reports[j]), j))
        })
        .collect();
    for (report, within) in reports.iter_mut().zip(holders) {
        report.within = within;
    }
}

/// The reports whose content a passage lies in, outermost first: who is quoted by whom. Only those that make the
/// passage somebody's word ([`Report::attributes`]); the passage is taken at its first byte. A speaker's own act of
/// speaking does not lie in what he says.
pub fn chain_for(reports: &[Report], passage: Span) -> Vec<usize> {
    let size = |i: &usize| reports[*i].content.iter().map(|c| c.len()).sum::<usize>();
    let mut over: Vec<usize> =
        (0..reports.len()).filter(|&i| reports[i].attributes() && reports[i].covers(passage.start)).collect();
    // A source that is cited stands inside of the one who cites it, whatever the sizes.
    over.sort_by_key(|i| (depth(reports, *i), std::cmp::Reverse(size(i)), *i));
    over
}

/// Whether a report's cue lies in what another report that attributes its content tells.
pub fn is_nested(reports: &[Report], report: &Report) -> bool {
    let holds = |outer: &Report| {
        let inside = report.cue.is_some_and(|cue| outer.covers(cue.start));
        let mutual = report.content.iter().any(|c| outer.cue.is_some_and(|cue| c.contains(cue)));
        outer.anchor != report.anchor && outer.attributes() && inside && !mutual
    };
    reports.iter().any(holds)
}

fn depth(reports: &[Report], mut i: usize) -> usize {
    let mut depth = 0;
    while let Some(outer) = reports[i].within {
        depth += 1;
        i = outer;
        if depth > reports.len() {
            break;
        }
    }
    depth
}

/// In which part somebody stands in a chain of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Says so.
    Speaker,
    /// Was told so and passes it on.
    PassesOn,
}

/// One link of a chain of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The report it comes from.
    pub report: usize,
    /// The words that name it: of the source as it stands there, or of whom it stands for.
    pub words: TokenRange,
    /// Who it is, as the head of a noun phrase.
    pub head: TokenIdx,
    /// Its part.
    pub role: Role,
    /// The shape of what it says: an [`Form::Object`] may be its own act ("announced sanctions").
    pub form: Form,
}

/// The named sources of a passage, outermost first. An agency that was told ("confirmed to AFP") stands before the
/// speaker who told it.
pub fn links(reading: &crate::Reading<'_>, reports: &[Report], passage: Span) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for report in chain_for(reports, passage) {
        let r = &reports[report];
        if let (true, Some(words)) = (r.passes_on, r.addressee) {
            links.push(Link { report, words, head: head_of(reading, words), role: Role::PassesOn, form: r.form });
        }
        if let (Some(words), Some(head)) = (r.source, r.speaker) {
            let words = if head_of(reading, words) == head { words } else { phrase(reading, head) };
            links.push(Link { report, words, head, role: Role::Speaker, form: r.form });
        }
    }
    // The same source told twice ("X said ..., X added") is one link.
    links.dedup_by_key(|l| l.head);
    links
}

/// A noun phrase without what follows its first comma or relative clause.
fn phrase(reading: &crate::Reading<'_>, noun: TokenIdx) -> TokenRange {
    let whole = reading.parse.subtree(noun);
    let loose = [Relation::RelativeClause, Relation::Apposition, Relation::Punctuation, Relation::Case];
    let is_loose = |t: &TokenIdx| reading.lang.syntax.is_any(&reading.parse.token(*t).dep, &loose);
    let before = reading.parse.children(noun).filter(is_loose).filter(|t| *t < noun).last();
    let after = reading.parse.children(noun).filter(is_loose).find(|t| *t > noun);
    let start = before.map_or(whole.start, |t| TokenIdx(t.0 + 1));
    TokenRange { start, end: after.map_or(whole.end, |t| reading.parse.subtree(t).start) }
}

/// The token of a range whose head lies outside.
fn head_of(reading: &crate::Reading<'_>, range: TokenRange) -> TokenIdx {
    range
        .indices()
        .map(TokenIdx::from)
        .find(|&t| {
            let head = reading.parse.token(t).head;
            head == t || !range.contains(head)
        })
        .unwrap_or(range.start)
}
