//! Files and functions that can be read in one sitting.

use super::source::Source;

const FILE: usize = 450;
const FUNCTION: usize = 60;

/// Generated files say so in their first lines.
fn is_generated(file: &Source) -> bool {
    file.text.lines().take(3).any(|line| line.to_ascii_lowercase().contains("generated"))
}

pub fn long_files(tree: &[Source]) -> Vec<String> {
    let long = tree.iter().filter(|file| !is_generated(file)).map(|file| (file, file.text.lines().count()));
    long.filter(|(_, lines)| *lines > FILE).map(|(file, lines)| format!("{} has {lines} lines", file.path)).collect()
}

/// Functions of Rust, from their first line to the brace under it.
pub fn long_functions(tree: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree.iter().filter(|file| file.path.ends_with(".rs")) {
        let mut open: Option<(usize, usize, &str)> = None;
        for (number, line) in file.text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            if let Some(name) = function(line)
                && open.is_none_or(|(_, outer, _)| indent <= outer)
            {
                open = Some((number, indent, name));
            }
            if let Some((first, outer, name)) = open
                && indent == outer
                && line.trim_start().starts_with('}')
            {
                let lines = number - first + 1;
                if lines > FUNCTION {
                    complaints.push(format!("{}:{}: function {name} has {lines} lines", file.path, first + 1));
                }
                open = None;
            }
        }
    }
    complaints
}

fn function(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let keywords = ["pub", "pub(crate)", "pub(super)", "const", "unsafe", "async", "extern", "\"C\""];
    let is_head = before.split_whitespace().all(|word| keywords.contains(&word) || word.starts_with("pub("));
    is_head
        .then(|| after.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .flatten()
        .filter(|name| !name.is_empty())
}
