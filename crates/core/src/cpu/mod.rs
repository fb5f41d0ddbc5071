//! The processor: its features, and the settings for how much of it to use.

mod features;
mod settings;

pub use features::*;
pub use settings::*;
