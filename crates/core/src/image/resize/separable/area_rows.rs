//! Rows of means of areas that are made together.

use super::area_windows::AreaWindows;
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
    pub windows: &'a AreaWindows,
    /// The row of the result that `dst` begins with.
    pub y: usize,
    pub dst: RowsMut<'a>,
}

#[cfg(test)]
mod tests {
    use super::super::{area, kernels};
    use super::*;
    use crate::image::resize::axis::Axis;
    use crate::simd;
    use crate::testing::noise;

    /// Makes all rows with the kernel of each level.
    fn make((width, height): (usize, usize), (to_width, to_height): (usize, usize), channels: usize) -> Vec<Vec<u8>> {
        let axes = [Axis::new(width, to_width), Axis::new(height, to_height)];
        let [horizontal, vertical] = axes.map(|axis| area::taps(axis, 1).unwrap());
        let windows = AreaWindows::new(axes, (&horizontal, &vertical), channels, width * channels).unwrap().unwrap();
        let mut data = noise((width * channels + 7) * height, width as u64);
        // Sums reach their highest.
        data[..(width * channels + 7) * height / 2].fill(255);
        let src = Rows::new(&data, width * channels, height, width * channels + 7).unwrap();
        let made = simd::available().map(|level| {
            let mut out = vec![0; to_width * channels * to_height];
            let dst = RowsMut::from_flat(&mut out, to_width * channels).0;
            let total = (axes[0].covered() * axes[1].covered()) as u32;
            let (taps, windows) = ([&horizontal, &vertical], &windows);
            kernels::mean_rows(level, AreaRows { src, first: 0, taps, channels, total, windows, y: 0, dst });
            out
        });
        made.collect()
    }

    #[test]
    fn levels_agree_on_narrow_and_wide_sums_of_any_number_of_rows() {
        let sizes = (1..90).flat_map(|width| [((2 * width, 6), (width, 5)), ((width + 3, 10), (width, 7))]);
        let others = [((128, 128), (80, 127)), ((16, 16), (11, 11)), ((257, 9), (256, 1)), ((70, 100), (50, 3))];
        for (from, to) in sizes.chain(others) {
            for channels in [1, 3, 4] {
                let made = make(from, to, channels);
                assert!(made.iter().all(|out| *out == made[0]), "{from:?} to {to:?}, {channels} channels");
            }
        }
    }
}
