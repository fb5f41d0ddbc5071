//! The steps of a cleaning, as Python passes them.

use crate::choice::{blue_first, choose};
use crate::keywords::read_keywords;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use scipix_core::page::{CleanOutput, CleanParams, CleanStep};

/// The keywords of a cleaning.
pub struct Steps {
    /// Parameters of the cleaning.
    pub params: CleanParams,
    /// The order of the channels.
    pub order: String,
}

impl Steps {
    /// Reads keyword arguments.
    pub fn read(keywords: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut steps = Self { params: CleanParams::default(), order: "rgb".to_owned() };
        read_keywords(keywords, "a cleaning", |key, value| steps.set(key, value))?;
        Ok(steps)
    }

    fn set(&mut self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let params = &mut self.params;
        let step = match key {
            "polarity" => &mut params.polarity,
            "orientation" => &mut params.orientation,
            "skew" => &mut params.skew,
            "borders" => &mut params.borders,
            "background" => &mut params.background,
            "denoise" => &mut params.denoise,
            "lines" => &mut params.lines,
            "despeckle" => &mut params.despeckle,
            "keep_size" => {
                params.keep_size = value.extract()?;
                return Ok(true);
            }
            "format" => {
                let formats = [("gray", CleanOutput::Gray), ("bits", CleanOutput::Bits)];
                params.output = choose(key, value.extract()?, &formats)?;
                return Ok(true);
            }
            "order" => {
                self.order = value.extract()?;
                blue_first(&self.order)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        let known = [("auto", CleanStep::Auto), ("off", CleanStep::Off), ("on", CleanStep::On)];
        *step = choose(key, value.extract()?, &known)?;
        Ok(true)
    }
}
