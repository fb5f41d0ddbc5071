//! The names of scales and zero points: that of their tensor, and one of these endings.

pub const SCALE: &str = ".scale";
pub const ZERO_POINT: &str = ".zero_point";
