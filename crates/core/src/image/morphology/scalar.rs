//! The specification.

use super::fold::Fold;
use super::window::WindowStep;
use crate::split::RowsMut;

/// Folds, for each cell of `dst`, the cells of `src` at the distances of `taps`.
#[inline(always)]
pub fn join<F: Fold>(_: F, src: &[F::Cell], taps: WindowStep, dst: &mut [F::Cell]) {
    let len = dst.len();
    let [a, b, c, d] = taps.offsets.map(|offset| &src[offset..][..len]);
    match taps.count {
        1 => dst.copy_from_slice(a),
        2 => dst.iter_mut().zip(a.iter().zip(b)).for_each(|(to, (&a, &b))| *to = F::fold(a, b)),
        3 => {
            let from = a.iter().zip(b).zip(c);
            dst.iter_mut().zip(from).for_each(|(to, ((&a, &b), &c))| *to = F::fold(F::fold(a, b), c));
        }
        _ => {
            let from = a.iter().zip(b).zip(c.iter().zip(d));
            dst.iter_mut().zip(from).for_each(|(to, ((&a, &b), (&c, &d)))| *to = F::fold(F::fold(a, b), F::fold(c, d)));
        }
    }
}

/// Folds, for each bit of `dst`, the bits of `src` at the distances of `taps`. The first bit of a word is its highest.
#[inline(always)]
pub fn join_bits<F: Fold<Cell = u64>>(_: F, src: &[u64], taps: WindowStep, dst: &mut [u64]) {
    let len = dst.len();
    let [a, b, c, d] = taps.offsets.map(|offset| {
        let (words, bits) = (&src[offset / 64..], offset % 64);
        let (high, low) = (&words[..len], &words[1..=len]);
        // Two shifts, because one by 64 is not allowed.
        high.iter().zip(low).map(move |(&high, &low)| high << bits | low >> 1 >> (63 - bits))
    });
    match taps.count {
        1 => dst.iter_mut().zip(a).for_each(|(to, a)| *to = a),
        2 => dst.iter_mut().zip(a.zip(b)).for_each(|(to, (a, b))| *to = F::fold(a, b)),
        3 => dst.iter_mut().zip(a.zip(b).zip(c)).for_each(|(to, ((a, b), c))| *to = F::fold(F::fold(a, b), c)),
        _ => dst
            .iter_mut()
            .zip(a.zip(b).zip(c.zip(d)))
            .for_each(|(to, ((a, b), (c, d)))| *to = F::fold(F::fold(a, b), F::fold(c, d))),
    }
}

/// Reads the bytes of a row of bits as words, the last one filled up with zeros.
#[inline(always)]
pub fn words_of(row: &[u8], words: &mut [u64]) {
    let (whole, rest) = row.as_chunks();
    words.iter_mut().zip(whole).for_each(|(word, bytes)| *word = u64::from_be_bytes(*bytes));
    if !rest.is_empty() {
        words[whole.len()] = word_of(rest);
    }
}

/// Folds, for each word of some rows that are `stride` words apart, the words of `src` at the distances of `taps`. Writes `width`
/// bits to each row, whose other bits stay.
#[inline(always)]
pub fn join_to_bytes<F: Fold<Cell = u64>>(
    fold: F,
    src: &[u64],
    stride: usize,
    taps: WindowStep,
    width: usize,
    mut rows: RowsMut<'_>,
) {
    for y in 0..rows.len() {
        join_row_to_bytes(fold, &src[y * stride..], taps, width, rows.row(y));
    }
}

#[inline(always)]
fn join_row_to_bytes<F: Fold<Cell = u64>>(_: F, src: &[u64], taps: WindowStep, width: usize, row: &mut [u8]) {
    // Four distances, of which those beyond the count are 0: a pixel folded with itself stays.
    let [a, b, c, d] = taps.offsets.map(|offset| &src[offset..][..width.div_ceil(64)]);
    let joined = |((&a, &b), (&c, &d))| F::fold(F::fold(a, b), F::fold(c, d));
    let (whole, end) = row.split_at_mut(width / 64 * 8);
    let (whole, from) = (whole.as_chunks_mut().0, a.iter().zip(b).zip(c.iter().zip(d)));
    whole.iter_mut().zip(from).for_each(|(to, from)| *to = joined(from).to_be_bytes());
    if let (1.., [.., a], [.., b], [.., c], [.., d]) = (width % 64, a, b, c, d) {
        write_end(joined(((a, b), (c, d))), width, end);
    }
}

// What follows is compiled once: inlined, these loops would be most of each kernel. A call of `memcpy` takes longer than they do.

/// Reads at most eight bytes as the highest of a word.
#[inline(never)]
fn word_of(bytes: &[u8]) -> u64 {
    let word = bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
    word << (u64::BITS as usize - 8 * bytes.len())
}

/// Writes the highest bits of `word` to the last bytes of a row of `width` pixels, whose other bits stay.
#[inline(never)]
fn write_end(mut word: u64, width: usize, bytes: &mut [u8]) {
    let beyond = !(0xff_u8 << (width.wrapping_neg() % 8));
    let before = bytes.last().map_or(0, |last| last & beyond);
    for byte in &mut *bytes {
        word = word.rotate_left(8);
        *byte = word as u8;
    }
    if let Some(last) = bytes.last_mut() {
        *last = *last & !beyond | before;
    }
}
