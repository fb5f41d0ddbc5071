//! The state that all threads of a batcher share: a machine without threads and clock.
//!
//! Only the methods of a type change its fields. Each tells through [`Wakes`] whom to wake, and takes the time it needs as
//! an argument, so that tests run it in simulated time.

mod adaptive;
mod cancelling;
mod deadline_timer;
mod idle_workers;
mod in_flight;
mod machine;
mod open_batches;
mod polled;
mod queue;
#[cfg(test)]
mod tests;
mod wakes;

pub use in_flight::InFlight;
pub use machine::{Acquired, Admission, BatchState, TimerTask};
pub use polled::AnswerSignal;
pub use queue::{Order, Refusal};
pub use wakes::Wakes;
