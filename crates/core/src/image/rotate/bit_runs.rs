//! Rows of gently turned bits: neighbours in the destination that lie side by side in a row of the source are moved together.

use super::bits::put;
use super::path::Path;

/// Bits that are moved at a time: as many as eight bytes have from any bit of the first on.
const MOST: usize = 57;

/// Where a path goes on to the next position.
pub struct PathSteps {
    start: i64,
    step: i64,
    /// Pixels that are at one position at least, from the first of them on.
    full: usize,
}

impl PathSteps {
    /// The steps of `path` less `slope` positions a pixel.
    pub fn new(path: &Path<0>, slope: i64) -> Self {
        let step = path.step - (slope << Path::<0>::DROPPED);
        let full = (1_u64 << Path::<0>::DROPPED).checked_div(step.unsigned_abs());
        Self { start: path.start, step, full: full.map_or(usize::MAX / 2, |full| full as usize) }
    }

    /// Whether a position lasts for at least so many pixels.
    pub fn last(&self, pixels: usize) -> bool {
        self.full >= pixels
    }

    #[inline(always)]
    fn value(&self, i: usize) -> i64 {
        self.start + i as i64 * self.step
    }

    /// The first pixel after `i` at another position.
    pub fn end_of(&self, i: usize) -> usize {
        const ONE: i64 = 1 << Path::<0>::DROPPED;
        let rest = self.value(i) & (ONE - 1);
        match self.step {
            0 => usize::MAX,
            step if step < 0 => i + (rest / -step + 1) as usize,
            step => i + ((ONE - rest + step - 1) / step) as usize,
        }
    }

    /// [`PathSteps::end_of`] of a pixel that is the first at its position.
    #[inline(always)]
    pub fn next(&self, first: usize) -> usize {
        let end = first.saturating_add(self.full);
        if self.step == 0 {
            return end;
        }
        let at = |i: usize| self.value(i) >> Path::<0>::DROPPED;
        if at(end) == at(first) { end + 1 } else { end }
    }
}

/// A row that is written from its first bit to its last.
pub struct BitWriter<'a> {
    row: &'a mut [u8],
    /// The next byte to write.
    at: usize,
    /// Bits that come next, from the highest on, and how many there are.
    bits: u64,
    used: usize,
}

impl<'a> BitWriter<'a> {
    pub fn new(row: &'a mut [u8]) -> Self {
        Self { row, at: 0, bits: 0, used: 0 }
    }

    /// Appends the highest `count` bits of `bits`, from 1 to [`MOST`].
    #[inline(always)]
    fn append(&mut self, bits: u64, count: usize) {
        let bits = bits & !(u64::MAX >> count);
        self.bits |= bits >> self.used;
        self.used += count;
        if self.used >= 64 {
            self.row[self.at..][..8].copy_from_slice(&self.bits.to_be_bytes());
            self.at += 8;
            self.used -= 64;
            // `count` is below 64, so that some of the bits had room.
            self.bits = bits << (count - self.used);
        }
    }

    /// Appends `count` bits of `byte`, all of which are alike.
    pub fn fill(&mut self, byte: u8, mut count: usize) {
        let bits = if byte == 0 { 0 } else { u64::MAX };
        while count > 0 {
            let now = count.min(MOST);
            self.append(bits, now);
            count -= now;
        }
    }

    /// Appends `count` bits of `src`, from bit `from` on.
    #[inline(always)]
    pub fn copy(&mut self, src: &[u8], mut from: usize, mut count: usize) {
        while count > 0 {
            let now = count.min(MOST);
            self.append(word(src, from / 8) << (from % 8), now);
            (from, count) = (from + now, count - now);
        }
    }

    /// Writes what is left; bits after the last one stay.
    pub fn end(self) {
        let Self { row, at, bits, used } = self;
        let bytes = bits.to_be_bytes().into_iter().take(used.div_ceil(8));
        bytes.enumerate().for_each(|(i, byte)| put(row, 8 * at + used, at + i, byte));
    }
}

/// The eight bytes from `at` on, the first the highest; those after the row are 0.
#[inline(always)]
fn word(src: &[u8], at: usize) -> u64 {
    let rest = &src[at..];
    let bytes =
        rest.first_chunk().copied().unwrap_or_else(|| std::array::from_fn(|i| rest.get(i).map_or(0, |&byte| byte)));
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_end_where_the_next_begins() {
        for (start, step) in
            [(0, 1 << 28), (77, (1 << 28) + 12345), (-5, -(1 << 27) - 99), (1 << 33, -(1 << 20)), (3, 0)]
        {
            let path = Path::<0>::of(start, step);
            let steps = PathSteps::new(&path, 0);
            let mut first = 0;
            for i in 1..5000 {
                if path.position(i) != path.position(first) {
                    assert_eq!(steps.end_of(first), i, "{start} {step} from {first}");
                    assert_eq!(steps.end_of(i - 1), i);
                    if first > 0 {
                        assert_eq!(steps.next(first), i);
                    }
                    first = i;
                }
            }
            assert!(steps.end_of(first) >= 5000);
        }
    }

    #[test]
    fn bits_are_appended_one_after_another() {
        let src: Vec<u8> = (0..40).map(|i: u32| i.wrapping_mul(157) as u8).collect();
        let bit = |bytes: &[u8], at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
        for (first, second, gap) in [(1_usize, 3_usize, 0_usize), (57, 64, 7), (130, 9, 100), (0, 200, 3)] {
            let width = first + second + gap;
            let mut row = vec![0xa5; width.div_ceil(8) + 1];
            let mut writer = BitWriter::new(&mut row);
            writer.copy(&src, 5, first);
            writer.fill(0xff, gap);
            writer.copy(&src, 320 - second, second);
            writer.end();
            for at in 0..width {
                let expected = match at {
                    at if at < first => bit(&src, 5 + at),
                    at if at < first + gap => 1,
                    at => bit(&src, 320 - width + at),
                };
                assert_eq!(bit(&row, at), expected, "{first} {second} {gap} at {at}");
            }
            assert!((width..8 * row.len()).all(|at| bit(&row, at) == bit(&[0xa5], at % 8)));
        }
    }
}
