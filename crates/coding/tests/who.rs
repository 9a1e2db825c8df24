//! The actors and offices of the languages' own cases, on the real pipeline; and what documents tell each other.

#[allow(dead_code, reason = "shared with the tests of events, which use the rest")]
mod common;

use legation_coding::who::{self, Who};
use legation_coding::{Reading, events};
use legation_model::{
    Actor, Code, Derivation, Evidence, Mention, MentionId, OfficeStatement, Parse, SentStart, Span, Status,
};
use legation_packs::{Files, Packs};
use legation_pipeline::Pipeline;

/// One row of `data/lang/<code>/actors/cases.tsv`.
struct Case {
    place: String,
    published: String,
    text: String,
    find: Vec<(String, String)>,
    office: Vec<String>,
}

fn cases(files: &Files, lang: &str) -> Vec<Case> {
    let path = format!("lang/{lang}/actors/cases.tsv");
    let list = |cell: &str| -> Vec<String> {
        cell.split('|').map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect()
    };
    let case = |row: legation_packs::Row<'_>| Case {
        place: format!("{}:{}", row.path, row.line),
        published: row.get("published").to_owned(),
        text: row.get("text").to_owned(),
        find: list(row.get("find"))
            .iter()
            .filter_map(|f| f.split_once('='))
            .map(|(phrase, who)| (phrase.trim().to_owned(), who.trim().to_owned()))
            .collect(),
        office: list(row.get("office")),
    };
    files.rows(&path).map(case).collect()
}

fn parse(pipeline: &Pipeline, text: &str) -> Parse {
    let tokens = pipeline.tokenize(text);
    let presets = vec![SentStart::Unset; tokens.spans.len()];
    pipeline.session().annotate(text, tokens, &presets)
}

fn code(code: Option<Code>) -> String {
    code.map_or_else(|| "-".to_owned(), |c| c.to_string())
}

fn shown(actor: &Actor) -> String {
    format!("{} {} {}", code(actor.country), code(actor.sector), actor.name.as_deref().unwrap_or("-"))
}

fn stated(office: &OfficeStatement) -> String {
    let former = if office.former { "former" } else { "" };
    let to = office.to.map_or_else(String::new, |c| c.to_string());
    let parts = [&*office.person, &*office.office, &*code(office.of), &to, former];
    parts.join("; ").trim_end_matches([';', ' ']).to_owned()
}

/// What of a case is not found.
fn missing(case: &Case, who: &Who, parse: &Parse) -> Vec<String> {
    let mut wrong = Vec::new();
    for (phrase, wanted) in &case.find {
        let at = |m: &&legation_model::ActorMention| parse.span(m.tokens).of(&case.text) == phrase;
        let found: Vec<String> = who.actors.iter().filter(at).flat_map(|m| &m.actors).map(shown).collect();
        if !found.contains(wanted) {
            wrong.push(format!("`{phrase}` is {found:?}, not {wanted}"));
        }
    }
    let offices: Vec<String> = who.offices.iter().map(stated).collect();
    for wanted in &case.office {
        // A destination that the case leaves open may be inferred.
        if !offices.iter().any(|o| o == wanted || o.starts_with(&format!("{wanted}; "))) {
            wrong.push(format!("office `{wanted}` is not among {offices:?}"));
        }
    }
    wrong
}

