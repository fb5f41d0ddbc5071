//! Rotation of bits by any angle: a pixel is the nearest one of the source. Bits of the destination beyond its width stay
//! unchanged.

use super::bits::{eight, put};
use super::gentle::{GentleTurn, turn_strip};
use super::path::{Path, Rotation, both};
use crate::base::error::Result;
use crate::image::{ImageMut, ImageRef};
use crate::simd::{Level, dispatch};
use crate::split;
use crate::split::Rows;
use std::ops::Range;

/// Estimated cost of eight pixels.
const NS_PER_BYTE: f64 = 6.0;

/// Estimated cost of eight pixels of a turn by a small angle.
const GENTLE_NS_PER_BYTE: f64 = 0.6;
/// Rows beside those of a strip of such a turn.
const GENTLE_HALO: usize = 16;

/// Coordinates that are rounded to whole pixels.
type PixelPath = Path<0>;

/// One row of the destination.
struct BitRow<'a> {
    src: Rows<'a>,
    x: PixelPath,
    y: PixelPath,
    /// The pixels of the row that show the source.
    inside: Range<usize>,
    /// Eight pixels of what the source does not cover.
    fill: u8,
    width: usize,
}

/// Turns `src` by `degrees` about the centres of both images. What it does not cover is black where `black` is set.
pub fn rotate(level: Level, src: ImageRef<'_>, degrees: f32, black: bool, dst: ImageMut<'_>) -> Result<()> {
    let rotation = Rotation::new(&src.geometry(), degrees, &dst.geometry())?;
    let (width, row_bytes) = (dst.width(), dst.geometry().row_bytes as f64);
    let fill = if black { 0xff } else { 0 };
    let rotation = match GentleTurn::new(src, rotation, fill, &dst.geometry()) {
        Ok(turn) => {
            let strips = split::strips(dst.into_rows(), GENTLE_NS_PER_BYTE * row_bytes).halo(GENTLE_HALO);
            strips.for_each(|range, strip| turn_strip(level, &turn, range.start, strip));
            return Ok(());
        }
        Err(rotation) => rotation,
    };
    split::strips(dst.into_rows(), NS_PER_BYTE * row_bytes).for_each(|range, mut strip| {
        for row in range.clone() {
            let (x, y): (PixelPath, PixelPath) = rotation.paths(row);
            let inside = both(x.within(0, src.width() as i64, width), y.within(0, src.height() as i64, width));
            rotate_row(level, &BitRow { src: src.rows(), x, y, inside, fill, width }, strip.row(row - range.start));
        }
    });
    Ok(())
}

impl BitRow<'_> {
    /// The pixel `i`, as the lowest bit.
    #[inline(always)]
    fn pixel(&self, i: usize) -> u8 {
        if !self.inside.contains(&i) {
            return self.fill & 1;
        }
        let (x, y) = (self.x.position(i) as usize, self.y.position(i) as usize);
        self.src.row(y)[x / 8] >> (7 - x % 8) & 1
    }

    /// Eight pixels from `from` on, all of which show the source. Where a turn is gentle they lie side by side in one or two
    /// rows.
    #[inline(always)]
    fn eight(&self, from: usize) -> u8 {
        let at = |path: &PixelPath, i: usize| path.position(from + i);
        let (first_x, first_y, last_y) = (at(&self.x, 0), at(&self.y, 0), at(&self.y, 7));
        if at(&self.x, 7) - first_x != 7 || (last_y - first_y).abs() > 1 {
            return (0..8).fold(0, |bits, i| bits << 1 | self.pixel(from + i));
        }
        let row = |y: i64| eight(self.src.row(y as usize), first_x as usize);
        let in_first = (0..8).filter(|&i| at(&self.y, i) == first_y).count();
        let in_last = (0xff_u32 >> in_first) as u8;
        row(first_y) & !in_last | row(last_y) & in_last
    }
}

#[inline(always)]
fn rotate_each(row: &BitRow<'_>, dst: &mut [u8]) {
    for i in 0..dst.len() {
        let pixels = 8 * i..8 * i + 8;
        let byte = if pixels.end <= row.inside.start || row.inside.end <= pixels.start {
            row.fill
        } else if row.inside.start <= pixels.start && pixels.end <= row.inside.end {
            row.eight(pixels.start)
        } else {
            pixels.fold(0, |bits, i| bits << 1 | row.pixel(i))
        };
        put(dst, row.width, i, byte);
    }
}

dispatch! {
    /// Writes one row.
    fn rotate_row(row: &BitRow<'_>, dst: &mut [u8]) = rotate_each;
}
