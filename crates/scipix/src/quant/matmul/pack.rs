//! Columns in the order in which the kernels read them, which is the same at every level.

#[cfg(target_arch = "x86_64")]
use super::amx;
use crate::base::error::{Result, fail, try_zeroed};
#[cfg(target_arch = "x86_64")]
use crate::simd::{self, Isa};

/// Columns that lie together.
pub const PANEL: usize = 64;

/// Four neighbours of each column of a panel: what one dot product instruction takes of each.
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

/// Columns that lie together.
pub struct Panel<'a> {
    /// All of their bytes, none where `k` is 0.
    pub groups: &'a [PackedGroup],
    /// Of the bytes of each; 0 beyond the last column.
    pub sums: &'a PanelSums,
}

/// How many groups hold `k` bytes of a column. Where AMX is used whole tiles of them, unless that would be mostly nothing.
fn groups_for(k: usize) -> usize {
    let groups = k.div_ceil(4);
    #[cfg(target_arch = "x86_64")]
    if groups > amx::TILE_GROUPS && simd::active().isa() == Isa::Amx {
        return groups.next_multiple_of(amx::TILE_GROUPS);
    }
    groups
}

/// `n` columns of `k` bytes each, in panels.
pub struct Packed {
    groups: Vec<PackedGroup>,
    /// Of the bytes of each column, by panel.
    sums: Vec<PanelSums>,
    n: usize,
    /// Groups of a panel.
    per_panel: usize,
}

impl Packed {
    /// From `n` times `k` bytes, each column's together; `flip` is what makes them signed.
    ///
    /// # Errors
    /// `Overflow`, `OutOfMemory`.
    pub fn new(columns: &[u8], n: usize, k: usize, flip: u8) -> Result<Self> {
        let per_panel = groups_for(k);
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

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.n
    }

    /// Bytes of a row that these columns are multiplied by; beyond `k` they may be anything.
    pub fn stride(&self) -> usize {
        size_of::<[i8; 4]>() * self.per_panel
    }

    /// All columns.
    pub fn panels(&self) -> impl Iterator<Item = Panel<'_>> {
        let groups = move |panel| &self.groups[panel * self.per_panel..][..self.per_panel];
        self.sums.iter().enumerate().map(move |(panel, sums)| Panel { groups: groups(panel), sums })
    }
}
