//! What the steps of a plan come to for images of one size and format.

use super::steps::{Step, Steps};
use crate::base::error::{Result, fail};
use crate::image::rows::RowSteps;
use crate::image::tensor::{TensorPlan, scaled};
use crate::image::{Filter, Format, Geometry, Luma, Method, TensorParams};
use crate::simd::Level;

/// About what a pixel costs: made gray, decided by one threshold, by a window, counted; and an element of a tensor.
const NS_PER_GRAY_PX: f64 = 0.1;
const NS_PER_FIXED_PX: f64 = 0.05;
const NS_PER_LOCAL_PX: f64 = 0.4;
const NS_PER_COUNTED_PX: f64 = 0.2;
const NS_PER_ELEMENT: f64 = 0.3;
/// About what a byte of a resized row costs.
const NS_PER_RESIZED_BYTE: f64 = 0.4;

/// Pixels of a band: with their source of four bytes each, 20 KiB. Twice or half as many are no faster.
const BAND_PX: usize = 4096;

/// The way of an image through a plan.
#[derive(Clone, Copy)]
pub struct Route {
    pub src: Geometry,
    /// How colours become gray before the first resize.
    pub luma: Option<Luma>,
    /// A resize, and how colours become gray after it. The second is a tensor's own.
    resizes: [Option<(Resize, Option<Luma>)>; 2],
    /// The rows that the last step gets; where there is none, the result.
    pub rows: Geometry,
    pub end: End,
}

#[derive(Clone, Copy, Debug)]
struct Resize {
    filter: Filter,
    width: usize,
    height: usize,
}

/// What becomes of the rows.
#[derive(Clone, Copy)]
pub enum End {
    /// They are the result.
    Rows,
    Binarize(Method),
    Tensor(TensorParams, TensorPlan),
}

/// Size of a plan's result for an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputSize {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Bytes of the tensor, or of the image in rows without gaps; of a binarised one as `Gray8`.
    pub bytes: usize,
}

impl Route {
    /// The way of images of `src`.
    pub fn new(steps: &Steps, src: &Geometry) -> Result<Self> {
        let mut route = Self { src: *src, luma: None, resizes: [None; 2], rows: *src, end: End::Rows };
        if steps.iter().next().is_none() {
            fail!(InvalidArgument, "plan: has no steps");
        }
        for step in steps.iter() {
            match *step {
                Step::Grayscale(luma) => route.make_gray(luma)?,
                Step::Resize { filter, width, height } => {
                    let (width, height) = proportional(&route.rows, width, height);
                    route.resize(filter, width, height)?;
                }
                Step::Binarize(method) => {
                    route.make_gray(Luma::Bt601)?;
                    route.end = End::Binarize(method);
                }
                Step::Tensor(params) => route.end_in_tensor(params)?,
            }
        }
        Ok(route)
    }

    fn make_gray(&mut self, luma: Luma) -> Result<()> {
        if self.rows.format == Format::Gray8 {
            return Ok(());
        }
        self.rows = Geometry::new(self.rows.width, self.rows.height, 0, Format::Gray8)?;
        let resized = self.resizes.iter_mut().flatten().next_back();
        *resized.map_or(&mut self.luma, |(_, after)| after) = Some(luma);
        Ok(())
    }

    fn resize(&mut self, filter: Filter, width: usize, height: usize) -> Result<()> {
        let bits = self.rows.format == Format::Bit1;
        if bits && filter != Filter::Nearest {
            fail!(Unsupported, "src: is BIT1, resized by NEAREST or as gray only");
        }
        // A copy of bits goes through the resize, which keeps those beyond the width.
        if (self.rows.width, self.rows.height) == (width, height) && !bits {
            return Ok(());
        }
        self.rows = Geometry::new(width, height, 0, self.rows.format)?;
        if let Some(place) = self.resizes.iter_mut().find(|place| place.is_none()) {
            *place = Some((Resize { filter, width, height }, None));
        }
        Ok(())
    }

