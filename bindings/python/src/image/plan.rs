//! Plans: several operations in one pass.

use super::page::Sides;
use super::tensor::{Options, Params};
use super::tones::{Numbers, method};
use crate::array::{Scalar, Writable};
use crate::choice::{colour, count, filter, luma, morphology_rules};
use crate::error::{raise, wrong_type};
use crate::pixels::{BYTES, Canvas, Pixels, run};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};
use scipix::image::{Background, ImageOps, Luma, Morphology, MorphologyRules, OutputSize, Plan as Steps};

/// Several operations that are described once and then run on page after page in one pass.
///
/// The result has the same bits as that of one operation after the other, without images in between. A plan keeps its tables:
/// a run on a size that it has seen takes no memory but for the result. Many threads may run one plan at once.
///
/// Parameters
/// ----------
/// gray : bool or {"bt601", "bt601-8bit", "bt709"}
///     Whether the image is made gray, and by which weights.
/// flatten : (int, int, int), optional
///     A colour, red first, that images with alpha are composited over.
/// background : bool
///     Whether shaded paper is made evenly light, as by `normalize_background`, which also makes the image gray.
/// deskew : bool
///     Whether the page is made level, at its own size and on white. Where its angle cannot be told it stays as it is.
/// resize : (height, width), optional
///     The size in pixels. A None follows from the other by the proportions of the image.
/// filter : str
///     One of those of `resize`.
/// binarize : {"sauvola", "otsu", "adaptive_mean", "fixed"}, optional
///     The method; `window`, `k`, `r`, `threshold` and `offset` are those of the function `binarize`.
/// morphology : (operation, size), optional
///     The step after these, on gray or black and white, such as ``("open", 2)`` or ``("dilate", (1, 3))``, as for `morphology`.
/// rules : {"opencv", "leptonica", "leptonica-symmetric"}
///     Those of `morphology`.
/// tensor : dict, optional
///     The last step, which takes no binarised image: `size` and the options of `to_tensor`, such as ``dict(size=(48, 320), keep_aspect=True)``. After
///     `gray` its channels are "gray" unless given.
/// order : {"rgb", "bgr"}
///     The order of the channels of the images.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> plan = sx.Plan(gray=True, resize=(48, None), binarize="otsu")
/// >>> plan(np.full((24, 60, 3), 90, np.uint8)).shape
/// (48, 120)
/// >>> plan = sx.Plan(gray=True, tensor=dict(size=(48, 320), keep_aspect=True))
/// >>> plan(np.full((24, 60, 3), 90, np.uint8)).shape
/// (1, 1, 48, 320)
/// >>> clean = sx.Plan(background=True, deskew=True, binarize="sauvola", window=31)
/// >>> clean(np.full((60, 80, 3), 200, np.uint8)).shape
/// (60, 80)
#[pyclass(module = "scipix", frozen)]
pub struct Plan {
    steps: Steps,
    order: String,
    last: Option<Shapes>,
    tensor: Option<PlanTensor>,
}

/// Morphology of a binarised image. A step of the library would take its ink for what is light.
struct Shapes {
    operation: Morphology,
    width: usize,
    height: usize,
    rules: MorphologyRules,
}

/// The tensor that a plan ends in.
struct PlanTensor {
    params: Params,
    channels_first: bool,
}

impl PlanTensor {
    /// Returns the shape for a size that the plan gives.
    fn shape(&self, size: OutputSize) -> [usize; 4] {
        let OutputSize { width, height, bytes, .. } = size;
        let channels = bytes / (width * height * self.params.scalar().bytes());
        if self.channels_first { [1, channels, height, width] } else { [1, height, width, channels] }
    }
}

