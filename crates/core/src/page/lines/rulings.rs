//! Which lines rule a page, and which belong to its text, as the bar of a fraction or of a root does.

use super::chains::LineChain;
use super::params::RuledLine;
use super::trace::Attached;
use crate::base::error::{Result, fail};

/// A line over this part of the page's side is no bar of a formula, which stands among text, if it is as long as so many strokes
/// of text are wide, about 14 letters high: the bar goes all across a picture of its formula.
const LEAST_PART: u32 = 2;
const LEAST_STROKES: u32 = 100;
/// So many lines between the same ends are those of a form or a table. Formulas rarely have more than two such bars.
const LEAST_ALIKE: usize = 3;
/// The part of a line's length by which the ends of lines alike may differ.
const TOLERANCE: u32 = 16;
/// A line of text has a stroke on one side, more than on the other, for each so many widths of a stroke, and gaps between words in
/// more than one of so many columns. Text that stands on a ruling has the strokes, and a broken ruling the gaps.
const STROKE_SPACING: u32 = 20;
const GAPS: u32 = 50;

/// The ends of the lines of one direction, by their beginnings.
#[derive(Debug, Default)]
pub struct Rulings {
    ends: Vec<(u32, u32)>,
}

impl Rulings {
    pub const fn new() -> Self {
        Self { ends: Vec::new() }
    }

    pub fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<(u32, u32)>()
    }

    /// Takes in those of `lines` whose direction is `vertical`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn take(&mut self, lines: &[RuledLine], vertical: bool) -> Result<()> {
        self.ends.clear();
        if self.ends.try_reserve(lines.len()).is_err() {
            fail!(OutOfMemory, "page: no memory for {} lines", lines.len());
        }
        self.ends.extend(lines.iter().filter(|line| line.vertical == vertical).map(ends));
        self.ends.sort_unstable();
        Ok(())
    }

    /// Returns whether a line rules a page whose side along it has so many pixels, and whose text strokes of this width: it is
    /// half as long and longer than formulas are, or two others that were taken in have the same ends.
    pub fn has(&self, line: &RuledLine, side: u32, stroke: u32) -> bool {
        let (start, end) = ends(line);
        let near = (end - start) / TOLERANCE;
        let first = self.ends.partition_point(|other| other.0 < start.saturating_sub(near));
        let alike = self.ends[first..].iter().take_while(|other| other.0 <= start + near);
        LEAST_PART * (end - start) >= side && end - start >= LEAST_STROKES * stroke
            || alike.filter(|other| other.1.abs_diff(end) <= near).take(LEAST_ALIKE).count() == LEAST_ALIKE
    }
}

/// Returns whether a chain is part of a line of text: the head line of Devanagari, from which letters hang, or the base line of
/// Arabic, on which they stand.
pub fn is_of_text(chain: &LineChain, attached: Attached, stroke: u32) -> bool {
    let length = chain.end - chain.start;
    let strokes = attached.above.abs_diff(attached.below);
    GAPS * (length - chain.covered) > length && strokes * STROKE_SPACING * stroke >= length
}

/// Returns the first pixel of a line, and the one past its last, along its direction.
fn ends(line: &RuledLine) -> (u32, u32) {
    let (start, length) =
        if line.vertical { (line.bounds.y, line.bounds.height) } else { (line.bounds.x, line.bounds.width) };
    (start, start + length)
}
