//! Dynamic batching: single requests become batches.

mod adaptive;
mod config;
mod queue;

pub use config::{Config, Mode, Overflow};
pub use queue::{Order, Reason};
