//! Packing: columns in the order in which the kernels of every level read them.

use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::{Level, dispatch};

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
        if k > 0 {
            for (at, columns) in columns.chunks(PANEL * k).enumerate() {
                pack_panel(columns, k, flip, &mut groups[at * per_panel..][..per_panel]);
                for (sum, column) in sums[at].0.iter_mut().zip(columns.chunks(k)) {
                    *sum = sum_of(level, column, flip);
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

/// Columns whose groups are copied together, and groups of each that are: the compiler transposes such squares in registers.
const SQUARE: usize = 4;

/// Copies columns of `k` bytes, up to a panel of them, to their places in the groups of the panel.
fn pack_panel(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup]) {
    for (index, columns) in columns.chunks(SQUARE * k).enumerate() {
        let done = pack_squares(columns, k, flip, panel, index);
        for (at, column) in columns.chunks(k).enumerate() {
            let groups = panel.iter_mut().map(|group| &mut group.0[SQUARE * index + at]);
            for (group, bytes) in groups.zip(column.chunks(SQUARE)).skip(done) {
                group.iter_mut().zip(bytes).for_each(|(to, &from)| *to = (from ^ flip) as i8);
            }
        }
    }
}

/// Copies the whole squares of four columns, which come at `index` times four in the panel, and returns how many groups they are.
fn pack_squares(columns: &[u8], k: usize, flip: u8, panel: &mut [PackedGroup], index: usize) -> usize {
    let squares = if columns.len() == SQUARE * k { k / (SQUARE * SQUARE) } else { 0 };
    let flip = u32::from_ne_bytes([flip; SQUARE]);
    let mut rows = [[].as_slice(); SQUARE];
    for (row, column) in rows.iter_mut().zip(columns.chunks(k)) {
        *row = &column.as_chunks().0.as_chunks().0[..squares];
    }
    let (groups, _) = panel.as_chunks_mut::<SQUARE>();
    for (at, groups) in groups[..squares].iter_mut().enumerate() {
        let words: [[u32; SQUARE]; SQUARE] = rows.map(|row| row[at].map(|word| u32::from_ne_bytes(word) ^ flip));
        for (group, to) in groups.iter_mut().enumerate() {
            to.0.as_chunks_mut().0[index] = words.map(|row| row[group].to_ne_bytes().map(|byte| byte as i8));
        }
    }
    SQUARE * squares
}

dispatch! {
    /// Returns the sum of signed bytes, each combined with `flip` by exclusive or.
    fn sum_of(bytes: &[u8], flip: u8) -> i32 = sum_of_here;
}

#[inline(always)]
fn sum_of_here(bytes: &[u8], flip: u8) -> i32 {
    bytes.iter().map(|&byte| i32::from((byte ^ flip) as i8)).sum()
}
