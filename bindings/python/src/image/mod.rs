//! Operations on images.

pub mod colour;
pub mod components;
pub mod crops;
pub mod filters;
pub mod moves;
pub mod page;
pub mod plan;
pub mod plan_many;
pub mod plan_options;
pub mod plan_steps;
pub mod tensor;
pub mod tones;
