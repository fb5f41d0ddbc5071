//! The trait by which a user tells the batcher what its items and answers are.

/// Why an item got no answer from the processing function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// The function set no answer for it.
    NotSet,
    /// The function panicked, or a batch that was pulled was dropped before its completion.
    Failed,
    /// It was cancelled while it was queued.
    Cancelled,
    /// Its batch had not begun by its deadline, or was expected to end too late.
    DeadlineMissed,
}

/// Processes batches and delivers answers.
///
/// Methods run on the batcher's threads, or on the thread that cancels an item, pulls a batch, polls answers or frees
/// the batcher. No lock of the batcher is held then, so they may call it. A panic is caught: the items it concerns are
/// answered with [`FailureReason::Failed`].
pub trait Work: Send + Sync + 'static {
    /// The submitted item.
    type Item: Send;
    /// The answer to an item.
    type Answer: Send;
    /// Where `deliver` sends an answer; items accepted without one are polled.
    type Recipient: Send;

    /// Answers `items` by replacing the [`FailureReason::NotSet`] answers in `answers`, which has one for each, in the same order.
    fn process(&self, items: &[Self::Item], answers: &mut [Self::Answer]);

    /// Gives back `item` with its answer. Called exactly once for each item accepted with a recipient.
    fn deliver(&self, recipient: Self::Recipient, item: Self::Item, answer: Self::Answer);

    /// Is called after each round of deliveries, such as all of a batch: to wake threads that take several answers at once.
    fn delivered(&self) {}

    /// Makes the answer of an item that got none.
    fn unanswered(&self, reason: FailureReason) -> Self::Answer;

    /// Whether `answer` is the one that stands for [`FailureReason::NotSet`].
    fn is_unset(&self, answer: &Self::Answer) -> bool;

    /// Whether `answer` counts as completed; otherwise it counts as failed.
    fn is_success(&self, answer: &Self::Answer) -> bool;
}
