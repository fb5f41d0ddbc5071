//! Gray and alpha.

use crate::array::Scalar;
use crate::choice::{colour, count, luma};
use crate::error::{invalid, raise};
use crate::pixels::{BYTES, BYTES_OR_GRAY16, Canvas, Pixels, run};
use pyo3::prelude::*;
use scipix::image::{Format, ImageOps};

/// Converts an image to gray.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or of uint16, shape (H, W)
///     Gray of 8 bits is copied, gray of 16 bits is divided by 257 and rounded.
/// luma : {"bt601", "bt601-8bit", "bt709"}
///     The weights of the colours. "bt601" is bit for bit what OpenCV computes.
/// order : {"rgb", "bgr"}
///     The order of the channels; alpha is the fourth in both.
/// over : (int, int, int), optional
///     A colour, red first, that images with alpha are composited over. Without it alpha is ignored.
/// out : array of uint8, shape (H, W), optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of uint8, shape (H, W)
///
/// Raises
/// ------
/// InvalidArgumentError
///     For a wrong shape or word. A wrong dtype is an InvalidTypeError.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.grayscale(np.array([[[255, 0, 0], [0, 255, 0]]], np.uint8))
/// array([[ 76, 150]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, *, luma="bt601", order="rgb", over=None, out=None))]
pub fn grayscale<'py>(
    image: &Bound<'py, PyAny>,
    luma: &str,
    order: &str,
    over: Option<[i64; 3]>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let luma = self::luma(luma)?;
    let over = over.map(|over| colour("over", over)).transpose()?;
    let source = Pixels::of(image, "image", order, BYTES_OR_GRAY16)?;
    let canvas = Canvas::out(source.py(), out, [source.height(), source.width()], Format::Gray8, Scalar::U8)?;
    run(&source, canvas, |view, target| match over {
        Some(over) => view.grayscale_over_into(luma, over, target),
        None => view.grayscale_into(luma, target),
    })
}

/// Composites an image with alpha over a colour.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W, 4)
/// over : (int, int, int)
///     The colour, in the order of the image; white by default.
/// order : {"rgb", "bgr"}
///     The order of the channels; alpha is the fourth in both.
/// out : array of uint8, shape (H, W, 3), optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of uint8, shape (H, W, 3)
///     Each channel is (a c + (255 - a) b) / 255, rounded.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.flatten(np.array([[[200, 100, 0, 0], [200, 100, 0, 255]]], np.uint8)).tolist()
/// [[[255, 255, 255], [200, 100, 0]]]
#[pyfunction]
#[pyo3(signature = (image, over=[255, 255, 255], *, order="rgb", out=None), text_signature = "(image, over=(255, 255, 255), *, order='rgb', out=None)")]
pub fn flatten<'py>(
    image: &Bound<'py, PyAny>,
    over: [i64; 3],
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut over = colour("over", over)?;
    let source = Pixels::of(image, "image", order, BYTES)?;
    let format = match source.format() {
        Format::Rgba8 => Format::Rgb8,
        Format::Bgra8 => Format::Bgr8,
        _ => return Err(invalid("image: has no alpha, its shape is not (H, W, 4)")),
    };
    if format == Format::Bgr8 {
        over.reverse();
    }
    let canvas = Canvas::out(source.py(), out, [source.height(), source.width()], format, Scalar::U8)?;
    run(&source, canvas, |view, target| view.flatten_into(over, target))
}

/// Maps gray of 16 bits to gray of 8 bits.
///
/// Parameters
/// ----------
/// image : array of uint16, shape (H, W)
/// low, high : int, optional
///     The samples that become 0 and 255; others are clamped. By default they are the least and the greatest of the image.
/// out : array of uint8, shape (H, W), optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of uint8, shape (H, W)
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.gray16_to_gray8(np.array([[1000, 2000, 3000]], np.uint16))
/// array([[  0, 128, 255]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, low=None, high=None, *, out=None))]
pub fn gray16_to_gray8<'py>(
    image: &Bound<'py, PyAny>,
    low: Option<i64>,
    high: Option<i64>,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let source = Pixels::of(image, "image", "rgb", &[Scalar::U16])?;
    let (low, high) = match (low, high) {
        (Some(low), Some(high)) => (sample("low", low)?, sample("high", high)?),
        _ => {
            let view = source.view()?;
            let (least, greatest) = source.py().detach(|| view.min_max()).map_err(raise)?;
            // An image of one gray has no range of its own; it becomes black.
            let greatest = if least == greatest { least.saturating_add(1) } else { greatest };
            let low = low.map_or(Ok(least.min(greatest - 1)), |low| sample("low", low))?;
            (low, high.map_or(Ok(greatest), |high| sample("high", high))?)
        }
    };
    let canvas = Canvas::out(source.py(), out, [source.height(), source.width()], Format::Gray8, Scalar::U8)?;
    run(&source, canvas, |view, target| view.gray16_to_gray8_into(low, high, target))
}

fn sample(argument: &str, number: i64) -> PyResult<u16> {
    u16::try_from(count(argument, number)?)
        .map_err(|_| invalid(format_args!("{argument}: {number} is not from 0 to 65535")))
}
