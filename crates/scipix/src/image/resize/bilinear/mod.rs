//! Bilinear, as OpenCV's `INTER_LINEAR` computes it for 8-bit images (`imgproc/resize.cpp`).
//!
//! Output pixel `x` lies at `f = (x + ½) · src/dst − ½` of the source: a double, rounded to a float. Its two neighbours
//! weigh `w1 = rint(2048 · frac(f))` and `w0 = rint(2048 · (1 − frac(f)))`. Rows are mixed across first, `s = p0·w0 + p1·w1`,
//! of which a row keeps `s >> 4`; then two such rows `h0` and `h1` are blended down:
//! `((w0·h0 >> 16) + (w1·h1 >> 16) + 2) >> 2`. Beyond the first or last column the weight is all on that column; beyond
//! the first or last row both rows are that row, and keep their weights.

use super::WHOLE;
use super::groups::Groups;
use super::scalar;
use super::taps::Taps;
use super::windows::Windows;
use crate::base::error::{Result, fail, try_zeroed};
use crate::image::Geometry;
use crate::image::rows::SourceRows;
use crate::simd::{Isa, Level, dispatch};

/// Two neighbours along one axis and what they weigh, of 2048.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tap {
    pub at: usize,
    pub next: usize,
    pub weights: [u16; 2],
}

/// The taps of each of `dst` positions among `src`. `clamped`: outside, all weight is on the border.
fn taps(src: usize, dst: usize, clamped: bool) -> Result<Vec<Tap>> {
    let mut taps: Vec<Tap> = try_zeroed(dst, "resize: tables")?;
    // The reciprocal of the quotient, not src/dst: its last bit is OpenCV's.
    let scale = 1.0 / (dst as f64 / src as f64);
    let (last, mut centre) = ((src - 1) as f64, 0.5);
    for tap in &mut taps {
        let position = (centre * scale - 0.5) as f32;
        centre += 1.0;
        let near = (f64::from(position) + WHOLE) - WHOLE;
        let floor = if near > f64::from(position) { near - 1.0 } else { near };
        let outside = clamped && (floor < 0.0 || floor >= last);
        let fraction = if outside { 0.0 } else { position - floor as f32 };
        *tap = Tap {
            at: within(floor, last),
            next: within(floor + 1.0, last),
            weights: [nearest_even(2048.0 * (1.0 - fraction)), nearest_even(2048.0 * fraction)],
        };
    }
    Ok(taps)
}

/// A whole number, or the nearest one from 0 to `last`.
fn within(at: f64, last: f64) -> usize {
    let at = if at < 0.0 { 0.0 } else { at };
    let at = if at > last { last } else { at };
    ((at + WHOLE).to_bits() - WHOLE.to_bits()) as usize
}

/// `value`, from 0 to 2048, rounded: as by [`WHOLE`], with 1.5 · 2²³.
fn nearest_even(value: f32) -> u16 {
    const ROUND: f32 = 12_582_912.0;
    ((value + ROUND).to_bits() - ROUND.to_bits()) as u16
}

/// How a row is mixed across.
pub struct Across {
    pub taps: Vec<Tap>,
    pub channels: usize,
    /// What AVX-512 mixes with, where it can; then there are no groups.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    pub windows: Option<Windows>,
    pub groups: Option<Groups>,
}

impl Across {
    fn new(level: Level, taps: Vec<Tap>, channels: usize, row_bytes: usize) -> Result<Self> {
        let windows = match (level.isa().base(), row_bytes.checked_sub(Windows::ELEMENTS)) {
            (Isa::Avx512, Some(last)) => windows(&taps, channels, last)?,
            _ => None,
        };
        let groups = match level.isa() {
            Isa::Scalar => None,
            _ if windows.is_some() => None,
            _ => Groups::new(&taps, channels, row_bytes)?,
        };
        Ok(Self { taps, channels, windows, groups })
    }
}

fn windows(taps: &[Tap], channels: usize, last_base: usize) -> Result<Option<Windows>> {
    let (mut starts, mut weights) =
        (try_zeroed(taps.len(), "resize: tables")?, try_zeroed(2 * taps.len(), "resize: tables")?);
    for (tap, (start, weights)) in taps.iter().zip(starts.iter_mut().zip(weights.as_chunks_mut().0)) {
        (*start, *weights) = (tap.at, tap.weights.map(|weight| weight as i16));
    }
    Windows::new(&Taps { starts, weights, count: 2 }, taps.len(), channels, last_base)
}

/// Tables of one resize.
pub struct Bilinear {
    across: Across,
    down: Vec<Tap>,
    /// Elements of a mixed row, to a whole number of blocks.
    mixed_len: usize,
}

/// The last two rows that were mixed, and which they are.
pub struct Mixed {
    rows: [Vec<u16>; 2],
    held: [Option<usize>; 2],
}

impl Mixed {
    pub fn forget(&mut self) {
        self.held = [None; 2];
    }
}

impl Bilinear {
    pub fn new(level: Level, src: &Geometry, channels: usize, width: usize, height: usize) -> Result<Self> {
        let Some(len) = width.checked_mul(channels).and_then(|len| len.checked_next_multiple_of(Groups::BLOCK)) else {
            fail!(Overflow, "dst: a row of {width} pixels exceeds the address space");
        };
        let across = Across::new(level, taps(src.width, width, true)?, channels, src.row_bytes)?;
        Ok(Self { across, down: taps(src.height, height, false)?, mixed_len: len })
    }

    pub fn mixed(&self) -> Result<Mixed> {
        let row = || try_zeroed(self.mixed_len, "resize: scratch rows");
        Ok(Mixed { rows: [row()?, row()?], held: [None; 2] })
    }

    pub fn row(&self, level: Level, src: &mut SourceRows<'_>, y: usize, mixed: &mut Mixed, dst: &mut [u8]) {
        let Tap { at, next, weights } = self.down[y];
        let first = self.hold(level, src, at, next, mixed);
        let second = self.hold(level, src, next, at, mixed);
        let [first, second] = [&mixed.rows[first][..dst.len()], &mixed.rows[second][..dst.len()]];
        blend_rows(level, first, second, weights, dst);
    }

    /// Which of the two rows is row `y`, mixed now where neither was, but not over the row `keep`.
    fn hold(&self, level: Level, src: &mut SourceRows<'_>, y: usize, keep: usize, mixed: &mut Mixed) -> usize {
        if let Some(index) = mixed.held.iter().position(|&held| held == Some(y)) {
            return index;
        }
        let index = usize::from(mixed.held[0] == Some(keep));
        mix_row(level, src.row(y), &self.across, &mut mixed.rows[index]);
        mixed.held[index] = Some(y);
        index
    }
}

dispatch! {
    /// Mixes a row across: `(p0·w0 + p1·w1) >> 4` of each element. What `dst` has beyond the last element may be written.
    pub(super) fn mix_row(src: &[u8], across: &Across, dst: &mut [u16]) {
        scalar: scalar::mix_row,
        sse42: super::sse42::mix_row,
        avx2: super::avx2::mix_row,
        avx512: super::avx512::mix_row,
        neon: super::neon::mix_row,
    }
}

dispatch! {
    /// Blends two mixed rows: `((w0·h0 >> 16) + (w1·h1 >> 16) + 2) >> 2`. All rows are of one length.
    pub(super) fn blend_rows(first: &[u16], second: &[u16], weights: [u16; 2], dst: &mut [u8]) = scalar::blend_rows;
}
