//! `cargo xtask new-language CODE LIKE`: a folder for a new language, after the nearest one that is there: its rule files to be
//! rewritten, its tables with their columns and comments but without their rows.

use std::fs;

use anyhow::{Context as _, bail};

pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let [code, like] = args else {
        bail!("usage: cargo xtask new-language CODE LIKE, such as `new-language es fr` for Spanish after French");
    };
    if !(2..=8).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_lowercase()) {
        bail!("`{code}` is no BCP 47 language code, such as es or pt");
    }
    let langs = crate::root().join("data/lang");
    let (from, to) = (langs.join(like), langs.join(code));
    if to.exists() {
        bail!("{} is there already", to.display());
    }
    if !from.join("pack.toml").is_file() {
        bail!("{} is no language to start from", from.display());
    }
    let mut open = vec![from.clone()];
    let mut made = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let target = to.join(path.strip_prefix(&from)?);
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let is_table = path.extension().is_some_and(|e| e == "tsv");
            fs::create_dir_all(target.parent().unwrap_or(&to))?;
            fs::write(&target, if is_table { without_rows(&text) } else { text })
                .with_context(|| format!("cannot write {}", target.display()))?;
            made.push(target);
        }
    }
    made.sort();
    for path in &made {
        println!("{}", path.display());
    }
    println!("\nNext: rewrite pack.toml and the rules, fill the tables; `cargo xtask check-data` after each step.");
    Ok(())
}

/// The comments above the header, and the header.
fn without_rows(table: &str) -> String {
    let comments = table.lines().take_while(|l| l.starts_with('#') || l.trim().is_empty());
    let header = table.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty());
    comments.chain(header).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_keep_their_columns() {
        assert_eq!(super::without_rows("# words\n\nword\tsource\na\tb\n# later\n"), "# words\n\nword\tsource\n");
    }
}
