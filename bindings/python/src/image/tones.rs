//! Black and white, negatives, z-scores.

use crate::array::{Scalar, Writable};
use crate::choice::{byte, choose, count};
use crate::error::invalid;
use crate::named::{Named, named};
use crate::pixels::{BYTES, Canvas, Pixels, run, run_in_place};
use pyo3::prelude::*;
use scipix::image::{AdaptiveMean, Fixed, Format, ImageOps, Method, Otsu, Sauvola};

/// The numbers of a binarisation as Python passes them.
#[derive(Clone, Copy)]
pub struct Numbers {
    /// Side of the window.
    pub window: Option<i64>,
    /// Weight of Sauvola's method.
    pub k: f32,
    /// Range of Sauvola's method.
    pub r: f32,
    /// Threshold of the fixed method.
    pub threshold: i64,
    /// Distance below the mean.
    pub offset: f32,
}

/// Returns the method of a binarisation.
pub fn method(argument: &str, word: &str, numbers: Numbers) -> PyResult<Method> {
    let Numbers { window, k, r, threshold, offset } = numbers;
    let window = window.map(|window| count("window", window)).transpose()?;
    let sauvola = Sauvola::default().k(k).r(r);
    let mean = AdaptiveMean::default().offset(offset);
    let known: [(&str, Method); 4] = [
        ("sauvola", window.map_or(sauvola, |window| sauvola.window(window)).into()),
        ("otsu", Otsu.into()),
        ("adaptive_mean", window.map_or(mean, |window| mean.window(window)).into()),
        ("fixed", Fixed(byte("threshold", threshold)?).into()),
    ];
    choose(argument, word, &known)
}

/// Makes each pixel black (0) or white (255).
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
///     Colours are decided by their gray (BT.601).
/// method : {"sauvola", "otsu", "adaptive_mean", "fixed"}
///     "sauvola" is for pages with shadows and stains, "otsu" for even ones.
/// window : int, optional
///     The side of the square around a pixel, in pixels, odd: 51 for "sauvola" and 31 for "adaptive_mean" by default. A third of
///     the dots per inch is common.
/// k, r : float
///     The weight and the range of the standard deviation of "sauvola", whose threshold is mean (1 + k (deviation / r - 1)).
/// threshold : int
///     The gray of "fixed": pixels above it become white.
/// offset : float
///     By how much the threshold of "adaptive_mean" lies below the mean.
/// order : {"rgb", "bgr"}
///     The order of the channels.
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
/// >>> sx.binarize(np.array([[10, 20, 200]], np.uint8), method="otsu")
/// array([[  0,   0, 255]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, *, method="sauvola", window=None, k=0.34, r=128.0, threshold=128, offset=10.0, order="rgb", out=None))]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn binarize<'py>(
    image: &Bound<'py, PyAny>,
    method: &str,
    window: Option<i64>,
    k: f32,
    r: f32,
    threshold: i64,
    offset: f32,
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let method = self::method("method", method, Numbers { window, k, r, threshold, offset })?;
    let source = Pixels::of(image, "image", order, BYTES)?;
    let canvas = Canvas::out(source.py(), out, [source.height(), source.width()], Format::Gray8, Scalar::U8)?;
    run(&source, canvas, |view, target| view.binarize_into(method, target))
}

/// Returns the threshold that parts dark and light best, by Otsu's method.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// int
///     Pixels up to it are dark. It is 0 for an image of one gray.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.otsu(np.array([[10, 20, 200]], np.uint8))
/// 20
#[pyfunction]
#[pyo3(signature = (image, *, order="rgb"))]
pub fn otsu(image: &Bound<'_, PyAny>, order: &str) -> PyResult<u8> {
    let source = Pixels::of(image, "image", order, BYTES)?;
    let view = source.view()?;
    Ok(source.py().detach(|| view.otsu_level()))
}

/// Makes the pixels above a threshold white (255) and the others black (0), in place unless there is an `out`.
///
/// Parameters
/// ----------
/// gray : array of uint8, shape (H, W)
///     The image, which is overwritten without an `out`.
/// threshold : int
///     From 0 to 255.
/// out : array of uint8, shape (H, W), optional
///     The array that is written instead.
///
/// Returns
/// -------
/// array of uint8, shape (H, W)
///     `gray`, or `out`.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> gray = np.array([[10, 128, 129]], np.uint8)
/// >>> sx.threshold(gray, 128) is gray
/// True
/// >>> gray
/// array([[  0,   0, 255]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (gray, threshold, *, out=None))]
pub fn threshold<'py>(
    gray: &Bound<'py, PyAny>,
    threshold: i64,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let level = byte("threshold", threshold)?;
    let Some(out) = out else {
        let canvas = Canvas::of(gray, "gray", "rgb", BYTES)?;
        return run_in_place(gray.py(), canvas, |target| target.threshold_in_place(level));
    };
    let source = Pixels::of(gray, "gray", "rgb", BYTES)?;
    if source.format() != Format::Gray8 {
        return Err(invalid("gray: expected shape (H, W)"));
    }
    let canvas = Canvas::out(gray.py(), Some(out), [source.height(), source.width()], Format::Gray8, Scalar::U8)?;
    run(&source, canvas, |view, target| view.threshold_into(level, target))
}

/// Makes the negative of an image, in place unless there is an `out`: colours become 255 minus themselves, alpha stays.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
///     The image, which is overwritten without an `out`.
/// out : array of uint8 of the same shape, optional
///     The array that is written instead.
///
/// Returns
/// -------
/// array of uint8
///     `image`, or `out`.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> gray = np.array([[0, 100]], np.uint8)
/// >>> sx.invert(gray)
/// array([[255, 155]], dtype=uint8)
/// >>> gray
/// array([[255, 155]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, *, out=None))]
pub fn invert<'py>(image: &Bound<'py, PyAny>, out: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
    let Some(out) = out else {
        let canvas = Canvas::of(image, "image", "rgb", BYTES)?;
        return run_in_place(image.py(), canvas, |target| {
            target.invert_in_place();
            Ok(())
        });
    };
    let source = Pixels::of(image, "image", "rgb", BYTES)?;
    let canvas = Canvas::out(image.py(), Some(out), [source.height(), source.width()], source.format(), Scalar::U8)?;
    run(&source, canvas, |view, target| view.invert_into(target))
}

/// Replaces each value by its z-score, `(x - mean) / (std + 1e-8)`, in place.
///
/// Parameters
/// ----------
/// x : array of float32 of any shape
///     Equal values all become 0. If a value is not finite, all results are NaN.
///
/// Returns
/// -------
/// NormalizeStats
///     The mean and the standard deviation before.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> x = np.array([1, 2, 3], np.float32)
/// >>> mean, std = sx.normalize(x)
/// >>> mean, round(std, 4), x.tolist()
/// (2.0, 0.8165, [-1.2247449159622192, 0.0, 1.2247449159622192])
#[pyfunction]
pub fn normalize<'py>(x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = x.py();
    let mut values = Writable::of(x, "x", &[Scalar::F32])?;
    let slice = values.as_mut_slice::<f32>();
    let stats = py.detach(|| scipix::normalize(slice));
    values.finish()?;
    named(py, Named::NormalizeStats, (f64::from(stats.mean), f64::from(stats.std_dev)))
}
