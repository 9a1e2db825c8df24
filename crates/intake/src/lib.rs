#![doc = include_str!("../README.md")]

use std::fmt::Write as _;
use std::sync::Arc;

use legation_model::{Article, BlockKind, Metadata, Problem};
use legation_packs::Packs;
use legation_packs::intake::{IntakePack, Role};
use sha2::{Digest as _, Sha256};

mod assemble;
mod caption;
mod chrome;
mod dates;
mod decode;
mod draft;
mod evidence;
mod fingerprint;
mod formats;
mod language;
mod layout;
mod meta;
mod sniff;

pub use fingerprint::{Fingerprint, fingerprints};
pub use sniff::{FORMATS, Format, FormatInfo};

use draft::{Draft, Label, Line};
use evidence::Evidence;

/// What is refused rather than read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest source, in bytes.
    pub max_bytes: u64,
    /// Largest text after unpacking, in bytes.
    pub max_text: u64,
    /// How deep archives may nest.
    pub max_depth: u32,
}

/// The limits of the command line.
pub const DEFAULT_LIMITS: Limits = Limits { max_bytes: 256 << 20, max_text: 64 << 20, max_depth: 3 };

/// One source as it was found: a file, a member of an archive, standard input.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// Its path as given, with `/` between folders.
    pub name: Arc<str>,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The file's date (UTC), if it has one.
    pub modified: Option<legation_model::Edtf>,
}

/// What came of one document.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The document's name.
    pub doc: Arc<str>,
    /// The article; `None` when it could not be read (then a problem of severity `Error` says why).
    pub article: Option<Article>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

/// Reads a source: one document, or several for archives, mailboxes, feeds, tables and web archives.
///
/// Bad input never fails: each document that cannot be read is listed with the problem that says why.
pub fn read(source: &Source<'_>, packs: &Packs, limits: Limits) -> Vec<Intake> {
    let mut reader = Reader { packs, limits, modified: source.modified, out: Vec::new() };
    reader.read(&source.name, source.bytes, 0);
    reader.out
}

/// Reads sources into a list, following archives down to the depth that is allowed.
struct Reader<'a> {
    packs: &'a Packs,
    limits: Limits,
    modified: Option<legation_model::Edtf>,
    out: Vec<Intake>,
}

