//! The route of images of one size and format through fused steps: which steps have an effect, and the size after each.

use super::steps::{FusedStep, Steps};
use crate::base::error::{Result, fail};
use crate::image::alpha::AlphaStep;
use crate::image::colour_step::ColourStep;
use crate::image::rows::RowSteps;
use crate::image::tensor::{TensorPlan, scaled};
use crate::image::{Filter, Format, Geometry, Luma, Method, TensorParams, format_among};
use crate::simd::Level;

/// Estimated cost of a pixel that is made gray, compared with one threshold, with that of a window, or counted; and of an
/// element of a tensor.
const NS_PER_GRAY_PX: f64 = 0.1;
const NS_PER_FIXED_PX: f64 = 0.05;
const NS_PER_LOCAL_PX: f64 = 0.4;
const NS_PER_COUNTED_PX: f64 = 0.2;
const NS_PER_ELEMENT: f64 = 0.3;
/// Estimated cost of a byte of a resized row.
const NS_PER_RESIZED_BYTE: f64 = 0.4;

/// Pixels that go through a step together: 20 KiB with a source of four bytes each. Twice or half as many are no faster.
const BAND_PX: usize = 4096;

/// Fused steps, resolved for one geometry of the source.
#[derive(Clone, Copy)]
pub struct Route {
    pub src: Geometry,
    /// How colours change before the first resize.
    pub colour: ColourStep,
    /// Each resize, and how colours change after it. The second resize is that of a tensor.
    resizes: [Option<(Resize, ColourStep)>; 2],
    /// Whether alpha has been composited over a colour.
    flat: bool,
    /// Columns of the tensor where an image of a batch has fewer of its own.
    pub widened_to: Option<usize>,
    /// Geometry of the rows that the last step reads; without one, of the result.
    pub rows: Geometry,
    pub end: End,
}

#[derive(Clone, Copy, Debug)]
struct Resize {
    filter: Filter,
    width: usize,
    height: usize,
}

/// How a route ends.
#[derive(Clone, Copy)]
pub enum End {
    /// The rows are the result.
    Rows,
    Binarize(Method),
    Tensor(TensorParams, TensorPlan),
}

/// The size of the result of a plan for an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputSize {
    /// Pixels in a row; for a tensor its columns, padding included.
    pub width: usize,
    /// Rows; for a tensor those with padding.
    pub height: usize,
    /// Format of the image, `Gray8` after a binarisation; for a tensor that of the rows that it is made of. A tensor has the
    /// channels of its parameters: `bytes` divided by `width`, `height` and the bytes of an element.
    pub format: Format,
    /// Bytes of the tensor, or of the image in rows without gaps; a binarised image counts as `Gray8`.
    pub bytes: usize,
}

impl Route {
    /// Resolves `steps` for images of `src`, whose tensor has as many columns as `widened_to` says where it says something.
    pub fn new(steps: &Steps, src: &Geometry, widened_to: Option<usize>) -> Result<Self> {
        let mut route = Self { widened_to, ..Self::start(src) };
        route.follow(steps)?;
        Ok(route)
    }

    /// The route of images of `src` through no steps.
    #[inline(always)]
    pub fn start(src: &Geometry) -> Self {
        let (colour, end) = (ColourStep::default(), End::Rows);
        Self { src: *src, colour, resizes: [None; 2], flat: false, widened_to: None, rows: *src, end }
    }

    /// Goes through `steps`, where it is: to move a route costs small images as much as a step.
    pub fn follow(&mut self, steps: &Steps) -> Result<()> {
        for step in steps.iter() {
            match *step {
                FusedStep::Grayscale(luma) => self.make_gray(luma)?,
                FusedStep::Resize { filter, width, height } => {
                    let (width, height) = proportional(&self.rows, width, height);
                    self.resize(filter, width, height)?;
                }
                FusedStep::Flatten(over) => self.flatten(over),
                FusedStep::Binarize(method) => {
                    self.make_gray(Luma::Bt601)?;
                    self.end = End::Binarize(method);
                }
                FusedStep::Tensor(params) => self.end_in_tensor(params)?,
            }
        }
        Ok(())
    }

    fn make_gray(&mut self, luma: Luma) -> Result<()> {
        if self.rows.format == Format::Gray8 {
            return Ok(());
        }
        self.rows = Geometry::new(self.rows.width, self.rows.height, 0, Format::Gray8)?;
        self.last_colour().luma = Some(luma);
        Ok(())
    }

    fn flatten(&mut self, over: [u8; 3]) {
        if self.rows.format.has_alpha() && !self.flat {
            self.last_colour().alpha = Some(AlphaStep::Over(over));
            self.flat = true;
        }
    }

    /// How colours change after the last resize so far.
    fn last_colour(&mut self) -> &mut ColourStep {
        let resized = self.resizes.iter_mut().flatten().next_back();
        resized.map_or(&mut self.colour, |(_, after)| after)
    }

    fn resize(&mut self, filter: Filter, width: usize, height: usize) -> Result<()> {
        let bits = self.rows.format == Format::Bit1;
        if !self.rows.format.has_byte_channels() && filter != Filter::Nearest {
            let format = self.rows.format.name();
            fail!(
                Unsupported,
                "src: is {format}, resized by NEAREST alone; a grayscale step before it takes any filter"
            );
        }
        // Bits are copied by the resize, which leaves those beyond the width alone.
        if (self.rows.width, self.rows.height) == (width, height) && !bits {
            return Ok(());
        }
        self.rows = Geometry::new(width, height, 0, self.rows.format)?;
        if let Some(place) = self.resizes.iter_mut().find(|place| place.is_none()) {
            *place = Some((Resize { filter, width, height }, ColourStep::default()));
        }
        Ok(())
    }

