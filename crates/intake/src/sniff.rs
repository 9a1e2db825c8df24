use legation_model::Problem;

/// A document format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
}

/// What is known of a format.
#[derive(Clone, Copy, Debug)]
pub struct FormatInfo {
    /// The format.
    pub format: Format,
    /// Its name, for people.
    pub name: &'static str,
    /// File endings, without the dot, lower case.
    pub endings: &'static [&'static str],
}

/// Every format, in the order in which help lists them.
pub const FORMATS: &[FormatInfo] = &[
    FormatInfo { format: Format::Text, name: "plain text", endings: &["txt", "text", "asc"] },
    FormatInfo { format: Format::Markdown, name: "Markdown", endings: &["md", "markdown", "mkd"] },
    FormatInfo { format: Format::Html, name: "HTML", endings: &["html", "htm", "xhtml", "shtml"] },
];

/// Signatures of formats that are known and not read.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
];

/// The format of a source by its bytes first and its name second, with a problem where the two disagree.
///
/// # Errors
/// With the problem to list when it is no document that can be read.
pub(crate) fn sniff(name: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Result<Format, Problem> {
    let by_name = by_ending(name);
    for (magic, what) in FOREIGN {
        // "MZ" may begin a text; a program has zero bytes soon after.
        if bytes.starts_with(magic) && (*magic != b"MZ" || has_zeros(bytes)) {
            return Err(Problem::error("unknown-format", format!("this is {what}, which cannot be read"))
                .hint("save it as text, Markdown or HTML"));
        }
    }
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !utf16 && is_binary(bytes) {
        return Err(Problem::error("not-text", "this is binary data, not a document").hint("leave it out"));
    }
    let html = looks_html(bytes);
    let format = match (by_name, html) {
        (Some(Format::Html) | None, true) => Format::Html,
        (Some(other), true) => {
            problems.push(Problem::note("wrong-extension", format!("`{name}` holds HTML and was read as that")));
            let _ = other;
            Format::Html
        }
        (Some(Format::Html), false) => {
            problems.push(Problem::note("wrong-extension", format!("`{name}` holds no HTML and was read as text")));
            Format::Text
        }
        (Some(format), false) => format,
        (None, false) => Format::Text,
    };
    Ok(format)
}

fn by_ending(name: &str) -> Option<Format> {
    let file = name.rsplit(['/', '!']).next().unwrap_or(name);
    let (_, ending) = file.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    FORMATS.iter().find(|f| f.endings.contains(&ending.as_str())).map(|f| f.format)
}

fn has_zeros(bytes: &[u8]) -> bool {
    bytes.iter().take(512).any(|&b| b == 0)
}

/// Zero bytes or many control characters near the start.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let control = head.iter().filter(|b| b.is_ascii_control() && !b"\t\n\r\x0c\x1b\x08".contains(b)).count();
    head.contains(&0) || control * 20 > head.len()
}

fn looks_html(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (head.starts_with('<') && ["<html", "<head", "<body", "<article", "<meta "].iter().any(|t| head.contains(t)))
}
