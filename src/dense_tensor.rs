//! The short way of images without gaps to floats of their own size, as most crops and lines are that go to a model: one image, or several
//! of one size.

use super::dense::{are_disjoint, dense_len};
use super::element::SCIPIX_ELEMENT_F32;
use super::guard::Law;
use super::pixel_format::{SCIPIX_PIXEL_FORMAT_GRAY8, ScipixImage, ScipixPixelFormat};
use super::resize::{SCIPIX_FILTER_BICUBIC, SCIPIX_FILTER_NEAREST};
use super::tensor::{
    SCIPIX_STORES_AUTO, SCIPIX_TENSOR_FIT_STRETCH, SCIPIX_TENSOR_LAYOUT_NCHW, SCIPIX_TENSOR_PADDING_CONSTANT,
    SCIPIX_TENSOR_PLACEMENT_TOP_LEFT, ScipixTensorParams, TensorArguments,
};
use super::view::known_format;
use scipix_core::image::{DensePixels, FEW_ELEMENTS, Format, write_dense_plane, write_dense_planes};
use std::ffi::c_void;
use std::slice;

/// Bytes of a tensor that one thread writes, not past the cache.
const MOST_BYTES: usize = FEW_ELEMENTS * size_of::<f32>();

impl<'call> Law<'call> {
    /// Writes the plane of one valid gray image without gaps that keeps its size, by parameters that are the defaults but for channels,
    /// mean, standard deviation, filter and fill. `false` is no error: nothing was written, and the checks of the long way decide,
    /// and say what is wrong.
    #[inline(always)]
    pub(super) fn write_dense_gray(self, call: &TensorArguments) -> bool {
        let gray = |number| (number == SCIPIX_PIXEL_FORMAT_GRAY8).then_some(Format::Gray8);
        match (self.whole_params(call), self.dense_floats(call.images, gray, call.out)) {
            (Some(params), Some((px, out))) if call.count == 1 && gray(params.channels).is_some() => {
                keeps_size(params, px.width, px.height)
                    && write_dense_plane(px.bytes, params.mean[0], params.std_dev[0], out)
            }
            _ => false,
        }
    }

    /// Writes the planes of one colour image, as [`Law::write_dense_gray`] writes one of gray.
    #[inline(always)]
    pub(super) fn write_dense_colours(self, call: &TensorArguments) -> bool {
        match (self.whole_params(call), self.dense_floats(call.images, known_format, call.out)) {
            (Some(params), Some((px, out))) => call.count == 1 && write_kept(params, px, out),
            _ => false,
        }
    }

    /// Writes the planes of several small images of one size, as [`Law::write_dense_gray`] and [`Law::write_dense_colours`] write those of
    /// one. `false` is no error: the long way then writes the whole tensor.
    pub(super) fn write_dense_many(self, call: &TensorArguments) -> bool {
        self.whole_params(call).is_some_and(|params| {
            self.each_dense_floats((call.images, call.count), call.out, |px, out| write_kept(params, px, out))
        })
    }

    /// Calls `each` with images of one size and format and their parts of a tensor, as [`Law::dense_floats`] borrows one, until it returns
    /// `false`. All images have to lie apart from a tensor of at most [`MOST_BYTES`]: otherwise there is no call. Returns whether all
    /// images had theirs.
    #[inline(always)]
    pub(super) fn each_dense_floats(
        self,
        (images, count): (*const ScipixImage, usize),
        (out, out_bytes): (*mut c_void, usize),
        mut each: impl FnMut(DensePixels<'call>, &'call mut [f32]) -> bool,
    ) -> bool {
        let Ok(images @ [first, ..]) = self.slice(images, count, "images") else {
            return false;
        };
        let each_bytes = out_bytes / images.len();
        if out_bytes > MOST_BYTES || each_bytes * images.len() != out_bytes {
            return false;
        }
        let is_plain = |image: &ScipixImage| {
            (image.width, image.height, image.format) == (first.width, first.height, first.format)
                && self.dense_source(image, known_format, (out, out_bytes)).is_some()
        };
        let mut parts = images.iter().zip(0..);
        images.iter().all(is_plain)
            && parts.all(|(image, index)| {
                let part = (out.wrapping_byte_add(index * each_bytes), each_bytes);
                self.dense_floats(image, known_format, part).is_some_and(|(px, out)| each(px, out))
            })
    }

