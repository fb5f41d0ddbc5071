//! The files of the tree, as text and without what tests and comments add.

use std::fs;
use std::path::Path;

/// One source file.
pub struct Source {
    /// Path from the root of the repository.
    pub path: String,
    /// All of it.
    pub text: String,
    /// The part before the unit tests, without comments. Empty for files of tests and other languages.
    pub code: String,
}

impl Source {
    pub fn new(path: String, text: &str) -> Self {
        let is_test = path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("testing.rs");
        let code = if path.ends_with(".rs") && !is_test { without_comments(before_tests(text)) } else { String::new() };
        Self { path, text: text.to_owned(), code }
    }

    /// The path of modules from the crate on: `["core", "image", "gray", "avx2"]`, `["capi", "pool"]`; `None` elsewhere.
    pub fn module(&self) -> Option<Vec<&str>> {
        let crates =
            [("crates/core/src/", "core"), ("crates/scipix/src/", "scipix"), ("src/", "capi"), ("cli/src/", "cli")];
        let inside = |(folder, name)| Some((name, self.path.strip_prefix(folder)?.strip_suffix(".rs")?));
        let (name, inside) = crates.into_iter().find_map(inside)?;
        let mut names: Vec<_> = [name].into_iter().chain(inside.split('/')).collect();
        if matches!(names.last(), Some(&"mod" | &"lib" | &"main")) {
            names.pop();
        }
        Some(names)
    }
}

/// Unit tests stand at the end of a file.
fn before_tests(text: &str) -> &str {
    let starts = ["#[cfg(test)]\nmod tests {", "#[cfg(all(test, not(shuttle)))]\nmod tests {"];
    let end = starts.iter().filter_map(|start| text.find(start)).min();
    &text[..end.unwrap_or(text.len())]
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Every source file that a person writes.
pub fn read_tree(root: &Path) -> Vec<Source> {
    let folders =
        ["src", "crates", "cli", "tests", "benches", "bindings", "c_tests", "include", "examples", "fuzz", "packaging"];
    let mut files = Vec::new();
    for folder in folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        collect(&folder, root, &mut files);
    }
    files
}

fn collect(folder: &Path, root: &Path, files: &mut Vec<Source>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().expect("a name").to_string_lossy();
        if path.is_dir() {
            if !matches!(&*name, "target" | "generated" | "obj" | "node_modules") {
                collect(&path, root, files);
            }
        } else if ["rs", "c", "h", "cpp", "hpp", "go", "cs", "py"].iter().any(|end| name.ends_with(&format!(".{end}")))
        {
            let relative = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            files.push(Source::new(relative, &fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}
