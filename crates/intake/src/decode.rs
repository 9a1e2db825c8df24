use legation_model::Problem;

/// Bytes as UTF-8 text.
///
/// A byte order mark decides, then validity as UTF-8, then `declared` (a charset named by the format), then the
/// bytes themselves (chardetng). The BOM stays in the text so that offsets count it.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>, problems: &mut Vec<Problem>) -> String {
    let bom = encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if bom.is_none_or(|e| e == encoding_rs::UTF_8)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    let named = declared.and_then(|name| encoding_rs::Encoding::for_label(name.trim().as_bytes()));
    // A page that declares UTF-8 and is mostly that keeps it; a few broken bytes are no reason to misread the rest.
    let encoding = bom.or_else(|| named.filter(|&e| e != encoding_rs::UTF_8)).unwrap_or_else(|| {
        if mostly_utf8(bytes) {
            return encoding_rs::UTF_8;
        }
        let mut detector = chardetng::EncodingDetector::new();
        detector.feed(bytes, true);
        detector.guess(None, true)
    });
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    if encoding == encoding_rs::UTF_8 {
        problems.push(
            Problem::warning("invalid-utf8", "some bytes are no UTF-8 and were replaced by \u{fffd}")
                .hint("save the file as UTF-8 if names look damaged"),
        );
    } else {
        let problem = Problem::note("charset", format!("decoded from {name}; offsets count in the text as UTF-8"));
        problems.push(problem);
        if broken {
            problems.push(Problem::warning("charset-damage", format!("some bytes are no {name} and were replaced")));
        }
    }
    text.into_owned()
}

/// Whether at least 19 of 20 bytes above ASCII belong to valid UTF-8 sequences.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| !b.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good >= 19 * bad
}

/// The charset that a page names in its first kilobytes.
pub(crate) fn html_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let rest = head.get(at..)?.trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
    rest.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, code: Option<&str>) {
        let mut problems = Vec::new();
        assert_eq!(decode(bytes, None, &mut problems), text);
        assert_eq!(problems.first().map(|p| p.code), code);
    }

    #[test]
    fn encodings_are_told_apart() {
        check("Ministère".as_bytes(), "Ministère", None);
        check(b"Le minist\xe8re a \xe9t\xe9 pr\xe9venu.", "Le ministère a été prévenu.", Some("charset"));
        check(b"\xff\xfeO\0K\0", "\u{feff}OK", Some("charset"));
        let mut long = "été ".repeat(40).into_bytes();
        long.push(0xe9);
        check(&long, &format!("{}\u{fffd}", "été ".repeat(40)), Some("invalid-utf8"));
    }
}
