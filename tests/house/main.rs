//! Rules of the source tree, which CONTRIBUTING.md explains: folders import downwards, files form no circles, a type name
//! means one thing, docs open with a sentence of their own, files and functions stay short. `each_rule_can_fail` breaks every
//! rule once and expects the complaint.

mod circles;
mod cookbook;
mod counts;
mod defaults;
mod imports;
mod layers;
mod names;
mod prose;
mod sizes;
mod source;

use source::{Source, read_tree};
use std::path::Path;

/// A rule: complaints about the files of the tree.
type Rule = fn(&[Source]) -> Vec<String>;

const RULES: &[Rule] = &[
    layers::imports_upwards,
    layers::levels_read_below,
    layers::unsafe_elsewhere,
    circles::unlisted_circles,
    names::doubled_type_names,
    names::guards_outside_the_abi,
    prose::forbidden_openings,
    sizes::long_files,
    sizes::long_functions,
];

fn complaints(tree: &[Source]) -> Vec<String> {
    RULES.iter().flat_map(|rule| rule(tree)).collect()
}

#[test]
fn the_tree_keeps_the_rules() {
    let tree = read_tree(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(tree.len() > 300, "only {} files were found", tree.len());
    let complaints = complaints(&tree);
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn circles_that_are_gone_leave_the_list() {
    let tree = read_tree(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert_eq!(circles::stale_exceptions(&tree), Vec::<String>::new());
}

#[test]
fn each_rule_can_fail() {
    const CORE: &str = "crates/core/src/";
    let long_function = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(60));
    let long_file = "\n".repeat(451);
    let broken: &[(&[(&str, &str)], &str)] = &[
        (&[("base/low.rs", "use crate::image::View;\n"), ("image/mod.rs", "pub struct View;\n")], "imports upwards"),
        (&[("base/low.rs", "fn f() { crate::batch::run(); }\n"), ("batch/mod.rs", "")], "imports upwards"),
        (&[("image/gray/avx2.rs", "fn f() { simd::active(); }\n")], "reads the SIMD level"),
        (&[("plan/a.rs", "fn f() {\n    unsafe { g() }\n}\n")], "unsafe outside"),
        (&[("image/a.rs", "use super::b::B;\n"), ("image/b.rs", "use super::a::A;\n")], "circle"),
        (
            &[
                ("image/mod.rs", "mod a;\nmod b;\npub use b::B;\n"),
                ("image/a.rs", "use super::B;\n"),
                ("image/b.rs", "use crate::image::a::{self, A};\n"),
            ],
            "circle",
        ),
        (&[("image/mod.rs", "mod a;\nfn f() { a::g() }\nstruct S;"), ("image/a.rs", "use super::S;\n")], "circle"),
        (&[("image/a.rs", "pub struct Map;\n"), ("quant/b.rs", "enum Map {}\n")], "type name Map"),
        (&[("image/a.rs", "/// Of what the rows are made.\nfn f() {}\n")], "opens with"),
        (&[("image/a.rs", "//! The same of signed rows.\n")], "opens with"),
        (&[("image/a.rs", "/// As `g`.\nfn f() {}\n")], "opens with"),
        (&[("image/a.rs", "/// Who waits.\nfn f() {}\n")], "opens with"),
        (&[("image/a.rs", "/// Whose rows.\nfn f() {}\n")], "opens with"),
        (&[("image/a.rs", "/// What it found.\nstruct S;\n")], "opens with"),
        (&[("image/a.rs", &long_function)], "function long has 62 lines"),
        (&[("image/a.rs", &long_file)], "has 451 lines"),
    ];
    for (files, expected) in broken {
        let tree: Vec<_> = files.iter().map(|(path, text)| Source::new(format!("{CORE}{path}"), text)).collect();
        let found = complaints(&tree);
        assert!(
            found.iter().any(|complaint| complaint.contains(expected)),
            "{files:?}: {expected:?} is not in {found:?}"
        );
    }
    let chapters = [("src/a.rs", "use super::b::B;\n"), ("src/b.rs", "use super::a::A;\n")];
    let chapters = chapters.map(|(path, text)| Source::new(path.into(), text));
    assert!(complaints(&chapters).iter().any(|complaint| complaint.contains("circle: src/a.rs, src/b.rs")));
    let outside = [Source::new("src/view.rs".into(), "fn helper() {\n    guard(|law| Ok(()))\n}\n")];
    assert!(complaints(&outside).iter().any(|complaint| complaint.contains("guard outside")));
}

#[test]
fn a_sound_tree_is_silent() {
    let files = [
        ("base/mod.rs", "mod error;\npub use error::Error;\n"),
        ("base/error.rs", "/// An error.\npub struct Error;\n"),
        ("image/mod.rs", "mod gray;\nmod view;\npub use gray::gray;\npub use view::View;\n"),
        (
            "image/view.rs",
            "use crate::base::Error;\npub struct View;\n#[cfg(test)]\nmod tests { use super::super::gray::gray; }\n",
        ),
        ("image/gray.rs", "use super::View;\n// use crate::batch::Batcher;\npub fn gray() {}\n"),
    ];
    let tree: Vec<_> = files.iter().map(|(path, text)| Source::new(format!("crates/core/src/{path}"), text)).collect();
    assert_eq!(complaints(&tree), Vec::<String>::new());
}
