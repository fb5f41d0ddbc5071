//! The short way into operations on two buffers, or images without gaps, as most are: their bytes are one run each.

use super::guard::Law;
use super::pixel_format::{
    SCIPIX_PIXEL_FORMAT_BGR8, SCIPIX_PIXEL_FORMAT_BGRA8, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_RGB8,
    SCIPIX_PIXEL_FORMAT_RGBA8, ScipixImage, ScipixImageMut, ScipixPixelFormat,
};
use super::ptr::is_plain;
use super::view::known_format;
use std::slice;

/// The bytes of two images that share none, and their formats.
pub(super) struct Dense<'call> {
    pub(super) src: &'call [u8],
    pub(super) dst: &'call mut [u8],
    pub(super) formats: (ScipixPixelFormat, ScipixPixelFormat),
    /// Columns and rows of `src`, and of `dst` too but for a resize.
    pub(super) size: (usize, usize),
    pub(super) dst_size: (usize, usize),
}

/// Where the bytes of a [`Dense`] lie.
struct DenseSpans {
    src: (*const u8, usize),
    dst: (*mut u8, usize),
    formats: (ScipixPixelFormat, ScipixPixelFormat),
    size: (usize, usize),
    dst_size: (usize, usize),
}

impl<'call> Law<'call> {
    /// Borrows the bytes of two valid images of one size that have no gaps and lie apart. `pixel_bytes` tells the bytes of a pixel
    /// of either format, or that this is not the way for them. `None` is no error: the checks of `view` decide then, and say what
    /// is wrong.
    #[inline(always)]
    pub(super) fn dense(
        self,
        src: *const ScipixImage,
        dst: *const ScipixImageMut,
        pixel_bytes: impl FnOnce(ScipixPixelFormat, ScipixPixelFormat) -> Option<(usize, usize)>,
    ) -> Option<Dense<'call>> {
        self.dense_where(src, dst, pixel_bytes, |src, dst| src == dst)
    }

    /// Does for two images whose sizes `fits` allows what [`Law::dense`] does.
    #[inline(always)]
    pub(super) fn dense_where(
        self,
        src: *const ScipixImage,
        dst: *const ScipixImageMut,
        pixel_bytes: impl FnOnce(ScipixPixelFormat, ScipixPixelFormat) -> Option<(usize, usize)>,
        fits: impl FnOnce((usize, usize), (usize, usize)) -> bool,
    ) -> Option<Dense<'call>> {
        let DenseSpans { src, dst, formats, size, dst_size } = self.dense_spans(src, dst, pixel_bytes, fits)?;
        // SAFETY: the caller's promise (`Law`) for images of these sizes without gaps; they share no byte, as was checked.
        let (src, dst) = unsafe { (slice::from_raw_parts(src.0, src.1), slice::from_raw_parts_mut(dst.0, dst.1)) };
        Some(Dense { src, dst, formats, size, dst_size })
    }

    #[inline(always)]
    fn dense_spans(
        self,
        src: *const ScipixImage,
        dst: *const ScipixImageMut,
        pixel_bytes: impl FnOnce(ScipixPixelFormat, ScipixPixelFormat) -> Option<(usize, usize)>,
        fits: impl FnOnce((usize, usize), (usize, usize)) -> bool,
    ) -> Option<DenseSpans> {
        if src.is_null() || dst.is_null() || !src.is_aligned() || !dst.is_aligned() {
            return None;
        }
        // SAFETY: not null and aligned, as was checked; readable by the caller's promise (`Law`), and any bytes are valid.
        let (from, to) = unsafe { (&*src, &*dst) };
        let formats = (from.format, to.format);
        let (from_bytes, to_bytes) = pixel_bytes(formats.0, formats.1)?;
        let (size, dst_size) = ((from.width, from.height), (to.width, to.height));
        if !fits(size, dst_size) {
            return None;
        }
        let src_len = dense_len(size, from.stride, from_bytes)?;
        let dst_len = dense_len(dst_size, to.stride, to_bytes)?;
        if from.data.is_null() || to.data.is_null() || !are_disjoint((from.data, src_len), (to.data, dst_len)) {
            return None;
        }
        Some(DenseSpans { src: (from.data, src_len), dst: (to.data, dst_len), formats, size, dst_size })
    }

    /// Calls `each` with pairs of images as [`Law::dense`] borrows one pair, until it returns `false`. Results have to lie in the order of
    /// their addresses and apart from all sources, and all of them together have at most `most` bytes: otherwise there is no call.
    /// Returns whether all pairs had theirs.
    pub(super) fn each_dense(
        self,
        (srcs, count, dsts): (*const ScipixImage, usize, *const ScipixImageMut),
        pixel_bytes: impl Fn(ScipixPixelFormat, ScipixPixelFormat) -> Option<(usize, usize)>,
        most: usize,
        mut each: impl FnMut(Dense<'call>) -> bool,
    ) -> bool {
        let (Ok(srcs), Ok(dsts)) = (self.slice(srcs, count, "srcs"), self.slice(dsts, count, "dsts")) else {
            return false;
        };
        let mut pairs = srcs.iter().zip(dsts);
        let (mut first_src, mut end_src) = (usize::MAX, 0);
        let (mut first_dst, mut end_dst, mut left) = (None, 0, most);
        let are_plain = pairs.clone().all(|(src, dst)| {
            let Some(DenseSpans { src, dst, .. }) = self.dense_spans(src, dst, &pixel_bytes, |src, dst| src == dst)
            else {
                return false;
            };
            let (src_at, dst_at, is_next) = (src.0.addr(), dst.0.addr(), dst.0.addr() >= end_dst && dst.1 <= left);
            left = left.wrapping_sub(dst.1);
            first_src = first_src.min(src_at);
            end_src = end_src.max(src_at.saturating_add(src.1));
            first_dst.get_or_insert(dst_at);
            end_dst = dst_at.saturating_add(dst.1);
            is_next
        });
        let are_apart = first_dst.is_some_and(|first_dst| end_src <= first_dst || end_dst <= first_src);
        are_plain && are_apart && pairs.all(|(src, dst)| self.dense(src, dst, &pixel_bytes).is_some_and(&mut each))
    }

    /// Borrows the bytes of two buffers that share none. `None` is no error: the checks of `ptr` decide then.
    #[inline(always)]
    pub(super) fn apart(
        self,
        src: (*const u8, usize),
        dst: (*mut u8, usize),
    ) -> Option<(&'call [u8], &'call mut [u8])> {
        let are_plain = is_plain(src.0, src.1) && is_plain(dst.0, dst.1) && src.1 != 0 && dst.1 != 0;
        if !are_plain || !are_disjoint(src, (dst.0.cast_const(), dst.1)) {
            return None;
        }
        // SAFETY: not null and no longer than a slice may be, as was checked; valid by the caller's promise (`Law`), and they share no
        // byte, as was checked.
        Some(unsafe { (slice::from_raw_parts(src.0, src.1), slice::from_raw_parts_mut(dst.0, dst.1)) })
    }
}

