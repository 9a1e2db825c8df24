//! What each phrase and pronoun refers to.

mod crowd;
mod denote;
mod interview;
mod lately;
mod office;
mod pair;
mod place;
mod pronoun;

use std::collections::BTreeMap;
use std::sync::Arc;

use legation_model::{Actor, ActorKind, ActorMention, Alternative, Code, Derivation, TokenIdx, TokenRange, Upos};
use legation_packs::actors::{OfficeClass, PlainNumber, fold};
use legation_packs::syntax::Relation;

pub(crate) use interview::Interview;

use super::focus::{Focus, is_place, is_venue};
use super::names::People;
use super::phrase::Phrase;
use super::scan::What;
use crate::Reading;

/// How a phrase refers, to whom, and by which rule.
type Denoted = (ActorKind, Vec<Actor>, &'static str);

/// Something already mentioned that later words may refer to.
#[expect(clippy::struct_excessive_bools, reason = "independent marks, not a state machine")]
struct Referent {
    token: TokenIdx,
    sentence: usize,
    kind: ActorKind,
    plural: bool,
    /// A group that acts as one ("the army").
    collective: bool,
    gender: Arc<str>,
    /// Whether its article is a plural ("*les* États-Unis").
    several: bool,
    subject: bool,
    /// Whether it is the subject of the whole sentence.
    leads: bool,
    actors: Vec<Actor>,
    person: Option<usize>,
    envoy: bool,
    office: Option<usize>,
    noun: Option<usize>,
    /// Whether its country is said by its words and not taken from around it.
    stated: bool,
    /// A state named only as the place of something.
    place: bool,
}

struct Resolver<'a> {
    reading: &'a Reading<'a>,
    people: &'a People,
    phrases: &'a [Phrase],
    focus: Focus,
    /// Country and sector of those who signed, each pair once.
    signatories: Vec<(Option<Code>, Option<Code>)>,
    /// The interview that the document is.
    interview: Option<Interview>,
    seen: Vec<Referent>,
    /// Persons whose title is of a group that a possessive points to ("the opposition … *its* leader X").
    of_groups: BTreeMap<usize, (Option<Code>, Code)>,
    /// Genders that pronouns have given to persons.
    genders: BTreeMap<usize, Arc<str>>,
    /// Those that pronouns were resolved to.
    pronouns: BTreeMap<TokenIdx, Vec<Actor>>,
}

/// The mentions of all phrases and pronouns, in text order, and the interview that the document is.
pub(super) fn resolve(
    reading: &Reading<'_>,
    phrases: &[Phrase],
    people: &People,
    focus: Focus,
    signatories: Vec<(Option<Code>, Option<Code>)>,
) -> (Vec<ActorMention>, Option<Interview>) {
    let mut resolver = Resolver {
        reading,
        people,
        phrases,
        focus,
        signatories,
        interview: None,
        seen: Vec::new(),
        of_groups: BTreeMap::new(),
        genders: BTreeMap::new(),
        pronouns: BTreeMap::new(),
    };
    resolver.introduce_speakers();
    let mut mentions: Vec<ActorMention> = Vec::new();
    let mut next = 0;
    for i in 0..reading.parse.len() {
        while phrases.get(next).is_some_and(|p| p.core.start.at() <= i) {
            mentions.extend(resolver.phrase(&phrases[next]));
            next += 1;
        }
        let word = fold_word(reading.word(i.into()));
        mentions.extend(resolver.pronoun(i.into(), &word));
        mentions.extend(resolver.crowd(i.into(), &word));
        mentions.extend(resolver.direction(i.into()));
        mentions.extend(resolver.one_of_two(i.into(), &word));
    }
    mentions.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
    mentions.dedup_by(|b, a| a.tokens == b.tokens && a.head == b.head);
    (mentions, resolver.interview)
}

