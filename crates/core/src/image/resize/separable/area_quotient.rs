//! Rounded quotients by the sum of all weights of an area, in 16-bit numbers or in floats.

/// How a sum is divided by `total`: to `floor(sum / total + ½)`, exactly, for sums of at most `255 · total`.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "the kernel of AVX-512 reads them"))]
pub enum AreaQuotient {
    /// `((sum + add) · by >> 16) >> shift`, where sums have 16 bits.
    Narrow { add: u16, by: u16, shift: u8 },
    /// `floor(sum · by + add)` in floats.
    Wide { by: f32, add: f32 },
}

impl AreaQuotient {
    /// Totals up to this have sums of 16 bits, `total / 2` included.
    const MOST_NARROW: usize = 256;
    /// `(sum + total / 2 + ½) / total` is at least `½ / total` away from a whole number. Totals below this keep that above
    /// 2⁻¹⁵, which is more than the error of floats near 256.
    const WIDE_BELOW: usize = 1 << 14;

    /// Returns the way to divide by `total`; `None` where it is too large.
    pub fn new(total: usize) -> Option<Self> {
        match total {
            2..=Self::MOST_NARROW => Some(Self::narrow(total as u32)),
            _ if total > Self::MOST_NARROW && total < Self::WIDE_BELOW => {
                let (half, total) = ((total / 2) as f32 + 0.5, total as f32);
                Some(Self::Wide { by: 1.0 / total, add: half / total })
            }
            _ => None,
        }
    }

    /// The reciprocal in 16 bits, rounded up where that is near enough to be exact, else rounded down and one more added to
    /// sums: one of the two is near enough (Robison, "N-bit unsigned division via N-bit multiply-add").
    fn narrow(total: u32) -> Self {
        let (shift, half) = (total.ilog2(), total / 2);
        if total.is_power_of_two() {
            return Self::Narrow { add: half as u16, by: 1 << (16 - shift), shift: 0 };
        }
        let one = 1 << (16 + shift);
        let up = u32::div_ceil(one, total);
        let (add, by) = if up * total - one <= 1 << shift { (half, up) } else { (half + 1, up - 1) };
        Self::Narrow { add: add as u16, by: by as u16, shift: shift as u8 }
    }

    pub fn is_wide(self) -> bool {
        matches!(self, Self::Wide { .. })
    }
}

/// A factor that divides sums of 32 bits by `total`: `((sum + total / 2) · by >> 32) >> shift`.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
pub struct Reciprocal {
    pub half: u32,
    pub by: u32,
    pub shift: u8,
}

impl Reciprocal {
    /// Returns the factor that is exact for sums of at most `255 · total`; `None` where there is none, or sums would not fit.
    pub fn new(total: usize) -> Option<Self> {
        let total = u64::try_from(total).ok().filter(|total| (2..1 << 24).contains(total))?;
        let shift = (total - 1).ilog2();
        let one = 1 << (32 + shift);
        let by = u64::div_ceil(one, total);
        // The quotient is too large by `sum · excess / (total · one)`, which must be less than `1 / total`.
        let excess = by * total - one;
        (256 * total * excess < one).then_some(Self { half: total as u32 / 2, by: by as u32, shift: shift as u8 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(quotient: AreaQuotient, sum: usize) -> usize {
        match quotient {
            AreaQuotient::Narrow { add, by, shift } => {
                let sum = u16::try_from(sum).unwrap().checked_add(add).unwrap();
                (usize::from(sum) * usize::from(by)) >> 16 >> shift
            }
            AreaQuotient::Wide { by, add } => (sum as f32).mul_add(by, add) as usize,
        }
    }

    #[test]
    fn reciprocals_are_exact_where_quotients_change() {
        let totals = (2..5000).chain((1..24).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]));
        for total in totals.chain([65536 * 3, 877 * 155, 3508 * 2479]).filter(|&total| total > 1) {
            let Some(Reciprocal { half, by, shift }) = Reciprocal::new(total) else { continue };
            let mean = |sum: usize| ((sum as u64 + u64::from(half)) * u64::from(by)) >> 32 >> shift;
            for value in 1..=255 {
                let least = value * total - total / 2;
                assert_eq!((mean(least - 1), mean(least)), (value as u64 - 1, value as u64), "{total}");
            }
            assert_eq!(mean(255 * total), 255, "{total}");
        }
        assert!(Reciprocal::new(3508 * 2479).is_some() && Reciprocal::new(1 << 24).is_none());
    }

    #[test]
    fn quotients_are_exact_where_they_change() {
        for total in 2..AreaQuotient::WIDE_BELOW {
            let quotient = AreaQuotient::new(total).unwrap();
            for mean in 1..=255 {
                let least = mean * total - total / 2;
                assert_eq!(divided(quotient, least - 1), mean - 1, "{total}");
                assert_eq!(divided(quotient, least), mean, "{total}");
            }
            assert_eq!((divided(quotient, 0), divided(quotient, 255 * total)), (0, 255), "{total}");
        }
        assert!(AreaQuotient::new(1).is_none() && AreaQuotient::new(AreaQuotient::WIDE_BELOW).is_none());
    }
}
