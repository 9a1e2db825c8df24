//! Every format is read from a sample made here, and every clean span leads back to the bytes it came from.
#![allow(clippy::string_slice, clippy::unwrap_used, reason = "samples are ours; whatever is wrong fails the test")]

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use legation_intake::{DEFAULT_LIMITS, Intake, Limits, Source, read};
use legation_model::{Article, BaseKind, BlockKind};
use legation_packs::Packs;

fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| Packs::embedded().unwrap())
}

fn intake_with(name: &str, bytes: &[u8], limits: Limits) -> Vec<Intake> {
    let all = read(&Source { name: Arc::from(name), bytes, modified: None }, packs(), limits);
    for article in all.iter().filter_map(|i| i.article.as_ref()) {
        check_offsets(article);
    }
    all
}

fn intake(name: &str, bytes: &[u8]) -> Vec<Intake> {
    intake_with(name, bytes, DEFAULT_LIMITS)
}

fn article(name: &str, bytes: &[u8]) -> Article {
    let mut all = intake(name, bytes);
    assert_eq!(all.len(), 1, "{all:?}");
    let one = all.remove(0);
    one.article.unwrap_or_else(|| panic!("{:?}", one.problems))
}

fn problem(name: &str, bytes: &[u8]) -> &'static str {
    let all = intake(name, bytes);
    assert!(all[0].article.is_none(), "{name} was read");
    all[0].problems.last().unwrap().code
}

/// What holds for every article: blocks and masks lie in their texts, nothing is both body and masked, and the
/// letters of each block stand in the base text under its span, in order.
fn check_offsets(article: &Article) {
    let base = &*article.base;
    let mut last = 0;
    for block in &article.blocks {
        assert!(block.span.lo() >= last && !block.span.is_empty(), "blocks overlap");
        last = block.span.hi();
        let there = article.map.to_base(block.span).of(base);
        let text = article.block_text(block);
        // Letters appear in the source in the same order, spelt out or as character references.
        let mut rest = there;
        for c in text.chars().filter(char::is_ascii_alphanumeric) {
            match rest.find(c) {
                Some(at) => rest = &rest[at + c.len_utf8()..],
                None => assert!(there.contains('&'), "{text:?} does not stand in {there:?}"),
            }
        }
    }
    let mut masks: Vec<_> = article.chrome.iter().chain(&article.captions).map(|m| m.base).collect();
    masks.sort();
    assert!(masks.windows(2).all(|w| w[0].end <= w[1].start), "masks overlap");
    for mask in masks {
        assert!(!mask.of(base).is_empty());
    }
}

const LEAD: &str =
    "The foreign ministers of the two countries met in Geneva on Tuesday and agreed to exchange ambassadors.";
const NEXT: &str = "They had broken off relations nine years ago, when the northern border was closed to all traffic.";

#[test]
fn html_keeps_the_article_and_masks_the_page() {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Envoys to return - Example Daily</title>\
         <meta property='og:title' content='Envoys to return after nine years'>\
         <meta property='article:published_time' content='1994-03-08T10:00:00Z'></head><body>\
         <nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav>\
         <h1>Envoys to return after nine years</h1><p class=byline>By Ann Example</p>\
         <article><p>{}</p><figure><img><figcaption>The lake at Geneva.</figcaption></figure><p>{NEXT}</p>\
         <div class=related-stories><h3>Related</h3><ul><li><a href=/1>Another thing happened elsewhere</a></ul></div>\
         </article><footer>Copyright Example Daily</footer></body></html>",
        LEAD.replace("ministers of", "minis\u{ad}ters&nbsp;of").replace("two", "t&#119;o")
    );
    let article = article("a.html", page.as_bytes());
    assert_eq!(&*article.text, format!("Envoys to return after nine years\n{LEAD}\n{NEXT}"));
    assert_eq!(article.blocks[0].kind, BlockKind::Title);
    assert_eq!(article.captions[0].base.of(&article.base), "The lake at Geneva.");
    assert_eq!(article.meta.published.date.unwrap().to_string(), "1994-03-08");
    let at = article.text.find("two").unwrap();
    assert_eq!(article.map.to_base(legation_model::Span::new(at, at + 3)).of(&article.base), "t&#119;o");
}

