use std::fmt;
use std::sync::Arc;

use crate::Span;

/// Index of a token in a [`Parse`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenIdx(pub u32);

impl TokenIdx {
    /// The index as a `usize`.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl From<usize> for TokenIdx {
    fn from(i: usize) -> Self {
        Self(i as u32)
    }
}

impl fmt::Debug for TokenIdx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{}", self.0)
    }
}

/// A half-open range of tokens `[start, end)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TokenRange {
    /// First token.
    pub start: TokenIdx,
    /// One past the last token.
    pub end: TokenIdx,
}

impl TokenRange {
    /// A range from two indices.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start: start.into(), end: end.into() }
    }

    /// The indices as a `usize` range.
    pub fn indices(self) -> std::ops::Range<usize> {
        self.start.at()..self.end.at()
    }

    /// Number of tokens.
    pub fn len(self) -> usize {
        self.end.at() - self.start.at()
    }

    /// Whether it holds no token.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the token lies inside.
    pub fn contains(self, token: TokenIdx) -> bool {
        self.start <= token && token < self.end
    }

    /// Whether the two share a token.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Universal part of speech. Source: <https://universaldependencies.org/u/pos/>, and `Space` as in spaCy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the standard's own")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
    Space,
}

impl Upos {
    /// Every part of speech with its standard name.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::Adj, "ADJ"),
        (Self::Adp, "ADP"),
        (Self::Adv, "ADV"),
        (Self::Aux, "AUX"),
        (Self::Cconj, "CCONJ"),
        (Self::Det, "DET"),
        (Self::Intj, "INTJ"),
        (Self::Noun, "NOUN"),
        (Self::Num, "NUM"),
        (Self::Part, "PART"),
        (Self::Pron, "PRON"),
        (Self::Propn, "PROPN"),
        (Self::Punct, "PUNCT"),
        (Self::Sconj, "SCONJ"),
        (Self::Sym, "SYM"),
        (Self::Verb, "VERB"),
        (Self::X, "X"),
        (Self::Space, "SPACE"),
    ];

    /// The standard name, such as `VERB`.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The part of speech of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(p, _)| *p)
    }
}

/// A token's place in a named entity.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Iob {
    /// Not decided (no entity recogniser ran).
    #[default]
    Missing,
    /// In no entity.
    Outside,
    /// First token of an entity.
    Begin,
    /// Inside an entity.
    Inside,
}

/// What is known of a sentence boundary before a token, set before the parser runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum SentStart {
    /// The parser decides.
    #[default]
    Unset,
    /// A sentence starts here.
    Start,
    /// No sentence starts here.
    Inside,
}

/// One token with everything the pipeline says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the article's clean text.
    pub span: Span,
    /// Whether a single space follows.
    pub space_after: bool,
    /// Fine-grained tag of the language's own set (`VBD`), empty if it has none.
    pub tag: Arc<str>,
    /// Universal part of speech.
    pub pos: Upos,
    /// Morphology as UD features (`Number=Sing|Person=3`), empty if none.
    pub morph: Arc<str>,
    /// Dictionary form.
    pub lemma: Arc<str>,
    /// The syntactic head; a root's is itself.
    pub head: TokenIdx,
    /// Dependency label (`nsubj`), `ROOT` for roots.
    pub dep: Arc<str>,
    /// Place in a named entity.
    pub iob: Iob,
    /// Type of that entity (`GPE`), empty outside.
    pub ent_type: Arc<str>,
    /// Whether a sentence starts here.
    pub sent_start: bool,
}

/// Tokens, tags, heads and entities of one text. Tokens are in order and disjoint; heads are indices into the
/// same list and never leave the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    /// All tokens, in text order.
    pub tokens: Vec<Token>,
    /// Sentences, in order, covering all tokens.
    pub sentences: Vec<TokenRange>,
    /// The dependents of all tokens, those of one head together and in text order.
    dependents: Vec<TokenIdx>,
    /// Where in `dependents` each head's begin; one more entry than there are tokens.
    first_dependent: Vec<u32>,
}

