//! The specification. Counting noise is bound by one store per pixel at any vector width. Instruction sets only speed up
//! finding the few pixels of a block that are not paper.

use super::counter::HistogramCounter;

/// Pixels examined together; most blocks are all paper.
pub const BLOCK: usize = 64;

/// Most pixels that differ from the paper of their block and still pay to count one by one.
const FEW: u32 = 8;

/// More noise is expected after so many blocks without paper, and after fewer if they are the first of all.
const MUCH: usize = 31;
const FIRST: usize = 4;

pub fn count_row(px: &[u8], counts: &mut HistogramCounter) {
    count_row_by(
        px,
        counts,
        |block, gray| {
            let gray = u64::from_le_bytes([gray; 8]);
            let (words, _) = block.as_chunks();
            let differ = words.iter().fold(0, |differ, &word| differ | u64::from_le_bytes(word) ^ gray);
            if differ == 0 { 0 } else { u64::MAX }
        },
        |_, _| false,
    );
}

/// Counts `px`. `differing` returns a bit for each pixel of a block that is not of the given gray, the first pixel lowest; it
/// may return all ones where finding them would not pay. `count_noise` is offered the pixels that are left where more noise is
/// expected: it counts them and returns `true`, or counts none.
#[inline(always)]
pub fn count_row_by(
    px: &[u8],
    counts: &mut HistogramCounter,
    differing: impl Fn(&[u8; BLOCK], u8) -> u64,
    count_noise: impl Fn(&[u8], &mut [u64; 256]) -> bool,
) {
    let (blocks, rest) = px.as_chunks::<BLOCK>();
    let mut noise = 0;
    for (index, block) in blocks.iter().enumerate() {
        if count_paper(block, &mut counts.totals, &differing) {
            continue;
        }
        count_block(block, counts);
        noise += 1;
        if (noise == MUCH || (noise, index + 1) == (FIRST, FIRST))
            && count_noise(&px[(index + 1) * BLOCK..], &mut counts.totals)
        {
            return;
        }
    }
    let (words, rest) = rest.as_chunks();
    make_room(words.len(), counts);
    words.iter().for_each(|word| count_word(u64::from_le_bytes(*word), counts));
    rest.iter().for_each(|&px| counts.totals[usize::from(px)] += 1);
}

/// Counts a block that is paper but for a few pixels. Returns `false`, having counted nothing, for any other.
#[inline(always)]
pub fn count_paper(block: &[u8; BLOCK], totals: &mut [u64; 256], differing: impl Fn(&[u8; BLOCK], u8) -> u64) -> bool {
    let (words, paper) = (block.as_chunks().0, block[0]);
    // In noise the first pixels already differ, and a branch that is never taken costs nothing.
    let likely = words[0] == [paper; 8] && words[BLOCK / 8 - 1] == [paper; 8];
    let others = if likely { differing(block, paper) } else { u64::MAX };
    if others == u64::MAX || others.count_ones() > FEW {
        return false;
    }
    totals[usize::from(paper)] += u64::from(others.count_zeros());
    count_some(block, others, totals);
    true
}

/// Counts the pixels whose bits are set.
#[inline(always)]
fn count_some(block: &[u8; BLOCK], mut bits: u64, totals: &mut [u64; 256]) {
    while bits != 0 {
        let gray = block[bits.trailing_zeros() as usize];
        totals[usize::from(gray)] += 1;
        bits &= bits - 1;
    }
}

/// Counts a block.
#[inline(always)]
fn count_block(block: &[u8; BLOCK], counts: &mut HistogramCounter) {
    make_room(BLOCK / 8, counts);
    each_word(block, |word| count_word(word, counts));
}

/// Calls `count` with each word of a block. Unrolled by hand: the end of a loop over them would be mispredicted.
#[inline(always)]
pub fn each_word(block: &[u8; BLOCK], mut count: impl FnMut(u64)) {
    let word = |i: usize| u64::from_le_bytes(block.as_chunks().0[i]);
    count(word(0));
    count(word(1));
    count(word(2));
    count(word(3));
    count(word(4));
    count(word(5));
    count(word(6));
    count(word(7));
}

/// Empties the columns if `words` more words might overflow them.
#[inline(always)]
fn make_room(words: usize, counts: &mut HistogramCounter) {
    let words = words as u8;
    if counts.counted > u8::MAX - words {
        sum_columns(counts);
    }
    counts.counted += words;
}

#[inline(always)]
fn count_word(word: u64, counts: &mut HistogramCounter) {
    for column in 0..8 {
        let gray = (word >> (8 * column)) as u8;
        let count = &mut counts.columns[usize::from(gray)][column];
        *count = count.wrapping_add(1);
    }
}

#[inline(always)]
pub fn sum_columns(counts: &mut HistogramCounter) {
    for (columns, total) in counts.columns.iter_mut().zip(&mut counts.totals) {
        *total += byte_sum(u64::from_le_bytes(*columns));
        *columns = [0; 8];
    }
    counts.counted = 0;
}

/// Sums eight bytes by adding neighbours within the word until one number is left.
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
