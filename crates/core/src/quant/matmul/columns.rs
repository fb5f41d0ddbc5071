//! Columns with their sums, ready to be multiplied.

use super::groups::{Panel, PanelSums};
use super::kernels::tile_sums;
use super::pack::Packed;
use crate::base::error::Result;
use crate::simd::Level;

/// Groups of ones.
const ONES: [[u8; 4]; 256] = [[1; 4]; 256];

impl Packed {
    /// Packs columns as [`Packed::pack`] does.
    ///
    /// # Errors
    /// `Overflow`, `OutOfMemory`.
    pub fn new(level: Level, columns: &[u8], n: usize, k: usize, flip: u8) -> Result<Self> {
        let mut packed = Self::empty();
        packed.pack(level, columns, n, k, flip)?;
        Ok(packed)
    }

    /// Replaces the columns as [`Packed::place`] does, and adds up the bytes of each: their products with ones.
    ///
    /// # Errors
    /// `Overflow`, `OutOfMemory`.
    pub fn pack(&mut self, level: Level, columns: &[u8], n: usize, k: usize, flip: u8) -> Result<()> {
        self.place(level, columns, n, k, flip)?;
        // Kernels of other processors use the sums.
        let level = if cfg!(target_arch = "x86_64") { level } else { Level::SCALAR };
        for (groups, sums) in self.sums_mut() {
            for groups in groups.chunks(ONES.len()) {
                let mut part = PanelSums::default();
                let panel = Panel { groups, sums: &PanelSums::default() };
                tile_sums(level, ONES[..groups.len()].as_flattened(), &panel, std::slice::from_mut(&mut part));
                sums.0.iter_mut().zip(part.0).for_each(|(sum, part)| *sum += part);
            }
        }
        Ok(())
    }
}
