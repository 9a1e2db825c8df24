//! The wording that several views share.

use legation_model::{Actor, Edtf, Event, Mention, Number, NumberRelation, Precision, Status};

/// "1 report", "3 reports".
pub(crate) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// A date as a heading for people: "2021-10-17 Sunday", "2020-08 to 2021-10-18".
pub(crate) fn date(date: Option<Edtf>) -> String {
    let Some(date) = date else { return "no date".to_owned() };
    let about = if date.is_approximate() { "about " } else { "" };
    match (date.from(), date.to()) {
        (Some(a), Some(b)) if a == b => match a.precision() {
            Precision::Day => format!("{about}{a} {}", weekday(a.first())),
            Precision::Month | Precision::Year => format!("{about}{a}, day unknown"),
        },
        (Some(a), Some(b)) => format!("{about}{a} to {b}"),
        (None, Some(b)) => format!("{about}no later than {b}"),
        (Some(a), None) => format!("{about}from {a}"),
        (None, None) => "no date".to_owned(),
    }
}

fn weekday(date: jiff::civil::Date) -> &'static str {
    use jiff::civil::Weekday;
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The name that an actor is shown by.
pub(crate) fn name(actor: &Actor) -> String {
    let text: &str = actor.name.as_deref().unwrap_or(&actor.text);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.is_empty() { "?".to_owned() } else { flat }
}

/// Country and sector as one code: `FRA/GOV`, `MED`; empty when neither is known.
pub(crate) fn codes(actor: &Actor) -> String {
    match (actor.country, actor.sector) {
        (Some(c), Some(s)) => format!("{c}/{s}"),
        (Some(c), None) => c.to_string(),
        (None, Some(s)) => s.to_string(),
        (None, None) => String::new(),
    }
}

/// A chain of sources, innermost first, as it is said: "an embassy spokesperson, quoted by AFP".
pub(crate) fn sources(mention: &Mention) -> Option<String> {
    if mention.attribution.is_empty() {
        return None;
    }
    let names: Vec<String> = mention.attribution.iter().rev().map(name).collect();
    Some(format!("according to {}", names.join(", quoted by ")))
}

/// The event type with its mode: `SANCTION · expel`.
pub(crate) fn code(mention: &Mention) -> String {
    match &mention.mode {
        Some(mode) => format!("{} · {mode}", mention.event),
        None => mention.event.to_string(),
    }
}

/// The status, unless it simply happened.
pub(crate) fn status(mention: &Mention) -> Option<&'static str> {
    (mention.status != Status::Happened).then(|| mention.status.as_str())
}

/// "more than 35,000 protesters".
pub(crate) fn number(number: &Number) -> String {
    format!("{} {}", figure(number.value, number.relation), number.unit)
}

/// "more than 35,000".
pub(crate) fn figure(value: i64, relation: NumberRelation) -> String {
    let word = match relation {
        NumberRelation::Equal => "",
        NumberRelation::More => "more than ",
        NumberRelation::Fewer => "fewer than ",
        NumberRelation::About => "about ",
    };
    format!("{word}{}", thousands(value))
}

fn thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0 { format!("-{out}") } else { out }
}

/// "7 reports in 2 documents, 2 independent origins"; with a single report, nothing but that.
pub(crate) fn reports(event: &Event) -> String {
    let mentions = count(event.mentions.len(), "report");
    if event.mentions.len() == 1 {
        return mentions;
    }
    let documents = count(event.documents.len(), "document");
    let origins = count(event.origins.len(), "independent origin");
    format!("{mentions} in {documents}, {origins}")
}

/// A quotation on one line, cut at about `max` characters between words.
pub(crate) fn quote(text: &str, max: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= max {
        return format!("“{flat}”");
    }
    let mut cut = String::new();
    for word in flat.split(' ') {
        if cut.chars().count() + word.chars().count() + 1 > max {
            break;
        }
        if !cut.is_empty() {
            cut.push(' ');
        }
        cut.push_str(word);
    }
    format!("“{cut} …”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_people_say_them() {
        let said = |text: &str| date(text.parse().ok());
        assert_eq!(said("2017-06-05"), "2017-06-05 Monday");
        assert_eq!(said("2017-06~"), "about 2017-06, day unknown");
        assert_eq!(said("../2017-06-05"), "no later than 2017-06-05");
        assert_eq!(said("2017-06/.."), "from 2017-06");
        assert_eq!(date(None), "no date");
    }

    #[test]
    fn figures_have_separators() {
        assert_eq!(figure(35_000, NumberRelation::More), "more than 35,000");
        assert_eq!(figure(-1_234_567, NumberRelation::Equal), "-1,234,567");
        assert_eq!(figure(120, NumberRelation::About), "about 120");
    }

    #[test]
    fn quotes_are_cut_between_words() {
        assert_eq!(quote("all  the\nwords", 40), "“all the words”");
        assert_eq!(quote("all the words", 9), "“all the …”");
    }
}