/// The dependents of every token, sorted by head, and where each head's begin.
fn by_head(tokens: &[Token]) -> (Vec<TokenIdx>, Vec<u32>) {
    let arcs = || {
        let all = tokens.iter().enumerate().map(|(i, t)| (TokenIdx::from(i), t.head));
        all.filter(|&(i, head)| head != i && head.at() < tokens.len())
    };
    let mut first = vec![0_u32; tokens.len() + 1];
    for (_, head) in arcs() {
        first[head.at() + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    let mut free = first.clone();
    let mut dependents = vec![TokenIdx(0); first.last().copied().unwrap_or(0) as usize];
    for (i, head) in arcs() {
        dependents[free[head.at()] as usize] = i;
        free[head.at()] += 1;
    }
    (dependents, first)
}

impl Default for Parse {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Parse {
    /// A parse from tokens; sentences are read from `sent_start`.
    pub fn new(tokens: Vec<Token>) -> Self {
        let mut starts: Vec<usize> =
            tokens.iter().enumerate().filter(|(i, t)| *i == 0 || t.sent_start).map(|(i, _)| i).collect();
        starts.push(tokens.len());
        let sentences = starts.windows(2).map(|w| TokenRange::new(w[0], w[1])).filter(|r| !r.is_empty()).collect();
        let (dependents, first_dependent) = by_head(&tokens);
        Self { tokens, sentences, dependents, first_dependent }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The token at an index.
    pub fn token(&self, i: TokenIdx) -> &Token {
        &self.tokens[i.at()]
    }

    /// A token's text.
    pub fn text<'t>(&self, i: TokenIdx, text: &'t str) -> &'t str {
        self.token(i).span.of(text)
    }

    /// The bytes that a range of tokens covers.
    pub fn span(&self, range: TokenRange) -> Span {
        if range.is_empty() {
            return Span::default();
        }
        self.tokens[range.start.at()].span.hull(self.tokens[range.end.at() - 1].span)
    }

    /// The tokens that overlap a span of bytes.
    pub fn tokens_in(&self, span: Span) -> TokenRange {
        let start = self.tokens.partition_point(|t| t.span.end <= span.start);
        let end = self.tokens.partition_point(|t| t.span.start < span.end);
        TokenRange::new(start, end.max(start))
    }

    /// The sentence that holds a token.
    ///
    /// # Panics
    /// When the token does not exist.
    pub fn sentence_of(&self, token: TokenIdx) -> TokenRange {
        let i = self.sentences.partition_point(|s| s.end <= token);
        self.sentences[i]
    }

    /// The direct dependents of a token, in text order.
    ///
    /// # Panics
    /// When the token does not exist.
    pub fn children(&self, head: TokenIdx) -> impl Iterator<Item = TokenIdx> + '_ {
        let (start, end) = (self.first_dependent[head.at()], self.first_dependent[head.at() + 1]);
        self.dependents[start as usize..end as usize].iter().copied()
    }

    /// Whether `token` is `ancestor` or lies below it.
    pub fn is_below(&self, token: TokenIdx, ancestor: TokenIdx) -> bool {
        let mut at = token;
        // Invariant: heads form trees; the bound only guards against a damaged parse.
        for _ in 0..self.len() {
            if at == ancestor {
                return true;
            }
            let head = self.token(at).head;
            if head == at {
                return false;
            }
            at = head;
        }
        false
    }

    /// The hull of a token and all that depends on it.
    pub fn subtree(&self, head: TokenIdx) -> TokenRange {
        let sentence = self.sentence_of(head);
        let (mut lo, mut hi) = (head.at(), head.at() + 1);
        for i in sentence.indices() {
            if self.is_below(i.into(), head) {
                lo = lo.min(i);
                hi = hi.max(i + 1);
            }
        }
        TokenRange::new(lo, hi)
    }

    /// The named entities as ranges with their types.
    pub fn entities(&self) -> Vec<(TokenRange, Arc<str>)> {
        let mut out: Vec<(TokenRange, Arc<str>)> = Vec::new();
        for (i, token) in self.tokens.iter().enumerate() {
            match token.iob {
                Iob::Begin => out.push((TokenRange::new(i, i + 1), Arc::clone(&token.ent_type))),
                Iob::Inside => {
                    if let Some((range, _)) = out.last_mut().filter(|(r, _)| r.end.at() == i) {
                        range.end = (i + 1).into();
                    }
                }
                Iob::Outside | Iob::Missing => {}
            }
        }
        out
    }
}
