use std::sync::Arc;

use legation_model::Code;

use super::fold;
use super::lexicon::split;
use super::world_actors::{alternatives, need_code};
use crate::{Files, PackError};

/// How lines of a signature block name bodies of parliament (`committees.tsv`), with canonical names in every language.
#[derive(Debug, Default)]
pub struct Committees {
    roles: Vec<(Vec<String>, Arc<str>)>,
    bodies: Vec<(Vec<String>, Arc<str>)>,
    chambers: Vec<(Vec<String>, Code, Arc<str>)>,
}

impl Committees {
    pub(super) fn load(files: &Files, path: &str) -> Result<Self, PackError> {
        let mut all = Self::default();
        for row in files.rows(path) {
            let name: Arc<str> = row.need("name")?.into();
            for form in alternatives(row.need("forms")?) {
                let words: Vec<String> = split(form).map(fold).collect();
                match row.need("kind")? {
                    "role" => all.roles.push((words, Arc::clone(&name))),
                    "body" => all.bodies.push((words, Arc::clone(&name))),
                    "chamber" => all.chambers.push((words, need_code(&row, "code")?, Arc::clone(&name))),
                    other => return Err(row.error(format!("`{other}` is neither role, body nor chamber"))),
                }
            }
        }
        Ok(all)
    }

    /// What somebody is in a body, by the folded words of a line that starts with it, and how many words say so.
    pub fn role(&self, words: &[&str]) -> Option<(&Arc<str>, usize)> {
        longest(&self.roles, words)
    }

    /// The body that words start with, `{}` in its name for a state, and how many words say so.
    pub fn body(&self, words: &[&str]) -> Option<(&Arc<str>, usize)> {
        longest(&self.bodies, words)
    }

    /// The chamber of a state whose members go by the title that a line starts with.
    pub fn chamber(&self, words: &[&str], of: Code) -> Option<&Arc<str>> {
        let fits = |form: &[String]| starts(form, words);
        self.chambers.iter().find(|(form, code, _)| *code == of && fits(form)).map(|(_, _, name)| name)
    }
}

fn starts(form: &[String], words: &[&str]) -> bool {
    form.len() <= words.len() && form.iter().zip(words).all(|(f, w)| f == w)
}

fn longest<'a>(forms: &'a [(Vec<String>, Arc<str>)], words: &[&str]) -> Option<(&'a Arc<str>, usize)> {
    let hits = forms.iter().filter(|(form, _)| starts(form, words));
    hits.max_by_key(|(form, _)| form.len()).map(|(form, name)| (name, form.len()))
}

#[cfg(test)]
mod tests {
    use crate::Packs;

    #[test]
    fn the_longest_form_names_the_body_and_the_state_its_chamber() {
        let packs = Packs::embedded().expect("the embedded data loads");
        let committees = &packs.langs["fr"].actors.committees;
        let line =
            ["commission", "des", "affaires", "etrangeres", "de", "la", "defense", "et", "des", "forces", "armees"];
        let body = |words: &[&str]| committees.body(words).map(|(name, len)| (name.to_string(), len));
        assert_eq!(body(&line), Some(("foreign affairs and defence committee".into(), 11)));
        assert_eq!(body(&line[..4]), Some(("foreign affairs committee".into(), 4)));
        assert_eq!(body(&["commission", "de", "travail"]), None);
        assert_eq!(committees.role(&["vice", "presidente", "de"]).map(|r| r.1), Some(2));
        let chamber =
            |of: &str| committees.chamber(&["deputee", "de", "Lyon"], of.parse().ok()?).map(ToString::to_string);
        assert_eq!(chamber("FRA").as_deref(), Some("National Assembly"));
        assert_eq!(chamber("PER"), None);
    }
}
