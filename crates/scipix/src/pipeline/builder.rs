//! The stages of a pipeline before it runs.

use super::edge::{Edge, MakePlaces};
use super::error::{Failures, PipelineError};
use super::handle::Pipeline;
use crate::error::Result;
use crate::panic_message::panic_message;
use scipix_core::base::Failure;
use scipix_core::pipeline::{self as core, Stage};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A pipeline that takes `In`, and whose last stage so far makes `Out`. [`Pipeline::new`] begins one.
#[must_use = "a pipeline runs after `build`"]
pub struct PipelineBuilder<In, Out> {
    entry: Arc<Edge<In>>,
    exit: Arc<Edge<Out>>,
    edges: Vec<Arc<dyn MakePlaces>>,
    stages: Vec<Stage<usize>>,
    failures: Arc<Failures>,
    queue: Option<usize>,
}

/// A stage's result: what the next stage gets, or the error of the item.
type StageResult<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl<T: Send + 'static> PipelineBuilder<T, T> {
    /// Begins with no stage: what goes in comes out.
    pub(super) fn without_stages() -> Self {
        let edge = Arc::new(Edge::new());
        Self {
            entry: edge.clone(),
            exit: edge.clone(),
            edges: vec![edge],
            stages: Vec::new(),
            failures: Arc::default(),
            queue: None,
        }
    }
}

impl<In: Send + 'static, Out: Send + 'static> PipelineBuilder<In, Out> {
    /// Adds a stage that runs on `threads` threads, each with an item of its own.
    ///
    /// A panic in `work` becomes the error of its item. A stage may make a `Result`, which is then a value like any other;
    /// [`try_stage`](Self::try_stage) lets failed items skip the later stages.
    pub fn stage<Next: Send + 'static>(
        self,
        threads: usize,
        work: impl Fn(Out) -> Next + Send + Sync + 'static,
    ) -> PipelineBuilder<In, Next> {
        self.add(threads, move |item| Ok(work(item)))
    }

    /// Adds a stage that can fail: an item whose `work` returns an error skips the later stages, and its result is
    /// [`PipelineError::Failed`].
    ///
    /// ```
    /// use scipix::prelude::*;
    ///
    /// let pipeline = Pipeline::new(|text: &'static str| text.trim())
    ///     .try_stage(1, |text: &str| text.parse::<u32>())
    ///     .stage(1, |number: u32| number * 2)
    ///     .build()?;
    /// let doubled: Vec<_> = pipeline.run(["1", "two", " 3"]).map(Result::ok).collect();
    /// assert_eq!(doubled, [Some(2), None, Some(6)]);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn try_stage<Next: Send + 'static, E>(
        self,
        threads: usize,
        work: impl Fn(Out) -> Result<Next, E> + Send + Sync + 'static,
    ) -> PipelineBuilder<In, Next>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.add(threads, move |item| work(item).map_err(Into::into))
    }

    /// Sets how many items may wait before each stage. Without it they are twice the stage's threads.
    pub fn queue(mut self, items: usize) -> Self {
        self.queue = Some(items);
        self
    }

    /// Starts the threads of all stages.
    ///
    /// # Errors
    /// `InvalidArgument` for a stage without threads or with more than 1024, a queue of 0, or more than 16 stages;
    /// `OutOfMemory`; `Io` where a thread cannot be started.
    pub fn build(mut self) -> Result<Pipeline<In, Out>> {
        for stage in &mut self.stages {
            stage.queue = self.queue.unwrap_or(stage.workers.saturating_mul(2));
        }
        let core = core::Pipeline::new(self.stages)?;
        for edge in &self.edges {
            edge.make_places(core.place_count())?;
        }
        Ok(Pipeline { core, entry: self.entry, exit: self.exit, failures: self.failures })
    }

    fn add<Next: Send + 'static>(
        mut self,
        workers: usize,
        work: impl Fn(Out) -> StageResult<Next> + Send + Sync + 'static,
    ) -> PipelineBuilder<In, Next> {
        let stage = self.stages.len();
        let exit = Arc::new(Edge::new());
        let (from, to, failures) = (self.exit.clone(), exit.clone(), self.failures.clone());
        let discard = Box::new(move |place| {
            drop((from.take(place), to.take(place)));
            failures.take(place);
        });
        let (from, to, failures) = (self.exit.clone(), exit.clone(), self.failures.clone());
        let work = Box::new(move |place| {
            let item = from.take(place).expect("the stage before put it there");
            let error = match catch_unwind(AssertUnwindSafe(|| work(item))) {
                Ok(Ok(made)) => {
                    to.put(place, made);
                    return Ok(place);
                }
                Ok(Err(source)) => PipelineError::Failed { stage, source },
                Err(payload) => PipelineError::Panicked { stage, message: panic_message(payload) },
            };
            failures.put(place, error);
            Err(Failure::Panicked)
        });
        self.stages.push(Stage { work, discard, workers, queue: 1 });
        self.edges.push(exit.clone());
        let Self { entry, edges, stages, failures, queue, .. } = self;
        PipelineBuilder { entry, exit, edges, stages, failures, queue }
    }
}

impl<In, Out> fmt::Debug for PipelineBuilder<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipelineBuilder").field("stages", &self.stages.len()).finish_non_exhaustive()
    }
}

impl<In: Send + 'static> Pipeline<In, In> {
    /// Begins a pipeline without a stage: every stage is added to the builder, the first one too.
    ///
    /// ```
    /// use scipix::prelude::*;
    ///
    /// let pipeline = Pipeline::builder().try_stage(2, |text: &'static str| text.parse::<u8>()).build()?;
    /// assert_eq!(pipeline.run(["7", "x"]).filter(Result::is_ok).count(), 1);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn builder() -> PipelineBuilder<In, In> {
        PipelineBuilder::without_stages()
    }
}

impl<In: Send + 'static, Out: Send + 'static> Pipeline<In, Out> {
    /// Begins a pipeline with a first stage on one thread. Its builder adds more stages.
    #[expect(clippy::new_ret_no_self, reason = "a pipeline has stages before it runs")]
    pub fn new(work: impl Fn(In) -> Out + Send + Sync + 'static) -> PipelineBuilder<In, Out> {
        Self::with_threads(1, work)
    }

    /// Begins a pipeline with a first stage on `threads` threads, each with an item of its own.
    pub fn with_threads(threads: usize, work: impl Fn(In) -> Out + Send + Sync + 'static) -> PipelineBuilder<In, Out> {
        Pipeline::builder().stage(threads, work)
    }
}
