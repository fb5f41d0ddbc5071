//! The processor: which features it has, and how much of it to use.

mod features;
mod settings;

pub use features::*;
pub use settings::*;
