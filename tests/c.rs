//! The programs of `c_tests`: each is compiled as strictly as its language allows, linked to the shared library, and run.
//!
//! `SCIPIX_TEST_RUNNER` names a program, with arguments, to run them under: `valgrind -q --error-exitcode=9`.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const WORK: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/c");

/// The folder that holds the shared library under the name that programs ask for.
fn library_dir() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let test = env::current_exe().expect("this test has a path");
        let built = test.parent().expect("and is in a folder").join("libscipix.so");
        assert!(built.is_file(), "Cargo builds {} before this test", built.display());
        let dir = Path::new(WORK).join("lib");
        fs::create_dir_all(&dir).expect("the target folder is writable");
        let soname = concat!("libscipix.so.", env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
        for name in ["libscipix.so", soname] {
            let link = dir.join(name);
            let _ = fs::remove_file(&link);
            std::os::unix::fs::symlink(&built, &link).expect("symbolic links work");
        }
        dir
    })
}

/// A compiler run that takes no warning: of C, or of C++ where `standard` names one.
fn compiler(standard: &str) -> Command {
    let triple = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let mut build = cc::Build::new();
    build.target(&triple).host(&triple).opt_level(1).debug(true).out_dir(WORK).cargo_metadata(false);
    build.cpp(standard.starts_with("c++")).std(standard);
    build.warnings(true).extra_warnings(true).warnings_into_errors(true).flag("-Wpedantic");
    let mut command = build.get_compiler().to_command();
    command.arg("-I").arg(Path::new(ROOT).join("include"));
    if cfg!(feature = "optimize") {
        command.arg("-DSCIPIX_OPTIMIZE"); // only then there are threads
    }
    command
}

fn succeed(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    print!("{out}");
}

/// Builds `c_tests/<file>` by each of `standards`, and runs the last.
fn run(file: &str, standards: &[&str]) {
    let lib = library_dir();
    let program = Path::new(WORK).join(file.replace('.', "_"));
    for standard in standards {
        let mut compile = compiler(standard);
        compile.arg(Path::new(ROOT).join("c_tests").join(file)).arg("-o").arg(&program);
        compile.arg("-L").arg(lib).args(["-lscipix", "-lm", "-pthread"]).arg(format!("-Wl,-rpath,{}", lib.display()));
        succeed(compile);
    }
    let runner = env::var("SCIPIX_TEST_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace().map(Path::new).chain([program.as_path()]);
    let mut command = Command::new(words.next().expect("the program at least"));
    command.args(words);
    succeed(command);
}

macro_rules! programs {
    ($standards:expr; $($name:ident: $file:literal,)+) => {
        const PROGRAMS: &[&str] = &[$($file),+];
        $(#[test] fn $name() { run($file, &$standards($file)); })+
    };
}

fn standards(file: &str) -> [&'static str; 2] {
    match file {
        file if file.starts_with("hpp_") => ["c++17", "c++20"],
        file if file.ends_with(".cpp") => ["c++11", "c++17"],
        _ => ["c99", "c11"],
    }
}

programs! { standards;
    arena: "arena_test.c",
    batcher: "batcher_test.c",
    binarize: "binarize_test.c",
    by_hand: "by_hand_test.c",
    cpu: "cpu_test.c",
    cxx: "cxx_test.cpp",
    executor: "executor_test.c",
    flat: "flat_test.c",
    grayscale: "grayscale_test.c",
    hpp_memory: "hpp_memory_test.cpp",
    hpp_batcher: "hpp_batcher_test.cpp",
    hpp_parallel: "hpp_parallel_test.cpp",
    image: "image_test.c",
    levels: "levels_test.c",
    library: "library_test.c",
    model: "model_test.c",
    linear: "linear_test.c",
    null_args: "null_args_test.c",
    otsu: "otsu_test.c",
    out_of_memory: "out_of_memory_test.c",
    overlap: "overlap_test.c",
    parallel: "parallel_test.c",
    pipeline: "pipeline_test.c",
    plan: "plan_test.c",
    pool: "pool_test.c",
    process: "process_test.c",
    qtensor: "qtensor_test.c",
    quant: "quant_test.c",
    resize: "resize_test.c",
    struct_size: "struct_size_test.c",
    tensor: "tensor_test.c",
    threshold: "threshold_test.c",
    warp: "warp_test.c",
}

#[test]
fn every_program_is_run() {
    for entry in fs::read_dir(Path::new(ROOT).join("c_tests")).expect("the folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        assert!(!name.contains("_test.c") || PROGRAMS.contains(&name.as_str()), "{name} is not in PROGRAMS");
    }
}

/// The header alone is enough for a compiler, whatever the language.
#[test]
fn header_compiles_by_itself() {
    fs::create_dir_all(WORK).expect("the target folder is writable");
    for standard in ["c99", "c11", "c17", "c++11", "c++14", "c++17", "c++20"] {
        let mut compile = compiler(standard);
        let language = if standard.starts_with("c++") { "c++" } else { "c" };
        compile.args(["-fsyntax-only", "-x", language]).arg(Path::new(ROOT).join("c_tests/header_only.c"));
        succeed(compile);
    }
}
