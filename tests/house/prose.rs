//! The first sentence of a doc has a subject and a verb, and stands alone.

use super::source::Source;

/// Openings that lean on something else.
const FORBIDDEN: &[&str] = &["Of ", "The same", "As ", "Who ", "Whose ", "Whoever ", "What "];

/// The text of a doc comment's line, in Rust, C or C++.
fn doc(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = ["///", "//!", "/**"].iter().find_map(|mark| line.strip_prefix(mark))?;
    Some(text.trim())
}

/// The first line with text of each doc comment, with its number.
fn openings(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut inside, mut block) = (Vec::new(), false, false);
    for (number, line) in text.lines().enumerate() {
        let words = match doc(line) {
            Some(words) => {
                block |= line.trim_start().starts_with("/**") && words.is_empty();
                words
            }
            None if block => line.trim_start().trim_start_matches('*').trim(),
            None => {
                inside = false;
                continue;
            }
        };
        if !inside && !words.is_empty() && !words.starts_with("@defgroup") {
            found.push((number + 1, words.to_owned()));
            inside = true;
            block = false;
        }
    }
    found
}

pub fn forbidden_openings(tree: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree {
        for (line, words) in openings(&file.text) {
            if let Some(opening) = FORBIDDEN.iter().find(|&&opening| words.starts_with(opening)) {
                complaints.push(format!("{}:{line}: a doc opens with {opening:?}: {words}", file.path));
            }
        }
    }
    complaints
}
