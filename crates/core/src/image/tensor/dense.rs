//! The tensor of one small image without gaps at its own size, by one call of a kernel: what crops and lines are that an engine has
//! scaled itself. Planning and sharing out would take longer than their pixels.

use super::kernels::{plane_row, planes_row};
use super::pixel_map::PixelMap;
use super::write::channel_order;
use crate::image::{DensePixels, Format};
use crate::simd::{self, Level};

/// Elements up to which the way through [`TensorJob`](super::TensorJob) would use neither threads nor stores past the cache.
pub const FEW_ELEMENTS: usize = 1 << 16;

/// Writes gray pixels as a plane of floats. The values are those of [`TensorJob`](super::TensorJob). Returns `false` and writes
/// nothing where that has to decide: for numbers that may be refused, large images, and while the level is not known.
#[inline(always)]
pub fn write_dense_plane(px: &[u8], mean: f32, std: f32, out: &mut [f32]) -> bool {
    simd::active_vectors().is_some_and(|level| write_dense_plane_at(level, px, mean, std, out))
}

/// Computes [`write_dense_plane`] at a SIMD level.
#[inline(always)]
fn write_dense_plane_at(level: Level, px: &[u8], mean: f32, std: f32, out: &mut [f32]) -> bool {
    let map = PixelMap::new(mean, std);
    let plain = out.len() <= FEW_ELEMENTS && out.len() == px.len() && map.is_plain();
    if plain {
        plane_row(level, px, map, out);
    }
    plain
}

/// Writes colours as three planes of floats, for `channels` `Rgb8` and `Bgr8`, as [`write_dense_plane`] writes one.
#[inline]
pub fn write_dense_planes(
    px: DensePixels<'_>,
    channels: Format,
    (mean, std): (&[f32; 3], &[f32; 3]),
    out: &mut [f32],
) -> bool {
    let DensePixels { bytes: px, format, width, height } = px;
    let (Format::Rgb8 | Format::Bgr8, Some(bytes @ 3..)) = (channels, format.pixel_bytes()) else {
        return false;
    };
    let plane = width * height;
    if out.len() > FEW_ELEMENTS || out.len() != plane * 3 || px.len() != plane * bytes {
        return false;
    }
    let level = simd::active();
    let maps = [0, 1, 2].map(|channel| PixelMap::new(mean[channel], std[channel]));
    let plain = maps.iter().all(PixelMap::is_plain);
    if plain {
        let (first, rest) = out.split_at_mut(plane);
        let (second, third) = rest.split_at_mut(plane);
        planes_row(level, px, bytes, channel_order(format, channels), &maps, [first, second, third]);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{ImageRef, TensorJob, TensorMut, TensorParams};
    use crate::testing::noise;

    const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
    const STD: [f32; 3] = [0.229, 0.224, 0.225];

    /// Writes 7 x 5 pixels, and tells whether this was the way for them.
    fn write(format: Format, channels: Format, mean: [f32; 3], std: [f32; 3]) -> Option<Vec<f32>> {
        let bytes = noise(35 * format.pixel_bytes().unwrap_or(1), 1);
        let px = DensePixels { bytes: &bytes, format, width: 7, height: 5 };
        let mut out = vec![f32::NAN; if channels == Format::Gray8 { 35 } else { 105 }];
        let written = match (format, channels) {
            (Format::Gray8, Format::Gray8) => write_dense_plane_at(Level::SCALAR, &bytes, mean[0], std[0], &mut out),
            _ => write_dense_planes(px, channels, (&mean, &std), &mut out),
        };
        assert!(written || out.iter().all(|element| element.is_nan()), "written and refused");
        written.then_some(out)
    }

    #[test]
    fn elements_are_those_of_a_job() {
        let mut ways = 0;
        for format in Format::ALL.into_iter().filter(|format| format.pixel_bytes().is_some()) {
            for channels in [Format::Gray8, Format::Rgb8, Format::Bgr8] {
                let Some(out) = write(format, channels, MEAN, STD) else {
                    continue;
                };
                let px = noise(35 * format.pixel_bytes().unwrap_or(1), 1);
                let image = [ImageRef::new(&px, 7, 5, 0, format).unwrap()];
                let params = TensorParams { channels, mean: MEAN, std: STD, ..TensorParams::default() };
                let mut expected = vec![0.0; out.len()];
                TensorJob::new(&image, &params).unwrap().write(TensorMut::F32(&mut expected)).unwrap();
                assert_eq!(out, expected, "{format:?} to {channels:?}");
                ways += 1;
            }
        }
        assert_eq!(ways, 9, "gray to gray, and four formats of colour to two orders");
    }

    #[test]
    fn what_a_job_may_refuse_is_left_to_it() {
        let gray = |mean, std| write(Format::Gray8, Format::Gray8, [mean, 0.0, 0.0], [std, 1.0, 1.0]).is_some();
        assert!(gray(0.5, 0.5) && gray(-1.0, -2.0));
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!(!gray(odd, 1.0) && !gray(0.0, odd), "{odd}");
        }
        assert!(!gray(0.0, 0.0) && !gray(0.0, 1e-40) && !gray(f32::MAX, 0.5));
        let colour = |mean, std| write(Format::Rgb8, Format::Rgb8, [0.0, 0.0, mean], [1.0, 1.0, std]).is_some();
        assert!(colour(0.5, 0.5) && !colour(f32::NAN, 1.0) && !colour(0.0, 0.0));
    }

    #[test]
    fn images_of_another_length_are_not_written() {
        let bytes = noise(300, 2);
        let px = DensePixels { bytes: &bytes, format: Format::Rgb8, width: 10, height: 10 };
        for elements in [0, 99, 101, 300, 301] {
            let mut out = vec![0.0; elements];
            assert!(!write_dense_planes(px, Format::Gray8, (&MEAN, &STD), &mut out));
            assert_eq!(write_dense_planes(px, Format::Rgb8, (&MEAN, &STD), &mut out), elements == 300);
        }
        let (bytes, mut out) = (noise(FEW_ELEMENTS + 1, 3), vec![0.0; FEW_ELEMENTS + 1]);
        let mut gray = |px: &[u8], elements| write_dense_plane_at(Level::SCALAR, px, 0.0, 1.0, &mut out[..elements]);
        assert!(!gray(&bytes, FEW_ELEMENTS + 1));
        assert!(!gray(&bytes, FEW_ELEMENTS), "another length");
        assert!(gray(&bytes[..FEW_ELEMENTS], FEW_ELEMENTS));
    }
}
