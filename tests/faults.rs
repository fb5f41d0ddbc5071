//! Memory, system calls and limits that fail: `c_tests/faults` runs workloads over every exported function and makes each
//! request fail in turn. A shim that stands before the C library does that, for the whole process.
//!
//! The shim replaces the allocator, so these programs run neither under `SCIPIX_TEST_RUNNER` nor with sanitizers.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

#[path = "programs/declared.rs"]
mod declared;
mod programs;
use declared::declared;
use programs::{ROOT, WORK, build, compiler, succeed};

const SOURCES: [&str; 10] =
    ["main", "trial", "limits", "images", "pages", "text", "memory", "files", "threads", "batches"];

/// The program, linked with the shim before everything else.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let (work, sources) = (Path::new(WORK), Path::new(ROOT).join("c_tests/faults"));
        fs::create_dir_all(work).expect("the target folder is writable");
        let shim = work.join("libfaults.so");
        let mut compile = compiler("c11");
        compile.args(["-fPIC", "-shared", "-o"]).arg(&shim).arg(sources.join("shim.c")).arg("-ldl");
        succeed(compile);
        let others = SOURCES[1..].iter().map(|name| sources.join(name).with_extension("c"));
        let flags: Vec<String> = others.chain([shim]).map(|path| path.display().to_string()).collect();
        let flags: Vec<&str> = flags
            .iter()
            .map(String::as_str)
            .chain(["-Wl,-rpath", concat!("-Wl,", env!("CARGO_TARGET_TMPDIR"), "/c")])
            .collect();
        let program = work.join("faults");
        build("faults/main.c", &program, "c11", &flags);
        program
    })
}

fn run(what: &str) {
    if env::var_os("SCIPIX_TEST_RUNNER").is_some() {
        return eprintln!("skipped: the shim is an allocator, and so is the test runner's");
    }
    programs::run(program(), &[what]);
}

#[test]
fn every_request_for_memory() {
    run("memory");
}

#[test]
fn every_call_of_the_system() {
    run("calls");
}

#[test]
fn limits_of_the_system() {
    run("limits");
}

/// A function that is added to the header must be called by a workload.
#[test]
fn every_exported_function_is_walked() {
    let symbols = Command::new("nm").args(["-u", "--format=posix"]).arg(program()).output().expect("nm");
    assert!(symbols.status.success(), "{symbols:?}");
    let symbols = String::from_utf8(symbols.stdout).expect("UTF-8");
    let used: BTreeSet<&str> = symbols.lines().filter_map(|line| line.split([' ', '@']).next()).collect();
    let declared = declared();
    assert!(declared.len() > 150, "{declared:?}");
    let missing: Vec<_> = declared.iter().filter(|name| !used.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "no workload of c_tests/faults calls {missing:?}");
    let folder = fs::read_dir(Path::new(ROOT).join("c_tests/faults")).expect("the folder").count();
    assert_eq!(folder, SOURCES.len() + 4, "a file of c_tests/faults is not in SOURCES");
}
