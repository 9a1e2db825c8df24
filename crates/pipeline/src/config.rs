//! `config.cfg`: sections of keys with JSON values, which may refer to each other as `${section:key}`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::LoadError;

const PATH: &str = "config.cfg";

#[derive(Debug)]
pub(crate) struct Config {
    sections: BTreeMap<String, BTreeMap<String, String>>,
}

impl Config {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, LoadError> {
        let text = std::str::from_utf8(bytes).map_err(|_| LoadError::damaged(PATH, "it is no UTF-8"))?;
        let mut sections: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let (mut section, mut last) = (String::new(), None::<String>);
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.trim_end().strip_suffix(']')) {
                name.clone_into(&mut section);
                sections.entry(section.clone()).or_default();
                last = None;
            } else if line.starts_with([' ', '\t'])
                && let Some(key) = &last
            {
                // A value that goes on in the next line.
                if let Some(value) = sections.get_mut(&section).and_then(|s| s.get_mut(key)) {
                    value.push_str(line.trim());
                }
            } else if let Some((key, value)) = line.split_once('=') {
                let key = key.trim().to_owned();
                sections.entry(section.clone()).or_default().insert(key.clone(), value.trim().to_owned());
                last = Some(key);
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                return Err(LoadError::damaged(PATH, format!("no setting: {line}")));
            }
        }
        Ok(Self { sections })
    }

    /// Whether there is such a section.
    pub(crate) fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// A setting; [`Value::Null`] where there is none.
    pub(crate) fn get(&self, section: &str, key: &str) -> Result<Value, LoadError> {
        self.resolve(section, key, 0)
    }

    fn resolve(&self, section: &str, key: &str, depth: u32) -> Result<Value, LoadError> {
        let Some(raw) = self.sections.get(section).and_then(|s| s.get(key)) else { return Ok(Value::Null) };
        if let Some(reference) = raw.strip_prefix("${").and_then(|r| r.strip_suffix('}')) {
            let target = reference.split_once(':').or_else(|| reference.rsplit_once('.'));
            return match target {
                Some((section, key)) if depth < 8 => self.resolve(section, key, depth + 1),
                _ => Err(LoadError::damaged(PATH, format!("{raw} refers to nothing"))),
            };
        }
        serde_json::from_str(raw).map_err(|e| LoadError::damaged(PATH, format!("[{section}] {key}: {e}")))
    }

    pub(crate) fn text(&self, section: &str, key: &str) -> Result<String, LoadError> {
        match self.get(section, key)? {
            Value::String(text) => Ok(text),
            _ => Err(LoadError::damaged(PATH, format!("[{section}] has no {key}"))),
        }
    }

    pub(crate) fn number(&self, section: &str, key: &str) -> Result<usize, LoadError> {
        self.get(section, key)?
            .as_u64()
            .and_then(|x| usize::try_from(x).ok())
            .ok_or_else(|| LoadError::damaged(PATH, format!("[{section}] {key} is no number")))
    }

    pub(crate) fn texts(&self, section: &str, key: &str) -> Result<Vec<String>, LoadError> {
        let value = self.get(section, key)?;
        let texts = value.as_array().map(|a| a.iter().map(|x| x.as_str().map(str::to_owned)).collect());
        texts.flatten().ok_or_else(|| LoadError::damaged(PATH, format!("[{section}] {key} is no list of names")))
    }

    pub(crate) fn flag(&self, section: &str, key: &str) -> Result<bool, LoadError> {
        Ok(self.get(section, key)?.as_bool().unwrap_or(false))
    }

    /// Refuses a component whose setting is none of `known`, by name.
    pub(crate) fn require(
        &self,
        component: &str,
        section: &str,
        key: &str,
        known: &[&str],
    ) -> Result<String, LoadError> {
        let name = self.text(section, key)?;
        if known.contains(&name.as_str()) { Ok(name) } else { Err(LoadError::unsupported(component, name)) }
    }
}
