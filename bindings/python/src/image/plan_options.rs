//! The keywords of a plan, as Python passes them.

use super::page::Sides;
use super::plan_steps;
use super::tensor::{self, Params};
use super::tones::{Numbers, method};
use crate::choice::{blue_first, colour, count, filter, luma, morphology_rules};
use crate::error::wrong_type;
use crate::keywords::read_keywords;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};
use scipix::image::{Background, Luma, Method, Morphology, MorphologyRules, Plan as Steps, PlanBuilder};
use scipix::page::Specks;

/// Morphology of a binarised image. A step of the library would take its ink for what is light.
pub struct Shapes {
    pub operation: Morphology,
    pub width: usize,
    pub height: usize,
    pub rules: MorphologyRules,
}

/// The tensor that a plan ends in.
pub struct PlanTensor {
    pub params: Params,
    pub channels_first: bool,
}

/// The values of the keywords. A step that is switched on, or described by a dict, is kept as it came.
pub struct PlanOptions<'py> {
    gray: Option<Luma>,
    flatten: Option<[u8; 3]>,
    median: Option<usize>,
    gaussian_blur: Option<Bound<'py, PyAny>>,
    background: bool,
    deskew: bool,
    resize: Option<(usize, usize)>,
    filter: String,
    clahe: Option<Bound<'py, PyAny>>,
    unsharp_mask: Option<Bound<'py, PyAny>>,
    binarize: Option<String>,
    numbers: Numbers,
    specks: Option<Specks>,
    morphology: Option<(String, Sides)>,
    rules: String,
    tensor: Option<Bound<'py, PyDict>>,
    /// The order of the channels of images.
    pub order: String,
}

impl<'py> PlanOptions<'py> {
    /// Reads keyword arguments.
    pub fn read(keywords: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        let mut options = Self {
            gray: None,
            flatten: None,
            median: None,
            gaussian_blur: None,
            background: false,
            deskew: false,
            resize: None,
            filter: "bilinear".to_owned(),
            clahe: None,
            unsharp_mask: None,
            binarize: None,
            numbers: Numbers { window: None, k: 0.34, r: 128.0, threshold: 128, offset: 10.0 },
            specks: None,
            morphology: None,
            rules: "opencv".to_owned(),
            tensor: None,
            order: "rgb".to_owned(),
        };
        read_keywords(keywords, "a plan", |key, value| options.set(key, value))?;
        blue_first(&options.order)?;
        Ok(options)
    }

    fn set(&mut self, key: &str, value: &Bound<'py, PyAny>) -> PyResult<bool> {
        match key {
            "gray" => {
                self.gray = value.extract::<Option<Bound<'_, PyAny>>>()?.map_or(Ok(None), |gray| luma_of(&gray))?
            }
            "flatten" => {
                self.flatten = value.extract::<Option<_>>()?.map(|over| colour("flatten", over)).transpose()?
            }
            "median" => self.median = value.extract::<Option<_>>()?.map(|size| count("median", size)).transpose()?,
            "gaussian_blur" => self.gaussian_blur = value.extract()?,
            "background" => self.background = value.extract()?,
            "deskew" => self.deskew = value.extract()?,
            "resize" => self.resize = value.extract::<Option<_>>()?.map(sides_of).transpose()?,
            "filter" => self.filter = value.extract()?,
            "clahe" => self.clahe = value.extract()?,
            "unsharp_mask" => self.unsharp_mask = value.extract()?,
            "binarize" => self.binarize = value.extract()?,
            "window" => self.numbers.window = value.extract()?,
            "k" => self.numbers.k = value.extract()?,
            "r" => self.numbers.r = value.extract()?,
            "threshold" => self.numbers.threshold = value.extract()?,
            "offset" => self.numbers.offset = value.extract()?,
            "despeckle" => self.specks = plan_steps::specks((!value.is_none()).then_some(value))?,
            "morphology" => self.morphology = value.extract()?,
            "rules" => self.rules = value.extract()?,
            "tensor" => self.tensor = value.extract()?,
            "order" => self.order = value.extract()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Makes the steps; returns the morphology where it has to follow them, and the tensor that they end in.
    pub fn build(&self) -> PyResult<(Steps, Option<Shapes>, Option<PlanTensor>)> {
        let mut plan = Steps::builder().filter(filter(&self.filter)?);
        plan = with(plan, self.flatten, PlanBuilder::flatten);
        plan = with(plan, self.gray, PlanBuilder::grayscale);
        plan = with(plan, self.median, PlanBuilder::median);
        plan = plan_steps::gaussian_blur(plan, self.gaussian_blur.as_ref())?;
        plan = with(plan, self.background.then(Background::default), PlanBuilder::normalize_background);
        plan = with(plan, self.deskew.then_some(255), PlanBuilder::deskew);
        plan = with(plan, self.resize, |plan, (width, height)| plan.resize(width, height));
        plan = plan_steps::clahe(plan, self.clahe.as_ref())?;
        plan = plan_steps::unsharp_mask(plan, self.unsharp_mask.as_ref())?;
        let method = self.binarize.as_deref().map(|word| method("binarize", word, self.numbers)).transpose()?;
        let (plan, last) = with_shapes(plan, method, self.specks, self.shapes()?);
        let is_gray = self.gray.is_some() || self.background || self.specks.is_some();
        let tensor = self.tensor.as_ref().map(|tensor| tensor_params(tensor, is_gray)).transpose()?;
        let plan = match &tensor {
            Some(tensor) => tensor::with_params!(&tensor.params, params => plan.tensor(*params)),
            None => plan,
        };
        Ok((plan.build().map_err(crate::error::raise)?, last, tensor))
    }

    fn shapes(&self) -> PyResult<Option<Shapes>> {
        let rules = morphology_rules(&self.rules)?;
        let Some((operation, sides)) = &self.morphology else { return Ok(None) };
        let (width, height) = sides.width_and_height("morphology")?;
        Ok(Some(Shapes { operation: crate::choice::morphology(operation)?, width, height, rules }))
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

/// Reads `resize`, and returns width and height; 0 follows from the other.
fn sides_of((height, width): (Option<i64>, Option<i64>)) -> PyResult<(usize, usize)> {
    let side = |side: Option<i64>| count("resize", side.unwrap_or(0));
    Ok((side(width)?, side(height)?))
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
    let options = tensor::Options::new(size.extract()?)?.read(Some(&options))?;
    Ok(PlanTensor { params: options.params()?, channels_first: options.channels_first()? })
}

/// Adds a step where it is asked for.
fn with<T>(plan: PlanBuilder, number: Option<T>, add: impl FnOnce(PlanBuilder, T) -> PlanBuilder) -> PlanBuilder {
    match number {
        Some(number) => add(plan, number),
        None => plan,
    }
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
