//! The run of steps that end in a tensor.

use super::route::{End, Route};
use super::scratch::FusedScratch;
use super::steps::Steps;
use super::worker::{LeasedWorker, Worker, each_own, lease};
use crate::base::as_unsigned_mut;
use crate::base::error::{Result, fail};
use crate::image::rows::{RowSteps, SourceRows};
use crate::image::tensor::{
    Floats, Quantized, TensorPlan, Writer, whole_pixels, write_image, write_unresized, write_whole,
};
use crate::image::{Element, Geometry, ImageRef, TensorMut, TensorParams};
use crate::simd;
use crate::split;
use crate::split::{PlaneRows, Planes};

/// Pieces of a tensor per thread.
const PIECES_PER_WORKER: usize = 4;

/// The tensor that images of one call share.
#[derive(Clone, Copy, Debug)]
pub struct TensorBatch {
    /// Columns, where some image has fewer of its own.
    pub widened_to: Option<usize>,
    /// Elements of all images.
    pub elements: usize,
}

/// The tensor that fused steps make of images of one geometry: its type and size are known, its elements not yet written.
pub struct FusedTensor<'a> {
    scratch: &'a FusedScratch,
    /// Elements that the call writes, of all images.
    together: usize,
    worker: LeasedWorker<'a>,
}

impl<'a> FusedTensor<'a> {
    #[inline(always)]
    pub(super) fn new(
        steps: &Steps,
        scratch: &'a FusedScratch,
        src: &Geometry,
        batch: Option<TensorBatch>,
    ) -> Result<Self> {
        let widened_to = batch.and_then(|batch| batch.widened_to);
        let route = || Route::new(steps, src, widened_to);
        let worker = lease(&scratch.workers, simd::active(), src, widened_to, route)?;
        worker.route.tensor()?;
        let together = batch.map_or(worker.elements, |batch| batch.elements);
        Ok(Self { scratch, together, worker })
    }

    fn params(&self) -> &TensorParams {
        match &self.worker.route.end {
            End::Tensor(params, _) => params,
            _ => unreachable!("the route was checked when this was made"),
        }
    }

    /// The type of its elements.
    pub fn element(&self) -> Element {
        self.params().element
    }

    /// The number of its elements.
    pub fn elements(&self) -> usize {
        self.worker.elements
    }

    /// Writes the tensor of `src`, an image of the geometry that it was prepared for, to `out`, which [`check_tensor`] accepts.
    ///
    /// # Errors
    /// `OutOfMemory` for the scratch memory of more threads.
    pub fn write(self, src: ImageRef<'_>, out: TensorMut<'_>) -> Result<()> {
        match out {
            TensorMut::F32(out) => {
                let floats = Floats::new(self.worker.level, self.params(), self.together);
                self.write_rows(src, &floats, out)
            }
            TensorMut::U8(out) => {
                let quantized = Quantized::new(self.params());
                self.write_rows(src, &quantized, out)
            }
            TensorMut::I8(out) => {
                let quantized = Quantized::new(self.params());
                self.write_rows(src, &quantized, as_unsigned_mut(out))
            }
        }
    }

    /// Writes the tensor with one worker and, where that pays off, with more threads.
    fn write_rows<W: Writer>(self, src: ImageRef<'_>, writer: &W, out: &mut [W::Value]) -> Result<()> {
        let Self { scratch, mut worker, .. } = self;
        let level = worker.level;
        let write =
            |work: (&mut RowSteps, &mut [u8]), route: &Route, tensor: &TensorPlan, claimed: PlaneRows<'_, _>| {
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
        let Worker { route, ns, steps, row, .. } = &mut *worker;
        let (_, tensor) = route.tensor()?;
        let (height, shape) = (tensor.height, tensor.planes_shape(1));
        let workers = split::workers_for(*ns).min(height);
        if workers <= 1
            && !route.makes_rows()
            && let Some(px) = whole_pixels(&src, tensor)
        {
            let luma = route.colour.luma.map(|luma| (luma, &mut row[..]));
            write_whole(level, px, &route.src, luma, tensor, writer, out);
            return Ok(());
        }
        if workers <= 1 {
            write((steps, row), route, tensor, Planes::new(out, shape, height).all());
            return Ok(());
        }
        let planes = Planes::new(out, shape, height.div_ceil(PIECES_PER_WORKER * workers));
        let (route, tensor) = (*route, *tensor);
        let own = each_own(worker, || lease(&scratch.workers, level, &src.geometry(), route.widened_to, || Ok(route)));
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

/// Checks that `out` has `elements` elements of the type `element`.
pub fn check_tensor(out: &TensorMut<'_>, element: Element, elements: usize) -> Result<()> {
    if out.len() != elements {
        fail!(SizeMismatch, "out: has {} elements, the tensor {elements}", out.len());
    }
    match (element, out) {
        (Element::F32, TensorMut::F32(_))
        | (Element::U8 { .. }, TensorMut::U8(_))
        | (Element::I8 { .. }, TensorMut::I8(_)) => Ok(()),
        _ => fail!(InvalidArgument, "out: its elements are not those of the plan's tensor"),
    }
}
