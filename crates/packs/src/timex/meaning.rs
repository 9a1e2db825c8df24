//! What rules can say of an expression: a flat record of optional fields.

/// A vague amount ("several").
pub const VAGUE: i64 = -1;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A slot of [`Sem`], named in rules by its name in lower case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Field { $($(#[$doc])* $variant),+ }
        /// Number of fields.
        pub const FIELD_COUNT: usize = [$(Field::$variant),+].len();
        impl Field {
            /// The field of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

// The macro keeps variant, name and count in one place: a field is used in data by its name.
fields! {
    /// Four-digit year.
    Year = "year",
    /// Two-digit year.
    Yy = "yy",
    /// 1 to 12.
    Month = "month",
    /// 1 to 31.
    Day = "day",
    /// 1 (Monday) to 7.
    Weekday = "weekday",
    /// 1 to 4.
    Quarter = "quarter",
    /// Half of a year, 1 or 2.
    Half = "half",
    /// Index into [`SEASONS`].
    Season = "season",
    /// Index into [`PARTS`].
    Part = "part",
    /// 0 to 24.
    Hour = "hour",
    /// 0 to 59.
    Minute = "minute",
    /// 0 to 59.
    Second = "second",
    /// 0 before noon, 1 after.
    Ampm = "ampm",
    /// Index into [`UNITS`].
    Unit = "unit",
    /// Amount in thousandths, or [`VAGUE`].
    N = "n",
    /// Index into [`UNITS`], of a second part.
    Unit2 = "unit2",
    /// Amount of a second part.
    N2 = "n2",
    /// Index into [`DIRS`].
    Dir = "dir",
    /// Index into [`MODS`].
    Mod = "mod",
    /// A [`Holiday`], packed.
    Holiday = "holiday",
    /// First year of a decade.
    Decade = "decade",
    /// Century (20 is 1900 to 1999).
    Century = "century",
    /// Index into [`REFS`].
    Ref = "ref",
    /// −1 before, 1 after.
    Sign = "sign",
    /// 1 when counted from the last date told, not from publication.
    Told = "told",
    /// An ordinal: which weekday of a month, −1 the last.
    Ord = "ord",
    /// An added half of the unit, 1 when there.
    PlusHalf = "plus-half",
    /// 1 when the value is a number of years, months… before the reference and the day is kept.
    Exact = "exact",
    /// 1 when the TIMEX3 value is the length told and only the interval is the date ("il y a" left outside).
    Signal = "signal",
    /// 1 for what the figures of a report are compared with ("the year-ago period"): a quarter, or a year where the
    /// text reports several months.
    Reported = "reported",
    /// First token of the expression, where the pattern marks it with `[`.
    From = "[",
    /// One past its last token, where the pattern marks it with `]`.
    To = "]",
    /// Hours of the time zone; 0 makes the value one of universal time (`T12:00Z`), others are not told.
    Zone = "zone",
}

/// Units of the calendar and the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
    Half,
}

/// Units by index, with the names used in data.
pub const UNITS: [(&str, Unit); 13] = [
    ("second", Unit::Second),
    ("minute", Unit::Minute),
    ("hour", Unit::Hour),
    ("day", Unit::Day),
    ("weekend", Unit::Weekend),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("year", Unit::Year),
    ("decade", Unit::Decade),
    ("century", Unit::Century),
    ("millennium", Unit::Millennium),
    ("half", Unit::Half),
];

/// Where an expression points from its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dir {
    /// The one before the reference.
    Last,
    /// The one after.
    Next,
    /// The one that holds the reference.
    This,
    /// The one that was told of last.
    That,
    /// The one before that.
    Previous,
    /// The one after that.
    Following,
    /// Before the reference, by tense alone.
    Past,
    /// After the reference, by tense alone.
    Future,
    /// No one of them: what is said holds of every year or day ("en été").
    Every,
}

/// Directions by index, with the names used in data.
pub const DIRS: [(&str, Dir); 9] = [
    ("last", Dir::Last),
    ("next", Dir::Next),
    ("this", Dir::This),
    ("that", Dir::That),
    ("previous", Dir::Previous),
    ("following", Dir::Following),
    ("past", Dir::Past),
    ("future", Dir::Future),
    ("every", Dir::Every),
];

/// Parts of a period and approximations. Source: TIMEX3 `mod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are TIMEX3's own")]
pub enum Mod {
    Start,
    Mid,
    End,
    Approx,
    LessThan,
    MoreThan,
}

/// Modifiers by index, with the names used in data.
pub const MODS: [(&str, Mod); 6] = [
    ("start", Mod::Start),
    ("mid", Mod::Mid),
    ("end", Mod::End),
    ("approx", Mod::Approx),
    ("less", Mod::LessThan),
    ("more", Mod::MoreThan),
];

/// Parts of the day, as TIMEX3 writes them after `T`.
pub const PARTS: [&str; 6] = ["MO", "MI", "AF", "EV", "NI", "DT"];

/// Seasons, as TIMEX3 writes them.
pub const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// Values of expressions that say no more than past, present or future.
pub const REFS: [&str; 3] = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"];

/// What the rules made of an expression before it meets the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sem([Option<i64>; FIELD_COUNT]);

impl Default for Sem {
    fn default() -> Self {
        Self([None; FIELD_COUNT])
    }
}

impl Sem {
    /// A field's value.
    pub fn get(&self, field: Field) -> Option<i64> {
        self.0[field as usize]
    }

    /// Sets a field.
    pub fn set(&mut self, field: Field, value: i64) {
        self.0[field as usize] = Some(value);
    }

    /// Empties a field.
    pub fn clear(&mut self, field: Field) {
        self.0[field as usize] = None;
    }

    /// The unit, if any.
    pub fn unit(&self) -> Option<Unit> {
        UNITS.get(usize::try_from(self.get(Field::Unit)?).ok()?).map(|u| u.1)
    }

    /// The direction, if any.
    pub fn dir(&self) -> Option<Dir> {
        DIRS.get(usize::try_from(self.get(Field::Dir)?).ok()?).map(|d| d.1)
    }

    /// Sets the direction.
    pub fn set_dir(&mut self, dir: Dir) {
        let at = DIRS.iter().position(|d| d.1 == dir).unwrap_or(0);
        self.set(Field::Dir, at as i64);
    }

    /// The modifier, if any.
    pub fn modifier(&self) -> Option<Mod> {
        MODS.get(usize::try_from(self.get(Field::Mod)?).ok()?).map(|m| m.1)
    }

    /// Whether no field holds two different values in the two records.
    pub fn agrees(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a.is_none() || b.is_none() || a == b)
    }

    /// The two records in one; where both hold a value, the first wins.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let mut out = *self;
        for (mine, theirs) in out.0.iter_mut().zip(&other.0) {
            *mine = mine.or(*theirs);
        }
        out
    }
}

