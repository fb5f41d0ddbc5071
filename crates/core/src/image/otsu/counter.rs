//! A histogram while it is being counted.

/// Counts of one thread.
///
/// Eight neighbouring pixels count in eight columns, so that equal neighbours do not wait for one another. The columns are
/// bytes, and those of one gray share a word: the fewer cache lines are written, the faster. They are added to the totals
/// before one can overflow.
pub(crate) struct HistogramCounter {
    pub columns: [[u8; 8]; 256],
    /// Upper bound of every column.
    pub counted: u8,
    pub totals: [u64; 256],
}

impl Default for HistogramCounter {
    fn default() -> Self {
        Self { columns: [[0; 8]; 256], counted: 0, totals: [0; 256] }
    }
}
