//! Tables of grays.

/// Grays that are equalised.
pub const GRAYS: usize = 256;
/// The four grays that a gray becomes in the tiles around: upper left and right, lower left and right.
pub type CornerTable = [[u8; 4]; GRAYS];