impl Reader<'_> {
    fn read(&mut self, name: &str, bytes: &[u8], depth: u32) {
        let mut problems = Vec::new();
        if let Err(problem) = self.read_or_refuse(name, bytes, depth, &mut problems) {
            problems.push(problem);
            self.out.push(Intake { doc: name.into(), article: None, problems });
        }
    }

    fn read_or_refuse(
        &mut self,
        name: &str,
        bytes: &[u8],
        depth: u32,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Problem> {
        let size = bytes.len() as u64;
        if size == 0 {
            return Err(Problem::error("empty", "the file is empty"));
        }
        if size > self.limits.max_bytes {
            return Err(too_large(size, self.limits.max_bytes));
        }
        let format = sniff::sniff(name, bytes, problems)?;
        let max = self.limits.max_text;
        let packed = matches!(format, Format::Zip | Format::Tar | Format::Gzip);
        if packed && depth >= self.limits.max_depth {
            return Err(Problem::error("too-deep", format!("archives are read {} deep", self.limits.max_depth))
                .hint("unpack it and read the parts"));
        }
        let formats = &self.packs.formats;
        match format {
            Format::Zip => self.members(name, formats::archive::unzip(bytes, max)?, depth),
            Format::Tar => self.members(name, formats::archive::untar(bytes, max), depth),
            Format::Gzip => {
                let (inner, whole) = formats::archive::gunzip(bytes, max)?;
                if !whole {
                    problems.push(Problem::warning("truncated", "the gzip data ends in the middle"));
                }
                let from = self.out.len();
                self.read(name, &inner, depth + 1);
                if let Some(first) = self.out.get_mut(from) {
                    first.problems.retain(|p| p.code != "wrong-extension");
                    first.problems.append(problems);
                }
            }
            Format::Warc => {
                let (pages, whole) = formats::warc::pages(bytes, max);
                if !whole {
                    problems.push(Problem::warning("truncated", "the archive ends in the middle of a record"));
                }
                if pages.is_empty() {
                    return Err(Problem::error("no-text", "the archive holds no pages"));
                }
                for (n, page) in (1..).zip(pages) {
                    let (body, refused) = match page.body {
                        Ok(body) => (body, None),
                        Err(problem) => (Vec::new(), Some(problem)),
                    };
                    let charset = page.charset.or_else(|| decode::html_charset(&body));
                    let draft = |problems: &mut Vec<Problem>| {
                        if let Some(problem) = refused {
                            return Err(problem);
                        }
                        let text = decode::decode(&body, charset.as_deref(), problems);
                        let mut draft = formats::html::read(text, formats)?;
                        draft.declared.host = draft.declared.host.take().or_else(|| formats::html::host(&page.url));
                        Ok(draft)
                    };
                    self.part(&format!("{name}#{n}"), &body, std::mem::take(problems), draft);
                }
            }
            Format::Mailbox => {
                let messages = formats::mail::messages(bytes);
                if messages.is_empty() {
                    return Err(Problem::error("no-text", "the mailbox holds no messages"));
                }
                for (n, message) in (1..).zip(messages) {
                    let draft = |_: &mut Vec<Problem>| formats::mail::read(message, formats);
                    self.part(&format!("{name}#{n}"), message, std::mem::take(problems), draft);
                }
            }
            Format::Feed | Format::JsonLines | Format::Csv => {
                if size > max {
                    return Err(too_large(size, max));
                }
                let text = decode::decode(bytes, None, problems);
                let pieces = match format {
                    Format::Feed => {
                        let (pieces, whole) = formats::feed::entries(&text)?;
                        if !whole {
                            problems.push(Problem::warning("truncated", "the feed ends in the middle"));
                        }
                        pieces.into_iter().map(Ok).collect()
                    }
                    Format::JsonLines => formats::table::json(&text, formats)?,
                    _ => formats::table::csv(&text, formats)?,
                };
                for (n, piece) in (1..).zip(pieces) {
                    let bytes = piece.as_ref().map_or(String::new(), |p| format!("{}\n{}", p.title, p.body));
                    let draft = |_: &mut Vec<Problem>| piece.and_then(|p| p.draft(formats));
                    self.part(&format!("{name}#{n}"), bytes.as_bytes(), std::mem::take(problems), draft);
                }
            }
            Format::Text | Format::Markdown | Format::Html | Format::Pdf | Format::Docx | Format::Mail => {
                if size > max && format != Format::Pdf {
                    return Err(too_large(size, max));
                }
                let draft = |problems: &mut Vec<Problem>| match format {
                    Format::Pdf => formats::pdf::read(bytes),
                    Format::Docx => formats::docx::read(bytes, max),
                    Format::Mail => formats::mail::read(bytes, formats),
                    Format::Html => {
                        let charset = decode::html_charset(bytes);
                        formats::html::read(decode::decode(bytes, charset.as_deref(), problems), formats)
                    }
                    _ => Ok(formats::text::read(decode::decode(bytes, None, problems), format == Format::Markdown)),
                };
                self.part(name, bytes, std::mem::take(problems), draft);
            }
        }
        Ok(())
    }

    /// Reads the files of an archive.
    fn members(&mut self, name: &str, members: Vec<formats::archive::Member>, depth: u32) {
        for (path, bytes) in members {
            let doc = format!("{name}!{path}");
            match bytes {
                Ok(bytes) => self.read(&doc, &bytes, depth + 1),
                Err(problem) => self.out.push(Intake { doc: doc.into(), article: None, problems: vec![problem] }),
            }
        }
    }

    /// Adds one document.
    fn part(
        &mut self,
        doc: &str,
        bytes: &[u8],
        mut problems: Vec<Problem>,
        draft: impl FnOnce(&mut Vec<Problem>) -> Result<Draft, Problem>,
    ) {
        let doc: Arc<str> = doc.into();
        let article = match draft(&mut problems) {
            Ok(draft) if draft.lines.is_empty() => {
                problems.push(Problem::error("no-text", "the document holds no text"));
                None
            }
            Ok(mut draft) => {
                problems.append(&mut draft.problems);
                let mut article = article_of(&doc, draft, self.packs, self.modified, &mut problems);
                article.sha256 = sha256(bytes);
                Some(article)
            }
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        self.out.push(Intake { doc, article, problems });
    }
}

fn too_large(size: u64, limit: u64) -> Problem {
    let mib = |n: u64| n.div_ceil(1 << 20);
    Problem::error("too-large", format!("{} MiB is over the limit of {} MiB", mib(size), mib(limit)))
        .hint("split the file, or leave it out")
}

/// Cleans a draft: language, page and captions masked, blocks, metadata.
fn article_of(
    doc: &Arc<str>,
    draft: Draft,
    packs: &Packs,
    modified: Option<legation_model::Edtf>,
    problems: &mut Vec<Problem>,
) -> Article {
    let Draft { base, base_kind, lines, declared, .. } = draft;
    let lang = language::detect(&lines, declared.lang.as_deref(), packs);
    let fallback = IntakePack::default();
    let pack = packs.lang(&lang).map_or(&fallback, |p| &p.intake);
    if packs.lang(&lang).is_none() {
        problems.push(Problem::warning("unknown-language", format!("there is no data for the language `{lang}`")));
    }
    // What a format's own structure has settled is no neighbour to judge the rest by.
    let (mut settled, lines): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|l| l.fixed.is_some());
    let (cut, lines): (Vec<Line>, Vec<Line>) = layout::cut(lines, pack).into_iter().partition(|l| l.fixed.is_some());
    settled.extend(cut);
    let evidence: Vec<Evidence> = lines.iter().map(|line| Evidence::of(line, pack, &packs.formats)).collect();
    let letter = layout::letter(&lines, &evidence);
    let caption = |(l, e): (&Line, _)| if letter.is_some() || l.stated { None } else { caption::reason(l, e, packs) };
    let captions: Vec<_> = lines.iter().zip(&evidence).map(caption).collect();
    let is_caption: Vec<bool> = captions.iter().map(Option::is_some).collect();
    let date = |(i, (l, e))| layout::date_line(l, e, is_caption[i], pack);
    let dates: Vec<_> = lines.iter().zip(&evidence).enumerate().map(date).collect();
    let title = layout::title(&lines, &evidence, &is_caption, &dates, letter.is_some());
    let frame = chrome::Frame { title, letter };
    let is_outlet = |name: &str| packs.formats.outlet_called(name).is_some();
    let kept = layout::kept(&lines, &evidence, &dates, frame, &is_outlet);
    let keep: Vec<bool> = kept.iter().zip(&lines).map(|(kept, line)| kept.is_some() || line.stated).collect();
    let masks = chrome::mask(&lines, &evidence, &keep, &is_caption, frame);
    let labels = labels_of(&lines, &evidence, kept, captions, masks, frame, pack);

    let named = |l: &&Line| matches!(&l.fixed, Some(Label::Chrome(reason)) if &**reason == "byline");
    let bylines: Vec<Line> = settled.iter().filter(named).cloned().collect();
    let view = meta::View {
        lines: &lines,
        bylines: &bylines,
        evidence: &evidence,
        labels: &labels,
        dates: &dates,
        letter,
        title,
        declared: &declared,
        pack,
        packs,
    };
    let wire = view.wire();
    let mut published = view.published();
    if published.date.is_none()
        && let Some(date) = modified
    {
        // `timex` replaces it where the text has evidence of its own.
        published = legation_model::PublicationDate {
            date: Some(date),
            basis: legation_model::PublishedBasis::File,
            why: "the file's date".to_owned(),
        };
    }
    let meta = Metadata {
        kind: view.kind(wire.as_deref()),
        published,
        title: title.map(|i| lines[i].text.clone()).or_else(|| declared.title.clone()),
        outlet: view.outlet(),
        author: view.author(),
        wire,
        lang,
    };
    let is_body = |i: usize| matches!(labels[i], Label::Body(_));
    for (first, last, code) in language::passages(&lines, &evidence, is_body, &meta.lang, packs) {
        let at = lines[first].base().hull(lines[last].base());
        problems.push(Problem::note("other-language", format!("this passage is in `{code}`")).at(at));
    }
    let parts = assemble::assemble(merged(settled, lines, labels));
    Article {
        doc: Arc::clone(doc),
        sha256: Arc::default(),
        base: base.into(),
        base_kind,
        text: parts.text.into(),
        blocks: parts.blocks,
        map: parts.map,
        chrome: parts.chrome,
        captions: parts.captions,
        meta,
    }
}

