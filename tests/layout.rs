//! The public structs lie in memory as `abi/layout.txt` says: of C, whose compiler wrote it, and of Rust. The tests of
//! `bindings` compare Go and C# with the same table. `SCIPIX_UPDATE_LAYOUT=1` writes it anew; the list of structs is generated
//! from the header (`tests/bindings`).
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

mod header_model;

use std::mem::{align_of, offset_of, size_of};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use capi::{
    arena::*, background::*, batch_stats::*, batcher::*, components::*, cpu::*, crop::*, ctc_decoder::*, ctc_texts::*,
    geometry::*, line_groups::*, model::*, operations::*, page::*, page_clean::*, page_lines::*, pipeline::*,
    pixel_format::*, pool::*, pull::*, qtensor::*, quant::*, quant_error::*, reading_order::*, tensor::*,
    text_box_params::*, text_boxes::*, word_boxes::*,
};
use header_model::Header;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const WORK: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/layout");

const PROGRAM: &str = "\
#include <scipix.h>
#include <stdio.h>
#define ALIGN(T) offsetof(struct { char c; T t; }, t)
int main(void) {
";

/// A line for each struct, with size and alignment, and one for each field, with offset and size.
fn of_c() -> String {
    let mut program = String::from(PROGRAM);
    let header = Header::read(Path::new(ROOT));
    for (def, fields) in header.structs() {
        let name = &def.name;
        program += &format!("  printf(\"{name} %zu %zu\\n\", sizeof({name}), ALIGN({name}));\n");
        for field in fields.iter().map(|field| &field.name) {
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
    include!("generated/layout_structs.rs")
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