#[test]
fn mail_and_mailboxes() {
    let mail = format!(
        "From: Ann Example <ann@example.org>\r\nTo: desk@example.org\r\nDate: Tue, 8 Mar 1994 10:00:00 +0000\r\n\
         Subject: =?utf-8?q?Envoys_return_=C3=A0_Gen=C3=A8ve?=\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{LEAD}=\r\n\r\n\r\n{NEXT}\r\n"
    );
    let one = article("a.eml", mail.as_bytes());
    assert_eq!(one.meta.title.as_deref(), Some("Envoys return à Genève"));
    assert_eq!(one.meta.author.as_deref(), Some("Ann Example"));
    assert_eq!(one.meta.published.date.unwrap().to_string(), "1994-03-08");
    assert_eq!(one.base_kind, BaseKind::Extracted);
    assert!(one.text.contains(NEXT));
    let mbox = format!("From a@b Tue Mar  8 10:00:00 1994\n{mail}\n\nFrom a@b Tue Mar  8 11:00:00 1994\n{mail}");
    let all = intake("a.mbox", mbox.replace("\r\n", "\n").as_bytes());
    assert_eq!(all.iter().map(|i| &*i.doc).collect::<Vec<_>>(), ["a.mbox#1", "a.mbox#2"]);
    assert!(all.iter().all(|i| i.article.as_ref().is_some_and(|a| a.text.contains(LEAD))));
}

#[test]
fn mail_that_was_sent_on_is_read_without_its_heads() {
    let mail = "From: Ann Example <ann@example.org>\nTo: desk@example.org\nSubject: FW: RE: Harbour talks resume\n\
                Date: Thu, 6 Jun 2019 09:12:00 +0200\n\nPlease see below.\n\n-----Original Message-----\n\
                From: Bob Sample [mailto:bob@example.net]\nTo: Ann Example\nSubject: RE: Harbour talks resume\n\n\
                > The delegations of the two coastal states have resumed their\n> talks on the northern harbour, the ministry said \
                on Wednesday\n> in a statement that was sent to several newspapers, and\n> published later.\n>\n> Both sides agreed to meet again.\n\n\
                --\nBob Sample | Example Daily\nThis e-mail is confidential.\n";
    let article = article("a.eml", mail.as_bytes());
    assert_eq!(
        article.text.lines().collect::<Vec<_>>(),
        [
            "Harbour talks resume",
            "Please see below.",
            "Harbour talks resume",
            "The delegations of the two coastal states have resumed their talks on the northern harbour, the ministry said \
             on Wednesday in a statement that was sent to several newspapers, and published later.",
            "Both sides agreed to meet again.",
        ]
    );
}

#[test]
fn feeds_give_an_article_an_entry() {
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example Daily</title><item><title>Envoys &amp; \
         talks</title><link>https://example.org/1</link><pubDate>Tue, 08 Mar 1994 10:00:00 GMT</pubDate>\
         <description><![CDATA[<p>{LEAD}</p><p>{NEXT}</p>]]></description></item></channel></rss>"
    );
    let one = article("a.rss", rss.as_bytes());
    assert_eq!(&*one.doc, "a.rss#1");
    assert_eq!(&*one.text, format!("Envoys & talks\n{LEAD}\n{NEXT}"));
    assert_eq!(one.meta.published.date.unwrap().to_string(), "1994-03-08");
    assert_eq!(one.meta.outlet.as_deref(), Some("Example Daily"));
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Example</title><entry><title>Envoys</title>\
         <updated>1994-03-08T10:00:00Z</updated><author><name>Ann Example</name></author>\
         <content type=\"html\">&lt;p&gt;{LEAD}&lt;/p&gt;&lt;p&gt;{NEXT}&lt;/p&gt;</content></entry></feed>"
    );
    let one = article("a.xml", atom.as_bytes());
    assert!(one.text.ends_with(NEXT));
    assert_eq!(one.meta.author.as_deref(), Some("Ann Example"));
}

#[test]
fn tables_give_an_article_a_row() {
    let jsonl = format!(
        "{{\"id\": 1, \"headline\": \"Envoys return\", \"body\": \"{LEAD}\\n\\n{NEXT}\", \"pub_date\": \"1994-03-08\"}}\nnot json\n"
    );
    let all = intake("a.jsonl", jsonl.as_bytes());
    let one = all[0].article.as_ref().unwrap();
    assert_eq!(&*one.text, format!("Envoys return\n{LEAD}\n{NEXT}"));
    assert_eq!(one.meta.published.date.unwrap().to_string(), "1994-03-08");
    assert_eq!(all[1].problems[0].code, "damaged");
    let csv = format!("Title;Full text;Author\n\"Envoys; return\";\"{LEAD}\n\n{NEXT}\";Ann\n");
    let one = article("a.csv", csv.as_bytes());
    assert_eq!(one.meta.title.as_deref(), Some("Envoys; return"));
    assert!(one.text.ends_with(NEXT));
    assert_eq!(problem("b.csv", b"a,b\n1,2\n"), "no-text-column");
}

