//! The public API of the crate `scipix`, all features on, is the one that `crates/scipix/public-api.txt` lists, so
//! that no name changes or disappears unseen. `SCIPIX_UPDATE_PUBLIC_API=1` writes the list anew.
//!
//! The compiler's description of the API is an unstable format, which other versions of Rust have differently: there
//! the test says that it compares nothing.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/scipix/public-api.txt");
/// The version of the format that this version of `public-api` reads.
const FORMAT: u64 = 57;

/// Has rustdoc describe the crate, and returns the description's path.
fn description() -> String {
    // A folder of its own: the flag that allows unstable options would have everything built anew.
    let target = format!("{}/public-api", env!("CARGO_TARGET_TMPDIR"));
    let mut rustdoc = Command::new(env!("CARGO"));
    rustdoc.current_dir(ROOT).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTDOCFLAGS");
    rustdoc.args([
        "rustdoc",
        "--locked",
        "--quiet",
        "-p",
        "scipix",
        "--lib",
        "--all-features",
        "--target-dir",
        &target,
    ]);
    rustdoc.args(["--", "-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"]);
    assert!(rustdoc.status().expect("cargo runs").success(), "{rustdoc:?}");
    format!("{target}/doc/scipix.json")
}

/// Returns the public items, one a line, without what the compiler derives by itself.
fn listed(description: &str) -> String {
    let api = public_api::Builder::from_rustdoc_json(description)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .expect("rustdoc's description is readable");
    let mut lines: Vec<String> = api.items().map(ToString::to_string).collect();
    lines.sort();
    lines.dedup();
    lines.join("\n") + "\n"
}

/// Returns the lines of `a` that `b` does not have.
fn missing<'a>(a: &'a str, b: &str) -> Vec<&'a str> {
    let lines: std::collections::HashSet<_> = b.lines().collect();
    a.lines().filter(|line| !lines.contains(line)).collect()
}

#[test]
fn the_public_api_is_the_listed_one() {
    let description = description();
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&description).unwrap()).unwrap();
    if json["format_version"].as_u64() != Some(FORMAT) {
        eprintln!("not compared: this Rust describes an API in format {}, not {FORMAT}", json["format_version"]);
        return;
    }
    let now = listed(&description);
    if env::var_os("SCIPIX_UPDATE_PUBLIC_API").is_some() {
        fs::write(LIST, &now).unwrap();
        return;
    }
    let before = fs::read_to_string(Path::new(LIST)).expect("the list is there").replace('\r', "");
    let (gone, new) = (missing(&before, &now).join("\n- "), missing(&now, &before).join("\n+ "));
    assert!(
        gone.is_empty() && new.is_empty(),
        "the public API has changed: `scripts/generate` writes the list, CHANGELOG.md has the change\n- {gone}\n+ {new}"
    );
}

#[test]
fn no_machinery_is_public() {
    let list = fs::read_to_string(LIST).expect("the list is there");
    for word in ["scipix_core::simd", "scipix_core::memory::arena", "unsafe fn", "*const", "*mut"] {
        let found: Vec<_> = list.lines().filter(|line| line.contains(word)).collect();
        assert!(found.is_empty(), "{word}: {found:?}");
    }
}
