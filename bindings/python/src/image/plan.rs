//! Plans: several operations in one pass.

use super::page::Sides;
use super::plan_many::to_images;
use super::plan_steps::{self, Switch};
use super::tensor::{Options, Params, pixels_of, with_params};
use super::tones::{Numbers, method};
use crate::array::{Scalar, Writable};
use crate::choice::{colour, count, filter, luma, morphology_rules};
use crate::error::{raise, wrong_type};
use crate::pixels::{BYTES, Canvas, Pixels, run};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};
use scipix::image::{
    Background, Image, ImageOps, ImageView, ImageViewMut, Luma, Method, Morphology, MorphologyRules, OutputSize,
    Plan as Steps, PlanBuilder,
};
use scipix::page::Specks;

/// Several operations that are described once and then run on page after page in one pass.
///
/// Steps run in the order of the parameters, but for `flatten`, which comes before `gray`.
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
/// median : {3, 5}, optional
///     The side of the squares of `median`.
/// gaussian_blur : bool or dict
///     A blur with the options of `gaussian_blur`, such as ``dict(size=(3, 3))``.
/// background : bool
///     Whether shaded paper is made evenly light, as by `normalize_background`, which also makes the image gray.
/// deskew : bool
///     Whether the page is made level, at its own size and on white. Where its angle cannot be told it stays as it is.
/// resize : (height, width), optional
///     The size in pixels. A None follows from the other by the proportions of the image.
/// filter : str
///     One of those of `resize`.
/// clahe, unsharp_mask : bool or dict
///     More contrast in a gray image, and sharper edges: True, or a dict of options of the function of that name, such as
///     ``dict(clip_limit=2.0)``.
/// binarize : {"sauvola", "otsu", "adaptive_mean", "fixed"}, optional
///     The method; `window`, `k`, `r`, `threshold` and `offset` are those of the function `binarize`.
/// despeckle : bool or dict
///     Whether specks are removed: True, or a dict of `max_side` and `threshold` of the function `despeckle`. Colours become gray.
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
/// >>> clean = sx.Plan(background=True, deskew=True, binarize="sauvola", window=31, despeckle=True)
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
    #[pyo3(signature = (*, gray=None, flatten=None, median=None, gaussian_blur=None, background=false, deskew=false, resize=None, filter="bilinear", clahe=None, unsharp_mask=None, binarize=None, window=None, k=0.34, r=128.0, threshold=128, offset=10.0, despeckle=None, morphology=None, rules="opencv", tensor=None, order="rgb"))]
    #[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    fn new(
        gray: Option<&Bound<'_, PyAny>>,
        flatten: Option<[i64; 3]>,
        median: Option<i64>,
        gaussian_blur: Switch<'_, '_>,
        background: bool,
        deskew: bool,
        resize: Option<(Option<i64>, Option<i64>)>,
        filter: &str,
        clahe: Switch<'_, '_>,
        unsharp_mask: Switch<'_, '_>,
        binarize: Option<&str>,
        window: Option<i64>,
        k: f32,
        r: f32,
        threshold: i64,
        offset: f32,
        despeckle: Switch<'_, '_>,
        morphology: Option<(String, Sides)>,
        rules: &str,
        tensor: Option<&Bound<'_, PyDict>>,
        order: &str,
    ) -> PyResult<Self> {
        crate::choice::blue_first(order)?;
        let gray = gray.map_or(Ok(None), luma_of)?;
        let flatten = flatten.map(|over| colour("flatten", over)).transpose()?;
        let mut plan = Steps::builder().filter(self::filter(filter)?);
        plan = with(plan, flatten, PlanBuilder::flatten);
        plan = with(plan, gray, PlanBuilder::grayscale);
        plan = with(plan, median.map(|size| count("median", size)).transpose()?, PlanBuilder::median);
        plan = plan_steps::gaussian_blur(plan, gaussian_blur)?;
        plan = with(plan, background.then(Background::default), PlanBuilder::normalize_background);
        plan = with(plan, deskew.then_some(255), PlanBuilder::deskew);
        if let Some((height, width)) = resize {
            let side = |side: Option<i64>| count("resize", side.unwrap_or(0));
            plan = plan.resize(side(width)?, side(height)?);
        }
        plan = plan_steps::clahe(plan, clahe)?;
        plan = plan_steps::unsharp_mask(plan, unsharp_mask)?;
        let numbers = Numbers { window, k, r, threshold, offset };
        let method = binarize.map(|word| method("binarize", word, numbers)).transpose()?;
        let specks = plan_steps::specks(despeckle)?;
        let (plan, last) = with_shapes(plan, method, specks, shapes(morphology, rules)?);
        let is_gray = gray.is_some() || background || specks.is_some();
        let tensor = tensor.map(|tensor| tensor_params(tensor, is_gray)).transpose()?;
        let plan = match &tensor {
            Some(tensor) => with_params!(&tensor.params, params => plan.tensor(*params)),
            None => plan,
        };
        Ok(Self { steps: plan.build().map_err(raise)?, order: order.to_owned(), last, tensor })
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
        let target = Writable::out(source.py(), out, &tensor.shape(size), tensor.params.scalar())?;
        self.write_tensor(source.py(), &tensor.params, &[source.view()?], target)
    }

    /// Applies the steps to many images of any sizes, such as the crops of a page, in one call.
    ///
    /// The results are those of a call for each. All images are checked before the first is run. Threads, as many as pay off, take
    /// an image each.
    ///
    /// Parameters
    /// ----------
    /// images : list of arrays of uint8, shape (H, W), (H, W, 3) or (H, W, 4)
    /// out : list of arrays, or an array, optional
    ///     Where the results go: an array for each image, or the one tensor.
    ///
    /// Returns
    /// -------
    /// list of arrays, or array
    ///     The result for each image, or one tensor of all. A width of 0 with `keep_aspect` is that of the widest.
    ///
    /// Examples
    /// --------
    /// >>> import numpy as np, scipix as sx
    /// >>> crops = [np.full((24, width, 3), 90, np.uint8) for width in (60, 100)]
    /// >>> [line.shape for line in sx.Plan(gray=True, resize=(48, None), binarize="otsu").run_many(crops)]
    /// [(48, 120), (48, 200)]
    /// >>> sx.Plan(median=3, tensor=dict(size=(48, 0), keep_aspect=True)).run_many(crops).shape
    /// (2, 3, 48, 200)
    #[pyo3(signature = (images, *, out=None))]
    fn run_many<'py>(
        &self,
        images: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, sources) = (images.py(), pixels_of(images, &self.order)?);
        let Some(tensor) = &self.tensor else {
            let Some(Shapes { operation, width, height, rules }) = self.last else {
                return to_images(py, &self.steps, &sources, out, None);
            };
            let then = |image: &Image, target: &mut ImageViewMut<'_>| {
                image.morphology_into(operation, width, height, rules, target)
            };
            return to_images(py, &self.steps, &sources, out, Some(&then));
        };
        let views = sources.iter().map(Pixels::view).collect::<PyResult<Vec<_>>>()?;
        let shape = self.steps.tensor_shape(&views).map_err(raise)?;
        let target = Writable::out(py, out, &shape, tensor.params.scalar())?;
        self.write_tensor(py, &tensor.params, &views, target)
    }
}

