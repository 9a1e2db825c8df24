use std::sync::Arc;

use domq::{Dom, NodeKind, NodeRef};
use legation_model::BlockKind;
use legation_packs::intake::{Formats, Hint};
use rustc_hash::FxHashMap;

use crate::draft::{Line, LineBuilder};

/// A page as lines in source order.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) blocks: Vec<Block>,
    /// Parent of every node, by index; a root is its own parent.
    pub(crate) parents: Vec<u32>,
    /// Whether the node names itself the piece (`article`, `itemprop="articleBody"`, a hint).
    pub(crate) piece: Vec<bool>,
    /// Elements that say they are not the piece, in document order.
    pub(crate) hints: Vec<PageHint>,
    /// The `datetime` of each `time` element, the number of lines before it, and the nearest hint above it.
    pub(crate) times: Vec<(String, usize, Option<u32>)>,
}

/// One line of a page with what its place says.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) line: Line,
    /// The block element it stands in.
    pub(crate) node: u32,
    /// Level of a heading, 0 for none.
    pub(crate) heading: u8,
    /// The nearest element above it that says it is not the piece, as an index in [`Page::hints`].
    pub(crate) hint: Option<u32>,
    pub(crate) caption: bool,
    pub(crate) date: bool,
    /// It stands in a list of other pieces with their first lines.
    pub(crate) teaser: bool,
}

/// An element that says it is not the piece.
#[derive(Clone, Debug)]
pub(crate) struct PageHint {
    pub(crate) node: u32,
    /// It is a caption or credit.
    pub(crate) caption: bool,
    /// The next such element above it.
    pub(crate) above: Option<u32>,
    pub(crate) reason: Arc<str>,
    /// The largest share of the page's running text, in percent, under which it is believed.
    pub(crate) most: u8,
}

/// How an element's text stands in the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// In the line.
    Inline,
    /// A line of its own.
    Block,
    /// Shows no text of the page.
    Nothing,
}

fn flow(tag: &str) -> Flow {
    match tag {
        "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "object" | "select" | "button"
        | "textarea" | "canvas" | "audio" | "video" | "map" | "head" | "math" | "datalist" | "dialog" | "title" => {
            Flow::Nothing
        }
        "a" | "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del" | "dfn" | "em" | "font" | "i"
        | "ins" | "kbd" | "mark" | "nobr" | "q" | "s" | "samp" | "small" | "span" | "strike" | "strong" | "sub"
        | "sup" | "time" | "tt" | "u" | "var" | "wbr" | "img" | "picture" | "label" | "ruby" | "rt" | "rp"
        | "acronym" => Flow::Inline,
        _ => Flow::Block,
    }
}

/// What holds inside an element.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "independent properties of an element")]
struct Frame {
    node: u32,
    kind: BlockKind,
    heading: u8,
    link: bool,
    date: bool,
    /// The nearest element that says it is not the piece, this one included.
    hint: Option<u32>,
    /// Whether leaving the element ends a line.
    block: bool,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave,
}

struct Walker<'a> {
    base: &'a str,
    formats: &'a Formats,
    page: Page,
    builder: LineBuilder,
    /// Characters of the open line inside links.
    linked: usize,
    frames: Vec<Frame>,
    /// What the values of `class` and the like say; pages repeat few of them.
    said: FxHashMap<&'a str, Vec<&'a (Hint, Arc<str>)>>,
}

