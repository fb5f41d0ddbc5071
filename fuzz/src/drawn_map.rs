//! Probability maps that bytes draw.

use crate::bytes::Bytes;
use scipix_core::recognition::{MapData, ProbabilityMap};

/// Probabilities that come near the thresholds of engines, and some that are none.
const VALUES: [f32; 16] = [
    0.0,
    1.0,
    0.9,
    0.3,
    0.301,
    0.1,
    0.6,
    0.5,
    0.7,
    0.4,
    -1.0,
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::MAX,
    f32::MIN,
];

/// A type of values.
#[derive(Clone, Copy)]
enum Kind {
    F32,
    F16,
    U8,
}

/// A map of any type, with its values as floats.
pub struct DrawnMap {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    stride: usize,
    kind: Kind,
    /// Values before their conversion, row by row with the gaps.
    floats: Vec<f32>,
    halves: Vec<u16>,
    bytes: Vec<u8>,
}

impl DrawnMap {
    /// Draws a map of any size.
    pub fn draw(bytes: &mut Bytes<'_>) -> Self {
        let size = match bytes.below(8) {
            0 => [1, 1 + bytes.below(3000)],
            1 => [1 + bytes.below(3000), 1],
            2 => [1 + bytes.below(130), 1 + bytes.below(100)],
            _ => [1 + bytes.below(40), 1 + bytes.below(40)],
        };
        Self::draw_sized(size, bytes)
    }

    /// Draws a map of this size.
    pub fn draw_sized([width, height]: [usize; 2], bytes: &mut Bytes<'_>) -> Self {
        let stride = width + if bytes.once_in(4) { bytes.below(20) } else { 0 };
        let kind = bytes.pick(&[Kind::F32, Kind::F16, Kind::U8]);
        // Gaps must not be read: they are text.
        let mut map =
            Self { width, height, stride, kind, floats: vec![1.0; stride * height], halves: vec![], bytes: vec![] };
        let paper = value(bytes);
        map.fill([0, 0], [width, height], |_, _| Some(paper));
        for _ in 0..1 + bytes.below(24) {
            map.instruct(bytes);
        }
        map.convert();
        map
    }

    /// Draws one shape.
    fn instruct(&mut self, bytes: &mut Bytes<'_>) {
        let first = [bytes.below(self.width), bytes.below(self.height)];
        let size = [1 + bytes.below(self.width), 1 + bytes.below(self.height)];
        let (instruction, value) = (bytes.below(8), value(bytes));
        let period = 1 + bytes.below(4);
        match instruction {
            0 | 1 => self.fill(first, size, |_, _| Some(value)),
            2 => self.fill(first, size, |x, y| (x / period + y / period).is_multiple_of(2).then_some(value)),
            3 => self.fill(first, size, |x, y| (x % (period + 1) == 0 && y % (period + 1) == 0).then_some(value)),
            4 => {
                let frame = |x: usize, y: usize| x.min(y).min(size[0] - 1 - x).min(size[1] - 1 - y) % (2 * period);
                self.fill(first, size, |x, y| (frame(x, y) < period).then_some(value));
            }
            5 => self.fill(first, size, |x, y| (x.abs_diff(y * period / 2) < 3).then_some(value)),
            6 => self.fill(first, size, |x, y| (x % (2 * period) < period || y == 0).then_some(value)),
            _ => {
                let noise = bytes.take(size[0] * size[1]);
                let pixel = |x: usize, y: usize| noise.get(y * size[0] + x).map(|&byte| f32::from(byte) / 255.0);
                self.fill(first, size, pixel);
            }
        }
    }

    /// Sets pixels of a rectangle, as far as it lies in the map, by their places in it.
    fn fill(&mut self, first: [usize; 2], size: [usize; 2], value: impl Fn(usize, usize) -> Option<f32>) {
        let (end_x, end_y) = ((first[0] + size[0]).min(self.width), (first[1] + size[1]).min(self.height));
        for y in first[1]..end_y {
            for x in first[0]..end_x {
                if let Some(value) = value(x - first[0], y - first[1]) {
                    self.floats[y * self.stride + x] = value;
                }
            }
        }
    }

    fn convert(&mut self) {
        match self.kind {
            Kind::F32 => {}
            Kind::F16 => self.halves = self.floats.iter().map(|&value| half(value)).collect(),
            Kind::U8 => self.bytes = self.floats.iter().map(|&value| (value * 255.0) as u8).collect(),
        }
    }

    /// The map as the library takes it.
    pub fn view(&self) -> ProbabilityMap<'_> {
        let data = match self.kind {
            Kind::F32 => MapData::F32(&self.floats),
            Kind::F16 => MapData::F16(&self.halves),
            Kind::U8 => MapData::U8(&self.bytes),
        };
        ProbabilityMap::new(data, self.width, self.height, self.stride).expect("a map that fits")
    }

    /// Which pixels are above .3 before their conversion, as bytes of 0 and 1 without gaps.
    pub fn mask(&self) -> Vec<u8> {
        let row = |row: &[f32]| row[..self.width].iter().map(|&value| u8::from(value > 0.3)).collect::<Vec<_>>();
        self.floats.chunks(self.stride).flat_map(row).collect()
    }
}

fn value(bytes: &mut Bytes<'_>) -> f32 {
    if bytes.once_in(3) { bytes.pick(&VALUES) } else { bytes.pick(&VALUES[..3]) }
}

/// The bits of a float as a half, towards zero.
fn half(value: f32) -> u16 {
    /// 2⁻¹¹², the ratio of the units in which both formats count exponents.
    const SCALE: f32 = f32::from_bits((127 - 112) << 23);
    let (bits, sign) = (value.abs(), if value.is_sign_negative() { 0x8000 } else { 0 });
    let magnitude = match bits {
        bits if bits.is_nan() => 0x7e00,
        bits if bits > 65504.0 => 0x7c00,
        bits => ((bits * SCALE).to_bits() >> 13) as u16,
    };
    magnitude | sign
}
