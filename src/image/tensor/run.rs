//! Image after image, row after row: fetched, resized, mapped, padded.

use super::shape::Plan;
use super::write::{Pixels, Writer};
use crate::error::Result;
use crate::image::resize::{Resizer, Scratch};
use crate::image::rows::SourceRows;
use crate::image::{Format, ImageRef, Luma};
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
        let (index, y) = (start / plan.height, start % plan.height);
        let rows = (plan.height - y).min(end - start);
        let mut source = Source::new(level, &images[index], plan)?;
        if let Some(px) = source.joined(y..y + rows, plan) {
            writer.row(level, &source.pixels.joined(rows), px, claimed.rows(start..start + rows));
        } else {
            for (y, number) in (y..).zip(start..start + rows) {
                let (pixels, row) = source.row(level, y);
                writer.row(level, &pixels, row, claimed.row(number));
            }
        }
        start += rows;
    }
    Ok(())
}

/// The rows of one image in its final size.
struct Source<'a> {
    rows: SourceRows<'a>,
    resized: Option<Resized>,
    pixels: Pixels,
    columns: usize,
}

struct Resized {
    resizer: Resizer,
    scratch: Scratch,
    row: Vec<u8>,
}

impl<'a> Source<'a> {
    fn new(level: Level, image: &ImageRef<'a>, plan: &Plan) -> Result<Self> {
        let to_gray = plan.format == Format::Gray8 || image.format() == Format::Bit1;
        let luma = to_gray.then_some(Luma::Bt601);
        let geometry = SourceRows::geometry(&image.geometry(), luma)?;
        let columns = plan.columns(&geometry);
        let resized = if (geometry.width, geometry.height) == (columns, plan.height) {
            None
        } else {
            let resizer = Resizer::new(level, &geometry, plan.filter, columns, plan.height)?;
            let row = crate::error::try_zeroed(resizer.row_bytes(), "out: scratch rows")?;
            Some(Resized { scratch: resizer.scratch()?, resizer, row })
        };
        let pixels = Pixels::new(geometry.format, plan, columns);
        Ok(Self { rows: SourceRows::new(level, *image, luma)?, resized, pixels, columns })
    }

    /// Rows that lie in the image as they do in the planes: without gaps, and nothing to do to them or to fill.
    fn joined(&self, rows: Range<usize>, plan: &Plan) -> Option<&'a [u8]> {
        if self.resized.is_some() || self.columns != plan.width {
            return None;
        }
        let all = self.rows.as_they_lie()?;
        all.sub(0..all.row_bytes(), rows).as_slice()
    }

    fn row(&mut self, level: Level, y: usize) -> (Pixels, &[u8]) {
        let row = match &mut self.resized {
            None => self.rows.row(y),
            Some(Resized { resizer, scratch, row }) => {
                resizer.row(level, &mut self.rows, y, scratch, row);
                row
            }
        };
        (self.pixels, row)
    }
}
