//! `include/scipix.h` is what cbindgen makes of `src`, chapter by chapter. `SCIPIX_UPDATE_HEADER=1` writes it anew.

use std::fs;
use std::path::Path;

/// The files of `src` that are chapters, from the simple to the advanced.
const CHAPTERS: &[&str] = &[
    "library",
    "status",
    "cpu",
    "element",
    "flat",
    "image",
    "operations",
    "resize",
    "tensor",
    "ctc",
    "plan",
    "parallel",
    "pipeline",
    "executor",
    "pool",
    "arena",
    "model",
    "quant",
    "qtensor",
    "linear",
    "batcher",
    "batch_stats",
    "pull",
];

const TOP: &str = "\
/* scipix: what an OCR engine needs around its model. Generated from src; do not edit.
 *
 * The law of every function:
 * - What can fail returns a ScipixStatus; scipix_last_error_message() then says what was wrong, in words. Results come
 *   through out_ arguments. On an argument error nothing is written.
 * - Bad arguments are reported, not undefined: NULL, zero and overflowing sizes, strides too small, misaligned and
 *   overlapping memory, unknown enumerators, handles of another type. A dangling pointer or a length that promises more
 *   memory than there is cannot be seen.
 * - Memory that cannot be had is OUT_OF_MEMORY. What is left are requests of a few bytes, most of them inside the Rust
 *   standard library and rayon: where a thread is started, help is queued for parallel work, a batcher is made or its batch
 *   taken, a link followed or the environment read, a failure of one ends the program, as everywhere in Rust.
 * - No panic and no C++ exception crosses this boundary. A C callback must not unwind.
 * - Memory is borrowed for the call, unless the function says otherwise. (NULL, 0) is an empty buffer.
 * - Structs that begin with struct_size are filled by their _init, or have it set to their sizeof by the caller, so that
 *   programs and libraries of different releases understand each other. The others never change.
 * - Units are in the name: _bytes, _us. Sizes of images are in pixels, strides in bytes.
 */
#ifndef SCIPIX_H
#define SCIPIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern \"C\" {
#endif
";

const BOTTOM: &str = "
#ifdef __cplusplus
}
#endif

#endif /* SCIPIX_H */
";

/// The `//!` text of a file as a Doxygen group.
fn chapter_top(name: &str, source: &str) -> String {
    let doc =
        source.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let (title, text) = doc.fold((String::new(), String::new()), |(title, text), line| {
        if title.is_empty() {
            (line.to_owned(), text)
        } else {
            (title, text + " *" + if line.is_empty() { "" } else { " " } + line + "\n")
        }
    });
    format!("\n/**\n * @defgroup {name} {}\n{text} * @{{\n */\n\n", title.trim_end_matches('.'))
}

fn generate(root: &Path) -> String {
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    let mut header = String::from(TOP);
    for chapter in CHAPTERS {
        let path = root.join(format!("src/{chapter}.rs"));
        let source = fs::read_to_string(&path).expect("a chapter");
        let mut body = Vec::new();
        let builder = cbindgen::Builder::new().with_config(config.clone()).with_src(&path);
        builder.generate().expect("cbindgen takes the chapter").write(&mut body);
        header += &chapter_top(chapter, &source);
        header += String::from_utf8(body).expect("UTF-8").trim();
        header += "\n\n/** @} */\n";
    }
    header + BOTTOM
}

#[test]
fn committed_header_is_the_generated_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("include/scipix.h");
    let generated = generate(root);
    if std::env::var_os("SCIPIX_UPDATE_HEADER").is_some() {
        fs::write(&path, &generated).expect("the header is writable");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let first = committed.lines().zip(generated.lines()).find(|(a, b)| a != b);
    assert!(
        committed == generated,
        "stale: SCIPIX_UPDATE_HEADER=1 cargo test --test header\nfirst difference: {first:?}"
    );
}
