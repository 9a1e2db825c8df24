//! One small document with everything that a ledger keeps.

#![allow(dead_code, reason = "each test binary uses a part")]
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a sample of known form")]

use std::sync::Arc;

use legation_ledger::DocumentRecord;
use legation_model::{
    Actor, Article, BaseKind, Block, BlockKind, Derivation, DocumentKind, Event, Evidence, Masked, Measure, Mention,
    MentionId, Metadata, Number, NumberRelation, OfficeStatement, Problem, PublicationDate, PublishedBasis, Segment,
    SourceMap, Span, Status, TimeBound, Timex, TimexKind,
};

/// "Home\nRuritania expels envoy\n..." with a line of chrome before the text.
pub(crate) fn record(doc: &str, coder: &str) -> DocumentRecord {
    let chrome = "Home | Élections\n";
    let text = "Ruritania expels envoy\nRuritania told the Borduran envoy on Friday to leave by Monday. It holds 1,400 prisoners.";
    let base = format!("{chrome}{text}");
    let mut map = SourceMap::default();
    map.push(Segment { clean: Span::new(0, text.len()), base: Span::new(chrome.len(), base.len()), page: 0 });
    let article = Article {
        doc: Arc::from(doc),
        sha256: Arc::from("ab".repeat(32)),
        base: Arc::from(base),
        base_kind: BaseKind::Decoded,
        text: Arc::from(text),
        blocks: vec![
            Block { span: Span::new(0, 22), kind: BlockKind::Title },
            Block { span: Span::new(23, text.len()), kind: BlockKind::Paragraph },
        ],
        map,
        chrome: vec![Masked { base: Span::new(0, chrome.len()), reason: Arc::from("navigation") }],
        captions: vec![],
        meta: Metadata {
            lang: Arc::from("en"),
            kind: DocumentKind::News,
            published: PublicationDate {
                date: Some("1937-05-07".parse().unwrap()),
                basis: PublishedBasis::Stated,
                why: "the document opens with its date".to_owned(),
            },
            title: Some("Ruritania expels envoy".to_owned()),
            outlet: Some("The Streslau Courier".to_owned()),
            wire: None,
            author: None,
        },
    };
    let evidence =
        |start: usize, end: usize| {
            let clean = Span::new(start, end);
            Evidence {
                doc: Arc::from(doc),
                clean,
                base: article.map.to_base(clean),
                quote: Arc::from(clean.of(text)),
                derivation: Derivation::new("expel.tell-to-leave", Some(clean), "told … to leave")
                    .with(Derivation::new("who.country", Some(Span::new(23, 32)), "Ruritania")),
            }
        };
    let actor = |start: usize, end: usize, country: &str, sector: &str| Actor {
        text: Arc::from(&text[start..end]),
        span: Some(Span::new(start, end)),
        country: Some(country.parse().unwrap()),
        sector: Some(sector.parse().unwrap()),
        name: None,
    };
    let mention = |n: u32, start: usize, end: usize| Mention {
        id: MentionId { doc: Arc::from(doc), n },
        evidence: evidence(start, end),
        trigger: Span::new(start + 10, start + 14),
        trigger_base: article.map.to_base(Span::new(start + 10, start + 14)),
        actor: vec![actor(23, 32, "RUR", "GOV")],
        recipient: vec![Actor { name: Some(Arc::from("Colonel Zapp")), ..actor(38, 56, "BOR", "GOV") }],
        event: Arc::from("SANCTION"),
        mode: Some(Arc::from("expel")),
        cameo: Some(Arc::from("161")),
        goldstein: Some(-4.4),
        date: Some("1937-05-07/1937-05-10".parse().unwrap()),
        date_text: Some(Arc::from("on Friday")),
        place: Some("RUR".parse().unwrap()),
        status: Status::Happened,
        attribution: vec![],
        number: (n == 0).then(|| Number { value: 1, relation: NumberRelation::Equal, unit: Arc::from("envoy") }),
        rule: Arc::from("expel.tell-to-leave"),
        confidence: 0.875,
    };
    DocumentRecord {
        times: vec![Timex {
            span: Span::new(60, 66),
            kind: TimexKind::Date,
            value: Arc::from("1937-05-10"),
            edtf: Some("1937-05-10".parse().unwrap()),
            bound: Some(TimeBound::NotAfter),
            derivation: Derivation::new("weekday.next", Some(Span::new(60, 66)), "the Monday after"),
        }],
        mentions: vec![mention(0, 0, 22), mention(1, 23, 83)],
        offices: vec![OfficeStatement {
            person: Arc::from("Colonel Zapp"),
            office: Arc::from("ambassador"),
            of: Some("BOR".parse().unwrap()),
            to: Some("RUR".parse().unwrap()),
            as_of: Some("1937-05-07".parse().unwrap()),
            since: None,
            until: None,
            former: false,
            sector: Some("GOV".parse().unwrap()),
            evidence: evidence(38, 52),
        }],
        measures: vec![Measure {
            what: Arc::from("prisoners"),
            of: Some("RUR".parse().unwrap()),
            value: 1400,
            relation: NumberRelation::Equal,
            as_of: Some("1937-05-07".parse().unwrap()),
            evidence: evidence(84, 109),
        }],
        problems: vec![
            Problem::warning("lone-surrogate", "one character was damaged").at(Span::new(3, 4)).hint("none"),
        ],
        coder: Arc::from(coder),
        article,
    }
}

/// One event out of all mentions of some documents, as merging would make it.
pub(crate) fn event(records: &[&DocumentRecord]) -> Event {
    let mentions: Vec<&Mention> = records.iter().flat_map(|r| &r.mentions).collect();
    Event {
        id: Arc::from("ev-1"),
        merged: mentions[0].clone(),
        mentions: mentions.iter().map(|m| m.id.clone()).collect(),
        documents: records.iter().map(|r| Arc::clone(&r.article.doc)).collect(),
        origins: vec![Arc::from("The Streslau Courier")],
        conflicts: vec![],
    }
}
