//! The shared library exports what `include/scipix.h` declares, no more and no less, and is called by its soname.
#![cfg(target_os = "linux")]

#[path = "programs/declared.rs"]
mod declared;
#[path = "programs/library.rs"]
mod library;

use declared::declared;
use library::library;
use std::collections::BTreeSet;
use std::process::Command;

/// Asks a program of the binary utilities, which Rust's linker brings along, about the library.
fn ask(program: &str, options: &[&str]) -> String {
    let library = library();
    let output = Command::new(program).args(options).arg(&library).output().expect(program);
    assert!(output.status.success(), "{program} {}: {output:?}", library.display());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn exports_are_the_declarations() {
    let declared = declared();
    assert!(declared.contains("scipix_version") && declared.contains("scipix_image_pixel"), "{declared:?}");
    let symbols = ask("nm", &["-D", "--defined-only", "--format=posix"]);
    let exported: BTreeSet<_> = symbols.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    let only_declared: Vec<_> = declared.difference(&exported).collect();
    let only_exported: Vec<_> = exported.difference(&declared).collect();
    assert!(only_declared.is_empty() && only_exported.is_empty(), "-{only_declared:?} +{only_exported:?}");
}

#[test]
fn soname_holds_the_version_that_fixes_the_abi() {
    let dynamic = ask("readelf", &["-d", "-W"]);
    let soname = concat!("[libscipix.so.", env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"), "]");
    let line = dynamic.lines().find(|line| line.contains("(SONAME)")).expect("a soname");
    assert!(line.ends_with(soname), "{line}");
    assert!(dynamic.contains("NODELETE"), "threads of the library outlive dlclose");
}
