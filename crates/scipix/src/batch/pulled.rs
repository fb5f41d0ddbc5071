//! Batches that the program takes itself.

use super::error::BatchError;
use super::work::{BatchWork, answer_of};
use crate::error::{Error, ErrorKind, Result};
use scipix_core::batch::Pulled;
use std::fmt;

/// A batch taken with [`Batcher::next_batch`](super::Batcher::next_batch). If it is dropped before it is completed, its items
/// get [`BatchError::Unanswered`].
pub struct PulledBatch<T, R, E>(Pulled<BatchWork<T, R, E>>)
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static;

impl<T, R, E> PulledBatch<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    pub(super) fn new(core: Pulled<BatchWork<T, R, E>>) -> Self {
        Self(core)
    }

    /// Returns the items, in the order of their submission.
    pub fn items(&self) -> &[T] {
        self.0.items()
    }

    /// Answers the items, in their order.
    ///
    /// # Errors
    /// `SizeMismatch` for a wrong number of results; all items then get [`BatchError::AnswerCount`].
    pub fn complete(self, results: Vec<Result<R, E>>) -> Result<()> {
        let (items, answers) = (self.items().len(), results.len());
        if items == answers {
            self.0.complete(results.into_iter().map(answer_of));
            return Ok(());
        }
        self.0.complete((0..items).map(|_| Some(Err(BatchError::AnswerCount { items, answers }))));
        Err(Error::new(ErrorKind::SizeMismatch, format_args!("results: {answers} for {items} items")))
    }
}

impl<T, R, E> fmt::Debug for PulledBatch<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PulledBatch").field("items", &self.items().len()).finish_non_exhaustive()
    }
}
