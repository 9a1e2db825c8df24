//! Time expressions: words, patterns and rules, compiled into one automaton over tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::{Files, PackError};

mod meaning;
mod pattern;
mod tokens;

pub use meaning::{DIRS, Dir, FIELD_COUNT, Field, Holiday, MODS, Mod, PARTS, REFS, SEASONS, Sem, UNITS, Unit, VAGUE};
pub use tokens::{Token, tokenize};

/// What a token sequence may be read as, beyond its literal words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// An amount in digits or words, in thousandths.
    Number,
    /// An integer in digits.
    Int,
    /// A day of the month in digits, 1 to 31.
    Day,
    /// A year in four digits or in words.
    Year,
    /// A year from 800 to 1499 in digits; text around must say that it is one.
    OldYear,
    /// A year in two digits.
    ShortYear,
    /// A year from 1500 to 2199 as a number in words; text around must say that it is one.
    YearWords,
    /// A year in two digits that is no day of a month and no hour: 32 to 99.
    PlainShortYear,
    /// An hour in digits, 0 to 24, or in words.
    Hour,
    /// An hour in digits, 0 to 24.
    HourDigits,
    /// A day of the month in number words.
    DayWord,
    /// Minutes or seconds in two digits, 0 to 59.
    Minute,
    /// A month in digits, 1 to 12.
    MonthNumber,
    /// An ordinal in digits or words.
    Ordinal,
    /// Any word of letters, whether a rule knows it or not.
    Word,
    /// A word that begins with a capital letter.
    Name,
    /// Nothing: marks where the expression starts or ends inside the pattern.
    Mark,
    /// A class of `words.tsv`, by its number.
    Words(u16),
}

/// What a rule says its matches are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    /// A calendar date of any precision.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A length of time that ends or starts at the reference date ("the past three weeks").
    Stretch,
    /// A date counted from another ("three weeks ago").
    Shift,
    /// A repeated time.
    Set,
    /// Past, present or future, no closer.
    Ref,
    /// No time expression: keeps other rules from reading one into these words.
    None,
    /// The age of a person: no time expression, but it helps to date a piece.
    Age,
}

impl RuleKind {
    /// Whether its matches are no time expressions.
    pub fn is_silent(self) -> bool {
        matches!(self, Self::None | Self::Age)
    }
}

/// One rule as the matcher and its explanation need it; the patterns are in the automaton.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `language/id`, as derivations name it.
    pub id: Arc<str>,
    /// What its matches are.
    pub kind: RuleKind,
    /// Fields that it sets whatever it matched.
    pub set: Vec<(Field, i64)>,
}

/// A test case of a rule: a text with the expression in brackets, and its value.
#[derive(Clone, Debug)]
pub struct Case {
    /// The rule that must find it; empty for cases of the whole language.
    pub rule: Arc<str>,
    /// Text with `[`…`]` around every expression.
    pub text: String,
    /// TIMEX3 values in order.
    pub values: Vec<String>,
    /// EDTF texts in order; empty where the case does not say.
    pub edtf: Vec<String>,
    /// Reference date.
    pub reference: String,
}

/// A state of the automaton: what may come next, and the rule that may end here.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Next states by literal word, sorted by word.
    pub words: Vec<(u32, u32)>,
    /// Next states by class, with the field that takes the value.
    pub classes: Vec<(Class, Option<Field>, u32)>,
    /// The rule that accepts here.
    pub accept: Option<u32>,
}

/// One entry of `words.tsv`.
#[derive(Clone, Debug)]
pub struct Word {
    /// Class number.
    pub class: u16,
    /// Word ids after the first.
    pub rest: Vec<u32>,
    /// What it stands for.
    pub value: i64,
    /// Whether it must start with a capital letter.
    pub capital: bool,
}

/// Where a cue points. Of cues of one length the later kind wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Points {
    /// Nowhere, though a shorter cue in it would ("as planned").
    Nowhere,
    /// To the past.
    Past,
    /// It goes with the future but does not make it.
    Hint,
    /// To the future.
    Future,
}

/// A word sequence that tells where what it governs points, as met at one of its words.
#[derive(Clone, Debug)]
pub struct Cue {
    /// Its words.
    pub phrase: Vec<u32>,
    /// Which of them it is met at.
    pub word: usize,
    /// Where it points.
    pub points: Points,
}

