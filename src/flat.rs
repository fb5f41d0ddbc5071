//! Flat operations: the simple chapter, for tight buffers.
//!
//! Each is thread-safe, borrows its buffers for the call only, and splits large work over threads (see
//! `scipix_set_opt_level`).
//!
//! @code{.c}
//! uint8_t rgba[2 * 4] = {255, 255, 255, 255, 0, 0, 0, 255}; // a white pixel and a black one
//! uint8_t gray[2];
//! ScipixStatus status = scipix_grayscale(rgba, sizeof rgba, gray, sizeof gray);
//! if (status == SCIPIX_STATUS_OK) status = scipix_threshold(gray, sizeof gray, 127, gray); // in place
//! assert(status == SCIPIX_STATUS_OK && gray[0] == 255 && gray[1] == 0);
//! @endcode

use super::guard::{guard, short_way};
use super::ptr::spans_overlap;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{self, Format, Luma};

fn check_disjoint(src: &[u8], dst_ptr: *const u8, dst_len: usize, src_name: &str, dst_name: &str) -> Result<()> {
    if spans_overlap(src.as_ptr(), src.len(), dst_ptr, dst_len) {
        fail!(InvalidArgument, "{dst_name}: overlaps {src_name}");
    }
    Ok(())
}

/// Converts RGBA pixels to gray, as OpenCV does: `(9798 R + 19235 G + 3735 B + 16384) >> 15`. Alpha is ignored.
/// @threadsafe
///
/// @param rgba      pixels of 4 bytes: red, green, blue, alpha
/// @param rgba_len  bytes at `rgba`
/// @param gray      receives a byte a pixel; must not overlap `rgba`
/// @param gray_len  bytes at `gray`: `rgba_len / 4`
/// @return OK, also for two empty buffers; SIZE_MISMATCH where `rgba_len` is not `4 * gray_len`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_grayscale(
    rgba: *const u8,
    rgba_len: usize,
    gray: *mut u8,
    gray_len: usize,
) -> ScipixStatus {
    short_way(
        move |law| match law.apart((rgba, rgba_len), (gray, gray_len)) {
            Some((src, dst)) => image::grayscale_short(src, Format::Rgba8, Luma::Bt601, dst),
            None => false,
        },
        move |law| {
            image::check_flat(rgba_len, gray_len)?;
            let src = law.slice(rgba, rgba_len, "rgba")?;
            check_disjoint(src, gray, gray_len, "rgba", "gray")?;
            image::grayscale_flat(src, law.slice_mut(gray, gray_len, "gray")?)
        },
    )
}

/// Writes 255 for each byte above `threshold`, 0 for any other. Works in place, with `out == gray`. @threadsafe
///
/// @param gray       pixels of one byte
/// @param len        bytes at `gray` and at `out`
/// @param threshold  the highest value that becomes 0
/// @param out        receives `len` bytes; `gray` itself, or memory that does not overlap it
/// @return OK, also for two empty buffers
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_threshold(gray: *const u8, len: usize, threshold: u8, out: *mut u8) -> ScipixStatus {
    short_way(
        move |law| match law.apart((gray, len), (out, len)) {
            Some((src, dst)) => image::threshold_short(src, threshold, dst),
            None => false,
        },
        move |law| {
            if len > 0 && gray == out.cast_const() {
                image::threshold_flat_in_place(law.slice_mut(out, len, "gray")?, threshold);
                return Ok(());
            }
            let src = law.slice(gray, len, "gray")?;
            check_disjoint(src, out, len, "gray", "out")?;
            image::threshold_flat(src, threshold, law.slice_mut(out, len, "out")?)
        },
    )
}

/// Normalises in place to mean 0 and standard deviation 1: `(x - mean) / (std + 1e-8)`, with the population's standard
/// deviation. Constant data becomes 0; one value that is not finite makes all NaN. With `u = 2^-24`, each of up to 2^32
/// results is within `5 * u * (|z| + u * |mean| / std) + 2^-33` of `z`, the result without rounding.
/// @threadsafe
///
/// @param data  `len` values, aligned to 4 bytes
/// @param len   how many; 0 is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_normalize(data: *mut f32, len: usize) -> ScipixStatus {
    short_way(
        move |law| law.plain_slice_mut(data, len).is_some_and(|data| image::normalize_short(data).is_some()),
        move |law| {
            image::normalize(law.slice_mut(data, len, "data")?);
            Ok(())
        },
    )
}

/// Normalises in place as `scipix_normalize` does, and gives the mean and standard deviation that it found. @threadsafe
///
/// @param data      `len` values, aligned to 4 bytes
/// @param len       how many; of none, mean and standard deviation are 0
/// @param out_mean  NULL, or receives the mean
/// @param out_std   NULL, or receives the population's standard deviation
/// @return OK; INVALID_ARGUMENT for a result that lies in `data`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_normalize_stats(
    data: *mut f32,
    len: usize,
    out_mean: *mut f32,
    out_std: *mut f32,
) -> ScipixStatus {
    guard(|law| {
        let (mean, std) = (law.optional(out_mean, "out_mean")?, law.optional(out_std, "out_std")?);
        let data = law.slice_mut(data, len, "data")?;
        for (out, name) in [(out_mean, "out_mean"), (out_std, "out_std")] {
            if !out.is_null() && spans_overlap(data.as_ptr().cast(), size_of_val(data), out.cast(), size_of::<f32>()) {
                fail!(InvalidArgument, "{name}: lies in data");
            }
        }
        let stats = image::normalize(data);
        if let Some(out) = mean {
            out.write(stats.mean);
        }
        if let Some(out) = std {
            out.write(stats.std);
        }
        Ok(())
    })
}
