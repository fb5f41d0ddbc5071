//! Images of the header become views of the core.

use super::guard::Law;
use super::pixel_format::{
    SCIPIX_PIXEL_FORMAT_BGR8, SCIPIX_PIXEL_FORMAT_BGRA8, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_PIXEL_FORMAT_GRAY8,
    SCIPIX_PIXEL_FORMAT_GRAY16, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_PIXEL_FORMAT_RGBA8, ScipixImage, ScipixImageMut,
    ScipixPixelFormat,
};
use super::ptr::{read, spans_overlap};
use scipix_core::base::error::{Result, fail};
use scipix_core::image::{Format, Geometry, ImageMut, ImageRef};
use scipix_core::split::{Rows, RowsMut};

#[inline(always)]
pub(super) fn format(value: ScipixPixelFormat) -> Result<Format> {
    match known_format(value) {
        Some(format) => Ok(format),
        None => fail!(InvalidArgument, "format: {value} is not a pixel format"),
    }
}

#[inline(always)]
pub(super) fn known_format(value: ScipixPixelFormat) -> Option<Format> {
    Some(match value {
        SCIPIX_PIXEL_FORMAT_GRAY8 => Format::Gray8,
        SCIPIX_PIXEL_FORMAT_RGB8 => Format::Rgb8,
        SCIPIX_PIXEL_FORMAT_BGR8 => Format::Bgr8,
        SCIPIX_PIXEL_FORMAT_RGBA8 => Format::Rgba8,
        SCIPIX_PIXEL_FORMAT_BGRA8 => Format::Bgra8,
        SCIPIX_PIXEL_FORMAT_BIT1 => Format::Bit1,
        SCIPIX_PIXEL_FORMAT_GRAY16 => Format::Gray16,
        _ => return None,
    })
}

/// An image of the header whose numbers have been checked and whose memory has not been touched.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub(super) data: *mut u8,
    pub(super) geometry: Geometry,
}

/// How two images lie to each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Overlap {
    Apart,
    Same,
    Partial,
}

impl Checked {
    #[inline(always)]
    pub(super) fn new(data: *mut u8, geometry: Result<Geometry>, name: &str) -> Result<Self> {
        let geometry = geometry.map_err(|error| error.of(name))?;
        if data.is_null() {
            fail!(NullPointer, "{name}: data is NULL");
        }
        Ok(Self { data, geometry })
    }

    /// # Safety
    /// Where `image` is not null, it must be readable.
    #[inline(always)]
    pub(super) unsafe fn image(image: *const ScipixImage, name: &str) -> Result<Self> {
        // SAFETY: the caller's promise, passed on; any bytes are a valid `ScipixImage`.
        let ScipixImage { data, width, height, stride, format: f } = unsafe { read(image, name) }?;
        Self::new(data.cast_mut(), format(f).and_then(|f| Geometry::new(width, height, stride, f)), name)
    }

    /// # Safety
    /// Where `image` is not null, it must be readable.
    #[inline(always)]
    pub(super) unsafe fn image_mut(image: *const ScipixImageMut, name: &str) -> Result<Self> {
        // SAFETY: the caller's promise, passed on; any bytes are a valid `ScipixImageMut`.
        let ScipixImageMut { data, width, height, stride, format: f } = unsafe { read(image, name) }?;
        Self::new(data, format(f).and_then(|f| Geometry::new(width, height, stride, f)), name)
    }

    /// Fails where one of the `bytes` of the result called `name` would be written into a row.
    pub(super) fn check_disjoint_from(&self, result: *mut u8, bytes: usize, name: &str) -> Result<()> {
        let geometry = Geometry::new(bytes, 1, 0, Format::Gray8)?;
        if (Self { data: result, geometry }).overlap(self) != Overlap::Apart {
            fail!(InvalidArgument, "{name}: overlaps src");
        }
        Ok(())
    }

    /// # Safety
    /// The pixels must be readable for `'a`, nobody writing to them.
    #[inline(always)]
    pub(super) unsafe fn view<'a>(self) -> ImageRef<'a> {
        let Geometry { row_bytes, height, stride, .. } = self.geometry;
        // SAFETY: the caller's promise; `Geometry` has checked stride and span.
        ImageRef::from_rows(unsafe { Rows::from_raw(self.data, row_bytes, height, stride) }, self.geometry)
    }

