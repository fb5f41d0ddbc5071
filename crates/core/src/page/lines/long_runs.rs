//! Long runs of ink in a row.

use crate::image::components::PixelRun;

/// Words of a row that are worked on at a time.
const BLOCK: usize = 64;

/// Appends the runs of a row of at least `length` pixels, for which memory is reserved. `length` is at most 64.
pub fn append_long_runs(row: &[u64], y: u32, length: usize, runs: &mut Vec<PixelRun>) {
    let mut open: Option<u32> = None;
    let mut before = 0_u64;
    for (block, words) in row.chunks(BLOCK).enumerate() {
        let next = row.get((block + 1) * BLOCK).copied().unwrap_or(0);
        let next_two = row.get((block + 1) * BLOCK + 1).copied().unwrap_or(0);
        let mut eroded = [0_u64; BLOCK + 2];
        eroded[..words.len()].copy_from_slice(words);
        (eroded[words.len()], eroded[words.len() + 1]) = (next, next_two);
        erode(&mut eroded[..words.len() + 2], length);
        for (i, &word) in eroded[..words.len()].iter().enumerate() {
            let mut changes = word ^ (word << 1 | before >> 63);
            before = word;
            while changes != 0 {
                let at = ((block * BLOCK + i) * 64) as u32 + changes.trailing_zeros();
                changes &= changes - 1;
                open = match open {
                    None => Some(at),
                    Some(start) => {
                        runs.push(PixelRun { y, start, end: at + length as u32 - 1 });
                        None
                    }
                };
            }
        }
    }
}

/// Leaves the pixels that begin `length` set ones; the last word is only read.
#[inline(always)]
fn erode(words: &mut [u64], length: usize) {
    let mut reached = 1;
    while reached < length {
        let shift = reached.min(length - reached);
        for i in 0..words.len() - 1 {
            let from = words[i] >> shift | words[i + 1] << (64 - shift);
            words[i] &= from;
        }
        reached += shift;
    }
}
