//! Packing: columns in the order in which the kernels of every level read them.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;

use super::groups::{PANEL, PackedGroup, Panel, PanelSums};
use crate::base::error::{Result, fail, rezero};
use crate::simd::{Level, dispatch};

/// Groups that one AMX tile takes of a panel.
#[cfg(target_arch = "x86_64")]
pub const TILE_GROUPS: usize = crate::simd::amx::ROW_BYTES / size_of::<[i8; 4]>();

/// Returns how many groups hold `k` bytes of a column: with AMX whole tiles of them, unless most of a tile would be padding.
fn groups_for(level: Level, k: usize) -> usize {
    let groups = k.div_ceil(4);
    #[cfg(target_arch = "x86_64")]
    if groups > TILE_GROUPS && level.isa() == crate::simd::Isa::Amx {
        return groups.next_multiple_of(TILE_GROUPS);
    }
    let _ = level;
    groups
}

/// `n` columns of `k` bytes each, in panels.
pub struct Packed {
    groups: Vec<PackedGroup>,
    /// Sums of the bytes of each column, by panel.
    sums: Vec<PanelSums>,
    n: usize,
    /// Groups of a panel.
    per_panel: usize,
}

impl Packed {
    /// Makes one without columns, which holds no memory yet.
    pub const fn empty() -> Self {
        Self { groups: Vec::new(), sums: Vec::new(), n: 0, per_panel: 0 }
    }

    /// Replaces the columns by `n` of `k` bytes each, for the kernels of `level`, without their sums. A column's bytes lie together;
    /// each is combined with `flip` by exclusive or, which makes signed bytes of unsigned ones.
    ///
    /// # Errors
    /// `Overflow`, `OutOfMemory`.
    pub fn place(&mut self, level: Level, columns: &[u8], n: usize, k: usize, flip: u8) -> Result<()> {
        let (panels, per_panel) = (n.div_ceil(PANEL), groups_for(level, k));
        let Some(count) = panels.checked_mul(per_panel) else {
            fail!(Overflow, "b_transposed: {n} x {k} exceeds the address space");
        };
        // Old bytes may stay where each is written over.
        let is_filled = n.is_multiple_of(PANEL) && size_of::<[i8; 4]>() * per_panel == k;
        if !is_filled || self.groups.len() != count {
            rezero(&mut self.groups, count, "b_transposed")?;
        }
        rezero(&mut self.sums, panels, "b_transposed")?;
        (self.n, self.per_panel) = (n, per_panel);
        if k > 0 {
            for (at, columns) in columns.chunks(PANEL * k).enumerate() {
                pack_panel(level, columns, k, flip, &mut self.groups[at * per_panel..][..per_panel]);
            }
        }
        Ok(())
    }

    /// Iterates over the groups of each panel, and the sums of its columns to be written.
    pub fn sums_mut(&mut self) -> impl Iterator<Item = (&[PackedGroup], &mut PanelSums)> {
        self.groups.chunks(self.per_panel.max(1)).zip(&mut self.sums)
    }

    /// Number of columns of `k` bytes that take about `bytes`: whole panels of them.
    pub fn columns_in(level: Level, k: usize, bytes: usize) -> usize {
        PANEL * (bytes / (size_of::<PackedGroup>() * groups_for(level, k).max(1))).max(1)
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        size_of::<PackedGroup>() * self.groups.capacity() + size_of::<PanelSums>() * self.sums.capacity()
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.n
    }

    /// Bytes of a row that is multiplied by these columns; those beyond `k` may have any value.
    pub fn stride(&self) -> usize {
        size_of::<[i8; 4]>() * self.per_panel
    }

    /// Iterates over the panels.
    pub fn panels(&self) -> impl Iterator<Item = Panel<'_>> {
        let groups = move |panel| &self.groups[panel * self.per_panel..][..self.per_panel];
        self.sums.iter().enumerate().map(move |(panel, sums)| Panel { groups: groups(panel), sums })
    }
}

dispatch! {
    /// Copies columns of `k` bytes, up to a panel of them, to their places in the groups of the panel. Bytes of the groups that
    /// are of no column become 0, or stay.
    fn pack_panel(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup]) {
        scalar: scalar::pack_panel,
        sse42: scalar::pack_panel,
        avx2: avx2::pack_panel,
        avx512: avx512::pack_panel,
        neon: scalar::pack_panel,
        simd128: scalar::pack_panel,
    }
}