/// Words that tell where an expression points, and what joins two expressions.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The cues of direction by the id of each of their first words.
    pub cues: Vec<Vec<Cue>>,
    /// Word sequences that go with the future, whatever verb stands further off ("he said she would leave on Friday").
    pub leaning: Vec<Vec<u32>>,
    /// Words that do so for what stands behind them in their clause ("if he wins in [November]").
    pub conditions: Vec<Vec<u32>>,
    /// Words after which a form of the past is a participle that tells no past ("is held", "to be held").
    pub passives: Vec<Vec<u32>>,
    /// Prepositions through which a verb right before them dates what it tells ("was sold in [June]").
    pub links: Vec<Vec<u32>>,
    /// Words right before a month or date that make it one that is over, whatever verb follows ("since").
    pub over: Vec<Vec<u32>>,
    /// Endings of words that do so.
    pub past_endings: Vec<String>,
    /// Endings of words that put what they govern in the future.
    pub future_endings: Vec<String>,
    /// Word sequences that make the months, days and seasons of their sentence those of every year ("chaque année").
    pub habit: Vec<Vec<u32>>,
    /// Words before such a sequence that make it a comparison ("comme chaque année").
    pub no_habit: Vec<Vec<u32>>,
    /// Endings of words that lean to the future (conditionals).
    pub hint_endings: Vec<String>,
    /// Whether what a verb of the present governs is to come ("the court rules Monday"), and the verbs whose present
    /// tells what is over.
    pub present_ahead: bool,
    /// These verbs.
    pub narrates: Vec<Vec<u32>>,
    /// Auxiliaries that put the infinitive behind them in the future, by its parse ("they must decide Monday").
    pub modals: Vec<Vec<u32>>,
    /// Word sequences right before an expression that put it in the future whatever the verb is.
    pub ahead: Vec<Vec<u32>>,
    /// Word sequences right before an expression that lean to the future: "pour [lundi]".
    pub near_hints: Vec<Vec<u32>>,
    /// Word sequences that turn such a word to the past: "did not speak until [Friday]".
    pub denials: Vec<Vec<u32>>,
    /// Nouns of what is over when it is told of: "the arrest in Lyon on [Friday]".
    pub done: Vec<Vec<u32>>,
    /// Words between a verb of the past and the month or day that it surely looks back on ("elected in [November]").
    pub looking_back: Vec<Vec<u32>>,
    /// Such nouns as they stand behind an expression: "the [Friday] bombing", "[Friday]'s bombing".
    pub done_behind: Vec<Vec<u32>>,
    /// Words like the hints right before that reach over the noun between: "avant le derby de [samedi]".
    pub far_hints: Vec<Vec<u32>>,
    /// Hints that count only right before an expression ("by [Friday]", not "by ten votes on [Friday]").
    pub adjacent: Vec<Vec<u32>>,
    /// Marks that open and close what is quoted and so has its own tense, not that of the verb of saying.
    pub quotes: (Vec<String>, Vec<String>),
    /// How many tokens off what opens a sentence looks for its verb, where the words near by say nothing.
    pub opening_reach: usize,
    /// Hints that give way to any verb of the sentence ("the [Friday] deadline").
    pub weak_hints: Vec<Vec<u32>>,
    /// Word sequences before a participle that make an adjective of it, besides articles ("Rome's planned visit").
    pub adjective_marks: Vec<Vec<u32>>,
    /// Endings of adverbs, which may stand between an article and such a participle ("a hastily planned visit").
    pub adverb_endings: Vec<String>,
    /// Endings of infinitives; one right before an expression leans to the future ("de manifester [jeudi]").
    pub infinitives: Vec<String>,
    /// Words before an infinitive that tell it from a noun.
    pub infinitive_marks: Vec<Vec<u32>>,
    /// Whether a weekday alone, with no word around that tells, is the one to come.
    pub weekdays_ahead: bool,
    /// Endings of participles, which put an expression right behind them in the past.
    pub participles: Vec<String>,
    /// Words that have such an ending and are none.
    pub no_participles: Vec<Vec<u32>>,
    /// Words that may stand between a participle and its expression.
    pub bridges: Vec<Vec<u32>>,
    /// Word sequences before an expression that make it a latest date.
    pub not_after: Vec<Vec<u32>>,
    /// Word sequences before an expression that make it an earliest date.
    pub not_before: Vec<Vec<u32>>,
    /// Word sequences before an expression that say the event fills it.
    pub throughout: Vec<Vec<u32>>,
    /// Word sequences between two expressions that make one of them.
    pub glue: Vec<Vec<u32>>,
    /// Word sequences that keep an expression from dating the event behind them ("this month for election fraud").
    pub no_tie: Vec<Vec<u32>>,
    /// Word sequences between the members of a list.
    pub joins: Vec<Vec<u32>>,
    /// Word sequences between a time of day and the day behind it that leave them two expressions.
    pub borrow: Vec<Vec<u32>>,
    /// Endings of verbs that tell of what lasted or was done again and again.
    pub lasting: Vec<String>,
    /// Word sequences between the start and the end of a range.
    pub ranges: Vec<Vec<u32>>,
    /// Word sequences between two hours of one day, besides those of a range.
    pub shares: Vec<Vec<u32>>,
    /// Capitals that are typed without their accent, with the small letter that they stand for.
    pub capitals: Vec<(char, char)>,
    /// Whether decades are written with an X for the open last digit (`199X`, not `199`).
    pub open_decades: bool,
    /// Of which type what is only past, present or future is, where not a date: the French `TimeBank` has TIME.
    pub ref_kind: Option<RuleKind>,
}

