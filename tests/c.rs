//! The programs of `c_tests`: each is compiled as strictly as its language allows, linked to the shared library, and run. Older
//! standards have to take it, too.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;

mod programs;
use programs::{ROOT, WORK, build, compiler, is_built, succeed};

/// Builds `c_tests/<file>` by the last of `standards`, and runs it. Where it is to be built, the others have to take it as well;
/// the build without SIMD and threads leaves that to the other.
fn run(file: &str, standards: &[&str]) {
    let (last, older) = standards.split_last().expect("at least one");
    let program = Path::new(WORK).join(format!("{file}.{last}"));
    if !is_built(&program) && cfg!(feature = "optimize") {
        for standard in older {
            let mut compile = compiler(standard);
            compile.args(["-fsyntax-only", "-pthread"]).arg(Path::new(ROOT).join("c_tests").join(file));
            succeed(compile);
        }
    }
    build(file, &program, last, &[]);
    programs::run(&program, &[]);
}

macro_rules! programs {
    ($standards:expr; $($name:ident: $file:literal,)+) => {
        const PROGRAMS: &[&str] = &[$($file),+];
        $(#[test] fn $name() { run($file, $standards($file)); })+
    };
}

fn standards(file: &str) -> &'static [&'static str] {
    match file {
        file if file.starts_with("hpp_") => &["c++20"], // `tests/hpp.rs` has the others
        file if file.ends_with(".cpp") => &["c++11", "c++17"],
        _ => &["c99", "c11"],
    }
}

programs! { standards;
    arena: "arena_test.c",
    background: "background_test.c",
    batcher: "batcher_test.c",
    batcher_priority: "batcher_priority_test.c",
    batcher_pull: "batcher_pull_test.c",
    binarize: "binarize_test.c",
    by_hand: "by_hand_test.c",
    components: "components_test.c",
    cpu: "cpu_test.c",
    crop: "crop_test.c",
    ctc: "ctc_test.c",
    ctc_decoder: "ctc_decoder_test.c",
    cxx: "cxx_test.cpp",
    executor: "executor_test.c",
    filters: "filters_test.c",
    flat: "flat_test.c",
    flatten: "flatten_test.c",
    flip: "flip_test.c",
    geometry: "geometry_test.c",
    gray16: "gray16_test.c",
    golden: "golden_test.c",
    grayscale: "grayscale_test.c",
    hpp_batcher: "hpp_batcher_test.cpp",
    hpp_boxes: "hpp_boxes_test.cpp",
    hpp_ctc: "hpp_ctc_test.cpp",
    hpp_image: "hpp_image_test.cpp",
    hpp_memory: "hpp_memory_test.cpp",
    hpp_operations: "hpp_operations_test.cpp",
    hpp_page: "hpp_page_test.cpp",
    hpp_parallel: "hpp_parallel_test.cpp",
    hpp_pipeline: "hpp_pipeline_test.cpp",
    hpp_quant: "hpp_quant_test.cpp",
    hpp_result: "hpp_result_test.cpp",
    image: "image_test.c",
    levels: "levels_test.c",
    library: "library_test.c",
    line_groups: "line_groups_test.c",
    model: "model_test.c",
    linear: "linear_test.c",
    morphology: "morphology_test.c",
    null_args: "null_args_test.c",
    otsu: "otsu_test.c",
    out_of_memory: "out_of_memory_test.c",
    overlap: "overlap_test.c",
    page: "page_test.c",
    page_clean: "page_clean_test.c",
    parallel: "parallel_test.c",
    pipeline: "pipeline_test.c",
    plan: "plan_test.c",
    plan_filters: "plan_filters_test.c",
    plan_crops: "plan_crops_test.c",
    plan_many: "plan_many_test.c",
    platform: "platform_test.c",
    pool: "pool_test.c",
    process: "process_test.c",
    qtensor: "qtensor_test.c",
    quant: "quant_test.c",
    reading_order: "reading_order_test.c",
    resize: "resize_test.c",
    struct_size: "struct_size_test.c",
    tensor: "tensor_test.c",
    text_boxes: "text_boxes_test.c",
    threshold: "threshold_test.c",
    warp: "warp_test.c",
    word_boxes: "word_boxes_test.c",
}

/// A program of the first header of this minor version, which `abi` keeps.
#[test]
fn a_program_of_the_first_header() {
    let folder = concat!("abi/", env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    let header = fs::read_to_string(Path::new(ROOT).join(folder).join("scipix.h")).expect("the first header");
    let source = fs::read_to_string(Path::new(ROOT).join(folder).join("program.c")).expect("its program");
    let inits = header.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|name| name.ends_with("_init"));
    inits.for_each(|name| assert!(source.contains(name), "{folder}/program.c does not call {name}"));
    for standard in ["c++11", "c99"] {
        let program = Path::new(WORK).join(format!("first_header.{standard}"));
        build(&format!("../{folder}/program.c"), &program, standard, &[]);
        programs::run(&program, &[]);
    }
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
