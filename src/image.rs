//! Images: views on pixels and on regions of them.
//!
//! @code{.c}
//! static uint8_t page[480 * 640 * 3]; // RGB, rows without gaps
//! ScipixImage whole, line;
//! ScipixStatus status = scipix_image_view(page, sizeof page, 640, 480, 0, SCIPIX_PIXEL_FORMAT_RGB8, &whole);
//! if (status == SCIPIX_STATUS_OK) status = scipix_image_subview(&whole, 40, 100, 560, 32, &line);
//! assert(status == SCIPIX_STATUS_OK && line.width == 560 && line.stride == 640 * 3);
//! @endcode

use super::guard::guard;
use super::pixel_format::{ScipixImage, ScipixImageMut, ScipixPixelFormat};
use super::status::ScipixStatus;
use super::view::{Checked, format};
use scipix_core::base::error::{Result, fail};
use scipix_core::image::Geometry;

impl From<Checked> for ScipixImage {
    fn from(Checked { data, geometry }: Checked) -> Self {
        let Geometry { width, height, stride, format, .. } = geometry;
        Self { data, width, height, stride, format: format as ScipixPixelFormat + 1 }
    }
}

impl From<Checked> for ScipixImageMut {
    fn from(Checked { data, geometry }: Checked) -> Self {
        let Geometry { width, height, stride, format, .. } = geometry;
        Self { data, width, height, stride, format: format as ScipixPixelFormat + 1 }
    }
}

/// Size of a view, as the functions take it.
struct ViewSize {
    width: usize,
    height: usize,
    stride: usize,
    format: ScipixPixelFormat,
}

fn view_of(data: *mut u8, data_len: usize, shape: ViewSize) -> Result<Checked> {
    let ViewSize { width, height, stride, format: f } = shape;
    let geometry = Geometry::new(width, height, stride, format(f)?)?;
    if data.is_null() {
        fail!(NullPointer, "data: is NULL");
    }
    geometry.within(data_len).map_err(|error| error.of("data_len"))?;
    Ok(Checked { data, geometry })
}

fn region_of(view: Checked, x: usize, y: usize, width: usize, height: usize) -> Result<Checked> {
    let (column, geometry) = view.geometry.region(x, y, width, height).map_err(|error| error.of("view"))?;
    let data = view.data.wrapping_add(y * view.geometry.stride).wrapping_add(column);
    Ok(Checked { data, geometry })
}

/// Makes a view, checking that all of it lies inside the buffer. No pixel is touched. @threadsafe
///
/// @param data      first byte of the first row; borrowed as long as the view is used
/// @param data_len  bytes at `data`
/// @param width     pixels in a row, at least 1
/// @param height    rows, at least 1
/// @param stride    bytes from one row to the next; 0: no gaps
/// @param format    a `SCIPIX_PIXEL_FORMAT_*`
/// @param out_view  receives the view, its stride filled in
/// @return OK; INVALID_ARGUMENT for a zero size; OUT_OF_RANGE where the buffer is too short
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_view(
    data: *const u8,
    data_len: usize,
    width: usize,
    height: usize,
    stride: usize,
    format: ScipixPixelFormat,
    out_view: *mut ScipixImage,
) -> ScipixStatus {
    guard(|law| {
        let out = law.out(out_view, "out_view")?;
        out.write(view_of(data.cast_mut(), data_len, ViewSize { width, height, stride, format })?.into());
        Ok(())
    })
}

/// Makes a view on a region of another, in constant time and without a copy. @threadsafe
///
/// @param view      the whole
/// @param x         first column; for BIT1 a multiple of 8
/// @param y         first row
/// @param width     columns, at least 1
/// @param height    rows, at least 1
/// @param out_view  receives the region; may be `view` itself
/// @return OK; INVALID_ARGUMENT for a zero size; OUT_OF_RANGE where the region leaves the view; UNSUPPORTED where a BIT1
///         region does not start at a byte
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_subview(
    view: *const ScipixImage,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    out_view: *mut ScipixImage,
) -> ScipixStatus {
    guard(|law| {
        let (whole, out) = (law.checked(view, "view")?, law.out(out_view, "out_view")?);
        out.write(region_of(whole, x, y, width, height)?.into());
        Ok(())
    })
}

/// Makes a view to write, checked as `scipix_image_view` checks. @threadsafe
///
/// @param data      first byte of the first row; borrowed as long as the view is used
/// @param data_len  bytes at `data`
/// @param width     pixels in a row, at least 1
/// @param height    rows, at least 1
/// @param stride    bytes from one row to the next; 0: no gaps
/// @param format    a `SCIPIX_PIXEL_FORMAT_*`
/// @param out_view  receives the view, its stride filled in
/// @return as `scipix_image_view`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_view_mut(
    data: *mut u8,
    data_len: usize,
    width: usize,
    height: usize,
    stride: usize,
    format: ScipixPixelFormat,
    out_view: *mut ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let out = law.out(out_view, "out_view")?;
        out.write(view_of(data, data_len, ViewSize { width, height, stride, format })?.into());
        Ok(())
    })
}

/// Makes a view to write on a region of another, as `scipix_image_subview` does to read. Several threads may write to
/// regions that share no pixel. @threadsafe
///
/// @param view      the whole
/// @param x         first column; for BIT1 a multiple of 8
/// @param y         first row
/// @param width     columns, at least 1
/// @param height    rows, at least 1
/// @param out_view  receives the region; may be `view` itself
/// @return as `scipix_image_subview`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_subview_mut(
    view: *const ScipixImageMut,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    out_view: *mut ScipixImageMut,
) -> ScipixStatus {
    guard(|law| {
        let (whole, out) = (law.checked_mut(view, "view")?, law.out(out_view, "out_view")?);
        out.write(region_of(whole, x, y, width, height)?.into());
        Ok(())
    })
}

/// Gets the address of a pixel. @threadsafe
///
/// @param view       the image
/// @param x          column
/// @param y          row
/// @param out_pixel  receives the address of the pixel's first byte, borrowed from the image
/// @return OK; OUT_OF_RANGE outside the image; UNSUPPORTED for BIT1, whose pixels have no address
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_image_pixel(
    view: *const ScipixImage,
    x: usize,
    y: usize,
    out_pixel: *mut *const u8,
) -> ScipixStatus {
    guard(|law| {
        let (image, out) = (law.checked(view, "view")?, law.out(out_pixel, "out_pixel")?);
        let Geometry { width, height, format, .. } = image.geometry;
        if format.pixel_bytes().is_none() {
            fail!(Unsupported, "view: pixels of a {} image have no address", format.name());
        }
        if x >= width || y >= height {
            fail!(OutOfRange, "x, y: ({x}, {y}) lies outside the {width}x{height} image");
        }
        out.write(region_of(image, x, y, 1, 1)?.data);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scipix_core::image::Format;

    #[test]
    fn formats_keep_their_numbers_both_ways() {
        for known in Format::ALL {
            let number = known as ScipixPixelFormat + 1;
            assert_eq!(format(number).unwrap(), known);
        }
        let beyond = Format::ALL.len() as ScipixPixelFormat + 1;
        assert!([0, beyond, -1].map(format).iter().all(Result::is_err));
    }
}