#[test]
fn actors_and_offices_of_the_cases() {
    let files = Files::embedded();
    let packs = Packs::load(&files).expect("the embedded data loads");
    let mut failures = Vec::new();
    for pack in packs.langs.values() {
        let Some(pipeline) = common::pipeline(&pack.code) else { continue };
        for case in cases(&files, &pack.code) {
            let mut article = common::article(&case.text, &pack.code);
            article.meta.published.date = case.published.parse().ok();
            let parse = parse(&pipeline, &case.text);
            let reading = Reading { article: &article, parse: &parse, times: &[], packs: &packs, lang: pack };
            let who = who::find(&reading);
            for wrong in missing(&case, &who, &parse) {
                failures.push(format!("{}: {wrong}\n    {}", case.place, common::line(&parse, &case.text)));
            }
            // The tokens that head references lead back to them, and events can be read with them.
            for mention in &who.actors {
                assert!(mention.tokens.contains(mention.head), "{}: head outside", case.place);
                assert!(who.at(mention.head).is_some() && who.covering(mention.head).is_some());
            }
            let _ = events::code(&reading);
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn actor(text: &str, country: &str, name: Option<&str>) -> Actor {
    Actor { text: text.into(), span: None, country: country.parse().ok(), sector: None, name: name.map(Into::into) }
}

fn evidence() -> Evidence {
    Evidence {
        doc: "a".into(),
        clean: Span::default(),
        base: Span::default(),
        quote: "".into(),
        derivation: Derivation::default(),
    }
}

fn mention(actor: Actor) -> Mention {
    Mention {
        id: MentionId { doc: "a".into(), n: 0 },
        evidence: evidence(),
        trigger: Span::default(),
        trigger_base: Span::default(),
        actor: vec![actor],
        recipient: vec![],
        event: "CONSULT".into(),
        mode: None,
        cameo: None,
        goldstein: None,
        date: "2014-05-02".parse().ok(),
        date_text: None,
        place: None,
        status: Status::Happened,
        attribution: vec![],
        number: None,
        rule: "".into(),
        confidence: 1.0,
    }
}

fn statement(person: &str, office: &str, of: &str, as_of: &str) -> OfficeStatement {
    OfficeStatement {
        person: person.into(),
        office: office.into(),
        of: of.parse().ok(),
        to: None,
        as_of: as_of.parse().ok(),
        since: None,
        until: None,
        former: false,
        sector: "GOV".parse().ok(),
        evidence: evidence(),
    }
}

#[test]
fn other_documents_say_who_a_last_name_or_an_office_is() {
    let packs = Packs::embedded().expect("the embedded data loads");
    let pack = &packs.langs["en"].actors;
    let offices = [
        statement("Ana Torres", "foreign minister", "PER", "2014-04"),
        statement("Luis Rojas", "ambassador", "CHL", "2014-04"),
        statement("Eva Rojas", "ambassador", "BOL", "2014-04"),
        statement("Ivo Klein", "foreign minister", "PER", "2001"),
        statement("John Mwangi", "defence minister", "KEN", "2014-04"),
        statement("Sara Vega", "ambassador", "ECU", "2014-04"),
    ];
    let mentions = vec![
        mention(actor("Torres", "", Some("Torres"))),
        mention(actor("the Peruvian foreign minister", "PER", None)),
        mention(actor("Rojas", "", Some("Rojas"))),
        mention(actor("Peru", "PER", None)),
        // Nothing in the document is Kenyan.
        mention(actor("Mwangi", "", Some("Mwangi"))),
        mention(actor("critics of the Peruvian foreign minister", "PER", None)),
        mention(actor("the former Peruvian foreign minister", "PER", None)),
        // Several persons are ambassadors of one state.
        mention(actor("the Ecuadorian ambassador", "ECU", None)),
    ];
    let published = [("a".into(), "2014-05-03".parse().expect("a date"))].into();
    let resolved = who::resolve(mentions.clone(), &offices, &published, pack);
    let shown: Vec<String> = resolved.iter().map(|m| shown(&m.actor[0])).collect();
    let wanted = [
        "PER GOV Ana Torres",
        "PER - Ana Torres",
        "- - Rojas",
        "PER - -",
        "- - Mwangi",
        "PER - -",
        "PER - -",
        "ECU - -",
    ];
    assert_eq!(shown, wanted);
    let mut other_way = offices.clone();
    other_way.reverse();
    assert_eq!(who::resolve(mentions, &other_way, &published, pack), resolved, "the order does not matter");
}
