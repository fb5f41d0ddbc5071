//! Numbers of the tools, as Python passes them.

use crate::choice::{byte, count};
use crate::error::invalid;
use pyo3::prelude::*;
use scipix::page::{BorderOptions, Lines};

/// The numbers of ruling lines as Python passes them.
pub struct LineNumbers {
    /// Whether lines from left to right count.
    pub horizontal: bool,
    /// Whether lines from top to bottom count.
    pub vertical: bool,
    /// The least length.
    pub min_length: Option<i64>,
    /// The greatest thickness.
    pub max_thickness: Option<i64>,
    /// The gray up to which a pixel is ink.
    pub threshold: Option<i64>,
}

impl LineNumbers {
    /// Makes the library's options.
    pub fn lines(self) -> PyResult<Lines> {
        let mut lines = Lines::default().horizontal(self.horizontal).vertical(self.vertical);
        if let Some(length) = self.min_length {
            lines = lines.min_length(pixels("min_length", length)?);
        }
        if let Some(thickness) = self.max_thickness {
            lines = lines.max_thickness(pixels("max_thickness", thickness)?);
        }
        if let Some(threshold) = self.threshold {
            lines = lines.threshold(byte("threshold", threshold)?);
        }
        Ok(lines)
    }
}

/// Makes the options of borders.
pub fn border_options(threshold: Option<i64>) -> PyResult<BorderOptions> {
    match threshold {
        Some(threshold) => Ok(BorderOptions::default().threshold(byte("threshold", threshold)?)),
        None => Ok(BorderOptions::default()),
    }
}

/// Returns a number as a length in pixels.
pub fn pixels(argument: &str, number: i64) -> PyResult<u32> {
    u32::try_from(count(argument, number)?).map_err(|_| invalid(format_args!("{argument}: {number} is too large")))
}
