//! The rows that the first pass of a filter takes together.

/// Rows of a band: as many as a turn of squares takes at once.
pub const BAND: usize = 64;
