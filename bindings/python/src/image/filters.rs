//! Filters: median, blur, sharpening, contrast.

use crate::array::Scalar;
use crate::choice::{byte, choose, count};
use crate::error::invalid;
use crate::pixels::{BYTES, Canvas, Pixels, run};
use pyo3::prelude::*;
use scipix::image::{Border, Format, ImageOps};

/// Makes a canvas like the source.
fn like<'py>(source: &Pixels<'py>, out: Option<&Bound<'py, PyAny>>) -> PyResult<Canvas<'py>> {
    Canvas::out(source.py(), out, [source.height(), source.width()], source.format(), Scalar::U8)
}

/// Replaces each pixel by the median of the square around it, bit for bit as OpenCV's medianBlur.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
///     Channels are filtered one by one.
/// size : {3, 5}
///     The side of the square in pixels.
/// out : array of uint8 of the same shape, optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of uint8 of the same shape
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((5, 5), 250, np.uint8)
/// >>> page[2, 2] = 0
/// >>> int(sx.median(page).min())
/// 250
#[pyfunction]
#[pyo3(signature = (image, size=3, *, out=None))]
pub fn median<'py>(
    image: &Bound<'py, PyAny>,
    size: i64,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let size = count("size", size)?;
    let source = Pixels::of(image, "image", "rgb", BYTES)?;
    run(&source, like(&source, out)?, |view, target| view.median_into(size, target))
}

/// Blurs an image by a normal distribution, bit for bit as OpenCV's GaussianBlur.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
/// size : (height, width)
///     The sides of the kernel, odd and at most 1023. A 0 follows from sigma.
/// sigma : float or (down, across)
///     The standard deviations in pixels. A 0 follows from the size.
/// border : {"reflect101", "replicate"}
///     Whether pixels beyond the image are those at the same distance within it, or the nearest.
/// out : array of uint8 of the same shape, optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of uint8 of the same shape
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> sx.gaussian_blur(np.array([[0, 0, 0, 0, 160, 0, 0, 0, 0]], np.uint8), (1, 3))
/// array([[ 0,  0,  0, 40, 80, 40,  0,  0,  0]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, size=(0, 0), sigma=Spread::Both(0.0), *, border="reflect101", out=None), text_signature = "(image, size=(0, 0), sigma=0.0, *, border='reflect101', out=None)")]
pub fn gaussian_blur<'py>(
    image: &Bound<'py, PyAny>,
    size: (i64, i64),
    sigma: Spread,
    border: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (size, sigma, border) = (sides("size", size)?, sigma.across_and_down(), self::border(border)?);
    let source = Pixels::of(image, "image", "rgb", BYTES)?;
    run(&source, like(&source, out)?, |view, target| view.gaussian_blur_into(size, sigma, border, target))
}

/// Sharpens an image: adds what a blur takes away from it.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
/// sigma : float
///     The standard deviation of the blur in pixels, above 0 and at most 170.
/// amount : float
///     The weight of what is added, from 0 to 1000.
/// threshold : int
///     Differences up to it are left alone, so that noise is not sharpened.
/// out : array of uint8 of the same shape, optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array of uint8 of the same shape
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> edge = np.repeat(np.array([[100] * 8 + [200] * 8], np.uint8), 8, axis=0)
/// >>> sharp = sx.unsharp_mask(edge, sigma=1.0)
/// >>> int(sharp.min()) < 100 and int(sharp.max()) > 200
/// True
#[pyfunction]
#[pyo3(signature = (image, sigma=1.0, amount=1.0, threshold=0, *, out=None))]
pub fn unsharp_mask<'py>(
    image: &Bound<'py, PyAny>,
    sigma: f64,
    amount: f64,
    threshold: i64,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let threshold = byte("threshold", threshold)?;
    let source = Pixels::of(image, "image", "rgb", BYTES)?;
    run(&source, like(&source, out)?, |view, target| view.unsharp_mask_into(sigma, amount, threshold, target))
}

/// Equalises the contrast of a gray image tile by tile, as OpenCV's createCLAHE does.
///
/// Parameters
/// ----------
/// gray : array of uint8, shape (H, W)
/// clip_limit : float
///     A gray of a tile counts at most so many times the mean over all grays; 0 is no limit.
/// tiles : (down, across)
///     The number of tiles, from 1 to 256 each way.
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
/// >>> faint = np.tile(np.arange(100, 116, dtype=np.uint8), (64, 4))
/// >>> bool(np.ptp(sx.clahe(faint)) > np.ptp(faint))
/// True
#[pyfunction]
#[pyo3(signature = (gray, clip_limit=40.0, tiles=(8, 8), *, out=None), text_signature = "(gray, clip_limit=40.0, tiles=(8, 8), *, out=None)")]
pub fn clahe<'py>(
    gray: &Bound<'py, PyAny>,
    clip_limit: f64,
    tiles: (i64, i64),
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let tiles = sides("tiles", tiles)?;
    let source = Pixels::of(gray, "gray", "rgb", BYTES)?;
    if source.format() != Format::Gray8 {
        return Err(invalid("gray: expected shape (H, W)"));
    }
    run(&source, like(&source, out)?, |view, target| view.clahe_into(clip_limit, tiles, target))
}

/// Standard deviations as Python passes them.
#[derive(FromPyObject)]
pub enum Spread {
    /// One for both axes.
    #[pyo3(transparent, annotation = "float")]
    Both(f64),
    /// Down and across.
    #[pyo3(annotation = "tuple[float, float]")]
    Each(f64, f64),
}

impl Spread {
    /// Returns them in the order of the library.
    pub fn across_and_down(self) -> (f64, f64) {
        match self {
            Self::Both(sigma) => (sigma, sigma),
            Self::Each(down, across) => (across, down),
        }
    }
}

/// Returns two counts that Python passes as (down, across) in the order of the library.
pub fn sides(argument: &str, (down, across): (i64, i64)) -> PyResult<(usize, usize)> {
    Ok((count(argument, across)?, count(argument, down)?))
}

/// Returns what pixels beyond the border equal.
pub fn border(word: &str) -> PyResult<Border> {
    choose("border", word, &[("reflect101", Border::Reflect101), ("replicate", Border::Replicate)])
}
