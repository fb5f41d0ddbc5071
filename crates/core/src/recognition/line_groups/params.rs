//! Parameters of groups of lines.

use crate::base::error::{Result, fail};

/// Parameters of [`line_groups`](super::line_groups).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineGroupParams {
    /// Height to which the recogniser's input scales a line.
    pub height: usize,
    /// The most columns of a group, `len * width`; 0 for no limit. A wider line is a group of its own.
    pub max_columns: usize,
    /// The most lines of a group; 0 for no limit.
    pub max_lines: usize,
    /// The largest part of a group's columns that is padding, from 0, which groups lines of one width, to 1.
    pub max_padding: f32,
    /// Widths are rounded up to a multiple of this, for models that need one; 0 and 1 leave them.
    pub width_multiple: usize,
    /// Narrower lines are padded to this width.
    pub min_width: usize,
    /// Wider lines are squeezed to this width, a multiple of `width_multiple`; 0 for no limit.
    pub max_width: usize,
}

impl LineGroupParams {
    /// Fails for parameters that make no sense.
    pub(super) fn check(&self) -> Result<()> {
        if self.height == 0 {
            fail!(InvalidArgument, "params: height is 0");
        }
        if !(0.0..=1.0).contains(&self.max_padding) {
            fail!(InvalidArgument, "params: max_padding is {}, must be from 0 to 1", self.max_padding);
        }
        if self.max_width > 0 && self.min_width > self.max_width {
            fail!(InvalidArgument, "params: min_width is {}, max_width {}", self.min_width, self.max_width);
        }
        let multiple = self.width_multiple.max(1);
        if !self.max_width.is_multiple_of(multiple) {
            fail!(InvalidArgument, "params: max_width is {}, not a multiple of {multiple}", self.max_width);
        }
        Ok(())
    }

    /// The columns of a line of this size in a tensor; saturates.
    pub(super) fn columns(&self, [width, height]: [usize; 2]) -> usize {
        let scaled = (width as u128 * self.height as u128).div_ceil(height as u128);
        let most = if self.max_width == 0 { usize::MAX } else { self.max_width };
        let columns = usize::try_from(scaled).unwrap_or(usize::MAX).min(most).max(self.min_width);
        columns.checked_next_multiple_of(self.width_multiple.max(1)).unwrap_or(usize::MAX)
    }
}

impl Default for LineGroupParams {
    /// Lines of 48 rows, groups of which at most a tenth is padding.
    fn default() -> Self {
        Self {
            height: 48,
            max_columns: 0,
            max_lines: 0,
            max_padding: 0.1,
            width_multiple: 1,
            min_width: 0,
            max_width: 0,
        }
    }
}
