//! What a page says of itself: meta elements, JSON-LD, `time` elements.

use domq::{Dom, NodeRef};
use legation_model::Edtf;
use serde_json::Value;

use crate::draft::Declared;
use crate::formats::piece;

/// Names under which pages give the date of publication, best first.
const DATES: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "sailthru.date",
    "parsely-pub-date",
    "publish-date",
    "publication_date",
    "publishdate",
    "publish_date",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "article.published",
    "citation_publication_date",
    "citation_date",
    "date",
    "dateposted",
    "created",
    "article:published",
];

/// What the head of the page declares.
pub(crate) fn declared(dom: &Dom) -> Declared {
    let mut out = Declared::default();
    let mut date: Option<(usize, Edtf, String)> = None;
    let mut plain_title = None;
    for node in dom.nodes() {
        match node.tag_name() {
            Some("html") => out.lang = node.attr("lang").filter(|l| !l.is_empty()).map(str::to_owned),
            Some("title") if plain_title.is_none() => plain_title = some_text(&node.text_content()),
            Some("meta") => meta(node, &mut out, &mut date),
            Some("link") if node.attr("rel") == Some("canonical") => {
                out.address_date = out.address_date.or_else(|| day_in_address(node.attr("href").unwrap_or_default()));
                out.host = out.host.take().or_else(|| host(node.attr("href").unwrap_or_default()));
            }
            Some("script") if node.attr("type").is_some_and(|t| t.contains("ld+json")) => {
                let text = node.text_content();
                let text = text.trim();
                // Line breaks inside strings are no JSON and common all the same.
                let mended = || text.replace(|c: char| c.is_control(), " ");
                let value = serde_json::from_str::<Value>(text).or_else(|_| serde_json::from_str(&mended()));
                if let Ok(value) = value {
                    linked_data(&value, &mut out, &mut date);
                }
            }
            Some("time") if node.attr("itemprop") == Some("datePublished") || node.has_attr("pubdate") => {
                offer(&mut date, 2, node.attr("datetime").unwrap_or_default(), "time element");
            }
            _ => {}
        }
    }
    if date.is_none() {
        // The first date element of the page's own article or headline.
        let own = |a: NodeRef<'_>| match a.tag_name() {
            Some("article" | "main") => true,
            Some("header") => a.descendants().any(|d| d.tag_name() == Some("h1")),
            _ => false,
        };
        let around = |a: NodeRef<'_>| matches!(a.tag_name(), Some("aside" | "nav" | "footer" | "li"));
        let time = dom.find_by_tag("time").find(|t| t.ancestors().any(own) && !t.ancestors().any(around));
        if let Some(time) = time {
            offer(&mut date, 50, time.attr("datetime").unwrap_or_default(), "time element");
        }
    }
    out.published = date.map(|(_, date, why)| (date, why));
    out.title = out.title.take().or(plain_title);
    out
}

fn meta(node: NodeRef<'_>, out: &mut Declared, date: &mut Option<(usize, Edtf, String)>) {
    let name = node.attr("property").or_else(|| node.attr("name")).or_else(|| node.attr("itemprop"));
    let (Some(name), Some(content)) = (name, node.attr("content")) else { return };
    let name = name.to_lowercase();
    let Some(text) = some_text(content) else { return };
    if let Some(rank) = DATES.iter().position(|d| *d == name) {
        if !offer(date, rank + 3, &text, &name) && out.date.is_none() {
            // In words, maybe: whoever knows the language will see.
            out.date = Some(text);
        }
        return;
    }
    match name.as_str() {
        "og:title" => out.title = Some(text),
        "og:site_name" => out.outlet = Some(text),
        "author" | "article:author" | "dc.creator" | "parsely-author" | "byl" if !text.contains("://") => {
            out.author = out.author.take().or(Some(text));
        }
        "article:section" | "og:type" if text != "article" && text != "website" => {
            out.section = out.section.take().or_else(|| Some(legation_packs::intake::fold(&text)));
        }
        "og:url" => {
            out.address_date = out.address_date.or_else(|| day_in_address(&text));
            out.host = host(&text).or(out.host.take());
        }
        _ => {}
    }
}

