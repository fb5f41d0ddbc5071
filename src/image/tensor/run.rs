//! Image after image, row after row: fetched, resized, mapped, padded.

use super::shape::Plan;
use super::write::{Pixels, Writer};
use crate::error::Result;
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::{Format, Geometry, ImageRef, Luma};
use crate::mem::{PlaneRows, Planes};
use crate::par;
use crate::simd::{self, Level};
use std::ops::Range;
use std::sync::OnceLock;

/// About what an element costs: to write it, and to find its pixel.
const NS_PER_ELEMENT: f64 = 0.3;

pub fn run<W: Writer>(images: &[ImageRef<'_>], plan: &Plan, writer: W, out: &mut [W::Element]) -> Result<()> {
    if out.is_empty() {
        return Ok(());
    }
    let level = simd::active();
    let rows = images.len() * plan.height;
    let workers = par::workers_for(NS_PER_ELEMENT * out.len() as f64).min(rows);
    let step = rows.div_ceil(4 * workers);
    let mut planes = Planes::new(out, plan.planes(), plan.height, plan.row_len(), step);
    if workers <= 1 {
        return write_rows(images, level, plan, &writer, planes.all());
    }
    let failed = OnceLock::new();
    par::share(workers, || {
        while let Some(claimed) = planes.claim() {
            if let Err(error) = write_rows(images, level, plan, &writer, claimed) {
                // Of several failures any one will do.
                _ = failed.set(error);
            }
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// Writes the rows of one claim, which may begin in one image and end in another.
fn write_rows<W: Writer>(
    images: &[ImageRef<'_>],
    level: Level,
    plan: &Plan,
    writer: &W,
    mut claimed: PlaneRows<'_, W::Element>,
) -> Result<()> {
    let Range { mut start, end } = claimed.range();
    while start < end {
        let (image, y) = (images[start / plan.height], start % plan.height);
        let count = (plan.height - y).min(end - start);
        let mut steps = steps(level, &image.geometry(), plan)?;
        let geometry = steps.geometry()?;
        let mut source = SourceRows::through(level, image, &mut steps);
        write_image(&mut source, &geometry, y..y + count, plan, writer, &mut claimed, start);
        start += count;
    }
    Ok(())
}

/// What the rows of an image of `src` go through before they are mapped.
fn steps(level: Level, src: &Geometry, plan: &Plan) -> Result<RowSteps> {
    let to_gray = plan.format == Format::Gray8 || src.format == Format::Bit1;
    let mut steps = RowSteps::new(src, to_gray.then_some(Luma::Bt601));
    let from = steps.geometry()?;
    let columns = plan.columns(&from);
    if (from.width, from.height) != (columns, plan.height) {
        steps = steps.resized(level, plan.filter, columns, plan.height, None)?;
    }
    steps.with_room(2)
}

/// Writes the rows `range` of `source`, of `geometry`, as those of the tensor from `first` on: as many together as lie so in the planes
/// and can be looked at together.
pub fn write_image<W: Writer>(
    source: &mut SourceRows<'_>,
    geometry: &Geometry,
    range: Range<usize>,
    plan: &Plan,
    writer: &W,
    claimed: &mut PlaneRows<'_, W::Element>,
    first: usize,
) {
    let level = source.level();
    let pixels = Pixels::new(geometry.format, plan, geometry.width);
    let (mut y, mut at) = (range.start, first);
    while y < range.end {
        let band = source.first_of(y..range.end);
        match band.as_slice() {
            Some(px) if geometry.width == plan.width => {
                writer.row(level, &pixels.joined(band.len()), px, claimed.rows(at..at + band.len()));
            }
            _ => (at..).zip(0..band.len()).for_each(|(number, index)| {
                writer.row(level, &pixels, band.row(index), claimed.row(number));
            }),
        }
        (y, at) = (y + band.len(), at + band.len());
    }
}
