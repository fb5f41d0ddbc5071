//! Every chapter of `include/scipix.h` has an example between `@code` and `@endcode`; each is compiled as C99 with all
//! warnings, linked to the library and run.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;

mod programs;
use programs::{ROOT, WORK};

/// Chapters whose subject another chapter's example shows.
const WITHOUT: &[&str] = &["element", "pixel_format", "batch_item", "batch_stats", "ctc_texts", "text_box_params"];

struct Chapter {
    name: String,
    example: Option<String>,
}

fn chapters() -> Vec<Chapter> {
    let header = fs::read_to_string(Path::new(ROOT).join("include/scipix.h")).expect("the header");
    let chapter = |text: &str| Chapter {
        name: text.split_whitespace().next().expect("a name").to_owned(),
        example: text.split_once("@code{.c}\n").and_then(|(_, rest)| rest.split_once("@endcode")).map(|(code, _)| {
            code.lines().map(|line| line.trim_start().strip_prefix('*').unwrap_or(line).to_owned() + "\n").collect()
        }),
    };
    header.split("@defgroup ").skip(1).map(chapter).collect()
}

/// A whole program: the functions of the example as they stand, its other lines inside `main`.
fn program(example: &str) -> String {
    let (mut functions, mut body, mut inside) = (String::new(), String::new(), false);
    for line in example.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        inside |= line.starts_with("static ");
        *(if inside { &mut functions } else { &mut body }) += &format!("{line}\n");
        inside &= line != "}" && !(line.starts_with("static ") && line.contains(';'));
    }
    format!(
        "#include <scipix.h>\n#include <assert.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n{functions}\n\
         int main(void) {{\n{body}  return 0;\n}}\n"
    )
}

#[test]
fn every_chapter_has_an_example_that_runs() {
    let chapters = chapters();
    assert!(chapters.len() > 20);
    for Chapter { name, example } in &chapters {
        let Some(example) = example else {
            assert!(WITHOUT.contains(&name.as_str()), "chapter {name} has no example");
            continue;
        };
        fs::create_dir_all(WORK).expect("the target folder is writable");
        let source = Path::new(WORK).join(format!("example_{name}.c"));
        fs::write(&source, program(example)).expect("the target folder is writable");
        let binary = source.with_extension("");
        programs::build(source.to_str().expect("UTF-8"), &binary, "c99", &[]);
        programs::run(&binary, &[]);
    }
}
