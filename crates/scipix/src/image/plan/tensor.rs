//! A plan that ends in a tensor.

use super::Plan;
use super::route::Route;
use super::worker::{Leased, Worker, each_own, lease};
use crate::base::as_unsigned_mut;
use crate::base::error::{Result, fail};
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::tensor::{Floats, Quantized, TensorPlan, Writer, write_image, write_unresized};
use crate::image::{Element, ImageRef, TensorMut};
use crate::simd::{self, Level};
use crate::split;
use crate::split::{PlaneRows, Planes};

/// Pieces of a tensor for each thread.
const PIECES_PER_WORKER: usize = 4;

/// The tensor that a plan makes of an image, before it is written.
pub struct PlanTensor<'a> {
    plan: &'a Plan,
    src: ImageRef<'a>,
    level: Level,
    element: Element,
    bytes: usize,
    /// Knows the way.
    worker: Leased<'a>,
}

impl<'a> PlanTensor<'a> {
    pub(super) fn new(plan: &'a Plan, src: ImageRef<'a>) -> Result<Self> {
        let (level, geometry) = (simd::active(), src.geometry());
        let route = || {
            let route = Route::new(&plan.steps, &geometry)?;
            route.tensor().map(|_| route)
        };
        let worker = lease(&plan.scratch.workers, level, &geometry, route)?;
        let (params, _) = worker.route.tensor()?;
        let (element, bytes) = (params.element, worker.route.output_size()?.bytes);
        Ok(Self { plan, src, level, element, bytes, worker })
    }

    /// Which elements it has.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Its bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes it to `out`.
    ///
    /// # Errors
    /// `SizeMismatch` where `out` has not as many elements, `InvalidArgument` where it has others; `OutOfMemory` for scratch
    /// of more threads.
    pub fn write(self, out: TensorMut<'_>) -> Result<()> {
        let (params, tensor) = self.worker.route.tensor()?;
        let expected = tensor.elements(1)?;
        if out.len() != expected {
            fail!(SizeMismatch, "out: has {} elements, the tensor {expected}", out.len());
        }
        match (params.element, out) {
            (Element::F32, TensorMut::F32(out)) => {
                let floats = Floats::new(self.level, params, out.len());
                self.write_as(&floats, out)
            }
            (Element::U8 { .. }, TensorMut::U8(out)) => {
                let quantized = Quantized::new(params);
                self.write_as(&quantized, out)
            }
            (Element::I8 { .. }, TensorMut::I8(out)) => {
                let quantized = Quantized::new(params);
                self.write_as(&quantized, as_unsigned_mut(out))
            }
            _ => fail!(InvalidArgument, "out: its elements are not those of the plan's tensor"),
        }
    }

    fn write_as<W: Writer>(self, writer: &W, out: &mut [W::Element]) -> Result<()> {
        let Self { plan, src, level, mut worker, .. } = self;
        plan.runs();
        let write =
            |work: (&mut RowSteps, &mut [u8]), route: &Route, tensor: &TensorPlan, claimed: PlaneRows<'_, _>| {
                let (steps, room) = work;
                for mut rows in claimed {
                    if route.is_resized() {
                        let mut source = SourceRows::through(level, src, steps);
                        write_image(&mut source, &route.rows, tensor, writer, &mut rows);
                    } else {
                        let luma = route.luma.map(|luma| (luma, &mut *room));
                        write_unresized(level, &src, luma, tensor, writer, &mut rows);
                    }
                }
                writer.finish();
            };
        let Worker { route, steps, row, .. } = &mut *worker;
        let (_, tensor) = route.tensor()?;
        let (height, shape) = (tensor.height, tensor.planes_shape(1));
        let workers = split::workers_for(route.ns_per_row() * height as f64).min(height);
        if workers <= 1 {
            write((steps, row), route, tensor, Planes::new(out, shape, height).all());
            return Ok(());
        }
        let planes = Planes::new(out, shape, height.div_ceil(PIECES_PER_WORKER * workers));
        let (route, tensor) = (*route, *tensor);
        let own = each_own(worker, || lease(&plan.scratch.workers, level, &src.geometry(), || Ok(route)));
        split::share(workers, || {
            let Some(mut worker) = own() else {
                return;
            };
            let Worker { steps, row, .. } = &mut *worker;
            while let Some(claimed) = planes.claim() {
                write((steps, row), &route, &tensor, claimed);
            }
        });
        Ok(())
    }
}
