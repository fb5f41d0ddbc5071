//! A plan that ends in a tensor.

use super::route::{End, Route};
use super::run::Run;
use crate::error::{Result, fail};
use crate::image::rows::SourceRows;
use crate::image::tensor::{Floats, Quantized, TensorPlan, Writer, write_image};
use crate::image::{Element, TensorMut};
use crate::mem::Planes;
use crate::par;

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
            let mut source = SourceRows::through(self.level, self.src, &mut worker.steps);
            while let Some(mut claimed) = planes.claim() {
                let rows = claimed.range();
                write_image(&mut source, &self.route.rows, rows.clone(), plan, &writer, &mut claimed, rows.start);
            }
        });
        Ok(())
    }
}
