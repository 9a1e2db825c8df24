//! Pieces that a format keeps in parts (a title here, a text there): their base text is put together.

use legation_model::{BaseKind, BlockKind, Edtf, Problem};
use legation_packs::intake::Formats;

use super::{html, text};
use crate::draft::{Declared, Draft};

/// The parts of a piece as rows, entries and messages carry them.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) author: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) url: Option<String>,
}

impl Piece {
    /// The piece as a draft; its base text is its title and its body.
    ///
    /// # Errors
    /// With the problem to list when it has no text.
    pub(crate) fn draft(self, formats: &Formats) -> Result<Draft, Problem> {
        if self.body.trim().is_empty() && self.title.trim().is_empty() {
            return Err(Problem::error("no-text", "it has neither title nor text"));
        }
        let marked = ["</p>", "</div>", "<br", "</a>", "<p>", "</li>"].iter().any(|t| self.body.contains(t));
        let mut draft =
            if marked { html::read(page(&self.title, &self.body), formats)? } else { plain(&self.title, &self.body) };
        draft.base_kind = BaseKind::Extracted;
        let Declared { host, published, .. } = std::mem::take(&mut draft.declared);
        let given = self.date.as_deref().and_then(day);
        let written = self.date.filter(|_| given.is_none());
        let published = given.or(published.filter(|_| written.is_none()));
        let url_host = self.url.as_deref().and_then(html::host);
        let some = |s: String| (!s.trim().is_empty()).then(|| s.trim().to_owned());
        draft.declared = Declared {
            title: some(self.title),
            outlet: self.outlet.and_then(some),
            author: self.author.and_then(some),
            lang: self.lang.and_then(some),
            host: url_host.or(host),
            published,
            address_date: None,
            section: None,
            body: None,
            date: written,
        };
        Ok(draft)
    }
}

/// Plain text below its title.
pub(crate) fn plain(title: &str, body: &str) -> Draft {
    let titled = !title.trim().is_empty();
    let base = if titled { format!("{}\n\n{body}", title.trim()) } else { body.to_owned() };
    let mut draft = text::read(base, false);
    if let Some(first) = draft.lines.first_mut().filter(|_| titled) {
        first.kind = BlockKind::Title;
    }
    draft.base_kind = BaseKind::Extracted;
    draft
}

/// Marked-up text below its title.
pub(crate) fn page(title: &str, body: &str) -> String {
    if title.trim().is_empty() || body.contains("<h1") {
        return body.to_owned();
    }
    let title = title.trim().replace('&', "&amp;").replace('<', "&lt;");
    format!("<h1>{title}</h1>\n{body}")
}

/// The day of a date as machines write it: ISO 8601 or RFC 2822.
pub(crate) fn day(text: &str) -> Option<(Edtf, String)> {
    let text = text.trim();
    let iso = text.get(..10).and_then(|d| d.replace('/', "-").parse::<Edtf>().ok());
    let compact = || {
        let digits = text.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?).parse::<Edtf>().ok()
    };
    let mail = || {
        let date = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Edtf::day(date.date()))
    };
    // Seconds or milliseconds since 1970, as databases export them; later than 1973 and before 2100.
    let counted = || {
        let number: i64 = text.parse().ok()?;
        let seconds = if text.len() == 13 { number / 1000 } else { number };
        let plausible = matches!(text.len(), 9 | 10 | 13) && (100_000_000..4_102_444_800).contains(&seconds);
        let stamp = jiff::Timestamp::from_second(seconds).ok().filter(|_| plausible)?;
        Some(Edtf::day(jiff::tz::Offset::UTC.to_datetime(stamp).date()))
    };
    let found = iso.or_else(counted).or_else(compact).or_else(mail)?;
    Some((found, format!("the date given with it: {text}")))
}
