//! Rows as the kernels read them.

/// Splits rows of `groups` times four bytes.
#[cfg(target_arch = "aarch64")]
#[inline(always)]
pub fn rows<const ROWS: usize>(rows: &[u8], groups: usize) -> [&[u8]; ROWS] {
    std::array::from_fn(|row| &rows[row * 4 * groups..][..4 * groups])
}

/// Splits rows into `groups` groups of four bytes each.
#[cfg(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub fn quads<const ROWS: usize>(rows: &[u8], groups: usize) -> [&[[u8; 4]]; ROWS] {
    let quads = rows.as_chunks().0;
    let mut each = [&quads[..groups]; ROWS];
    for (row, each) in each.iter_mut().enumerate() {
        *each = &quads[row * groups..][..groups];
    }
    each
}
