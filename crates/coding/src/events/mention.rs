//! From chosen readings to mentions: status, sources, date, number, place, evidence, confidence.

use std::sync::Arc;

use legation_model::{
    Actor, Code, Derivation, DocumentKind, Evidence, Mention, MentionId, Span, Status, TimeBound, TokenIdx, TokenRange,
    Upos,
};
use legation_packs::coding::PredicatePos;
use legation_packs::confidence::Features;
use legation_packs::syntax::Relation;

use super::arguments::Carried;
use super::matching::Candidate;
use super::parties::{Parties, same_party};
use super::told::{self, Manner};
use super::{dating, features, number, when};
use crate::attribution::{self, Form, Report};
use crate::{Reading, status};

/// Among how many mentions around one its sentence is looked for.
const NEAR: usize = 6;

/// All mentions of a document, in text order, each with what its confidence is made of.
pub(super) fn all<'a>(
    reading: &'a Reading<'a>,
    parties: &Parties<'a>,
    reports: &[Report],
    chosen: Vec<Candidate<'a>>,
) -> (Vec<Mention>, Vec<Features>) {
    let mut mentions: Vec<Mention> = Vec::with_capacity(chosen.len());
    let mut features = Vec::with_capacity(chosen.len());
    let mut defaults = Vec::with_capacity(chosen.len());
    for candidate in chosen {
        let n = mentions.len() as u32;
        let builder = Builder { reading, parties, reports, candidate: &candidate, before: &mentions };
        let (mention, of_mention) = builder.build(n);
        defaults.push(builder.default_date());
        mentions.push(mention);
        features.push(of_mention);
    }
    share_actors(reading, &mut mentions);
    complete_parties(&mut mentions);
    when::complete(&mut mentions, &defaults, reading.article.meta.published.date);
    (mentions, features)
}

/// A side that one mention leaves out is that of another mention of the same act in the document ("he had been told
/// to leave" by whoever "ordered the ambassador out").
fn complete_parties(mentions: &mut [Mention]) {
    let told = mentions.to_vec();
    let same = |a: &[Actor], b: &[Actor]| {
        !a.is_empty() && a.len() == b.len() && a.iter().zip(b).all(|(x, y)| same_party(x, y))
    };
    let countries = |side: &[Actor]| {
        let mut all: Vec<Code> = side.iter().filter_map(|a| a.country).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let unsaid = |side: &[Actor]| side.iter().map(|a| Actor { span: None, ..a.clone() }).collect();
    for mention in mentions.iter_mut() {
        let twins = || told.iter().filter(|o| o.id != mention.id && o.event == mention.event && o.mode == mention.mode);
        if mention.actor.is_empty() {
            let named = || twins().filter(|o| !o.actor.is_empty() && o.mode.is_some());
            // "three diplomats … the three Germans"
            let alike = |o: &&Mention| countries(&o.recipient) == countries(&mention.recipient);
            let twin = twins().find(|o| !o.actor.is_empty() && same(&o.recipient, &mention.recipient));
            let twin = twin.or_else(|| named().find(alike).filter(|_| !countries(&mention.recipient).is_empty()));
            mention.actor = twin.map(|o| unsaid(&o.actor)).unwrap_or_default();
        } else if mention.recipient.is_empty() {
            let twin = twins().find(|o| !o.recipient.is_empty() && same(&o.actor, &mention.actor));
            mention.recipient = twin.map(|o| unsaid(&o.recipient)).unwrap_or_default();
        }
    }
}

/// "were *interrogated*, beaten and robbed", "*police arrested* dozens and two marchers were shot": harm that nobody is said to do
/// is done by whoever does the harm that its sentence tells of the same people.
fn share_actors(reading: &Reading<'_>, mentions: &mut [Mention]) {
    let ontology = &reading.packs.ontology;
    let parse = reading.parse;
    let harm = |m: &Mention| ontology.event(&m.event).is_some_and(|e| e.is_material() && e.is_conflict() && !e.civic);
    let place = |m: &Mention| parse.sentence_of(parse.tokens_in(m.trigger).start);
    let people = |m: &Mention| {
        let private = |a: &Actor| a.sector.is_none_or(|s| ontology.is_private(s) || ontology.is_domestic(s));
        let country = m.recipient.first().and_then(|a| a.country);
        country.filter(|_| m.recipient.iter().all(private))
    };
    let told = mentions.to_vec();
    for (n, mention) in mentions.iter_mut().enumerate() {
        let Some(country) = people(mention).filter(|_| mention.actor.is_empty() && harm(mention)) else { continue };
        let from = n.saturating_sub(NEAR);
        let near = told[from..].iter().take(2 * NEAR).filter(|o| o.id != mention.id && place(o) == place(mention));
        let at_home =
            |o: &Mention, country| o.recipient.is_empty() && o.actor.iter().all(|a| a.country == Some(country));
        let rules = |o: &&Mention| {
            o.actor.iter().all(|a| a.sector.is_some_and(|s| !ontology.is_civic(s) && !ontology.is_private(s)))
        };
        let mut fits = near
            .filter(|o| !o.actor.is_empty() && harm(o) && (people(o) == Some(country) || at_home(o, country)))
            .filter(rules);
        mention.actor = fits
            .next()
            .map(|o| o.actor.iter().map(|a| Actor { span: None, ..a.clone() }).collect())
            .unwrap_or_default();
    }
}

pub(super) struct Builder<'b, 'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) parties: &'b Parties<'a>,
    reports: &'b [Report],
    pub(super) candidate: &'b Candidate<'a>,
    /// The mentions of the document so far.
    pub(super) before: &'b [Mention],
}