/// The lines of a page, whatever they are.
pub(crate) fn walk<'a>(dom: &'a Dom, base: &'a str, formats: &'a Formats) -> Page {
    let mut parents: Vec<u32> = Vec::with_capacity(dom.len());
    for (i, node) in dom.nodes().enumerate() {
        debug_assert_eq!(i, node.id().index(), "a parsed tree is in document order");
        parents.push(node.parent().map_or(i, |p| p.id().index()) as u32);
    }
    let piece = vec![false; parents.len()];
    let root =
        Frame { node: 0, kind: BlockKind::Paragraph, heading: 0, link: false, date: false, hint: None, block: true };
    let mut walker = Walker {
        base,
        formats,
        page: Page { blocks: Vec::new(), parents, piece, hints: Vec::new(), times: Vec::new() },
        builder: LineBuilder::default(),
        linked: 0,
        frames: vec![root],
        said: FxHashMap::default(),
    };
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut roots: Vec<NodeRef<'_>> = dom.roots().collect();
    roots.reverse();
    steps.extend(roots.into_iter().map(Step::Enter));
    // An explicit stack: pages nest deeper than a thread's.
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave => walker.leave(),
            Step::Enter(node) => {
                if walker.enter(node) {
                    steps.push(Step::Leave);
                    let mut child = node.last_child();
                    while let Some(node) = child {
                        steps.push(Step::Enter(node));
                        child = node.prev_sibling();
                    }
                }
            }
        }
    }
    walker.close();
    walker.page
}

impl<'a> Walker<'a> {
    fn frame(&self) -> &Frame {
        // Invariant: the root frame is never popped.
        &self.frames[self.frames.len() - 1]
    }

    /// Opens a node; `true` if its children are to be walked.
    fn enter(&mut self, node: NodeRef<'a>) -> bool {
        match node.kind() {
            NodeKind::Text(decoded) => {
                if let Some(range) = node.source_range() {
                    self.text(decoded, range.start, range.end);
                }
                false
            }
            NodeKind::Element { .. } => self.element(node),
            _ => false,
        }
    }

    fn element(&mut self, node: NodeRef<'a>) -> bool {
        let tag = node.tag_name().unwrap_or_default();
        if tag == "br" || tag == "hr" {
            self.line_break(node, tag == "hr");
            return false;
        }
        let flow = flow(tag);
        if flow == Flow::Nothing {
            return false;
        }
        let at = node.id().index() as u32;
        if flow == Flow::Block {
            self.close();
        }
        let mut frame = Frame { block: flow == Flow::Block, ..*self.frame() };
        match tag {
            "a" => frame.link = node.has_attr("href"),
            "li" | "dd" | "dt" => frame.kind = BlockKind::ListItem,
            "blockquote" => frame.kind = BlockKind::Quote,
            "figcaption" => self.say(&mut frame, at, "caption", 100, true),
            "caption" => self.say(&mut frame, at, "caption", 35, true),
            "time" => {
                frame.date = true;
                let before = self.page.blocks.len() + usize::from(!self.builder.text().is_empty());
                let stamp = node.attr("datetime").map(|t| (t.to_owned(), before, frame.hint));
                self.page.times.extend(stamp);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                frame.kind = BlockKind::Heading;
                frame.heading = tag.as_bytes()[1] - b'0';
            }
            "p" if frame.kind == BlockKind::Heading => frame.kind = BlockKind::Paragraph,
            "nav" | "menu" => self.say(&mut frame, at, "navigation", 35, false),
            "aside" => self.say(&mut frame, at, "sidebar", 35, false),
            "footer" => self.say(&mut frame, at, "footer", 35, false),
            "form" => self.say(&mut frame, at, "button", 35, false),
            "article" | "main" => self.page.piece[at as usize] = true,
            _ => {}
        }
        if flow == Flow::Block {
            frame.node = at;
        }
        self.attributes(node, at, &mut frame, !matches!(tag, "html" | "body"), flow == Flow::Block);
        self.frames.push(frame);
        true
    }

    fn say(&mut self, frame: &mut Frame, node: u32, reason: impl Into<Arc<str>>, most: u8, caption: bool) {
        self.page.hints.push(PageHint { node, caption, above: frame.hint, reason: reason.into(), most });
        frame.hint = Some(self.page.hints.len() as u32 - 1);
    }

