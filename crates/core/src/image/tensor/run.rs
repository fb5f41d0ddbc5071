//! The loop over images and rows: each row is fetched, resized, mapped and padded.

use super::gray::GrayStep;
use super::line_memory::{LineMemory, TensorScratch};
use super::params::TensorPadding;
use super::shape::TensorPlan;
use super::write::{PixelRow, Writer};
use crate::base::error::Result;
use crate::image::row_source::RowSource;
use crate::image::rows::SourceRows;
use crate::image::{Format, Geometry, ImageRef, Luma};
use crate::simd::Level;
use crate::split;
use crate::split::{FirstError, ImageRows, Planes, Rows};
use std::iter;
use std::ops::Range;

/// Approximate cost of an element: to find its pixel and to write it.
const NS_PER_ELEMENT: f64 = 0.3;

pub fn run<W: Writer>(
    level: Level,
    images: &[ImageRef<'_>],
    plan: &TensorPlan,
    writer: &W,
    out: &mut [W::Value],
    scratch: &TensorScratch,
) -> Result<()> {
    if out.is_empty() {
        return Ok(());
    }
    let rows = images.len() * plan.height;
    let workers = split::workers_for(NS_PER_ELEMENT * out.len() as f64).min(rows);
    if workers <= 1 {
        let each = out.len() / images.len();
        let mut parts = images.iter().zip(out.chunks_exact_mut(each));
        return parts.try_for_each(|(image, out)| write_one(level, image, plan, writer, out, scratch));
    }
    let planes = Planes::new(out, plan.planes_shape(images.len()), rows.div_ceil(4 * workers));
    let write = |memory: &mut LineMemory, rows: ImageRows<'_, W::Value>| {
        write_rows(level, &images[rows.image()], plan, writer, rows, memory)
    };
    let first = FirstError::new();
    split::share(workers, || {
        // Images were checked before: what may fail is memory, whose error names no image.
        let written = scratch.lease().and_then(|mut memory| {
            iter::from_fn(|| planes.claim()).flatten().try_for_each(|rows| write(&mut memory, rows))
        });
        first.check(0, written);
    });
    first.into_result()
}

/// Writes the tensor of one image, which has the elements `out`.
fn write_one<W: Writer>(
    level: Level,
    image: &ImageRef<'_>,
    plan: &TensorPlan,
    writer: &W,
    out: &mut [W::Value],
    scratch: &TensorScratch,
) -> Result<()> {
    let geometry = image.geometry();
    match (whole_pixels(image, plan), luma(&geometry, plan)) {
        (Some(px), None) => write_whole(level, px, &geometry, None, plan, writer, out),
        (Some(px), Some(luma)) => {
            let mut memory = scratch.lease()?;
            write_whole(level, px, &geometry, Some((luma, memory.gray()?)), plan, writer, out);
        }
        (None, _) => {
            let mut memory = scratch.lease()?;
            let mut planes = Planes::new(out, plan.planes_shape(1), plan.height);
            planes.all().try_for_each(|rows| write_rows(level, image, plan, writer, rows, &mut memory))?;
        }
    }
    Ok(())
}

/// The pixels of an image that [`write_whole`] takes: they are not resized, padded or composited, and there are no gaps between
/// rows.
#[inline(always)]
pub fn whole_pixels<'a>(image: &ImageRef<'a>, plan: &TensorPlan) -> Option<&'a [u8]> {
    let geometry = image.geometry();
    let same_size = (geometry.width, geometry.height) == (plan.width, plan.height);
    let composited = plan.over.is_some() && geometry.format.has_alpha();
    let gap_of_bits = geometry.format == Format::Bit1 && !geometry.width.is_multiple_of(8);
    if same_size && !composited && !gap_of_bits { image.rows().as_slice() } else { None }
}

/// Writes the tensor of an image of `geometry` at once, from its [`whole_pixels`]. `luma` holds the formula and room for the gray
/// of colour.
#[inline(always)]
pub fn write_whole<W: Writer>(
    level: Level,
    px: &[u8],
    geometry: &Geometry,
    luma: Option<(Luma, &mut [u8])>,
    plan: &TensorPlan,
    writer: &W,
    out: &mut [W::Value],
) {
    let format = if luma.is_some() { Format::Gray8 } else { geometry.format };
    let pixels = PixelRow::new(format, plan, geometry.width).joined(geometry.height);
    let plane = out.len() / plan.planes_shape(1).planes;
    let (first, rest) = out.split_at_mut(plane);
    let (second, third) = rest.split_at_mut(plane.min(rest.len()));
    let out = [first, second, third];
    match luma {
        Some((luma, room)) => GrayStep { format: geometry.format, luma, room }.write(level, &pixels, px, writer, out),
        None => writer.row(level, &pixels, px, out),
    }
    writer.finish();
}

