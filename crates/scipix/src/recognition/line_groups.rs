//! Groups of lines for a recogniser.

use super::setters::setters;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::recognition as core_recognition;

/// Parameters of [`line_groups`]. By default lines are scaled to 48 rows, and at most a tenth of a group is padding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct LineGroupParams(core_recognition::LineGroupParams);

setters! {
    LineGroupParams {
        /// Sets the height to which the recogniser's input scales a line.
        height: usize;
        /// Sets the most columns of a group, its lines times its width; 0, the default, for no limit. A wider line is a group of
        /// its own.
        max_columns: usize;
        /// Sets the most lines of a group; 0, the default, for no limit.
        max_lines: usize;
        /// Sets the largest part of a group's columns that is padding, from 0, which groups lines of one width, to 1.
        max_padding: f32;
        /// Sets a number of which widths are multiples, for models that need one; widths are rounded up.
        width_multiple: usize;
        /// Sets the width to which narrower lines are padded.
        min_width: usize;
        /// Sets the width to which wider lines are squeezed, a multiple of `width_multiple`; 0, the default, for no limit.
        max_width: usize;
    }
}

/// Lines that share a tensor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineGroup {
    /// The indices of the lines, from the widest down: the order of the group's images, and of its results.
    pub lines: Vec<usize>,
    /// Columns of the tensor: those of the widest line.
    pub width: usize,
}

/// Groups lines of similar width, for recognisers that read several lines in one tensor. `sizes` has the width and height of
/// each line.
///
/// Lines of one tensor are padded to the widest. Padding costs time and can change the text that is read, so lines are sorted by
/// the width to which they are scaled and cut into groups from the widest down.
///
/// ```
/// use scipix::recognition::{LineGroupParams, line_groups};
///
/// let sizes = [(100, 24), (640, 32), (210, 48), (620, 32)];
/// let groups = line_groups(&sizes, &LineGroupParams::default().height(48))?;
/// assert_eq!((&groups[0].lines[..], groups[0].width), (&[1, 3][..], 960));
/// assert_eq!((&groups[1].lines[..], groups[1].width), (&[2, 0][..], 210));
/// # Ok::<(), scipix::Error>(())
/// ```
///
/// # Errors
/// `InvalidArgument` for a line without pixels and for parameters out of range; `OutOfRange` for more than 2³² lines or a line
/// too wide for a tensor; `OutOfMemory`.
pub fn line_groups(sizes: &[(usize, usize)], params: &LineGroupParams) -> Result<Vec<LineGroup>> {
    let mut sides = room_for(sizes.len())?;
    sides.extend(sizes.iter().map(|&(width, height)| [width, height]));
    let mut order = room_for(sizes.len())?;
    order.resize(sizes.len(), 0);
    let mut ranges = room_for(sizes.len())?;
    core_recognition::line_groups(&sides, &params.0, &mut order, |group| ranges.push(group))?;
    let mut groups = room_for(ranges.len())?;
    for core_recognition::LineGroup { first, len, width } in ranges {
        let mut lines = room_for(len)?;
        lines.extend(order[first..first + len].iter().map(|&line| line as usize));
        groups.push(LineGroup { lines, width });
    }
    Ok(groups)
}

/// Makes a list with room for so many items.
fn room_for<T>(count: usize) -> Result<Vec<T>> {
    let mut list = Vec::new();
    match list.try_reserve_exact(count) {
        Ok(()) => Ok(list),
        Err(_) => Err(Error::new(ErrorKind::OutOfMemory, format_args!("sizes: no memory for {count} lines"))),
    }
}
