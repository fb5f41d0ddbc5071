//! Rotation of bits by any angle against sampling pixel by pixel, and against the formula of the documentation in `f64`.

use super::path::{Path, Rotation};
use super::*;
use crate::testing::{TestRng, levels, noise};

fn bit(data: &[u8], stride: usize, x: usize, y: usize) -> bool {
    data[y * stride + x / 8] >> (7 - x % 8) & 1 == 1
}

/// An image of bits in memory with a gap after each row.
struct Bits {
    data: Vec<u8>,
    width: usize,
    height: usize,
    stride: usize,
}

impl Bits {
    fn new(width: usize, height: usize, gap: usize, seed: u64) -> Self {
        let stride = width.div_ceil(8) + gap;
        Self { data: noise(stride * height, seed), width, height, stride }
    }

    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.data, self.width, self.height, self.stride, Format::Bit1).unwrap()
    }

    /// The bits of `self` turned into memory of the bits `before`: those that are no pixels must stay.
    fn turned(&self, degrees: f32, fill: u8, before: &Bits) -> Vec<u8> {
        let mut data = before.data.clone();
        let dst = ImageMut::new(&mut data, before.width, before.height, before.stride, Format::Bit1).unwrap();
        rotate(self.view(), degrees, fill, dst).unwrap();
        data
    }

    /// The specification: each pixel is looked up by itself.
    fn by_pixel(&self, degrees: f32, black: bool, before: &Bits) -> Vec<u8> {
        let dst = Geometry::new(before.width, before.height, before.stride, Format::Bit1).unwrap();
        let rotation = Rotation::new(&self.view().geometry(), degrees, &dst).unwrap();
        let mut data = before.data.clone();
        for y in 0..before.height {
            let (xs, ys): (Path<0>, Path<0>) = rotation.paths(y);
            for x in 0..before.width {
                let (from_x, from_y) = (xs.position(x), ys.position(x));
                let inside = |at: i64, len: usize| (0..len as i64).contains(&at);
                let covered = inside(from_x, self.width) && inside(from_y, self.height);
                let set = if covered { bit(&self.data, self.stride, from_x as usize, from_y as usize) } else { black };
                let (byte, mask) = (&mut data[y * before.stride + x / 8], 0x80 >> (x % 8));
                *byte = if set { *byte | mask } else { *byte & !mask };
            }
        }
        data
    }
}

const ANGLES: [f32; 19] = [
    0.0, 0.001, 0.4, -0.5, 3.0, -6.9, 7.25, 30.0, 44.9, 45.0, 89.999, 90.0, 91.0, -135.0, 178.0, 180.0, 200.5, 270.0,
    725.0,
];

#[test]
fn bits_are_sampled_pixel_by_pixel_at_every_level() {
    for (width, height) in [(1, 1), (1, 40), (40, 1), (8, 8), (67, 31), (130, 71)] {
        let src = Bits::new(width, height, 3, 7);
        for degrees in ANGLES {
            let grown = rotated_size(&src.view().geometry(), degrees).unwrap();
            for (to_width, to_height) in [(width, height), grown, (9, 33), (75, 90)] {
                let before = Bits::new(to_width, to_height, 2, 9);
                for fill in [0, 127, 128, 255] {
                    let expected = src.by_pixel(degrees, fill < 128, &before);
                    for level in levels() {
                        simd::set_level(level);
                        let name = level.name();
                        assert!(src.turned(degrees, fill, &before) == expected, "{name} {degrees} {width} {to_width}");
                    }
                }
            }
        }
    }
}

/// Angles about those where words get narrower, and so small or so near to a quarter turn that columns or rows hardly change.
const EDGES: [f32; 26] = [
    1e-9, -1e-8, 1e-7, 1e-5, -0.01, 0.1, 1.0, -2.0, 5.0, -9.9, 10.14, 10.15, -12.0, 14.35, -14.37, 20.3, -20.4, 28.95,
    -28.9, 28.96, 89.99, -90.01, 179.9, -180.01, 270.2, 359.99,
];

