//! The command line.

mod detect;
mod quantize;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: scipix detect-features [--json]
       scipix quantize [OPTION...] IN.safetensors OUT.safetensors
       scipix quantize --help
       scipix --version
";

/// Why a command ends without having done what it is for.
enum Failure {
    /// It was not called as it is to be: what is wrong, and the command's usage.
    Usage(String, &'static str),
    /// It could not.
    Failed(String),
}

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let printed = run(&args).and_then(|text| match io::stdout().write_all(text.as_bytes()) {
        // A reader that has seen enough, as `head` has, is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Failed(format!("output: {error}"))),
        _ => Ok(()),
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(what, usage)) => {
            eprint!("scipix: {what}\n{usage}");
            ExitCode::from(2)
        }
        Err(Failure::Failed(what)) => {
            eprintln!("scipix: {what}");
            ExitCode::FAILURE
        }
    }
}

/// What is to be printed.
fn run(args: &[OsString]) -> Result<String, Failure> {
    let Some((command, rest)) = args.split_first() else {
        return Err(Failure::Usage("no command".to_owned(), USAGE));
    };
    let words: Vec<Option<&str>> = rest.iter().map(|arg| arg.to_str()).collect();
    match (command.to_str(), &words[..]) {
        (Some("detect-features"), []) => Ok(detect::as_text()),
        (Some("detect-features"), [Some("--json")]) => Ok(detect::as_json()),
        (Some("quantize"), _) => quantize::run(rest),
        (Some("--version" | "-V"), []) => Ok(format!("scipix {}\n", env!("CARGO_PKG_VERSION"))),
        (Some("--help" | "-h"), []) => Ok(USAGE.to_owned()),
        _ => Err(Failure::Usage(format!("unknown: {}", args.join(OsStr::new(" ")).to_string_lossy()), USAGE)),
    }
}
