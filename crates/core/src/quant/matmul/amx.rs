//! Tiles of sixteen rows by sixteen columns, 64 products a sum and instruction. Two by two of them are sums at a time, so that
//! each tile that is loaded is used twice.

use super::groups::{PANEL, PackedGroup, PanelSums};
use super::pack::TILE_GROUPS;
pub use crate::simd::amx::ROW_BYTES;
use crate::simd::amx::{ROWS, Tiles};
use std::arch::asm;

/// Most rows of a call.
pub const MOST: usize = 2 * ROWS;
/// Fewest rows of a call: with fewer, half of the tiles would be padding.
pub const LEAST: usize = ROWS;
/// Multiplies `sums.len()` rows, [`LEAST`] to [`MOST`], by the columns of a panel of whole tiles. Where there are fewer than
/// two tiles of rows, the second begins inside the first, and rows in both are multiplied twice.
pub fn tile_sums(_configured: &Tiles, rows: &[u8], panel: &[PackedGroup], sums: &mut [PanelSums]) {
    let stride = size_of::<[i8; 4]>() * panel.len();
    let count = sums.len();
    assert!((LEAST..=MOST).contains(&count) && rows.len() == count * stride && panel.len().is_multiple_of(TILE_GROUPS));
    if panel.is_empty() {
        sums.fill(PanelSums::default());
        return;
    }
    let second = count - ROWS;
    let result = sums.as_mut_ptr().cast::<i32>();
    for first_column in [0, PANEL / 2] {
        // SAFETY: the tiles are configured, of sixteen rows of 64 bytes each, which holds while `_configured` does. Loads take
        // sixteen rows of `rows` from row 0 and from row `second`, 64 bytes at a time up to `stride`, all inside
        // by the length that was checked; and of the panel sixteen groups of 256 bytes at a time, 64 bytes of each from
        // `first_column` and the next 64: half a group each time round, of which there are two. Stores go to the same
        // columns of sixteen rows of `sums` from 0 and from `second`.
        unsafe {
            asm!(
                "tilezero tmm0",
                "tilezero tmm1",
                "tilezero tmm2",
                "tilezero tmm3",
                "2:",
                "tileloadd tmm4, [{upper} + {stride}]",
                "tileloadd tmm6, [{columns} + {wide}]",
                "tileloadd tmm7, [{columns} + {wide} + 64]",
                "tdpbusd tmm0, tmm4, tmm6",
                "tileloadd tmm5, [{lower} + {stride}]",
                "tdpbusd tmm1, tmm4, tmm7",
                "tdpbusd tmm2, tmm5, tmm6",
                "tdpbusd tmm3, tmm5, tmm7",
                "add {upper}, 64",
                "add {lower}, 64",
                "add {columns}, 4096",
                "dec {blocks}",
                "jnz 2b",
                "tilestored [{sums_upper} + {wide}], tmm0",
                "tilestored [{sums_upper} + {wide} + 64], tmm1",
                "tilestored [{sums_lower} + {wide}], tmm2",
                "tilestored [{sums_lower} + {wide} + 64], tmm3",
                upper = inout(reg) rows.as_ptr() => _,
                lower = inout(reg) rows.as_ptr().add(second * stride) => _,
                columns = inout(reg) panel.as_ptr().cast::<[i8; 4]>().add(first_column) => _,
                blocks = inout(reg) panel.len() / TILE_GROUPS => _,
                sums_upper = in(reg) result.add(first_column),
                sums_lower = in(reg) result.add(second * PANEL + first_column),
                stride = in(reg) stride,
                wide = in(reg) size_of::<PackedGroup>(),
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack),
            );
        }
    }
}

const _: () = assert!(size_of::<PackedGroup>() == 256 && size_of::<PanelSums>() == 256);
