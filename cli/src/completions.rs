//! The completions in `completions`, from which shells know the commands and options, are made from these.
//! `SCIPIX_UPDATE_COMPLETIONS=1` writes them anew.

use super::Cli;
use clap::CommandFactory;
use clap_complete::{Shell, generate};
use std::path::Path;
use std::{env, fs};

/// The files have the names under which each shell looks for them.
const FILES: &[(Shell, &str)] = &[(Shell::Bash, "scipix"), (Shell::Zsh, "_scipix"), (Shell::Fish, "scipix.fish")];

#[test]
fn committed_completions_are_those_of_the_options() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for &(shell, name) in FILES {
        let mut generated = Vec::new();
        generate(shell, &mut Cli::command(), "scipix", &mut generated);
        let path = folder.join(name);
        if env::var_os("SCIPIX_UPDATE_COMPLETIONS").is_some() {
            fs::write(&path, &generated).expect("the source tree is writable");
        }
        let committed = fs::read(&path).unwrap_or_default();
        assert!(committed == generated, "completions/{name} is stale: scripts/generate");
    }
}