/// All lines with their labels, in base order.
fn merged(settled: Vec<Line>, lines: Vec<Line>, labels: Vec<Label>) -> Vec<(Line, Label)> {
    let settled = settled.into_iter().filter_map(|l| l.fixed.clone().map(|label| (l, label)));
    let mut all: Vec<(Line, Label)> = settled.chain(lines.into_iter().zip(labels)).collect();
    all.sort_by_key(|(line, _)| line.base());
    all
}

/// One label per line from what is kept, masked or captioned.
fn labels_of(
    lines: &[Line],
    evidence: &[Evidence],
    kept: Vec<Option<BlockKind>>,
    captions: Vec<Option<Arc<str>>>,
    masks: Vec<chrome::Mask>,
    frame: chrome::Frame,
    pack: &IntakePack,
) -> Vec<Label> {
    let mut labels = Vec::with_capacity(lines.len());
    for (i, ((kept, caption), mask)) in kept.into_iter().zip(captions).zip(masks).enumerate() {
        let (line, e) = (&lines[i], &evidence[i]);
        let in_letter = frame.letter.is_some_and(|(a, b)| (a..b).contains(&i));
        let label = if let Some(kind) = kept {
            Label::Body(kind)
        } else if let Some(reason) = caption {
            Label::Caption(reason)
        } else if let Some(reason) = mask {
            Label::Chrome(reason)
        } else if e.has(Role::Byline) && !in_letter && e.words <= 14 && meta::byline(&line.text, pack).is_some() {
            Label::Chrome("byline".into())
        } else if in_letter && !e.is_prose(8) && e.words <= 20 && line.kind == BlockKind::Paragraph {
            Label::Body(BlockKind::Signature)
        } else {
            let next_is_prose = evidence.get(i + 1).is_some_and(|e| e.is_prose(12));
            Label::Body(assemble::kind_of(line, next_is_prose, e.words, e.terminal))
        };
        labels.push(label);
    }
    spare_the_only_sentences(&mut labels, lines, evidence);
    labels
}

/// A document of a sentence or two is no page: where nothing else is left, what was left out for its looks alone stays if it
/// has a sentence's form, and so do the lines before it.
fn spare_the_only_sentences(labels: &mut [Label], lines: &[Line], evidence: &[Evidence]) {
    let looks = |label: &Label| matches!(label, Label::Chrome(reason) if &**reason == "label");
    let is_sentence = |e: &Evidence| e.terminal && e.words >= 4;
    if labels.iter().any(|l| matches!(l, Label::Body(_))) {
        return;
    }
    let Some(last) = (0..labels.len()).rfind(|&i| looks(&labels[i]) && is_sentence(&evidence[i])) else { return };
    for i in (0..=last).filter(|&i| i + 3 > last || is_sentence(&evidence[i])) {
        if looks(&labels[i]) {
            labels[i] = Label::Body(assemble::kind_of(&lines[i], i < last, evidence[i].words, evidence[i].terminal));
        }
    }
}

/// SHA-256 of bytes, lower-case hexadecimal.
fn sha256(bytes: &[u8]) -> Arc<str> {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.into()
}
