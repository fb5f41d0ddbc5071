//! Executors: they run jobs, a limited number at once, and keep each result until it is asked for.
//!
//! An executor starts its own threads as jobs come and keeps them until it is closed. Closing runs all queued jobs.

mod handle;
mod job;
mod state;
#[cfg(test)]
mod tests;
mod worker;

pub use handle::Executor;
pub use job::{Job, JobResult};
pub use state::Ticket;
