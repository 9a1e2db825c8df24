use jiff::civil::Date;
use legation_packs::intake::{IntakePack, NumericOrder, fold};

/// A whole date written in a line: the day, and the bytes of the line's text that say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) date: Date,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

struct Piece<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// The first date with day, month and year in a text. Two-digit years and partial dates are left to `timex`.
pub(crate) fn first(text: &str, pack: &IntakePack) -> Option<Written> {
    let pieces = pieces(text);
    (0..pieces.len()).find_map(|i| in_digits(&pieces, i, pack, text).or_else(|| in_words(&pieces, i, pack)))
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = Vec::new();
    let class = |c: char| {
        if c.is_ascii_digit() {
            Some(true)
        } else if c.is_alphabetic() {
            Some(false)
        } else {
            None
        }
    };
    let mut open: Option<(usize, bool)> = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let now = class(c);
        if let Some((start, kind)) = open
            && now != Some(kind)
        {
            out.push(Piece { text: text.get(start..i).unwrap_or_default(), start, end: i });
            open = None;
        }
        if open.is_none() {
            open = now.map(|kind| (i, kind));
        }
    }
    out
}

fn number(piece: &Piece<'_>, widths: std::ops::RangeInclusive<usize>) -> Option<i16> {
    widths.contains(&piece.text.len()).then(|| piece.text.parse().ok())?
}

fn year(piece: &Piece<'_>) -> Option<i16> {
    number(piece, 4..=4).filter(|y| (1800..=2100).contains(y))
}

/// `2021-10-18`, `2021/10/18`, `18/10/2021`, `18.10.2021`, `18-10-2021`.
fn in_digits(pieces: &[Piece<'_>], i: usize, pack: &IntakePack, text: &str) -> Option<Written> {
    let [a, b, c] = pieces.get(i..i + 3)? else { return None };
    let gap = |x: &Piece<'_>, y: &Piece<'_>| text.get(x.end..y.start).unwrap_or_default().trim().to_owned();
    let mark = gap(a, b);
    if !["-", "/", "."].contains(&mark.as_str()) || gap(b, c) != mark {
        return None;
    }
    // Digits glued to more of the same are something else (versions, telephone numbers).
    let glued = |at: Option<char>| at.is_some_and(|c| mark.starts_with(c));
    let mut after = text.get(c.end..)?.chars();
    let runs_on = glued(after.next()) && after.next().is_some_and(|c| c.is_ascii_digit());
    if runs_on || glued(text.get(..a.start)?.chars().next_back()) {
        return None;
    }
    let date = if let Some(y) = year(a) {
        Date::new(y, number(b, 1..=2)? as i8, number(c, 1..=2)? as i8).ok()?
    } else {
        let (x, z, y) = (number(a, 1..=2)? as i8, number(b, 1..=2)? as i8, year(c)?);
        let order = match pack.numeric_order {
            NumericOrder::Either if mark == "." || x > 12 => NumericOrder::Dmy,
            NumericOrder::Either if z > 12 => NumericOrder::Mdy,
            NumericOrder::Either if x == z => NumericOrder::Dmy,
            order => order,
        };
        match order {
            NumericOrder::Dmy => Date::new(y, z, x).ok()?,
            NumericOrder::Mdy => Date::new(y, x, z).ok()?,
            NumericOrder::Either => return None,
        }
    };
    Some(Written { date, start: a.start, end: c.end })
}

/// `18 October 2021`, `October 18, 2021`, `le 1er octobre 2021`, `18th of October, 2021`.
fn in_words(pieces: &[Piece<'_>], i: usize, pack: &IntakePack) -> Option<Written> {
    let month = |p: &Piece<'_>| pack.months.get(&fold(p.text)).copied();
    let skip = |mut j: usize| {
        while pieces.get(j).is_some_and(|p| pack.date_words.contains(&fold(p.text))) {
            j += 1;
        }
        j
    };
    let first = pieces.get(i)?;
    let j = skip(i + 1);
    let second = pieces.get(j)?;
    let (day, month) = match (number(first, 1..=2), month(first)) {
        (Some(day), _) => (day, month(second)?),
        (None, Some(month)) => (number(second, 1..=2)?, month),
        _ => return None,
    };
    let last = pieces.get(skip(j + 1))?;
    let date = Date::new(year(last)?, month, i8::try_from(day).ok()?).ok()?;
    Some(Written { date, start: first.start, end: last.end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use legation_packs::Packs;

    fn check(lang: &str, text: &str, want: Option<&str>) {
        let packs = Packs::embedded().unwrap();
        let found = first(text, &packs.lang(lang).unwrap().intake);
        assert_eq!(found.map(|w| w.date.to_string()).as_deref(), want, "{text}");
    }

    #[test]
    fn whole_dates_are_read() {
        check("en", "Vienna, 3 March 1994", Some("1994-03-03"));
        check("en", "Posted on Mar. 3rd, 1994 at 10:15", Some("1994-03-03"));
        check("en", "Thursday, March 3, 1994", Some("1994-03-03"));
        check("en", "1994-03-03T10:15:00Z", Some("1994-03-03"));
        check("fr", "Genève, le 1er août 1991", Some("1991-08-01"));
        check("fr", "Berne, le 04/05/1991", Some("1991-05-04"));
        check("en", "25/12/1991", Some("1991-12-25"));
    }

    #[test]
    fn what_may_mean_two_days_is_left() {
        check("en", "04/05/1991", None);
        check("en", "on March 3", None);
        check("en", "version 10.2.2010.4 of 1.2", None);
    }
}
