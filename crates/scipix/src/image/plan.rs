//! Plans: several operations in one pass.

use super::background::Background;
use super::owned::Image;
use super::tensor::{TensorElement, TensorParams};
use super::view::AsView;
use super::view_mut::ImageViewMut;
use crate::error::Result;
use crate::page::Specks;
use scipix_core::base::error::try_zeroed;
use scipix_core::image::{Border, Filter, Format, Luma, Method, Morphology, MorphologyRules};
use scipix_core::plan::{self as core_plan, FusedStep, Step, WholeStep};
use std::fmt;

#[doc(inline)]
pub use core_plan::OutputSize;

/// Several operations that are described once and then run on page after page in one pass, with the same bits as one by
/// one and without images in between. A plan keeps its tables and scratch rows: a run on a size that it has seen takes
/// no memory. Many threads may run one plan at once.
///
/// ```
/// use scipix::image::Background;
/// use scipix::page::Specks;
/// use scipix::prelude::*;
///
/// let plan = Plan::builder().grayscale(Luma::Bt601).resize_height(48).binarize(Otsu).build()?;
/// let data = [90; 3 * 60 * 24];
/// let page = ImageView::new(&data, 60, 24, Format::Rgb8)?;
/// let line: Image = plan.run(&page)?;
/// assert_eq!((line.width(), line.height(), line.format()), (120, 48, Format::Gray8));
///
/// let recogniser = TensorParams::nchw(48, 320).keep_aspect().channels(Channels::Gray); // three channels without this
/// let plan = Plan::builder().grayscale(Luma::Bt709).tensor(recogniser).build()?;
/// let tensor: Vec<f32> = plan.run_tensor(&page)?;
/// assert_eq!(tensor.len(), 48 * 320);
///
/// let clean = Plan::builder().normalize_background(Background::default()).deskew(255).binarize(Otsu);
/// let clean = clean.despeckle(Specks::default()).build()?;
/// assert_eq!(clean.run(&page)?.format(), Format::Bit1);
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct Plan(pub(super) core_plan::Plan);

impl Plan {
    /// Begins the description of a plan.
    pub fn builder() -> PlanBuilder {
        PlanBuilder { steps: Vec::new(), filter: Filter::Bilinear }
    }

    /// Returns the size of the result for images of the size and format of `image`.
    ///
    /// # Errors
    /// `Unsupported` where a step does not take the format; `Overflow`.
    pub fn output_size(&self, image: &(impl AsView + ?Sized)) -> Result<OutputSize> {
        Ok(self.0.output_size(&image.as_view().to_core().geometry())?)
    }

    /// Applies the steps to `image`. A binarised image is `Gray8`.
    ///
    /// # Errors
    /// Those of [`output_size`](Plan::output_size); `InvalidArgument` where the plan ends in a tensor; `OutOfMemory`.
    pub fn run(&self, image: &(impl AsView + ?Sized)) -> Result<Image> {
        let OutputSize { width, height, format, .. } = self.output_size(image)?;
        self.run_as(image, width, height, format)
    }

    /// Does what [`run`](Plan::run) does for a plan that ends in a binarisation, but returns a `Bit1` image.
    ///
    /// # Errors
    /// Those of [`run`](Plan::run); `Unsupported` for other plans.
    pub fn run_bits(&self, image: &(impl AsView + ?Sized)) -> Result<Image> {
        let OutputSize { width, height, .. } = self.output_size(image)?;
        self.run_as(image, width, height, Format::Bit1)
    }

    fn run_as(&self, image: &(impl AsView + ?Sized), width: usize, height: usize, format: Format) -> Result<Image> {
        let mut result = Image::new(width, height, format)?;
        self.run_into(image, &mut result.view_mut())?;
        Ok(result)
    }

    /// Applies the steps to `image` and writes the result to `dst`. After a binarisation `dst` is `Gray8` or `Bit1`.
    ///
    /// # Errors
    /// Those of [`run`](Plan::run); `SizeMismatch` or `Unsupported` where `dst` has another size or format than the
    /// result.
    pub fn run_into(&self, image: &(impl AsView + ?Sized), dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(self.0.run(image.as_view().to_core(), dst.core_mut())?)
    }

    /// Applies the steps of a plan that ends in a tensor. The caller names the type of its elements, which is that of the
    /// parameters: `let tensor: Vec<f32> = plan.run_tensor(&page)?`.
    ///
    /// # Errors
    /// Those of [`output_size`](Plan::output_size); `InvalidArgument` where the plan does not end in a tensor, or in
    /// one of another type; `OutOfMemory`.
    pub fn run_tensor<T: TensorElement>(&self, image: &(impl AsView + ?Sized)) -> Result<Vec<T>> {
        let tensor = self.0.tensor(image.as_view().to_core())?;
        let mut out = try_zeroed(tensor.bytes() / tensor.element().bytes(), "tensor")?;
        tensor.write(T::tensor_mut(&mut out))?;
        Ok(out)
    }

    /// Applies the steps of a plan that ends in a tensor, and writes it to `out`.
    ///
    /// # Errors
    /// Those of [`run_tensor`](Plan::run_tensor); `SizeMismatch` if `out` has another length than the tensor.
    pub fn run_tensor_into<T: TensorElement>(&self, image: &(impl AsView + ?Sized), out: &mut [T]) -> Result<()> {
        Ok(self.0.run_tensor(image.as_view().to_core(), T::tensor_mut(out))?)
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plan")
    }
}