/// The bytes of an image of a plausible size whose rows, `stride` bytes apart, have no gaps.
#[inline(always)]
pub(super) fn dense_len((width, height): (usize, usize), stride: usize, pixel_bytes: usize) -> Option<usize> {
    // Below 2^28 each, no product overflows 64 bits.
    if (width | height) >> 28 != 0 {
        return None;
    }
    let row = width * pixel_bytes;
    if stride != 0 && stride != row {
        return None;
    }
    let len = row as u64 * height as u64;
    // What is longer is no slice, which `view` says on 32 bits.
    let fits = usize::BITS >= 64 || len <= isize::MAX as u64;
    (len != 0 && fits).then_some(len as usize)
}

/// Whether bytes that are read share none with bytes that are written, neither of them empty.
#[inline(always)]
pub(super) fn are_disjoint((src, src_len): (*const u8, usize), (dst, dst_len): (*const u8, usize)) -> bool {
    let distance = dst.addr().wrapping_sub(src.addr());
    // They share one where the distance is above -dst_len and below src_len: one comparison, moved to 0.
    distance.wrapping_add(dst_len - 1) >= src_len + (dst_len - 1)
}

/// Bytes of a pixel of a colour image and of a gray one.
#[inline(always)]
pub(super) fn colour_to_gray(src: ScipixPixelFormat, dst: ScipixPixelFormat) -> Option<(usize, usize)> {
    match src {
        _ if dst != SCIPIX_PIXEL_FORMAT_GRAY8 => None,
        SCIPIX_PIXEL_FORMAT_RGB8 | SCIPIX_PIXEL_FORMAT_BGR8 => Some((3, 1)),
        SCIPIX_PIXEL_FORMAT_RGBA8 | SCIPIX_PIXEL_FORMAT_BGRA8 => Some((4, 1)),
        _ => None,
    }
}

/// Bytes of a pixel of two gray images.
#[inline(always)]
pub(super) fn gray_to_gray(src: ScipixPixelFormat, dst: ScipixPixelFormat) -> Option<(usize, usize)> {
    ((src, dst) == (SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_GRAY8)).then_some((1, 1))
}

/// Bytes of a pixel of two images of one format of a byte a channel.
#[inline(always)]
pub(super) fn same_format(src: ScipixPixelFormat, dst: ScipixPixelFormat) -> Option<(usize, usize)> {
    let format = known_format(src).filter(|format| src == dst && format.has_byte_channels())?;
    format.pixel_bytes().map(|bytes| (bytes, bytes))
}

#[cfg(test)]
mod tests {
    use super::super::guard::guard;
    use super::super::pixel_format::SCIPIX_PIXEL_FORMAT_BIT1;
    use super::*;

    const GRAY: ScipixPixelFormat = SCIPIX_PIXEL_FORMAT_GRAY8;

