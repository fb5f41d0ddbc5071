//! Crops of quadrilaterals, such as lines of text.

use super::tensor::{Options, with_params};
use crate::array::{Plain, Scalar, Shape, Writable, converted};
use crate::choice::{count, interpolation};
use crate::error::{class_of, error, invalid, raise};
use crate::pixels::{BYTES, Canvas, Pixels};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use scipix::image::{
    CropParams, ImageOps, ImageView, ImageViewMut, QuadCrop, QuadCropper, TensorElement, TensorParams,
};

/// Corners of a quadrilateral, x and y of each.
pub type Quad = [[f32; 2]; 4];

/// Reads quadrilaterals of shape (n, 4, 2), or one of shape (4, 2).
pub fn quads_of(object: &Bound<'_, PyAny>, argument: &str) -> PyResult<Vec<Quad>> {
    let array = converted(object, argument)?;
    match *array.shape() {
        [_, 4, 2] | [4, 2] | [0] => {}
        ref other => {
            return Err(invalid(format_args!("{argument}: expected shape (n, 4, 2), got {}", Shape(other))));
        }
    }
    let (numbers, _) = array.as_slice::<f32>().as_chunks::<2>();
    Ok(numbers.as_chunks::<4>().0.to_vec())
}

fn params_of(interpolation: &str, turn_ratio: f32) -> PyResult<CropParams> {
    Ok(CropParams::default().interpolation(self::interpolation(interpolation)?).turn_ratio(turn_ratio))
}

/// Crops quadrilaterals, such as the lines of a page, to upright images.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
/// quads : array, shape (n, 4, 2)
///     The corners of each, x and y in pixels, in the order top left, top right, bottom right, bottom left of the text. Pixel (x, y)
///     covers [x, x + 1) x [y, y + 1).
/// height : int, optional
///     The rows of every crop; its width follows from the proportions. Without it crops have their natural size: the longer ones
///     of opposite sides, in whole pixels, as PaddleOCR and RapidOCR have it.
/// interpolation : {"cubic", "bilinear", "nearest"}
///     "cubic" is what PaddleOCR and RapidOCR use. There is no smoothing: a crop much smaller than its quadrilateral skips pixels.
/// turn_ratio : float
///     Crops that are at least so many times as high as wide are turned by 90 degrees anticlockwise, for vertical lines. 0 never
///     turns.
///
/// Returns
/// -------
/// list of arrays, shape (h, w) and the channels of the image
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((100, 200, 3), 255, np.uint8)
/// >>> quads = [[[10, 10], [110, 12], [110, 32], [10, 30]], [[10, 40], [190, 40], [190, 60], [10, 60]]]
/// >>> [line.shape for line in sx.crop_quads(page, quads, height=48)]
/// [(48, 240, 3), (48, 432, 3)]
#[pyfunction]
#[pyo3(signature = (image, quads, height=None, *, interpolation="cubic", turn_ratio=1.5))]
pub fn crop_quads<'py>(
    image: &Bound<'py, PyAny>,
    quads: &Bound<'py, PyAny>,
    height: Option<i64>,
    interpolation: &str,
    turn_ratio: f32,
) -> PyResult<Bound<'py, PyList>> {
    let py = image.py();
    let height = height.map(|height| count("height", height)).transpose()?;
    let params = params_of(interpolation, turn_ratio)?;
    let source = Pixels::of(image, "image", "rgb", BYTES)?;
    let crops: Vec<_> = quads_of(quads, "quads")?.into_iter().map(|quad| QuadCrop::new(quad).params(params)).collect();
    let mut canvases = Vec::with_capacity(crops.len());
    for (index, crop) in crops.iter().enumerate() {
        let (natural_width, natural_height) = crop.size().map_err(|failure| raise_of(index, failure))?;
        let size = match height {
            None => [natural_height, natural_width],
            Some(rows) => {
                let columns = rows as f64 * natural_width as f64 / natural_height.max(1) as f64;
                [rows, (columns.round_ties_even() as usize).max(1)]
            }
        };
        canvases.push(Canvas::out(py, None, size, source.format(), Scalar::U8)?);
    }
    let view = source.view()?;
    let mut targets = canvases.iter_mut().map(Canvas::view_mut).collect::<PyResult<Vec<_>>>()?;
    py.detach(|| crop_all(view, &crops, &mut targets)).map_err(|(index, failure)| raise_of(index, failure))?;
    drop(targets);
    PyList::new(py, canvases.into_iter().map(Canvas::finish).collect::<PyResult<Vec<_>>>()?)
}

