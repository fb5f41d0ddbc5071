//! Image after image, row after row: fetched, resized, mapped, padded.

use super::shape::Plan;
use super::write::{Pixels, Writer};
use crate::error::Result;
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::{Format, Geometry, ImageRef, Luma};
use crate::mem::{ImageRows, Planes, Rows};
use crate::par;
use crate::simd::{self, Level};
use std::iter;
use std::ops::Range;
use std::sync::OnceLock;

/// About what an element costs: to write it, and to find its pixel.
const NS_PER_ELEMENT: f64 = 0.3;

pub fn run<W: Writer>(images: &[ImageRef<'_>], plan: &Plan, writer: &W, out: &mut [W::Element]) -> Result<()> {
    if out.is_empty() {
        return Ok(());
    }
    let level = simd::active();
    let rows = images.len() * plan.height;
    let workers = par::workers_for(NS_PER_ELEMENT * out.len() as f64).min(rows);
    let step = if workers <= 1 { rows } else { rows.div_ceil(4 * workers) };
    let mut planes = Planes::new(out, plan.planes_shape(images.len()), step);
    if workers <= 1 {
        return planes.all().try_for_each(|rows| write_rows(level, &images[rows.image()], plan, writer, rows));
    }
    let failed = OnceLock::new();
    par::share(workers, || {
        for rows in iter::from_fn(|| planes.claim()).flatten() {
            if let Err(error) = write_rows(level, &images[rows.image()], plan, writer, rows) {
                // Of several failures any one will do.
                _ = failed.set(error);
            }
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// Writes rows of the tensor of `image`.
fn write_rows<W: Writer>(
    level: Level,
    image: &ImageRef<'_>,
    plan: &Plan,
    writer: &W,
    mut out: ImageRows<'_, W::Element>,
) -> Result<()> {
    let (format, range) = (image.format(), out.range());
    let Some(mut steps) = steps(level, &image.geometry(), plan)? else {
        let rows = image.rows();
        let band = rows.sub(0..rows.row_bytes(), range.clone());
        write_band(level, &Pixels::new(format, plan, image.width()), writer, band, &mut out, range.start);
        return Ok(());
    };
    let geometry = steps.geometry()?;
    write_image(&mut SourceRows::through(level, *image, &mut steps), &geometry, plan, writer, out);
    Ok(())
}

/// What the rows of an image of `src` go through before they are mapped; `None` where nothing happens to them.
fn steps(level: Level, src: &Geometry, plan: &Plan) -> Result<Option<RowSteps>> {
    let to_gray = src.format != Format::Gray8 && (plan.format == Format::Gray8 || src.format == Format::Bit1);
    let columns = plan.columns(src);
    let resized = (src.width, src.height) != (columns, plan.height);
    if !to_gray && !resized {
        return Ok(None);
    }
    let mut steps = RowSteps::new(src, to_gray.then_some(Luma::Bt601));
    if resized {
        steps = steps.resized(level, plan.filter, columns, plan.height, None)?;
    }
    steps.with_room(2).map(Some)
}

/// Writes the rows of the tensor of `source`, of `geometry`, in bands of as many as can be looked at together.
pub fn write_image<W: Writer>(
    source: &mut SourceRows<'_>,
    geometry: &Geometry,
    plan: &Plan,
    writer: &W,
    mut out: ImageRows<'_, W::Element>,
) {
    let level = source.level();
    let pixels = Pixels::new(geometry.format, plan, geometry.width);
    let Range { start: mut y, end } = out.range();
    while y < end {
        let band = source.first_of(y..end);
        write_band(level, &pixels, writer, band, &mut out, y);
        y += band.len();
    }
}

/// Writes `band` to the rows from `y` on: as one where they lie so in the planes.
#[inline(always)]
fn write_band<W: Writer>(
    level: Level,
    pixels: &Pixels,
    writer: &W,
    band: Rows<'_>,
    out: &mut ImageRows<'_, W::Element>,
    y: usize,
) {
    let together = if pixels.fill_rows() && band.as_slice().is_some() { band.len().max(1) } else { 1 };
    let pixels = pixels.joined(together);
    for first in (0..band.len()).step_by(together) {
        let px = band.sub(0..band.row_bytes(), first..first + together);
        let px = px.as_slice().expect("one, or without gaps");
        writer.row(level, &pixels, px, out.rows(y + first..y + first + together));
    }
}
