//! Steps of a plan that Python switches on, or describes by a dict of options.

use super::filters::{Spread, border, sides};
use crate::choice::byte;
use crate::error::wrong_type;
use crate::keywords::read_keywords;
use crate::page::numbers::pixels;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};
use scipix::image::{Border, PlanBuilder};
use scipix::page::Specks;

/// A step as Python passes it: a bool, or a dict of its options.
pub type Switch<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// Returns the options of the step `name`, none for True, or `None` where the step is left out.
fn options<'py>(name: &str, switch: Switch<'_, 'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
    let Some(switch) = switch else { return Ok(None) };
    match (switch.cast::<PyBool>(), switch.cast::<PyDict>()) {
        (Ok(on), _) => Ok(on.is_true().then(|| PyDict::new(switch.py()))),
        (_, Ok(options)) => Ok(Some(options.clone())),
        _ => Err(wrong_type(format_args!("{name}: expected bool or dict, got {}", switch.get_type().name()?))),
    }
}

/// Adds a blur by a normal distribution.
pub fn gaussian_blur(plan: PlanBuilder, switch: Switch<'_, '_>) -> PyResult<PlanBuilder> {
    let Some(options) = options("gaussian_blur", switch)? else { return Ok(plan) };
    let (mut size, mut sigma, mut edge) = ((0, 0), Spread::Both(0.0), Border::Reflect101);
    read_keywords(Some(&options), "gaussian_blur", |key, value| {
        match key {
            "size" => size = sides("size", value.extract()?)?,
            "sigma" => sigma = value.extract()?,
            "border" => edge = border(value.extract()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(plan.gaussian_blur(size, sigma.across_and_down(), edge))
}

/// Adds an equalisation of the contrast.
pub fn clahe(plan: PlanBuilder, switch: Switch<'_, '_>) -> PyResult<PlanBuilder> {
    let Some(options) = options("clahe", switch)? else { return Ok(plan) };
    let (mut clip_limit, mut tiles) = (40.0, (8, 8));
    read_keywords(Some(&options), "clahe", |key, value| {
        match key {
            "clip_limit" => clip_limit = value.extract()?,
            "tiles" => tiles = sides("tiles", value.extract()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(plan.clahe(clip_limit, tiles))
}

/// Adds a sharpening.
pub fn unsharp_mask(plan: PlanBuilder, switch: Switch<'_, '_>) -> PyResult<PlanBuilder> {
    let Some(options) = options("unsharp_mask", switch)? else { return Ok(plan) };
    let (mut sigma, mut amount, mut threshold) = (1.0, 1.0, 0);
    read_keywords(Some(&options), "unsharp_mask", |key, value| {
        match key {
            "sigma" => sigma = value.extract()?,
            "amount" => amount = value.extract()?,
            "threshold" => threshold = byte("threshold", value.extract()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(plan.unsharp_mask(sigma, amount, threshold))
}

/// Returns what a speck is, where specks are removed.
pub fn specks(switch: Switch<'_, '_>) -> PyResult<Option<Specks>> {
    let Some(options) = options("despeckle", switch)? else { return Ok(None) };
    let mut specks = Specks::default();
    read_keywords(Some(&options), "despeckle", |key, value| {
        match (key, value.is_none()) {
            ("max_side" | "threshold", true) => {}
            ("max_side", _) => specks = specks.max_side(pixels("max_side", value.extract()?)?),
            ("threshold", _) => specks = specks.threshold(byte("threshold", value.extract()?)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(Some(specks))
}
