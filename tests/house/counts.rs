//! Numbers in the documents that the tree itself knows.

use std::fs;
use std::path::Path;

/// Programs in C and in C++ that `tests/c.rs` lists.
fn programs(list: &str) -> (usize, usize) {
    let count = |ending: &str| list.lines().filter(|line| line.starts_with("    ") && line.ends_with(ending)).count();
    (count("_test.c\","), count("_test.cpp\","))
}

#[test]
fn the_programs_are_counted() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path);
    let (trust, (c, cpp)) = (read("docs/trust.md"), programs(&read("tests/c.rs")));
    assert!(c > 40 && cpp > 8, "{c} programs in C and {cpp} in C++ were found");
    for expected in [format!("| {} programs in C and C++,", c + cpp), format!(" {c} programs in C, the faults")] {
        assert!(trust.contains(&expected), "docs/trust.md does not say {expected:?}");
    }
}

#[test]
fn each_program_counts_once() {
    let list = "    a: \"a_test.c\",\n    b: \"b_test.cpp\",\n// \"c_test.c\",\n    c: \"c_test.c\",\n";
    assert_eq!(programs(list), (2, 1));
}
