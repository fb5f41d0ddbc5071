//! A batch function and the ways of its answers, for the core's batcher.

use super::error::BatchError;
use super::wakes;
use crate::panic_message::panic_message;
use scipix_core::base::Oneshot;
use scipix_core::batch::{FailureReason, Work};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// The answer of an item.
pub(super) type Answer<R, E> = Result<R, BatchError<E>>;

/// A function that answers a batch.
type BatchFn<T, R, E> = dyn Fn(&[T]) -> Vec<Result<R, E>> + Send + Sync;

/// A closure that takes one answer, with the item.
type AnswerFn<T, R, E> = dyn FnOnce(T, Answer<R, E>) + Send;

/// Where an answer goes.
pub(super) enum Reply<T, R, E> {
    /// To a future.
    Future(Arc<Oneshot<Answer<R, E>>>),
    /// To a closure.
    Call(Box<AnswerFn<T, R, E>>),
}

/// A batch function; none where batches are pulled.
pub(super) struct BatchWork<T, R, E>(pub Option<Box<BatchFn<T, R, E>>>);

impl<T, R, E> Work for BatchWork<T, R, E>
where
    T: Send + 'static,
    R: Send + 'static,
    E: Send + 'static,
{
    type Item = T;
    /// `None`: it is not set.
    type Answer = Option<Answer<R, E>>;
    type Recipient = Reply<T, R, E>;

    fn process(&self, items: &[T], answers: &mut [Self::Answer]) {
        let Some(function) = &self.0 else { return };
        let fail = |answers: &mut [Self::Answer], error: &dyn Fn() -> BatchError<E>| {
            answers.iter_mut().for_each(|answer| *answer = Some(Err(error())));
        };
        match catch_unwind(AssertUnwindSafe(|| function(items))) {
            Ok(results) if results.len() == items.len() => {
                answers.iter_mut().zip(results).for_each(|(answer, result)| *answer = answer_of(result));
            }
            Ok(results) => {
                let count = results.len();
                fail(answers, &|| BatchError::AnswerCount { items: items.len(), answers: count });
            }
            Err(payload) => {
                let message: Arc<str> = panic_message(payload).into();
                fail(answers, &|| BatchError::Panicked(message.clone()));
            }
        }
    }

    fn deliver(&self, reply: Self::Recipient, item: T, answer: Self::Answer) {
        let answer = answer.unwrap_or(Err(BatchError::Unanswered));
        match reply {
            Reply::Future(place) => {
                // A panic there is foreign code's, and the answer is still due.
                let dropped = catch_unwind(AssertUnwindSafe(|| drop(item)));
                place.put(answer).into_iter().for_each(wakes::add);
                dropped.unwrap_or_else(|panic| resume_unwind(panic));
            }
            Reply::Call(call) => {
                // It may take long.
                wakes::wake_all();
                call(item, answer);
            }
        }
    }

    fn delivered(&self) {
        wakes::wake_all();
    }

    fn unanswered(&self, reason: FailureReason) -> Self::Answer {
        (reason != FailureReason::NotSet).then(|| Err(BatchError::of_reason(reason)))
    }

    fn is_unset(&self, answer: &Self::Answer) -> bool {
        answer.is_none()
    }

    fn is_success(&self, answer: &Self::Answer) -> bool {
        matches!(answer, Some(Ok(_)))
    }
}

/// Makes the answer of a result of the batch function.
pub(super) fn answer_of<R, E>(result: Result<R, E>) -> Option<Answer<R, E>> {
    Some(result.map_err(BatchError::Item))
}