    /// Reads what the attributes say of the element: its names, and whether it is hidden.
    fn attributes(&mut self, node: NodeRef<'a>, at: u32, frame: &mut Frame, named: bool, block: bool) {
        let mut hidden = false;
        for (name, value) in node.attributes() {
            match name {
                "class" | "id" | "role" | "itemprop" | "data-component" | "data-testid" if named => {
                    self.name(value, at, frame);
                }
                "hidden" => hidden = true,
                "aria-hidden" => hidden |= value == "true",
                "style" => hidden |= hides(value),
                _ => {}
            }
        }
        if hidden && block {
            // Scripts show whole articles that were sent hidden; only small ones stay hidden.
            self.say(frame, at, "hidden", 35, false);
        }
    }

    fn name(&mut self, value: &'a str, at: u32, frame: &mut Frame) {
        let formats = self.formats;
        let said = self.said.entry(value).or_insert_with(|| {
            let mut found = Vec::new();
            for name in value.split_ascii_whitespace() {
                let from = found.len();
                words(name, |word| found.extend(formats.hints.get(word)));
                // "category-…", "has-…": a topic or a state, whatever else the name holds.
                if found.get(from).is_some_and(|(hint, _)| *hint == Hint::State) && states(name, formats) {
                    found.truncate(from);
                }
            }
            found
        });
        for (hint, reason) in said.clone() {
            match hint {
                Hint::Page(most) => self.say(frame, at, Arc::clone(reason), *most, false),
                Hint::Piece => self.page.piece[at as usize] = true,
                Hint::Caption => self.say(frame, at, Arc::clone(reason), 35, true),
                Hint::Date => frame.date = true,
                Hint::State => {}
            }
        }
    }

    fn leave(&mut self) {
        if self.frame().block {
            self.close();
        }
        if self.frames.len() > 1 {
            self.frames.pop();
        }
    }

    fn text(&mut self, decoded: &str, start: usize, end: usize) {
        let before = self.builder.text().len();
        take(&mut self.builder, self.base, decoded, start, end);
        if self.frame().link {
            self.linked += self.builder.text().len() - before;
        }
    }

    /// A `<br>` ends a line unless it stands within a sentence that was wrapped by hand.
    fn line_break(&mut self, node: NodeRef<'a>, always: bool) {
        let text = self.builder.text();
        let within = text.len() >= 60 && !crate::evidence::is_terminal(text);
        let doubled = node.next_element_sibling().is_some_and(|n| n.tag_name() == Some("br"));
        if within && !always && !doubled {
            if let Some(range) = node.source_range() {
                self.builder.space(range.start, range.end);
            }
        } else {
            self.close();
        }
    }

    /// Ends the open line.
    fn close(&mut self) {
        let linked = std::mem::take(&mut self.linked);
        let frame = *self.frame();
        if let Some(mut line) = self.builder.finish(frame.kind) {
            line.linked = (linked * 100 / line.text.len().max(1)).min(100) as u8;
            line.parent = self.page.parents.get(frame.node as usize).copied().unwrap_or(0);
            self.page.blocks.push(Block {
                line,
                node: frame.node,
                heading: frame.heading,
                hint: frame.hint,
                caption: false,
                teaser: false,
                date: frame.date,
            });
        }
    }
}

/// Whether a class begins with a word for a topic or state and goes on after it.
fn states(name: &str, formats: &Formats) -> bool {
    let Some((first, _)) = name.split_once(['-', '_']) else { return false };
    formats.hints.get(first).is_some_and(|(hint, _)| *hint == Hint::State)
}

/// Whether an element's own style hides it.
fn hides(style: &str) -> bool {
    let plain = || style.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_lowercase());
    style.len() >= 12 && {
        let style: Vec<u8> = plain().collect();
        let holds = |what: &[u8]| style.windows(what.len()).any(|w| w == what);
        holds(b"display:none") || holds(b"visibility:hidden")
    }
}

/// Gives the words of an attribute: cut at everything that is no letter and before capitals.
fn words(value: &str, mut give: impl FnMut(&str)) {
    let mut word = String::new();
    for part in value.split(|c: char| !c.is_ascii_alphabetic()).filter(|p| !p.is_empty()) {
        let mut from = 0;
        let bytes = part.as_bytes();
        for end in 1..=bytes.len() {
            let cut = end == bytes.len() || bytes[end].is_ascii_uppercase() && bytes[end - 1].is_ascii_lowercase();
            if !cut {
                continue;
            }
            word.clear();
            word.push_str(part.get(from..end).unwrap_or_default());
            word.make_ascii_lowercase();
            give(&word);
            if end == bytes.len() && from > 0 {
                // "articleBody" is a word of its own, too.
                word.clear();
                word.push_str(part);
                word.make_ascii_lowercase();
                give(&word);
            }
            from = end;
        }
    }
}