/// Writes some rows of the tensor of `image`.
fn write_rows<W: Writer>(
    level: Level,
    image: &ImageRef<'_>,
    plan: &TensorPlan,
    writer: &W,
    mut out: ImageRows<'_, W::Value>,
    memory: &mut LineMemory,
) -> Result<()> {
    let geometry = image.geometry();
    let luma = luma(&geometry, plan);
    if let Some(steps) = memory.steps(level, &geometry, plan, luma.into())? {
        let geometry = steps.geometry()?;
        write_image(&mut SourceRows::through(level, *image, steps), &geometry, plan, writer, &mut out);
    } else {
        let luma = luma.map(|luma| Ok((luma, memory.gray()?))).transpose()?;
        write_unresized(level, image, luma, plan, writer, &mut out);
    }
    memory.trim(geometry.width, plan);
    writer.finish();
    Ok(())
}

/// Returns how an image of geometry `src` becomes gray, if it does.
fn luma(src: &Geometry, plan: &TensorPlan) -> Option<Luma> {
    let to_gray = src.format != Format::Gray8 && (plan.format == Format::Gray8 || !src.format.has_colour());
    to_gray.then_some(Luma::Bt601)
}

/// Writes the rows of the tensor of `source`, of `geometry`, in bands of as many rows as `source` holds together.
pub fn write_image<W: Writer>(
    source: &mut SourceRows<'_>,
    geometry: &Geometry,
    plan: &TensorPlan,
    writer: &W,
    out: &mut ImageRows<'_, W::Value>,
) {
    let level = source.level();
    let pixels = PixelRow::new(geometry.format, plan, geometry.width);
    for_bands(geometry.height, plan, writer, out, |out, wanted, y| {
        let band = source.first_of(wanted);
        write_band(level, &pixels, None, writer, band, out, y);
        band.len()
    });
}

/// Writes the rows of the tensor of `image`, which needs no resize. `luma` holds the formula and room for the gray of colour.
pub fn write_unresized<W: Writer>(
    level: Level,
    image: &ImageRef<'_>,
    luma: Option<(Luma, &mut [u8])>,
    plan: &TensorPlan,
    writer: &W,
    out: &mut ImageRows<'_, W::Value>,
) {
    let (format, rows) = (image.format(), image.rows());
    let mut gray = luma.map(|(luma, room)| GrayStep { format, luma, room });
    let pixels = PixelRow::new(if gray.is_some() { Format::Gray8 } else { format }, plan, image.width());
    for_bands(image.height(), plan, writer, out, |out, wanted, y| {
        let band = rows.sub(0..rows.row_bytes(), wanted);
        write_band(level, &pixels, gray.as_mut(), writer, band, out, y);
        band.len()
    });
}

/// Writes the rows `out` of the tensor of a scaled image of `height` rows. `write` gets rows of the image and the row of the
/// tensor that the first one is written to; it writes one or more of them and returns how many.
#[inline(always)]
fn for_bands<W: Writer>(
    height: usize,
    plan: &TensorPlan,
    writer: &W,
    out: &mut ImageRows<'_, W::Value>,
    mut write: impl FnMut(&mut ImageRows<'_, W::Value>, Range<usize>, usize) -> usize,
) {
    let image = plan.rows_of(height);
    let Range { start: mut y, end } = out.range();
    while y < end {
        if image.contains(&y) {
            y += write(out, y - image.start..end.min(image.end) - image.start, y);
            continue;
        }
        match plan.padding {
            TensorPadding::Constant => out.rows(y..y + 1).into_iter().for_each(|row| row.fill(writer.fill())),
            TensorPadding::Edge => {
                let nearest = if y < image.start { 0 } else { height - 1 };
                write(out, nearest..nearest + 1, y);
            }
        }
        y += 1;
    }
}

/// Writes `band` to the rows from `y` on, as one row if the rows are contiguous in the planes.
#[inline(always)]
fn write_band<W: Writer>(
    level: Level,
    pixels: &PixelRow,
    mut gray: Option<&mut GrayStep<'_>>,
    writer: &W,
    band: Rows<'_>,
    out: &mut ImageRows<'_, W::Value>,
    y: usize,
) {
    let joined =
        pixels.fill_rows() && band.as_slice().is_some() && gray.as_deref().is_none_or(|gray| gray.joins(pixels));
    let together = if joined { band.len().max(1) } else { 1 };
    let pixels = pixels.joined(together);
    for first in (0..band.len()).step_by(together) {
        let px = band.sub(0..band.row_bytes(), first..first + together);
        let px = px.as_slice().expect("one row, or rows without gaps");
        let out = out.rows(y + first..y + first + together);
        match &mut gray {
            Some(gray) => gray.write(level, &pixels, px, writer, out),
            None => writer.row(level, &pixels, px, out),
        }
    }
}
