//! The command line: `scipix detect-features`.

fn main() {}
