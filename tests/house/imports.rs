//! Which files of its crate a file imports from, resolved through re-exports.

use super::source::Source;
use std::collections::BTreeMap;

/// One file's use of a module or of an item in it.
pub struct Import {
    /// Index of the file that imports.
    pub from: usize,
    /// Index of the file that defines what is imported.
    pub to: usize,
    /// The path as it was resolved.
    pub path: String,
}

type Modules<'a> = BTreeMap<Vec<&'a str>, usize>;

/// Every import between files of one crate. What a `mod.rs` re-exports counts for the file that uses it, not for `mod.rs`.
pub fn imports(tree: &[Source]) -> Vec<Import> {
    let modules: Modules<'_> =
        tree.iter().enumerate().filter_map(|(index, file)| Some((file.module()?, index))).collect();
    let reexports: Vec<_> = tree.iter().map(|file| reexports(&file.code)).collect();
    let mut found = Vec::new();
    for (module, &from) in &modules {
        for path in paths(&tree[from].code, module, &modules) {
            let Some(to) = resolve(&path, &modules, &reexports, 0) else { continue };
            if to != from {
                found.push(Import { from, to, path: path.join("::") });
            }
        }
    }
    found
}

/// `use` declarations that are not re-exports, and paths in expressions that begin with `crate::` or with a child module.
fn paths(code: &str, module: &[&str], modules: &Modules<'_>) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (declaration, is_public) in uses(code) {
        if !is_public {
            found.extend(expand(declaration).iter().filter_map(|path| absolute(path, module, modules)));
        }
    }
    let body: String = code.lines().filter(|line| !is_use(line)).flat_map(|line| [line, "\n"]).collect();
    found.extend(qualified(&body).iter().filter_map(|path| absolute(path, module, modules)));
    found
}

fn is_use(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("use ") || (line.starts_with("pub") && line.contains(" use ")) || line.starts_with("mod ")
}

/// The text after `use` of each declaration, up to its semicolon, and whether it is public.
fn uses(code: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        if is_use(line)
            && let Some(at) = line.find("use ")
        {
            let rest = &code[start + at + 4..];
            found.push((&rest[..rest.find(';').unwrap_or(rest.len())], line.trim_start().starts_with("pub")));
        }
        start += line.len();
    }
    found
}

/// `a::{b, c::{self, D}}` as `a::b`, `a::c`, `a::c::D`.
fn expand(declaration: &str) -> Vec<Vec<String>> {
    let text: String = declaration.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((head, rest)) = text.split_once('{') else {
        let path = text.split(" as ").next().expect("a first part");
        return vec![path.split("::").map(|name| name.trim().to_owned()).filter(|name| name != "self").collect()];
    };
    let head: Vec<String> =
        head.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let inner = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let (mut depth, mut begin, mut parts) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[begin..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(expand).map(|tail| head.iter().cloned().chain(tail).collect()).collect()
}

/// Paths `a::b::c` in expressions.
fn qualified(body: &str) -> Vec<Vec<String>> {
    let words = body.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '$'));
    let paths =
        words.filter(|word| word.contains("::")).map(|word| word.trim_start_matches("$crate").trim_matches(':'));
    paths.map(|word| word.split("::").map(str::to_owned).collect()).collect()
}

/// The path from the root of the crate; `None` for what lies outside.
fn absolute(path: &[String], module: &[&str], modules: &Modules<'_>) -> Option<Vec<String>> {
    let mut base: Vec<String> = module.iter().map(|&name| name.to_owned()).collect();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            base.truncate(1);
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        child => {
            let with_child: Vec<_> = module.iter().copied().chain([child]).collect();
            modules.get(&with_child)?;
        }
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// Names that a file re-exports, with the paths that they come from; a `*` under its own name.
fn reexports(code: &str) -> BTreeMap<String, Vec<String>> {
    let public = uses(code).into_iter().filter(|(_, is_public)| *is_public);
    let paths = public.flat_map(|(declaration, _)| expand(declaration));
    paths.filter_map(|path| Some((path.last()?.clone(), path))).collect()
}

/// The file that defines the item or is the module at `path`.
fn resolve(
    path: &[String],
    modules: &Modules<'_>,
    reexports: &[BTreeMap<String, Vec<String>>],
    depth: usize,
) -> Option<usize> {
    let deepest = (0..=path.len()).rev().find_map(|len| {
        let names: Vec<_> = path[..len].iter().map(String::as_str).collect();
        modules.get(&names).map(|&index| (len, names, index))
    });
    let (len, names, index) = deepest?;
    let Some(item) = path.get(len).filter(|_| depth < 4) else { return Some(index) };
    match reexports[index].get(item) {
        Some(target) => {
            let target = absolute(target, &names, modules)?;
            resolve(&target, modules, reexports, depth + 1)
        }
        None => Some(index),
    }
}
