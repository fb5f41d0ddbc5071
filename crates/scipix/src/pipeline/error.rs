//! The error of one item.

use crate::error::{Error, ErrorKind};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The reason why an item has no result. Other items are not affected.
#[derive(Debug)]
#[non_exhaustive]
pub enum PipelineError {
    /// A stage panicked on it.
    Panicked {
        /// The stage, counted from 0.
        stage: usize,
        /// The message of the panic.
        message: String,
    },
    /// A stage made with [`try_stage`](super::PipelineBuilder::try_stage) returned an error for it.
    Failed {
        /// The stage, counted from 0.
        stage: usize,
        /// The error of the stage.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The call was refused, for instance because its time was up.
    Refused(Error),
}

impl PipelineError {
    /// Returns the kind of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Panicked { .. } => ErrorKind::Panicked,
            Self::Failed { .. } => ErrorKind::Callback,
            Self::Refused(error) => error.kind(),
        }
    }
}

impl fmt::Display for PipelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked { stage, message } => write!(f, "pipeline: stage {stage} panicked: {message}"),
            Self::Failed { stage, source } => write!(f, "pipeline: stage {stage} failed: {source}"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PipelineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { source, .. } => Some(&**source),
            Self::Panicked { .. } | Self::Refused(_) => None,
        }
    }
}

impl From<PipelineError> for Error {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Refused(error) => error,
            _ => Error::new(error.kind(), error),
        }
    }
}

/// The errors of items that failed and are not fetched yet, by their places.
#[derive(Default)]
pub(super) struct Failures(Mutex<HashMap<usize, PipelineError>>);

impl Failures {
    pub fn put(&self, place: usize, error: PipelineError) {
        self.lock().insert(place, error);
    }

    pub fn take(&self, place: usize) -> Option<PipelineError> {
        self.lock().remove(&place)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<usize, PipelineError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
