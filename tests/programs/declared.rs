//! The functions that the header declares.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Returns the names right before a parenthesis: each function of the header once it has no comments.
pub fn declared() -> BTreeSet<String> {
    let header =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("include/scipix.h")).expect("the header");
    let mut code = String::new();
    for part in header.split("/*") {
        code += part.split_once("*/").map_or(part, |(_, after)| after);
    }
    let before_parentheses = code.split('(').filter_map(|text| {
        let name = text.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
        name.starts_with("scipix_").then(|| name.to_owned())
    });
    before_parentheses.collect()
}
