//! Where a coordinate that falls along a row arrives at its next whole positions.

use super::lanes::{Lanes64, each, select};

/// One position: the fraction of a coordinate has 32 bits.
pub const ONE: i64 = 1 << 32;
const FRACTION: u64 = u32::MAX as u64;

/// A coordinate that falls by less than a position from one pixel to the next.
pub struct Fall {
    /// How far it falls by pixel.
    pub step: u32,
    /// Whole steps in a position, and the rest of the position.
    whole: u32,
    rest: u32,
    /// From the last pixel at a position to the first at the next; more than all pixels where no step is taken.
    next: u64,
}

/// The next positions of each lane.
pub struct Falls<const L: usize> {
    /// The first pixel at the next position.
    pub at: Lanes64<L>,
    /// How far the pixel before it is above the end of its position.
    rest: Lanes64<L>,
}

impl Fall {
    pub fn new(step: u32) -> Self {
        let next = if step == 0 { ONE as u64 } else { 1 };
        // For a step of 1 that is one too few, which `first` makes up for; what comes after that is too far away to matter.
        let whole = (ONE as u64).checked_div(step.into()).unwrap_or(0).min(FRACTION) as u32;
        Self { step, whole, rest: (ONE as u64 - u64::from(whole) * u64::from(step)) as u32, next }
    }

    /// Returns the first falls from coordinates whose fractions are the low halves of `from`.
    #[inline(always)]
    pub fn first<const L: usize>(&self, from: &Lanes64<L>) -> Falls<L> {
        let step = u64::from(self.step);
        // The product with the reciprocal is the quotient or one less.
        let steps: Lanes64<L> = each(|i| ((from[i] & FRACTION) * u64::from(self.whole)) >> 32);
        let rest: Lanes64<L> = each(|i| (from[i] & FRACTION) - steps[i] * step);
        let at = each(|i| if rest[i] as i64 >= step as i64 { steps[i] + 1 } else { steps[i] } + self.next);
        Falls { at, rest: each(|i| if rest[i] as i64 >= step as i64 { rest[i] - step } else { rest[i] }) }
    }

    /// Returns the falls after `falls`.
    #[inline(always)]
    pub fn next<const L: usize>(&self, falls: &Falls<L>) -> Falls<L> {
        let (step, whole) = (u64::from(self.step), u64::from(self.whole));
        let rest: Lanes64<L> = each(|i| falls.rest[i] + u64::from(self.rest));
        let at: Lanes64<L> = each(|i| falls.at[i] + whole);
        let at = each(|i| if rest[i] as i64 >= step as i64 { at[i] + 1 } else { at[i] });
        Falls { at, rest: each(|i| if rest[i] as i64 >= step as i64 { rest[i] - step } else { rest[i] }) }
    }
}

impl<const L: usize> Falls<L> {
    /// Returns these falls where `mask` is set, and `others` elsewhere.
    #[inline(always)]
    pub fn or(&self, mask: &Lanes64<L>, others: &Self) -> Self {
        Self { at: select(mask, &self.at, &others.at), rest: select(mask, &self.rest, &others.rest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_are_where_whole_positions_end() {
        let steps = [0, 1, 2, 3, 5, 1000, (1 << 26) + 1, (1 << 28) - 1, 1 << 28, 247_000_123, 1 << 30, (1 << 31) + 77];
        for step in steps {
            let fall = Fall::new(step);
            for from in [0, 1, 62, 63, 64, u64::from(step), u64::from(step) * 17 + 1, FRACTION - 1, FRACTION] {
                let from = from & FRACTION;
                // Bits above the fraction do not count.
                let mut falls = fall.first(&[from | 5 << 32, from]);
                assert_eq!(falls.at[0], falls.at[1]);
                let mut position = 0;
                for i in 0..64 {
                    let here = (from as i64 - i * i64::from(step)) >> 32;
                    if here != position {
                        assert_eq!((here, falls.at[0]), (position - 1, i as u64), "{step} from {from}");
                        (position, falls) = (here, fall.next(&falls));
                    } else {
                        assert_ne!(falls.at[0], i as u64, "{step} from {from}");
                    }
                }
            }
        }
    }
}
