//! The items of one iterator on their way through a pipeline.

use super::error::PipelineError;
use super::handle::Pipeline;
use crate::error::Result;
use scipix_core::pipeline::PipelineBatch;
use std::iter::{FusedIterator, Peekable};

/// The results of [`Pipeline::run`], in the order of the items.
#[must_use = "nothing happens before the first result is asked for"]
pub struct PipelineRun<'a, In, Out, I: Iterator<Item = In>> {
    pipeline: &'a Pipeline<In, Out>,
    items: Peekable<I>,
    batch: Begun<'a>,
}

enum Begun<'a> {
    NotYet,
    Runs(PipelineBatch<'a, usize>),
    Ended,
}

impl<'a, In, Out, I: Iterator<Item = In>> PipelineRun<'a, In, Out, I> {
    pub(super) fn new(pipeline: &'a Pipeline<In, Out>, items: I) -> Self {
        Self { pipeline, items: items.peekable(), batch: Begun::NotYet }
    }
}

impl<In, Out, I> Iterator for PipelineRun<'_, In, Out, I>
where
    In: Send + 'static,
    Out: Send + 'static,
    I: Iterator<Item = In>,
{
    type Item = Result<Out, PipelineError>;

    fn next(&mut self) -> Option<Self::Item> {
        let pipeline = self.pipeline;
        if let Begun::NotYet = self.batch {
            match pipeline.core.begin_batch() {
                Ok(batch) => self.batch = Begun::Runs(batch),
                Err(error) => {
                    self.batch = Begun::Ended;
                    return Some(Err(PipelineError::Refused(error.into())));
                }
            }
        }
        let Begun::Runs(batch) = &mut self.batch else { return None };
        let enter = |place, item| {
            pipeline.entry.put(place, item);
            place
        };
        let result = batch.next_with(&mut self.items, enter, |outcome| pipeline.leave(outcome));
        if result.is_none() {
            self.batch = Begun::Ended;
        }
        result
    }
}

impl<In, Out, I> FusedIterator for PipelineRun<'_, In, Out, I>
where
    In: Send + 'static,
    Out: Send + 'static,
    I: Iterator<Item = In>,
{
}

impl<In: Send + 'static, Out: Send + 'static> Pipeline<In, Out> {
    /// Runs all items of an iterator. The iterator that it returns gives their results in order, each item's error in its
    /// place.
    ///
    /// Items are taken from `items` as the pipeline has room for them. Nothing happens before the first result is asked for.
    /// Dropping the iterator discards the items inside, after the work that runs. One run at a time has the pipeline: another,
    /// or one while pushed items are not fetched, gives one error.
    pub fn run<I: IntoIterator<Item = In>>(&self, items: I) -> PipelineRun<'_, In, Out, I::IntoIter> {
        PipelineRun::new(self, items.into_iter())
    }
}
