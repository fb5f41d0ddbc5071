//! Plans: several operations in one pass.

use super::plan_many::to_images;
use super::plan_options::{PlanOptions, PlanTensor, Shapes};
use super::tensor::{Params, pixels_of};
use crate::array::{Scalar, Writable};
use crate::error::raise;
use crate::keywords::{copy_of, deep_copy_of};
use crate::pixels::{BYTES, Canvas, Pixels, run};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use scipix::image::{Image, ImageOps, ImageView, ImageViewMut, OutputSize, Plan as Steps};

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
    /// The keywords that it was made with, for a copy in another process.
    keywords: Option<Py<PyDict>>,
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
    #[pyo3(signature = (**steps), text_signature = "(*, gray=None, flatten=None, median=None, gaussian_blur=None, background=False, deskew=False, resize=None, filter='bilinear', clahe=None, unsharp_mask=None, binarize=None, window=None, k=0.34, r=128.0, threshold=128, offset=10.0, despeckle=None, morphology=None, rules='opencv', tensor=None, order='rgb')")]
    fn new(steps: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = PlanOptions::read(steps)?;
        let keywords = steps.map(deep_copy_of).transpose()?;
        let (steps, last, tensor) = options.build()?;
        Ok(Self { steps, order: options.order, last, tensor, keywords })
    }

    /// Returns the arguments that make an equal plan, for pickle.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), copy_of(py, self.keywords.as_ref())?))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.keywords)
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