    /// Whether images of 4 x 3 pixels, changed by `change`, go the short way.
    fn goes(change: impl FnOnce(&mut ScipixImage, &mut ScipixImageMut)) -> bool {
        let (mut from, mut to) = ([7u8; 100], [0u8; 100]);
        let mut src = ScipixImage { data: from.as_mut_ptr(), width: 4, height: 3, stride: 0, format: GRAY };
        let mut dst = ScipixImageMut { data: to.as_mut_ptr(), width: 4, height: 3, stride: 4, format: GRAY };
        change(&mut src, &mut dst);
        let mut went = false;
        guard(|law| {
            let found = law.dense(&src, &dst, |from, to| (to == GRAY).then_some((if from == GRAY { 1 } else { 3 }, 1)));
            if let Some(Dense { src, dst, .. }) = found {
                assert_eq!((src.len() % 12, dst.len()), (0, 12));
                went = true;
            }
            Ok(())
        });
        went
    }

    #[test]
    fn only_plain_pairs_go_the_short_way() {
        assert!(goes(|_, _| ()));
        assert!(goes(|src, _| src.stride = 4));
        assert!(goes(|src, _| src.format = SCIPIX_PIXEL_FORMAT_RGB8));
        assert!(!goes(|src, _| src.stride = 5), "a gap");
        assert!(!goes(|_, dst| dst.stride = 3), "too short a stride");
        assert!(!goes(|_, dst| dst.width = 3), "another size");
        assert!(!goes(|src, dst| (src.width, dst.width) = (0, 0)));
        assert!(!goes(|src, dst| (src.height, dst.height) = (0, 0)));
        assert!(!goes(|src, dst| (src.width, dst.width) = (usize::MAX / 2 + 3, usize::MAX / 2 + 3)));
        assert!(!goes(|src, _| src.data = std::ptr::null()));
        assert!(!goes(|_, dst| dst.data = std::ptr::null_mut()));
        assert!(!goes(|_, dst| dst.format = SCIPIX_PIXEL_FORMAT_RGB8), "another format");
    }

    #[test]
    fn only_buffers_that_share_no_byte_go_the_short_way() {
        let mut bytes = [0_u8; 20];
        let all = bytes.as_mut_ptr();
        let goes = |src: (*const u8, usize), dst: (*mut u8, usize)| {
            let mut went = false;
            guard(|law| {
                went = law.apart(src, dst).is_some_and(|(from, to)| (from.len(), to.len()) == (src.1, dst.1));
                Ok(())
            });
            went
        };
        let at = |at: usize| all.wrapping_add(at);
        assert!(goes((at(0), 12), (at(12), 8)) && goes((at(8), 12), (at(0), 8)));
        assert!(!goes((at(0), 12), (at(11), 8)) && !goes((at(7), 12), (at(0), 8)), "a byte is shared");
        assert!(!goes((at(0), 4), (at(0), 4)), "in place");
        assert!(!goes((at(0), 0), (at(12), 8)) && !goes((at(0), 12), (at(12), 0)), "nothing");
        assert!(!goes((std::ptr::null(), 4), (at(0), 4)) && !goes((at(0), 4), (std::ptr::null_mut(), 4)));
        assert!(!goes((at(0), usize::MAX / 2 + 1), (at(12), 8)), "no slice is so long");
    }

    #[test]
    fn images_of_two_sizes_go_where_a_resize_takes_them() {
        let (mut from, mut to) = ([7u8; 48], [0u8; 6]);
        let src = ScipixImage { data: from.as_mut_ptr(), width: 4, height: 4, stride: 0, format: GRAY };
        let dst = ScipixImageMut { data: to.as_mut_ptr(), width: 2, height: 3, stride: 0, format: GRAY };
        let sizes = |law: Law<'_>, fits: bool| {
            law.dense_where(&src, &dst, same_format, |_, _| fits)
                .map(|Dense { src, dst, size, dst_size, .. }| (src.len(), dst.len(), size, dst_size))
        };
        guard(|law| {
            assert_eq!(sizes(law, true), Some((16, 6, (4, 4), (2, 3))));
            assert_eq!(sizes(law, false), None);
            assert!(law.dense(&src, &dst, same_format).is_none());
            Ok(())
        });
        assert_eq!(same_format(SCIPIX_PIXEL_FORMAT_BGR8, SCIPIX_PIXEL_FORMAT_BGR8), Some((3, 3)));
        assert_eq!(same_format(SCIPIX_PIXEL_FORMAT_BGR8, SCIPIX_PIXEL_FORMAT_RGB8), None);
        assert_eq!(same_format(SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_PIXEL_FORMAT_BIT1), None);
    }

    #[test]
    fn images_that_share_a_byte_do_not() {
        for (distance, disjoint) in [(0, false), (11, false), (12, true)] {
            assert_eq!(goes(|src, dst| dst.data = src.data.wrapping_add(distance).cast_mut()), disjoint, "{distance}");
            assert_eq!(goes(|src, dst| src.data = dst.data.wrapping_add(distance)), disjoint, "{distance}");
        }
    }
}
