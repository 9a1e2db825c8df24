//! Who holds which office, as titles and appositions say.

use std::sync::Arc;

use legation_model::{Derivation, Evidence, OfficeStatement, Span};
use legation_packs::actors::OfficeClass;

use super::names::People;
use super::phrase::Phrase;
use crate::Reading;

/// One statement for each title that stands with a name.
pub(super) fn statements(reading: &Reading<'_>, phrases: &[Phrase], people: &People) -> Vec<OfficeStatement> {
    let mut found: Vec<OfficeStatement> = Vec::new();
    for phrase in phrases {
        let (Some(person), Some(office)) = (phrase.person, phrase.office) else { continue };
        let title = &reading.lang.actors.offices[office];
        let role = people.all[person].roles.iter().find(|r| {
            r.office == title.office && r.former == phrase.former && phrase.of.first().is_none_or(|&c| r.of == Some(c))
        });
        let of = phrase.of.first().copied().or(role.and_then(|r| r.of));
        let organ = phrase.of_noun.and_then(|n| reading.lang.actors.nouns[n].name.as_deref());
        let office: Arc<str> = match organ {
            Some(organ) if title.class == OfficeClass::Role => {
                format!("{} {}", organ.to_lowercase(), title.office).into()
            }
            _ => Arc::clone(&title.office),
        };
        found.push(OfficeStatement {
            person: Arc::clone(&people.all[person].name),
            office,
            of,
            to: phrase.to.or(role.and_then(|r| r.to)),
            as_of: reading.article.meta.published.date,
            since: None,
            until: None,
            former: phrase.former,
            sector: Some(phrase.sector.unwrap_or(title.sector)),
            evidence: evidence(reading, reading.parse.span(phrase.range), "office.title"),
        });
    }
    found
}

/// The passage with its place in the base text.
pub(super) fn evidence(reading: &Reading<'_>, clean: Span, rule: &str) -> Evidence {
    Evidence {
        doc: Arc::clone(&reading.article.doc),
        clean,
        base: reading.article.map.to_base(clean),
        quote: clean.of(reading.text()).into(),
        derivation: Derivation::new(rule, Some(clean), "title and name"),
    }
}
