//! A type name means one thing; only exported functions call `guard`.

use super::source::Source;
use std::collections::BTreeMap;

/// The type that a line at the left margin defines.
fn defined(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub") || *word == "unsafe");
    if line.starts_with(' ') || !matches!(words.next()?, "struct" | "enum" | "trait" | "type" | "union") {
        return None;
    }
    words.next()?.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// Crates whose names may not meet: the C ABI calls what the core defines. The crate `scipix` wraps types of the core under
/// their own names, and never shows both.
const NAMESPACES: &[&[&str]] = &[&["crates/core/", "src/"], &["crates/scipix/"]];

pub fn doubled_type_names(tree: &[Source]) -> Vec<String> {
    NAMESPACES.iter().flat_map(|folders| doubled_in(tree, folders)).collect()
}

fn doubled_in(tree: &[Source], folders: &[&str]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in tree.iter().filter(|file| folders.iter().any(|folder| file.path.starts_with(folder))) {
        for name in file.code.lines().filter_map(defined) {
            let files = places.entry(name).or_default();
            if !files.contains(&file.path.as_str()) {
                files.push(&file.path);
            }
        }
    }
    let doubled = places.into_iter().filter(|(_, files)| files.len() > 1);
    doubled.map(|(name, files)| format!("type name {name} stands in {}", files.join(", "))).collect()
}

/// `guard` hands out the promise of the C caller, which only an exported function has.
pub fn guards_outside_the_abi(tree: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in tree.iter().filter(|file| file.path.starts_with("src/") && !file.path.ends_with("guard.rs")) {
        let mut exported = false;
        for line in file.code.lines() {
            if line.contains("fn ") && !line.starts_with("    ") {
                exported = line.contains("extern \"C\" fn scipix_");
            }
            let calls = ["guard(", "guard_value(", "short_way("]
                .iter()
                .any(|call| line.contains(call) && !line.contains("fn "));
            if calls && !exported {
                complaints.push(format!("{}: guard outside of an exported function: {}", file.path, line.trim()));
            }
        }
    }
    complaints
}
