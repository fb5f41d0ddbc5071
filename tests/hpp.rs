//! Tests `scipix.hpp` in the configurations that `tests/c.rs` leaves out: the older standard, without exceptions, both ways in
//! one program, and each header alone. `CXX=clang++ cargo test --test hpp` uses another compiler.
#![cfg(target_os = "linux")]

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

mod programs;
use programs::{ROOT, WORK, build, compiler, run, succeed};

fn names(folder: &str, matches: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
    let found: Vec<_> = names.filter(|name| matches(name)).collect();
    assert!(found.len() > 5, "{folder} has {found:?}");
    found
}

/// Builds each test of `scipix.hpp` with `standard` and `flags`, and runs it.
fn run_all(variant: &str, standard: &str, flags: &[&str]) {
    for name in names("c_tests", |name| name.starts_with("hpp_") && name.ends_with("_test.cpp")) {
        let program = Path::new(WORK).join(format!("{name}.{variant}"));
        build(&name, &program, standard, flags);
        run(&program, &[]);
    }
}

#[test]
fn with_exceptions_by_the_older_standard() {
    run_all("17", "c++17", &[]);
}

#[test]
#[ignore = "a minute, and the two others have each part of it: scripts/test-deep"]
fn without_exceptions() {
    run_all("17-plain", "c++17", &["-fno-exceptions"]);
}

#[test]
fn without_exceptions_and_rtti_by_the_newer_standard() {
    run_all("20-plain", "c++20", &["-fno-exceptions", "-fno-rtti"]);
}

/// Links files that throw and files that return results into one program.
#[test]
fn both_ways_in_one_program() {
    let half = |name: &str, standard: &str, flags: &[&str]| -> PathBuf {
        let object = Path::new(WORK).join(name);
        let mut compile = compiler(standard);
        compile.args(flags).arg("-c").arg(Path::new(ROOT).join("c_tests/hpp_mixed.cpp")).arg("-o").arg(&object);
        succeed(compile);
        object
    };
    fs::create_dir_all(WORK).expect("the target folder is writable");
    let plain = half("mixed-plain.o", "c++20", &["-fno-exceptions"]);
    let program = Path::new(WORK).join("mixed");
    build("hpp_mixed.cpp", &program, "c++17", &[plain.to_str().expect("UTF-8")]);
    run(&program, &[]);
}

/// Checks that each misuse does not compile, and that case 0, the correct code, does.
#[test]
fn misuse_does_not_compile() {
    const CASES: usize = 5;
    let file = Path::new(ROOT).join("c_tests/hpp_refused.cpp");
    let source = fs::read_to_string(&file).expect("the file");
    assert!(
        source.contains(&format!("REFUSED == {CASES} ")) && !source.contains(&format!("REFUSED == {} ", CASES + 1))
    );
    for standard in ["c++17", "c++20"] {
        for case in 0..=CASES {
            let mut compile = compiler(standard);
            compile.arg("-fsyntax-only").arg(format!("-DREFUSED={case}")).arg(&file);
            if case == 0 {
                succeed(compile);
                continue;
            }
            let output = compile.output().expect("the compiler runs");
            assert!(!output.status.success(), "case {case} compiles by {standard}");
        }
    }
}

/// Checks that each header compiles alone, and that `scipix.hpp` includes it unless it is for another library.
#[test]
fn each_file_alone() {
    let umbrella = fs::read_to_string(Path::new(ROOT).join("include/scipix.hpp")).expect("the header");
    for name in names("include/scipix", |name| !["leptonica.hpp", "opencv.hpp"].contains(&name)) {
        let mut compile = compiler("c++17");
        // Warnings that strict programs make errors: the headers are not those of the system for them.
        compile.args([
            "-fsyntax-only",
            "-Wshadow",
            "-Wconversion",
            "-Wsign-conversion",
            "-x",
            "c++",
            "/dev/null",
            "-include",
        ]);
        compile.arg(Path::new(ROOT).join("include/scipix").join(&name));
        succeed(compile);
        let reached = umbrella.contains(&format!("<scipix/{name}>"));
        assert!(reached || ["batch.hpp", "handle.hpp"].contains(&name.as_str()), "scipix.hpp leaves {name} out");
    }
}

/// The functions that C++ calls directly: strings and numbers that cannot fail, and functions that `scipix.hpp` builds from
/// others.
const LEFT_TO_C: [&str; 12] = [
    "scipix_abi_version",
    "scipix_batcher_submit_many",
    "scipix_cpu_feature_name",
    "scipix_last_error_copy",
    "scipix_normalize",
    "scipix_parallel_map",
    "scipix_pipeline_run",
    "scipix_quant_mse",
    "scipix_quant_sqnr_db",
    "scipix_simd_level_name",
    "scipix_version",
    "scipix_version_string",
];

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[test]
fn every_function_is_reached() {
    let root = Path::new(ROOT).join("include");
    let read = |path: &Path| fs::read_to_string(path).expect("a header");
    let files = names("include/scipix", |_| true);
    let cpp: String = files.iter().map(|name| read(&root.join("scipix").join(name))).collect();
    let called: HashSet<&str> = cpp.split(|letter| !is_word(letter)).collect();

    let c = read(&root.join("scipix.h"));
    let declarations = c.lines().filter(|line| !line.trim_start().starts_with(['*', '/'])).filter_map(|line| {
        let (before, _) = line.split_once('(')?;
        let name = before.rsplit(|letter| !is_word(letter)).next()?;
        name.starts_with("scipix_").then_some(name)
    });
    let missing: Vec<_> = declarations.filter(|name| !called.contains(name)).collect();
    assert_eq!(missing.iter().copied().collect::<BTreeSet<_>>(), LEFT_TO_C.into(), "scipix.hpp has everything else");
}
