//! Arrays as images: views for the operations, and results.

use crate::array::{Array, Scalar, Shape, as_array, copied, copy_to, data, is_writeable, scalar_among, unset_of};
use crate::choice::blue_first;
use crate::error::{invalid, raise, raise_core};
use numpy::PyUntypedArrayMethods;
use pyo3::prelude::*;
use scipix::image::{Format, Image, ImageOps, ImageView, ImageViewMut};
use scipix_core::image::ImageRef;
use std::ops::Range;
use std::slice;

/// The dtypes of most operations.
pub const BYTES: &[Scalar] = &[Scalar::U8];
/// The dtypes of operations that only move pixels, or know gray of 16 bits.
pub const BYTES_OR_GRAY16: &[Scalar] = &[Scalar::U8, Scalar::U16];
/// The dtypes of operations on masks.
pub const BYTES_OR_BOOL: &[Scalar] = &[Scalar::U8, Scalar::Bool];

/// Where the pixels of an array lie.
#[derive(Clone, Copy)]
struct Place {
    data: *mut u8,
    height: usize,
    width: usize,
    /// Bytes from one row to the next, where the pixels of each row lie one after the other, and rows do not overlap.
    stride: Option<usize>,
    format: Format,
}

impl Place {
    fn of(array: &Array<'_>, argument: &str, scalar: Scalar, blue_first: bool) -> PyResult<Self> {
        let shape = array.shape();
        let (height, width, channels) = match *shape {
            [height, width] => (height, width, 1),
            [height, width, channels] => (height, width, channels),
            _ => (0, 0, 0),
        };
        let format = match (channels, blue_first) {
            (1, _) if scalar == Scalar::U16 => Format::Gray16,
            (1, _) => Format::Gray8,
            (3, false) if scalar == Scalar::U8 => Format::Rgb8,
            (3, true) if scalar == Scalar::U8 => Format::Bgr8,
            (4, false) if scalar == Scalar::U8 => Format::Rgba8,
            (4, true) if scalar == Scalar::U8 => Format::Bgra8,
            _ => {
                let expected = match scalar {
                    Scalar::U8 => "(H, W), (H, W, 3) or (H, W, 4)",
                    _ => "(H, W)",
                };
                let message = format_args!("{argument}: expected shape {expected} of {scalar}, got {}", Shape(shape));
                return Err(invalid(message));
            }
        };
        if height == 0 || width == 0 {
            return Err(invalid(format_args!("{argument}: has no pixels, its shape is {}", Shape(shape))));
        }
        let stride = row_stride(shape, array.strides(), scalar.bytes());
        Ok(Self { data: data(array), height, width, stride, format })
    }

    fn row_bytes(&self) -> usize {
        self.width * self.format.pixel_bytes().unwrap_or(1)
    }

    /// The addresses from the first byte to the last.
    fn span(&self) -> Range<usize> {
        let start = self.data as usize;
        start..start + (self.height - 1) * self.stride.unwrap_or(0) + self.row_bytes()
    }
}

/// Returns the bytes from one row to the next where pixels of a row lie one after the other and rows do not overlap.
fn row_stride(shape: &[usize], strides: &[isize], item: usize) -> Option<usize> {
    let mut expected = item;
    for (&extent, &stride) in shape.iter().zip(strides).skip(1).rev() {
        if extent != 1 && stride != isize::try_from(expected).ok()? {
            return None;
        }
        expected = expected.checked_mul(extent)?;
    }
    match shape[0] {
        1 => Some(expected),
        _ => usize::try_from(strides[0]).ok().filter(|&stride| stride >= expected),
    }
}

/// An image to read: the memory of the caller's array, or of a copy where its rows are not contiguous.
pub struct Pixels<'py> {
    /// Keeps the memory alive.
    array: Array<'py>,
    place: Place,
    /// Dtype of the array.
    pub scalar: Scalar,
}

impl<'py> Pixels<'py> {
    /// Looks at an argument, which must have one of the dtypes.
    pub fn of(object: &Bound<'py, PyAny>, argument: &str, order: &str, among: &[Scalar]) -> PyResult<Self> {
        let mut array = as_array(object, argument)?;
        let (scalar, blue_first) = (scalar_among(&array, argument, among)?, blue_first(order)?);
        let mut place = Place::of(&array, argument, scalar, blue_first)?;
        if place.stride.is_none() {
            array = copied(&array)?;
            place = Place::of(&array, argument, scalar, blue_first)?;
        }
        Ok(Self { array, place, scalar })
    }

    /// Returns the interpreter.
    pub fn py(&self) -> Python<'py> {
        self.array.py()
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.place.height
    }

    /// Returns the number of columns.
    pub fn width(&self) -> usize {
        self.place.width
    }

    /// Returns the format.
    pub fn format(&self) -> Format {
        self.place.format
    }

    /// Returns the addresses from the first byte to the last.
    pub fn span(&self) -> Range<usize> {
        self.place.span()
    }

    /// Returns the bytes from the first pixel to the last.
    fn bytes(&self) -> &[u8] {
        // SAFETY: the array holds these rows and what lies between them, and lives as long as `self`. Python code that writes to
        // it at the same time would race with the library, as with every function that works without the GIL.
        unsafe { slice::from_raw_parts(self.place.data.cast_const(), self.place.span().len()) }
    }

    /// Returns the view for the operations of the core.
    pub fn core_view(&self) -> PyResult<ImageRef<'_>> {
        let Place { width, height, stride, format, .. } = self.place;
        ImageRef::new(self.bytes(), width, height, stride.unwrap_or(0), format).map_err(raise_core)
    }

    /// Returns the view for the operations.
    pub fn view(&self) -> PyResult<ImageView<'_>> {
        let Place { width, height, format, .. } = self.place;
        let view = ImageView::new(self.bytes(), width, height, format).map_err(raise)?;
        match self.place.stride {
            Some(stride) if stride != self.place.row_bytes() => view.stride(stride).map_err(raise),
            _ => Ok(view),
        }
    }
}

