//! Writes the list of structs that `tests/layout.rs` compares.

use crate::header_model::Header;

const KEYWORDS: &[&str] = &["fn", "type", "ref", "in", "move", "match", "use", "where", "loop", "box"];

/// Writes a call of the macro `of_rust` with every struct and its fields.
pub fn layout_structs(header: &Header) -> String {
    let mut text = String::from("// Generated from include/scipix.h by scripts/generate; do not edit.\nof_rust! {\n");
    for (def, fields) in header.structs() {
        let names: Vec<_> = fields.iter().map(|field| raw(&field.name)).collect();
        text += &format!("    {} {{ {} }}\n", def.name, names.join(" "));
    }
    text + "}\n"
}

fn raw(name: &str) -> String {
    let prefix = if KEYWORDS.contains(&name) { "r#" } else { "" };
    prefix.to_owned() + name
}
