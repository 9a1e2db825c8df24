//! Word lists and patterns that tell a piece from the page around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::{Files, PackError, Row};

/// What a cue says of the line it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A button, menu entry or label of the page; alone on its line or at the end of a short one.
    Button,
    /// A pointer to another piece or an invitation, one line long ("read also").
    Pointer,
    /// The head of a list of other pieces.
    Stories,
    /// The head of a box that runs over several lines: newsletter, donation appeal, comments.
    Box,
    /// A phrase of such a box; evidence inside one, little elsewhere.
    Appeal,
    /// Words by which a page speaks to its reader or of itself ("you", "our").
    Address,
    /// Legal and cookie notices.
    Legal,
    /// What precedes an author's name.
    Byline,
    /// What precedes the name of a newsroom that takes responsibility ("text by").
    SourceLine,
    /// What precedes a correspondent's name.
    Correspondent,
    /// A word that stands before a publication date.
    Published,
    /// A word that stands before the date of a change.
    Updated,
    /// What opens a photo caption or credit.
    Caption,
    /// What a photo caption says inside ("(left)", "file photo").
    Credit,
    /// A salutation.
    Opening,
    /// A closing formula of a letter.
    Closing,
    /// What precedes a letter's subject.
    Subject,
    /// Words of official statements in titles and first lines.
    Statement,
    /// Labels and phrases of analysis and opinion.
    Analysis,
    /// How a story says that an agency told it ("reports", "according to").
    Wire,
    /// What follows or precedes the name of the newsroom in its own boxes ("support {outlet}").
    Own,
    /// What says of a person who wrote the piece ("is a reporter for"), behind the name.
    Bio,
    /// What agencies print before a headline ("UPDATE 2-").
    Slug,
    /// What a piece closes with after its last sentence: disclosures, terms of reprint, invitations to write.
    Notice,
}

impl Role {
    const NAMES: [(&'static str, Self); 24] = [
        ("button", Self::Button),
        ("pointer", Self::Pointer),
        ("stories", Self::Stories),
        ("box", Self::Box),
        ("appeal", Self::Appeal),
        ("address", Self::Address),
        ("legal", Self::Legal),
        ("byline", Self::Byline),
        ("source-line", Self::SourceLine),
        ("correspondent", Self::Correspondent),
        ("published", Self::Published),
        ("updated", Self::Updated),
        ("caption", Self::Caption),
        ("credit", Self::Credit),
        ("opening", Self::Opening),
        ("closing", Self::Closing),
        ("subject", Self::Subject),
        ("statement", Self::Statement),
        ("analysis", Self::Analysis),
        ("wire", Self::Wire),
        ("own", Self::Own),
        ("bio", Self::Bio),
        ("slug", Self::Slug),
        ("notice", Self::Notice),
    ];
}

/// Where in a line a cue must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the whole line.
    Whole,
    /// The line starts with it.
    Start,
    /// The line ends with it.
    End,
    /// Anywhere.
    Any,
}

/// A phrase with what it means. Phrases are folded (see [`fold`]).
#[derive(Clone, Debug)]
pub struct Cue {
    /// The folded phrase.
    pub text: String,
    /// What it says of its line.
    pub role: Role,
    /// Where it must stand.
    pub place: Place,
    /// The name under which a masked run is listed.
    pub reason: Arc<str>,
}

/// A cue found in a folded line.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The cue.
    pub cue: &'a Cue,
    /// First byte in the folded line.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A line pattern: a regular expression over the folded line.
#[derive(Debug)]
pub struct Pattern {
    /// Its name in the data.
    pub id: Arc<str>,
    /// What it says of its line.
    pub role: Role,
    /// The name under which a masked run is listed.
    pub reason: Arc<str>,
    /// The expression.
    pub regex: Regex,
}

/// In which order a language writes a date in digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumericOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Differs between its readers: only what cannot be misread is taken.
    #[default]
    Either,
}