    fn end_in_tensor(&mut self, params: TensorParams) -> Result<()> {
        if let Some(over) = params.over {
            self.flatten(over);
        }
        if params.channels == Format::Gray8 || !self.rows.format.has_colour() {
            self.make_gray(Luma::Bt601)?;
        }
        let mut plan = TensorPlan::of_one(&self.rows, &params);
        plan.width = self.widened_to.unwrap_or(plan.width);
        plan.elements(1)?;
        self.end = End::Tensor(params, plan);
        let (width, height) = plan.scaled_size(&self.rows);
        self.resize(params.filter, width, height)
    }

    /// The tensor at the end of the route.
    pub fn tensor(&self) -> Result<(&TensorParams, &TensorPlan)> {
        match &self.end {
            End::Tensor(params, tensor) => Ok((params, tensor)),
            _ => fail!(InvalidArgument, "plan: does not end in a tensor"),
        }
    }

    /// The size of the result.
    pub fn output_size(&self) -> Result<OutputSize> {
        let Geometry { width, height, format, .. } = self.rows;
        Ok(match &self.end {
            End::Tensor(params, plan) => {
                let element_bytes = params.element.bytes();
                let bytes = plan.elements(1)? * element_bytes;
                OutputSize { width: plan.width, height: plan.height, format, bytes }
            }
            _ => OutputSize { width, height, format, bytes: Geometry::new(width, height, 0, format)?.span },
        })
    }

    /// The size and format of the image for steps after these: a binarisation makes bits.
    pub fn image(&self) -> Result<Geometry> {
        let Geometry { width, height, format, .. } = self.rows;
        let format = if matches!(self.end, End::Binarize(_)) { Format::Bit1 } else { format };
        Geometry::new(width, height, 0, format)
    }

    /// Checks that `dst` can hold the result where that is the last of a plan: after a binarisation also `Gray8`.
    pub fn check_dst(&self, dst: &Geometry) -> Result<()> {
        match self.end {
            End::Tensor(..) => fail!(InvalidArgument, "plan: ends in a tensor, which is no image"),
            End::Binarize(_) => check_result(dst, &self.rows, &[Format::Gray8, Format::Bit1]),
            End::Rows => check_result(dst, &self.rows, &[self.rows.format]),
        }
    }

    /// The steps before the last one, with room to look at rows where the last step does.
    pub(in crate::image) fn steps(&self, level: Level) -> Result<RowSteps> {
        let mut steps = RowSteps::new(&self.src, self.colour);
        for (Resize { filter, width, height }, colour) in self.resizes.into_iter().flatten() {
            steps = steps.resized(level, filter, width, height, colour)?;
        }
        if self.makes_rows() && matches!(self.end, End::Tensor(..)) { steps.keeping(self.band()) } else { Ok(steps) }
    }

    /// Rows that go through a step together where it can take several: as many as stay in the first cache.
    pub fn band(&self) -> usize {
        (BAND_PX / self.rows.width).clamp(1, self.rows.height)
    }

    /// Whether there is a resize, so that a row depends on several of the source.
    pub fn is_resized(&self) -> bool {
        self.resizes[0].is_some()
    }

    /// Whether rows are made before the last step by more than a conversion to gray.
    pub fn makes_rows(&self) -> bool {
        self.is_resized() || self.colour.alpha.is_some()
    }

    /// Whether the last step reads the rows of the source.
    pub fn is_direct(&self) -> bool {
        !self.is_resized() && self.colour.is_none()
    }

    /// Estimates the cost of a row of the result.
    pub fn ns_per_row(&self) -> f64 {
        self.ns() / self.rows.height as f64
    }

    /// Estimates the cost of the whole result.
    pub fn ns(&self) -> f64 {
        let mut ns = match (self.colour.luma, self.src.format) {
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
        ns + match &self.end {
            End::Rows => NS_PER_FIXED_PX * pixels,
            End::Binarize(Method::Fixed { .. }) => NS_PER_FIXED_PX * pixels,
            End::Binarize(Method::Otsu) => NS_PER_COUNTED_PX * pixels,
            End::Binarize(_) => NS_PER_LOCAL_PX * pixels,
            End::Tensor(_, plan) => NS_PER_ELEMENT * (plan.width * plan.channels) as f64 * plan.height as f64,
        }
    }
}

/// Returns `width` x `height`; where one of them is 0, it follows from the proportions of `src`.
fn proportional(src: &Geometry, width: usize, height: usize) -> (usize, usize) {
    match (width, height) {
        (0, _) => (scaled(src.width, height, src.height), height),
        (_, 0) => (width, scaled(src.height, width, src.width)),
        _ => (width, height),
    }
}

/// Checks that `dst` has the size of `result`, and one of `formats`.
pub fn check_result(dst: &Geometry, result: &Geometry, formats: &[Format]) -> Result<()> {
    format_among("dst", dst.format, formats)?;
    let &Geometry { width, height, .. } = result;
    if (dst.width, dst.height) != (width, height) {
        fail!(SizeMismatch, "dst: is {}x{}, the plan gives {width}x{height}", dst.width, dst.height);
    }
    Ok(())
}
