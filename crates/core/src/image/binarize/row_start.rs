//! Sums over the first pixels of a row: what the window before the first one gains and loses from row to row.

use super::columns::padded_rest;

/// Pixels summed at once.
const CHUNK: usize = 16;

/// The first `reach` pixels of each row, which has at least as many.
pub struct RowStart {
    /// Chunks of nothing but these pixels.
    whole: usize,
    /// Selects these pixels in the chunk after those.
    mask: [u8; CHUNK],
}

impl RowStart {
    pub fn new(reach: usize) -> Self {
        let mask = std::array::from_fn(|i| if i < reach % CHUNK { 255 } else { 0 });
        Self { whole: reach / CHUNK, mask }
    }

    /// Adds the `number` of each of these pixels of `enter` to `total`, and subtracts those of `leave`. The number of 0 is 0.
    #[inline(always)]
    pub fn slide(&self, total: &mut u32, enter: &[u8], leave: &[u8], number: impl Fn(u8) -> u32) {
        *total = total.wrapping_add(self.sum(enter, &number)).wrapping_sub(self.sum(leave, &number));
    }

    /// Out of line: it is short, and there are two of each.
    #[inline(never)]
    fn sum(&self, row: &[u8], number: &impl Fn(u8) -> u32) -> u32 {
        let of_chunk = |chunk: [u8; CHUNK]| chunk.iter().map(|&px| number(px)).sum::<u32>();
        let (chunks, _) = row.as_chunks();
        let whole: u32 = chunks[..self.whole].iter().map(|&chunk| of_chunk(chunk)).sum();
        let last = chunks.get(self.whole).copied().unwrap_or_else(|| padded_rest(row, 0));
        whole + of_chunk(std::array::from_fn(|i| last[i] & self.mask[i]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pixels_enter_and_leave() {
        for (reach, width) in [(0, 1), (1, 1), (15, 15), (15, 100), (16, 16), (16, 31), (17, 20), (40, 47), (40, 48)] {
            let rows: [Vec<u8>; 2] = [3, 7].map(|step| (0..width).map(|x| (x * step + 100) as u8).collect());
            let sum = |row: &[u8]| row[..reach].iter().map(|&px| u32::from(px) * 2).sum::<u32>();
            let mut total = sum(&rows[1]) + 5;
            RowStart::new(reach).slide(&mut total, &rows[0], &rows[1], |px| u32::from(px) * 2);
            assert_eq!(total, sum(&rows[0]) + 5, "{reach} of {width}");
        }
    }
}
