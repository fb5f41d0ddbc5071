//! Crops of quadrilaterals, alone and in a tensor.

use super::call::{Call, ended};
use crate::quads::quad;
use capi::crop::{
    ScipixCropSize, scipix_crop_params_init, scipix_crop_quad_size, scipix_image_crop_quad_with,
    scipix_image_crops_tensor_shape, scipix_image_crops_to_tensor,
};
use capi::image::{scipix_image_view, scipix_image_view_mut};
use capi::pixel_format::*;
use capi::tensor::scipix_tensor_params_init;

/// Every format, those of eight bits more often.
const FORMATS: [ScipixPixelFormat; 9] = [
    SCIPIX_PIXEL_FORMAT_GRAY8,
    SCIPIX_PIXEL_FORMAT_RGB8,
    SCIPIX_PIXEL_FORMAT_BGR8,
    SCIPIX_PIXEL_FORMAT_RGBA8,
    SCIPIX_PIXEL_FORMAT_BGRA8,
    SCIPIX_PIXEL_FORMAT_GRAY8,
    SCIPIX_PIXEL_FORMAT_RGB8,
    SCIPIX_PIXEL_FORMAT_BIT1,
    SCIPIX_PIXEL_FORMAT_GRAY16,
];
/// Bytes of the largest tensor that is made.
const MOST_BYTES: usize = 1 << 16;

/// Width, height, stride and format of an image with so many bytes.
fn numbers(call: &mut Call<'_, '_>) -> (usize, [usize; 3], i32) {
    let format = if call.bytes.once_in(20) { call.word() as i32 } else { call.bytes.pick(&FORMATS) };
    let pixel = match format {
        SCIPIX_PIXEL_FORMAT_RGB8 | SCIPIX_PIXEL_FORMAT_BGR8 => 3,
        SCIPIX_PIXEL_FORMAT_RGBA8 | SCIPIX_PIXEL_FORMAT_BGRA8 => 4,
        SCIPIX_PIXEL_FORMAT_GRAY16 => 2,
        _ => 1,
    };
    let (width, height) = (1 + call.bytes.below(40), 1 + call.bytes.below(30));
    let stride = 2 * (width * pixel).div_ceil(2) + 2 * call.bytes.below(3);
    let hostile = call.bytes.pick(&[0, 1, usize::MAX, 1 << 62, 1 << 32]);
    let mut sides = [width, height, stride];
    if call.bytes.once_in(16) {
        sides[call.bytes.below(3)] = hostile;
    }
    (stride * height, sides, format)
}

/// A view of random pixels, and the struct at a fence; `None` where the numbers make no image.
fn source(call: &mut Call<'_, '_>) -> Option<*const ScipixImage> {
    let (len, [width, height, stride], format) = numbers(call);
    let noise = call.bytes.take(64);
    let pixels: Vec<u8> = (0..len).map(|i| noise.get(i % 61).copied().unwrap_or(i as u8)).collect();
    let (at, out) = (call.place(&pixels), call.room::<ScipixImage>(1));
    // SAFETY: `len` bytes, and a place that is NULL, misaligned, or good.
    let status = unsafe { scipix_image_view(at, len, width, height, stride, format, out.given) };
    if !ended(status) {
        out.is_unwritten();
        return None;
    }
    let view = out.items()[0];
    Some(call.input(&[view]))
}

/// Crops one quadrilateral.
pub fn crop(call: &mut Call<'_, '_>) {
    let (quad, size) = (quad(call.bytes, 40), call.room::<ScipixCropSize>(1));
    let (quad, params) = (call.input(&quad).cast::<f32>(), call.sized(scipix_crop_params_init, usize::MAX, |_, _| {}));
    // SAFETY: pointers are NULL, misaligned, or to what they say, which lies at fences.
    if ended(unsafe { scipix_crop_quad_size(quad, params, size.given) }) {
        let ScipixCropSize { width, height } = size.items()[0];
        assert!((1..=1 << 24).contains(&width) && (1..=1 << 24).contains(&height), "{width}x{height}");
    } else {
        size.is_unwritten();
    }
    let Some(src) = source(call) else { return };
    let (len, [width, height, stride], format) = numbers(call);
    let (out, place) = (call.room::<u8>(len), call.room::<ScipixImageMut>(1));
    // SAFETY: `len` bytes, and a place that is NULL, misaligned, or good.
    let status = unsafe { scipix_image_view_mut(out.given, len, width, height, stride, format, place.given) };
    if !ended(status) {
        return place.is_unwritten();
    }
    let dst = place.items()[0];
    let dst = call.input(&[dst]);
    // SAFETY: as above; the views lie in their buffers, as the functions that made them checked.
    if !ended(unsafe { scipix_image_crop_quad_with(src, quad, params, dst) }) {
        out.is_unwritten();
    }
}

/// Crops some quadrilaterals into a tensor.
pub fn tensor(call: &mut Call<'_, '_>) {
    let Some(src) = source(call) else { return };
    let quads: Vec<_> = (0..call.bytes.below(5)).map(|_| quad(call.bytes, 40)).collect();
    let (given, count) = (call.input(&quads).cast::<f32>(), call.count(quads.len()));
    let crop = call.sized(scipix_crop_params_init, usize::MAX, |_, _| {});
    let params = call.sized(scipix_tensor_params_init, usize::MAX, |params, call| {
        params.height = call.bytes.pick(&[48, 16, 1, 0]);
        params.width = call.bytes.pick(&[0, 64, 7]);
        params.fit = call.bytes.below(3) as i32;
        params.element = call.bytes.pick(&[0, 3, 4]);
        params.layout = call.bytes.below(2) as i32;
    });
    let (shape, needed) = (call.room::<usize>(4), call.room::<usize>(1));
    // SAFETY: pointers are NULL, misaligned, or to what they say, which lies at fences.
    let status = unsafe { scipix_image_crops_tensor_shape(src, given, count, crop, params, shape.given, needed.given) };
    if !ended(status) {
        shape.is_unwritten();
        return needed.is_unwritten();
    }
    let bytes = if needed.given.is_null() { 64 } else { needed.items()[0] };
    // Crops of huge quadrilaterals take as much memory as they say.
    let sides = quads.iter().flatten().flatten().map(|at| at.abs());
    if bytes > MOST_BYTES || sides.fold(0.0, f32::max) > 400.0 {
        return;
    }
    let len = if call.bytes.once_in(20) { bytes / 2 } else { bytes };
    let out = call.room::<u8>(len);
    // SAFETY: as above.
    let status = unsafe { scipix_image_crops_to_tensor(src, given, count, crop, params, out.given.cast(), len) };
    if !ended(status) {
        out.is_unwritten();
    }
}
