//! How a command ends.

use std::fmt::{self, Write};

/// Why a command ends without having done its work.
pub enum Failure {
    /// The arguments contradict each other.
    Usage(clap::Error),
    /// Something went wrong; the sentence says what.
    Failed(String),
}

/// The result of a command.
#[derive(Default)]
pub struct Done {
    /// Text for standard output.
    pub text: String,
    /// Sentences for standard error; one is enough for exit code 3.
    pub warnings: Vec<String>,
    /// Sentences about work that could not be done, while the rest was; one is enough for exit code 1.
    pub failures: Vec<String>,
}

/// Text whose control characters are escaped: names of files may have them, and terminals obey them.
pub struct OneLine<'a>(pub &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char.is_control() {
            true => write!(f, "\\u{:04x}", u32::from(char)),
            false => f.write_char(char),
        })
    }
}
