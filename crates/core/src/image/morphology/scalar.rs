//! The specification.

use super::fold::Fold;
use super::reach::WindowStep;

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
        let mut bytes = [0; 8];
        bytes[..rest.len()].copy_from_slice(rest);
        words[whole.len()] = u64::from_be_bytes(bytes);
    }
}

/// Writes the first `width` bits of `words` to a row, whose other bits stay.
#[inline(always)]
pub fn write_words(words: &[u64], width: usize, row: &mut [u8]) {
    let last_bits = width % 8;
    let kept = if last_bits == 0 { 0 } else { 0xff >> last_bits };
    let before = row.last().copied().unwrap_or(0);
    let (whole, rest) = row.as_chunks_mut();
    whole.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_be_bytes());
    if let Some(word) = words.get(whole.len()) {
        rest.copy_from_slice(&word.to_be_bytes()[..rest.len()]);
    }
    if let Some(last) = row.last_mut() {
        *last = *last & !kept | before & kept;
    }
}
