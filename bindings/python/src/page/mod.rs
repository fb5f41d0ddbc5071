//! Clean pages: single steps, and all of them in one call.

pub mod clean;
pub mod find;
pub mod numbers;
pub mod remove;
mod report;
mod sheet;
mod steps;
