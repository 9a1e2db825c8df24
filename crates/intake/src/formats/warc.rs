//! Web archives (WARC 1.0 and 1.1, ISO 28500): the pages among their records.

use std::io::Read as _;

use legation_model::Problem;

/// Longest head of a record or response, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// One page of an archive.
#[derive(Debug)]
pub(crate) struct Record {
    /// The address it was fetched from.
    pub(crate) url: String,
    /// The charset of its `Content-Type`.
    pub(crate) charset: Option<String>,
    /// Its bytes, unchunked and unpacked, or why they cannot be had.
    pub(crate) body: Result<Vec<u8>, Problem>,
}

/// The HTML pages of an unpacked archive, and whether it was whole. A page may unpack to `max` bytes, all pages together
/// to four times as many.
pub(crate) fn pages(bytes: &[u8], max: u64) -> (Vec<Record>, bool) {
    let mut left = max.saturating_mul(4);
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
            out.extend(response(content, url, max, &mut left));
        } else if kind == "resource" && header(&head, "content-type").is_some_and(|t| t.contains("html")) {
            out.push(Record { url, charset: None, body: Ok(content.to_vec()) });
        }
    }
}

fn response(content: &[u8], url: String, max: u64, left: &mut u64) -> Option<Record> {
    let (head, body) = split_head(content)?;
    let kind = header(&head, "content-type")?.to_lowercase();
    let ok = head.split(' ').nth(1).is_some_and(|status| status.starts_with('2'));
    if !ok || !kind.contains("html") {
        return None;
    }
    let charset = kind.split_once("charset=").map(|(_, c)| c.trim_matches(['"', ' ', ';']).to_owned());
    let chunked = header(&head, "transfer-encoding").is_some_and(|t| t.to_lowercase().contains("chunked"));
    let body = if chunked { unchunk(body) } else { body.to_vec() };
    let encoding = header(&head, "content-encoding").unwrap_or_default().to_lowercase();
    let body = unpack(body, &encoding, max.min(*left));
    *left = left.saturating_sub(body.as_ref().map_or(0, |b| b.len() as u64));
    Some(Record { url, charset, body })
}

/// The body as the browser would show it. A damaged tail leaves what comes before it.
fn unpack(body: Vec<u8>, encoding: &str, max: u64) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    let mut take = |from: &mut dyn std::io::Read| {
        // What could be unpacked before an error is in `out`.
        let _ = from.take(max + 1).read_to_end(&mut out);
    };
    match encoding {
        // Some archives unpack the body and keep the header.
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => take(&mut flate2::read::MultiGzDecoder::new(&*body)),
        // Servers send either form under this name.
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => take(&mut flate2::read::ZlibDecoder::new(&*body)),
        "deflate" if !body.starts_with(b"<") => take(&mut flate2::read::DeflateDecoder::new(&*body)),
        "br" | "zstd" | "compress" | "x-compress" if std::str::from_utf8(&body).is_err() => {
            return Err(Problem::error("unknown-format", format!("the page is compressed with `{encoding}`"))
                .hint("store the archive with pages unpacked or in gzip"));
        }
        _ => return Ok(body),
    }
    if out.len() as u64 > max {
        return Err(Problem::error("too-large", format!("the page unpacks to more than {} MiB", max >> 20))
            .hint("leave it out"));
    }
    if out.is_empty() {
        return Err(Problem::error("damaged", "the compressed page cannot be unpacked"));
    }
    Ok(out)
}

/// The head of a record or response as text, and what follows the empty line.
fn split_head(bytes: &[u8]) -> Option<(String, &[u8])> {
    let start = bytes.get(..bytes.len().min(MAX_HEAD)).unwrap_or_default();
    let crlf = start.windows(4).position(|w| w == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = start.windows(2).position(|w| w == b"\n\n").map(|at| (at, at + 2));
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
    loop {
        let end = bytes.windows(2).take(1024).position(|w| w == b"\r\n").unwrap_or(0);
        let line = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
        let Ok(size) = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16) else {
            // Some archives store the body unchunked and keep the header.
            out.extend_from_slice(bytes);
            return out;
        };
        let chunk = bytes.get(end + 2..).unwrap_or_default();
        if size == 0 {
            return out;
        }
        out.extend_from_slice(chunk.get(..size).unwrap_or(chunk));
        bytes = chunk.get(size.saturating_add(2)..).unwrap_or_default();
    }
}
