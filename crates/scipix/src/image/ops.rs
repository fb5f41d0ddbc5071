//! The operations on images.

use super::background::Background;
use super::components::ComponentFinder;
use super::owned::Image;
use super::quad_crop::QuadCrop;
use super::rotation::Rotation;
use super::skew::{self, Skew};
use super::tensor::{Channels, TensorParams};
use super::view::AsView;
use super::view_mut::ImageViewMut;
use crate::error::Result;
use crate::flat::{NormalizeStats, normalize};
use scipix_core::image::components::{Component, Connectivity};
use scipix_core::image::{self as core_image, Border, Filter, Flip, Format, Luma, Method, Morphology, MorphologyRules};

/// The operations on images, for everything that is [`AsView`]: [`ImageView`](super::ImageView), [`Image`],
/// [`ImageViewMut`], and types of other crates. The [prelude](crate::prelude) has it.
///
/// Each operation returns a new image, and has a form `…_into` that writes to one that exists. That form takes no
/// memory for pixels; resize and windows take tables and a few rows. It checks everything before it writes, and leaves
/// the padding of rows alone, and in `Bit1` the bits beyond the width.
///
/// All operations fail with `OutOfMemory` where memory runs out, and with `Unsupported` for formats that they do not
/// take. Forms `…_into` fail with `SizeMismatch` where the destination has another size than the result, and with
/// `Unsupported` where it has another format.
pub trait ImageOps: AsView {
    /// Converts to `Gray8`: colours are weighted by `luma`, 8-bit gray is copied, bits become 0 (black) or 255, and
    /// 16-bit gray is divided by 257 and rounded. Alpha is ignored.
    fn grayscale(&self, luma: Luma) -> Result<Image> {
        let mut gray = sized_like(self, Format::Gray8)?;
        self.grayscale_into(luma, &mut gray.view_mut())?;
        Ok(gray)
    }

