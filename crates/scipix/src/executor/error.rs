//! The error of a job.

use crate::error::{Error, ErrorKind};
use std::fmt;

/// The reason why a job has no result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JobError {
    /// Its closure panicked, with this message.
    Panicked(String),
    /// It was cancelled before it started.
    Cancelled,
    /// It had not ended when the time was up. Its handle can wait again.
    TimedOut,
    /// The wait was refused: it would be a wait for the job that it runs in.
    Refused(Error),
}

impl JobError {
    /// Returns the kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Panicked(_) => ErrorKind::Panicked,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::TimedOut => ErrorKind::Timeout,
            Self::Refused(error) => error.kind(),
        }
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(message) => write!(f, "job: panicked: {message}"),
            Self::Cancelled => f.write_str("job: was cancelled before it started"),
            Self::TimedOut => f.write_str("job: has not ended in time"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for JobError {}

impl From<JobError> for Error {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Refused(error) => error,
            _ => Error::new(error.kind(), error),
        }
    }
}