impl Plan {
    fn write_tensor<'py>(
        &self,
        py: Python<'py>,
        params: &Params,
        views: &[ImageView<'_>],
        mut tensor: Writable<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match params {
            Params::F32(_) => self.write::<f32>(py, views, &mut tensor)?,
            Params::U8(_) => self.write::<u8>(py, views, &mut tensor)?,
            Params::I8(_) => self.write::<i8>(py, views, &mut tensor)?,
        }
        tensor.finish()
    }

    fn write<T: scipix::image::TensorElement + crate::array::Plain + Send>(
        &self,
        py: Python<'_>,
        views: &[ImageView<'_>],
        tensor: &mut Writable<'_>,
    ) -> PyResult<()> {
        let elements = tensor.as_mut_slice::<T>();
        let run = || match views {
            [only] => self.steps.run_tensor_into(only, elements),
            many => self.steps.run_tensor_many_into(many, elements),
        };
        py.detach(run).map_err(raise)
    }
}

/// Adds a step where it is asked for.
fn with<T>(plan: PlanBuilder, number: Option<T>, add: impl FnOnce(PlanBuilder, T) -> PlanBuilder) -> PlanBuilder {
    match number {
        Some(number) => add(plan, number),
        None => plan,
    }
}

fn shapes(morphology: Option<(String, Sides)>, rules: &str) -> PyResult<Option<Shapes>> {
    let rules = morphology_rules(rules)?;
    let Some((operation, sides)) = morphology else { return Ok(None) };
    let (width, height) = sides.width_and_height("morphology")?;
    Ok(Some(Shapes { operation: crate::choice::morphology(&operation)?, width, height, rules }))
}

/// Adds the steps that bits may go through. Returns the morphology where it has to follow the plan.
fn with_shapes(
    plan: PlanBuilder,
    method: Option<Method>,
    specks: Option<Specks>,
    shapes: Option<Shapes>,
) -> (PlanBuilder, Option<Shapes>) {
    let mut plan = with(with(plan, method, PlanBuilder::binarize), specks, PlanBuilder::despeckle);
    if method.is_some() && specks.is_some() {
        // The bits of the plan are bytes in Python.
        plan = plan.grayscale(Luma::Bt601);
    }
    match shapes {
        Some(shapes) if method.is_some() && specks.is_none() => (plan, Some(shapes)),
        Some(Shapes { operation, width, height, rules }) => (plan.morphology(operation, width, height, rules), None),
        None => (plan, None),
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
