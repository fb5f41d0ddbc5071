//! Pipelines: stages that overlap. While stage 2 works on one item, stage 1 works on the next. Results come out in the order in
//! which items went in.
//!
//! Each stage has its own threads, and a bounded queue before it. A full queue holds back the stage before it, and in the end
//! the caller who pushes, so that memory in flight is bounded.

mod batch;
#[cfg(test)]
mod end_tests;
mod handle;
mod shared;
mod stage;
mod state;
mod stream;
#[cfg(test)]
mod tests;
mod worker;

pub use batch::PipelineBatch;
pub use handle::Pipeline;
pub use stage::{MAX_STAGES, MAX_WORKERS, Stage, StageStats};
pub use state::Outcome;
