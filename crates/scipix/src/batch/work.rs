//! The trait by which a user tells the batcher what its items and answers are.

/// Why an item got no answer from the processing function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The function left it without.
    NotSet,
    /// The function panicked, or a batch that was taken was given up.
    Failed,
    /// It was cancelled before its turn.
    Cancelled,
    /// It could not be answered by its deadline.
    DeadlineMissed,
}

/// Processes batches and delivers answers.
///
/// Methods run on the batcher's threads, or on the thread that cancels, pulls, polls or frees. No lock of the batcher is
/// held then, so they may call it. A panic is caught: the items it concerns are answered with [`Fate::Failed`].
pub trait Work: Send + Sync + 'static {
    /// Submitted items.
    type Item: Send;
    /// Answers of items.
    type Answer: Send;
    /// Tells `deliver` where an answer goes.
    type Reply: Send;

    /// Answers `items` by replacing the [`Fate::NotSet`] answers in `answers`, which has one for each, in the same order.
    fn process(&self, items: &[Self::Item], answers: &mut [Self::Answer]);

    /// Gives back `item` with its answer. Called exactly once for each item accepted with a reply.
    fn deliver(&self, reply: Self::Reply, item: Self::Item, answer: Self::Answer);

    /// Makes the answer of an item that got none.
    fn unanswered(&self, fate: Fate) -> Self::Answer;

    /// Whether `answer` is that for [`Fate::NotSet`].
    fn is_unset(&self, answer: &Self::Answer) -> bool;

    /// Whether `answer` counts as completed; otherwise it counts as failed.
    fn is_success(&self, answer: &Self::Answer) -> bool;
}