impl Builder<'_, '_> {
    fn build(&self, n: u32) -> (Mention, Features) {
        let reading = self.reading;
        let candidate = self.candidate;
        let sense = candidate.sense;
        let ontology = &reading.packs.ontology;
        let (mut actor, mut recipient) = self.sides();
        let (mut status, declined, reality) = self.status();
        let demand = self.listed_demand();
        if let Some(demand) = &demand {
            recipient.retain(|r| !demand.of.iter().any(|a| same_party(a, r)));
            actor.clone_from(&demand.of);
            if status == Status::Happened {
                status = Status::Demanded;
            }
        }
        // "the aggression since February" goes on
        let since = self.dated().is_some_and(|d| d.bound == Some(TimeBound::NotBefore));
        if status == Status::Happened && sense.pos == PredicatePos::Noun && candidate.carried != Carried::Light && since
        {
            status = Status::Ongoing;
        }
        let mut event = Arc::clone(&sense.event);
        let (mut mode, mut cameo) = (sense.mode.clone(), Arc::clone(&sense.cameo));
        // "did not express a willingness to …" is a refusal.
        let refused = ontology.event(&sense.event).and_then(|e| {
            let ahead = e.declined.as_ref().filter(|_| declined && sense.pos == PredicatePos::Verb);
            e.refused.as_ref().or(ahead).cloned()
        });
        if let Some(refusal) = refused.filter(|_| status == Status::Denied && !actor.is_empty()) {
            cameo = ontology.default_cameo(&refusal, None).unwrap_or_default();
            (event, mode, status) = (refusal, None, Status::Happened);
            if recipient.is_empty() {
                recipient =
                    self.parties.answered(candidate.trigger, &candidate.recipient.heads, &actor, self.before.iter());
            }
        }
        // "are now in prison": what is so now was done before.
        let now = |d: &dating::Dated<'_>| status == Status::Happened && &*d.timex.value == when::PRESENT_REF;
        let dated = self.dated().filter(|d| !now(d));
        let published = reading.article.meta.published.date;
        // "flies to Riga on Sunday": what the present tells of a day to come is arranged.
        let ahead =
            |d: dating::Dated<'_>| d.bound.is_none() && d.timex.edtf.is_some_and(|e| when::is_ahead(e, published));
        if status == Status::Ongoing && dated.is_some_and(ahead) {
            status = Status::Planned;
        }
        let domestic = self.is_domestic(&actor, &recipient);
        let manner = told::manner(reading, &self.parties.grammar, candidate.trigger);
        // Protests after an election are over in time; what the state does about them may go on.
        let soon = domestic && manner == Manner::Simple && ontology.event(&sense.event).is_some_and(|e| e.civic);
        // What the paragraph dates needs no cause to date it, nor what is done by saying it.
        let verb = sense.pos == PredicatePos::Verb;
        let going_on = verb && told::before(reading, &self.parties.grammar, candidate.trigger, false).is_some();
        let cause = || {
            (!going_on && !self.is_performed()).then_some(())?;
            (domestic
                || self.about_election()
                || dating::follows_election(reading, &self.parties.grammar, candidate.trigger))
            .then(|| when::election(reading, &self.parties.grammar))
            .flatten()
        };
        let date = match dated {
            // "the August election": the date of what the words are about, not of the words
            Some(d) if self.dates_an_election(d) => when::since(d.timex.edtf, status, published, false),
            None => when::since(cause(), status, published, soon),
            Some(_) => when::interval(dated, status, published),
        };
        let mut attribution = self.sources(&actor);
        if attribution.is_empty() {
            attribution.extend(demand.and_then(|d| d.by.into_iter().next()));
        }
        let clean = self.clause();
        let mut derivation = candidate.derivation.clone();
        derivation.children.push(reality);
        if let Some(d) = dated {
            derivation.children.push(d.timex.derivation.clone());
        }
        let text = reading.text();
        let features = features::of(reading, candidate, [&actor, &recipient], status, dated);
        let mention = Mention {
            id: MentionId { doc: Arc::clone(&reading.article.doc), n },
            evidence: Evidence {
                doc: Arc::clone(&reading.article.doc),
                clean,
                base: reading.article.map.to_base(clean),
                quote: clean.of(text).into(),
                derivation,
            },
            trigger: candidate.trigger_span,
            trigger_base: reading.article.map.to_base(candidate.trigger_span),
            number: self.number(),
            place: self.place(),
            actor,
            recipient,
            event,
            mode,
            goldstein: ontology.goldstein(&cameo),
            cameo: Some(cameo),
            date: date.or_else(|| when::interval(dated, status, published)),
            date_text: dated.map(|d| when::words(reading, d)),
            status,
            attribution,
            rule: Arc::clone(&sense.id),
            confidence: reading.packs.confidence.of(&features),
        };
        (mention, features)
    }

