//! A rectangle of pixels.

/// A rectangle of pixels on a page; empty if a side is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageBox {
    /// Leftmost column.
    pub x: u32,
    /// Top row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}