#[pymethods]
impl Plan {
    #[new]
    #[pyo3(signature = (*, gray=None, flatten=None, background=false, deskew=false, resize=None, filter="bilinear", binarize=None, window=None, k=0.34, r=128.0, threshold=128, offset=10.0, morphology=None, rules="opencv", tensor=None, order="rgb"))]
    #[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    fn new(
        gray: Option<&Bound<'_, PyAny>>,
        flatten: Option<[i64; 3]>,
        background: bool,
        deskew: bool,
        resize: Option<(Option<i64>, Option<i64>)>,
        filter: &str,
        binarize: Option<&str>,
        window: Option<i64>,
        k: f32,
        r: f32,
        threshold: i64,
        offset: f32,
        morphology: Option<(String, Sides)>,
        rules: &str,
        tensor: Option<&Bound<'_, PyDict>>,
        order: &str,
    ) -> PyResult<Self> {
        crate::choice::blue_first(order)?;
        let gray = gray.map_or(Ok(None), luma_of)?;
        let mut builder = Steps::builder().filter(self::filter(filter)?);
        if let Some(over) = flatten {
            builder = builder.flatten(colour("flatten", over)?);
        }
        if let Some(luma) = gray {
            builder = builder.grayscale(luma);
        }
        builder = if background { builder.normalize_background(Background::default()) } else { builder };
        builder = if deskew { builder.deskew(255) } else { builder };
        if let Some((height, width)) = resize {
            let side = |side: Option<i64>| count("resize", side.unwrap_or(0));
            builder = builder.resize(side(width)?, side(height)?);
        }
        if let Some(word) = binarize {
            let numbers = Numbers { window, k, r, threshold, offset };
            builder = builder.binarize(method("binarize", word, numbers)?);
        }
        let (rules, mut last) = (morphology_rules(rules)?, None);
        if let Some((operation, sides)) = morphology {
            let (width, height) = sides.width_and_height("morphology")?;
            let operation = crate::choice::morphology(&operation)?;
            match binarize {
                Some(_) => last = Some(Shapes { operation, width, height, rules }),
                None => builder = builder.morphology(operation, width, height, rules),
            }
        }
        let tensor = tensor.map(|tensor| tensor_params(tensor, gray.is_some() || background)).transpose()?;
        match tensor.as_ref().map(|tensor| &tensor.params) {
            Some(Params::F32(params)) => builder = builder.tensor(*params),
            Some(Params::U8(params)) => builder = builder.tensor(*params),
            Some(Params::I8(params)) => builder = builder.tensor(*params),
            None => {}
        }
        Ok(Self { steps: builder.build().map_err(raise)?, order: order.to_owned(), last, tensor })
    }

    /// Applies the steps to an image and returns the result, in `out` where there is one.
    #[pyo3(signature = (image, *, out=None))]
    fn __call__<'py>(&self, image: &Bound<'py, PyAny>, out: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let source = Pixels::of(image, "image", &self.order, BYTES)?;
        let size = self.steps.output_size(&source.view()?).map_err(raise)?;
        let Some(tensor) = &self.tensor else {
            let canvas = Canvas::out(source.py(), out, [size.height, size.width], size.format, Scalar::U8)?;
            return run(&source, canvas, |view, target| match &self.last {
                Some(Shapes { operation, width, height, rules }) => {
                    self.steps.run(&view)?.morphology_into(*operation, *width, *height, *rules, target)
                }
                None => self.steps.run_into(&view, target),
            });
        };
        let mut target = Writable::out(source.py(), out, &tensor.shape(size), tensor.params.scalar())?;
        let view = source.view()?;
        match tensor.params {
            Params::F32(_) => self.write::<f32>(source.py(), &view, &mut target)?,
            Params::U8(_) => self.write::<u8>(source.py(), &view, &mut target)?,
            Params::I8(_) => self.write::<i8>(source.py(), &view, &mut target)?,
        }
        target.finish()
    }
}

impl Plan {
    fn write<T: scipix::image::TensorElement + crate::array::Plain + Send>(
        &self,
        py: Python<'_>,
        view: &scipix::image::ImageView<'_>,
        tensor: &mut Writable<'_>,
    ) -> PyResult<()> {
        let elements = tensor.as_mut_slice::<T>();
        py.detach(|| self.steps.run_tensor_into(view, elements)).map_err(raise)
    }
}

/// Reads `gray`, which is True, False or a word.
fn luma_of(gray: &Bound<'_, PyAny>) -> PyResult<Option<Luma>> {
    match (gray.cast::<PyBool>(), gray.extract::<&str>()) {
        (Ok(gray), _) => Ok(gray.is_true().then_some(Luma::Bt601)),
        (_, Ok(word)) => luma(word).map(Some),
        _ => Err(wrong_type(format_args!("gray: expected bool or str, got {}", gray.get_type().name()?))),
    }
}

fn tensor_params(options: &Bound<'_, PyDict>, is_gray: bool) -> PyResult<PlanTensor> {
    let options = options.copy()?;
    let Some(size) = options.get_item("size")? else {
        return Err(wrong_type("tensor: has no size"));
    };
    options.del_item("size")?;
    if is_gray && !options.contains("channels")? {
        options.set_item("channels", "gray")?;
    }
    let options = Options::new(size.extract()?)?.read(Some(&options))?;
    Ok(PlanTensor { params: options.params()?, channels_first: options.channels_first()? })
}
