//! The input of a model.

use crate::array::{Scalar, Writable};
use crate::choice::{choose, colour, filter};
use crate::error::{invalid, raise};
use crate::keywords::read_keywords;
use crate::named::{Named, named};
use crate::pixels::{BYTES, Pixels};
use numpy::PyUntypedArray;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use scipix::image::{Channels, ImageView, TensorElement, TensorParams, TensorRegion};

/// How images become a tensor, as Python passes it.
pub struct Options {
    height: usize,
    width: usize,
    mean: [f32; 3],
    std: [f32; 3],
    layout: String,
    channels: Option<String>,
    filter: String,
    keep_aspect: bool,
    letterbox: bool,
    centered: bool,
    pad_edge: bool,
    fill: f32,
    over: Option<[i64; 3]>,
    dtype: String,
    scale: f32,
    zero_point: i32,
}

/// One number for all channels, or one for each.
#[derive(FromPyObject)]
pub enum Each {
    /// One for all.
    #[pyo3(transparent, annotation = "float")]
    All(f32),
    /// One for each.
    #[pyo3(transparent, annotation = "tuple[float, float, float]")]
    Three([f32; 3]),
}

impl Each {
    fn three(self) -> [f32; 3] {
        match self {
            Self::All(number) => [number; 3],
            Self::Three(numbers) => numbers,
        }
    }
}

/// The parameters for the element type that was asked for.
pub enum Params {
    /// Floats.
    F32(TensorParams<f32>),
    /// Unsigned bytes.
    U8(TensorParams<u8>),
    /// Signed bytes.
    I8(TensorParams<i8>),
}

/// Calls a generic function with the parameters, whatever their element is.
macro_rules! with_params {
    ($params:expr, $name:ident => $body:expr) => {
        match $params {
            $crate::image::tensor::Params::F32($name) => $body,
            $crate::image::tensor::Params::U8($name) => $body,
            $crate::image::tensor::Params::I8($name) => $body,
        }
    };
}
pub(crate) use with_params;

impl Params {
    /// Returns the dtype of the tensor.
    pub fn scalar(&self) -> Scalar {
        match self {
            Self::F32(_) => Scalar::F32,
            Self::U8(_) => Scalar::U8,
            Self::I8(_) => Scalar::I8,
        }
    }
}

impl Options {
    /// Begins with the defaults for a size. A side of 0 is that of the images.
    pub fn new(size: (i64, i64)) -> PyResult<Self> {
        Ok(Self {
            height: crate::choice::count("size", size.0)?,
            width: crate::choice::count("size", size.1)?,
            mean: [0.0; 3],
            std: [1.0; 3],
            layout: "nchw".to_owned(),
            channels: None,
            filter: "bilinear".to_owned(),
            keep_aspect: false,
            letterbox: false,
            centered: false,
            pad_edge: false,
            fill: 0.0,
            over: None,
            dtype: "float32".to_owned(),
            scale: 1.0 / 255.0,
            zero_point: 0,
        })
    }

    /// Reads keyword arguments.
    pub fn read(mut self, keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        read_keywords(keywords, "a tensor", |key, value| self.set(key, value))?;
        Ok(self)
    }

    fn set(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        match key {
            "mean" => self.mean = value.extract::<Each>()?.three(),
            "std" => self.std = value.extract::<Each>()?.three(),
            "layout" => self.layout = value.extract()?,
            "channels" => self.channels = value.extract()?,
            "filter" => self.filter = value.extract()?,
            "keep_aspect" => self.keep_aspect = value.extract()?,
            "letterbox" => self.letterbox = value.extract()?,
            "centered" => self.centered = value.extract()?,
            "pad_edge" => self.pad_edge = value.extract()?,
            "fill" => self.fill = value.extract()?,
            "over" => self.over = value.extract()?,
            "dtype" => self.dtype = value.extract()?,
            "scale" => self.scale = value.extract()?,
            "zero_point" => self.zero_point = value.extract()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Returns whether channels come before rows and columns.
    pub fn channels_first(&self) -> PyResult<bool> {
        choose("layout", &self.layout, &[("nchw", true), ("nhwc", false)])
    }

    /// Makes the library's parameters.
    pub fn params(&self) -> PyResult<Params> {
        let sized = if self.channels_first()? { TensorParams::nchw } else { TensorParams::nhwc };
        let known = [("rgb", Channels::Rgb), ("bgr", Channels::Bgr), ("gray", Channels::Gray)];
        let channels = choose("channels", self.channels.as_deref().unwrap_or("rgb"), &known)?;
        let mut params = sized(self.height, self.width)
            .channels(channels)
            .mean(self.mean)
            .std_dev(self.std)
            .filter(filter(&self.filter)?)
            .fill(self.fill);
        params = if self.keep_aspect { params.keep_aspect() } else { params };
        params = if self.letterbox { params.letterbox() } else { params };
        params = if self.centered { params.centered() } else { params };
        params = if self.pad_edge { params.pad_edge() } else { params };
        if let Some(over) = self.over {
            params = params.over(colour("over", over)?);
        }
        let dtypes = [("float32", Scalar::F32), ("uint8", Scalar::U8), ("int8", Scalar::I8)];
        Ok(match choose("dtype", &self.dtype, &dtypes)? {
            Scalar::U8 => Params::U8(params.to_u8(self.scale, self.zero_point)),
            Scalar::I8 => Params::I8(params.to_i8(self.scale, self.zero_point)),
            _ => Params::F32(params),
        })
    }
}

/// Looks at an image or a sequence of images.
pub fn pixels_of<'py>(images: &Bound<'py, PyAny>, order: &str) -> PyResult<Vec<Pixels<'py>>> {
    if images.cast::<PyUntypedArray>().is_ok()
        || !(images.is_instance_of::<PyList>() || images.is_instance_of::<PyTuple>())
    {
        return Ok(vec![Pixels::of(images, "images", order, BYTES)?]);
    }
    let mut found = Vec::with_capacity(images.len()?);
    for (index, image) in images.try_iter()?.enumerate() {
        found.push(Pixels::of(&image?, &format!("images[{index}]"), order, BYTES)?);
    }
    match found.is_empty() {
        true => Err(invalid("images: there are none")),
        false => Ok(found),
    }
}

