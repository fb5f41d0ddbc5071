//! Masks turned over their diagonal.

use crate::base::error::Result;
use crate::image::components::BitMask;

/// Makes `turned` the mask whose rows are the columns of `mask` without those pixels that are set in `without`.
///
/// # Errors
/// Those of [`BitMask::resize`].
pub fn transpose(mask: &BitMask, without: &BitMask, turned: &mut BitMask) -> Result<()> {
    turned.resize(mask.height(), mask.width())?;
    turned.clear();
    for_each_block(
        mask,
        |y, word| mask.row(y)[word] & !without.row(y)[word],
        |word, block, columns| {
            for (x, &column) in (word * 64..mask.width()).zip(columns) {
                turned.row_mut(x)[block] = column;
            }
        },
    );
    Ok(())
}

/// Adds the pixels of `turned`, whose rows are the columns of `mask`.
pub fn add_transposed(turned: &BitMask, mask: &mut BitMask) {
    for_each_block(
        turned,
        |x, word| turned.row(x)[word],
        |word, block, rows| {
            for (y, &row) in (word * 64..mask.height()).zip(rows) {
                mask.row_mut(y)[block] |= row;
            }
        },
    );
}

/// Calls `body` with each block of 64 x 64 pixels that is not empty, turned, and with its places across and down. `word_at`
/// returns a word of a row.
fn for_each_block(
    mask: &BitMask,
    word_at: impl Fn(usize, usize) -> u64,
    mut body: impl FnMut(usize, usize, &[u64; 64]),
) {
    for block in 0..mask.height().div_ceil(64) {
        for word in 0..mask.width().div_ceil(64) {
            let mut bits = [0; 64];
            let rows = block * 64..mask.height().min(block * 64 + 64);
            bits.iter_mut().zip(rows).for_each(|(bits, y)| *bits = word_at(y, word));
            if bits.iter().fold(0, |any, bits| any | bits) != 0 {
                turn(&mut bits);
                body(word, block, &bits);
            }
        }
    }
}

/// Turns 64 x 64 bits over their diagonal: halves change places, then quarters, and so on.
fn turn(bits: &mut [u64; 64]) {
    let (mut distance, mut mask) = (32, u64::MAX >> 32);
    while distance > 0 {
        for row in (0..64).filter(|row| row & distance == 0) {
            let moved = (bits[row] >> distance ^ bits[row + distance]) & mask;
            bits[row] ^= moved << distance;
            bits[row + distance] ^= moved;
        }
        distance /= 2;
        mask ^= mask << distance;
    }
}