    fn end_in_tensor(&mut self, params: TensorParams) -> Result<()> {
        if params.channels == Format::Gray8 || self.rows.format == Format::Bit1 {
            self.make_gray(Luma::Bt601)?;
        }
        let plan = TensorPlan::of_one(&self.rows, &params);
        plan.elements(1)?;
        self.end = End::Tensor(params, plan);
        self.resize(params.filter, plan.columns(&self.rows), plan.height)
    }

    /// What tensor it ends in.
    pub fn tensor(&self) -> Result<(&TensorParams, &TensorPlan)> {
        match &self.end {
            End::Tensor(params, tensor) => Ok((params, tensor)),
            _ => fail!(InvalidArgument, "plan: does not end in a tensor"),
        }
    }

    /// Size of the result.
    pub fn output_size(&self) -> Result<OutputSize> {
        let Geometry { width, height, format, .. } = self.rows;
        Ok(match &self.end {
            End::Tensor(params, plan) => {
                let element_bytes = params.element.bytes();
                OutputSize { width: plan.width, height: plan.height, bytes: plan.elements(1)? * element_bytes }
            }
            _ => OutputSize { width, height, bytes: Geometry::new(width, height, 0, format)?.span },
        })
    }

    /// What rows go through before the last step, with room to look at them where they are not only written.
    pub fn steps(&self, level: Level) -> Result<RowSteps> {
        let mut steps = RowSteps::new(&self.src, self.luma);
        for (Resize { filter, width, height }, luma) in self.resizes.into_iter().flatten() {
            steps = steps.resized(level, filter, width, height, luma)?;
        }
        if self.is_resized() && matches!(self.end, End::Tensor(..)) { steps.with_room(self.band()) } else { Ok(steps) }
    }

    /// Rows that go through a step together, where it can take more than one: what stays in the first cache.
    pub fn band(&self) -> usize {
        (BAND_PX / self.rows.width).clamp(1, self.rows.height)
    }

    /// Whether a row is made of several.
    pub fn is_resized(&self) -> bool {
        self.resizes[0].is_some()
    }

    /// Whether the last step gets the rows as they lie in the image.
    pub fn is_direct(&self) -> bool {
        !self.is_resized() && self.luma.is_none()
    }

    /// About what a row of the result costs.
    pub fn ns_per_row(&self) -> f64 {
        let mut ns = match (self.luma, self.src.format) {
            (None, _) | (_, Format::Bit1) => 0.0,
            _ => NS_PER_GRAY_PX * self.src.width as f64 * self.src.height as f64,
        };
        for (Resize { width, height, .. }, _) in self.resizes.iter().flatten() {
            ns += NS_PER_RESIZED_BYTE
                * self.rows.format.pixel_bytes().unwrap_or(1) as f64
                * *width as f64
                * *height as f64;
        }
        let pixels = self.rows.width as f64 * self.rows.height as f64;
        ns += match &self.end {
            End::Rows => NS_PER_FIXED_PX * pixels,
            End::Binarize(Method::Fixed { .. }) => NS_PER_FIXED_PX * pixels,
            End::Binarize(Method::Otsu) => NS_PER_COUNTED_PX * pixels,
            End::Binarize(_) => NS_PER_LOCAL_PX * pixels,
            End::Tensor(_, plan) => NS_PER_ELEMENT * (plan.width * plan.channels) as f64 * plan.height as f64,
        };
        ns / self.rows.height as f64
    }
}

/// `width` x `height`; where one of them is 0, so that the proportions of `src` stay.
fn proportional(src: &Geometry, width: usize, height: usize) -> (usize, usize) {
    match (width, height) {
        (0, _) => (scaled(src.width, height, src.height), height),
        (_, 0) => (width, scaled(src.height, width, src.width)),
        _ => (width, height),
    }
}
