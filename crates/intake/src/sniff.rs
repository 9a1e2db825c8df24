use legation_model::Problem;

use crate::formats::archive;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`FORMATS` names each of them")]
pub enum Format {
    Text,
    Markdown,
    Html,
    Pdf,
    Docx,
    Mail,
    Mailbox,
    Feed,
    Warc,
    JsonLines,
    Csv,
    Zip,
    Tar,
    Gzip,
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
    FormatInfo { format: Format::Pdf, name: "PDF", endings: &["pdf"] },
    FormatInfo { format: Format::Docx, name: "DOCX", endings: &["docx", "docm"] },
    FormatInfo { format: Format::Mail, name: "mail", endings: &["eml"] },
    FormatInfo { format: Format::Mailbox, name: "mailbox", endings: &["mbox", "mbx"] },
    FormatInfo { format: Format::Feed, name: "RSS or Atom", endings: &["rss", "atom", "xml"] },
    FormatInfo { format: Format::Warc, name: "WARC", endings: &["warc"] },
    FormatInfo { format: Format::JsonLines, name: "JSON lines", endings: &["jsonl", "ndjson", "json"] },
    FormatInfo { format: Format::Csv, name: "CSV", endings: &["csv", "tsv"] },
    FormatInfo { format: Format::Zip, name: "ZIP", endings: &["zip"] },
    FormatInfo { format: Format::Tar, name: "tar", endings: &["tar"] },
    FormatInfo { format: Format::Gzip, name: "gzip", endings: &["gz", "tgz"] },
];

/// Signatures of formats that are known and not read.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "xz data"),
    (b"BZh", "bzip2 data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
];

/// The format of a source by its bytes first and its name second, with a problem where the two disagree.
///
/// # Errors
/// With the problem to list when it is no document that can be read.
pub(crate) fn sniff(name: &str, bytes: &[u8], problems: &mut Vec<Problem>) -> Result<Format, Problem> {
    let by_name = by_ending(name);
    for (magic, what) in FOREIGN {
        // Letters may begin a text; such files have zero bytes soon after.
        if bytes.starts_with(magic) && (!magic.is_ascii() || *magic == b"GIF8" || has_zeros(bytes) || magic.len() > 3) {
            return Err(Problem::error("unknown-format", format!("this is {what}, which cannot be read"))
                .hint("save it as text, Markdown, HTML, PDF or DOCX, or unpack it"));
        }
    }
    let found = by_magic(bytes);
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if found.is_none() && !utf16 && is_binary(bytes) {
        return Err(Problem::error("not-text", "this is binary data, not a document").hint("leave it out"));
    }
    let format = found.unwrap_or_else(|| by_text(bytes, by_name));
    if let Some(named) = by_name
        && named != format
        && !related(named, format)
    {
        let holds = FORMATS.iter().find(|f| f.format == format).map_or("", |f| f.name);
        problems.push(Problem::note("wrong-extension", format!("`{name}` holds {holds} and was read as that")));
    }
    Ok(format)
}

/// Formats whose files often carry each other's names.
fn related(named: Format, found: Format) -> bool {
    let pair = |a, b| named == a && found == b;
    pair(Format::Text, Format::Markdown) || pair(Format::Mailbox, Format::Mail) || pair(Format::Warc, Format::Gzip)
}

fn by_ending(name: &str) -> Option<Format> {
    let file = name.rsplit(['/', '!']).next().unwrap_or(name);
    let (_, ending) = file.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    FORMATS.iter().find(|f| f.endings.contains(&ending.as_str())).map(|f| f.format)
}

/// Formats that their first bytes give away.
fn by_magic(bytes: &[u8]) -> Option<Format> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Some(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let word = bytes.windows(17).any(|w| w == b"word/document.xml");
        return Some(if word { Format::Docx } else { Format::Zip });
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Some(Format::Gzip);
    }
    if archive::is_tar(bytes) {
        return Some(Format::Tar);
    }
    bytes.starts_with(b"WARC/1").then_some(Format::Warc)
}

/// Formats of text, told by how it begins; the name decides between what looks the same.
fn by_text(bytes: &[u8], by_name: Option<Format>) -> Format {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if head.starts_with('<') {
        if ["<rss", "<feed", "<rdf:rdf"].iter().any(|t| head.contains(t)) {
            return Format::Feed;
        }
        let page = ["<!doctype html", "<html", "<head", "<body", "<article", "<meta ", "</p>", "</div>", "<br"];
        if page.iter().any(|t| head.contains(t)) {
            return Format::Html;
        }
    }
    match by_name {
        Some(Format::Mail) => return if mail_headers(head) > 0 { Format::Mail } else { Format::Text },
        Some(Format::Mailbox) => return if head.starts_with("from ") { Format::Mailbox } else { Format::Mail },
        Some(Format::Csv) => return Format::Csv,
        Some(Format::Markdown) => return Format::Markdown,
        _ => {}
    }
    let object =
        head.starts_with('{') && head.contains("\":") || head.starts_with('[') && by_name == Some(Format::JsonLines);
    if object {
        return Format::JsonLines;
    }
    if head.starts_with("from ") && mail_headers(head) >= 2 {
        return Format::Mailbox;
    }
    if mail_headers(head) >= 3 { Format::Mail } else { Format::Text }
}

/// How many of a mail's usual headers open a text (lower case).
fn mail_headers(head: &str) -> usize {
    const HEADERS: [&str; 9] = [
        "received:",
        "from:",
        "to:",
        "date:",
        "subject:",
        "message-id:",
        "mime-version:",
        "return-path:",
        "content-type:",
    ];
    let lines = head.lines().take_while(|l| !l.trim().is_empty());
    lines.filter(|l| HEADERS.iter().any(|h| l.starts_with(h))).count()
}

fn has_zeros(bytes: &[u8]) -> bool {
    bytes.iter().take(512).any(|&b| b == 0)
}

/// Zero bytes or many control characters near the start.
fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let control = head.iter().filter(|b| b.is_ascii_control() && !b"\t\n\r\x0c\x1b\x08".contains(b)).count();
    head.contains(&0) || control * 20 > head.len()
}
