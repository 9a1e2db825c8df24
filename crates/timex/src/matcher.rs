//! One pass of the rules' automaton over the tokens of a text.

use legation_packs::timex::{Class, Field, RuleKind, Sem, TimexPack, Token, VAGUE, tokenize};

/// The tokens of a text with their word ids.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Token>,
    /// Word ids; 0 for words that no rule knows.
    pub(crate) ids: Vec<u32>,
    /// Whether a token belongs to a time expression, whose words are no cues ("après" of "samedi après-midi").
    pub(crate) inside: Vec<bool>,
    pack: &'a TimexPack,
    num: Option<u16>,
    ord: Option<u16>,
    num_join: Option<u16>,
    vague: Option<u16>,
    suffix: Option<u16>,
    day_suffix: Option<u16>,
}

/// What a rule matched.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// First token.
    pub(crate) start: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// The rule.
    pub(crate) rule: u32,
    pub(crate) kind: RuleKind,
    pub(crate) sem: Sem,
    /// Rules that were joined to this one.
    pub(crate) joined: Vec<(u32, usize, usize)>,
    /// Further expressions that the same words hold: "du [lundi] au [vendredi]".
    pub(crate) more: Vec<Found>,
}

/// The best match so far: end, rule and captured fields.
type Best = Option<(usize, u32, Vec<(Field, i64)>)>;

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a str, pack: &'a TimexPack) -> Self {
        let tokens = tokenize(text);
        let mut lower = String::new();
        let ids: Vec<u32> = tokens
            .iter()
            .map(|t| {
                let word = t.text(text);
                let plain = if word.is_ascii() {
                    lower.clear();
                    lower.push_str(word);
                    lower.make_ascii_lowercase();
                    if lower == "`" { pack.id("'") } else { pack.id(&lower) }
                } else {
                    pack.id(&t.lower(text))
                };
                // "Eté", "A 20 h": a capital without its accent, where the word is unknown without it or a lone letter
                let Some(first) = word.chars().next().filter(|_| plain == 0 || word.len() == 1) else { return plain };
                let Some((_, meant)) = pack.context.capitals.iter().find(|c| c.0 == first) else { return plain };
                lower.clear();
                lower.push(*meant);
                lower.extend(word.chars().skip(1).flat_map(char::to_lowercase));
                let accented = pack.id(&lower);
                if accented == 0 { plain } else { accented }
            })
            .collect();
        let class = |name| pack.class(name);
        Self {
            text,
            tokens,
            inside: vec![false; ids.len()],
            ids,
            pack,
            num: class("num"),
            ord: class("ord"),
            num_join: class("num-join"),
            vague: class("n-vague"),
            suffix: class("ord-suffix"),
            day_suffix: class("day-suffix").or_else(|| class("ord-suffix")),
        }
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    /// Whether the word ids of a phrase stand at a token.
    pub(crate) fn phrase_at(&self, at: usize, phrase: &[u32]) -> bool {
        self.ids.get(at..at + phrase.len()).is_some_and(|ids| ids == phrase)
    }

    /// Whether a phrase stands right before a token.
    pub(crate) fn phrase_before(&self, at: usize, phrase: &[u32]) -> bool {
        at >= phrase.len() && self.phrase_at(at - phrase.len(), phrase)
    }

    /// The leftmost longest matches, disjoint and in order.
    pub(crate) fn matches(&self) -> Vec<Found> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let known = self.ids[at] != 0 || self.digits(at).is_some();
            let Some(mut found) = known.then(|| self.longest(at)).flatten() else {
                at += 1;
                continue;
            };
            // A rule that reads the words before an expression may not cut it short: "since [the 5th]" against
            // "the 5th of May".
            if found.start > at
                && let Some(longer) = self.longest(found.start).filter(|f| f.start == found.start && f.end > found.end)
            {
                found = longer;
            }
            // Nor may words that are no expression swallow the start of one.
            if found.kind == RuleKind::None
                && let Some(from) = (at + 1..found.end).find(|&from| {
                    let inner =
                        (self.ids[from] != 0 || self.digits(from).is_some()).then(|| self.longest(from)).flatten();
                    inner.is_some_and(|f| !f.kind.is_silent() && f.end > found.end)
                })
            {
                at = from;
                continue;
            }
            let more = std::mem::take(&mut found.more);
            at = more.last().unwrap_or(&found).end.max(at + 1);
            out.push(found);
            out.extend(more);
        }
        out
    }

    fn longest(&self, start: usize) -> Option<Found> {
        let mut best: Best = None;
        let mut captured = Vec::new();
        self.walk(0, start, start, &mut captured, &mut best);
        let (end, rule, captured) = best?;
        // Every `[` after the first begins another expression, with what is read from there on.
        let mut parts = captured.split_inclusive(|(field, _)| *field == Field::To);
        let several = captured.iter().filter(|(field, _)| *field == Field::From).count() > 1;
        if several && let Some(first) = parts.next() {
            let parts: Vec<_> = parts.collect();
            let (rest, behind): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|p| p.iter().any(|(field, _)| *field == Field::From));
            let mut found = self.found(rule, first, start, end);
            // What stands behind the last is said of all, and so are a month and year that only one of them names.
            let mut all: Vec<&mut Found> = std::iter::once(&mut found).collect();
            let mut more = rest.into_iter().map(|p| self.found(rule, p, start, end)).collect::<Vec<_>>();
            all.extend(more.iter_mut());
            let behind = behind.iter().copied().flatten().copied();
            let named = [Field::Month, Field::Year].into_iter().filter_map(|f| {
                let mut values = all.iter().filter_map(|part| part.sem.get(f));
                values.next().map(|value| (f, value))
            });
            let shared: Vec<(Field, i64)> = behind.chain(named).collect();
            let unit = all.iter().find_map(|part| part.sem.get(Field::Unit));
            for part in all {
                // "de 2 à 3 ans"
                if let (Some(unit), Some(_), None) = (unit, part.sem.get(Field::N), part.sem.get(Field::Unit)) {
                    part.sem.set(Field::Unit, unit);
                }
                for &(field, value) in &shared {
                    let own_year = field == Field::Year && part.sem.get(Field::Yy).is_some();
                    if part.sem.get(field).is_none() && !own_year {
                        part.sem.set(field, value);
                    }
                }
            }
            found.more = more;
            return Some(found);
        }
        Some(self.found(rule, &captured, start, end))
    }

    fn found(&self, rule: u32, captured: &[(Field, i64)], start: usize, end: usize) -> Found {
        let entry = &self.pack.rules[rule as usize];
        let mut sem = Sem::default();
        // What the text says outranks the rule's own settings.
        for &(field, value) in &entry.set {
            sem.set(field, value);
        }
        for &(field, value) in captured {
            sem.set(field, value);
        }
        let mark = |field| sem.get(field).and_then(|at| usize::try_from(at).ok());
        let (start, end) = (mark(Field::From).unwrap_or(start), mark(Field::To).unwrap_or(end));
        Found { start, end, rule, kind: entry.kind, sem, joined: Vec::new(), more: Vec::new() }
    }

    fn walk(&self, node: u32, start: usize, at: usize, captured: &mut Vec<(Field, i64)>, best: &mut Best) {
        let state = &self.pack.nodes[node as usize];
        if let Some(rule) = state.accept {
            // Of equal length, what is no time expression wins, then the earlier rule.
            let rank = |rule: u32| (!self.pack.rules[rule as usize].kind.is_silent(), rule);
            let better = best.as_ref().is_none_or(|(end, old, _)| at > *end || (at == *end && rank(rule) < rank(*old)));
            if better && self.whole(start, at) {
                *best = Some((at, rule, captured.clone()));
            }
        }
        for &(class, field, next) in &state.classes {
            if class == Class::Mark {
                captured.extend(field.map(|f| (f, at as i64)));
                self.walk(next, start, at, captured, best);
                captured.truncate(captured.len() - usize::from(field.is_some()));
            }
        }
        if at >= self.tokens.len() || (at > start && self.tokens[at].gap) {
            return;
        }
        let id = self.ids[at];
        if id != 0
            && let Ok(i) = state.words.binary_search_by_key(&id, |w| w.0)
        {
            self.walk(state.words[i].1, start, at + 1, captured, best);
        }
        for &(class, field, next) in &state.classes {
            self.read(class, at, |value, len| {
                let depth = captured.len();
                if let Some(field) = field {
                    captured.push((field, value));
                }
                self.walk(next, start, at + len, captured, best);
                captured.truncate(depth);
            });
        }
    }

    /// Whether a match neither starts nor ends inside a number or a word written together with a number.
    fn whole(&self, start: usize, end: usize) -> bool {
        let digits_at = |i: usize| self.digits(i).is_some();
        let sign = |i: usize| matches!(self.word(i), "," | "." | "/" | ":");
        if digits_at(start) && start >= 1 && !self.tokens[start].space {
            if start >= 2 && sign(start - 1) && digits_at(start - 2) && !self.tokens[start - 1].space {
                return false;
            }
            let before = self.word(start - 1);
            if before.ends_with(char::is_alphabetic) || matches!(before, "$" | "€" | "£" | "¥" | "#" | "/") {
                return false;
            }
        }
        if digits_at(start) && start >= 1 && matches!(self.word(start - 1), "$" | "€" | "£" | "¥") {
            return false;
        }
        if end < self.tokens.len() && !self.tokens[end].space {
            if digits_at(end - 1) {
                if sign(end) && end + 1 < self.tokens.len() && !self.tokens[end + 1].space && digits_at(end + 1) {
                    return false;
                }
                if self.word(end) == "%" || self.word(end).starts_with(char::is_alphabetic) {
                    return false;
                }
            } else if digits_at(end) {
                return false;
            }
        }
        true
    }

    fn digits(&self, at: usize) -> Option<&'a str> {
        let word = self.tokens.get(at)?.text(self.text);
        word.as_bytes().first().is_some_and(u8::is_ascii_digit).then_some(word)
    }

    fn small(&self, at: usize, most_digits: usize) -> Option<i64> {
        let digits = self.digits(at).filter(|d| d.len() <= most_digits)?;
        digits.parse().ok()
    }

    fn read(&self, class: Class, at: usize, mut found: impl FnMut(i64, usize)) {
        let within = |value: Option<i64>, lo: i64, hi: i64| value.filter(|v| (lo..=hi).contains(v));
        match class {
            Class::Words(class) => {
                let id = self.ids[at];
                if id == 0 {
                    return;
                }
                let known = self.pack.words.get(id as usize).map_or(&[][..], Vec::as_slice);
                for word in known.iter().filter(|w| w.class == class) {
                    if word.capital && !self.word(at).starts_with(char::is_uppercase) {
                        continue;
                    }
                    if self.phrase_at(at + 1, &word.rest) && !self.gap_within(at, word.rest.len()) {
                        found(word.value, 1 + word.rest.len());
                    }
                }
            }
            Class::Mark => {}
            Class::Word => {
                if self.word(at).starts_with(char::is_alphabetic) {
                    found(0, 1);
                }
            }
            Class::Name => {
                if self.word(at).starts_with(char::is_uppercase) {
                    found(0, 1);
                }
            }
            Class::Number => self.number(at, &mut found),
            Class::Int => {
                if let Some(value) = self.small(at, 6) {
                    found(value, 1);
                }
            }
            Class::Day => {
                if let Some(value) = within(self.small(at, 2), 1, 31) {
                    // "1 er" with a space, as typists write it, where a language says what stands behind days.
                    let loose = self.day_suffix != self.suffix;
                    let suffix = self.is(self.day_suffix, at + 1) && (loose || !self.tokens[at + 1].space);
                    found(value, 1 + usize::from(suffix));
                } else if let Some((value, len)) = self.ordinal_word(at).filter(|(v, _)| (1..=31).contains(v)) {
                    found(value, len);
                }
            }
            Class::Year => {
                if let Some(value) = self.digits(at).filter(|d| d.len() == 4).and_then(|d| d.parse().ok()) {
                    if (1500..2200).contains(&value) {
                        found(value, 1);
                    }
                } else if let Some((value, len)) = self.year_words(at) {
                    found(value, len);
                }
            }
            Class::OldYear => {
                if let Some(value) = within(self.small(at, 4), 800, 1499) {
                    found(value, 1);
                }
            }
            Class::ShortYear => {
                let two = self.digits(at).filter(|d| d.len() == 2 && self.opens(at));
                if let Some(value) = two.and_then(|d| d.parse().ok()) {
                    found(value, 1);
                }
            }
            Class::YearWords => {
                if let Some((value, len)) = self.number_words(at).filter(|(v, _)| (1500..2200).contains(v)) {
                    found(value, len);
                }
            }
            Class::PlainShortYear => {
                if let Some(value) = within(self.small(at, 2), 32, 99) {
                    found(value, 1);
                }
            }
            Class::Hour => {
                if let Some(value) = within(self.small(at, 2), 0, 24) {
                    found(value, 1);
                } else if let Some((value, len)) = self.number_words(at).filter(|(v, _)| (1..=24).contains(v)) {
                    found(value, len);
                }
            }
            Class::HourDigits => {
                if let Some(value) = within(self.small(at, 2), 0, 24) {
                    found(value, 1);
                }
            }
            Class::DayWord => {
                if let Some((value, len)) = self.number_words(at).filter(|(v, _)| (2..=31).contains(v)) {
                    found(value, len);
                }
            }
            Class::Minute => {
                let value = self.digits(at).filter(|d| d.len() == 2).and_then(|d| d.parse().ok());
                if let Some(value) = within(value, 0, 59) {
                    found(value, 1);
                }
            }
            Class::MonthNumber => {
                if let Some(value) = within(self.small(at, 2), 1, 12) {
                    found(value, 1);
                }
            }
            Class::Ordinal => {
                if let Some(value) = self.small(at, 2) {
                    if self.is(self.suffix, at + 1) && !self.tokens[at + 1].space {
                        found(value, 2);
                    }
                } else if let Some((value, len)) = self.ordinal_word(at) {
                    found(value, len);
                }
            }
        }
    }

    /// Whether an apostrophe before a two-digit year, if there is one, opens it ("in '98") rather than ends what
    /// stands before ("the judges' 15 votes", "''27 ships").
    fn opens(&self, at: usize) -> bool {
        let quote = |i: usize| matches!(self.word(i), "'" | "’" | "`" | "‘");
        let Some(before) = at.checked_sub(1).filter(|&i| quote(i)) else { return true };
        let apart = self.tokens[before].space || before == 0;
        !self.tokens[at].space && apart && !(before > 0 && quote(before - 1) && !self.tokens[before].space)
    }

    fn gap_within(&self, at: usize, len: usize) -> bool {
        self.tokens.get(at + 1..=at + len).is_some_and(|t| t.iter().any(|t| t.gap))
    }

    /// The value and length of the first entry of a class at a token.
    fn entry(&self, class: Option<u16>, at: usize) -> Option<(i64, usize)> {
        let class = class?;
        let id = *self.ids.get(at)?;
        let known = self.pack.words.get(id as usize).filter(|_| id != 0)?;
        known
            .iter()
            .filter(|w| w.class == class && self.phrase_at(at + 1, &w.rest))
            .map(|w| (w.value, 1 + w.rest.len()))
            .max_by_key(|(_, len)| *len)
    }

    /// The values and lengths of the longest entries of a class at a token.
    pub(crate) fn entries(&self, class: u16, at: usize) -> Vec<(i64, usize)> {
        let Some(&id) = self.ids.get(at).filter(|id| **id != 0) else { return Vec::new() };
        let known = self.pack.words.get(id as usize).map_or(&[][..], Vec::as_slice);
        let here = || known.iter().filter(|w| w.class == class && self.phrase_at(at + 1, &w.rest));
        let longest = here().map(|w| w.rest.len()).max();
        here().filter(|w| Some(w.rest.len()) == longest).map(|w| (w.value, 1 + w.rest.len())).collect()
    }

    fn is(&self, class: Option<u16>, at: usize) -> bool {
        self.entry(class, at).is_some()
    }

    /// An amount in thousandths: digits with grouping and decimals, number words, fractions, vague amounts.
    fn number(&self, at: usize, found: &mut impl FnMut(i64, usize)) {
        if let Some((_, len)) = self.entry(self.vague, at) {
            found(VAGUE, len);
        }
        let Some(digits) = self.digits(at) else {
            if let Some((value, len)) = self.number_words(at) {
                found(value * 1000, len);
            }
            return;
        };
        let Ok(mut value) = digits.get(..digits.len().min(12)).unwrap_or("0").parse::<i64>() else { return };
        let mut len = 1;
        let tight = |i: usize| i < self.tokens.len() && !self.tokens[i].space;
        // 1,400 and 1.400 are grouped; 2.5 and 2,5 have decimals: three digits decide, in every language.
        while matches!(self.word(at + len), "," | ".") && tight(at + len) && tight(at + len + 1) {
            match self.digits(at + len + 1) {
                Some(group) if group.len() == 3 => {
                    value = value.saturating_mul(1000).saturating_add(group.parse().unwrap_or(0));
                    len += 2;
                }
                Some(part) if part.len() < 3 => {
                    let scale = if part.len() == 1 { 100 } else { 10 };
                    value = value.saturating_mul(1000).saturating_add(part.parse::<i64>().unwrap_or(0) * scale);
                    found(value, len + 2);
                    return;
                }
                _ => break,
            }
        }
        // "12 000": groups of three after a space, as French and SI write them
        if len == 1 && digits.len() <= 3 && !digits.starts_with('0') {
            let (mut grouped, mut more) = (value, 0);
            while let Some(group) = self.digits(at + 1 + more).filter(|d| d.len() == 3)
                && !self.tokens[at + 1 + more].gap
            {
                grouped = grouped.saturating_mul(1000).saturating_add(group.parse().unwrap_or(0));
                more += 1;
            }
            if more > 0 {
                found(grouped.saturating_mul(1000), 1 + more);
            }
        }
        // "5 ½"
        if let Some(part) = fraction(self.word(at + len)) {
            found(value.saturating_mul(1000) + part, len + 1);
        }
        // "2 1/2"
        if self.word(at + len + 1) == "/"
            && let (Some(a), Some(b)) = (self.small(at + len, 1), self.small(at + len + 2, 1))
            && b > a
        {
            found(value.saturating_mul(1000) + a * 1000 / b, len + 3);
        }
        if let Some((scale, more)) = self.entry(self.num, at + len).filter(|(v, _)| *v >= 100) {
            found(value.saturating_mul(scale).saturating_mul(1000), len + more);
            return;
        }
        found(value.saturating_mul(1000), len);
    }

    /// Number words from a token on, as many as make one number.
    fn number_words(&self, at: usize) -> Option<(i64, usize)> {
        let (mut total, mut current, mut len) = (0i64, 0i64, 0usize);
        while at + len < self.tokens.len() {
            let mut from = at + len;
            if len > 0 {
                if self.tokens[from].gap {
                    break;
                }
                // "vingt et un", "vingt-et-un"
                for _ in 0..3 {
                    from += usize::from(self.word(from) == "-" || self.is(self.num_join, from));
                }
            }
            let Some((value, more)) = self.entry(self.num, from) else { break };
            let fits = current == 0
                || (current % 100 == 0 && value < 100)
                || (matches!(current % 100, 60 | 80) && value < 20)
                || (current % 100 >= 20 && current % 10 == 0 && value < 10);
            if value >= 1000 {
                total += current.max(1) * value;
                current = 0;
            } else if value == 100 && (0..100).contains(&current) {
                current = current.max(1) * 100;
            } else if value != 100 && fits && (current > 0 || total > 0 || len == 0) {
                current += value;
            } else {
                break;
            }
            len = from + more - at;
        }
        (len > 0).then_some((total + current, len))
    }

    fn year_words(&self, at: usize) -> Option<(i64, usize)> {
        // "ten thirty" is a time of day
        let (century, len) = self.entry(self.num, at).filter(|(v, _)| (14..=21).contains(v))?;
        let (rest, more) = self.number_words(at + len).filter(|(v, _)| (10..100).contains(v))?;
        Some((century * 100 + rest, len + more))
    }

    /// "twenty-third" and the like.
    fn ordinal_word(&self, at: usize) -> Option<(i64, usize)> {
        if let Some(found) = self.entry(self.ord, at) {
            return Some(found);
        }
        let (tens, len) = self.entry(self.num, at).filter(|(v, _)| v % 10 == 0 && (20..100).contains(v))?;
        let from = at + len + usize::from(self.word(at + len) == "-");
        let (unit, more) = self.entry(self.ord, from).filter(|(v, _)| *v < 10)?;
        Some((tens + unit, from + more - at))
    }
}

/// The thousandths that a sign for a fraction stands for.
fn fraction(sign: &str) -> Option<i64> {
    match sign {
        "½" => Some(500),
        "¼" => Some(250),
        "¾" => Some(750),
        _ => None,
    }
}
