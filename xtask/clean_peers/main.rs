//! `peers NAME PAGES.jsonl`: body text of `{id, html}` records by another extractor; processor time to stderr.

fn body(tool: &str, html: &str) -> String {
    match tool {
        "dom_smoothie" => {
            let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
            let parsed = dom_smoothie::Readability::new(html, None, Some(config)).and_then(|mut r| r.parse());
            parsed.map(|a| a.text_content.to_string()).unwrap_or_default()
        }
        "rs-trafilatura" => rs_trafilatura::extract(html).map(|r| r.content_text).unwrap_or_default(),
        "rust-trafilatura" => {
            let options = rust_trafilatura::Options::default();
            rust_trafilatura::extract(html.as_bytes(), &options).map(|r| r.content_text).unwrap_or_default()
        }
        _ => panic!("tools: dom_smoothie, rs-trafilatura, rust-trafilatura"),
    }
}

/// Seconds of processor time of this process, all threads, as `stat` counts them.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a Linux machine");
    let fields: Vec<f64> = stat.rsplit(") ").next().unwrap_or_default().split(' ').flat_map(str::parse).collect();
    (fields[10] + fields[11]) / 100.0
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let input = std::fs::read_to_string(&args[2]).expect("the pages");
    let pages: Vec<serde_json::Value> = input.lines().map(|l| serde_json::from_str(l).expect("a record")).collect();
    let before = seconds();
    let texts: Vec<String> = pages
        .iter()
        .map(|p| {
            let html = p["html"].as_str().unwrap_or_default();
            std::panic::catch_unwind(|| body(&args[1], html)).unwrap_or_default()
        })
        .collect();
    let seconds = seconds() - before;
    eprintln!("pages {} seconds {seconds:.2} pages/s {:.1}", pages.len(), pages.len() as f64 / seconds);
    for (page, text) in pages.iter().zip(texts) {
        println!("{}", serde_json::json!({ "id": page["id"], "text": text }));
    }
}
