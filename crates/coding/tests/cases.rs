//! Every predicate sense finds its own case and leaves its counter-example alone, on the real pipeline.

mod common;

use std::ops::Range;

use legation_model::{Actor, Mention, Span};
use legation_packs::coding::{Case, Sense};
use legation_packs::{LangPack, Packs};
use legation_pipeline::Pipeline;

/// What is wrong with how a case was coded; `None` when it is right.
fn wrong(sense: &Sense, mentions: &[Mention]) -> Option<String> {
    let case = &sense.case;
    let at_trigger = |m: &&Mention| m.trigger.overlaps(Span::new(case.trigger.start, case.trigger.end));
    let Some(mention) = mentions.iter().find(at_trigger) else {
        return Some("the trigger is not coded".to_owned());
    };
    if mention.event != sense.event || mention.mode != sense.mode {
        let mode = mention.mode.as_deref().unwrap_or("-");
        return Some(format!("coded as {}/{mode} by {}", mention.event, mention.rule));
    }
    let mut everyone: Vec<Actor> = mention.actor.clone();
    everyone.extend(mention.recipient.iter().cloned());
    let covers = |side: &[Actor], marked: &Range<usize>| {
        let marked = Span::new(marked.start, marked.end);
        side.iter().any(|a| a.span.is_some_and(|s| s.overlaps(marked)))
    };
    let missing = |side: &[Actor], marked: &[Range<usize>], name: &str| {
        marked.iter().find(|m| !covers(side, m)).map(|m| {
            let words = case.text.get(m.start..m.end).unwrap_or("");
            format!("`{words}` is not the {name}; found {}", names(side))
        })
    };
    // Where all parties are actors, the case may mark either side.
    let mutual = mention.recipient.is_empty() && !case.recipients.is_empty() && mention.actor.len() > 1;
    let recipients = if mutual { &everyone } else { &mention.recipient };
    missing(&mention.actor, &case.actors, "actor").or_else(|| missing(recipients, &case.recipients, "recipient"))
}

fn names(side: &[Actor]) -> String {
    let names: Vec<&str> = side.iter().map(|a| &*a.text).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

#[test]
fn senses_find_their_cases() {
    let packs = Packs::embedded().expect("the embedded data loads");
    let mut failures = Vec::new();
    let mut total = 0;
    for pack in packs.langs.values() {
        let Some(pipeline) = common::pipeline(&pack.code) else { continue };
        total += pack.coding.senses.len();
        for sense in &pack.coding.senses {
            check(&packs, pack, &pipeline, sense, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} of {total} senses fail:\n{}", failures.len(), failures.join("\n"));
}

fn check(packs: &Packs, pack: &LangPack, pipeline: &Pipeline, sense: &Sense, failures: &mut Vec<String>) {
    let Case { text, .. } = &sense.case;
    let place = format!("data/lang/{}/coding/{}", pack.code, sense.id);
    let (coded, parse) = common::code(packs, pack, pipeline, text);
    if let Some(why) = wrong(sense, &coded.mentions) {
        failures.push(format!("{place}: {why}\n    {text}\n    {}", common::line(&parse, text)));
    }
    if let Some(not) = &sense.not {
        let (coded, parse) = common::code(packs, pack, pipeline, not);
        if coded.mentions.iter().any(|m| m.rule == sense.id) {
            failures.push(format!("{place}: fires on `{not}`\n    {}", common::line(&parse, not)));
        }
    }
}
