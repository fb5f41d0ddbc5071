//! Packing: columns in the order in which the kernels of every level read them.

use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::Level;

/// Columns of a panel.
pub const PANEL: usize = 64;

/// Four neighbouring bytes of each column of a panel: one dot product instruction takes four bytes of a column.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct PackedGroup(pub [[i8; 4]; PANEL]);

impl Default for PackedGroup {
    fn default() -> Self {
        Self([[0; 4]; PANEL])
    }
}

/// A sum for each column of a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct PanelSums(pub [i32; PANEL]);

impl Default for PanelSums {
    fn default() -> Self {
        Self([0; PANEL])
    }
}

/// One panel of packed columns.
pub struct Panel<'a> {
    /// The bytes of the columns; empty where `k` is 0.
    pub groups: &'a [PackedGroup],
    /// Sum of the bytes of each column; 0 beyond the last column.
    pub sums: &'a PanelSums,
}

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
    /// Packs `n` columns of `k` bytes each for the kernels of `level`. A column's bytes lie together; each is combined with
    /// `flip` by exclusive or, which makes signed bytes of unsigned ones.
    ///
    /// # Errors
    /// `Overflow`, `OutOfMemory`.
    pub fn new(level: Level, columns: &[u8], n: usize, k: usize, flip: u8) -> Result<Self> {
        let per_panel = groups_for(level, k);
        let Some(count) = n.div_ceil(PANEL).checked_mul(per_panel) else {
            fail!(Overflow, "b_transposed: {n} x {k} exceeds the address space");
        };
        let mut groups: Vec<PackedGroup> = try_zeroed(count, "b_transposed")?;
        let mut sums: Vec<PanelSums> = try_zeroed(n.div_ceil(PANEL), "b_transposed")?;
        for at in 0..n {
            let panel = &mut groups[at / PANEL * per_panel..][..per_panel];
            let sum = &mut sums[at / PANEL].0[at % PANEL];
            for (group, bytes) in panel.iter_mut().zip(columns[at * k..][..k].chunks(4)) {
                for (to, &from) in group.0[at % PANEL].iter_mut().zip(bytes) {
                    *to = (from ^ flip) as i8;
                    *sum += i32::from(*to);
                }
            }
        }
        Ok(Self { groups, sums, n, per_panel })
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
