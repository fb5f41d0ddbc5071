//! Items taken from the queue and not answered yet.

use super::polled::PolledAnswers;
use crate::batch::submission::{AnswerRoute, Submission};
use crate::batch::work::{FailureReason, Work};

/// One batch. The vectors run in parallel and are used again for the next batch.
pub struct InFlight<W: Work> {
    pub items: Vec<W::Item>,
    pub answers: Vec<W::Answer>,
    pub routes: Vec<AnswerRoute<W>>,
    /// When each item was submitted.
    pub submitted: Vec<u64>,
    /// When the batch was taken.
    pub taken_at: u64,
    /// Number among the open batches.
    pub number: u64,
    /// How many answers are polled.
    pub polled: usize,
}

impl<W: Work> InFlight<W> {
    pub fn new() -> Self {
        Self {
            items: Vec::new(),
            answers: Vec::new(),
            routes: Vec::new(),
            submitted: Vec::new(),
            taken_at: 0,
            number: 0,
            polled: 0,
        }
    }

    /// Makes room for a batch of `limit`, or of fewer where memory is short. Returns for how many; 0: not even one.
    pub fn reserve(&mut self, limit: usize) -> usize {
        let all = self.items.try_reserve(limit).is_ok()
            && self.answers.try_reserve(limit).is_ok()
            && self.routes.try_reserve(limit).is_ok()
            && self.submitted.try_reserve(limit).is_ok();
        if all {
            return limit;
        }
        let most = self.items.capacity().min(self.answers.capacity()).min(self.routes.capacity());
        most.min(self.submitted.capacity()).min(limit)
    }

    /// Presets an answer for each item.
    pub fn preset(&mut self, work: &W) {
        self.answers.clear();
        self.answers.resize_with(self.items.len(), || work.unanswered(FailureReason::NotSet));
    }

    /// Answers with `reason` every item that has no answer.
    pub fn answer_unset(&mut self, work: &W, reason: FailureReason) {
        for answer in self.answers.iter_mut().filter(|answer| work.is_unset(answer)) {
            *answer = work.unanswered(reason);
        }
    }

    /// Moves the items whose answers are polled to `polled`, in their order. Returns whether a thread waits for one.
    pub fn move_polled(&mut self, polled: &mut PolledAnswers<W>) -> bool {
        let Self { items, answers, routes, .. } = self;
        let (mut of_items, mut of_answers) = (routes.iter(), routes.iter());
        let items = items.extract_if(.., |_| of_items.next().is_some_and(AnswerRoute::polls));
        let answers = answers.extract_if(.., |_| of_answers.next().is_some_and(AnswerRoute::polls));
        let awaited = polled.add(items.zip(answers));
        routes.retain(|route| !route.polls());
        self.polled = 0;
        awaited
    }

    /// Adds an item that was submitted at the time `submitted`, for which there is room.
    pub fn add(&mut self, Submission { item, route }: Submission<W>, submitted: u64) {
        self.polled += usize::from(route.polls());
        self.items.push(item);
        self.routes.push(route);
        self.submitted.push(submitted);
    }
}
