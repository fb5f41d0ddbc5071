//! The specification.

use super::groups::{Panel, PanelSums};

#[inline(always)]
pub fn tile_sums(rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]) {
    let stride = 4 * panel.groups.len();
    for (row, sums) in sums.iter_mut().enumerate() {
        sums.0.fill(0);
        let (quads, _) = rows[row * stride..][..stride].as_chunks::<4>();
        for (quad, group) in quads.iter().zip(panel.groups) {
            for (sum, column) in sums.0.iter_mut().zip(&group.0) {
                *sum += (0..4).map(|i| i32::from(quad[i]) * i32::from(column[i])).sum::<i32>();
            }
        }
    }
}

#[inline(always)]
pub fn dot_u8(a: &[u8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

#[inline(always)]
pub fn dot_i8(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}
