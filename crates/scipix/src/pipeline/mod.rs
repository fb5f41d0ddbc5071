//! This module has pipelines: stages that overlap, with results in order.
//!
//! While the second stage works on one item, the first works on the next. Each stage has threads of its own and a bounded
//! queue before it. A full queue holds back the stage before it, and in the end the caller, so that memory in flight is bounded.
//!
//! ```
//! use scipix::prelude::*;
//!
//! let pipeline = Pipeline::new(|number: u32| number + 1)
//!     .stage(2, |number: u32| number.to_string())
//!     .stage(1, |text: String| text.len())
//!     .queue(8)
//!     .build()?;
//! let lengths: Vec<usize> = pipeline.run([8, 9, 98, 99]).collect::<Result<_, _>>()?;
//! assert_eq!(lengths, [1, 2, 2, 3]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod edge;
mod error;
mod handle;
mod run;

pub use builder::PipelineBuilder;
pub use error::PipelineError;
pub use handle::{Pipeline, StageStats};
pub use run::PipelineRun;
