//! Shared helpers for the tests of kernels.

use crate::simd::{self, Isa, Level};
use std::io::Write;
use std::sync::Once;

/// Returns every level that a kernel can be tested at here. Reports once, past the output capture of the test harness, which
/// levels this processor lacks; fails if only the scalar level is left although kernels were built for more.
pub(crate) fn levels() -> impl DoubleEndedIterator<Item = Level> {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let own = if cfg!(target_arch = "x86_64") {
            Isa::Sse42..=Isa::Amx
        } else if cfg!(target_arch = "aarch64") {
            Isa::Neon..=Isa::NeonI8mm
        } else {
            Isa::Simd128..=Isa::Simd128
        };
        for isa in Isa::ALL.into_iter().filter(|isa| own.contains(isa) && Level::detected(*isa).is_none()) {
            let _ = writeln!(std::io::stderr(), "skipped: {} is not available here", isa.name());
        }
    });
    let kernels = cfg!(feature = "optimize")
        && cfg!(any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128"));
    assert!(simd::available().count() > usize::from(kernels), "no kernel was tested");
    simd::available()
}

/// Returns reproducible bytes: the high bytes of a linear congruential generator (Knuth's MMIX constants).
pub(crate) fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// Returns lengths with every tail of a kernel that works in blocks of `block`: 0 to three blocks, and some large ones.
pub(crate) fn tail_lengths(block: usize) -> impl Iterator<Item = usize> {
    (0..3 * block + 2).chain(1023..1027)
}

/// A generator of reproducible random numbers for tests.
pub(crate) struct TestRng(u64);

impl TestRng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % end
    }
}