fn crop_all(
    view: ImageView<'_>,
    crops: &[QuadCrop],
    targets: &mut [ImageViewMut<'_>],
) -> Result<(), (usize, scipix::Error)> {
    let crop = |(index, (crop, target)): (usize, (&QuadCrop, &mut ImageViewMut<'_>))| {
        view.crop_quad_into(*crop, target).map_err(|failure| (index, failure))
    };
    crops.iter().zip(targets).enumerate().try_for_each(crop)
}

/// Makes the exception for a failure of one of the quadrilaterals.
#[cold]
fn raise_of(index: usize, failure: scipix::Error) -> PyErr {
    error(class_of(failure.kind()), format_args!("quads[{index}]: {failure}"))
}

/// Crops quadrilaterals straight to the input tensor of a model. Each is cropped at its natural size and then becomes one image
/// of the tensor.
///
/// Parameters
/// ----------
/// image : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
/// quads : array, shape (n, 4, 2)
///     The corners of each, as for `crop_quads`.
/// size : (height, width)
///     Of the tensor. With `keep_aspect` a width of 0 is that of the widest line.
/// interpolation, turn_ratio
///     As for `crop_quads`.
/// pad_flat : bool
///     Whether a quadrilateral that is not convex or has no area, as boxes of text may have at the border of the page, becomes
///     padding instead of an error.
/// order : {"rgb", "bgr"}
///     The order of the channels of the image.
/// out : array, optional
///     The array that is written and returned.
/// **options
///     Those of `to_tensor`.
///
/// Returns
/// -------
/// array, shape (n, C, height, width) or (n, height, width, C)
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.full((100, 200, 3), 255, np.uint8)
/// >>> quads = [[[10, 10], [110, 12], [110, 32], [10, 30]], [[10, 40], [190, 40], [190, 60], [10, 60]]]
/// >>> sx.quads_to_tensor(page, quads, (48, 0), mean=0.5, std=0.5, keep_aspect=True).shape
/// (2, 3, 48, 432)
#[pyfunction]
#[pyo3(signature = (image, quads, size, *, interpolation="cubic", turn_ratio=1.5, pad_flat=false, order="rgb", out=None, **options))]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn quads_to_tensor<'py>(
    image: &Bound<'py, PyAny>,
    quads: &Bound<'py, PyAny>,
    size: (i64, i64),
    interpolation: &str,
    turn_ratio: f32,
    pad_flat: bool,
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let params = Options::new(size)?.read(options)?.params()?;
    let source = Pixels::of(image, "image", order, BYTES)?;
    let quads = quads_of(quads, "quads")?;
    let cropper = QuadCropper::new(params_of(interpolation, turn_ratio)?.pad_flat(pad_flat));
    let scalar = params.scalar();
    with_params!(&params, params => crop_to(&source, &quads, cropper, params, out, scalar))
}

fn crop_to<'py, T: TensorElement + Plain + Send + Sync>(
    source: &Pixels<'py>,
    quads: &[Quad],
    mut cropper: QuadCropper,
    params: &TensorParams<T>,
    out: Option<&Bound<'py, PyAny>>,
    scalar: Scalar,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, view) = (source.py(), source.view()?);
    let shape = cropper.tensor_shape(&view, quads, params).map_err(raise)?;
    let mut tensor = Writable::out(py, out, &shape, scalar)?;
    let elements = tensor.as_mut_slice::<T>();
    py.detach(|| cropper.tensor_into(&view, quads, params, elements)).map_err(raise)?;
    tensor.finish()
}

/// Returns the natural sizes of crops: the longer ones of opposite sides, in whole pixels, as PaddleOCR and RapidOCR have them.
///
/// Parameters
/// ----------
/// quads : array, shape (n, 4, 2)
///     The corners of each, as for `crop_quads`.
/// turn_ratio : float
///     Crops that are at least so many times as high as wide have the two swapped. 0 never swaps.
///
/// Returns
/// -------
/// list of (height, width)
///     What `line_groups` takes.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.quad_sizes([[[10, 10], [110, 12], [110, 32], [10, 30]]])
/// [(20, 100)]
#[pyfunction]
#[pyo3(signature = (quads, *, turn_ratio=1.5))]
pub fn quad_sizes(quads: &Bound<'_, PyAny>, turn_ratio: f32) -> PyResult<Vec<(usize, usize)>> {
    let params = CropParams::default().turn_ratio(turn_ratio);
    let size = |(index, quad): (usize, Quad)| {
        let size = QuadCrop::new(quad).params(params).size().map_err(|failure| raise_of(index, failure))?;
        Ok((size.1, size.0))
    };
    quads_of(quads, "quads")?.into_iter().enumerate().map(size).collect()
}