/// The description of a [`Plan`]: flatten, grayscale and resize, once each and in any order, then a binarisation or a tensor.
/// Any of them may be left out, but not all. Steps that see the whole image may stand anywhere but after a tensor; after each
/// the others may come once more.
#[derive(Clone, Debug)]
#[must_use]
pub struct PlanBuilder {
    steps: Vec<Step>,
    filter: Filter,
}

impl PlanBuilder {
    /// Makes the image gray, like [`grayscale`](super::ImageOps::grayscale).
    pub fn grayscale(self, luma: Luma) -> Self {
        self.then(FusedStep::Grayscale(luma))
    }

    /// Composites images with alpha over a colour, red first, like [`flatten`](super::ImageOps::flatten), and leaves others
    /// as they are. The format stays, with an alpha of 255. After a grayscale there is no alpha left.
    pub fn flatten(self, colour: [u8; 3]) -> Self {
        self.then(FusedStep::Flatten(colour))
    }

    /// Resizes the image to `width` x `height` pixels, like [`resize`](super::ImageOps::resize).
    pub fn resize(self, width: usize, height: usize) -> Self {
        let filter = self.filter;
        self.then(FusedStep::Resize { filter, width, height })
    }

    /// Resizes the image to `height` rows and keeps its proportions.
    pub fn resize_height(self, height: usize) -> Self {
        self.resize(0, height)
    }

    /// Resizes the image to `width` columns and keeps its proportions.
    pub fn resize_width(self, width: usize) -> Self {
        self.resize(width, 0)
    }

    /// Sets the filter of the resize; [`Filter::Bilinear`] by default.
    pub fn filter(mut self, by: Filter) -> Self {
        self.filter = by;
        for step in &mut self.steps {
            if let Step::Fused(FusedStep::Resize { filter, .. }) = step {
                *filter = by;
            }
        }
        self
    }

    /// Binarises the image, like [`binarize`](super::ImageOps::binarize). Only steps that see the whole image may follow.
    pub fn binarize(self, method: impl Into<Method>) -> Self {
        self.then(FusedStep::Binarize(method.into()))
    }

    /// Makes the paper evenly bright and the image gray, like [`normalize_background`](super::ImageOps::normalize_background). It
    /// sees the whole image.
    pub fn normalize_background(self, params: Background) -> Self {
        self.then(WholeStep::NormalizeBackground(*params.core_params()))
    }

    /// Measures the [`skew`](super::ImageOps::skew) and turns the image level, at its own size; where the confidence is below
    /// 0.1 it stays as it is. `fill` is the value of the pixels that the page does not cover. It sees the whole image.
    pub fn deskew(self, fill: u8) -> Self {
        self.then(WholeStep::Deskew { fill })
    }

    /// Applies a rectangle to a gray image or to bits, like [`morphology`](super::ImageOps::morphology). It sees the whole image.
    pub fn morphology(self, operation: Morphology, width: usize, height: usize, rules: MorphologyRules) -> Self {
        self.then(WholeStep::Morphology { operation, width, height, rules })
    }

    /// Replaces each pixel by the median of the square around it, like [`median`](super::ImageOps::median). It sees the whole image.
    pub fn median(self, size: usize) -> Self {
        self.then(WholeStep::Median { size })
    }

    /// Blurs the image, like [`gaussian_blur`](super::ImageOps::gaussian_blur). It sees the whole image.
    pub fn gaussian_blur(self, size: (usize, usize), sigma: (f64, f64), border: Border) -> Self {
        self.then(WholeStep::GaussianBlur { size: size.into(), sigma: sigma.into(), border })
    }

    /// Equalises the contrast of a gray image tile by tile, like [`clahe`](super::ImageOps::clahe). It sees the whole image.
    pub fn clahe(self, clip_limit: f64, tiles: (usize, usize)) -> Self {
        self.then(WholeStep::Clahe { clip_limit, tiles: tiles.into() })
    }

    /// Sharpens the image, like [`unsharp_mask`](super::ImageOps::unsharp_mask). It sees the whole image.
    pub fn unsharp_mask(self, sigma: f64, amount: f64, threshold: u8) -> Self {
        self.then(WholeStep::UnsharpMask { sigma, amount, threshold })
    }

    /// Removes specks, like [`PageTools::despeckle`](crate::page::PageTools::despeckle): bits stay bits, and other formats become
    /// gray. It sees the whole image.
    pub fn despeckle(self, specks: Specks) -> Self {
        self.then(WholeStep::Despeckle(specks.0))
    }

    /// Makes a tensor of the image, like [`TensorParams::run`]. It is the last step. Also after a grayscale the tensor has three
    /// channels, which are equal then, unless the parameters have `.channels(Channels::Gray)`.
    pub fn tensor<T: TensorElement>(self, params: TensorParams<T>) -> Self {
        self.then(FusedStep::Tensor(params.to_core()))
    }

    fn then(mut self, step: impl Into<Step>) -> Self {
        self.steps.push(step.into());
        self
    }

    /// Makes the plan.
    ///
    /// # Errors
    /// `InvalidArgument` for a plan without steps, a step that cannot stand where it does, and numbers that the
    /// operation refuses.
    pub fn build(self) -> Result<Plan> {
        let mut plan = core_plan::Plan::new();
        for step in self.steps {
            plan.add(step)?;
        }
        plan.check()?;
        Ok(Plan(plan))
    }
}
