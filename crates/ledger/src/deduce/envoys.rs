//! Who is known to represent whom, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use legation_model::{Actor, Code, OfficeStatement};
use legation_packs::relations::RelationRules;

/// The posts of envoys by person.
#[derive(Debug)]
pub(super) struct Envoys {
    posts: BTreeMap<Arc<str>, BTreeSet<(Code, Option<Code>)>>,
}

impl Envoys {
    pub(super) fn new(statements: &[OfficeStatement], rules: &RelationRules) -> Self {
        let mut posts: BTreeMap<Arc<str>, BTreeSet<(Code, Option<Code>)>> = BTreeMap::new();
        for s in statements.iter().filter(|s| rules.is_envoy(&s.office)) {
            if let Some(of) = s.of {
                posts.entry(Arc::clone(&s.person)).or_default().insert((of, s.to));
            }
        }
        Self { posts }
    }

    /// The state that an actor of an event represents and the one where, if the actor is a known envoy. `others` are
    /// the countries that the event names besides.
    pub(super) fn post(&self, actor: &Actor, others: &[Code]) -> Option<(Code, Code)> {
        let posts = self.posts.get(actor.name.as_ref()?)?;
        let sent = |of: Code| actor.country.is_none_or(|c| c == of);
        let known = posts.iter().filter(|(of, _)| sent(*of)).filter_map(|(of, to)| Some((*of, (*to)?)));
        // A post where the event takes place goes before one elsewhere, and any known one before a guess.
        let here = known.clone().find(|(_, to)| others.contains(to));
        let guess = || {
            let (of, _) = posts.iter().find(|(of, to)| sent(*of) && to.is_none())?;
            others.iter().find(|c| *c != of).map(|c| (*of, *c))
        };
        here.or_else(guess).or_else(|| others.is_empty().then(|| known.clone().next()).flatten())
    }
}
