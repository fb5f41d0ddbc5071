//! A plan that ends in a tensor.

use super::route::{End, Route};
use super::run::Run;
use super::worker::Worker;
use crate::error::{Result, fail};
use crate::image::rows::SourceRows;
use crate::image::tensor::{Floats, Pixels, Quantized, TensorPlan, Writer};
use crate::image::{Element, Geometry, TensorMut};
use crate::mem::{PlaneRows, Planes};
use crate::par;
use std::ops::Range;

/// Pieces of a tensor for each thread.
const PIECES_PER_WORKER: usize = 4;

impl Run<'_> {
    /// Writes the tensor to `out`, which has its elements.
    pub fn to_tensor(&self, out: TensorMut<'_>) -> Result<()> {
        let Route { end: End::Tensor(params, plan), .. } = self.route else {
            fail!(InvalidArgument, "plan: does not end in a tensor");
        };
        match (params.element, out) {
            (Element::F32, TensorMut::F32(out)) => self.write(plan, Floats::new(params, out.len()), out),
            (Element::U8 { .. }, TensorMut::U8(out)) => self.write(plan, Quantized::new(params), out),
            (Element::I8 { .. }, TensorMut::I8(out)) => self.write(plan, Quantized::new(params), out),
            _ => fail!(InvalidArgument, "out: its elements are not those of the plan's tensor"),
        }
    }

    fn write<W: Writer>(&self, plan: &TensorPlan, writer: W, out: &mut [W::Element]) -> Result<()> {
        let own = self.workers()?;
        let workers = par::workers_for(self.route.ns_per_row() * plan.height as f64).min(plan.height);
        let step = plan.height.div_ceil(if workers <= 1 { 1 } else { PIECES_PER_WORKER * workers });
        let planes = Planes::new(out, plan.planes(), plan.height, plan.row_len(), step);
        par::share(workers, || {
            let Some(mut worker) = own() else {
                return;
            };
            while let Some(claimed) = planes.claim() {
                self.write_rows(plan, &writer, &mut worker, claimed);
            }
        });
        Ok(())
    }

    /// Writes the rows of one claim, as many together as lie so in the planes and fit a band.
    fn write_rows<W: Writer>(
        &self,
        plan: &TensorPlan,
        writer: &W,
        worker: &mut Worker,
        mut claimed: PlaneRows<'_, W::Element>,
    ) {
        let Geometry { width, format, .. } = self.route.rows;
        let pixels = Pixels::new(format, plan, width);
        let mut rows = SourceRows::through(self.level, self.src, &mut worker.steps);
        let Range { start: mut y, end } = claimed.range();
        while y < end {
            let band = rows.first_of(y..end);
            let next = y + band.len();
            match band.as_slice() {
                Some(px) if width == plan.width => {
                    writer.row(self.level, &pixels.joined(band.len()), px, claimed.rows(y..next));
                }
                _ => (y..next).enumerate().for_each(|(index, y)| {
                    writer.row(self.level, &pixels, band.row(index), claimed.row(y));
                }),
            }
            y = next;
        }
    }
}
