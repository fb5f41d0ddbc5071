//! Crops in memory that is kept from call to call.

use crate::base::error::{Error, Result, fail};
use crate::base::sync::Mutex;
use crate::image::crop_quad::{CropParams, check_format, crop_quad_size, crop_quad_with, is_convex_quad, not_convex};
use crate::image::tensor::TensorScratch;
use crate::image::{Format, Geometry, ImageMut, ImageRef};
use crate::split;

/// Estimated cost of a byte of a crop, by cubic interpolation.
const NS_PER_BYTE: f64 = 2.0;

/// Scratch of [`crops_to_tensor`](super::crops_to_tensor), which takes no memory for pixels, tables and rows once it has grown.
pub struct CropTensorScratch {
    pixels: Vec<u8>,
    crops: Vec<Geometry>,
    /// Indices of the quadrilaterals that become padding.
    flat: Vec<usize>,
    tensor: TensorScratch,
}

impl Default for CropTensorScratch {
    fn default() -> Self {
        Self::new()
    }
}

impl CropTensorScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { pixels: Vec::new(), crops: Vec::new(), flat: Vec::new(), tensor: TensorScratch::new() }
    }

    /// Returns the bytes of memory that it holds, but for up to 4 MiB of tables for each of eight threads.
    pub fn bytes(&self) -> usize {
        let indices = self.flat.capacity() * size_of::<usize>();
        self.pixels.capacity() + self.crops.capacity() * size_of::<Geometry>() + indices
    }

    /// Returns the sizes of the crops.
    pub(super) fn crops(&self) -> &[Geometry] {
        &self.crops
    }

    /// Returns the indices of the quadrilaterals that become padding, in order.
    pub(super) fn flat(&self) -> &[usize] {
        &self.flat
    }

    /// Returns the memory of the conversion.
    pub(super) fn tensor(&self) -> &TensorScratch {
        &self.tensor
    }

    /// Lists the sizes of the crops, and returns the bytes of their pixels. An error names the least quadrilateral at fault, also where
    /// only a crop would find that.
    pub(super) fn measure(
        &mut self,
        src: &ImageRef<'_>,
        quads: &[[[f32; 2]; 4]],
        params: &CropParams,
    ) -> Result<usize> {
        self.measure_all(src, quads, params).map_err(|error| self.least_error(error, quads, params))
    }

    fn measure_all(&mut self, src: &ImageRef<'_>, quads: &[[[f32; 2]; 4]], params: &CropParams) -> Result<usize> {
        self.crops.clear();
        self.flat.clear();
        check_format(src)?;
        if self.crops.try_reserve(quads.len()).is_err() {
            fail!(OutOfMemory, "quads: no memory for {} of them", quads.len());
        }
        for (index, quad) in quads.iter().enumerate() {
            let named = |error: Error| error.of(format_args!("quads[{index}]"));
            let (width, height) = crop_quad_size(quad, params).map_err(named)?;
            self.crops.push(Geometry::new(width, height, 0, src.format()).map_err(named)?);
            if params.pad_flat && !is_convex_quad(quad) {
                self.add_flat(index)?;
            }
        }
        self.size_flat(src.format())?;
        let sum = self.crops.iter().try_fold(0_usize, |sum, crop| sum.checked_add(crop.span));
        let Some(bytes) = sum else {
            fail!(Overflow, "quads: their crops exceed the address space");
        };
        Ok(bytes)
    }

    /// Returns `error`, or that of an earlier quadrilateral which only a crop would refuse.
    #[cold]
    fn least_error(&self, error: Error, quads: &[[[f32; 2]; 4]], params: &CropParams) -> Error {
        let measured = &quads[..self.crops.len()];
        match measured.iter().position(|quad| !params.pad_flat && !is_convex_quad(quad)) {
            Some(index) => not_convex(&quads[index]).of(format_args!("quads[{index}]")),
            None => error,
        }
    }

    #[cold]
    fn add_flat(&mut self, index: usize) -> Result<()> {
        if self.flat.try_reserve(1).is_err() {
            fail!(OutOfMemory, "quads: no memory for {} of them", self.flat.len() + 1);
        }
        self.flat.push(index);
        Ok(())
    }

    /// Gives what becomes padding the size of the first crop, so that it does not change that of the tensor.
    fn size_flat(&mut self, format: Format) -> Result<()> {
        if self.flat.is_empty() {
            return Ok(());
        }
        let is_crop = |index: &usize| self.flat.binary_search(index).is_err();
        let size = match (0..self.crops.len()).find(is_crop) {
            Some(index) => self.crops[index],
            None => Geometry::new(1, 1, 0, format)?,
        };
        let Self { crops, flat, .. } = self;
        flat.iter().for_each(|&index| crops[index] = size);
        Ok(())
    }

    /// Makes room for the pixels of the crops.
    pub(super) fn reserve(&mut self, bytes: usize) -> Result<()> {
        let more = bytes.saturating_sub(self.pixels.len());
        if self.pixels.try_reserve(more).is_err() {
            fail!(OutOfMemory, "quads: no memory for crops of {bytes} bytes");
        }
        self.pixels.resize(bytes.max(self.pixels.len()), 0);
        Ok(())
    }

    /// Crops each quadrilateral to its place in the pixels, the crops shared out to threads.
    pub(super) fn crop(&mut self, src: ImageRef<'_>, quads: &[[[f32; 2]; 4]], params: &CropParams) -> Result<()> {
        let Self { pixels, crops, flat, .. } = self;
        let bytes: usize = crops.iter().map(|crop| crop.span).sum();
        let mut rest = &mut pixels[..];
        let places = crops.iter().zip(quads).enumerate().map(|(index, (crop, quad))| {
            let (place, after) = std::mem::take(&mut rest).split_at_mut(crop.span);
            rest = after;
            (index, crop, quad, place)
        });
        let places = places.filter(|(index, ..)| flat.binary_search(index).is_err());
        let (places, first) = (Mutex::new(places), split::FirstError::new());
        split::share(split::workers_for(NS_PER_BYTE * bytes as f64).min(quads.len()), || {
            let next = || places.lock().next();
            while let Some((index, crop, quad, place)) = next() {
                let dst = ImageMut::new(place, crop.width, crop.height, 0, crop.format);
                let done = dst.and_then(|dst| crop_quad_with(src, quad, params, dst));
                first.check(index, done.map_err(|error| error.of(format_args!("quads[{index}]"))));
            }
        });
        first.into_result()
    }

    /// Calls `f` with the crops as views: a view for each is allocated, and the pixels are those of this.
    pub(super) fn with_crops<R>(&self, f: impl FnOnce(&[ImageRef<'_>]) -> Result<R>) -> Result<R> {
        let mut views = Vec::new();
        if views.try_reserve_exact(self.crops.len()).is_err() {
            fail!(OutOfMemory, "quads: no memory for {} views", self.crops.len());
        }
        let mut rest = &self.pixels[..];
        for crop in &self.crops {
            let (pixels, after) = rest.split_at(crop.span);
            views.push(ImageRef::new(pixels, crop.width, crop.height, 0, crop.format)?);
            rest = after;
        }
        f(&views)
    }
}
