//! The range of samples that becomes 0 to 255, with its reciprocal.

/// A range of 16-bit samples.
#[derive(Clone, Copy, Debug)]
pub struct SampleRange {
    pub low: u16,
    pub high: u16,
    /// `2^shift / (high − low)`, rounded to the next larger integer; below 2^26.
    pub reciprocal: u32,
    pub shift: u32,
}

impl SampleRange {
    /// Returns the range from `low` to `high`, if `low` is less.
    pub fn new(low: u16, high: u16) -> Option<Self> {
        let span = u64::from(high.checked_sub(low).filter(|&span| span > 0)?);
        let bits = u64::BITS - span.leading_zeros();
        // A dividend is below 2^(8 + bits), and the reciprocal times the span exceeds 2^shift by at most the span, which is
        // below 2^bits. So the error of a quotient is less than 1 / span, and its floor is exact.
        let shift = 8 + 2 * bits;
        Some(Self { low, high, reciprocal: ((1 << shift) / span + 1) as u32, shift })
    }
}