/// Reads a table with columns that the user named.
fn with_columns(columns: &[(&str, &str)], name: &str, table: &str) -> Vec<Intake> {
    let packs = Packs::load(&legation_packs::Files::embedded().with_columns(columns.iter().copied())).unwrap();
    read(&Source { name: Arc::from(name), bytes: table.as_bytes(), modified: None }, &packs, DEFAULT_LIMITS)
}

#[test]
fn named_columns_go_before_recognised_ones() {
    let csv = format!("text,story,title,day\nnot this,\"{LEAD}\",not this,8 March 1994\n");
    let all = with_columns(&[("text", "story"), ("title", "none"), ("date", "day")], "a.csv", &csv);
    let one = all[0].article.as_ref().unwrap();
    assert_eq!(&*one.text, LEAD);
    assert_eq!(one.meta.published.date.unwrap().to_string(), "1994-03-08");
    let json = format!("{{\"text\": \"not this\", \"content\": {{\"body\": {{\"en\": \"{LEAD}\"}}}}}}");
    let all = with_columns(&[("text", "content.body.en")], "a.jsonl", &json);
    assert_eq!(&*all[0].article.as_ref().unwrap().text, LEAD);
    let all = with_columns(&[("text", "corpus")], "a.csv", &csv);
    assert_eq!(all[0].problems[0].code, "no-such-column");
}

#[test]
fn tables_come_in_many_spellings() {
    for (name, mark) in [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t"), ("a.txt.csv", "\t")] {
        let table = format!(
            "id{mark}\"text, in full; as sent\"{mark}Full Text{mark}date\n1{mark}x{mark}\"{LEAD}\"{mark}1994-03-08\n"
        );
        let one = article(name, table.as_bytes());
        assert_eq!(&*one.text, LEAD, "{mark:?}");
    }
    for (date, want) in [
        ("1994-03-08 10:15:00", "1994-03-08"),
        ("1994/03/08", "1994-03-08"),
        ("19940308", "1994-03-08"),
        ("763120800", "1994-03-08"),
        ("1583661600000", "2020-03-08"),
        ("Tue, 08 Mar 1994 10:00:00 GMT", "1994-03-08"),
        ("March 8, 1994", "1994-03-08"),
        ("8 Mar 1994 10:15", "1994-03-08"),
        ("28/03/1994", "1994-03-28"),
        // Either day is possible.
        ("08/03/1994", ""),
    ] {
        let one = article("a.csv", format!("date\ttext\n{date}\t{LEAD}\n").as_bytes());
        let found = one.meta.published.date.map_or(String::new(), |d| d.to_string());
        assert_eq!(found, want, "{date}");
    }
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

#[test]
fn word_documents() {
    let main = format!(
        "<w:document xmlns:w=\"x\"><w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Envoys return</w:t></w:r></w:p>\
         <w:p><w:r><w:t xml:space=\"preserve\">{LEAD} </w:t></w:r><w:r><w:t>&amp; more.</w:t></w:r></w:p><w:p><w:r><w:t>{NEXT}</w:t></w:r></w:p>\
         </w:body></w:document>"
    );
    let core = "<cp:coreProperties xmlns:dc=\"y\"><dc:creator>Ann Example</dc:creator></cp:coreProperties>";
    let docx = zipped(&[("word/document.xml", main.as_bytes()), ("docProps/core.xml", core.as_bytes())]);
    let one = article("a.docx", &docx);
    assert_eq!(&*one.text, format!("Envoys return\n{LEAD} & more.\n{NEXT}"));
    assert_eq!(one.meta.author.as_deref(), Some("Ann Example"));
    assert_eq!(problem("b.docx", &docx[..docx.len() / 2]), "damaged");
}

/// A PDF of one page a text, written by hand.
fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned()];
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    objects.push(format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")));
    objects.push("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned());
    for (i, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
            5 + 2 * i
        ));
        let stream = format!("BT /F1 9 Tf 20 700 Td ({page}) Tj ET");
        objects.push(format!("<</Length {}>>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).into_bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1).into_bytes());
    out
}

#[test]
fn pdf_pages_are_counted() {
    let one = article("a.pdf", &pdf(&[LEAD, NEXT]));
    let at = one.text.find("They had").unwrap();
    assert_eq!(one.map.page_at(at as u32), Some(2));
    assert_eq!(one.map.page_at(0), Some(1));
    assert_eq!(one.base_kind, BaseKind::Extracted);
    assert_eq!(problem("b.pdf", b"%PDF-1.4\nrubbish"), "damaged");
}

#[test]
fn web_archives() {
    let page = format!("<html><body><h1>Envoys return</h1><article><p>{LEAD}</p><p>{NEXT}</p></article></body></html>");
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let record = |kind: &str, body: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.example.org/1\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    };
    let warc = record("warcinfo", "software: none") + &record("response", &http);
    let all = intake("a.warc", warc.as_bytes());
    assert_eq!(&*all[0].doc, "a.warc#1");
    assert!(all[0].article.as_ref().unwrap().text.ends_with(NEXT));
    // Compressed record by record, as crawlers write them; then cut off.
    let mut gz = gzipped(record("warcinfo", "software: none").as_bytes());
    gz.extend(gzipped(record("response", &http).as_bytes()));
    let all = intake("a.warc.gz", &gz);
    assert!(all[0].article.is_some() && all[0].problems.is_empty(), "{:?}", all[0].problems);
    let all = intake("a.warc", format!("{warc}WARC/1.0\r\nContent-Length: 900\r\n\r\nxx").as_bytes());
    assert_eq!(all[0].problems[0].code, "truncated");
}

/// A web archive of one response with the given headers and body.
fn warc_of(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n").into_bytes();
    http.extend(body);
    let mut out = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <https://example.org/1>\r\nContent-Length: {}\r\n\r\n",
        http.len()
    )
    .into_bytes();
    out.extend(http);
    out.extend(b"\r\n\r\n");
    out
}

