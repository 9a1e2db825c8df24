//! Documents that come as JSON lines on standard input, one object a line.

use legation_model::Problem;
use serde_json::Value;

/// Names that columns go by, the first that is there counts.
const TEXT: [&str; 4] = ["text", "content", "body", "article"];
const TITLE: [&str; 3] = ["title", "headline", "subject"];
const DATE: [&str; 4] = ["date", "published", "datePublished", "published_at"];

/// Whether some bytes look like JSON lines.
pub(crate) fn are_rows(bytes: &[u8]) -> bool {
    bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
}

/// The text of each row, with its one-based line: title and date stand above it as they would in a file, so that
/// offsets count in what is read. A row that is no object with a text is a problem of that row alone.
pub(crate) fn split(bytes: &[u8]) -> Vec<(usize, Result<String, Problem>)> {
    let lines = bytes.split(|&b| b == b'\n').enumerate();
    lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(i, line)| (i + 1, text_of(line))).collect()
}

fn text_of(line: &[u8]) -> Result<String, Problem> {
    let row: Value = serde_json::from_slice(line)
        .map_err(|e| Problem::error("not-json", format!("the line is no JSON object: {e}")))?;
    let field =
        |names: &[&str]| names.iter().find_map(|n| row.get(n)?.as_str()).map(str::trim).filter(|t| !t.is_empty());
    let Some(text) = field(&TEXT) else {
        return Err(Problem::error("no-text", "the row holds no text").hint(format!("name its field `{}`", TEXT[0])));
    };
    // A time of day and its zone are not part of a date line.
    let date = field(&DATE).map(|d| d.split('T').next().unwrap_or(d));
    let parts: Vec<&str> = [field(&TITLE), date, Some(text)].into_iter().flatten().collect();
    Ok(parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_texts_with_title_and_date() {
        let rows =
            b"{\"title\": \"T\", \"date\": \"2016-05-03T10:00:00Z\", \"text\": \"Body.\"}\n\n{\"id\": 1}\nnope\n";
        assert!(are_rows(rows) && !are_rows(b"Plain text"));
        let split = split(rows);
        assert_eq!(split[0], (1, Ok("T\n\n2016-05-03\n\nBody.".to_owned())));
        assert_eq!((split[1].0, split[1].1.as_ref().unwrap_err().code), (3, "no-text"));
        assert_eq!((split[2].0, split[2].1.as_ref().unwrap_err().code), (4, "not-json"));
    }
}
