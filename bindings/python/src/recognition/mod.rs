//! What follows a detector and a recogniser.

pub mod boxes;
pub mod ctc;
pub mod groups;
pub mod line;
pub mod order;
pub mod words;
