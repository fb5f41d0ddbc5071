//! Probability maps in memory that belongs to the caller.

use crate::base::error::{Result, fail};

/// Probabilities as a model's output or a copy of it stores them.
#[derive(Clone, Copy, Debug)]
pub enum MapData<'a> {
    /// 32-bit floats.
    F32(&'a [f32]),
    /// 16-bit floats (IEEE 754 binary16), as bits.
    F16(&'a [u16]),
    /// Bytes; 255 stands for 1.
    U8(&'a [u8]),
}

impl MapData<'_> {
    fn len(&self) -> usize {
        match self {
            MapData::F32(data) => data.len(),
            MapData::F16(data) => data.len(),
            MapData::U8(data) => data.len(),
        }
    }
}

/// A map of probabilities: rows of `width` values, each `stride` values after the one before.
#[derive(Clone, Copy, Debug)]
pub struct ProbabilityMap<'a> {
    pub(super) data: MapData<'a>,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) stride: usize,
}

/// The longest side of a map.
const LARGEST_SIDE: usize = 1 << 24;

impl<'a> ProbabilityMap<'a> {
    /// Makes a view of the map in `data`; `stride` 0 means rows without gaps.
    ///
    /// # Errors
    /// `InvalidArgument` for a map without pixels or a stride below the width; `Unsupported` for sides beyond 2²⁴;
    /// `OutOfRange` where the map does not fit in `data`.
    pub fn new(data: MapData<'a>, width: usize, height: usize, stride: usize) -> Result<Self> {
        let stride = if stride == 0 { width } else { stride };
        if width == 0 || height == 0 || stride < width {
            fail!(InvalidArgument, "map: {width}x{height} in rows of {stride} values");
        }
        if width.max(height) > LARGEST_SIDE {
            fail!(Unsupported, "map: is {width}x{height}, and no side may exceed {LARGEST_SIDE}");
        }
        let needed = stride.checked_mul(height - 1).and_then(|rows| rows.checked_add(width));
        if needed.is_none_or(|needed| needed > data.len()) {
            fail!(OutOfRange, "map: {width}x{height} in rows of {stride} values do not fit in {} values", data.len());
        }
        Ok(Self { data, width, height, stride })
    }
}

/// How a probability is stored.
pub trait Probability: Copy {
    /// The value as a float.
    fn value(self) -> f32;
}

impl Probability for f32 {
    #[inline(always)]
    fn value(self) -> f32 {
        self
    }
}

impl Probability for u8 {
    #[inline(always)]
    fn value(self) -> f32 {
        f32::from(self) / 255.0
    }
}

/// The bits of a 16-bit float.
impl Probability for u16 {
    #[inline(always)]
    fn value(self) -> f32 {
        /// 2¹¹², the ratio of the units in which both formats count exponents.
        const SCALE: f32 = f32::from_bits((127 + 112) << 23);
        /// The bits of infinity after the shift.
        const INFINITE: u32 = 0x7c00 << 13;
        let magnitude = u32::from(self & 0x7fff) << 13;
        let finite = (f32::from_bits(magnitude) * SCALE).to_bits();
        let bits = if magnitude >= INFINITE { magnitude | 0x7f80_0000 } else { finite };
        f32::from_bits(bits | u32::from(self & 0x8000) << 16)
    }
}
