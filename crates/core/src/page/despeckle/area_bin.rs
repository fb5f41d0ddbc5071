//! Bins of components by their area.

/// The number of bins.
pub const AREA_BINS: usize = 32;

/// Returns the bin of an area: one for each up to 16, then two for each doubling.
pub fn area_bin(area: u64) -> usize {
    match area {
        0..=16 => area as usize,
        _ => {
            let doublings = area.ilog2();
            let upper = usize::from(area >> (doublings - 1) & 1 == 1);
            (9 + 2 * doublings as usize + upper).min(AREA_BINS - 1)
        }
    }
}
