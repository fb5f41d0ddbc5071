//! Resizing, turning, flipping.

use crate::choice::{byte, count, filter};
use crate::error::{invalid, raise};
use crate::pixels::{BYTES_OR_GRAY16, Canvas, Pixels, run};
use pyo3::prelude::*;
use scipix::image::{ImageOps, Rotation};

/// Returns height and width, of which one may be left open: it follows from the proportions then.
fn size_of(argument: &str, size: [Option<i64>; 2], [height, width]: [usize; 2]) -> PyResult<[usize; 2]> {
    let positive = |number: i64| match count(argument, number)? {
        0 => Err(invalid(format_args!("{argument}: a side of 0 pixels"))),
        side => Ok(side),
    };
    let follow = |side: usize, of: usize, other: usize| {
        let exact = side as f64 * of as f64 / other as f64;
        (exact.round_ties_even() as usize).max(1)
    };
    match size {
        [Some(height), Some(width)] => Ok([positive(height)?, positive(width)?]),
        [Some(rows), None] => Ok([positive(rows)?, follow(positive(rows)?, width, height)]),
        [None, Some(columns)] => Ok([follow(positive(columns)?, height, width), positive(columns)?]),
        [None, None] => Err(invalid(format_args!("{argument}: one of the sides must be given"))),
    }
}

/// Resamples an image.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
///     Also of uint16, shape (H, W), where the filter is "nearest".
/// size : (height, width)
///     In pixels. A None follows from the other by the proportions of the image.
/// filter : {"bilinear", "nearest", "area", "lanczos", "cubic", "bilinear-antialiased"}
///     "bilinear" is OpenCV's INTER_LINEAR, "area" the mean of the area that a pixel covers, "lanczos" and "cubic"
///     LANCZOS and BICUBIC of Pillow 12.0, bit for bit. "bilinear-antialiased" is Pillow's BILINEAR within 1
///     where no side shrinks more than a hundred times.
/// by_alpha : bool
///     Whether colours weigh as much as their alpha, so that those of transparent pixels do not mix into their neighbours.
/// out : array of the dtype of the image, optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array, shape (height, width) and the channels of the image
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.resize(np.array([[0, 100], [100, 200]], np.uint8), (1, 1), filter="area")
/// array([[100]], dtype=uint8)
/// >>> sx.resize(np.zeros((60, 200, 3), np.uint8), (48, None)).shape
/// (48, 160, 3)
#[pyfunction]
#[pyo3(signature = (image, size, filter="bilinear", *, by_alpha=false, out=None))]
pub fn resize<'py>(
    image: &Bound<'py, PyAny>,
    size: (Option<i64>, Option<i64>),
    filter: &str,
    by_alpha: bool,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let filter = self::filter(filter)?;
    let source = Pixels::of(image, "image", "rgb", BYTES_OR_GRAY16)?;
    let size = size_of("size", size.into(), [source.height(), source.width()])?;
    let canvas = Canvas::out(source.py(), out, size, source.format(), source.scalar)?;
    run(&source, canvas, |view, target| match by_alpha {
        true => view.resize_by_alpha_into(filter, target),
        false => view.resize_into(filter, target),
    })
}

/// Turns an image clockwise about its centre.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
///     Also of uint16, shape (H, W), for multiples of 90 degrees.
/// degrees : float
///     Multiples of 90 move pixels without a change; other angles interpolate bilinearly.
/// fill : int
///     The value of every channel beyond the image, alpha too.
/// expand : bool
///     Whether the result grows so that no corner is cut off. Otherwise it has the size of the image, for multiples of 90 degrees
///     the turned one.
/// out : array of the dtype of the image, optional
///     The array that is written and returned. It may have any size: the centre goes to the centre.
///
/// Returns
/// -------
/// array of the dtype of the image
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.rotate(np.array([[1, 2, 3]], np.uint8), 90)
/// array([[1],
///        [2],
///        [3]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, degrees, *, fill=255, expand=false, out=None))]
pub fn rotate<'py>(
    image: &Bound<'py, PyAny>,
    degrees: f32,
    fill: i64,
    expand: bool,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let rotation = Rotation::degrees(degrees).fill(byte("fill", fill)?);
    let source = Pixels::of(image, "image", "rgb", BYTES_OR_GRAY16)?;
    let canvas = match out {
        Some(out) => {
            let own = Canvas::of(out, "out", "rgb", &[source.scalar])?;
            let size = [own.height(), own.width()];
            Canvas::out(source.py(), Some(out), size, source.format(), source.scalar)?
        }
        None => {
            let size = turned_size(&source, degrees, expand)?;
            Canvas::out(source.py(), None, size, source.format(), source.scalar)?
        }
    };
    run(&source, canvas, |view, target| view.rotate_into(rotation, target))
}

fn turned_size(source: &Pixels<'_>, degrees: f32, expand: bool) -> PyResult<[usize; 2]> {
    if !degrees.is_finite() {
        return Err(invalid(format_args!("degrees: {degrees} is not finite")));
    }
    if !expand && degrees % 90.0 != 0.0 {
        return Ok([source.height(), source.width()]);
    }
    let geometry = scipix_core::image::Geometry::new(source.width(), source.height(), 0, source.format());
    let size = geometry.and_then(|geometry| scipix_core::image::rotated_size(&geometry, degrees));
    let (width, height) = size.map_err(|failure| raise(failure.into()))?;
    Ok([height, width])
}

/// Flips an image.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of uint16, shape (H, W)
/// direction : {"horizontal", "vertical", "both"}
///     "horizontal" swaps left and right, "vertical" top and bottom, "both" is half a turn.
/// out : array of the dtype and shape of the image, optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of the dtype and shape of the image
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.flip(np.array([[1, 2, 3]], np.uint8))
/// array([[3, 2, 1]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, direction="horizontal", *, out=None))]
pub fn flip<'py>(
    image: &Bound<'py, PyAny>,
    direction: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let direction = crate::choice::flip(direction)?;
    let source = Pixels::of(image, "image", "rgb", BYTES_OR_GRAY16)?;
    let size = [source.height(), source.width()];
    let canvas = Canvas::out(source.py(), out, size, source.format(), source.scalar)?;
    run(&source, canvas, |view, target| view.flip_into(direction, target))
}
