//! Sums of the paper in each column of a strip of a tile row.

/// Columns of a strip, of which seven rows stay in the first caches. With 512 columns it took half as long again, as the
/// processor waits for memory where a row begins.
pub const STRIP: usize = 4096;
/// Rows whose sums fit: 255 of 255 in 16 bits, and a count of them in 8.
pub const MOST_ROWS: usize = 255;

/// Sums and counts of the pixels of paper, for each column.
pub struct ColumnSums {
    pub sums: [u16; STRIP],
    pub counts: [u8; STRIP],
}

impl ColumnSums {
    pub const ZERO: Self = Self { sums: [0; STRIP], counts: [0; STRIP] };
}
