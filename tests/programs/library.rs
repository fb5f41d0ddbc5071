//! Builds the shared library: Cargo builds a library for an integration test only where Rust can link to it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the shared library, built now with the features and the profile of this test.
pub fn library() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("Cargo's target folder");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--locked", "--package", "scipix-capi", "--manifest-path"]);
    build.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).arg("--target-dir").arg(target);
    if !cfg!(feature = "optimize") {
        build.arg("--no-default-features");
    }
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    assert!(build.status().expect("Cargo runs").success(), "{build:?}");
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    target.join(profile).join("libscipix.so")
}
