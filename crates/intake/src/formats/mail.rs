//! Mail: one message, or a mailbox of them.

use jiff::civil::Date;
use legation_model::{BaseKind, Edtf, Problem};
use legation_packs::intake::Formats;

use super::{html, piece};
use crate::draft::{Draft, Label};

/// A longer paragraph, in bytes, is no part of a signature.
const LONGEST_SIGNATURE: usize = 400;

/// Reads one message: its subject and its text, or its HTML where it has no text.
///
/// # Errors
/// With the problem to list when it is no message.
pub(crate) fn read(bytes: &[u8], formats: &Formats) -> Result<Draft, Problem> {
    let broken = || Problem::error("damaged", "this is no mail message");
    let message = mail_parser::MessageParser::default().parse(bytes).ok_or_else(broken)?;
    let subject = message.subject().unwrap_or_default();
    // mail-parser makes text of HTML and HTML of text; each by itself keeps the paragraphs apart.
    let is_text = |&i: &u32| message.parts.get(i as usize).is_some_and(mail_parser::MessagePart::is_text);
    let has_text = message.text_body.iter().any(is_text);
    let mut draft = match (has_text, message.body_html(0), message.body_text(0)) {
        (false, Some(page), _) => html::read(piece::page(subject, &page), formats)?,
        (_, _, Some(text)) => signed(piece::plain(subject, &text)),
        (_, page, None) => html::read(piece::page(subject, &page.unwrap_or_default()), formats)?,
    };
    draft.base_kind = BaseKind::Extracted;
    if let Some(address) = message.from().and_then(|from| from.first()) {
        draft.declared.author = address.name.as_deref().or(address.address.as_deref()).map(str::to_owned);
    }
    if let Some(date) = message.date()
        && let Ok(day) = Date::new(date.year as i16, date.month as i8, date.day as i8)
    {
        draft.declared.published = Some((Edtf::day(day), "the message's Date header".to_owned()));
    }
    Ok(draft)
}

/// Marks what stands below the line "--" as the sender's signature. Source: RFC 3676, 4.3.
fn signed(mut draft: Draft) -> Draft {
    let mut below = false;
    for line in &mut draft.lines {
        // A message that somebody sent on has its own text below the sender's signature.
        below = (below || line.text == "--") && line.text.len() < LONGEST_SIGNATURE;
        if below {
            line.fixed = Some(Label::Chrome("mail-signature".into()));
        }
    }
    draft
}

/// The messages of a mailbox: each starts at a line `From …` after an empty line.
pub(crate) fn messages(bytes: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut blank = true;
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        if blank && line.starts_with(b"From ") {
            starts.push(at);
        }
        blank = line.iter().all(|b| b"\r\n".contains(b));
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let one = |(start, end): (&usize, usize)| {
        let message = bytes.get(*start..end).unwrap_or_default();
        let body = message.iter().position(|&b| b == b'\n').map_or(0, |n| n + 1);
        message.get(body..).unwrap_or_default()
    };
    starts.iter().zip(ends).map(one).collect()
}
