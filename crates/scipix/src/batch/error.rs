//! The error of one item.

use crate::error::{Error, ErrorKind};
use crate::submit_error::SubmitError;
use scipix_core::batch::FailureReason;
use std::fmt;
use std::sync::Arc;

/// The reason why an item has no answer: the error `E` of the batch function, or what happened to the item instead.
///
/// A [`SubmitError`] becomes one by `?`: `batcher.submit(item)?.await` works where a function returns
/// `Result<R, BatchError<E>>`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BatchError<E> {
    /// The batch function returned this error for the item.
    Item(E),
    /// The batch function panicked on the item's batch, with this message.
    Panicked(Arc<str>),
    /// The batch function returned a wrong number of answers, so that none of them can be told to be the item's.
    AnswerCount {
        /// Items in the batch.
        items: usize,
        /// Answers that the function returned.
        answers: usize,
    },
    /// A batch that was pulled was dropped before it was completed.
    Unanswered,
    /// The item's batch had not begun by its [deadline](super::Request::deadline), or, with a target latency, was expected to
    /// end too late.
    DeadlineMissed,
    /// The item was cancelled before it started.
    Cancelled,
    /// The answer had not come when the time of a wait was up. The wait can be repeated.
    TimedOut,
    /// The item was not accepted, or the call was refused, for instance because the batcher was closed.
    Refused(Error),
}

impl<E> BatchError<E> {
    /// Returns the kind of the failure: `Callback` for `Item`, `AnswerCount` and `Unanswered`, `Panicked`, `Timeout` for
    /// `DeadlineMissed` and `TimedOut`, `Cancelled`, and for `Refused` that of its error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Item(_) | Self::AnswerCount { .. } | Self::Unanswered => ErrorKind::Callback,
            Self::Panicked(_) => ErrorKind::Panicked,
            Self::DeadlineMissed | Self::TimedOut => ErrorKind::Timeout,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Refused(error) => error.kind(),
        }
    }

    /// Returns the error of the batch function, if it is one.
    pub fn into_item_error(self) -> Option<E> {
        match self {
            Self::Item(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the error of an item that the batch function did not answer.
    pub(super) fn of_reason(reason: FailureReason) -> Self {
        match reason {
            FailureReason::NotSet | FailureReason::Failed => Self::Unanswered,
            FailureReason::Cancelled => Self::Cancelled,
            FailureReason::DeadlineMissed => Self::DeadlineMissed,
        }
    }
}

impl<E: fmt::Display> fmt::Display for BatchError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(error) => error.fmt(f),
            Self::Panicked(message) => write!(f, "batcher: the batch function panicked: {message}"),
            Self::AnswerCount { items, answers } => {
                write!(f, "batcher: the batch function returned {answers} answers for {items} items")
            }
            Self::Unanswered => f.write_str("batcher: the batch was dropped without an answer"),
            Self::DeadlineMissed => f.write_str("batcher: the item was given up because of its deadline"),
            Self::Cancelled => f.write_str("batcher: the item was cancelled before it started"),
            Self::TimedOut => f.write_str("batcher: the answer has not come in time"),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

// Its message is that of the item's error, which need not be more than a text, so that it has no source.
impl<E: fmt::Debug + fmt::Display> std::error::Error for BatchError<E> {}

impl<E> From<Error> for BatchError<E> {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl<T, E> From<SubmitError<T>> for BatchError<E> {
    fn from(refused: SubmitError<T>) -> Self {
        Self::Refused(refused.into())
    }
}

impl<E: fmt::Display> From<BatchError<E>> for Error {
    fn from(error: BatchError<E>) -> Self {
        match error {
            BatchError::Refused(error) => error,
            _ => Error::new(error.kind(), error),
        }
    }
}
