//! The parts of a plan: steps that are fused row by row, and between them steps that see the whole image.

use super::step::Step;
use super::whole_step::{PageScratches, WholeStep};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};
use crate::base::{AlignedBytes, ScratchCache, ScratchLease};
use crate::image::{
    DensePixels, Format, FusedStep, FusedSteps, Geometry, ImageMut, ImageRef, PixelwiseSteps, Route, TensorMut,
    check_result,
};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Estimated cost of a pixel of a step that sees the whole image.
const NS_PER_WHOLE_PX: f64 = 4.0;

/// One part of a plan.
pub enum Part {
    Fused(Box<FusedSteps>),
    Whole(WholeStep),
}

impl Part {
    /// The size and format of what the part makes of images of `src`, for the part after it, and an estimate of what that takes.
    fn step(&self, src: &Geometry) -> Result<(Geometry, f64)> {
        match self {
            Part::Whole(step) => Ok((step.output(src)?, NS_PER_WHOLE_PX * src.width as f64 * src.height as f64)),
            Part::Fused(steps) => {
                let route = steps.route(src)?;
                Ok((route.image()?, route.ns()))
            }
        }
    }
}

/// All parts of a plan.
#[derive(Default)]
pub struct PlanParts {
    parts: Vec<Part>,
    has_run: AtomicBool,
    /// Pages between two parts. A run has two at once; they are large, so few are kept.
    pages: ScratchCache<AlignedBytes, 4>,
    pub page_scratches: PageScratches,
}

impl PlanParts {
    /// Adds `step` to the last part, or as a new one.
    pub fn add(&mut self, step: Step) -> Result<()> {
        self.check_open()?;
        match step {
            Step::Fused(step) => self.add_fused(step),
            Step::Whole(step) => self.add_whole(step),
        }
    }

    fn add_fused(&mut self, step: FusedStep) -> Result<()> {
        if let Some(Part::Fused(last)) = self.parts.last_mut() {
            return last.add(step);
        }
        let mut steps = FusedSteps::default();
        steps.add(step)?;
        match try_box(steps) {
            Some(steps) => self.push(Part::Fused(steps)),
            None => fail!(OutOfMemory, "plan: no memory for a step"),
        }
    }

    fn add_whole(&mut self, step: WholeStep) -> Result<()> {
        step.check()?;
        if let Some(Part::Fused(last)) = self.parts.last()
            && last.end_in_tensor()
        {
            fail!(InvalidArgument, "plan: ends with tensor, and {} cannot follow", step.name());
        }
        self.push(Part::Whole(step))
    }

    fn push(&mut self, part: Part) -> Result<()> {
        if self.parts.try_reserve(1).is_err() {
            fail!(OutOfMemory, "plan: no memory for a step");
        }
        self.parts.push(part);
        Ok(())
    }

    /// The last part, and those before it.
    fn split_last(&self) -> Result<(&Part, &[Part])> {
        match self.parts.split_last() {
            Some(parts) => Ok(parts),
            None => fail!(InvalidArgument, "plan: has no steps"),
        }
    }

    /// The last part.
    pub fn last_part(&self) -> Result<&Part> {
        self.split_last().map(|(last, _)| last)
    }

    /// The last part, and the geometry of what it reads where the plan runs on images of `src`.
    pub fn last(&self, src: &Geometry) -> Result<(&Part, Geometry)> {
        let (last, earlier) = self.split_last()?;
        Ok((last, earlier.iter().try_fold(*src, |geometry, part| Ok(part.step(&geometry)?.0))?))
    }

    /// Checks that a run on images of `src`, where `route` starts, gives what `dst` can hold. Returns the last part, and in `route`
    /// its route where it has one.
    pub fn checked(&self, src: &Geometry, dst: &Geometry, route: &mut Route) -> Result<&Part> {
        let (last, before) = self.last(src)?;
        match last {
            Part::Whole(step) => {
                let result = step.output(&before)?;
                check_result(dst, &result, &[result.format])?;
            }
            Part::Fused(steps) => {
                if self.parts.len() > 1 {
                    *route = Route::start(&before);
                }
                steps.follow(route)?;
                route.check_dst(dst)?;
            }
        }
        Ok(last)
    }

    /// Estimates what a run on an image of `src` takes.
    pub fn ns(&self, src: &Geometry) -> Result<f64> {
        let (mut total, mut geometry) = (0.0, *src);
        for part in &self.parts {
            let (next, ns) = part.step(&geometry)?;
            (total, geometry) = (total + ns, next);
        }
        Ok(total)
    }

