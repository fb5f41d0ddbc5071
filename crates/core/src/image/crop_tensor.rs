//! Crops of quadrilaterals straight to the input tensor of a model.

use super::crop_quad::{CropParams, check_format, crop_quad_size, crop_quad_with};
use super::tensor::{TensorJob, TensorMut, TensorParams, tensor_shape_of};
use super::{Geometry, ImageMut, ImageRef};
use crate::base::error::{Error, Result, fail};
use crate::base::sync::Mutex;
use crate::split;

/// Estimated cost of a byte of a crop, by cubic interpolation.
const NS_PER_BYTE: f64 = 2.0;

/// Scratch of [`crops_to_tensor`], which takes no memory for pixels once it has grown.
#[derive(Debug, Default)]
pub struct CropTensorScratch {
    pixels: Vec<u8>,
    crops: Vec<Geometry>,
}

impl CropTensorScratch {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { pixels: Vec::new(), crops: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.pixels.capacity() + self.crops.capacity() * size_of::<Geometry>()
    }

    /// Lists the sizes of the crops, and returns the bytes of their pixels.
    fn measure(&mut self, src: &ImageRef<'_>, quads: &[[[f32; 2]; 4]], params: &CropParams) -> Result<usize> {
        check_format(src)?;
        self.crops.clear();
        if self.crops.try_reserve(quads.len()).is_err() {
            fail!(OutOfMemory, "quads: no memory for {} of them", quads.len());
        }
        let mut bytes = 0_usize;
        for (index, quad) in quads.iter().enumerate() {
            let named = |error: Error| error.of(format_args!("quads[{index}]"));
            let (width, height) = crop_quad_size(quad, params).map_err(named)?;
            let geometry = Geometry::new(width, height, 0, src.format()).map_err(named)?;
            let Some(sum) = bytes.checked_add(geometry.span) else {
                fail!(Overflow, "quads: their crops exceed the address space");
            };
            bytes = sum;
            self.crops.push(geometry);
        }
        Ok(bytes)
    }

    /// Makes room for the pixels of the crops.
    fn reserve(&mut self, bytes: usize) -> Result<()> {
        let more = bytes.saturating_sub(self.pixels.len());
        if self.pixels.try_reserve(more).is_err() {
            fail!(OutOfMemory, "quads: no memory for crops of {bytes} bytes");
        }
        self.pixels.resize(bytes.max(self.pixels.len()), 0);
        Ok(())
    }

    /// Crops each quadrilateral to its place in the pixels, the crops shared out to threads.
    fn crop(&mut self, src: ImageRef<'_>, quads: &[[[f32; 2]; 4]], params: &CropParams) -> Result<()> {
        let bytes: usize = self.crops.iter().map(|crop| crop.span).sum();
        let mut rest = &mut self.pixels[..];
        let places = self.crops.iter().zip(quads).enumerate().map(|(index, (crop, quad))| {
            let (place, after) = std::mem::take(&mut rest).split_at_mut(crop.span);
            rest = after;
            (index, crop, quad, place)
        });
        let (places, first) = (Mutex::new(places), split::FirstError::new());
        split::share(split::workers_for(NS_PER_BYTE * bytes as f64).min(quads.len()), || {
            let next = || places.lock().next();
            while let Some((index, crop, quad, place)) = next() {
                let dst = ImageMut::new(place, crop.width, crop.height, 0, crop.format);
                let done = dst.and_then(|dst| crop_quad_with(src, quad, params, dst));
                first.check(done.map_err(|error| error.of(format_args!("quads[{index}]"))));
            }
        });
        first.into_result()
    }
}

