//! Rows of means of areas that are made together.

use super::area_tables::AreaTables;
use crate::image::resize::taps::Taps;
use crate::split::{Rows, RowsMut};

/// Rows to make of rows of the source that lie together.
pub struct AreaRows<'a> {
    pub src: Rows<'a>,
    /// The row of the source that `src` begins with.
    pub first: usize,
    /// The weights of columns and rows.
    pub taps: [&'a Taps; 2],
    pub channels: usize,
    /// The sum of all weights of an element.
    pub total: u32,
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub tables: &'a AreaTables,
    /// The row of the result that `dst` begins with.
    pub y: usize,
    pub dst: RowsMut<'a>,
}

#[cfg(test)]
mod tests {
    use super::super::area_shuffles::AreaShuffles;
    use super::super::area_windows::AreaWindows;
    use super::super::{area, kernels};
    use super::*;
    use crate::image::resize::axis::Axis;
    use crate::simd;
    use crate::testing::noise;

    /// Makes all rows with the kernel of each level and each kind of tables that there are.
    fn make((width, height): (usize, usize), (to_width, to_height): (usize, usize), channels: usize) -> Vec<Vec<u8>> {
        let axes = [Axis::new(width, to_width), Axis::new(height, to_height)];
        let [horizontal, vertical] = axes.map(|axis| area::taps(axis, 1).unwrap());
        let (taps, row_bytes) = ((&horizontal, &vertical), width * channels);
        let windows = AreaWindows::new(axes, taps, channels, row_bytes).unwrap().map(AreaTables::Windows);
        let shuffles = AreaShuffles::new(axes, taps, channels, row_bytes).unwrap().map(AreaTables::Shuffles);
        let mut data = noise((row_bytes + 7) * height, width as u64);
        // Sums reach their highest.
        data[..(row_bytes + 7) * height / 2].fill(255);
        let src = Rows::new(&data, row_bytes, height, row_bytes + 7).unwrap();
        let tables: Vec<_> = windows.into_iter().chain(shuffles).collect();
        let made = simd::available().flat_map(|level| tables.iter().map(move |tables| (level, tables)));
        let made = made.map(|(level, tables)| {
            let mut out = vec![0; to_width * channels * to_height];
            let dst = RowsMut::from_flat(&mut out, to_width * channels).0;
            let total = (axes[0].covered() * axes[1].covered()) as u32;
            let taps = [&horizontal, &vertical];
            kernels::mean_rows(level, AreaRows { src, first: 0, taps, channels, total, tables, y: 0, dst });
            out
        });
        made.collect()
    }

    #[test]
    fn levels_agree_on_narrow_and_wide_sums_of_any_number_of_rows() {
        let sizes = (1..90).flat_map(|width| [((2 * width, 6), (width, 5)), ((width + 3, 10), (width, 7))]);
        let others = [
            ((128, 128), (80, 127)),
            ((16, 16), (11, 11)),
            ((257, 9), (256, 1)),
            ((70, 100), (50, 3)),
            // Only sums of 32 bits hold these.
            ((256, 25), (179, 17)),
            ((300, 7), (101, 9)),
            ((255, 256), (254, 255)),
            ((100, 901), (70, 631)),
        ];
        let mut kinds = [0; 3];
        for (from, to) in sizes.chain(others) {
            for channels in [1, 3, 4] {
                let made = make(from, to, channels);
                assert!(made.iter().all(|out| *out == made[0]), "{from:?} to {to:?}, {channels} channels");
                kinds[made.len() / simd::available().count()] += 1;
            }
        }
        assert!(kinds[0] == 0 && kinds[2] > 500, "{kinds:?}");
    }
}