    /// Whether there was a run.
    pub fn have_run(&self) -> bool {
        self.has_run.load(Relaxed)
    }

    /// Fails after the first run.
    pub fn check_open(&self) -> Result<()> {
        if self.have_run() {
            fail!(InvalidArgument, "plan: has run, and takes no more steps");
        }
        Ok(())
    }

    /// Fails where there are none.
    pub fn check_any(&self) -> Result<()> {
        self.split_last().map(|_| ())
    }

    /// Whether the only part makes each value of the result of one pixel.
    #[inline(always)]
    pub fn are_pixelwise(&self) -> bool {
        self.pixelwise().is_some()
    }

    #[inline(always)]
    fn pixelwise(&self) -> Option<&PixelwiseSteps> {
        match &self.parts[..] {
            [Part::Fused(steps)] => steps.pixelwise(),
            _ => None,
        }
    }

    /// Calls `run` with the steps that make each value of the result of one pixel, if they are all. Returns what it says: whether
    /// the result was written.
    #[inline(always)]
    pub fn run_pixelwise(&self, run: impl FnOnce(&PixelwiseSteps) -> bool) -> bool {
        let done = self.pixelwise().is_some_and(run);
        if done {
            self.note_run();
        }
        done
    }

    /// Writes `dst`, if neither image has gaps, by the steps of [`PlanParts::run_pixelwise`].
    pub fn run_dense_image(&self, src: &ImageRef<'_>, dst: &mut ImageMut<'_>) -> bool {
        let (size, format) = ((dst.width(), dst.height()), dst.format());
        let mut rows = dst.reborrow().into_rows();
        match (DensePixels::of(src), rows.as_slice()) {
            (Some(px), Some(out)) if size == (px.width, px.height) => match format {
                Format::Gray8 => self.run_pixelwise(|steps| steps.write_gray(px, out)),
                Format::Bit1 => self.run_pixelwise(|steps| steps.write_bits(px, out)),
                _ => false,
            },
            _ => false,
        }
    }

    /// Writes a tensor of one image without gaps, as [`PlanParts::run_dense_image`] writes an image.
    pub fn run_dense_tensor(&self, src: &ImageRef<'_>, out: &mut TensorMut<'_>) -> bool {
        match (DensePixels::of(src), out) {
            (Some(px), TensorMut::F32(out)) => self.run_pixelwise(|steps| steps.write_floats(px, out)),
            _ => false,
        }
    }

    /// Notes that there was a run, after which no step is added.
    #[inline(always)]
    fn note_run(&self) {
        // The flag is written once only, so that threads which run the plan do not pass its cache line around.
        if !self.has_run.load(Relaxed) {
            self.has_run.store(true, Relaxed);
        }
    }

    /// Calls `last` with what all parts but the last make of `src`.
    pub fn run_to_last(&self, src: ImageRef<'_>, last: &mut dyn FnMut(ImageRef<'_>) -> Result<()>) -> Result<()> {
        let (_, earlier) = self.split_last()?;
        self.note_run();
        let mut page: Option<PlanPage> = None;
        for part in earlier {
            let next = self.make_page(part, page.as_ref().map_or(Ok(src), PlanPage::view)?)?;
            page = Some(next);
        }
        last(page.as_ref().map_or(Ok(src), PlanPage::view)?)
    }

    /// Returns the result of `part` on `src`, in a page of the plan.
    fn make_page(&self, part: &Part, src: ImageRef<'_>) -> Result<PlanPage<'_>> {
        let (geometry, _) = part.step(&src.geometry())?;
        let Geometry { width, height, format, span, .. } = geometry;
        let mut bytes = self.pages.lease_bytes(span, "plan: a page between two steps")?;
        let dst = ImageMut::new(&mut bytes.as_mut_slice()[..span], width, height, 0, format)?;
        match part {
            Part::Whole(step) => step.run(src, &self.page_scratches, dst)?,
            Part::Fused(steps) => steps.run(&steps.route(&src.geometry())?, src, dst)?,
        }
        Ok(PlanPage { bytes, geometry })
    }
}

/// A borrowed page, with what a part made.
struct PlanPage<'a> {
    bytes: ScratchLease<'a, AlignedBytes, 4>,
    geometry: Geometry,
}

impl PlanPage<'_> {
    fn view(&self) -> Result<ImageRef<'_>> {
        let Geometry { width, height, format, span, .. } = self.geometry;
        ImageRef::new(&self.bytes.as_slice()[..span], width, height, 0, format)
    }
}
