//! Few values in one call of a kernel: their sums, what follows from them and the mapping.

#[cfg(target_arch = "x86_64")]
use super::avx2;
#[cfg(target_arch = "x86_64")]
use super::avx512;
use super::moments::NormalizeStats;
use crate::simd::{self, dispatch};

/// The most values that go the short way. Of more, the calls and choices on the other way are a small part.
const MOST: usize = 1024;

/// Normalises a few values as [`normalize`](super::normalize) does. Returns `None`, having written nothing, for none, for many, where
/// the level is not known yet or has no kernel for this, and for values that need more care: those that are not finite, large or
/// far from zero.
#[inline(always)]
pub fn normalize_short(data: &mut [f32]) -> Option<NormalizeStats> {
    match simd::active_vectors() {
        Some(level) if (1..=MOST).contains(&data.len()) => normalize_few(level, data),
        _ => None,
    }
}

dispatch! {
    /// Normalises as [`normalize_short`] does.
    pub fn normalize_few(data: &mut [f32]) -> Option<NormalizeStats> {
        scalar: leave,
        sse42: leave,
        avx2: avx2::normalize_few,
        avx512: avx512::normalize_few,
        neon: leave,
    }
}

/// Leaves the values to the other way.
fn leave(_: &mut [f32]) -> Option<NormalizeStats> {
    None
}