    /// Writes [`grayscale`](ImageOps::grayscale) to `dst`.
    fn grayscale_into(&self, luma: Luma, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::grayscale(self.as_view().to_core(), luma, dst.core_mut())?)
    }

    /// Composites the image over a colour, red first, and converts the result to `Gray8`. Formats without alpha are only
    /// converted.
    fn grayscale_over(&self, luma: Luma, colour: [u8; 3]) -> Result<Image> {
        let mut gray = sized_like(self, Format::Gray8)?;
        self.grayscale_over_into(luma, colour, &mut gray.view_mut())?;
        Ok(gray)
    }

    /// Writes [`grayscale_over`](ImageOps::grayscale_over) to `dst`.
    fn grayscale_over_into(&self, luma: Luma, colour: [u8; 3], dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::grayscale_over(self.as_view().to_core(), luma, colour, dst.core_mut())?)
    }

    /// Composites an image with alpha over a colour, red first, and returns the result without alpha, as `Rgb8` or
    /// `Bgr8` in the order of the image. Each colour `c` becomes `(a c + (255 - a) b) / 255`, rounded to the nearest
    /// integer.
    fn flatten(&self, colour: [u8; 3]) -> Result<Image> {
        let red_first = matches!(self.as_view().format(), Format::Rgb8 | Format::Rgba8);
        let mut flat = sized_like(self, if red_first { Format::Rgb8 } else { Format::Bgr8 })?;
        self.flatten_into(colour, &mut flat.view_mut())?;
        Ok(flat)
    }

    /// Writes [`flatten`](ImageOps::flatten) to `dst`, which has colours; alpha there becomes 255.
    fn flatten_into(&self, colour: [u8; 3], dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::flatten(self.as_view().to_core(), colour, dst.core_mut())?)
    }

    /// Maps the samples `low` to `high` of a `Gray16` image to 0 to 255 and clamps the others: each `x` becomes
    /// `(255 (x - low) + (high - low) / 2) / (high - low)` in integers, the nearest one, halves up.
    /// [`min_max`](ImageOps::min_max) finds the range of the image itself.
    ///
    /// # Errors
    /// `InvalidArgument` unless `low < high`.
    fn gray16_to_gray8(&self, low: u16, high: u16) -> Result<Image> {
        let mut gray = sized_like(self, Format::Gray8)?;
        self.gray16_to_gray8_into(low, high, &mut gray.view_mut())?;
        Ok(gray)
    }

    /// Writes [`gray16_to_gray8`](ImageOps::gray16_to_gray8) to `dst`.
    ///
    /// # Errors
    /// Those of [`gray16_to_gray8`](ImageOps::gray16_to_gray8).
    fn gray16_to_gray8_into(&self, low: u16, high: u16, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::gray16_to_gray8(self.as_view().to_core(), low, high, dst.core_mut())?)
    }

    /// Returns the least and the greatest sample of a `Gray16` or `Gray8` image.
    fn min_max(&self) -> Result<(u16, u16)> {
        Ok(core_image::min_max(self.as_view().to_core())?)
    }

    /// Makes each pixel of a `Gray8` image white (255) where it is above `threshold`, and black (0) elsewhere.
    fn threshold(&self, threshold: u8) -> Result<Image> {
        let mut binary = sized_like(self, Format::Gray8)?;
        self.threshold_into(threshold, &mut binary.view_mut())?;
        Ok(binary)
    }

    /// Writes [`threshold`](ImageOps::threshold) to `dst`, which is `Gray8` or `Bit1`.
    fn threshold_into(&self, threshold: u8, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::threshold(self.as_view().to_core(), threshold, dst.core_mut())?)
    }

    /// Makes each pixel black (0) or white (255) in a `Gray8` image, by [`Otsu`](super::Otsu),
    /// [`Sauvola`](super::Sauvola), [`AdaptiveMean`](super::AdaptiveMean) or [`Fixed`](super::Fixed). Colours are
    /// decided by their gray (BT.601).
    ///
    /// # Errors
    /// `InvalidArgument` for a parameter out of range.
    fn binarize(&self, method: impl Into<Method>) -> Result<Image> {
        let mut binary = sized_like(self, Format::Gray8)?;
        self.binarize_into(method, &mut binary.view_mut())?;
        Ok(binary)
    }

    /// Does what [`binarize`](ImageOps::binarize) does, but returns a `Bit1` image of an eighth of the size.
    ///
    /// # Errors
    /// Those of [`binarize`](ImageOps::binarize).
    fn binarize_bits(&self, method: impl Into<Method>) -> Result<Image> {
        let mut bits = sized_like(self, Format::Bit1)?;
        self.binarize_into(method, &mut bits.view_mut())?;
        Ok(bits)
    }

    /// Writes [`binarize`](ImageOps::binarize) to `dst`, which is `Gray8` or `Bit1`.
    ///
    /// # Errors
    /// Those of [`binarize`](ImageOps::binarize).
    fn binarize_into(&self, method: impl Into<Method>, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::binarize(self.as_view().to_core(), &method.into(), dst.core_mut())?)
    }

    /// Divides a page by its background, so that shaded paper becomes evenly light, and returns it as `Gray8`.
    ///
    /// The result is that of Leptonica's pixBackgroundNorm, bit for bit: tiles measure the mean of the paper, those without
    /// take it from their neighbours, and each pixel is multiplied by what the paper lacks. A page without paper, such as a
    /// black one, is only made gray. Colours count as their gray (BT.601).
    ///
    /// # Errors
    /// `InvalidArgument` for a number out of range; `OutOfMemory`.
    fn normalize_background(&self, background: Background) -> Result<Image> {
        let mut even = sized_like(self, Format::Gray8)?;
        self.normalize_background_into(background, &mut even.view_mut())?;
        Ok(even)
    }

    /// Writes [`normalize_background`](ImageOps::normalize_background) to `dst`, which is `Gray8`.
    ///
    /// # Errors
    /// Those of [`normalize_background`](ImageOps::normalize_background).
    fn normalize_background_into(&self, background: Background, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::normalize_background(self.as_view().to_core(), background.core_params(), dst.core_mut())?)
    }

    /// Returns the threshold that Otsu's method finds: pixels up to it are dark. It is 0 for an image of one gray.
    fn otsu_level(&self) -> u8 {
        core_image::otsu(self.as_view().to_core())
    }

    /// Returns the negative: colours become 255 minus themselves, bits flip, alpha stays.
    fn invert(&self) -> Result<Image> {
        let mut negative = sized_like(self, self.as_view().format())?;
        self.invert_into(&mut negative.view_mut())?;
        Ok(negative)
    }

    /// Writes [`invert`](ImageOps::invert) to `dst`.
    fn invert_into(&self, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::invert(self.as_view().to_core(), dst.core_mut())?)
    }

    /// Resamples the image to `width` x `height` pixels.
    ///
    /// # Errors
    /// `InvalidArgument` for a size of 0; `Unsupported` for `Bit1` and `Gray16`, which only [`Filter::Nearest`] takes.
    fn resize(&self, width: usize, height: usize, filter: Filter) -> Result<Image> {
        let mut resized = Image::new(width, height, self.as_view().format())?;
        self.resize_into(filter, &mut resized.view_mut())?;
        Ok(resized)
    }

    /// Writes [`resize`](ImageOps::resize) to `dst`, in the size of `dst`.
    ///
    /// # Errors
    /// Those of [`resize`](ImageOps::resize).
    fn resize_into(&self, filter: Filter, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::resize(self.as_view().to_core(), filter, dst.core_mut())?)
    }

    /// Resamples the image to `width` x `height` pixels, in which colours weigh as much as their alpha, as in Pillow, so
    /// that those of transparent pixels do not mix into their neighbours. Formats without alpha are resized as by
    /// [`resize`](ImageOps::resize).
    ///
    /// # Errors
    /// Those of [`resize`](ImageOps::resize).
    fn resize_by_alpha(&self, width: usize, height: usize, filter: Filter) -> Result<Image> {
        let mut resized = Image::new(width, height, self.as_view().format())?;
        self.resize_by_alpha_into(filter, &mut resized.view_mut())?;
        Ok(resized)
    }

    /// Writes [`resize_by_alpha`](ImageOps::resize_by_alpha) to `dst`, in the size of `dst`.
    ///
    /// # Errors
    /// Those of [`resize`](ImageOps::resize).
    fn resize_by_alpha_into(&self, filter: Filter, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::resize_by_alpha(self.as_view().to_core(), filter, dst.core_mut())?)
    }

    /// Turns the image clockwise by an angle in degrees, or by a [`Rotation`] with more options.
    ///
    /// Multiples of 90 move pixels without a change. At any other angle the image is turned about its centre with
    /// bilinear interpolation, or to the nearest pixel if it is one of bits, and the result has the size of the image
    /// unless it is to [`expand`](Rotation::expand).
    ///
    /// # Errors
    /// `InvalidArgument` for an angle that is not finite; `Unsupported` for sides beyond 2^29 pixels.
    fn rotate(&self, rotation: impl Into<Rotation>) -> Result<Image> {
        let (view, rotation) = (self.as_view(), rotation.into());
        let (width, height) = if rotation.expand || rotation.degrees % 90.0 == 0.0 {
            core_image::rotated_size(&view.to_core().geometry(), rotation.degrees)?
        } else {
            (view.width(), view.height())
        };
        let mut turned = Image::new(width, height, view.format())?;
        self.rotate_into(rotation, &mut turned.view_mut())?;
        Ok(turned)
    }

    /// Writes [`rotate`](ImageOps::rotate) to `dst`, which may have any size: the centre goes to the centre.
    ///
    /// # Errors
    /// Those of [`rotate`](ImageOps::rotate).
    fn rotate_into(&self, rotation: impl Into<Rotation>, dst: &mut ImageViewMut<'_>) -> Result<()> {
        let Rotation { degrees, fill, .. } = rotation.into();
        Ok(core_image::rotate(self.as_view().to_core(), degrees, fill, dst.core_mut())?)
    }

    /// Dilates, erodes, opens or closes a `Gray8` or `Bit1` image by a rectangle of `width` x `height` pixels, which may be
    /// larger than the image. In `Bit1` dilation grows ink, in `Gray8` light. [`MorphologyRules::OpenCv`] is the default.
    ///
    /// # Errors
    /// `InvalidArgument` for a width or height of 0.
    fn morphology(&self, operation: Morphology, width: usize, height: usize, rules: MorphologyRules) -> Result<Image> {
        let mut changed = sized_like(self, self.as_view().format())?;
        self.morphology_into(operation, width, height, rules, &mut changed.view_mut())?;
        Ok(changed)
    }

    /// Writes [`morphology`](ImageOps::morphology) to `dst`.
    ///
    /// # Errors
    /// Those of [`morphology`](ImageOps::morphology).
    fn morphology_into(
        &self,
        operation: Morphology,
        width: usize,
        height: usize,
        rules: MorphologyRules,
        dst: &mut ImageViewMut<'_>,
    ) -> Result<()> {
        Ok(core_image::morphology(self.as_view().to_core(), operation, width, height, rules, dst.core_mut())?)
    }

    /// Replaces each pixel by the median of the `size` x `size` pixels around it, 3 or 5, bit for bit as OpenCV's `medianBlur`.
    ///
    /// # Errors
    /// `InvalidArgument` for another size.
    fn median(&self, size: usize) -> Result<Image> {
        let mut clean = sized_like(self, self.as_view().format())?;
        self.median_into(size, &mut clean.view_mut())?;
        Ok(clean)
    }

    /// Writes [`median`](ImageOps::median) to `dst`.
    fn median_into(&self, size: usize, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::median(self.as_view().to_core(), size, dst.core_mut())?)
    }

    /// Blurs by a normal distribution of `size` (width, height) and standard deviations `sigma` (across, down), which follow
    /// from each other where one is 0, bit for bit as OpenCV's `GaussianBlur` does bytes.
    ///
    /// # Errors
    /// `InvalidArgument` for a size that is even or above 1023, for neither a size nor a sigma, or for one that is not finite.
    fn gaussian_blur(&self, size: (usize, usize), sigma: (f64, f64), border: Border) -> Result<Image> {
        let mut blurred = sized_like(self, self.as_view().format())?;
        self.gaussian_blur_into(size, sigma, border, &mut blurred.view_mut())?;
        Ok(blurred)
    }

    /// Writes [`gaussian_blur`](ImageOps::gaussian_blur) to `dst`.
    fn gaussian_blur_into(
        &self,
        size: (usize, usize),
        sigma: (f64, f64),
        border: Border,
        dst: &mut ImageViewMut<'_>,
    ) -> Result<()> {
        Ok(core_image::gaussian_blur(self.as_view().to_core(), size.into(), sigma.into(), border, dst.core_mut())?)
    }

    /// Adds `amount` times what a [`gaussian_blur`](ImageOps::gaussian_blur) of `sigma` takes away from the image, where that is
    /// more than `threshold`.
    ///
    /// # Errors
    /// `InvalidArgument` for a sigma that is not above 0 and at most 170, or an amount that is not from 0 to 1000.
    fn unsharp_mask(&self, sigma: f64, amount: f64, threshold: u8) -> Result<Image> {
        let mut sharp = sized_like(self, self.as_view().format())?;
        self.unsharp_mask_into(sigma, amount, threshold, &mut sharp.view_mut())?;
        Ok(sharp)
    }

    /// Writes [`unsharp_mask`](ImageOps::unsharp_mask) to `dst`.
    fn unsharp_mask_into(&self, sigma: f64, amount: f64, threshold: u8, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::unsharp_mask(self.as_view().to_core(), sigma, amount, threshold, dst.core_mut())?)
    }

    /// Equalises the contrast of a `Gray8` image in `tiles`, so many across and down, as OpenCV's `createCLAHE` does. A gray of a
    /// tile counts at most as `clip_limit` times the mean over all grays; 0 is no limit. OpenCV's defaults are 40 and 8x8 tiles.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit that is not a number, or tiles that are not from 1 to 256.
    fn clahe(&self, clip_limit: f64, tiles: (usize, usize)) -> Result<Image> {
        let mut even = sized_like(self, self.as_view().format())?;
        self.clahe_into(clip_limit, tiles, &mut even.view_mut())?;
        Ok(even)
    }

    /// Writes [`clahe`](ImageOps::clahe) to `dst`.
    fn clahe_into(&self, clip_limit: f64, tiles: (usize, usize), dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::clahe(self.as_view().to_core(), clip_limit, tiles.into(), dst.core_mut())?)
    }

    /// Flips the image.
    fn flip(&self, direction: Flip) -> Result<Image> {
        let mut flipped = sized_like(self, self.as_view().format())?;
        self.flip_into(direction, &mut flipped.view_mut())?;
        Ok(flipped)
    }

    /// Writes [`flip`](ImageOps::flip) to `dst`.
    fn flip_into(&self, direction: Flip, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::flip(self.as_view().to_core(), direction, dst.core_mut())?)
    }

    /// Crops a quadrilateral, such as a line of text in a photo, to an upright image of `width` x `height` pixels.
    ///
    /// `quad` is four corners, or a [`QuadCrop`] with more options. There is no smoothing: a crop much smaller than its
    /// quadrilateral skips pixels.
    ///
    /// # Errors
    /// `InvalidArgument` for corners that are not those of a convex quadrilateral, and a turn ratio that is negative or not
    /// finite; `Unsupported` for `Bit1` and `Gray16`.
    fn crop_quad(&self, quad: impl Into<QuadCrop>, width: usize, height: usize) -> Result<Image> {
        let mut crop = Image::new(width, height, self.as_view().format())?;
        self.crop_quad_into(quad, &mut crop.view_mut())?;
        Ok(crop)
    }

    /// Writes [`crop_quad`](ImageOps::crop_quad) to `dst`, in the size of `dst`.
    ///
    /// # Errors
    /// Those of [`crop_quad`](ImageOps::crop_quad).
    fn crop_quad_into(&self, quad: impl Into<QuadCrop>, dst: &mut ImageViewMut<'_>) -> Result<()> {
        let quad = quad.into();
        Ok(core_image::crop_quad_with(self.as_view().to_core(), &quad.corners, quad.core_params(), dst.core_mut())?)
    }

    /// Crops a quadrilateral like [`crop_quad`](ImageOps::crop_quad), at its natural size, which [`QuadCrop::size`] gives.
    ///
    /// # Errors
    /// Those of [`crop_quad`](ImageOps::crop_quad) and [`QuadCrop::size`].
    fn crop_quad_natural(&self, quad: impl Into<QuadCrop>) -> Result<Image> {
        let quad = quad.into();
        let (width, height) = quad.size()?;
        self.crop_quad(quad, width, height)
    }

    /// Measures by how much a page has to be rotated for its lines to be level, from -45 to 45 degrees.
    ///
    /// On a page of text the angle is right to about a twentieth of a degree. Where no direction stands out, as on
    /// blank pages and photos, the confidence is below 0.1. Where nothing can be measured, because the page is tiny or
    /// memory runs out, angle and confidence are 0.
    fn skew(&self) -> Skew {
        self.try_skew().unwrap_or(skew::UNKNOWN)
    }

    /// Measures [`skew`](ImageOps::skew), and reports where memory ran out: it takes up to a few megabytes.
    fn try_skew(&self) -> Result<Skew> {
        skew::skew(self.as_view())
    }

    /// Lists the connected components of the black pixels of a `Bit1` image, or of the pixels of a `Gray8` image that
    /// are not 0, in the order of their first pixels. A [`ComponentFinder`] also gives labels, and keeps its memory.
    fn components(&self, connectivity: Connectivity) -> Result<Vec<Component>> {
        ComponentFinder::new(connectivity).into_components(self)
    }

    /// Returns the gray values (BT.601) as z-scores, row by row: less their mean, divided by their standard deviation.
    /// The mean and deviation are in units of 0 (black) to 1 (white).
    fn z_scores(&self) -> Result<(Vec<f32>, NormalizeStats)> {
        let view = self.as_view();
        let mut values = TensorParams::nchw(view.height(), view.width()).channels(Channels::Gray).run(&[view])?;
        let stats = normalize(&mut values);
        Ok((values, stats))
    }

    /// Copies the pixels to an image of its own, without padding.
    fn to_image(&self) -> Result<Image> {
        let mut copy = sized_like(self, self.as_view().format())?;
        self.copy_into(&mut copy.view_mut())?;
        Ok(copy)
    }

    /// Copies the pixels to `dst`.
    fn copy_into(&self, dst: &mut ImageViewMut<'_>) -> Result<()> {
        Ok(core_image::copy(self.as_view().to_core(), dst.core_mut())?)
    }
}

impl<T: AsView + ?Sized> ImageOps for T {}

/// Makes an image of the size of `image`.
fn sized_like(image: &(impl AsView + ?Sized), format: Format) -> Result<Image> {
    let view = image.as_view();
    Image::new(view.width(), view.height(), format)
}
