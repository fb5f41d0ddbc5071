//! Groups of lines of similar width, for recognisers that read several lines in one tensor.
//!
//! Lines of one tensor are padded to the widest. Padding costs time and can change the text that is read, so lines are sorted by
//! the width to which they are scaled and cut into groups from the widest down.

mod params;
#[cfg(test)]
mod tests;

pub use params::LineGroupParams;

use crate::base::error::{Result, fail};
use crate::base::sort_order;

/// Lines that share a tensor: those at places `first..first + len` of the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineGroup {
    /// The first place.
    pub first: usize,
    /// The number of lines.
    pub len: usize,
    /// Columns of the tensor: those of the widest line.
    pub width: usize,
}

/// Plans groups of lines with these widths and heights. Writes to `order` which line has each place, from the widest line
/// down, and passes the groups to `put` in this order. The result at place `i` belongs to line `order[i]`, which undoes the
/// order.
///
/// # Errors
/// `SizeMismatch` where `order` has another length than `sizes`; `InvalidArgument` for a line without pixels, a height of 0, a
/// padding that is not from 0 to 1, a `min_width` above `max_width`, or a `max_width` that is no multiple of
/// `width_multiple`; `OutOfRange` for more than 2³² lines or a line of
/// more columns than the address space has. After an error nothing has been written.
pub fn line_groups(
    sizes: &[[usize; 2]],
    params: &LineGroupParams,
    order: &mut [u32],
    mut put: impl FnMut(LineGroup),
) -> Result<()> {
    params.check()?;
    if order.len() != sizes.len() {
        fail!(SizeMismatch, "order: has {} places, there are {} lines", order.len(), sizes.len());
    }
    if u32::try_from(sizes.len()).is_err() {
        fail!(OutOfRange, "sizes: there are {} lines, at most {}", sizes.len(), u32::MAX);
    }
    for (index, &[width, height]) in sizes.iter().enumerate() {
        if width == 0 || height == 0 {
            fail!(InvalidArgument, "sizes: line {index} is {width}x{height}");
        }
        if params.columns([width, height]) == usize::MAX {
            fail!(OutOfRange, "sizes: line {index} is {width}x{height}, too wide for a tensor");
        }
    }
    (0..).zip(&mut *order).for_each(|(index, place)| *place = index);
    let columns = |line: u32| params.columns(sizes[line as usize]);
    sort_order(order, &|a, b| columns(b).cmp(&columns(a)).then(a.cmp(&b)));
    let mut first = 0;
    while first < order.len() {
        let group = group_from(first, order.iter().skip(first).map(|&line| columns(line)), params);
        put(group);
        first += group.len;
    }
    Ok(())
}

/// The group that begins at place `first` with lines of these columns, the widest first.
fn group_from(first: usize, mut columns: impl Iterator<Item = usize>, params: &LineGroupParams) -> LineGroup {
    let width = columns.next().unwrap_or(0);
    let limit = |limit: usize| if limit == 0 { usize::MAX } else { limit };
    let most = limit(params.max_lines).min(limit(params.max_columns) / width.max(1)).max(1);
    let (mut len, mut filled) = (1, width as u128);
    for next in columns.take(most - 1) {
        let all = width as u128 * (len as u128 + 1);
        let padding = all - filled - next as u128;
        if padding as f64 > f64::from(params.max_padding) * all as f64 {
            break;
        }
        (len, filled) = (len + 1, filled + next as u128);
    }
    LineGroup { first, len, width }
}
