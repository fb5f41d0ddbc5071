//! Plans on many images in one call.

use super::owned::Image;
use super::plan::{OutputSize, Plan};
use super::tensor::{TensorElement, with_refs};
use super::view::AsView;
use super::view_mut::ImageViewMut;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::error::try_zeroed;
use scipix_core::image::Format;
use scipix_core::plan::PlanJob;

/// Runs on many images of any sizes in one call, for images that are small, such as the crops of a page. Results have the bits that
/// a run for each gives. All images are checked before the first is run, so that one at fault loses none of the others. Threads,
/// as many as pay off, take an image each, and large ones are shared out by rows.
impl Plan {
    /// Applies the steps to each image. Binarised images are `Gray8`.
    ///
    /// ```
    /// use scipix::prelude::*;
    ///
    /// let data = vec![200; 3 * 300 * 200];
    /// let page = ImageView::new(&data, 300, 200, Format::Rgb8)?;
    /// let crops = [page.subview(5, 5, 120, 24)?, page.subview(5, 40, 200, 30)?];
    /// let plan = Plan::builder().grayscale(Luma::Bt601).resize_height(48).binarize(Otsu).build()?;
    /// let lines: Vec<Image> = plan.run_many(&crops)?;
    /// assert_eq!((lines[0].width(), lines[1].width()), (240, 320));
    ///
    /// // One tensor of all, as wide as the widest.
    /// let recogniser = TensorParams::nchw(48, 0).keep_aspect();
    /// let plan = Plan::builder().median(3).tensor(recogniser).build()?;
    /// assert_eq!(plan.tensor_shape(&crops)?, [2, 3, 48, 320]);
    /// let tensor: Vec<f32> = plan.run_tensor_many(&crops)?;
    /// assert_eq!(tensor.len(), 2 * 3 * 48 * 320);
    /// # Ok::<(), scipix::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`run`](Plan::run), which name the first image at fault.
    pub fn run_many(&self, images: &[impl AsView]) -> Result<Vec<Image>> {
        self.run_many_as(images, |size| size.format)
    }

    /// Does what [`run_many`](Plan::run_many) does for a plan that ends in a binarisation, but returns `Bit1` images.
    ///
    /// # Errors
    /// Those of [`run_many`](Plan::run_many); `Unsupported` for other plans.
    pub fn run_many_bits(&self, images: &[impl AsView]) -> Result<Vec<Image>> {
        self.run_many_as(images, |_| Format::Bit1)
    }

    fn run_many_as(&self, images: &[impl AsView], format: impl Fn(&OutputSize) -> Format) -> Result<Vec<Image>> {
        let mut results = list(images.len())?;
        for image in images {
            let size = self.output_size(image)?;
            results.push(Image::new(size.width, size.height, format(&size))?);
        }
        let mut dsts = list(images.len())?;
        dsts.extend(results.iter_mut().map(Image::view_mut));
        self.run_many_into(images, &mut dsts)?;
        Ok(results)
    }

    /// Applies the steps to each image and writes the result to the image at its place in `dsts`.
    ///
    /// # Errors
    /// Those of [`run_many`](Plan::run_many); `SizeMismatch` where there are more or fewer `dsts` than images, or one has another
    /// size than the result; `Unsupported` for another format.
    pub fn run_many_into(&self, images: &[impl AsView], dsts: &mut [ImageViewMut<'_>]) -> Result<()> {
        let (given, wanted) = (dsts.len(), images.len());
        if given != wanted {
            let message = format_args!("dsts: are {given}, the images {wanted}");
            return Err(Error::new(ErrorKind::SizeMismatch, message));
        }
        let mut jobs = list(images.len())?;
        let pairs = images.iter().zip(dsts);
        jobs.extend(pairs.map(|(image, dst)| PlanJob::new(image.as_view().to_core(), dst.core_mut())));
        Ok(self.0.run_many(&mut jobs)?)
    }

    /// Returns the dimensions of the tensor of `images`, in the order of the layout.
    ///
    /// # Errors
    /// Those of [`output_size`](Plan::output_size); `InvalidArgument` where the plan does not end in a tensor; `SizeMismatch` if
    /// a size of the tensor is that of the images and they differ.
    pub fn tensor_shape(&self, images: &[impl AsView]) -> Result<[usize; 4]> {
        with_refs(images, |images| Ok(self.0.tensors(images)?.shape()))
    }

    /// Applies the steps of a plan that ends in a tensor to each image, and makes one tensor of them: what [`TensorParams::run`]
    /// makes of what the other steps give.
    ///
    /// # Errors
    /// Those of [`tensor_shape`](Plan::tensor_shape); `InvalidArgument` where the tensor has another type; `OutOfMemory`.
    ///
    /// [`TensorParams::run`]: super::TensorParams::run
    pub fn run_tensor_many<T: TensorElement>(&self, images: &[impl AsView]) -> Result<Vec<T>> {
        with_refs(images, |images| {
            let tensors = self.0.tensors(images)?;
            let mut out = try_zeroed(tensors.elements(), "tensor")?;
            tensors.write(T::tensor_mut(&mut out))?;
            Ok(out)
        })
    }

    /// Does what [`run_tensor_many`](Plan::run_tensor_many) does, and writes the tensor to `out`.
    ///
    /// # Errors
    /// Those of [`run_tensor_many`](Plan::run_tensor_many); `SizeMismatch` if `out` has another length than the tensor.
    pub fn run_tensor_many_into<T: TensorElement>(&self, images: &[impl AsView], out: &mut [T]) -> Result<()> {
        with_refs(images, |images| Ok(self.0.tensors(images)?.write(T::tensor_mut(out))?))
    }
}

/// An empty list with room for an item of each image.
fn list<T>(images: usize) -> Result<Vec<T>> {
    let mut list = Vec::new();
    match list.try_reserve_exact(images) {
        Ok(()) => Ok(list),
        Err(_) => Err(Error::new(ErrorKind::OutOfMemory, format_args!("images: no memory for a list of {images}"))),
    }
}