/// The day in an address: ".../2018/03/05/...", ".../2018-03-05-...".
fn day_in_address(url: &str) -> Option<Edtf> {
    let numbers: Vec<&str> = url.split(['/', '-', '_']).collect();
    let parts = numbers.windows(3).find(|w| w[0].len() == 4 && w[0].starts_with(['1', '2']) && w[2].len() <= 2)?;
    let number = |s: &str| s.parse::<i16>().ok();
    let (year, month, day) = (number(parts[0])?, number(parts[1])?, number(parts[2])?);
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1990..=2100).contains(&year).then(|| Edtf::day(date))
}

/// Reads JSON-LD; nesting is bounded by the parser's own limit.
fn linked_data(value: &Value, out: &mut Declared, date: &mut Option<(usize, Edtf, String)>) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| linked_data(v, out, date)),
        Value::Object(map) => {
            let kind = map.get("@type").map(Value::to_string).unwrap_or_default();
            let article = ["Article", "Posting", "Report", "WebPage"].iter().any(|k| kind.contains(k));
            if let Some(text) = map.get("datePublished").and_then(Value::as_str) {
                let rank = if kind.contains("WebPage") {
                    1
                } else if article {
                    0
                } else {
                    40
                };
                offer(date, rank, text, "datePublished");
            }
            if article && !kind.contains("WebPage") {
                let name = |v: &Value| match v {
                    Value::String(s) => some_text(s).filter(|s| !s.contains("://")),
                    Value::Object(o) => o.get("name").and_then(Value::as_str).and_then(some_text),
                    Value::Array(a) => a.first().and_then(|f| f.get("name").unwrap_or(f).as_str()).and_then(some_text),
                    _ => None,
                };
                if let Some(text) = map.get("articleBody").and_then(Value::as_str)
                    && out.body.as_ref().is_none_or(|b| b.len() < text.len())
                {
                    out.body = Some(text.to_owned());
                }
                // A person rather than the newsroom, where the page names both.
                let newsroom =
                    |v: &Value| v.get("@type").and_then(Value::as_str).is_some_and(|t| t.contains("Organization"));
                let given = map.get("author");
                let author = given.and_then(name).map(|a| a.trim_matches([',', ' ', '|']).to_owned());
                out.author = match (author.filter(|a| !a.is_empty()), out.author.take()) {
                    (Some(_), Some(person)) if given.is_some_and(newsroom) => Some(person),
                    (author, other) => author.or(other),
                };
                out.outlet = out.outlet.take().or_else(|| map.get("publisher").and_then(name));
                for label in ["Opinion", "Analysis"] {
                    if kind.contains(label) {
                        out.section = Some(label.to_lowercase());
                    }
                }
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"] {
                if let Some(inner) = map.get(key) {
                    linked_data(inner, out, date);
                }
            }
        }
        _ => {}
    }
}

/// Takes a date if none of a better rank is known (lower is better); `false` if it is no date.
fn offer(date: &mut Option<(usize, Edtf, String)>, rank: usize, text: &str, name: &str) -> bool {
    let Some((day, why)) = day(text, name) else { return false };
    if date.as_ref().is_none_or(|(r, ..)| *r > rank) {
        *date = Some((rank, day, why));
    }
    true
}

/// The day of a date as machines write it, and where it stands. Times of day and zones do not matter to the day that the
/// page itself prints.
pub(super) fn day(text: &str, name: &str) -> Option<(Edtf, String)> {
    let (day, _) = piece::day(text).filter(|(day, _)| day.as_day().is_some())?;
    Some((day, format!("the page's own metadata: {name} {}", text.trim())))
}

/// A value with its white space folded and, as linked data often have them, its character references resolved.
fn some_text(text: &str) -> Option<String> {
    let plain = if text.contains('&') { domq::parse(text).to_text() } else { text.to_owned() };
    let folded = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!folded.is_empty()).then_some(folded)
}

/// The host of an address, without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("//")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_start_matches("www.").to_lowercase();
    host.contains('.').then_some(host)
}