/// Calls `f` with the crops of `quads` as views: a view for each is allocated, and the pixels are those of `scratch`.
fn with_crops<R>(scratch: &CropTensorScratch, f: impl FnOnce(&[ImageRef<'_>]) -> Result<R>) -> Result<R> {
    let mut views = Vec::new();
    if views.try_reserve_exact(scratch.crops.len()).is_err() {
        fail!(OutOfMemory, "quads: no memory for {} views", scratch.crops.len());
    }
    let mut rest = &scratch.pixels[..];
    for crop in &scratch.crops {
        let (pixels, after) = rest.split_at(crop.span);
        views.push(ImageRef::new(pixels, crop.width, crop.height, 0, crop.format)?);
        rest = after;
    }
    f(&views)
}

/// Returns the shape of the tensor that [`crops_to_tensor`] writes, in the order of the layout. It takes no memory for pixels.
///
/// # Errors
/// Errors of [`crops_to_tensor`] that do not depend on `out`.
pub fn crops_tensor_shape(
    src: ImageRef<'_>,
    quads: &[[[f32; 2]; 4]],
    crop: &CropParams,
    params: &TensorParams,
    scratch: &mut CropTensorScratch,
) -> Result<[usize; 4]> {
    scratch.measure(&src, quads, crop)?;
    tensor_shape_of(&scratch.crops, params)
}

/// Crops `quads` of `src`, each at the size of [`crop_quad_size`], and converts the crops to one tensor, which is written to
/// `out`: what [`crop_quad_with`] and [`to_tensor`](super::to_tensor) make one after the other. Everything but the convexity of
/// the corners is checked before a crop is made, and all of it before the first byte of `out` is written.
///
/// # Errors
/// Errors of [`crop_quad_size`], [`crop_quad_with`] and [`to_tensor`](super::to_tensor).
pub fn crops_to_tensor(
    src: ImageRef<'_>,
    quads: &[[[f32; 2]; 4]],
    crop: &CropParams,
    params: &TensorParams,
    out: TensorMut<'_>,
    scratch: &mut CropTensorScratch,
) -> Result<()> {
    let bytes = scratch.measure(&src, quads, crop)?;
    let elements = tensor_shape_of(&scratch.crops, params)?.iter().product::<usize>();
    if out.len() != elements {
        fail!(SizeMismatch, "out: has {} elements, the tensor {elements}", out.len());
    }
    scratch.reserve(bytes)?;
    scratch.crop(src, quads, crop)?;
    with_crops(scratch, |views| TensorJob::new(views, params)?.write(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind::{InvalidArgument, SizeMismatch, Unsupported};
    use crate::image::{Format, Interpolation, TensorFit, to_tensor};
    use crate::testing::noise;

    fn params() -> TensorParams {
        let fit = TensorFit::Height;
        TensorParams { mean: [0.5; 3], std: [0.5; 3], fit, height: 16, ..TensorParams::default() }
    }

    const QUADS: [[[f32; 2]; 4]; 3] = [
        [[3.0, 4.0], [60.0, 9.0], [58.0, 21.0], [1.0, 16.0]],
        [[70.0, 5.0], [80.0, 5.0], [80.0, 50.0], [70.0, 50.0]],
        [[10.0, 40.0], [30.0, 40.0], [30.0, 52.0], [10.0, 52.0]],
    ];

    #[test]
    fn crops_and_tensor_are_those_made_one_after_the_other() {
        let data = noise(90 * 60 * 3, 1);
        let src = ImageRef::new(&data, 90, 60, 0, Format::Rgb8).unwrap();
        let mut scratch = CropTensorScratch::new();
        for crop in [CropParams::PADDLE, CropParams { interpolation: Interpolation::Bilinear, turn_ratio: 0.0 }] {
            let crops = QUADS.map(|quad| {
                let (width, height) = crop_quad_size(&quad, &crop).unwrap();
                let mut pixels = vec![0; width * height * 3];
                let dst = ImageMut::new(&mut pixels, width, height, 0, Format::Rgb8).unwrap();
                crop_quad_with(src, &quad, &crop, dst).unwrap();
                (pixels, width, height)
            });
            let views = crops.each_ref().map(|(px, w, h)| ImageRef::new(px, *w, *h, 0, Format::Rgb8).unwrap());
            let shape = crops_tensor_shape(src, &QUADS, &crop, &params(), &mut scratch).unwrap();
            assert_eq!(shape, crate::image::tensor_shape(&views, &params()).unwrap());
            let len = shape.iter().product();
            let (mut expected, mut found) = (vec![0.0; len], vec![7.0; len]);
            to_tensor(&views, &params(), TensorMut::F32(&mut expected)).unwrap();
            crops_to_tensor(src, &QUADS, &crop, &params(), TensorMut::F32(&mut found), &mut scratch).unwrap();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn nothing_is_written_after_an_error() {
        let data = noise(90 * 60 * 3, 1);
        let src = ImageRef::new(&data, 90, 60, 0, Format::Rgb8).unwrap();
        let mut scratch = CropTensorScratch::new();
        let shape = crops_tensor_shape(src, &QUADS, &CropParams::PADDLE, &params(), &mut scratch).unwrap();
        let mut out = vec![7.0; shape.iter().product()];
        let mut fails = |src, quads: &[[[f32; 2]; 4]], less: usize| {
            let len = out.len() - less;
            let tensor = TensorMut::F32(&mut out[..len]);
            let failed = crops_to_tensor(src, quads, &CropParams::PADDLE, &params(), tensor, &mut scratch);
            assert!(out.iter().all(|&element| element == 7.0));
            failed.unwrap_err()
        };
        assert_eq!(fails(src, &QUADS, 1).kind(), SizeMismatch);
        // Crossed: found while it is cropped.
        let [a, mut b, c] = QUADS;
        b.swap(0, 1);
        let error = fails(src, &[a, b, c], 0);
        assert!(error.kind() == InvalidArgument && error.message().starts_with("quads[1]: "), "{error}");
        b[2][0] = f32::NAN;
        assert_eq!(fails(src, &[a, b, c], 0).kind(), InvalidArgument);
        let bits = ImageRef::new(&data, 90, 60, 0, Format::Bit1).unwrap();
        assert_eq!(fails(bits, &QUADS, 0).kind(), Unsupported);
        crops_to_tensor(src, &[], &CropParams::PADDLE, &params(), TensorMut::F32(&mut []), &mut scratch).unwrap();
    }
}