    /// The expression that dates the act: its own, else that of the saying.
    fn dated(&self) -> Option<dating::Dated<'_>> {
        let c = self.candidate;
        let grammar = &self.parties.grammar;
        if self.is_performed() {
            return None;
        }
        let own = dating::find(self.reading, grammar, c.trigger, &c.consumed);
        let said = || self.saying().and_then(|(_, cue)| dating::find(self.reading, grammar, cue, &[]));
        // "ordered him out on Monday, the ministry announced on *Tuesday*"; what only bounds it says less.
        let within = |d: &dating::Dated<'_>| {
            d.bound.is_none()
                && self.saying().is_none_or(|(report, _)| report.content.iter().any(|s| s.contains(d.timex.span)))
        };
        own.filter(within).or_else(said).or(own)
    }

    /// "We condemn the arrests of Sunday": what a letter or statement says in the present, it does by saying it.
    fn is_performed(&self) -> bool {
        let c = self.candidate;
        let own = matches!(self.reading.article.meta.kind, DocumentKind::Letter | DocumentKind::Statement);
        let speech = self.reading.packs.ontology.event(&c.sense.event).is_some_and(|e| e.speech);
        let verb = speech && c.sense.pos == PredicatePos::Verb;
        own && verb && (told::is_present(&self.parties.grammar, c.trigger) || self.is_wished())
    }

    /// "We *wish to express* our concern", "I write to protest": who says of himself that he wants to say it has said it.
    fn is_wished(&self) -> bool {
        let grammar = &self.parties.grammar;
        let Some(verb) = grammar.head(self.candidate.trigger) else { return false };
        let below = [Relation::OpenComplement, Relation::AdverbialClause, Relation::ComplementClause];
        let own = |s: TokenIdx| self.reading.parse.token(s).morph.contains("Person=1");
        let says = !self.reading.lang.attribution.verb(&self.reading.lemma(self.candidate.trigger)).is_empty();
        says && grammar.syntax.is_any(&self.reading.parse.token(self.candidate.trigger).dep, &below)
            && grammar.pack.in_class("performing", &self.reading.lemma(verb))
            && grammar.first(verb, Relation::Subject).is_some_and(own)
    }

    /// The verb that reports what the actor itself says ("France is worried, Macron *said* on Friday"): it is dated
    /// where the words are not.
    fn saying(&self) -> Option<(&Report, TokenIdx)> {
        let c = self.candidate;
        let speech = self.reading.packs.ontology.event(&c.sense.event).is_some_and(|e| e.speech);
        let report = self.reports.iter().find(|r| r.content.iter().any(|s| s.contains(c.trigger_span)))?;
        let source = self.source(report.source?)?;
        let own = c
            .actor
            .actors
            .iter()
            .any(|a| same_source(a, &source) || (a.country.is_some() && a.country == source.country));
        let cue = self.reading.parse.tokens_in(report.cue?);
        (speech && own && !cue.is_empty()).then_some((report, cue.start))
    }

    /// Whether an expression dates an election and not the act ("the August election").
    fn dates_an_election(&self, dated: dating::Dated<'_>) -> bool {
        let lemma = |t: TokenIdx| self.reading.lemma(t);
        dated.on_path[0].is_some_and(|t| self.reading.lang.coding.in_class("election", &lemma(t)))
    }

    /// What an act without a date is taken for.
    fn default_date(&self) -> when::Default {
        let c = self.candidate;
        let (reading, grammar) = (self.reading, &self.parties.grammar);
        let verb = c.sense.pos == PredicatePos::Verb;
        if self.is_performed() {
            return when::Default::Published;
        }
        let told = |loose| told::before(reading, grammar, c.trigger, loose).filter(|_| verb);
        let day = |loose| told(loose).and_then(|t| t.edtf);
        let published = reading.article.meta.published.date;
        let speech = reading.packs.ontology.event(&c.sense.event).is_some_and(|e| e.speech);
        match told::manner(reading, grammar, c.trigger) {
            // What is done often is no matter of the last days.
            Manner::Habit => {
                return when::Default::Since(day(true).filter(|day| !when::is_recent(*day, published)));
            }
            Manner::Perfect if told::in_lead(reading, c.trigger) => {}
            Manner::Pluperfect => match (day(false), day(true)) {
                (Some(then), _) if !when::is_recent(then, published) => return when::Default::Before(then),
                (None, Some(since)) => return when::Default::Since(Some(since)),
                _ => {}
            },
            Manner::Perfect => {
                if let Some(since) = day(true) {
                    return when::Default::Since(Some(since));
                }
            }
            // "accuses": not what goes on from a day told.
            Manner::Simple if verb && told::is_present(grammar, c.trigger) => {}
            Manner::Simple => {
                let going_on = told(false).is_some_and(|t| t.bound == Some(TimeBound::NotBefore));
                match day(false) {
                    // "The strikes have gone on since April. Police arrested hundreds."
                    Some(since) if going_on => return when::Default::Since(Some(since)),
                    Some(then) => return when::Default::Told(then),
                    None => {}
                }
            }
        }
        match reading.article.meta.kind {
            DocumentKind::News | DocumentKind::Wire if speech => when::Default::Said,
            DocumentKind::News | DocumentKind::Wire => when::Default::Recent,
            DocumentKind::Analysis if verb => when::Default::Recent,
            _ => when::Default::Past,
        }
    }

    /// Whether an act stays within the country that the document is about: in a piece on an election there, such
    /// acts are taken to follow it.
    fn is_domestic(&self, actor: &[Actor], recipient: &[Actor]) -> bool {
        let host = self.parties.host();
        let mut all = actor.iter().chain(recipient).map(|a| a.country).peekable();
        host.is_some() && all.peek().is_some() && all.all(|c| c == host)
    }

    fn about_election(&self) -> bool {
        self.about("election")
    }

    /// Negation that is part of the predicate ("has not recognised" as a refusal) makes no denial.
    fn status(&self) -> (Status, bool, Derivation) {
        let c = self.candidate;
        let found = status::of(self.reading, c.trigger);
        let event = self.reading.packs.ontology.event(&c.sense.event);
        let speech = event.is_some_and(|e| e.speech);
        let mode = event.and_then(|e| self.mode(e));
        let standing = mode.is_some_and(|m| m.standing);
        let refuses = self.parties.grammar.pack.in_class("refusal", &self.reading.lemma(c.trigger));
        let status = match found.status {
            Status::Denied if c.negation_used && (found.standing || self.is_non_finite()) => Status::Ongoing,
            Status::Denied if c.negation_used => Status::Happened,
            // A feeling voiced is voiced once ("is worried").
            // So are words in the present ("accuses"); who refuses to do a thing goes on refusing.
            Status::Ongoing if speech && c.sense.pos != PredicatePos::Noun && !refuses => Status::Happened,
            Status::Hypothetical | Status::Planned | Status::Demanded if self.is_wished() => Status::Happened,
            Status::Happened if c.present && !speech => Status::Ongoing,
            Status::Happened if standing && c.sense.pos == PredicatePos::Noun && c.carried != Carried::Light => {
                Status::Ongoing
            }
            other => other,
        };
        // A headline's present tells what happened.
        let present = || told::is_present(&self.parties.grammar, c.trigger);
        let headline = status == Status::Ongoing && !speech && present() && self.is_headline();
        let status = if headline { Status::Happened } else { status };
        (status, found.declined, found.derivation)
    }

    /// Whether the sentence ends without a mark, as titles do.
    fn is_headline(&self) -> bool {
        let parse = self.reading.parse;
        let last = parse.sentence_of(self.candidate.trigger).end.at().checked_sub(1).map(TokenIdx::from);
        last.is_some_and(|l| parse.token(l).pos != Upos::Punct)
    }

    /// "not recognising": no tense says that it is over.
    fn is_non_finite(&self) -> bool {
        let parse = self.reading.parse;
        let syntax = &self.reading.lang.syntax;
        let morph = &parse.token(self.candidate.trigger).morph;
        let auxiliary = syntax.first(parse, self.candidate.trigger, Relation::Auxiliary).is_some();
        !auxiliary
            && (morph.contains("VerbForm=Ger") || (morph.contains("VerbForm=Part") && morph.contains("Tense=Pres")))
    }

    /// According to whom, outermost first. Who speaks in the event itself is no source of it.
    pub(super) fn sources(&self, actors: &[Actor]) -> Vec<Actor> {
        let ontology = &self.reading.packs.ontology;
        let speech = ontology.event(&self.candidate.sense.event).is_some_and(|e| e.speech);
        let mut chain: Vec<Actor> = Vec::new();
        for link in attribution::links(self.reading, self.reports, self.candidate.trigger_span) {
            let Some(source) = self.source(link.words) else { continue };
            let known = chain.iter().any(|a| same_source(a, &source));
            let own = (speech || link.form == Form::Object) && actors.iter().any(|a| same_source(a, &source));
            if !known && !own {
                chain.push(source);
            }
        }
        let answers = self.parties.answers(self.candidate.trigger_span);
        let own = |a: &Actor| speech && actors.iter().any(|o| same_source(o, a));
        let new = |a: &&Actor| !chain.iter().any(|c| same_source(c, a)) && !own(a);
        if let Some(answers) = answers.filter(new) {
            chain.insert(0, answers.clone());
        }
        chain
    }

    fn source(&self, tokens: TokenRange) -> Option<Actor> {
        let parse = self.reading.parse;
        let head = tokens.indices().map(TokenIdx::from).find(|&i| {
            let h = parse.token(i).head;
            h == i || !tokens.contains(h)
        })?;
        let span = parse.span(tokens);
        let text: Arc<str> = span.of(self.reading.text()).into();
        match self.parties.named(head) {
            Some([actor, ..]) => Some(Actor { text, span: Some(span), ..actor.clone() }),
            _ if self.parties.is_open_pronoun(head) => None,
            _ => Some(Actor { text, span: Some(span), country: None, sector: None, name: None }),
        }
    }

    fn number(&self) -> Option<legation_model::Number> {
        let c = self.candidate;
        let noun = |t: &&TokenIdx| self.reading.parse.token(**t).pos == Upos::Noun;
        let heads = c.recipient.heads.iter().chain(c.consumed.iter().filter(noun)).chain(&c.actor.heads);
        heads.copied().find_map(|h| number::of(self.reading, &self.parties.grammar, h))
    }

    /// The clause that tells the event: the trigger's clause with everything below it, and the parties.
    fn clause(&self) -> Span {
        let parse = self.reading.parse;
        let syntax = &self.reading.lang.syntax;
        let stops = [
            Relation::Root,
            Relation::ComplementClause,
            Relation::AdverbialClause,
            Relation::RelativeClause,
            Relation::Parataxis,
        ];
        let sentence = parse.sentence_of(self.candidate.trigger);
        let mut at = self.candidate.trigger;
        loop {
            let token = parse.token(at);
            if token.head == at || !sentence.contains(token.head) || syntax.is_any(&token.dep, &stops) {
                break;
            }
            at = token.head;
        }
        let mut span = parse.span(parse.subtree(at));
        span = span.hull(self.candidate.trigger_span);
        let limits = parse.span(sentence);
        for &head in self.candidate.actor.heads.iter().chain(&self.candidate.recipient.heads) {
            if limits.contains(parse.token(head).span) {
                span = span.hull(parse.token(head).span);
            }
        }
        span.trimmed(self.reading.text())
    }
}

fn same_source(a: &Actor, b: &Actor) -> bool {
    match (&a.name, &b.name) {
        (Some(x), Some(y)) => x == y,
        _ => a.text == b.text || (a.country.is_some() && a.country == b.country && a.sector == b.sector),
    }
}
