//! Why an event was coded: each report with its sentence, the rule, and what filled its parts.

use legation_model::{Article, Derivation, Event, Mention, Span};

use crate::marks::Marks;
use crate::page::{Piece, ink};
use crate::timeline::parties;
use crate::{Page, phrase};

/// An event with its mentions, each with the document it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its mentions.
    pub mentions: &'a [(Mention, Article)],
    /// For each mention the tree of its sentence, one word a line, if it could be parsed.
    pub parses: &'a [Option<String>],
}

/// The explanation for a terminal or a pipe.
pub fn text(explained: Explained<'_>, page: Page) -> String {
    let Explained { event, mentions, parses } = explained;
    let mut out = page.rule(&format!("event {}", event.id));
    out.push('\n');
    fields(&mut out, &event.merged, "", page);
    out.push_str(&page.wrap(&[Piece::plain(phrase::reports(event))], "  reports    ", "             "));
    if !event.origins.is_empty() {
        let origins: Vec<&str> = event.origins.iter().map(AsRef::as_ref).collect();
        out.push_str(&page.wrap(&[Piece::plain(origins.join("; "))], "  origins    ", "             "));
    }
    for conflict in &event.conflicts {
        let values: Vec<String> = conflict
            .values
            .iter()
            .map(|v| {
                let docs: Vec<&str> = v.mentions.iter().map(|m| &*m.doc).collect();
                format!("{} ({})", v.value, docs.join(", "))
            })
            .collect();
        let line = format!("{}: {}", conflict.field, values.join(" or "));
        out.push_str(&page.wrap(&[Piece::new(line, ink::WARN)], "  differ on  ", "             "));
    }
    for (i, (mention, article)) in mentions.iter().enumerate() {
        out.push('\n');
        out.push_str(&page.rule(&format!("report {} of {}: {}", i + 1, mentions.len(), mention.id.doc)));
        out.push('\n');
        report(&mut out, mention, article, page);
        if let Some(parse) = parses.get(i).and_then(Option::as_ref) {
            tree_of_words(&mut out, parse, page);
        }
    }
    out
}

fn report(out: &mut String, mention: &Mention, article: &Article, page: Page) {
    let marks = Marks::new(std::iter::once(mention), &[]);
    let mut sentence = marks.pieces(&article.text, mention.evidence.clean, page);
    sentence.push(Piece::plain("”"));
    out.push_str(&page.wrap(&sentence, "  “", "   "));
    let base = mention.evidence.base;
    let whereabouts = format!("bytes {} to {} of {}", base.start, base.end, mention.id.doc);
    out.push_str(&page.wrap(&[Piece::new(whereabouts, ink::FAINT)], "   ", "   "));
    out.push('\n');
    fields(out, mention, &article.text, page);
    let confidence = format!("{} (confidence {:.2})", mention.rule, mention.confidence);
    out.push_str(&page.wrap(&[Piece::plain(confidence)], "  rule       ", "             "));
    out.push_str("  because\n");
    tree(out, &mention.evidence.derivation, &article.text, "    ", page);
}

fn fields(out: &mut String, mention: &Mention, text: &str, page: Page) {
    let mut put = |label: &str, pieces: &[Piece]| {
        out.push_str(&page.wrap(pieces, &format!("  {label:<11}"), "             "));
    };
    let mut what = vec![Piece::new(phrase::code(mention), ink::STRONG)];
    if let Some(cameo) = &mention.cameo {
        what.push(Piece::new(format!(" · CAMEO {cameo}"), ink::FAINT));
    }
    if let Some(goldstein) = mention.goldstein {
        what.push(Piece::new(format!(" · Goldstein {goldstein:+.1}"), ink::FAINT));
    }
    put("what", &what);
    let mut who = Vec::new();
    parties(&mut who, &mention.actor, &mention.recipient);
    put("who", &who);
    let mut when = vec![Piece::plain(phrase::date(mention.date))];
    if let Some(words) = &mention.date_text {
        when.push(Piece::new(format!(" {}", phrase::quote(words, 60)), ink::TIME));
    }
    put("when", &when);
    if let Some(place) = mention.place {
        put("where", &[Piece::plain(place.to_string())]);
    }
    put("status", &[Piece::plain(mention.status.as_str())]);
    if let Some(number) = &mention.number {
        put("how many", &[Piece::plain(phrase::number(number))]);
    }
    if let Some(sources) = phrase::sources(mention) {
        put("source", &[Piece::plain(sources)]);
    }
    if !text.is_empty() {
        put("trigger", &[Piece::new(mention.trigger.of(text), ink::TRIGGER)]);
    }
}

/// The tree of a sentence, whose indents say what hangs on what: not wrapped.
fn tree_of_words(out: &mut String, parse: &str, page: Page) {
    out.push_str("  parse\n");
    for line in parse.lines() {
        let (words, mark) = line.split_at(line.find('◀').unwrap_or(line.len()));
        let mark = if mark.is_empty() { String::new() } else { page.paint(mark, ink::TRIGGER) };
        for piece in ["    ", &page.paint(words, ink::FAINT), &mark, "\n"] {
            out.push_str(piece);
        }
    }
}

/// A derivation as a tree: rule, what it concluded, the words it matched.
fn tree(out: &mut String, derivation: &Derivation, text: &str, indent: &str, page: Page) {
    let mut line = vec![Piece::new(&*derivation.rule, ink::STRONG)];
    if !derivation.note.is_empty() {
        line.push(Piece::plain(format!(": {}", derivation.note)));
    }
    if let Some(words) = derivation.span.and_then(|Span { start, end }| text.get(start as usize..end as usize)) {
        line.push(Piece::new(format!("  {}", phrase::quote(words, 80)), ink::ACTOR));
    }
    // The line of a child starts with its branch; what is below it continues the trunk, unless it is the last.
    let trunk = indent.replace("├─ ", "│  ").replace("└─ ", "   ");
    let below = if derivation.children.is_empty() { "  " } else { "│ " };
    out.push_str(&page.wrap(&line, indent, &format!("{trunk}{below}  ")));
    let Some((last, others)) = derivation.children.split_last() else { return };
    for child in others {
        tree(out, child, text, &format!("{trunk}├─ "), page);
    }
    tree(out, last, text, &format!("{trunk}└─ "), page);
}
