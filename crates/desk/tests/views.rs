//! What people see, on one invented document: snapshots that can be read without knowing the code.

use std::sync::Arc;

use legation_desk::standing::Question;
use legation_desk::{About, Page, explain, export, show, standing, timeline, wire};
use legation_ledger::deduce::{Held, Holding, Standing};
use legation_ledger::{Document, StoredProblem};
use legation_model::{
    Actor, Article, BaseKind, Block, BlockKind, Conflict, ConflictValue, Derivation, DocumentKind, Edtf, Event,
    Evidence, Masked, Mention, MentionId, Metadata, Number, NumberRelation, PublicationDate, PublishedBasis, Relation,
    RelationKind, Segment, Severity, SourceMap, Span, Status, Timex, TimexKind,
};

const DOC: &str = "papers/oslo.txt";
const MENU: &str = "Home | World | Sport\n";
const TEXT: &str = "Norway expels two attachés\n\
On Tuesday Norway expelled two Maltese attachés, the ministry told the Fjord Press. Malta “regrets” it.";

fn page(color: bool) -> Page {
    Page { width: 72, color }
}

fn date(text: &str) -> Edtf {
    text.parse().expect("a date")
}

fn at(words: &str) -> Span {
    let start = TEXT.rfind(words).expect("the words");
    Span::new(start, start + words.len())
}

fn actor(words: &str, country: &str, sector: &str, name: Option<&str>) -> Actor {
    Actor {
        text: words.into(),
        span: Some(at(words)),
        country: country.parse().ok(),
        sector: sector.parse().ok(),
        name: name.map(Arc::from),
    }
}

fn article() -> Article {
    let base: Arc<str> = format!("{MENU}{TEXT}").into();
    let clean = Span::new(0, TEXT.len());
    let mut map = SourceMap::default();
    map.push(Segment { clean, base: clean.shifted(MENU.len()), page: 0 });
    let title = Span::new(0, TEXT.find('\n').expect("a title"));
    Article {
        doc: DOC.into(),
        sha256: "00".into(),
        base,
        base_kind: BaseKind::Decoded,
        text: TEXT.into(),
        blocks: vec![
            Block { span: title, kind: BlockKind::Title },
            Block { span: Span::new(title.hi() + 1, TEXT.len()), kind: BlockKind::Paragraph },
        ],
        map,
        chrome: vec![Masked { base: Span::new(0, MENU.len() - 1), reason: "navigation".into() }],
        captions: vec![],
        meta: Metadata {
            lang: "en".into(),
            kind: DocumentKind::News,
            published: PublicationDate {
                date: Some(date("2016-05-04")),
                basis: PublishedBasis::Stated,
                why: "a line".into(),
            },
            title: Some("Norway expels two attachés".into()),
            outlet: None,
            wire: None,
            author: None,
        },
    }
}

fn mention() -> Mention {
    let clean = at("On Tuesday Norway expelled two Maltese attachés, the ministry told the Fjord Press.");
    let trigger = at("expelled");
    Mention {
        id: MentionId { doc: DOC.into(), n: 0 },
        evidence: Evidence {
            doc: DOC.into(),
            clean,
            base: clean.shifted(MENU.len()),
            quote: clean.of(TEXT).into(),
            derivation: Derivation::new("sanction.expel", Some(trigger), "SANCTION/expel")
                .with(Derivation::new("who.country", Some(at("Norway")), "NOR"))
                .with(Derivation::new("weekday", Some(at("On Tuesday")), "the Tuesday before publication")),
        },
        trigger,
        trigger_base: trigger.shifted(MENU.len()),
        actor: vec![actor("Norway", "NOR", "GOV", None)],
        recipient: vec![actor("two Maltese attachés", "MLT", "GOV", None)],
        event: "SANCTION".into(),
        mode: Some("expel".into()),
        cameo: Some("161".into()),
        goldstein: Some(-4.0),
        date: Some(date("2016-05-03")),
        date_text: Some("On Tuesday".into()),
        place: "NOR".parse().ok(),
        status: Status::Happened,
        attribution: vec![
            actor("the Fjord Press", "", "MED", Some("Fjord Press")),
            actor("the ministry", "NOR", "GOV", Some("Norwegian Foreign Ministry")),
        ],
        number: Some(Number { value: 2, relation: NumberRelation::Equal, unit: "attachés".into() }),
        rule: "sanction.expel".into(),
        confidence: 0.9,
    }
}