fn position<T>(list: &[(&str, T)], name: &str) -> Option<i64> {
    list.iter().position(|(n, _)| *n == name).map(|i| i as i64)
}

/// The number for a value that data writes for a field.
pub(super) fn field_value(field: Field, text: &str) -> Option<i64> {
    let plain = |list: &[&str]| list.iter().position(|n| *n == text).map(|i| i as i64);
    match field {
        Field::Unit | Field::Unit2 => position(&UNITS, text),
        Field::Dir => position(&DIRS, text),
        Field::Mod => position(&MODS, text),
        Field::Part => plain(&PARTS),
        Field::Season => plain(&SEASONS),
        Field::Ref => plain(&REFS),
        Field::N | Field::N2 => match text {
            "X" => Some(VAGUE),
            number => thousandths(number),
        },
        Field::Holiday => Holiday::parse(text).map(Holiday::pack),
        _ => text.parse().ok(),
    }
}

/// The number for a value that `words.tsv` writes for a class. Classes that are named like a field, alone or with
/// `-` and a suffix, take that field's values; all others take numbers.
pub(super) fn word_value(class: &str, text: &str) -> Option<i64> {
    match class {
        // Amounts are kept as written; the number reader scales them.
        "num" | "ord" => text.parse().ok(),
        "event" => crate::world::kind_number(text),
        _ => match Field::from_name(class).or_else(|| Field::from_name(class.split('-').next()?)) {
            Some(field) => field_value(field, text),
            None => text.parse().ok(),
        },
    }
}

fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok()?;
    let part: String = format!("{part:0<3}").chars().take(3).collect();
    Some(whole * 1000 + part.parse::<i64>().ok()?)
}

/// How a feast's day follows from the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// The same day every year; data writes `12-25`.
    Fixed {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// Days from Western Easter Sunday; data writes `easter+49`.
    Easter(i16),
    /// The nth weekday of a month, or some days after it; data writes `11/4/4`: month, weekday (1 is Monday), which
    /// (−1 the last), and `11/1/1+1` for the day after.
    Nth {
        /// 1 to 12.
        month: i8,
        /// 1 (Monday) to 7.
        weekday: i8,
        /// 1 to 5, or −1 for the last.
        nth: i8,
        /// Days after it, 0 to 9.
        plus: i8,
    },
}

impl Holiday {
    fn parse(text: &str) -> Option<Self> {
        if let Some(offset) = text.strip_prefix("easter") {
            return Some(Self::Easter(if offset.is_empty() { 0 } else { offset.parse().ok()? }));
        }
        if let Some((month, day)) = text.split_once('-').filter(|_| !text.contains('/')) {
            return Some(Self::Fixed { month: month.parse().ok()?, day: day.parse().ok()? });
        }
        let (text, plus) = text.split_once('+').unwrap_or((text, "0"));
        let mut parts = text.split('/').map(|p| p.parse::<i8>().ok());
        let plus = plus.parse().ok().filter(|days| (0..10).contains(days))?;
        Some(Self::Nth { month: parts.next()??, weekday: parts.next()??, nth: parts.next()??, plus })
    }

    fn pack(self) -> i64 {
        match self {
            Self::Fixed { month, day } => i64::from(month) * 100 + i64::from(day),
            Self::Easter(offset) => 10_000 + i64::from(offset),
            Self::Nth { month, weekday, nth, plus } => {
                let which = i64::from(month) * 1000 + i64::from(weekday) * 100 + i64::from(nth) + 10;
                100_000 + i64::from(plus) * 100_000 + which
            }
        }
    }

    /// The holiday that a field's value stands for.
    pub fn unpack(value: i64) -> Self {
        let small = |v: i64| v as i8;
        match value {
            ..2_000 => Self::Fixed { month: small(value / 100), day: small(value % 100) },
            2_000..100_000 => Self::Easter((value - 10_000) as i16),
            _ => {
                let (plus, v) = (value / 100_000 - 1, value % 100_000);
                let (weekday, nth) = (small(v % 1000 / 100), small(v % 100 - 10));
                Self::Nth { month: small(v / 1000), weekday, nth, plus: small(plus) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_survive_packing() {
        for text in ["12-25", "easter", "easter+49", "easter-2", "11/4/4", "5/1/-1", "11/1/1+1"] {
            let holiday = Holiday::parse(text).unwrap();
            assert_eq!(Holiday::unpack(holiday.pack()), holiday, "{text}");
        }
    }
}
