//! Items that wait for a batch, and which batch is next. No threads and no clock.
//!
//! Every method that needs the time is told it, in nanoseconds of any epoch. A clock that steps back is taken to stand
//! still. Each accepted item leaves exactly once: into a batch, shed, cancelled or popped.

mod by_priority;
mod dispatch;
mod groups;
mod heap;
mod order;
mod pending;
mod priorities;
mod shed;
mod shed_list;
mod slots;
#[cfg(test)]
mod tests;

pub use order::{DispatchPolicy, DispatchTerms, Order, Refusal};
pub use pending::Queue;