/// An image to write: the caller's array, a new one, or one in between that is copied to the caller's at the end.
pub struct Canvas<'py> {
    array: Array<'py>,
    copy: Option<Array<'py>>,
    place: Place,
}

impl<'py> Canvas<'py> {
    /// Looks at an argument to write to, which must have one of the dtypes. Its pixels are kept.
    pub fn of(object: &Bound<'py, PyAny>, argument: &str, order: &str, among: &[Scalar]) -> PyResult<Self> {
        let array = as_array(object, argument)?;
        let (scalar, blue_first) = (scalar_among(&array, argument, among)?, blue_first(order)?);
        if !is_writeable(&array) {
            return Err(invalid(format_args!("{argument}: is read-only")));
        }
        let place = Place::of(&array, argument, scalar, blue_first)?;
        if place.stride.is_some() {
            return Ok(Self { array, copy: None, place });
        }
        let copy = copied(&array)?;
        let place = Place::of(&copy, argument, scalar, blue_first)?;
        Ok(Self { array, copy: Some(copy), place })
    }

    /// Takes the argument `out`, or makes a new array where there is none.
    pub fn out(
        py: Python<'py>,
        out: Option<&Bound<'py, PyAny>>,
        [height, width]: [usize; 2],
        format: Format,
        scalar: Scalar,
    ) -> PyResult<Self> {
        let blue_first = matches!(format, Format::Bgr8 | Format::Bgra8);
        let Some(object) = out else {
            let array = unset_of(py, &shape_of([height, width], format), scalar)?;
            let place = Place::of(&array, "size", scalar, blue_first)?;
            return Ok(Self { array, copy: None, place });
        };
        let found = Self::of(object, "out", if blue_first { "bgr" } else { "rgb" }, &[scalar])?;
        let place = &found.place;
        if (place.height, place.width, place.format) != (height, width, format) {
            let (is, expected) = (Shape(found.array.shape()), shape_of([height, width], format));
            return Err(invalid(format_args!("out: has shape {is}, the result has {}", Shape(&expected))));
        }
        Ok(found)
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.place.height
    }

    /// Returns the number of columns.
    pub fn width(&self) -> usize {
        self.place.width
    }

    /// Returns the addresses from the first byte to the last.
    pub fn span(&self) -> Range<usize> {
        self.place.span()
    }

    /// Returns whether memory is shared with an image that is read.
    fn overlaps(&self, source: &Pixels<'_>) -> bool {
        let (own, other) = (self.span(), source.span());
        own.start < other.end && other.start < own.end
    }

    /// Returns the view to write to.
    pub fn view_mut(&mut self) -> PyResult<ImageViewMut<'_>> {
        let Place { width, height, format, .. } = self.place;
        let span = self.place.span();
        // SAFETY: the array holds these rows, is writeable, and lives as long as `self`. What lies between the rows is neither
        // read nor written. See `Pixels::view` for other threads.
        let bytes = unsafe { slice::from_raw_parts_mut(self.place.data, span.len()) };
        let view = ImageViewMut::new(bytes, width, height, format).map_err(raise)?;
        match self.place.stride {
            Some(stride) if stride != self.place.row_bytes() => view.stride(stride).map_err(raise),
            _ => Ok(view),
        }
    }

    /// Ends the writing, and returns the caller's array or the new one.
    pub fn finish(self) -> PyResult<Bound<'py, PyAny>> {
        if let Some(copy) = &self.copy {
            copy_to(&self.array, copy)?;
        }
        Ok(self.array.into_any())
    }
}

/// The shape of an image's array.
fn shape_of([height, width]: [usize; 2], format: Format) -> Vec<usize> {
    match format {
        Format::Gray8 | Format::Gray16 | Format::Bit1 => vec![height, width],
        _ => vec![height, width, format.pixel_bytes().unwrap_or(1)],
    }
}

/// Runs an operation without the GIL from one image to another. Where the two share memory, it reads a copy.
pub fn run<'py>(
    source: &Pixels<'py>,
    canvas: Canvas<'py>,
    operation: impl FnOnce(ImageView<'_>, &mut ImageViewMut<'_>) -> scipix::Result<()> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    run_finding(source, canvas, operation).map(|(array, ())| array)
}

/// Does what [`run`] does, for an operation that also finds something.
pub fn run_finding<'py, T: Send>(
    source: &Pixels<'py>,
    mut canvas: Canvas<'py>,
    operation: impl FnOnce(ImageView<'_>, &mut ImageViewMut<'_>) -> scipix::Result<T> + Send,
) -> PyResult<(Bound<'py, PyAny>, T)> {
    let copy: Option<Image> = match canvas.overlaps(source) {
        true => Some(source.view()?.to_image().map_err(raise)?),
        false => None,
    };
    let view = match &copy {
        Some(copy) => copy.view(),
        None => source.view()?,
    };
    let mut target = canvas.view_mut()?;
    let found = source.py().detach(|| operation(view, &mut target)).map_err(raise)?;
    Ok((canvas.finish()?, found))
}

/// Runs an operation without the GIL on an image in place.
pub fn run_in_place<'py>(
    py: Python<'py>,
    mut canvas: Canvas<'py>,
    operation: impl FnOnce(&mut ImageViewMut<'_>) -> scipix::Result<()> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let mut target = canvas.view_mut()?;
    py.detach(|| operation(&mut target)).map_err(raise)?;
    canvas.finish()
}