impl Resolver<'_> {
    fn sentence(&self, token: TokenIdx) -> usize {
        self.reading.parse.sentences.partition_point(|s| s.end <= token)
    }

    /// The mention that a phrase makes, remembered for later words.
    fn phrase(&mut self, phrase: &Phrase) -> Option<ActorMention> {
        if let (Some(person), Some(office)) = (phrase.person, phrase.office)
            && let Some(group) = self
                .owner(phrase, office)
                .or_else(|| self.sender_of(phrase, office))
                .or_else(|| self.continued(phrase, person))
        {
            self.of_groups.insert(person, group);
        }
        let (kind, actors, rule) = self.denotes(phrase)?;
        let head = head_of(self.reading, phrase.range, phrase.core);
        let note = actors
            .iter()
            .filter_map(|a| a.name.as_deref().or(a.country.as_ref().map(Code::as_str)))
            .collect::<Vec<_>>();
        let mention = ActorMention {
            tokens: phrase.range,
            head,
            kind,
            alternatives: self.alternatives(phrase, &actors),
            derivation: Derivation::new(rule, Some(self.reading.parse.span(phrase.range)), note.join(", ")),
            actors,
        };
        let adjective = matches!(phrase.what, What::Known(sense) if sense.is_adjective());
        if !(adjective || phrase.inner && kind == ActorKind::Office) {
            self.remember(&mention, phrase);
        }
        Some(mention)
    }

    /// What else the name of a state may be ("Georgia").
    fn alternatives(&self, phrase: &Phrase, actors: &[Actor]) -> Vec<Alternative> {
        if phrase.state().is_none() {
            return Vec::new();
        }
        let word = fold(self.reading.parse.span(phrase.core).of(self.reading.text()));
        let other = self.reading.lang.actors.ambiguous.get(&word).zip(actors.first());
        let other = other.map(|((what, country), actor)| Alternative {
            actor: Actor { country: *country, sector: None, name: Some(Arc::clone(what)), ..actor.clone() },
            // No counts behind it: shown so that people see that there is another reading.
            weight: 0.2,
        });
        other.into_iter().collect()
    }

    fn remember(&mut self, mention: &ActorMention, phrase: &Phrase) {
        let titles = phrase.office.is_some() && phrase.person.is_none() && phrase.core_is_plural(self.reading);
        let plural = titles
            || mention.actors.len() > 1
            || phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].number == PlainNumber::Plural);
        let many = self.reading.parse.token(mention.head).morph.contains("Number=Plur");
        let collective = !many && phrase.noun().is_some_and(|n| self.reading.lang.actors.nouns[n].is_one());
        let person = phrase.person.or_else(|| {
            let name = mention.actors.first().and_then(|a| a.name.clone())?;
            self.people.all.iter().position(|p| p.name == name)
        });
        let gender = person.map_or_else(|| self.article_gender(mention), |p| Arc::clone(&self.people.all[p].gender));
        self.seen.push(Referent {
            plural,
            collective,
            gender,
            several: self.article(mention).is_some_and(|a| self.reading.parse.token(a).morph.contains("Number=Plur")),
            person,
            office: phrase.office,
            noun: phrase.noun(),
            stated: !phrase.of.is_empty() || phrase.of_person.is_some() || mention.kind == ActorKind::Organisation,
            place: is_place(self.reading, phrase) || is_venue(self.reading, phrase),
            envoy: phrase.is_embassy(self.reading)
                || phrase.office.is_some_and(|o| self.reading.lang.actors.offices[o].class == OfficeClass::Envoy),
            ..self.referent(mention)
        });
    }

    /// The gender that the article of a noun phrase tells, as the pronouns' table writes it ("*la* Suède"); empty where there is
    /// none or it tells none.
    fn article_gender(&self, mention: &ActorMention) -> Arc<str> {
        let gendered = [("Gender=Masc", "m"), ("Gender=Fem", "f")];
        let morph = |i: TokenIdx| &self.reading.parse.token(i).morph;
        let told = |i: TokenIdx| gendered.into_iter().find(|(feature, _)| morph(i).contains(feature));
        self.article(mention).and_then(told).map_or("", |(_, gender)| gender).into()
    }

    /// The article of a noun phrase.
    fn article(&self, mention: &ActorMention) -> Option<TokenIdx> {
        let (parse, syntax) = (self.reading.parse, &self.reading.lang.syntax);
        syntax.first(parse, mention.head, Relation::Determiner).filter(|&d| d < mention.head)
    }

    /// A mention as something that later words may refer to, without what its phrase says.
    fn referent(&self, mention: &ActorMention) -> Referent {
        // "the *opposition* Movement for Change said"
        let parse = self.reading.parse;
        let compound = self.reading.lang.syntax.stands_as(parse, mention.head, Relation::Compound);
        let head = if compound { parse.token(mention.head).head } else { mention.head };
        let dep = &parse.token(head).dep;
        let syntax = &self.reading.lang.syntax;
        let leads = syntax.stands_as(parse, parse.token(head).head, Relation::Root);
        Referent {
            leads,
            token: mention.head,
            sentence: self.sentence(mention.head),
            kind: mention.kind,
            plural: mention.actors.len() > 1,
            collective: false,
            gender: "".into(),
            several: false,
            subject: self.reading.lang.syntax.is_any(dep, &[Relation::Subject, Relation::PassiveSubject]),
            actors: mention.actors.clone(),
            person: None,
            envoy: false,
            office: None,
            noun: None,
            stated: false,
            place: false,
        }
    }

    fn actor(&self, range: TokenRange, country: Option<Code>, sector: Option<Code>, name: Option<Arc<str>>) -> Actor {
        let span = self.reading.parse.span(range);
        Actor { text: span.of(self.reading.text()).into(), span: Some(span), country, sector, name }
    }

    /// The most salient referent before a token that fits: subjects before others, near before far.
    fn best(&self, at: TokenIdx, reach: usize, fits: impl Fn(&Referent) -> bool) -> Option<&Referent> {
        self.best_with(at, reach, fits, |_| 0)
    }

    /// The same, where some have more to be said for them.
    fn best_with(
        &self,
        at: TokenIdx,
        reach: usize,
        fits: impl Fn(&Referent) -> bool,
        more: impl Fn(&Referent) -> i32,
    ) -> Option<&Referent> {
        let here = self.sentence(at);
        let score = |r: &Referent| {
            let back = here - r.sentence;
            let base = if r.subject { 3 } else { 1 };
            (base + if back == 0 { 2 } else { 0 } - (back as i32) + more(r), r.token)
        };
        // Of two with one head the later one, which comes first here.
        self.back(at, reach).filter(|r| fits(r)).min_by_key(|r| std::cmp::Reverse(score(r)))
    }
}

/// A word without case, accents and curled apostrophes.
fn fold_word(word: &str) -> String {
    let word = fold(word);
    if word.contains('’') { word.replace('’', "'") } else { word }
}

/// The token that heads a phrase: the highest in the tree, the core's first.
fn head_of(reading: &Reading<'_>, range: TokenRange, core: TokenRange) -> TokenIdx {
    let parse = reading.parse;
    let outside = |i: &usize| {
        let head = parse.token((*i).into()).head;
        head.at() == *i || !range.contains(head)
    };
    // "la Ligue pour les droits", with the last noun drawn as a phrase of the verb's: where heads come first, the first one.
    let last = core.indices().rev().find(outside);
    let drawn_out =
        |i: usize| reading.lang.syntax.first(parse, i.into(), Relation::Case).is_some_and(|c| core.contains(c));
    let nominal = |i: &usize| matches!(parse.token((*i).into()).pos, Upos::Noun | Upos::Propn);
    let first = last.filter(|&l| drawn_out(l)).and_then(|_| core.indices().find(|i| outside(i) && nominal(i)));
    let within = first.or(last);
    within.or_else(|| range.indices().find(outside)).map_or(core.start, TokenIdx::from)
}