/// Takes a text node: plain runs byte for byte, each character reference as one replaced run.
fn take(builder: &mut LineBuilder, base: &str, decoded: &str, start: usize, end: usize) {
    let Some(source) = base.get(start..end) else { return };
    if !source.contains('&') {
        builder.copy(base, start, end);
        return;
    }
    match references(source, decoded) {
        Some(references) => {
            let mut at = start;
            for (from, to, text) in references {
                builder.copy(base, at, start + from);
                builder.replace(text, start + from, start + to);
                at = start + to;
            }
            builder.copy(base, at, end);
        }
        // The parser read it in a way that cannot be followed: the node maps as a whole.
        None => builder.replace(decoded.trim(), start, end),
    }
}

/// The character references of a source text: bytes in it and what each stands for in the decoded text.
fn references<'d>(source: &str, decoded: &'d str) -> Option<Vec<(usize, usize, &'d str)>> {
    let mut out = Vec::new();
    let (mut at, mut done) = (0, 0);
    while let Some(amp) = source.get(at..)?.find('&').map(|i| i + at) {
        done += amp - at;
        let rest = source.get(amp..)?;
        let inner = rest.get(1..)?;
        // `&amp;` alone may stand for what looks like a reference itself.
        let amp_len = if rest.starts_with("&amp;") {
            5
        } else if rest.starts_with("&amp") {
            4
        } else {
            0
        };
        let mut len = 1 + inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(inner.len());
        if rest.get(len..)?.starts_with(';') {
            len += 1;
        }
        let len = if amp_len > 0 { amp_len } else { len };
        let ahead = decoded.get(done..)?;
        if amp_len == 0 && ahead.starts_with(rest.get(..len)?) {
            // An ampersand that is one.
            at = amp + 1;
            done += 1;
            continue;
        }
        // One or two characters, after which both texts run alike up to the next ampersand.
        let after = source.get(amp + len..)?;
        let plain = after.get(..after.find('&').unwrap_or(after.len()))?;
        let stands = (1..=2).find_map(|n| {
            let size = ahead.char_indices().nth(n).map_or(ahead.len(), |(i, _)| i);
            ahead.get(size..).filter(|rest| rest.starts_with(plain)).map(|_| size)
        })?;
        out.push((amp, amp + len, ahead.get(..stands)?));
        at = amp + len;
        done += stands;
    }
    (source.get(at..)? == decoded.get(done..)?).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_where_they_stand() {
        let found = |source: &str| {
            let dom = domq::parse(&format!("<p>{source}</p>"));
            let text = dom.find_by_tag("p").next().unwrap().text_content();
            let found = references(source, &text)
                .map(|r| r.iter().map(|(a, b, t)| format!("{a}..{b} {t}")).collect::<Vec<_>>());
            found.unwrap_or_else(|| panic!("{source} is not followed as {text}"))
        };
        assert_eq!(found("l&#233;gation &amp; co"), ["1..7 é", "14..19 &"]);
        assert_eq!(found("R & D &eacute;&agrave;"), ["6..14 é", "14..22 à"]);
        assert_eq!(found("a&amp;amp;b"), ["1..6 &"]);
        assert_eq!(found("x &lt;p&gt;"), ["2..6 <", "7..11 >"]);
        assert_eq!(found("AT&T &unknown; x"), Vec::<String>::new());
    }

    #[test]
    fn names_are_cut_into_words() {
        let mut found = Vec::new();
        words("related-Posts storyBody", |word| found.push(word.to_owned()));
        assert_eq!(found, ["related", "posts", "story", "body", "storybody"]);
    }
}
