//! The command line.

mod clean;
#[cfg(test)]
mod completions;
mod detect;
mod outcome;
mod progress;
mod quantize;

use clap::{Parser, Subcommand};
use outcome::{Done, Failure, OneLine};
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit code for a command that has done its work, but perhaps not as intended.
const WARNED: u8 = 3;

#[derive(Parser)]
#[command(
    name = "scipix",
    version,
    about = "Clean pages for OCR, quantisation of model files, and features of this processor"
)]
#[command(after_help = "Exit codes: 0 success, 1 failure, 2 wrong usage, 3 done with a warning.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the features of this processor and the SIMD level in use.
    DetectFeatures {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    Quantize(quantize::Arguments),
    Clean(clean::Arguments),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::DetectFeatures { json } => {
            let text = if json { detect::as_json() } else { detect::as_text() };
            Ok(Done { text, ..Done::default() })
        }
        Command::Quantize(arguments) => quantize::run(arguments),
        Command::Clean(arguments) => clean::run(arguments),
    };
    match done {
        Ok(Done { text, warnings, mut failures }) => {
            failures.extend(print(&text).err());
            warnings.iter().for_each(|warning| complain("scipix: warning: ", warning));
            failures.iter().for_each(|failure| complain("scipix: ", failure));
            match (failures.is_empty(), warnings.is_empty()) {
                (false, _) => ExitCode::FAILURE,
                (true, false) => ExitCode::from(WARNED),
                (true, true) => ExitCode::SUCCESS,
            }
        }
        Err(Failure::Usage(error)) => error.exit(),
        Err(Failure::Failed(what)) => {
            complain("scipix: ", &what);
            ExitCode::FAILURE
        }
    }
}

/// Prints a sentence on standard error, where nobody may be left to read it: the exit code says it too.
fn complain(from: &str, sentence: &str) {
    let _ = writeln!(io::stderr(), "{from}{}", OneLine(sentence.trim_end()));
}

/// Prints the text of a command.
///
/// # Errors
/// A sentence, unless the reader has seen enough, as `head` has.
fn print(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("output: {error}")),
        _ => Ok(()),
    }
}