/// What `intake` knows of one language.
#[derive(Debug)]
pub struct IntakePack {
    cues: Vec<Cue>,
    finder: AhoCorasick,
    /// Line patterns, in the order of the data.
    pub patterns: Vec<Pattern>,
    /// Frequent grammatical words: running text is full of them, menus are not.
    pub function_words: FxHashSet<String>,
    /// Whether headlines go without such words.
    pub telegraphic: bool,
    /// Words behind an author's name that begin something else ("in Geneva", "for the Daily", "with AFP").
    pub byline_ends: BTreeSet<String>,
    /// Folded month names and abbreviations, 1 to 12.
    pub months: BTreeMap<String, i8>,
    /// Folded weekday names and abbreviations.
    pub weekdays: BTreeSet<String>,
    /// Small words inside a written date ("le", "of", "1er").
    pub date_words: BTreeSet<String>,
    /// The order of dates in digits.
    pub numeric_order: NumericOrder,
}

impl Default for IntakePack {
    fn default() -> Self {
        Self {
            cues: Vec::new(),
            #[allow(clippy::unwrap_used, reason = "an automaton of no patterns always builds")]
            finder: AhoCorasick::new([""; 0]).unwrap(),
            patterns: Vec::new(),
            function_words: FxHashSet::default(),
            telegraphic: false,
            byline_ends: BTreeSet::new(),
            months: BTreeMap::new(),
            weekdays: BTreeSet::new(),
            date_words: BTreeSet::new(),
            numeric_order: NumericOrder::Either,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    dates: WrittenDates,
    #[serde(default)]
    function_words: String,
    #[serde(default)]
    telegraphic: bool,
    #[serde(default)]
    byline_ends: String,
    #[serde(default)]
    pattern: Vec<WrittenPattern>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct WrittenDates {
    #[serde(default)]
    numeric_order: NumericOrder,
    #[serde(default)]
    months: Vec<String>,
    #[serde(default)]
    weekdays: String,
    #[serde(default)]
    words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPattern {
    id: String,
    role: String,
    reason: String,
    #[serde(rename = "match")]
    expression: String,
    yes: Vec<String>,
    no: Vec<String>,
}

impl IntakePack {
    /// Loads `lang/<code>/intake/`: `cues.tsv` with its `cases.tsv`, and `lines.toml`. A language without them has no cues.
    ///
    /// # Errors
    /// With file and line when an entry cannot be used or a pattern fails one of its own cases.
    pub fn load(files: &Files, lang: &str) -> Result<Self, PackError> {
        let mut pack = Self::default();
        let path = format!("lang/{lang}/intake/cues.tsv");
        for row in files.rows(&path) {
            let text = fold(row.need("cue")?);
            let role = role_of(&row)?;
            let place = match row.get("at") {
                "whole" => Place::Whole,
                "start" => Place::Start,
                "end" => Place::End,
                "any" => Place::Any,
                other => return Err(row.error(format!("`{other}` is no place: whole, start, end or any"))),
            };
            pack.cues.push(Cue { text, role, place, reason: row.need("reason")?.into() });
        }
        pack.finder = AhoCorasick::new(pack.cues.iter().map(|c| &c.text))
            .map_err(|e| PackError::line(&path, 1, e.to_string()))?;
        pack.run_cases(files, &format!("lang/{lang}/intake/cases.tsv"))?;
        let path = format!("lang/{lang}/intake/lines.toml");
        if files.get(&path).is_some() {
            let written: Written = files.toml(&path)?;
            pack.take(files, &path, written)?;
        }
        Ok(pack)
    }

    /// Runs the cases of the cue lists; a role that has cues must have both kinds.
    fn run_cases(&self, files: &Files, path: &str) -> Result<(), PackError> {
        if files.get(path).is_none() {
            return Ok(());
        }
        let mut seen: BTreeSet<(Role, bool)> = BTreeSet::new();
        for row in files.rows(path) {
            let (role, line) = (role_of(&row)?, fold(row.need("line")?));
            let want = match row.need("case")? {
                "yes" => true,
                "no" => false,
                other => return Err(row.error(format!("`{other}` is no case: yes or no"))),
            };
            if self.cues_in(&line).any(|f| f.cue.role == role) != want {
                let does = if want { "no cue" } else { "a cue" };
                return Err(row.error(format!("{does} of this role stands in the line")));
            }
            seen.insert((role, want));
        }
        for cue in &self.cues {
            for (case, want) in [("yes", true), ("no", false)] {
                if !seen.contains(&(cue.role, want)) {
                    let name = Role::NAMES.iter().find(|(_, r)| *r == cue.role).map_or("", |(n, _)| n);
                    return Err(PackError::line(path, 1, format!("the cues of `{name}` have no `{case}` case")));
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, files: &Files, path: &str, written: Written) -> Result<(), PackError> {
        self.function_words = written.function_words.split_whitespace().map(fold).collect();
        self.telegraphic = written.telegraphic;
        self.byline_ends = words(&written.byline_ends);
        self.weekdays = words(&written.dates.weekdays);
        self.date_words = words(&written.dates.words);
        self.numeric_order = written.dates.numeric_order;
        for (i, names) in written.dates.months.iter().enumerate() {
            self.months.extend(names.split_whitespace().map(|name| (fold(name), i as i8 + 1)));
        }
        for pattern in written.pattern {
            let at = files.get(path).and_then(|t| t.find(&format!("\"{}\"", pattern.id))).unwrap_or(0);
            let line = files.line_of(path, at);
            let error = |message: String| PackError::line(path, line, message);
            let regex = Regex::new(&pattern.expression).map_err(|e| error(e.to_string()))?;
            if pattern.yes.is_empty() {
                return Err(error(format!("pattern `{}` has no `yes` case", pattern.id)));
            }
            for (cases, want) in [(&pattern.yes, true), (&pattern.no, false)] {
                if let Some(case) = cases.iter().find(|c| regex.is_match(&fold(c)) != want) {
                    let does = if want { "does not match" } else { "matches" };
                    return Err(error(format!("pattern `{}` {does} its case `{case}`", pattern.id)));
                }
            }
            let role = Role::NAMES
                .iter()
                .find(|(name, _)| *name == pattern.role)
                .ok_or_else(|| error(format!("`{}` is no role", pattern.role)))?
                .1;
            self.patterns.push(Pattern { id: pattern.id.into(), role, reason: pattern.reason.into(), regex });
        }
        Ok(())
    }

    /// The cues in a folded line (see [`fold`]), at their places, on word boundaries.
    pub fn cues_in<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = Found<'a>> + 'a {
        let core = core_of(folded);
        self.finder.find_overlapping_iter(folded).filter_map(move |m| {
            let cue = &self.cues[m.pattern().as_usize()];
            let (start, end) = (m.start(), m.end());
            let fits = match cue.place {
                Place::Whole => start <= core.0 && end >= core.1,
                Place::Start => start <= core.0,
                Place::End => end >= core.1,
                Place::Any => true,
            };
            (fits && on_boundaries(folded, start, end)).then_some(Found { cue, start, end })
        })
    }
}

fn role_of(row: &Row<'_>) -> Result<Role, PackError> {
    let name = row.need("role")?;
    Role::NAMES
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, role)| *role)
        .ok_or_else(|| row.error(format!("`{name}` is no role")))
}

fn words(list: &str) -> BTreeSet<String> {
    list.split_whitespace().map(fold).collect()
}

/// The bytes of a line between its leading bullets or arrows and its closing punctuation.
fn core_of(folded: &str) -> (usize, usize) {
    let start = folded.find(char::is_alphanumeric).unwrap_or(0);
    let end = folded.char_indices().rfind(|(_, c)| c.is_alphanumeric()).map_or(0, |(i, c)| i + c.len_utf8());
    (start, end.max(start))
}

fn on_boundaries(text: &str, start: usize, end: usize) -> bool {
    let inner = |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if a.is_alphanumeric() && b.is_alphanumeric());
    let (Some(before), Some(at), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return false;
    };
    !inner(before.chars().next_back(), at.chars().next()) && !inner(at.chars().next_back(), after.chars().next())
}

/// A line as cues are compared with it: lower case, plain apostrophes and hyphens, single spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            // Most of any text; the arms below need the Unicode tables.
            c if c.is_ascii_graphic() && c != '`' => out.push(c.to_ascii_lowercase()),
            '\u{2019}' | '\u{2018}' | '\u{2bc}' | '`' => out.push('\''),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// A newspaper, broadcaster, site or news agency.
#[derive(Clone, Debug)]
pub struct Outlet {
    /// The name it goes by.
    pub name: Arc<str>,
    /// Whether it is an agency whose stories others print.
    pub agency: bool,
    /// All names that stand for it in text, the first among them.
    pub aliases: Vec<Arc<str>>,
    /// Its web domains, without `www.`.
    pub domains: Vec<Arc<str>>,
}

/// What a word in the markup of a web page says of the text inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It is not the piece, unless it holds more than this share of the running text, in percent.
    Page(u8),
    /// It is the piece.
    Piece,
    /// It is a caption or credit.
    Caption,
    /// It is a date line.
    Date,
    /// What follows in the same name is a topic or state of the piece (`category-comments`, `has-sidebar`).
    State,
}

/// What a column of a table can hold.
const FIELDS: [&str; 7] = ["text", "title", "date", "author", "outlet", "lang", "url"];

/// Where the user's own choice of columns stands; no such file is part of the data.
const NAMED_COLUMNS: &str = "formats/named_columns.tsv";

impl Files {
    /// The files with columns of tables named by the user, as pairs of field (`text`, `title`, `date`, `author`,
    /// `outlet`, `lang`, `url`) and column name. Being a file it is part of what tells two coders apart.
    #[must_use]
    pub fn with_columns<'a>(self, columns: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut text = "field\tname".to_owned();
        for (field, name) in columns {
            // A column's name has no line break or tabulator that a table could show.
            text.extend(["\n", field, "\t", &name.replace(['\t', '\n', '\r'], " ")]);
        }
        self.with(NAMED_COLUMNS, text)
    }
}

/// What `intake` knows whatever the language: outlets, agencies, codes of languages, words of markup.
#[derive(Debug, Default)]
pub struct Formats {
    /// Words of `class` and `id` attributes, lower case, with the reason under which a masked run is listed.
    pub hints: FxHashMap<String, (Hint, Arc<str>)>,
    /// Well-known outlets and agencies.
    pub outlets: Vec<Outlet>,
    /// All their names, and whose each is.
    names: Option<AhoCorasick>,
    owners: Vec<usize>,
    /// The same names folded.
    called: FxHashMap<String, usize>,
    /// What a table's column holds by its name (lower case, letters and digits only), and its rank among such names.
    pub columns: BTreeMap<String, (Arc<str>, usize)>,
    /// The columns that the user named, by field: those are read and no others of that field.
    pub named_columns: BTreeMap<Arc<str>, String>,
    /// BCP 47 code by ISO 639-3 code.
    pub languages: BTreeMap<Arc<str>, Arc<str>>,
}

impl Formats {
    /// Loads `outlets.tsv` and `languages.tsv`, `html_hints.tsv` and `columns.tsv` of `formats/`.
    ///
    /// # Errors
    /// With file and line when a row cannot be used.
    pub fn load(files: &Files) -> Result<Self, PackError> {
        let mut formats = Self::default();
        let list = |cell: &str| -> Vec<Arc<str>> {
            cell.split('|').map(str::trim).filter(|s| !s.is_empty()).map(Arc::from).collect()
        };
        for row in files.rows("outlets.tsv") {
            let name: Arc<str> = row.need("name")?.into();
            let agency = match row.need("kind")? {
                "agency" => true,
                "outlet" => false,
                other => return Err(row.error(format!("`{other}` is no kind: agency or outlet"))),
            };
            row.need("source")?;
            let mut aliases = vec![Arc::clone(&name)];
            aliases.extend(list(row.get("aliases")));
            formats.outlets.push(Outlet { name, agency, aliases, domains: list(row.get("domains")) });
        }
        let aliases = || formats.outlets.iter().enumerate().flat_map(|(i, o)| o.aliases.iter().map(move |a| (i, a)));
        let names = AhoCorasick::new(aliases().map(|(_, a)| a.as_bytes()))
            .map_err(|e| PackError::line("outlets.tsv", 1, e.to_string()))?;
        formats.owners = aliases().map(|(i, _)| i).collect();
        let mut called = FxHashMap::default();
        for (i, alias) in aliases() {
            called.entry(fold(alias)).or_insert(i);
        }
        formats.called = called;
        formats.names = Some(names);
        for row in files.rows("formats/languages.tsv") {
            formats.languages.insert(row.need("iso639_3")?.into(), row.need("bcp47")?.into());
        }
        for (rank, row) in files.rows("formats/columns.tsv").enumerate() {
            let field = row.need("field")?;
            if !FIELDS.contains(&field) {
                return Err(row.error(format!("`{field}` is no field of a document")));
            }
            formats.columns.insert(row.need("name")?.to_owned(), (field.into(), rank));
        }
        for row in files.rows(NAMED_COLUMNS) {
            let field = row.need("field")?;
            if !FIELDS.contains(&field) {
                return Err(row.error(format!("`{field}` is no field of a document")));
            }
            formats.named_columns.insert(field.into(), row.need("name")?.to_owned());
        }
        for row in files.rows("formats/html_hints.tsv") {
            let hint = match row.need("role")? {
                "page" => {
                    let most = row.get("most");
                    let most = if most.is_empty() { Ok(35) } else { most.parse() };
                    Hint::Page(most.map_err(|_| row.error("`most` is no percentage"))?)
                }
                "piece" => Hint::Piece,
                "caption" => Hint::Caption,
                "date" => Hint::Date,
                "state" => Hint::State,
                other => return Err(row.error(format!("`{other}` is no role: page, piece, caption, date or state"))),
            };
            formats.hints.insert(row.need("word")?.to_owned(), (hint, row.need("reason")?.into()));
        }
        Ok(formats)
    }

    /// The outlets named in a text, as whole words with their capitals: index in `outlets` and byte, in text order.
    pub fn named_in(&self, text: &str) -> Vec<(usize, usize)> {
        let Some(names) = &self.names else { return Vec::new() };
        let found = names.find_overlapping_iter(text).filter(|m| on_boundaries(text, m.start(), m.end()));
        let mut out: Vec<(usize, usize)> =
            found.filter_map(|m| Some((*self.owners.get(m.pattern().as_usize())?, m.start()))).collect();
        out.sort_by_key(|&(outlet, at)| (at, outlet));
        out
    }

    /// The outlet that goes by a name, whatever its capitals: index in `outlets`.
    pub fn outlet_called(&self, name: &str) -> Option<usize> {
        self.called.get(&fold(name)).copied()
    }

    /// The outlet of a web domain (`www.` and deeper subdomains allowed).
    pub fn by_domain(&self, host: &str) -> Option<&Outlet> {
        let fits = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'));
        self.outlets.iter().find(|o| o.domains.iter().any(|d| fits(d)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(cues: &str) -> IntakePack {
        let files = Files::from_texts([("lang/xx/intake/cues.tsv", format!("role\tat\treason\tcue\n{cues}"))]);
        IntakePack::load(&files, "xx").unwrap()
    }

    #[test]
    fn cues_keep_to_their_place_and_to_words() {
        let pack =
            pack("button\twhole\tbutton\tRead more\nlegal\tany\tlegal\tcookies\npointer\tstart\tpointer\tRead also\n");
        let roles = |line: &str| pack.cues_in(&fold(line)).map(|f| f.cue.role).collect::<Vec<_>>();
        assert_eq!(roles("► Read more »"), [Role::Button]);
        assert_eq!(roles("Read more of this"), []);
        assert_eq!(roles("We use cookies."), [Role::Legal]);
        assert_eq!(roles("We use cookieson."), []);
        assert_eq!(roles("▶ Read also: a title"), [Role::Pointer]);
        assert_eq!(roles("You may read also this"), []);
    }

    #[test]
    fn cues_run_their_cases() {
        let load = |cases: &str| {
            let cues = "role\tat\treason\tcue\nlegal\tany\tlegal\tcookies\n";
            let cases = format!("role\tcase\tline\n{cases}");
            let files =
                Files::from_texts([("lang/xx/intake/cues.tsv", cues), ("lang/xx/intake/cases.tsv", cases.as_str())]);
            IntakePack::load(&files, "xx").map(|_| ()).map_err(|e| e.to_string())
        };
        assert_eq!(load("legal\tyes\tWe use cookies.\nlegal\tno\tWe cook.\n"), Ok(()));
        let path = "lang/xx/intake/cases.tsv";
        let wrong = load("legal\tyes\tWe use cookies.\nlegal\tno\tNo cookies.\n");
        assert_eq!(wrong, Err(format!("{path}:3: a cue of this role stands in the line")));
        let missing = load("legal\tyes\tWe use cookies.\n");
        assert_eq!(missing, Err(format!("{path}:1: the cues of `legal` have no `no` case")));
    }

    #[test]
    fn patterns_run_their_cases() {
        let toml = "[[pattern]]\nid = \"a\"\nrole = \"button\"\nreason = \"x\"\nmatch = '^\\d+ min$'\nyes = [\"3 min\"]\nno = [\"4 min\"]\n";
        let files = Files::from_texts([("lang/xx/intake/lines.toml", toml)]);
        let error = IntakePack::load(&files, "xx").unwrap_err().to_string();
        assert_eq!(error, "lang/xx/intake/lines.toml:2: pattern `a` matches its case `4 min`");
    }
}