    /// Borrows the parameters, if they are as long as those of this release.
    #[inline(always)]
    fn whole_params(self, &TensorArguments { params, .. }: &TensorArguments) -> Option<&'call ScipixTensorParams> {
        if params.is_null() || !params.is_aligned() {
            return None;
        }
        // SAFETY: not null and aligned, as was checked; the size, the first field, is readable by the caller's promise (`Law`).
        let declared = unsafe { (*params).struct_size };
        // SAFETY: the caller declares the bytes of all fields, of which any are valid.
        (declared as usize == size_of::<ScipixTensorParams>()).then(|| unsafe { &*params })
    }

    /// Borrows the pixels of a valid image without gaps in a format that `known` names, and the `out_bytes` of floats at `out`, if they
    /// lie apart. `None` is no error, as in [`Law::dense`].
    #[inline(always)]
    pub(super) fn dense_floats(
        self,
        image: *const ScipixImage,
        known: impl FnOnce(ScipixPixelFormat) -> Option<Format>,
        (out, out_bytes): (*mut c_void, usize),
    ) -> Option<(DensePixels<'call>, &'call mut [f32])> {
        let (&ScipixImage { data, width, height, .. }, len, format) =
            self.dense_source(image, known, (out, out_bytes))?;
        // SAFETY: the caller's promise (`Law`) for an image of this size without gaps and for `out_bytes` at `out`, which is aligned;
        // they share no byte, as was checked.
        let (bytes, out) =
            unsafe { (slice::from_raw_parts(data, len), slice::from_raw_parts_mut(out.cast::<f32>(), out_bytes / 4)) };
        Some((DensePixels { bytes, format, width, height }, out))
    }

    /// Checks what [`Law::dense_floats`] borrows, and returns the image, its bytes and its format.
    #[inline(always)]
    fn dense_source(
        self,
        image: *const ScipixImage,
        known: impl FnOnce(ScipixPixelFormat) -> Option<Format>,
        (out, out_bytes): (*mut c_void, usize),
    ) -> Option<(&'call ScipixImage, usize, Format)> {
        let out = out.cast::<f32>();
        if image.is_null() || out.is_null() || !image.is_aligned() || !out.is_aligned() {
            return None;
        }
        // SAFETY: not null and aligned, as was checked; readable by the caller's promise (`Law`), and any bytes are valid.
        let image = unsafe { &*image };
        let &ScipixImage { data, width, height, stride, format: number } = image;
        let format = known(number)?;
        let len = dense_len((width, height), stride, format.pixel_bytes()?)?;
        let floats = out_bytes.is_multiple_of(4) && out_bytes <= isize::MAX as usize && out_bytes != 0;
        if data.is_null() || !floats || !are_disjoint((data, len), (out.cast(), out_bytes)) {
            return None;
        }
        Some((image, len, format))
    }
}

/// Writes the planes of pixels that keep their size and are gray where the planes are. Returns `false`, having written nothing, for
/// others.
#[inline(always)]
fn write_kept(params: &ScipixTensorParams, px: DensePixels<'_>, out: &mut [f32]) -> bool {
    keeps_size(params, px.width, px.height)
        && match known_format(params.channels) {
            Some(Format::Gray8) => {
                px.format == Format::Gray8 && write_dense_plane(px.bytes, params.mean[0], params.std_dev[0], out)
            }
            Some(channels) => write_dense_planes(px, channels, (&params.mean, &params.std_dev), out),
            None => false,
        }
}

/// Whether valid parameters make of an image of this size planes of floats of the same size.
#[inline(always)]
fn keeps_size(params: &ScipixTensorParams, width: usize, height: usize) -> bool {
    let same = |wanted: u32, own: usize| wanted == 0 || wanted as usize == own;
    params.layout == SCIPIX_TENSOR_LAYOUT_NCHW
        && params.element == SCIPIX_ELEMENT_F32
        && params.fit == SCIPIX_TENSOR_FIT_STRETCH
        && params.stores == SCIPIX_STORES_AUTO
        && params.placement == SCIPIX_TENSOR_PLACEMENT_TOP_LEFT
        && params.padding == SCIPIX_TENSOR_PADDING_CONSTANT
        && params.flatten == 0
        && params.reserved == 0
        && params.fill.is_finite()
        && (SCIPIX_FILTER_NEAREST..=SCIPIX_FILTER_BICUBIC).contains(&params.filter)
        && same(params.width, width)
        && same(params.height, height)
}

#[cfg(test)]
mod tests {
    use super::super::guard::guard;
    use super::super::pixel_format::SCIPIX_PIXEL_FORMAT_RGB8;
    use super::super::sized::Versioned;
    use super::*;
    use std::ptr::{null, null_mut};

    /// A call that may go the short way: an image of 4 x 3 pixels, gray to one plane.
    struct Call {
        image: ScipixImage,
        count: usize,
        params: ScipixTensorParams,
        out: *mut c_void,
        out_bytes: usize,
    }

