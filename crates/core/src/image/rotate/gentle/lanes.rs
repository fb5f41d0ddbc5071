//! Words of several rows at once. A lane is a row; the compiler makes vectors of the loops over lanes.

pub type Lanes64<const L: usize> = [u64; L];

#[inline(always)]
pub fn each<const L: usize>(lane: impl Fn(usize) -> u64) -> Lanes64<L> {
    // `array::from_fn` is not always inlined.
    let mut lanes = [0; L];
    for (i, out) in lanes.iter_mut().enumerate() {
        *out = lane(i);
    }
    lanes
}

/// Returns ones from the bit `at` on, counted from the highest; none from 64 on.
#[inline(always)]
pub fn ones_from(at: u64) -> u64 {
    if at < 64 { u64::MAX >> at } else { 0 }
}

/// Returns the bits of `b` where `mask` is set and those of `a` elsewhere.
#[inline(always)]
pub fn select<const L: usize>(mask: &Lanes64<L>, b: &Lanes64<L>, a: &Lanes64<L>) -> Lanes64<L> {
    each(|i| a[i] ^ (a[i] ^ b[i]) & mask[i])
}