    /// # Safety
    /// The pixels must be ours alone for `'a`.
    pub(super) unsafe fn view_mut<'a>(self) -> ImageMut<'a> {
        let Geometry { row_bytes, height, stride, .. } = self.geometry;
        // SAFETY: the caller's promise; `Geometry` has checked stride and span.
        ImageMut::from_rows(unsafe { RowsMut::from_raw(self.data, row_bytes, height, stride) }, self.geometry)
    }

    #[inline(always)]
    pub(super) fn overlap(&self, other: &Checked) -> Overlap {
        let (a, b) = (&self.geometry, &other.geometry);
        if !spans_overlap(self.data, a.span, other.data, b.span) {
            return Overlap::Apart;
        }
        // One row has no stride to speak of: it takes the other image's.
        let stride = if a.height == 1 { b.stride } else { a.stride };
        let same_stride = stride == b.stride || b.height == 1;
        let same_rows = (a.row_bytes, a.height, a.format) == (b.row_bytes, b.height, b.format);
        if self.data == other.data && same_rows && same_stride {
            return Overlap::Same;
        }
        if same_stride && !self.rows_meet(other, stride.max(a.row_bytes).max(b.row_bytes)) {
            return Overlap::Apart;
        }
        Overlap::Partial
    }

    /// Whether rows of two images with one stride share a byte: regions side by side do not. With `d` the distance of
    /// the images and `k` that of two rows, in rows, those rows share one where `-other.row < d + k stride < self.row`.
    #[inline(never)]
    fn rows_meet(&self, other: &Checked, stride: usize) -> bool {
        let (a, b) = (&self.geometry, &other.geometry);
        let stride = stride as i128;
        let distance = other.data.addr() as i128 - self.data.addr() as i128;
        let nearest = -distance.div_euclid(stride);
        (nearest - 1..=nearest + 1).any(|k| {
            let between = distance + k * stride;
            let exists = -(a.height as i128) < k && k < b.height as i128;
            exists && -(b.row_bytes as i128) < between && between < a.row_bytes as i128
        })
    }
}

/// Makes an empty list with room for `count` images that are called `name`.
pub(super) fn room<T>(count: usize, name: &str) -> Result<Vec<T>> {
    let mut list = Vec::new();
    match list.try_reserve_exact(count) {
        Ok(()) => Ok(list),
        Err(_) => fail!(OutOfMemory, "{name}: no memory for a list of {count} images"),
    }
}

impl<'call> Law<'call> {
    /// Checks the numbers of an image to read.
    #[inline(always)]
    pub(super) fn checked(self, image: *const ScipixImage, name: &str) -> Result<Checked> {
        // SAFETY: the caller's promise (`Law`): null, or readable.
        unsafe { Checked::image(image, name) }
    }

    /// Checks the numbers of an image to write.
    #[inline(always)]
    pub(super) fn checked_mut(self, image: *const ScipixImageMut, name: &str) -> Result<Checked> {
        // SAFETY: the caller's promise (`Law`): null, or readable.
        unsafe { Checked::image_mut(image, name) }
    }

