//! A stream of elements and text, for the formats that are XML inside.

use quick_xml::events::{BytesStart, Event};

/// One step through an XML text. Names are local: prefixes are gone.
#[derive(Debug)]
pub(crate) enum Step {
    Open(String, Vec<(String, String)>),
    Close(String),
    Text(String),
}

/// The steps of an XML text up to its end or first error; `true` if it is whole.
pub(crate) fn steps(xml: &str) -> (Vec<Step>, bool) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut out = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => out.push(open(&tag)),
            Ok(Event::Empty(tag)) => {
                let step = open(&tag);
                let Step::Open(name, _) = &step else { continue };
                let name = name.clone();
                out.push(step);
                out.push(Step::Close(name));
            }
            Ok(Event::End(tag)) => out.push(Step::Close(text(tag.local_name().as_ref()))),
            Ok(Event::Text(t)) => push(&mut out, &t),
            Ok(Event::CData(t)) => push(&mut out, &t),
            Ok(Event::GeneralRef(name)) => push(&mut out, &reference(&name)),
            Ok(Event::Eof) => return (out, true),
            Ok(_) => {}
            Err(_) => return (out, false),
        }
    }
}

fn text(name: &str) -> String {
    name.to_owned()
}

fn push(out: &mut Vec<Step>, text: &str) {
    match out.last_mut() {
        Some(Step::Text(last)) => last.push_str(text),
        _ => out.push(Step::Text(text.to_owned())),
    }
}

fn open(tag: &BytesStart<'_>) -> Step {
    let attributes = tag.attributes().flatten().map(|a| (text(a.key.local_name().as_ref()), plain(&a.value)));
    Step::Open(text(tag.local_name().as_ref()), attributes.collect())
}

/// An attribute's value with its references resolved.
fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once(';') else {
            out.push('&');
            rest = after;
            continue;
        };
        out.push_str(&reference(name));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    if let Some(c) = number.and_then(char::from_u32) {
        return c.to_string();
    }
    // XML knows five names; feeds use HTML's as well.
    domq::parse(&format!("<p>&{name};</p>")).find_by_tag("p").next().map(|p| p.text_content()).unwrap_or_default()
}