/// Turns `src` at every level and compares with the specification.
fn compare(src: &Bits, degrees: f32, before: &Bits) {
    for fill in [0, 255] {
        let expected = src.by_pixel(degrees, fill < 128, before);
        for level in levels() {
            simd::set_level(level);
            let (from, to) = ((src.width, src.height), (before.width, before.height));
            assert!(src.turned(degrees, fill, before) == expected, "{} {degrees} {from:?} {to:?}", level.name());
        }
    }
}

#[test]
fn bits_of_any_sizes_are_sampled_pixel_by_pixel() {
    let mut rng = TestRng::new(3);
    for round in 0..900 {
        let mut side = || if rng.below(3) == 0 { 1 + rng.below(200) } else { 1 + rng.below(80) };
        let (src, to) = ((side(), side()), (side(), side()));
        let src = Bits::new(src.0, src.1, rng.below(4), round);
        let to = if round % 3 == 0 { (src.width, src.height) } else { to };
        let before = Bits::new(to.0, to.1, rng.below(4), round + 1);
        let degrees = match rng.below(3) {
            0 => EDGES[rng.below(EDGES.len())],
            1 => rng.below(90_001) as f32 / 1e3 - 45.0,
            _ => rng.below(7001) as f32 / 1e3 - 3.5 + 90.0 * rng.below(4) as f32,
        };
        compare(&src, degrees, &before);
    }
}

#[test]
fn long_bits_are_sampled_pixel_by_pixel() {
    for (width, height, degrees) in
        [(70_001, 5, 0.003), (3, 60_000, -0.01), (9000, 90, 0.4), (90, 9000, -3.0), (700, 700, 28.9)]
    {
        let src = Bits::new(width, height, 1, 5);
        compare(&src, degrees, &Bits::new(width, height, 0, 6));
        compare(&src, -degrees, &Bits::new(width + 77, height.div_ceil(2), 3, 7));
    }
}

#[test]
fn bits_are_those_nearest_to_the_formula() {
    let src = Bits::new(203, 97, 0, 4);
    for degrees in ANGLES {
        let size = rotated_size(&src.view().geometry(), degrees).unwrap();
        let before = Bits::new(size.0, size.1, 0, 1);
        let out = src.turned(degrees, 255, &before);
        let mut compared = 0;
        for i in 0..size.0 * size.1 {
            let (x, y) = tests::source_of((src.width, src.height), degrees, size, i);
            // Next to the middle between two pixels either is near.
            if [x, y].iter().any(|at| ((at - at.floor()) - 0.5).abs() < 1e-6) {
                continue;
            }
            let (x, y) = (x.round(), y.round());
            let covered = x >= 0.0 && y >= 0.0 && x < src.width as f64 && y < src.height as f64;
            let expected = covered && bit(&src.data, src.stride, x as usize, y as usize);
            assert_eq!(bit(&out, before.stride, i % size.0, i / size.0), expected, "{degrees} at {i}");
            compared += 1;
        }
        assert!(compared > size.0 * size.1 * 9 / 10, "{degrees}");
    }
}

#[test]
fn a_page_of_bits_is_turned_alike_by_any_number_of_threads_and_from_a_region() {
    let whole = Bits::new(1600, 1300, 5, 2);
    let region = whole.view().region(16, 30, 1501, 1203).unwrap();
    let mut copy = Bits::new(1501, 1203, 0, 0);
    copy.data = (0..1203).flat_map(|y| region.rows().row(y)).copied().collect();
    let before = Bits::new(1600, 1400, 1, 3);
    for degrees in [2.3, 50.0] {
        let expected = copy.by_pixel(degrees, false, &before);
        for threads in [1, 3] {
            crate::cpu::set_thread_count(threads);
            let mut data = before.data.clone();
            rotate(region, degrees, 255, ImageMut::new(&mut data, 1600, 1400, before.stride, Format::Bit1).unwrap())
                .unwrap();
            assert!(data == expected, "{degrees} {threads}");
        }
        crate::cpu::set_thread_count(0);
    }
}