fn event() -> Event {
    let id = |doc: &str| MentionId { doc: doc.into(), n: 0 };
    let value = |value: &str, doc: &str| ConflictValue { value: value.into(), mentions: vec![id(doc)] };
    Event {
        id: "ev-1".into(),
        merged: mention(),
        mentions: vec![id(DOC), id("papers/valletta.txt"), id("papers/reprint.txt")],
        documents: vec!["papers/oslo.txt".into(), "papers/reprint.txt".into(), "papers/valletta.txt".into()],
        origins: vec!["Fjord Press".into(), "papers/valletta.txt".into()],
        conflicts: vec![Conflict { field: "number", values: vec![value("2", DOC), value("3", "papers/valletta.txt")] }],
    }
}

fn times() -> Vec<Timex> {
    vec![Timex {
        span: at("Tuesday"),
        kind: TimexKind::Date,
        value: "2016-05-03".into(),
        edtf: Some(date("2016-05-03")),
        bound: None,
        derivation: Derivation::default(),
    }]
}

#[test]
fn the_timeline() {
    let mut undated = event();
    undated.id = "ev-2".into();
    undated.merged.date = None;
    undated.merged.status = Status::Threatened;
    undated.merged.recipient.clear();
    undated.documents.truncate(1);
    undated.mentions.truncate(1);
    undated.conflicts.clear();
    let (dated, undated) = (event(), undated);
    let mut events = vec![&undated, &dated];
    timeline::order(&mut events);
    insta::assert_snapshot!("timeline", timeline::text(&events, page(false)));
    insta::assert_snapshot!("timeline_markdown", timeline::markdown(&events));
    insta::assert_snapshot!("timeline_empty", timeline::text(&[], page(false)));
}

#[test]
fn the_marked_document() {
    let article = article();
    let mentions = [(mention(), Some("ev-1".to_owned()))];
    let problems = [StoredProblem {
        severity: Severity::Warning,
        code: "charset-guessed".into(),
        at: None,
        message: "the charset was guessed".into(),
        hint: None,
    }];
    let shown = show::Shown { article: &article, times: &times(), mentions: &mentions, problems: &problems };
    insta::assert_snapshot!("show", show::text(shown, page(false)));
    let colored = show::text(shown, page(true));
    assert!(colored.contains("\u{1b}[2m"), "what was left out is faint");
    assert!(colored.contains("\u{1b}[4m"), "sources are underlined");
}

#[test]
fn the_explanation() {
    let mentions = [(mention(), article())];
    let event = event();
    let explained = explain::Explained {
        event: &event,
        mentions: &mentions,
        parses: &[Some("left  VERB VBD  ◀ trigger\n└─ dobj: Oslo  PROPN NNP".to_owned())],
    };
    insta::assert_snapshot!("explain", explain::text(explained, page(false)));
}

#[test]
fn the_standing_facts() {
    let relation = Relation {
        kind: RelationKind::Representation,
        from: "MLT".into(),
        about: "NOR".into(),
        value: "expelled".into(),
        person: Some("Joe Borg".into()),
        valid_from: Some(date("2016-05-03")),
        valid_to: None,
        last_attested: Some(date("2016-05-04")),
        known_from: Some(date("2016-05-04")),
        known_to: None,
        evidence: vec![mention().evidence],
    };
    let standing = Standing {
        relations: vec![Held { fact: relation, holding: Holding::LastKnown }],
        offices: vec![],
        measures: vec![],
    };
    let about: About = "mlt,nor".parse().expect("codes");
    let question = Question { on: "2016-06-01".parse().expect("a day"), known_at: None, about };
    insta::assert_snapshot!("as_of", standing::text(&question, &standing, page(false)));
    let shape = serde_json::to_string_pretty(&standing::Shape::new(&question, &standing)).expect("JSON");
    insta::assert_snapshot!("as_of_json", shape);
}

#[test]
fn the_export_contract() {
    let document = Document {
        doc: DOC.into(),
        coder: Some("coder".into()),
        article: Some(article()),
        times: times(),
        problems: vec![],
    };
    let mention = mention();
    let by_id: wire::Mentions<'_> = [(&mention.id, &mention)].into_iter().collect();
    let mut lines = Vec::new();
    for text in [
        serde_json::to_string_pretty(&wire::Document::from(&document)),
        serde_json::to_string_pretty(&wire::Mention::new(&mention, Some("ev-1"))),
        serde_json::to_string_pretty(&wire::Event::new(&event(), &by_id)),
    ] {
        lines.push(text.expect("JSON"));
    }
    insta::assert_snapshot!("export", lines.join("\n"));
    let mut table = Vec::new();
    let mut exporter = export::Exporter::new(export::What::Mentions, export::Format::Csv, &mut table).expect("a table");
    exporter.put(&wire::Mention::new(&mention, Some("ev-1"))).expect("a row");
    exporter.finish().expect("an end");
    insta::assert_snapshot!("export_csv", String::from_utf8(table).expect("UTF-8"));
}
