//! The work after a detector and a recogniser.

pub mod boxes;
pub mod ctc;
mod ctc_options;
pub mod groups;
pub mod line;
pub mod order;
mod scorer;
pub mod words;
