//! The 16 bytes of a row that a vector kernel shuffles.

/// The 16 bytes from `base` on, which lie within the row.
#[inline(always)]
#[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), allow(dead_code))]
pub fn bytes_from(row: &[u8], base: u32) -> &[u8; 16] {
    // One comparison checks both ends: `u32` plus 16 does not overflow a `usize`.
    let base = base as usize;
    row[base..base + 16].first_chunk().expect("16 bytes")
}
