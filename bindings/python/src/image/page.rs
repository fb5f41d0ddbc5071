//! Whole pages: their angle, their background, shapes of ink.

use crate::array::Scalar;
use crate::choice::{byte, count, morphology_rules};
use crate::error::{invalid, raise};
use crate::named::{Named, named};
use crate::pixels::{BYTES, BYTES_OR_BOOL, Canvas, Pixels, run};
use pyo3::prelude::*;
use scipix::image::{Background, Format, ImageOps};

/// Measures by how much the lines of a page are turned clockwise.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
/// order : {"rgb", "bgr"}
///     The order of the channels.
///
/// Returns
/// -------
/// Skew
///     `degrees`, from -45 to 45: `rotate(image, -degrees)` makes the page level. And `confidence`, from 0 to 1: trust the angle from
///     about 0.5 on. Where nothing can be measured both are 0. In the other languages of scipix the angle is the one to turn by.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((400, 600), 255, np.uint8)
/// >>> page[20:380:20, 40:560] = 0
/// >>> page[28:388:20, 40:560] = 0
/// >>> degrees, confidence = sx.skew(sx.rotate(page, 3))
/// >>> round(degrees), confidence > 0.5
/// (3, True)
#[pyfunction]
#[pyo3(signature = (image, *, order="rgb"))]
pub fn skew<'py>(image: &Bound<'py, PyAny>, order: &str) -> PyResult<Bound<'py, PyAny>> {
    let source = Pixels::of(image, "image", order, BYTES)?;
    let view = source.view()?;
    let skew = source.py().detach(|| view.try_skew()).map_err(raise)?;
    named(source.py(), Named::Skew, (f64::from(0.0 - skew.degrees), f64::from(skew.confidence)))
}

/// Divides a page by its background, so that shaded paper becomes evenly light.
///
/// The result is that of Leptonica's pixBackgroundNorm, bit for bit.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
///     Colours count as their gray (BT.601). The defaults are for about 300 dots per inch.
/// tile : (height, width)
///     The size of the tiles that are measured, in pixels, at least 4 each way.
/// threshold : int
///     The gray below which pixels, and those near one, are not paper.
/// min_count : int
///     The fewest pixels of paper that a tile is measured by.
/// target : int
///     The gray that paper gets, at least 1.
/// smooth : (down, across)
///     Over how many tiles to each side the background is averaged.
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
/// >>> page = np.full((90, 60), 120, np.uint8)
/// >>> int(sx.normalize_background(page, target=240)[40, 30])
/// 240
#[pyfunction]
#[pyo3(signature = (image, *, tile=(15, 10), threshold=60, min_count=40, target=200, smooth=(1, 2), order="rgb", out=None), text_signature = "(image, *, tile=(15, 10), threshold=60, min_count=40, target=200, smooth=(1, 2), order='rgb', out=None)")]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn normalize_background<'py>(
    image: &Bound<'py, PyAny>,
    tile: (i64, i64),
    threshold: i64,
    min_count: i64,
    target: i64,
    smooth: (i64, i64),
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let background = Background::default()
        .tiles(count("tile", tile.1)?, count("tile", tile.0)?)
        .threshold(byte("threshold", threshold)?)
        .min_count(count("min_count", min_count)?)
        .target(byte("target", target)?)
        .smooth(count("smooth", smooth.1)?, count("smooth", smooth.0)?);
    let source = Pixels::of(image, "image", order, BYTES)?;
    let canvas = Canvas::out(source.py(), out, [source.height(), source.width()], Format::Gray8, Scalar::U8)?;
    run(&source, canvas, |view, to| view.normalize_background_into(background, to))
}

/// Dilates, erodes, opens or closes an image by a rectangle.
///
/// Parameters
/// ----------
/// image : array of uint8 or bool, shape (H, W)
///     Dilation grows what is light, or True.
/// operation : {"dilate", "erode", "open", "close"}
/// size : int or (height, width)
///     The sides of the rectangle in pixels, which may be larger than the image.
/// rules : {"opencv", "leptonica", "leptonica-symmetric"}
///     How borders and rectangles of even sizes are treated.
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
/// >>> sx.morphology(np.array([[0, 0, 9, 0, 0]], np.uint8), "dilate", (1, 3))
/// array([[0, 9, 9, 9, 0]], dtype=uint8)
#[pyfunction]
#[pyo3(signature = (image, operation, size, *, rules="opencv", out=None))]
pub fn morphology<'py>(
    image: &Bound<'py, PyAny>,
    operation: &str,
    size: Sides,
    rules: &str,
    out: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let operation = crate::choice::morphology(operation)?;
    let rules = morphology_rules(rules)?;
    let (width, height) = size.width_and_height("size")?;
    let source = Pixels::of(image, "image", "rgb", BYTES_OR_BOOL)?;
    let canvas = Canvas::out(source.py(), out, [source.height(), source.width()], source.format(), source.scalar)?;
    run(&source, canvas, |view, target| view.morphology_into(operation, width, height, rules, target))
}

/// The size of a rectangle as Python passes it.
#[derive(FromPyObject)]
pub enum Sides {
    /// Equal sides.
    #[pyo3(transparent, annotation = "int")]
    Square(i64),
    /// Height and width.
    #[pyo3(annotation = "tuple[int, int]")]
    Rectangle(i64, i64),
}

impl Sides {
    /// Returns the width and the height in pixels.
    pub fn width_and_height(&self, argument: &str) -> PyResult<(usize, usize)> {
        let (height, width) = match *self {
            Self::Square(side) => (side, side),
            Self::Rectangle(height, width) => (height, width),
        };
        if width == 0 || height == 0 {
            return Err(invalid(format_args!("{argument}: a side of 0 pixels")));
        }
        Ok((count(argument, width)?, count(argument, height)?))
    }
}