/// What `timex` knows of one language.
#[derive(Debug, Default)]
pub struct TimexPack {
    /// The rules; automaton states refer to them by position.
    pub rules: Vec<Rule>,
    /// The automaton; state 0 is the start.
    pub nodes: Vec<Node>,
    /// Entries of `words.tsv` by their first word's id.
    pub words: Vec<Vec<Word>>,
    /// Words that tell direction and bounds.
    pub context: Context,
    /// Test cases of the rules and of the language.
    pub cases: Vec<Case>,
    ids: FxHashMap<Box<str>, u32>,
    classes: BTreeMap<String, u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    reference: String,
    #[serde(default)]
    macros: BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    #[serde(rename = "match")]
    patterns: toml::Value,
    kind: RuleKind,
    #[serde(default)]
    set: BTreeMap<String, toml::Value>,
    #[serde(default)]
    yes: BTreeMap<String, String>,
    #[serde(default)]
    no: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ContextFile {
    future: Vec<String>,
    hints: Vec<String>,
    leaning: Vec<String>,
    conditions: Vec<String>,
    passives: Vec<String>,
    past: Vec<String>,
    over: Vec<String>,
    links: Vec<String>,
    no_cues: Vec<String>,
    past_endings: Vec<String>,
    future_endings: Vec<String>,
    habit: Vec<String>,
    no_habit: Vec<String>,
    hint_endings: Vec<String>,
    present_ahead: bool,
    narrates: Vec<String>,
    modals: Vec<String>,
    ahead: Vec<String>,
    near_hints: Vec<String>,
    denials: Vec<String>,
    done: Vec<String>,
    done_behind: Vec<String>,
    looking_back: Vec<String>,
    far_hints: Vec<String>,
    adjacent: Vec<String>,
    opening_quotes: Vec<String>,
    closing_quotes: Vec<String>,
    opening_reach: usize,
    weak_hints: Vec<String>,
    adjective_marks: Vec<String>,
    adverb_endings: Vec<String>,
    infinitives: Vec<String>,
    infinitive_marks: Vec<String>,
    weekdays_ahead: bool,
    participles: Vec<String>,
    no_participles: Vec<String>,
    bridges: Vec<String>,
    not_after: Vec<String>,
    not_before: Vec<String>,
    throughout: Vec<String>,
    glue: Vec<String>,
    borrow: Vec<String>,
    no_tie: Vec<String>,
    joins: Vec<String>,
    open_decades: bool,
    ref_kind: Option<RuleKind>,
    capitals: Vec<String>,
    lasting: Vec<String>,
    ranges: Vec<String>,
    shares: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorpusFile {
    reference: String,
    #[serde(default)]
    case: Vec<CorpusCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorpusCase {
    text: String,
    values: Vec<String>,
    #[serde(default)]
    edtf: Vec<String>,
    reference: Option<String>,
}

/// A cue is met at no word after these.
const MOST_CUE_WORDS: usize = 4;

impl TimexPack {
    /// Loads `lang/<code>/timex/`: `words.tsv`, `rules*.toml`, `context.toml` and `corpus*.toml`.
    /// A language without the folder has no rules and finds nothing.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let folder = format!("lang/{lang}/timex/");
        let mut pack = Self { nodes: vec![Node::default()], words: vec![Vec::new()], ..Self::default() };
        pack.load_words(files, &format!("{folder}words.tsv"))?;
        let mut macros = BTreeMap::new();
        for (path, _) in files.below(&folder, ".toml") {
            let name = path.rsplit('/').next().unwrap_or(path);
            if name.starts_with("rules") {
                pack.load_rules(files, path, lang, &mut macros)?;
            } else if name.starts_with("corpus") {
                let file: CorpusFile = files.toml(path)?;
                for case in file.case {
                    pack.cases.push(Case {
                        rule: Arc::from(""),
                        text: case.text,
                        values: case.values,
                        edtf: case.edtf,
                        reference: case.reference.unwrap_or_else(|| file.reference.clone()),
                    });
                }
            } else if name == "context.toml" {
                let file: ContextFile = files.toml(path)?;
                pack.context = pack.context(file);
            } else {
                return Err(PackError::line(path, 1, "expected rules*.toml, corpus*.toml or context.toml here"));
            }
        }
        for node in &mut pack.nodes {
            node.words.sort_unstable();
        }
        Ok(pack)
    }

    /// The id of a word in lower case; 0 when no rule knows it.
    pub fn id(&self, lower: &str) -> u32 {
        self.ids.get(lower).copied().unwrap_or(0)
    }

    /// The number of a class of `words.tsv`.
    pub fn class(&self, name: &str) -> Option<u16> {
        self.classes.get(name).copied()
    }

    fn intern(&mut self, lower: &str) -> u32 {
        let next = self.ids.len() as u32 + 1;
        let id = *self.ids.entry(lower.into()).or_insert(next);
        while self.words.len() <= id as usize {
            self.words.push(Vec::new());
        }
        id
    }

    /// The word ids of a phrase.
    fn phrase(&mut self, text: &str) -> Vec<u32> {
        tokenize(text).iter().map(|t| t.lower(text)).map(|w| self.intern(&w)).collect()
    }

    fn load_words(&mut self, files: &Files, path: &str) -> Result<(), PackError> {
        for row in files.rows(path) {
            let class = row.need("class")?;
            let next = self.classes.len() as u16;
            let number = *self.classes.entry(class.to_owned()).or_insert(next);
            let text = row.need("value")?;
            let value = meaning::word_value(class, text)
                .ok_or_else(|| row.error(format!("`{text}` is no value that class `{class}` can have")))?;
            for form in row.need("words")?.split('|') {
                let capital = form.chars().next().is_some_and(char::is_uppercase) && row.get("case") == "title";
                let ids = self.phrase(&form.to_lowercase());
                let Some((&first, rest)) = ids.split_first() else {
                    return Err(row.error("a word is empty"));
                };
                let word = Word { class: number, rest: rest.to_vec(), value, capital };
                self.words[first as usize].push(word);
            }
        }
        Ok(())
    }

    fn load_rules(
        &mut self,
        files: &Files,
        path: &str,
        lang: &str,
        macros: &mut BTreeMap<String, String>,
    ) -> Result<(), PackError> {
        let file: RulesFile = files.toml(path)?;
        macros.extend(file.macros);
        for entry in file.rule {
            let text = files.get(path).unwrap_or("");
            let at = text.find(&format!("\"{}\"", entry.id)).unwrap_or(0);
            let line = files.line_of(path, at);
            let error = |message: String| PackError::line(path, line, format!("rule {}: {message}", entry.id));
            let id: Arc<str> = format!("{lang}/{}", entry.id).into();
            if self.rules.iter().any(|r| r.id == id) {
                return Err(error("there is another rule of that id".to_owned()));
            }
            let mut set = Vec::new();
            for (name, value) in &entry.set {
                let field = Field::from_name(name).ok_or_else(|| error(format!("there is no field `{name}`")))?;
                let value = match value {
                    toml::Value::Integer(i) => Some(*i),
                    toml::Value::String(s) => meaning::field_value(field, s),
                    _ => None,
                };
                set.push((field, value.ok_or_else(|| error(format!("`{name}` cannot have that value")))?));
            }
            let rule = self.rules.len() as u32;
            self.rules.push(Rule { id: Arc::clone(&id), kind: entry.kind, set });
            let patterns: Vec<String> = match &entry.patterns {
                toml::Value::String(s) => vec![s.clone()],
                toml::Value::Array(list) => list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
                _ => return Err(error("`match` must be a text or a list of texts".to_owned())),
            };
            for source in &patterns {
                let sequences = pattern::expand(source, macros).map_err(error)?;
                for sequence in sequences {
                    self.add(&sequence, rule).map_err(error)?;
                }
            }
            if entry.yes.is_empty() && !entry.kind.is_silent() {
                return Err(error("a rule needs at least one `yes` case".to_owned()));
            }
            for (text, value) in &entry.yes {
                let values = value.split(" ; ").map(str::to_owned).collect();
                let reference = file.reference.clone();
                let rule = Arc::clone(&id);
                self.cases.push(Case { rule, text: text.clone(), values, edtf: Vec::new(), reference });
            }
            for text in &entry.no {
                let reference = file.reference.clone();
                let rule = Arc::clone(&id);
                self.cases.push(Case { rule, text: text.clone(), values: Vec::new(), edtf: Vec::new(), reference });
            }
        }
        Ok(())
    }

    /// Adds one flat sequence to the automaton.
    fn add(&mut self, sequence: &[pattern::Element], rule: u32) -> Result<(), String> {
        let mut at = 0usize;
        for element in sequence {
            let found = match element {
                pattern::Element::Literal(text) => {
                    for id in self.phrase(text) {
                        at = self.step_word(at, id);
                    }
                    continue;
                }
                pattern::Element::Capture { field, class } => {
                    let class = match pattern::builtin(class) {
                        Some(class) => class,
                        None => Class::Words(
                            self.class(class).ok_or_else(|| format!("there is no class `{class}` in words.tsv"))?,
                        ),
                    };
                    (class, *field)
                }
            };
            let next = self.nodes[at].classes.iter().find(|(c, f, _)| (*c, *f) == found).map(|e| e.2);
            at = next.unwrap_or_else(|| {
                let new = self.nodes.len() as u32;
                self.nodes.push(Node::default());
                self.nodes[at].classes.push((found.0, found.1, new));
                new
            }) as usize;
        }
        if at == 0 {
            return Err("the pattern can match nothing at all".to_owned());
        }
        // The first rule of the file wins where two accept the same words.
        self.nodes[at].accept.get_or_insert(rule);
        Ok(())
    }

    fn step_word(&mut self, at: usize, id: u32) -> usize {
        if let Some((_, next)) = self.nodes[at].words.iter().find(|(w, _)| *w == id) {
            return *next as usize;
        }
        let new = self.nodes.len();
        self.nodes.push(Node::default());
        self.nodes[at].words.push((id, new as u32));
        new
    }

    fn context(&mut self, file: ContextFile) -> Context {
        let mut phrases = |list: Vec<String>| -> Vec<Vec<u32>> { list.iter().map(|p| self.phrase(p)).collect() };
        let leaning = phrases(file.leaning);
        // A past or a future may be met at any of its words, a hint at its first.
        let directions = [
            (phrases(file.no_cues), Points::Nowhere, MOST_CUE_WORDS),
            (phrases(file.past), Points::Past, MOST_CUE_WORDS),
            (phrases(file.hints), Points::Hint, 1),
            (leaning.clone(), Points::Hint, 1),
            (phrases(file.future), Points::Future, MOST_CUE_WORDS),
        ];
        let mut cues: Vec<Vec<Cue>> = Vec::new();
        for (list, points, most) in directions {
            for phrase in list {
                for word in 0..phrase.len().min(most) {
                    let id = phrase[word] as usize;
                    if cues.len() <= id {
                        cues.resize(id + 1, Vec::new());
                    }
                    cues[id].push(Cue { phrase: phrase.clone(), word, points });
                }
            }
        }
        Context {
            cues,
            leaning,
            conditions: phrases(file.conditions),
            passives: phrases(file.passives),
            over: phrases(file.over),
            links: phrases(file.links),
            habit: phrases(file.habit),
            no_habit: phrases(file.no_habit),
            present_ahead: file.present_ahead,
            narrates: phrases(file.narrates),
            modals: phrases(file.modals),
            ahead: phrases(file.ahead),
            near_hints: phrases(file.near_hints),
            denials: phrases(file.denials),
            done: phrases(file.done),
            done_behind: phrases(file.done_behind),
            looking_back: phrases(file.looking_back),
            far_hints: phrases(file.far_hints),
            adjacent: phrases(file.adjacent),
            weak_hints: phrases(file.weak_hints),
            quotes: (file.opening_quotes, file.closing_quotes),
            opening_reach: file.opening_reach,
            adjective_marks: phrases(file.adjective_marks),
            adverb_endings: file.adverb_endings,
            infinitive_marks: phrases(file.infinitive_marks),
            no_participles: phrases(file.no_participles),
            bridges: phrases(file.bridges),
            not_after: phrases(file.not_after),
            not_before: phrases(file.not_before),
            throughout: phrases(file.throughout),
            glue: phrases(file.glue),
            borrow: phrases(file.borrow),
            no_tie: phrases(file.no_tie),
            joins: phrases(file.joins),
            open_decades: file.open_decades,
            ref_kind: file.ref_kind,
            lasting: file.lasting,
            ranges: phrases(file.ranges),
            shares: phrases(file.shares),
            capitals: file.capitals.iter().filter_map(|c| c.chars().next().zip(c.chars().nth(1))).collect(),
            past_endings: file.past_endings,
            future_endings: file.future_endings,
            hint_endings: file.hint_endings,
            participles: file.participles,
            infinitives: file.infinitives,
            weekdays_ahead: file.weekdays_ahead,
        }
    }
}
