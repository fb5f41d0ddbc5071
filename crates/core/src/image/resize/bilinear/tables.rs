//! The tables that kernels mix a row with.

use super::groups::ShuffleGroups;
use super::pairs::PixelPair;
use crate::base::error::{Result, try_zeroed};
use crate::image::resize::tap_windows::TapWindows;
use crate::image::resize::taps::Taps;
use crate::simd::{Isa, Level};

/// The pairs of a row, and the form of them that the kernel of a level wants.
pub struct MixTables {
    pub pairs: Vec<PixelPair>,
    pub channels: usize,
    /// Permutations for AVX-512, where the pairs lie near enough; then there are no groups.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub windows: Option<TapWindows>,
    pub groups: Option<ShuffleGroups>,
}

impl MixTables {
    pub fn new(level: Level, pairs: Vec<PixelPair>, channels: usize, row_bytes: usize) -> Result<Self> {
        let windows = match (level.isa().base(), row_bytes.checked_sub(TapWindows::ELEMENTS)) {
            (Isa::Avx512, Some(last)) => windows(&pairs, channels, last)?,
            _ => None,
        };
        let groups = match level.isa() {
            Isa::Scalar => None,
            _ if windows.is_some() => None,
            _ => ShuffleGroups::new(&pairs, channels, row_bytes)?,
        };
        Ok(Self { pairs, channels, windows, groups })
    }
}

fn windows(pairs: &[PixelPair], channels: usize, last_base: usize) -> Result<Option<TapWindows>> {
    let (mut starts, mut weights) =
        (try_zeroed(pairs.len(), "resize: tables")?, try_zeroed(2 * pairs.len(), "resize: tables")?);
    for (pair, (start, weights)) in pairs.iter().zip(starts.iter_mut().zip(weights.as_chunks_mut().0)) {
        (*start, *weights) = (pair.at, pair.weights.map(|weight| weight as i16));
    }
    TapWindows::new(&Taps { starts, weights, count: 2 }, pairs.len(), channels, last_base)
}
