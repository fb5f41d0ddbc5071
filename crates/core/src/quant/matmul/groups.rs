//! The units in which columns are packed and multiplied.

/// Columns of a panel.
pub const PANEL: usize = 64;

/// Four neighbouring bytes of each column of a panel: one dot product instruction takes four bytes of a column.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct PackedGroup(pub [[i8; 4]; PANEL]);

impl Default for PackedGroup {
    fn default() -> Self {
        Self([[0; 4]; PANEL])
    }
}

/// A sum for each column of a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct PanelSums(pub [i32; PANEL]);

impl Default for PanelSums {
    fn default() -> Self {
        Self([0; PANEL])
    }
}

/// One panel of packed columns.
pub struct Panel<'a> {
    /// The bytes of the columns; empty where `k` is 0.
    pub groups: &'a [PackedGroup],
    /// Sum of the bytes of each column; 0 beyond the last column.
    pub sums: &'a PanelSums,
}
