use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::strings;

/// Number of a name in [`Names`].
pub(crate) type NameId = u32;

/// Tags, labels, features and lemmas, each stored once. Number 0 is the empty name.
#[derive(Debug)]
pub(crate) struct Names {
    list: Vec<Arc<str>>,
    ids: Vec<u64>,
    by_text: FxHashMap<Arc<str>, NameId>,
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self { list: Vec::new(), ids: Vec::new(), by_text: FxHashMap::default() };
        names.add("");
        names
    }

    pub(crate) fn add(&mut self, text: &str) -> NameId {
        if let Some(&id) = self.by_text.get(text) {
            return id;
        }
        let (id, shared) = (self.list.len() as NameId, Arc::<str>::from(text));
        self.list.push(Arc::clone(&shared));
        self.ids.push(strings::id(text));
        self.by_text.insert(shared, id);
        id
    }

    pub(crate) fn text(&self, id: NameId) -> &Arc<str> {
        &self.list[id as usize]
    }

    /// The id that spaCy's string store gives the name.
    pub(crate) fn string_id(&self, id: NameId) -> u64 {
        self.ids[id as usize]
    }
}
