//! The public structs lie in memory as `abi/layout.txt` says: of C, whose compiler wrote it, and of Rust. The tests of
//! `bindings` compare Go and C# with the same table. `SCIPIX_UPDATE_LAYOUT=1` writes it anew.
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

use std::mem::{align_of, offset_of, size_of};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use capi::arena::{ScipixArenaCursor, ScipixArenaMark};
use capi::batch_stats::*;
use capi::batcher::*;
use capi::cpu::ScipixCpuInfo;
use capi::image::{ScipixImage, ScipixImageMut};
use capi::model::{ScipixModelOptions, ScipixTensorInfo};
use capi::operations::ScipixBinarizeParams;
use capi::pipeline::{ScipixStage, ScipixStageStats};
use capi::pool::{ScipixBuffer, ScipixPoolConfig, ScipixPoolStats};
use capi::pull::ScipixDone;
use capi::qtensor::ScipixQuantConfig;
use capi::quant::{ScipixQuantError, ScipixQuantParams};
use capi::tensor::ScipixTensorParams;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const WORK: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/layout");

const PROGRAM: &str = "\
#include <scipix.h>
#include <stdio.h>
#define ALIGN(T) offsetof(struct { char c; T t; }, t)
int main(void) {
";

/// Each struct of the header with the names of its fields.
fn declared() -> Vec<(String, Vec<String>)> {
    let header = fs::read_to_string(Path::new(ROOT).join("include/scipix.h")).expect("the header");
    let structs = header.split("typedef struct ").skip(1).filter_map(|text| {
        let (name, rest) = text.split_once(' ')?;
        let (body, _) = rest.strip_prefix('{')?.split_once("\n}")?;
        let lines = body.lines().map(str::trim).filter(|line| line.ends_with(';') && !line.starts_with('*'));
        let field = |line: &str| {
            let name = line.trim_end_matches(';').split('[').next().expect("a first part");
            name.rsplit([' ', '*']).next().expect("a last part").to_owned()
        };
        Some((name.to_owned(), lines.map(field).collect()))
    });
    structs.collect()
}

/// A line for each struct, with size and alignment, and one for each field, with offset and size.
fn of_c() -> String {
    let mut program = String::from(PROGRAM);
    for (name, fields) in declared() {
        program += &format!("  printf(\"{name} %zu %zu\\n\", sizeof({name}), ALIGN({name}));\n");
        for field in fields {
            program += &format!(
                "  printf(\"{name}.{field} %zu %zu\\n\", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));\n"
            );
        }
    }
    fs::create_dir_all(WORK).expect("the target folder is writable");
    let (source, binary) = (Path::new(WORK).join("layout.c"), Path::new(WORK).join("layout"));
    fs::write(&source, program + "}\n").expect("the target folder is writable");
    let triple = format!("{}-unknown-linux-gnu", env::consts::ARCH);
    let mut build = cc::Build::new();
    build.target(&triple).host(&triple).opt_level(0).out_dir(WORK).cargo_metadata(false);
    let mut compiler = build.get_compiler().to_command();
    compiler.arg("-I").arg(Path::new(ROOT).join("include")).arg(&source).arg("-o").arg(&binary);
    assert!(compiler.status().expect("a C compiler").success(), "{compiler:?}");
    let output = Command::new(&binary).output().expect("what was compiled runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("ASCII")
}

fn size_of_field<T, F>(_: fn(&T) -> &F) -> usize {
    size_of::<F>()
}

macro_rules! of_rust {
    ($($name:ident { $($field:ident)+ })+) => {
        [$(
            format!("{} {} {}\n", stringify!($name), size_of::<$name>(), align_of::<$name>()),
            $(format!(
                "{}.{} {} {}\n",
                stringify!($name),
                stringify!($field),
                offset_of!($name, $field),
                size_of_field(|it: &$name| &it.$field)
            ),)+
        )+].concat().replace("r#", "")
    };
}

fn of_rust() -> String {
    of_rust! {
        ScipixCpuInfo { struct_size logical_cpus features l1d_bytes l2_bytes l3_bytes cache_line_bytes reserved }
        ScipixImage { data width height stride format }
        ScipixImageMut { data width height stride format }
        ScipixBinarizeParams { struct_size method window threshold reserved offset k r }
        ScipixTensorParams { struct_size layout element channels mean std_dev scale zero_point filter keep_aspect height width fill stores }
        ScipixStage { r#fn user_data drop workers queue reserved }
        ScipixStageStats { struct_size reserved items failed busy_us waiting_us queue_depth }
        ScipixPoolConfig { struct_size zero_on_release buffer_size alignment preallocate max_idle max_bytes }
        ScipixBuffer { data len capacity token }
        ScipixPoolStats { struct_size reserved acquired released hits misses refused live idle live_bytes idle_bytes peak_live_bytes }
        ScipixArenaMark { opaque }
        ScipixArenaCursor { cur end }
        ScipixModelOptions { struct_size populate huge_pages private_copy }
        ScipixTensorInfo { struct_size element name dtype_name shape rank data data_len alignment }
        ScipixQuantParams { scale zero_point }
        ScipixQuantError { struct_size reserved mse sqnr_db max_abs cosine }
        ScipixQuantConfig { struct_size element scheme granularity calibration axis narrow_range percentile }
        ScipixBatcherConfig { struct_size mode overflow workers max_batch_size preferred_batch_size max_queue_size max_wait_us max_batch_cost target_latency_us block_timeout_us shed_late reserved }
        ScipixBatchItem { id data group cost }
        ScipixBatchResult { data status }
        ScipixHistogram { count mean p50 p95 p99 max }
        ScipixBatcherStats { struct_size reserved submitted completed failed rejected shed cancelled batches queue_depth oldest_wait_us dispatched_full dispatched_preferred dispatched_timeout dispatched_idle dispatched_drain queue_wait_us service_us batch_size }
        ScipixDone { item result }
    }
}

#[test]
fn layout_is_the_table() {
    let path = Path::new(ROOT).join("abi/layout.txt");
    if env::var_os("SCIPIX_UPDATE_LAYOUT").is_some() {
        fs::write(&path, of_c()).expect("the source tree is writable");
    }
    let table = fs::read_to_string(&path).expect("abi/layout.txt");
    assert!(table.contains("ScipixImage 40 8\n") && table.contains("ScipixDone.result 32 16\n"), "{table}");
    assert_eq!(of_c(), table, "C");
    assert_eq!(of_rust(), table, "Rust");
}
