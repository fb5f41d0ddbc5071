//! The least and the greatest value so far, as the bits of floats.

/// The least and the greatest value seen so far; 0 always counts as seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinMax {
    /// Bits of the least value: the greatest as unsigned numbers, as all of them have the sign.
    pub below: u32,
    /// Bits of the greatest value.
    pub above: i32,
}

impl Default for MinMax {
    fn default() -> Self {
        Self { below: (-0f32).to_bits(), above: 0 }
    }
}

impl MinMax {
    pub fn join(self, other: MinMax) -> MinMax {
        MinMax { below: self.below.max(other.below), above: self.above.max(other.above) }
    }

    /// Least and greatest; `None` where a value is not finite.
    pub fn range(self) -> Option<(f32, f32)> {
        let (min, max) = (f32::from_bits(self.below), f32::from_bits(self.above as u32));
        // The range of data of -0 alone is 0 to 0.
        (min.is_finite() && max.is_finite()).then_some((min + 0.0, max))
    }
}
