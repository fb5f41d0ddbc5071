//! How a command ends.

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
