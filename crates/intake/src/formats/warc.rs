//! Web archives (WARC 1.0 and 1.1, ISO 28500): the pages among their records.

/// One page of an archive.
#[derive(Debug)]
pub(crate) struct Record {
    /// The address it was fetched from.
    pub(crate) url: String,
    /// The charset of its `Content-Type`.
    pub(crate) charset: Option<String>,
    /// Its bytes, unchunked; compressed bodies are left out.
    pub(crate) body: Vec<u8>,
}

/// The HTML pages of an unpacked archive, and whether it was whole.
pub(crate) fn pages(bytes: &[u8]) -> (Vec<Record>, bool) {
    let mut out = Vec::new();
    let mut rest = bytes;
    loop {
        while let Some(trimmed) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            rest = trimmed;
        }
        if rest.is_empty() {
            return (out, true);
        }
        let Some((head, body)) = split_head(rest) else { return (out, false) };
        if !head.starts_with("WARC/") {
            return (out, false);
        }
        let Some(length) = header(&head, "content-length").and_then(|l| l.parse::<usize>().ok()) else {
            return (out, false);
        };
        let Some(content) = body.get(..length) else { return (out, false) };
        rest = body.get(length..).unwrap_or_default();
        let kind = header(&head, "warc-type").unwrap_or_default().to_lowercase();
        let url = header(&head, "warc-target-uri").unwrap_or_default().trim_matches(['<', '>']).to_owned();
        if kind == "response" {
            out.extend(response(content, url));
        } else if kind == "resource" && header(&head, "content-type").is_some_and(|t| t.contains("html")) {
            out.push(Record { url, charset: None, body: content.to_vec() });
        }
    }
}

fn response(content: &[u8], url: String) -> Option<Record> {
    let (head, body) = split_head(content)?;
    let kind = header(&head, "content-type")?.to_lowercase();
    let ok = head.split(' ').nth(1).is_some_and(|status| status.starts_with('2'));
    if !ok || !kind.contains("html") {
        return None;
    }
    let charset = kind.split_once("charset=").map(|(_, c)| c.trim_matches(['"', ' ', ';']).to_owned());
    let chunked = header(&head, "transfer-encoding").is_some_and(|t| t.to_lowercase().contains("chunked"));
    let body = if chunked { unchunk(body) } else { body.to_vec() };
    Some(Record { url, charset, body })
}

/// The head of a record or response as text, and what follows the empty line.
fn split_head(bytes: &[u8]) -> Option<(String, &[u8])> {
    let crlf = bytes.windows(4).position(|w| w == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = bytes.windows(2).position(|w| w == b"\n\n").map(|at| (at, at + 2));
    let (end, next) = match (crlf, lf) {
        (Some(a), Some(b)) => {
            if a.0 < b.0 {
                a
            } else {
                b
            }
        }
        (a, b) => a.or(b)?,
    };
    Some((String::from_utf8_lossy(bytes.get(..end)?).into_owned(), bytes.get(next..)?))
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let line =
        head.lines().skip(1).find(|l| l.split_once(':').is_some_and(|(k, _)| k.trim().eq_ignore_ascii_case(name)))?;
    Some(line.split_once(':')?.1.trim())
}

/// The body of a chunked transfer; a damaged tail is taken as it stands.
fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|w| w == b"\r\n") {
        let line = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
        let Ok(size) = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16) else {
            // Some archives store the body unchunked and keep the header.
            out.extend_from_slice(bytes);
            break;
        };
        let chunk = bytes.get(end + 2..).unwrap_or_default();
        if size == 0 {
            break;
        }
        out.extend_from_slice(chunk.get(..size).unwrap_or(chunk));
        bytes = chunk.get(size + 2..).unwrap_or_default();
    }
    out
}
