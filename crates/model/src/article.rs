use std::sync::Arc;

use crate::{Edtf, SourceMap, Span};

/// What the base offsets of an article count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseKind {
    /// The source file's text, decoded to UTF-8; BOM and CR counted as they stand.
    Decoded,
    /// Text extracted from a format that has none of its own (PDF, DOCX).
    Extracted,
}

/// The sort of a block of clean text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The headline.
    Title,
    /// A standfirst, subheading or subject line.
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list of the body.
    ListItem,
    /// One line of a signature block, an address or a date line.
    Signature,
    /// A line that quotes another document.
    Quote,
}

/// A block of the clean text: sentences never run across blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Bytes of the clean text, without the line breaks around it.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// A run of base text that is not part of the clean text, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Bytes of the base text.
    pub base: Span,
    /// The rule or cue that masked it, such as `newsletter` or `story-list`.
    pub reason: Arc<str>,
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A news story.
    News,
    /// A story as an agency sent it.
    Wire,
    /// A letter with addressee and signature.
    Letter,
    /// An analysis or opinion piece.
    Analysis,
    /// A statement, declaration or communiqué.
    Statement,
}

impl DocumentKind {
    /// The name used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Wire => "wire",
            Self::Letter => "letter",
            Self::Analysis => "analysis",
            Self::Statement => "statement",
        }
    }
}

/// Where a publication date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PublishedBasis {
    /// The page or text says so.
    Stated,
    /// Worked out from the text's own evidence.
    Inferred,
    /// The file's date, for want of anything better.
    File,
    /// Nothing says it.
    None,
}

impl PublishedBasis {
    /// The name used in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::File => "file",
            Self::None => "none",
        }
    }
}

/// When a document was published, as well as can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationDate {
    /// The date or interval; `None` exactly when the basis is `None`.
    pub date: Option<Edtf>,
    /// Where it comes from.
    pub basis: PublishedBasis,
    /// The reason in words, for people.
    pub why: String,
}

impl PublicationDate {
    /// No date known.
    pub fn unknown() -> Self {
        Self { date: None, basis: PublishedBasis::None, why: String::new() }
    }
}

/// What is known of a document besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// BCP 47 code of the main language, `und` if undetermined.
    pub lang: Arc<str>,
    /// The kind of document.
    pub kind: DocumentKind,
    /// When it was published.
    pub published: PublicationDate,
    /// The headline.
    pub title: Option<String>,
    /// The newspaper, broadcaster or site.
    pub outlet: Option<String>,
    /// The agency that the story is built on ("AFP").
    pub wire: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
}

/// One document, cleaned: the text that is read, and the way back to the bytes it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The document's name: its path as given, `archive!path`, `file#n`.
    pub doc: Arc<str>,
    /// SHA-256 of the source bytes, lower-case hexadecimal.
    pub sha256: Arc<str>,
    /// The base text, which base offsets index.
    pub base: Arc<str>,
    /// What the base text is.
    pub base_kind: BaseKind,
    /// The clean text: title and body, without chrome and captions. Blocks are separated by line breaks.
    pub text: Arc<str>,
    /// The blocks of the clean text, in order, disjoint.
    pub blocks: Vec<Block>,
    /// From clean to base offsets.
    pub map: SourceMap,
    /// Runs of the base text that are not part of the piece, in order, disjoint.
    pub chrome: Vec<Masked>,
    /// Photo captions and credits in the base text, in order, disjoint.
    pub captions: Vec<Masked>,
    /// Title, date, outlet and so on.
    pub meta: Metadata,
}

impl Article {
    /// An article of a bare text, of which nothing else is known: each line that is not blank is a paragraph, nothing
    /// is left out, offsets stay.
    pub fn of_text(doc: &str, text: &str, lang: &str) -> Self {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len()).trimmed(text);
            if !span.is_empty() {
                blocks.push(Block { span, kind: BlockKind::Paragraph });
            }
            at += line.len();
        }
        let text: Arc<str> = text.into();
        Self {
            doc: doc.into(),
            sha256: "".into(),
            base: Arc::clone(&text),
            base_kind: BaseKind::Decoded,
            map: SourceMap::identity(text.len()),
            text,
            blocks,
            chrome: Vec::new(),
            captions: Vec::new(),
            meta: Metadata {
                lang: lang.into(),
                kind: DocumentKind::News,
                published: PublicationDate::unknown(),
                title: None,
                outlet: None,
                wire: None,
                author: None,
            },
        }
    }

    /// The text of a block.
    pub fn block_text(&self, block: &Block) -> &str {
        block.span.of(&self.text)
    }

    /// The block that holds a byte of the clean text.
    pub fn block_at(&self, offset: u32) -> Option<&Block> {
        let i = self.blocks.partition_point(|b| b.span.end <= offset);
        self.blocks.get(i).filter(|b| b.span.start <= offset)
    }
}
