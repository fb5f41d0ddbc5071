//! The specification, and the kernels of every level: compiled for wider registers the test for one colour and the sums
//! use them, and counting itself is bound by one store a pixel at any width.

use super::Counts;

/// Pixels that are looked at together for one colour: paper, mostly.
const BLOCK: usize = 64;

#[inline(always)]
pub fn count_row(px: &[u8], counts: &mut Counts) {
    let (blocks, rest) = px.as_chunks::<BLOCK>();
    for block in blocks {
        if is_uniform(block) {
            counts.totals[usize::from(block[0])] += BLOCK as u64;
        } else {
            count_words(block.as_chunks().0, counts);
        }
    }
    let (words, rest) = rest.as_chunks();
    count_words(words, counts);
    rest.iter().for_each(|&px| counts.totals[usize::from(px)] += 1);
}

#[inline(always)]
fn is_uniform(block: &[u8; BLOCK]) -> bool {
    // In noise the first pixels already differ, and a branch that is never taken costs nothing.
    let (words, _) = block.as_chunks::<8>();
    let paper = [block[0]; 8];
    let differ = |word: &[u8; 8]| u64::from_le_bytes(*word) ^ u64::from_le_bytes(paper);
    differ(&words[BLOCK / 8 - 1]) == 0 && words.iter().fold(0, |all, word| all | differ(word)) == 0
}

/// Counts at most [`BLOCK`] pixels.
#[inline(always)]
fn count_words(words: &[[u8; 8]], counts: &mut Counts) {
    let most = words.len() as u8;
    if counts.counted > u8::MAX - most {
        sum_columns(counts);
    }
    counts.counted += most;
    for word in words {
        let word = u64::from_le_bytes(*word);
        for column in 0..8 {
            let gray = (word >> (8 * column)) as u8;
            let count = &mut counts.columns[usize::from(gray)][column];
            *count = count.wrapping_add(1);
        }
    }
}

#[inline(always)]
pub fn sum_columns(counts: &mut Counts) {
    for (columns, total) in counts.columns.iter_mut().zip(&mut counts.totals) {
        *total += byte_sum(u64::from_le_bytes(*columns));
        *columns = [0; 8];
    }
    counts.counted = 0;
}

/// Sum of eight bytes: neighbours added within the word until one number is left.
#[inline(always)]
fn byte_sum(bytes: u64) -> u64 {
    let pairs = (bytes & 0x00ff_00ff_00ff_00ff) + (bytes >> 8 & 0x00ff_00ff_00ff_00ff);
    let fours = (pairs & 0x0000_ffff_0000_ffff) + (pairs >> 16 & 0x0000_ffff_0000_ffff);
    (fours + (fours >> 32)) & 0xffff
}

#[inline(always)]
pub fn count_black(bits: &[u8], width: usize) -> usize {
    let (words, rest) = bits[..width / 8].as_chunks::<8>();
    let whole = words.iter().map(|word| u64::from_le_bytes(*word).count_ones() as usize).sum::<usize>();
    let rest = rest.iter().map(|byte| byte.count_ones() as usize).sum::<usize>();
    let last = match width % 8 {
        0 => 0,
        used => (bits[width / 8] >> (8 - used)).count_ones() as usize,
    };
    whole + rest + last
}