    /// Borrows the pixels of a checked image to read.
    #[inline(always)]
    pub(super) fn view(self, image: Checked) -> ImageRef<'call> {
        // SAFETY: the caller's promise (`Law`): pixels that are readable for the call, nobody writing to them.
        unsafe { image.view() }
    }

    /// Borrows the image to read.
    pub(super) fn image(self, image: *const ScipixImage, name: &str) -> Result<ImageRef<'call>> {
        Ok(self.view(self.checked(image, name)?))
    }

    /// Calls `f` with the `count` images at `images`. One needs no memory.
    #[inline(always)]
    pub(super) fn with_images<R>(
        self,
        images: *const ScipixImage,
        count: usize,
        f: impl FnOnce(&[ImageRef<'_>]) -> Result<R>,
    ) -> Result<R> {
        match self.slice(images, count, "images")? {
            [only] => f(&[self.image(only, "images[0]")?]),
            given => f(&self.collect(given, "images")?),
        }
    }

    /// Borrows the images `given`, which are called `name`.
    #[inline(never)]
    pub(super) fn collect(self, given: &[ScipixImage], name: &str) -> Result<Vec<ImageRef<'call>>> {
        self.each(given, name, |image| self.image(image, "image"))
    }

    /// Makes a list of what `f` makes of each image of `given`, which are called `name`.
    #[inline(always)]
    pub(super) fn each<T>(
        self,
        given: &[ScipixImage],
        name: &str,
        f: impl Fn(&ScipixImage) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut list = room(given.len(), name)?;
        for (index, image) in given.iter().enumerate() {
            // The name is only made where it is needed.
            list.push(f(image).map_err(|error| error.of(format_args!("{name}[{index}]")))?);
        }
        Ok(list)
    }

    /// [`Law::pair`] for operations of microseconds, which need not have it compiled into them.
    #[inline(never)]
    pub(super) fn pair_by_call(
        self,
        src: *const ScipixImage,
        dst: *const ScipixImageMut,
    ) -> Result<(ImageRef<'call>, ImageMut<'call>)> {
        self.pair(src, dst)
    }

    /// Borrows the images to read and to write, which must not overlap. Handed over in memory they would cost 18 ns more than
    /// in registers: half of what the smallest images take.
    #[inline(always)]
    pub(super) fn pair(
        self,
        src: *const ScipixImage,
        dst: *const ScipixImageMut,
    ) -> Result<(ImageRef<'call>, ImageMut<'call>)> {
        match self.pair_or_same(src, dst)? {
            (Some(src), dst) => Ok((src, dst)),
            (None, _) => fail!(InvalidArgument, "dst: is the memory of src, and this does not work in place"),
        }
    }

    /// Borrows the images to read and to write; no source where `dst` is the very same image, to be changed in place.
    #[inline(always)]
    pub(super) fn pair_or_same(
        self,
        src: *const ScipixImage,
        dst: *const ScipixImageMut,
    ) -> Result<(Option<ImageRef<'call>>, ImageMut<'call>)> {
        let (src, dst) = (self.checked(src, "src")?, self.checked_mut(dst, "dst")?);
        match src.overlap(&dst) {
            // SAFETY: the caller's promise (`Law`); the two share no byte, as was checked.
            Overlap::Apart => Ok(unsafe { (Some(src.view()), dst.view_mut()) }),
            // SAFETY: the caller's promise (`Law`); no view of the source is made.
            Overlap::Same => Ok(unsafe { (None, dst.view_mut()) }),
            Overlap::Partial => fail!(InvalidArgument, "dst: overlaps src"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: usize, width: usize, height: usize, stride: usize) -> Checked {
        let data = std::ptr::without_provenance_mut(4096 + offset);
        Checked { data, geometry: Geometry::new(width, height, stride, Format::Gray8).unwrap() }
    }

    #[test]
    fn overlap_is_seen_byte_by_byte_where_strides_agree() {
        let left = at(0, 10, 5, 32);
        assert_eq!(left.overlap(&at(0, 10, 5, 32)), Overlap::Same);
        assert_eq!(left.overlap(&at(10, 10, 5, 32)), Overlap::Apart, "side by side");
        assert_eq!(left.overlap(&at(9, 10, 5, 32)), Overlap::Partial);
        assert_eq!(left.overlap(&at(64 + 9, 10, 5, 32)), Overlap::Partial);
        assert_eq!(left.overlap(&at(64 + 10, 22, 5, 32)), Overlap::Apart);
        assert_eq!(left.overlap(&at(64 + 10, 23, 5, 32)), Overlap::Partial, "wraps into the next row");
        assert_eq!(left.overlap(&at(0, 10, 4, 32)), Overlap::Partial);
        assert_eq!(left.overlap(&at(5 * 32, 10, 5, 32)), Overlap::Apart, "below");
        assert_eq!(left.overlap(&at(10, 10, 2, 40)), Overlap::Partial, "other strides: not looked at closer");
        assert_eq!(at(5, 10, 1, 32).overlap(&at(5, 10, 1, 10)), Overlap::Same, "one row has no stride");
        assert_eq!(left.overlap(&at(74, 10, 1, 10)), Overlap::Apart, "between two rows");
        assert_eq!(left.overlap(&at(73, 10, 1, 10)), Overlap::Partial);
    }

    #[test]
    fn overlap_agrees_with_brute_force() {
        let bytes = |image: &Checked| -> std::collections::HashSet<usize> {
            let g = image.geometry;
            (0..g.height)
                .flat_map(|y| (0..g.row_bytes).map(move |x| (x, y)))
                .map(|(x, y)| image.data.addr() + y * g.stride + x)
                .collect()
        };
        let (a, stride) = (at(60, 3, 4, 7), 7);
        for offset in 0..130 {
            for (width, height) in [(1, 1), (3, 4), (7, 2), (4, 6)] {
                let b = at(offset, width, height, stride);
                let meet = !bytes(&a).is_disjoint(&bytes(&b));
                assert_eq!(a.overlap(&b) != Overlap::Apart, meet, "{offset} {width}x{height}");
            }
        }
    }
}
