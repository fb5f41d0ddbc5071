//! `include/scipix.h` is `src/conventions.h` and what cbindgen makes of `src`, chapter by chapter. `SCIPIX_UPDATE_HEADER=1` writes it
//! anew.

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

/// Columns of the header.
const WIDTH: usize = 130;

/// The title of a chapter, which is the first line of its file.
fn title(source: &str) -> &str {
    let first = source.lines().next().and_then(|line| line.strip_prefix("//! ")).expect("a title");
    first.trim_end_matches('.')
}

/// The `//!` text of a file as a Doxygen group.
fn chapter_top(name: &str, source: &str) -> String {
    let doc = source.lines().map_while(|line| line.strip_prefix("//!")).skip(1);
    let text: String = doc.flat_map(|line| [" *", line, "\n"]).collect();
    format!("\n/**\n * @defgroup {name} {}\n{text} * @{{\n */\n\n", title(source))
}

/// The conventions, with the list of chapters at the end of their comment.
fn top(root: &Path, chapters: &[(&str, String)]) -> String {
    let conventions = fs::read_to_string(root.join("src/conventions.h")).expect("the conventions");
    let (comment, code) = conventions.split_once(" * Chapters:\n").expect("a place for the list of chapters");
    let list: String =
        chapters.iter().map(|(name, source)| format!(" * - @ref {name} \"{}\"\n", title(source))).collect();
    format!("{comment} * Chapters:\n{list}{code}")
}

fn generate(root: &Path) -> String {
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    let path = |chapter: &str| root.join(format!("src/{chapter}.rs"));
    let read = |&chapter: &&'static str| (chapter, fs::read_to_string(path(chapter)).expect("a chapter"));
    let chapters: Vec<_> = CHAPTERS.iter().map(read).collect();
    let mut header = top(root, &chapters);
    for (chapter, source) in &chapters {
        let path = path(chapter);
        let mut body = Vec::new();
        let builder = cbindgen::Builder::new().with_config(config.clone()).with_src(&path);
        builder.generate().expect("cbindgen takes the chapter").write(&mut body);
        header += &chapter_top(chapter, source);
        header += &header_format::manual(std::str::from_utf8(&body).expect("UTF-8"), source);
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

#[test]
fn lines_of_the_header_are_wrapped() {
    let header = generate(Path::new(env!("CARGO_MANIFEST_DIR")));
    let long: Vec<_> = header.lines().filter(|line| line.chars().count() > WIDTH).collect();
    assert!(long.is_empty(), "{} lines are longer than {WIDTH} columns:\n{}", long.len(), long.join("\n"));
}

/// Comments of functions of C, each with the name of its function.
fn functions(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split("/**").skip(1).filter_map(|part| {
        let (comment, code) = part.split_once("*/")?;
        let code = code.trim_start().lines().next()?;
        let name = code.split('(').next()?.rsplit([' ', '*']).next()?;
        (!code.starts_with("typedef") && name.starts_with("scipix_")).then_some((name, comment))
    })
}

/// Which functions do not say whether several threads may call them. Of `_free` the conventions say it.
fn without_threads(header: &str) -> Vec<&str> {
    let says = |comment: &str| comment.contains("@threadsafe") || comment.contains("@onethread");
    let silent = functions(header).filter(|(name, comment)| !name.ends_with("_free") && !says(comment));
    silent.map(|(name, _)| name).collect()
}

#[test]
fn each_function_says_which_threads_may_call_it() {
    let header = generate(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(functions(&header).count() > 200, "only {} functions were found", functions(&header).count());
    assert_eq!(without_threads(&header), Vec::<&str>::new());
    let silent = "/**\n * Does it.\n */\nint scipix_do(void);\n/** Frees it. */\nint scipix_free(void);\n";
    assert_eq!(without_threads(silent), ["scipix_do"]);
}
