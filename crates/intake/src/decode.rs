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
        return twice_encoded(text, problems).unwrap_or_else(|| text.to_owned());
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

/// So many damaged characters make a text one that was encoded twice.
const DAMAGED: usize = 3;

/// The text as it was before UTF-8 was taken for windows-1252 and encoded again ("PÃ©ter", "donâ€™t"); `None` where that
/// does not seem to have happened.
fn twice_encoded(text: &str, problems: &mut Vec<Problem>) -> Option<String> {
    // What letters with accents, Greek, Cyrillic, punctuation and pictures begin with.
    let begins = |c: char| matches!(c, 'Â'..='Å' | 'Î'..='Ñ' | 'â' | 'ð');
    let mut out = String::with_capacity(text.len());
    let (mut mended, mut rest) = (0, text);
    while let Some(at) = rest.find(begins) {
        let (before, damaged) = rest.split_at(at);
        out.push_str(before);
        let first = damaged.chars().next().map_or(0, char::len_utf8);
        let found = [2, 3, 4].into_iter().find_map(|n| sequence(damaged, n));
        let (whole, taken) = found.map_or((None, first), |(c, taken)| (Some(c), taken));
        match whole {
            Some(c) => out.push(c),
            None => out.push_str(damaged.get(..first).unwrap_or_default()),
        }
        mended += usize::from(whole.is_some());
        rest = damaged.get(taken..).unwrap_or_default();
    }
    if mended < DAMAGED {
        return None;
    }
    out.push_str(rest);
    let said = format!("{mended} characters were encoded twice and are mended; offsets count in the mended text");
    problems.push(Problem::note("encoded-twice", said));
    Some(out)
}

/// The character of which the first `n` characters of a text are the bytes, read as windows-1252, and how long they are.
fn sequence(text: &str, n: usize) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut taken = 0;
    let mut chars = text.chars();
    for byte in bytes.get_mut(..n)? {
        let c = chars.next()?;
        taken += c.len_utf8();
        // Programs differ on the five bytes that the charset has no character for; 0x9D, in closing quotation marks, is
        // the one that text has.
        let lost = matches!(c, '\u{fffd}' | '\u{9d}');
        let (encoded, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text.get(taken - c.len_utf8()..taken)?);
        *byte = if lost { 0x9d } else { *encoded.first().filter(|_| encoded.len() == 1 && !unmappable)? };
    }
    let mut decoded = std::str::from_utf8(bytes.get(..n)?).ok()?.chars();
    let one = decoded.next()?;
    // Not what an accent before closing marks would give ("â\u{a0}»").
    let likely = matches!(one, '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{4ff}' | '\u{2010}'..='\u{203a}' | '€' | '™' | '\u{1f300}'..);
    (decoded.next().is_none() && likely).then_some((one, taken))
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
    fn what_was_encoded_twice_is_mended() {
        let text = "Péter’s “deal” – à Genève";
        let twice: String = text.bytes().map(|b| encoding_rs::WINDOWS_1252.decode(&[b]).0.into_owned()).collect();
        check(twice.as_bytes(), text, Some("encoded-twice"));
        check(twice.replace('\u{9d}', "\u{fffd}").as_bytes(), text, Some("encoded-twice"));
        // Letters that begin no sequence, and one that might.
        let plain =
            "CAFÉ À ÎLE, Åland, Ã©. « Le congé\u{a0}» «\u{a0}déjà\u{a0}» «\u{a0}bientôt, on\u{a0}l’a\u{a0}» HÂ\u{a0}».";
        check(plain.as_bytes(), plain, None);
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
