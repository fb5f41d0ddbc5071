//! The run of a plan that ends in a tensor.

use super::parts::{FusedPart, Part, PlanParts};
use super::route::Route;
use super::worker::{LeasedWorker, Worker, each_own, lease};
use crate::base::as_unsigned_mut;
use crate::base::error::{Result, fail};
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::tensor::{Floats, Quantized, TensorPlan, Writer, write_image, write_unresized};
use crate::image::{Element, ImageRef, TensorMut};
use crate::simd::{self, Level};
use crate::split;
use crate::split::{PlaneRows, Planes};

/// Pieces of a tensor per thread.
const PIECES_PER_WORKER: usize = 4;

/// The tensor that a plan makes of an image: its type and size are known, its elements not yet written.
pub struct PlanTensor<'a> {
    parts: &'a PlanParts,
    last: &'a FusedPart,
    src: ImageRef<'a>,
    level: Level,
    element: Element,
    bytes: usize,
    worker: LeasedWorker<'a>,
}

impl<'a> PlanTensor<'a> {
    pub(super) fn new(parts: &'a PlanParts, src: ImageRef<'a>) -> Result<Self> {
        let (last, geometry) = parts.last(&src.geometry())?;
        let Part::Fused(last) = last else {
            fail!(InvalidArgument, "plan: does not end in a tensor");
        };
        let level = simd::active();
        let route = || {
            let route = Route::new(&last.steps, &geometry)?;
            route.tensor().map(|_| route)
        };
        let worker = lease(&last.scratch.workers, level, &geometry, route)?;
        let (params, _) = worker.route.tensor()?;
        let (element, bytes) = (params.element, worker.route.output_size()?.bytes);
        Ok(Self { parts, last, src, level, element, bytes, worker })
    }

    /// The type of its elements.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes the tensor to `out`.
    ///
    /// # Errors
    /// `SizeMismatch` where `out` has another number of elements, `InvalidArgument` where it has another type; `OutOfMemory`
    /// for the scratch memory of more threads.
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

    fn write_as<W: Writer>(self, writer: &W, out: &mut [W::Value]) -> Result<()> {
        let Self { parts, last, src, level, worker, .. } = self;
        parts.run_to_last(src, |src| write_rows(last, src, level, worker, writer, out))
    }
}

/// Writes the tensor of `src` with `worker` and, where that pays off, with more threads.
fn write_rows<W: Writer>(
    last: &FusedPart,
    src: ImageRef<'_>,
    level: Level,
    mut worker: LeasedWorker<'_>,
    writer: &W,
    out: &mut [W::Value],
) -> Result<()> {
    let write = |work: (&mut RowSteps, &mut [u8]), route: &Route, tensor: &TensorPlan, claimed: PlaneRows<'_, _>| {
        let (steps, room) = work;
        for mut rows in claimed {
            if route.makes_rows() {
                let mut source = SourceRows::through(level, src, steps);
                write_image(&mut source, &route.rows, tensor, writer, &mut rows);
            } else {
                let luma = route.colour.luma.map(|luma| (luma, &mut *room));
                write_unresized(level, &src, luma, tensor, writer, &mut rows);
            }
        }
        writer.finish();
    };
    let Worker { route, steps, row, .. } = &mut *worker;
    let (_, tensor) = route.tensor()?;
    let (height, shape) = (tensor.height, tensor.planes_shape(1));
    let workers = split::workers_for(route.ns_per_row() * route.rows.height as f64).min(height);
    if workers <= 1 {
        write((steps, row), route, tensor, Planes::new(out, shape, height).all());
        return Ok(());
    }
    let planes = Planes::new(out, shape, height.div_ceil(PIECES_PER_WORKER * workers));
    let (route, tensor) = (*route, *tensor);
    let own = each_own(worker, || lease(&last.scratch.workers, level, &src.geometry(), || Ok(route)));
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