/// Makes the input tensor of a model from images, in one pass: channels are selected, resized, normalised and padded.
///
/// Parameters
/// ----------
/// images : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or a list of such arrays
/// size : (height, width)
///     Of the tensor. A side of 0 is that of the images, which must agree; with `keep_aspect` a width of 0 is that of the widest
///     scaled image.
/// mean, std : float or (float, float, float)
///     Elements are (pixel / 255 - mean) / std; 0 and 1 by default.
/// layout : {"nchw", "nhwc"}
///     The order of the axes.
/// channels : {"rgb", "bgr", "gray"}
///     The channels of the tensor and their order. Gray becomes colour by repeating it.
/// filter : str
///     One of those of `resize`; "bilinear" by default.
/// keep_aspect : bool
///     Whether images are scaled to the height and keep their proportions, at most to the width; columns left over are filled.
/// letterbox : bool
///     Whether both sides are scaled by the largest factor with which the image fits.
/// centered, pad_edge : bool
///     Whether scaled images lie in the middle, and whether padding repeats the nearest pixel.
/// fill : float
///     The value of the padding, after normalisation; 0 by default.
/// over : (int, int, int), optional
///     A colour, red first, that images with alpha are composited over.
/// dtype : {"float32", "uint8", "int8"}
///     The type of the elements. Bytes are value / scale, rounded, plus zero_point.
/// scale, zero_point : float, int
///     For bytes.
/// order : {"rgb", "bgr"}
///     The order of the channels of the images.
/// out : array, optional
///     The array that is written and returned.
///
/// Returns
/// -------
/// array, shape (n, C, height, width) or (n, height, width, C)
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> line = np.full((24, 64, 3), 255, np.uint8)
/// >>> x = sx.to_tensor([line, line], (48, 320), mean=0.5, std=0.5, keep_aspect=True)
/// >>> x.shape, x.dtype.name
/// ((2, 3, 48, 320), 'float32')
/// >>> x[0, 0, 0, [0, 127, 128]].tolist()
/// [1.0, 1.0, 0.0]
#[pyfunction]
#[pyo3(signature = (images, size, *, order="rgb", out=None, **options))]
pub fn to_tensor<'py>(
    images: &Bound<'py, PyAny>,
    size: (i64, i64),
    order: &str,
    out: Option<&Bound<'py, PyAny>>,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let params = Options::new(size)?.read(options)?.params()?;
    let sources = pixels_of(images, order)?;
    let views = sources.iter().map(Pixels::view).collect::<PyResult<Vec<_>>>()?;
    let shape = with_params!(&params, params => params.shape(&views)).map_err(raise)?;
    let mut tensor = Writable::out(images.py(), out, &shape, params.scalar())?;
    with_params!(&params, params => write(images.py(), params, &views, &mut tensor))?;
    tensor.finish()
}

/// Tells where each image lies in the tensor that `to_tensor` makes of them, so that a detector's map can be cropped and points come
/// back to the page. In a map with half or a quarter of the tensor's sides, a region is divided by as much.
///
/// Parameters
/// ----------
/// images : array of uint8, shape (H, W), (H, W, 3) or (H, W, 4), or a list of such arrays
///     Their pixels are not read.
/// size : (height, width)
///     Of the tensor, as for `to_tensor`.
/// **options
///     Those of `to_tensor`.
///
/// Returns
/// -------
/// list of TensorRegion
///     `x`, `y`, `width` and `height` for each image; `to_image` maps points.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> page = np.zeros((600, 900), np.uint8)
/// >>> [region] = sx.tensor_regions(page, (640, 640), letterbox=True, centered=True)
/// >>> region
/// TensorRegion(x=0, y=106, width=640, height=427)
/// >>> region.to_image([(320, 106), (640, 533)], page.shape).tolist()
/// [[450.0, 0.0], [900.0, 600.0]]
#[pyfunction]
#[pyo3(signature = (images, size, **options))]
pub fn tensor_regions<'py>(
    images: &Bound<'py, PyAny>,
    size: (i64, i64),
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyList>> {
    let params = Options::new(size)?.read(options)?.params()?;
    let sources = pixels_of(images, "rgb")?;
    let views = sources.iter().map(Pixels::view).collect::<PyResult<Vec<_>>>()?;
    let regions = with_params!(&params, params => params.regions(&views)).map_err(raise)?;
    let tuple = |TensorRegion { x, y, width, height }| named(images.py(), Named::TensorRegion, (x, y, width, height));
    PyList::new(images.py(), regions.into_iter().map(tuple).collect::<PyResult<Vec<_>>>()?)
}

fn write<T: TensorElement + crate::array::Plain + Send + Sync>(
    py: Python<'_>,
    params: &TensorParams<T>,
    views: &[ImageView<'_>],
    tensor: &mut Writable<'_>,
) -> PyResult<()> {
    let elements = tensor.as_mut_slice::<T>();
    py.detach(|| params.run_into(views, elements)).map_err(raise)
}
