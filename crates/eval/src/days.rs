//! When two dates count as the same, exactly as `score.py` of the gold has it: over its own count of days (31 a month,
//! 372 a year), which makes the widths of months equal.

/// First and last day; `None` is an open end.
type Ends = (Option<i64>, Option<i64>);

/// Where open ends lie.
const BIG: i64 = 1_000_000_000;

/// Whether a predicted date agrees with the gold one: equal, or both lie on a common day and neither is more than four
/// times as wide as the other.
pub(crate) fn dates_agree(a: Option<&str>, b: Option<&str>) -> bool {
    if a == b {
        return true;
    }
    let (Some(a), Some(b)) = (a.and_then(ends), b.and_then(ends)) else { return false };
    let closed = |(from, to): Ends| (from.unwrap_or(-BIG), to.unwrap_or(BIG));
    let ((a0, a1), (b0, b1)) = (closed(a), closed(b));
    if a1 < b0 || b1 < a0 {
        return false;
    }
    let (wa, wb) = (a1 - a0 + 1, b1 - b0 + 1);
    wa.max(wb) <= 4 * wa.min(wb) || (wa >= BIG && wb >= BIG)
}

fn ends(value: &str) -> Option<Ends> {
    if value.is_empty() {
        return None;
    }
    let (a, b) = value.split_once('/').unwrap_or((value, value));
    Some((day(a, false), day(b, true)))
}

fn day(part: &str, is_end: bool) -> Option<i64> {
    let part = part.trim().trim_end_matches(['~', '?', '%']);
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = part.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let year = number(0..4)?;
    let dashed = |at: usize, from: usize| (part.as_bytes().get(at) == Some(&b'-')).then(|| number(from..from + 2))?;
    let mut month = dashed(4, 5);
    let mut day = month.and_then(|_| dashed(7, 8));
    if let Some(season) = month.filter(|m| !(1..=12).contains(m)) {
        let (first, last) = match season {
            21 => (3, 5),
            22 => (6, 8),
            23 => (9, 11),
            24 => (12, 12),
            _ => (1, 12),
        };
        month = Some(if is_end { last } else { first });
        day = None;
    }
    let (month, day) = match month {
        Some(month) => (month, day.unwrap_or(if is_end { length(year, month) } else { 1 })),
        None if is_end => (12, 31),
        None => (1, 1),
    };
    Some(year * 372 + month * 31 + day)
}

fn length(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::dates_agree;

    #[test]
    fn widths_may_differ_fourfold() {
        let agree = |a, b| dates_agree(Some(a), Some(b));
        assert!(agree("2021-10", "2021-10-10/2021-10-25"));
        assert!(!agree("2021-10", "2021-10-17"));
        assert!(agree("../2021-10-18", "../2021-10-17"));
        assert!(!agree("2021-10-18", "2021-10-17"));
        assert!(agree("2020-23", "2020-10/2020-11"));
        assert!(dates_agree(None, None) && !dates_agree(None, Some("2021")));
    }
}