    /// Whether the call goes the short way after `change`.
    fn goes(change: impl FnOnce(&mut Call)) -> bool {
        let (px, mut out) = ([7u8; 100], [f32::NAN; 100]);
        let image =
            ScipixImage { data: px.as_ptr(), width: 4, height: 3, stride: 0, format: SCIPIX_PIXEL_FORMAT_GRAY8 };
        let params = ScipixTensorParams { channels: SCIPIX_PIXEL_FORMAT_GRAY8, ..ScipixTensorParams::defaults() };
        let mut call = Call { image, count: 1, params, out: out.as_mut_ptr().cast(), out_bytes: 48 };
        change(&mut call);
        // The first call of all goes another way.
        let (_, mut went) = (scipix_core::simd::active(), false);
        guard(|law| {
            let out = (call.out, call.out_bytes);
            let call = TensorArguments { images: &call.image, count: call.count, params: &call.params, out };
            went = law.write_dense_gray(&call) || law.write_dense_colours(&call);
            Ok(())
        });
        let written = out.iter().filter(|element| !element.is_nan()).count();
        assert_eq!(written, if went { call.out_bytes / 4 } else { 0 });
        went
    }

    #[test]
    fn only_plain_calls_go_the_short_way() {
        assert!(goes(|_| ()));
        assert!(goes(|call| (call.image.stride, call.params.width, call.params.height) = (4, 4, 3)));
        assert!(goes(|call| (call.params.filter, call.params.fill) = (0, -3.0)));
        assert!(!goes(|call| call.count = 0) && !goes(|call| call.count = 2));
        assert!(!goes(|call| call.image.stride = 5), "a gap");
        assert!(!goes(|call| call.image.stride = 3), "too short a stride");
        assert!(!goes(|call| call.image.data = null()) && !goes(|call| call.out = null_mut()));
        assert!(!goes(|call| call.out_bytes = 44) && !goes(|call| call.out_bytes = 52));
        assert!(!goes(|call| call.out_bytes = 49) && !goes(|call| call.out_bytes = usize::MAX - 3));
        assert!(!goes(|call| call.out = call.out.wrapping_byte_add(1)), "not aligned");
        assert!(!goes(|call| call.image.width = 0) && !goes(|call| call.image.height = usize::MAX / 2));
        assert!(!goes(|call| call.image.format = 0) && !goes(|call| call.image.format = SCIPIX_PIXEL_FORMAT_RGB8));
    }

    #[test]
    fn other_parameters_do_not() {
        let with = |change: fn(&mut ScipixTensorParams)| goes(|call| change(&mut call.params));
        assert!(!with(|params| params.struct_size -= 8) && !with(|params| params.struct_size += 8));
        assert!(!with(|params| params.layout = 1) && !with(|params| params.element = 3));
        assert!(!with(|params| params.fit = 1) && !with(|params| params.stores = 1));
        assert!(!with(|params| params.placement = 1) && !with(|params| params.padding = 1));
        assert!(!with(|params| params.flatten = 1) && !with(|params| params.reserved = 1));
        assert!(!with(|params| params.filter = 6) && !with(|params| params.filter = -1));
        assert!(!with(|params| params.width = 5) && !with(|params| params.height = 2));
        assert!(!with(|params| params.fill = f32::NAN) && !with(|params| params.std_dev[0] = 0.0));
        assert!(!with(|params| params.channels = 0) && !with(|params| params.channels = SCIPIX_PIXEL_FORMAT_RGB8));
    }

    #[test]
    fn an_image_that_shares_a_byte_with_its_tensor_does_not() {
        let mut floats = [0f32; 40];
        let start = floats.as_mut_ptr();
        for (distance, disjoint) in [(0, false), (8, false), (12, true)] {
            let before = goes_at(start.wrapping_byte_add(12).cast(), start.wrapping_byte_add(12 + distance));
            assert_eq!(before, disjoint, "tensor {distance} bytes after the image");
        }
        for (distance, disjoint) in [(44, false), (47, false), (48, true)] {
            assert_eq!(
                goes_at(start.wrapping_byte_add(distance).cast(), start),
                disjoint,
                "image {distance} bytes after"
            );
        }
    }

    fn goes_at(px: *const u8, out: *mut f32) -> bool {
        let image = ScipixImage { data: px, width: 4, height: 3, stride: 0, format: SCIPIX_PIXEL_FORMAT_GRAY8 };
        let params = ScipixTensorParams { channels: SCIPIX_PIXEL_FORMAT_GRAY8, ..ScipixTensorParams::defaults() };
        let (_, mut went) = (scipix_core::simd::active(), false);
        guard(|law| {
            let out = (out.cast(), 48);
            went = law.write_dense_gray(&TensorArguments { images: &image, count: 1, params: &params, out });
            Ok(())
        });
        went
    }
}