/// A body in chunks of `size` bytes.
fn chunked(body: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in body.chunks(size) {
        out.extend(format!("{:x};note=1\r\n", chunk.len()).into_bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

#[test]
fn responses_are_stored_in_many_encodings() {
    let page = format!("<html><body><article><p>{LEAD}</p><p>{NEXT}</p></article></body></html>");
    let gz = gzipped(page.as_bytes());
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(page.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    for (headers, body) in [
        ("Content-Encoding: gzip\r\n", gz.clone()),
        ("Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n", chunked(&gz, 50)),
        ("Transfer-Encoding: chunked\r\n", chunked(page.as_bytes(), 100)),
        ("Content-Encoding: deflate\r\n", zlib),
        // Headers that are no longer true.
        ("Content-Encoding: gzip\r\n", page.clone().into_bytes()),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", page.clone().into_bytes()),
    ] {
        let one = article("a.warc", &warc_of(headers, &body));
        assert_eq!(&*one.text, format!("{LEAD}\n{NEXT}"), "{headers}");
    }
    let broken = warc_of("Content-Encoding: gzip\r\n", &gz[..gz.len() - 12]);
    assert!(article("a.warc", &broken).text.starts_with("The foreign ministers"));
    assert_eq!(problem("a.warc", &warc_of("Content-Encoding: br\r\n", b"\x8b\x02\xff\x00")), "unknown-format");
    let bomb = warc_of("Content-Encoding: gzip\r\n", &gzipped(&vec![b' '; 4 << 20]));
    let small = Limits { max_bytes: 1 << 20, max_text: 1 << 20, max_depth: 3 };
    assert_eq!(intake_with("a.warc", &bomb, small)[0].problems[0].code, "too-large");
}

#[test]
fn what_is_encrypted_is_refused_and_says_so() {
    // Bit 0 of the flags in the local and in the central header says that a member is encrypted.
    let mut zip = zipped(&[("a.txt", LEAD.as_bytes()), ("b.txt", LEAD.as_bytes())]);
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = zip.windows(4).position(|w| w == magic).unwrap();
        zip[at + flags] |= 1;
    }
    let all = intake("a.zip", &zip);
    assert_eq!((&*all[0].doc, all[0].problems[0].code), ("a.zip!a.txt", "encrypted"));
    assert!(all[0].problems[0].hint.is_some());
    assert!(all[1].article.is_some(), "the other member is read");
    // A document that needs a password: keys of the standard handler that no empty password fits.
    let key = "7".repeat(64);
    let locked = String::from_utf8(pdf(&[LEAD])).unwrap().replace(
        "trailer\n<<",
        &format!("trailer\n<</ID[<{key}><{key}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>"),
    );
    assert_eq!(problem("a.pdf", locked.as_bytes()), "encrypted");
}

#[test]
fn cut_off_data_are_read_as_far_as_they_go() {
    let text = format!("{LEAD}\n\n{NEXT}\n").repeat(40);
    let gz = gzipped(text.as_bytes());
    let all = intake("a.txt.gz", &gz[..gz.len() / 2]);
    let article = all[0].article.as_ref().unwrap();
    assert!(article.text.starts_with(LEAD));
    assert_eq!(all[0].problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["truncated"]);
    assert_eq!(problem("a.gz", &gz[..10]), "damaged");
    let zip = zipped(&[("a.txt", text.as_bytes())]);
    assert_eq!(problem("a.zip", &zip[..zip.len() - 30]), "damaged");
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["a.txt", "b.txt"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let tar = tar.into_inner().unwrap();
    let all = intake("a.tar", &tar[..tar.len() / 2 + 600]);
    assert!(all[0].article.is_some());
    assert_eq!(all[1].problems.last().unwrap().code, "damaged");
}

#[test]
fn archives_within_limits() {
    let text = format!("{LEAD}\n\n{NEXT}\n");
    let inner = zipped(&[("a.txt", text.as_bytes()), ("b/", b""), ("b/c.png", b"\x89PNG\r\n")]);
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(inner.len() as u64);
    header.set_cksum();
    tar.append_data(&mut header, "in.zip", inner.as_slice()).unwrap();
    let all = intake("x.tar.gz", &gzipped(&tar.into_inner().unwrap()));
    let found: Vec<(&str, bool)> = all.iter().map(|i| (&*i.doc, i.article.is_some())).collect();
    assert_eq!(found, [("x.tar.gz!in.zip!a.txt", true), ("x.tar.gz!in.zip!b/c.png", false)]);
    // Four MiB of zeros in a few KiB, and archives in archives.
    let small = Limits { max_bytes: 1 << 20, max_text: 1 << 20, max_depth: 3 };
    let bomb = zipped(&[("z.txt", &vec![b'a'; 4 << 20])]);
    assert_eq!(intake_with("bomb.zip", &bomb, small)[0].problems[0].code, "too-large");
    let mut nested = inner;
    for _ in 0..4 {
        nested = zipped(&[("n.zip", &nested)]);
    }
    assert_eq!(intake("nested.zip", &nested)[0].problems[0].code, "too-deep");
}

#[test]
fn passages_in_another_language_are_marked() {
    let french = "Nous avons décidé ce matin, avec nos partenaires, de rouvrir le port du nord à tous les navires, et \
        nous le ferons savoir aux capitaines avant la fin de la semaine.";
    let german = "Die beiden Regierungen haben sich darauf verständigt, die Protokolle ihrer Sitzungen künftig binnen \
        eines Monats zu veröffentlichen und den Parlamenten zuzuleiten.";
    let more = format!("{LEAD}\n\n{NEXT}\n\n").repeat(3);
    let text = format!("{more}{french}\n\nGenève, mardi.\n\n{french}\n\n{NEXT}\n\n{german}\n\n{LEAD}\n");
    let one = intake("a.txt", text.as_bytes()).remove(0);
    let article = one.article.unwrap();
    assert_eq!(&*article.meta.lang, "en");
    let marked: Vec<(&str, &str)> = one
        .problems
        .iter()
        .filter(|p| p.code == "other-language")
        .map(|p| (p.message.as_str(), p.at.unwrap().of(&article.base)))
        .collect();
    let run = format!("{french}\n\nGenève, mardi.\n\n{french}");
    assert_eq!(marked, [("this passage is in `fr`", run.as_str()), ("this passage is in `de`", german)]);
}

#[test]
fn what_is_no_document_is_listed() {
    assert_eq!(problem("a.txt", b""), "empty");
    assert_eq!(problem("a.txt", b" \n \n"), "no-text");
    assert_eq!(problem("a.txt", b"\x89PNG\r\n\x1a\n\0\0"), "unknown-format");
    assert_eq!(problem("a.bin", &[0, 1, 2, 3, 4, 5, 0, 0]), "not-text");
    let small = Limits { max_bytes: 10, max_text: 10, max_depth: 1 };
    assert_eq!(intake_with("a.txt", LEAD.as_bytes(), small)[0].problems[0].code, "too-large");
    let named = intake("a.pdf", LEAD.as_bytes());
    assert!(named[0].article.is_some());
    assert_eq!(named[0].problems[0].code, "wrong-extension");
    let broken = intake("a.txt", &[LEAD.as_bytes(), "été à l’\u{e9}tranger ".repeat(20).as_bytes(), b"\xff"].concat());
    assert_eq!(broken[0].problems[0].code, "invalid-utf8");
}

#[test]
fn deep_and_wide_pages_do_not_stop_a_run() {
    let deep = format!("<html><body>{}<p>{LEAD}</p><p>{NEXT}</p>", "<div>".repeat(60_000));
    assert!(article("deep.html", deep.as_bytes()).text.contains(NEXT));
    let wide = format!("<html><body>{}", "<i>".repeat(1_600_000));
    assert_eq!(problem("wide.html", wide.as_bytes()), "too-many-nodes");
    // A million nodes within the limit, and words of furniture at every depth.
    let many = format!("<html><body><p>{LEAD}</p>{}<p>{NEXT}</p>", "<ul><li><a href=/>x</a>".repeat(250_000));
    assert!(article("many.html", many.as_bytes()).text.contains(LEAD));
    let named = format!("<html><body><p>{LEAD}</p>{}<p>{NEXT}</p>", "<div class='menu share'>x".repeat(50_000));
    assert!(article("named.html", named.as_bytes()).text.contains(LEAD));
}

mod round_trip {
    use super::*;
    use proptest::prelude::*;

    /// Words with their spelling in HTML.
    fn word() -> impl Strategy<Value = (String, String)> {
        let plain = "[a-zA-Zéàç]{1,9}".prop_map(|w| (w.clone(), w));
        let entity = prop_oneof![
            Just(("&".to_owned(), "&amp;".to_owned())),
            Just(("é".to_owned(), "&eacute;".to_owned())),
            Just(("œ".to_owned(), "&#339;".to_owned())),
            Just(("Zug".to_owned(), "Z\u{ad}ug".to_owned())),
            Just(("tie".to_owned(), "t<b>i</b>e".to_owned())),
            Just(("A & B".to_owned(), "A &\n\t B".to_owned())),
        ];
        prop_oneof![4 => plain, 1 => entity]
    }

    const SAMPLES: usize = 12;

    /// A small document of each format that has a structure to break.
    fn sample(which: usize) -> (&'static str, Vec<u8>) {
        let page = format!(
            "<html><head><title>Envoys</title></head><body><nav class=menu><a href=/>Home</a></nav><h1>Envoys</h1><article>\
             <p>{LEAD} &amp; m&#111;re</p><figure><figcaption>Lake</figcaption></figure><p>{NEXT}</p></article></body></html>"
        );
        let word =
            format!("<w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>{LEAD}</w:t></w:r></w:p></w:body></w:document>");
        let mail = format!(
            "From: A <a@b.org>\r\nSubject: =?utf-8?q?=C3=A0?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; \
             charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{LEAD}=\r\n{NEXT}\r\n"
        );
        let feed = format!(
            "<?xml version=\"1.0\"?><rss><channel><title>E</title><item><title>x &amp; y</title><description>\
             <![CDATA[<p>{LEAD}</p>]]></description></item></channel></rss>"
        );
        match which {
            0 => ("a.html", page.into_bytes()),
            1 => ("a.zip", zipped(&[("a.txt", LEAD.as_bytes()), ("b.html", page.as_bytes())])),
            2 => ("a.docx", zipped(&[("word/document.xml", word.as_bytes())])),
            3 => ("a.txt.gz", gzipped(LEAD.as_bytes())),
            4 => ("a.pdf", pdf(&[LEAD, NEXT])),
            5 => ("a.warc", warc_of("Content-Encoding: gzip\r\n", &gzipped(page.as_bytes()))),
            6 => ("a.warc", warc_of("Transfer-Encoding: chunked\r\n", &chunked(page.as_bytes(), 60))),
            7 => ("a.eml", mail.into_bytes()),
            8 => ("a.rss", feed.into_bytes()),
            9 => (
                "a.jsonl",
                format!("{{\"title\": \"x\", \"text\": \"{LEAD}\"}}\n{{\"text\": \"{NEXT}\"}}\n").into_bytes(),
            ),
            10 => ("a.csv", format!("title;text;date\nx;\"{LEAD}\";1994-03-08\n").into_bytes()),
            _ => ("a.md", format!("---\ntitle: x\n---\n# *E*\n\n> {LEAD}\n\n[a](b) {NEXT}\n").into_bytes()),
        }
    }

    fn gap() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            Just(" "),
            Just("\n   "),
            Just("&nbsp;"),
            Just("\u{a0} "),
            Just(" \u{200b} "),
            Just("<span> </span>")
        ]
    }

    /// What a text becomes maps back to it, byte by byte where the lengths are the same.
    fn without_loss(text: &str) -> Result<(), TestCaseError> {
        for name in ["a.txt", "a.md", "a.html"] {
            for one in intake(name, text.as_bytes()) {
                let Some(article) = one.article else { continue };
                prop_assert_eq!(&*article.base, text);
                for segment in
                    article.map.segments().iter().filter(|s| s.clean.len() == s.base.len() && s.clean.len() > 1)
                {
                    // White space of one byte may stand for other white space of one byte.
                    let blank = |s: &str| s.replace(char::is_whitespace, " ");
                    prop_assert_eq!(blank(segment.clean.of(&article.text)), blank(segment.base.of(&article.base)));
                }
            }
        }
        Ok(())
    }

    /// Found by the property below: a mark of quotation where two lines join.
    #[test]
    fn marks_of_quotation_are_no_spaces() {
        without_loss(">\r><]-#-é(AA A#<-A\ta#_-a( A(A<<\u{feff}-\t(>_A\u{feff}(\u{feff}a#&a\t]-\n>a").unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_word_leads_back_to_its_spelling(
            paragraphs in proptest::collection::vec(proptest::collection::vec((word(), gap()), 25..40), 1..4)
        ) {
            let mut page = "<html><body><article>".to_owned();
            let mut spellings = Vec::new();
            for paragraph in &paragraphs {
                page.push_str("<p>");
                for ((shown, spelt), gap) in paragraph {
                    spellings.push((shown.clone(), page.len(), page.len() + spelt.len()));
                    page.push_str(spelt);
                    page.push_str(gap);
                }
                page.push_str("</p>");
            }
            let all = intake("a.html", page.as_bytes());
            let article = all[0].article.as_ref().unwrap();
            let mut at = 0;
            for (shown, start, end) in spellings {
                // Words of lines that were masked are not looked for.
                if article.chrome.iter().chain(&article.captions).any(|m| m.base.lo() <= start && end <= m.base.hi()) {
                    continue;
                }
                let found = article.text[at..].find(&shown).map(|i| i + at);
                prop_assert!(found.is_some(), "{shown} is missing in {:?}", &article.text[at..]);
                let from = found.unwrap();
                at = from + shown.len();
                let base = article.map.to_base(legation_model::Span::new(from, at));
                prop_assert_eq!(base.of(&article.base), &page[start..end]);
            }
        }

        #[test]
        fn any_text_is_read_without_loss(text in "[ \\t\\r\\n*_#>a-zA-Z.é\u{ad}\u{feff}\\-\\[\\]()&<]{1,400}") {
            without_loss(&text)?;
        }

        #[test]
        fn damaged_samples_are_read_or_listed(
            which in 0..SAMPLES,
            damage in proptest::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<u8>()), 1..6),
        ) {
            let (name, mut bytes) = sample(which);
            for (at, how, byte) in damage {
                let at = at.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
                match how {
                    _ if bytes.is_empty() => {}
                    0 => bytes[at] = byte,
                    1 => bytes.truncate(at),
                    2 => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
                    _ => {
                        let copy = bytes[at..(at + usize::from(byte)).min(bytes.len())].to_vec();
                        bytes.splice(at..at, copy);
                    }
                }
            }
            let small = Limits { max_bytes: 1 << 20, max_text: 1 << 20, max_depth: 3 };
            for one in intake_with(name, &bytes, small) {
                prop_assert!(one.article.is_some() || !one.problems.is_empty());
            }
        }

        #[test]
        fn any_bytes_are_read_or_listed(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for one in intake("a", &bytes) {
                prop_assert!(one.article.is_some() || !one.problems.is_empty());
            }
        }
    }
}
