//! `include/scipix.h` is `src/law.h` and what cbindgen makes of `src`, chapter by chapter. `SCIPIX_UPDATE_HEADER=1` writes it anew.

mod header_format;

use std::fs;
use std::path::Path;

/// The files of `src` that are chapters, from the simple to the advanced.
const CHAPTERS: &[&str] = &[
    "library",
    "status",
    "cpu",
    "element",
    "flat",
    "pixel_format",
    "image",
    "operations",
    "gray16",
    "morphology",
    "background",
    "filters",
    "page",
    "page_lines",
    "page_clean",
    "resize",
    "tensor",
    "plan",
    "plan_many",
    "components",
    "geometry",
    "reading_order",
    "text_box_params",
    "text_boxes",
    "crop",
    "line_groups",
    "ctc",
    "ctc_texts",
    "ctc_decoder",
    "word_boxes",
    "batch_item",
    "batcher",
    "batch_stats",
    "pull",
    "parallel",
    "pipeline",
    "executor",
    "pool",
    "arena",
    "model",
    "quant",
    "quant_error",
    "qtensor",
    "linear",
];

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
    let mut header = fs::read_to_string(root.join("src/law.h")).expect("the law");
    for chapter in CHAPTERS {
        let path = root.join(format!("src/{chapter}.rs"));
        let source = fs::read_to_string(&path).expect("a chapter");
        let mut body = Vec::new();
        let builder = cbindgen::Builder::new().with_config(config.clone()).with_src(&path);
        builder.generate().expect("cbindgen takes the chapter").write(&mut body);
        header += &chapter_top(chapter, &source);
        header += &header_format::manual(std::str::from_utf8(&body).expect("UTF-8"), &source);
        header += "\n/** @} */\n";
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
