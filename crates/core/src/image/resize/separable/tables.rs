//! The tables that kernels sum neighbours with.

use crate::base::error::Result;
use crate::image::resize::tap_windows::TapWindows;
use crate::image::resize::taps::Taps;
use crate::simd::{Isa, Level};

/// The weights of the columns, and the form of them that the kernel of a level wants.
pub struct TapTables {
    pub taps: Taps,
    pub channels: usize,
    /// Permutations for AVX-512, where the neighbours lie near enough.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub windows: Option<TapWindows>,
}

impl TapTables {
    pub fn new(level: Level, taps: Taps, positions: usize, channels: usize) -> Result<Self> {
        let windows = match level.isa().base() {
            Isa::Avx512 => TapWindows::new(&taps, positions, channels, usize::MAX)?,
            _ => None,
        };
        Ok(Self { taps, channels, windows })
    }
}
