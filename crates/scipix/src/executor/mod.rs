//! This module runs closures on a bounded number of threads.
//!
//! ```
//! use scipix::prelude::*;
//!
//! let executor = Executor::new(4)?;
//! let answer = executor.submit(|| 6 * 7)?;
//! assert_eq!(answer.wait()?, 42);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod handle;
mod join_handle;
mod task;

pub use error::JobError;
pub use handle::Executor;
pub use join_handle::JoinHandle;
