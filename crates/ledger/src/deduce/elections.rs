//! Which election is meant, as far as the words and parties of an event tell.

use legation_model::{Code, Edtf, Mention, OfficeStatement, Precision};
use legation_packs::relations::RelationRules;

/// The name of an election, such as `BLR presidential election 2020-08`; `None` when no words tell of one. It is dated
/// by the begin of what is told about it, to the month.
pub(super) fn name(
    country: Code,
    told: &[&Mention],
    statements: &[OfficeStatement],
    rules: &RelationRules,
) -> Option<String> {
    let quotes = || told.iter().map(|m| &*m.evidence.quote);
    if !quotes().any(|q| rules.election.is_in(q)) {
        return None;
    }
    let by_words = rules.elections.iter().find(|kind| quotes().any(|q| kind.cue.is_in(q)));
    // Whoever holds the office was elected to it.
    let by_winner = || {
        let parties = || told.iter().flat_map(|m| m.recipient.iter().chain(&m.actor));
        let winners = || parties().filter(|a| a.country == Some(country)).filter_map(|a| a.name.as_deref());
        rules.elections.iter().find(|kind| {
            let holds = |s: &OfficeStatement| s.of == Some(country) && kind.offices.contains(&s.office);
            statements.iter().any(|s| holds(s) && winners().any(|w| w == &*s.person))
        })
    };
    let kind = by_words.or_else(by_winner).map_or("election", |kind| &kind.name);
    let begin = told.iter().filter_map(|m| m.date.and_then(Edtf::from)).min_by_key(|b| (b.first(), b.last()));
    Some(match begin {
        Some(b) if b.precision() == Precision::Year => format!("{country} {kind} {:04}", b.first().year()),
        Some(b) => format!("{country} {kind} {:04}-{:02}", b.first().year(), b.first().month()),
        None => format!("{country} {kind}"),
    })
}
