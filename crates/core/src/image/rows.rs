//! The rows of an image as the next step of an operation wants them: unchanged, or made gray and resized on the way.

use super::colour_step::ColourStep;
use super::resize::{ResizeScratch, Resizer};
use super::row_ring::RowRing;
use super::row_source::RowSource;
use super::{Filter, Format, Geometry, ImageRef};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::{InOut, Level};
use crate::split::{Rows, RowsMut};
use std::ops::Range;

/// The largest size of rows that are kept to be looked at together: they should stay in the second cache.
const KEPT_BYTES: usize = 256 << 10;
/// The largest image whose rows are all made before a resize looks at the first: a call for each row costs more than short rows
/// do, and these stay in the first cache.
const SMALL_BYTES: usize = 16 << 10;

/// The steps that rows go through, and their scratch memory, for images of one size and format. Each thread has its own.
pub(in crate::image) struct RowSteps {
    /// Geometry of the rows before their colours change.
    before: Geometry,
    resized: Option<Box<ResizedSteps>>,
    /// How colours change after the resize, if there is one.
    colour: ColourStep,
    /// The last rows of the result, where somebody looks at them. An even number of slots.
    kept: RowRing<u8>,
    /// Whether all rows are kept, and made together.
    keeps_all: bool,
}

/// Steps that end in a resize.
struct ResizedSteps {
    steps: RowSteps,
    resizer: Resizer,
    scratch: ResizeScratch,
    /// A resized row that has still to be made gray.
    row: Vec<u8>,
}

impl RowSteps {
    /// Steps that leave rows of `geometry` unchanged, or change their colours. Such rows can only be written somewhere;
    /// [`RowSteps::keeping`] makes room to look at them.
    pub fn new(geometry: &Geometry, colour: impl Into<ColourStep>) -> Self {
        let colour = colour.into().for_format(geometry.format);
        Self { before: *geometry, resized: None, colour, kept: RowRing::default(), keeps_all: false }
    }

    /// Makes room to look at rows instead of writing them somewhere: for `together` of them if that is not too much, and
    /// for up to four in any case.
    pub fn keeping(mut self, together: usize) -> Result<Self> {
        self.keep(together)?;
        Ok(self)
    }

    /// Makes room for a resize to look at `together` rows, or at all of them where those are few and short.
    fn keep_for_resize(&mut self, together: usize) -> Result<()> {
        self.keeps_all = false;
        if !self.is_empty() {
            let Geometry { height, row_bytes, .. } = self.geometry()?;
            let is_small = row_bytes.saturating_mul(height) <= SMALL_BYTES;
            self.keep(if is_small { height.max(together) } else { together })?;
            self.keeps_all = is_small;
        }
        Ok(())
    }

    fn keep(&mut self, together: usize) -> Result<()> {
        if !self.is_empty() {
            let row = self.geometry()?.row_bytes;
            let rows = together.clamp(2, (KEPT_BYTES / row).max(4)).next_multiple_of(2);
            self.kept.refit(rows, row, "src: scratch rows")?;
        }
        Ok(())
    }

    /// Adds a resize to `width` x `height`, after which colours change.
    pub fn resized(
        mut self,
        level: Level,
        filter: Filter,
        width: usize,
        height: usize,
        colour: impl Into<ColourStep>,
    ) -> Result<Self> {
        let from = self.geometry()?;
        let before = Geometry::new(width, height, 0, from.format)?;
        let resizer = Resizer::new(level, &from, filter, width, height)?;
        let steps = RowSteps::new(&before, colour);
        let row = try_zeroed(if steps.colour.luma.is_some() { before.row_bytes } else { 0 }, "src: scratch rows")?;
        let scratch = resizer.scratch()?;
        self.keep_for_resize(resizer.rows_together())?;
        match try_box(ResizedSteps { steps: self, resizer, scratch, row }) {
            Some(resized) => Ok(Self { resized: Some(resized), ..steps }),
            None => fail!(OutOfMemory, "src: no memory for a resize"),
        }
    }

    /// Makes these the steps of images of `geometry` whose colours change, which are then resized, and whose rows are looked at
    /// `together`. Memory is used again where these steps end in such a resize.
    pub fn refit(
        &mut self,
        level: Level,
        geometry: &Geometry,
        colour: ColourStep,
        (filter, width, height): (Filter, usize, usize),
        together: usize,
    ) -> Result<()> {
        let Some(resized) = &mut self.resized else {
            let steps = RowSteps::new(geometry, colour).resized(level, filter, width, height, None)?;
            *self = steps.keeping(together)?;
            return Ok(());
        };
        let ResizedSteps { steps, resizer, scratch, row } = &mut **resized;
        (steps.before, steps.resized, steps.colour) = (*geometry, None, colour.for_format(geometry.format));
        let from = steps.geometry()?;
        self.before = Geometry::new(width, height, 0, from.format)?;
        self.colour = ColourStep::default();
        row.clear();
        resizer.refit(level, &from, filter, (width, height))?;
        resizer.refit_scratch(scratch)?;
        steps.keep_for_resize(resizer.rows_together())?;
        self.keep(together)
    }

    /// Geometry of the resulting rows.
    pub fn geometry(&self) -> Result<Geometry> {
        match self.colour.luma {
            Some(_) => Geometry::new(self.before.width, self.before.height, 0, Format::Gray8),
            None => Ok(self.before),
        }
    }

    /// Whether rows come from a resize, so that asking for one twice is expensive.
    pub fn is_resized(&self) -> bool {
        self.resized.is_some()
    }

    /// Whether rows are handed out as they lie in the image.
    pub fn is_empty(&self) -> bool {
        self.resized.is_none() && self.colour.is_none()
    }

    /// Drops all kept rows, since another image of the same size and format comes next.
    pub fn forget(&mut self) {
        self.kept.clear();
        if let Some(resized) = &mut self.resized {
            resized.scratch.forget();
            resized.steps.forget();
        }
    }
}

impl ResizedSteps {
    /// Writes the resized rows from row `first` on to `dst`.
    fn write(&mut self, image: ImageRef<'_>, level: Level, first: usize, dst: RowsMut<'_>) {
        let Self { steps, resizer, scratch, .. } = self;
        let mut source = SourceRows::through(level, image, steps);
        match source.all() {
            Some(mut rows) => resizer.rows(level, &mut rows, first, scratch, dst),
            None => resizer.rows(level, &mut source, first, scratch, dst),
        }
    }

    /// Resized row `y`, in scratch memory.
    fn row(&mut self, image: ImageRef<'_>, level: Level, y: usize) -> &[u8] {
        let mut row = std::mem::take(&mut self.row);
        self.write(image, level, y, RowsMut::one(&mut row));
        self.row = row;
        &self.row
    }
}

/// The rows of one image after [`RowSteps`].
pub(in crate::image) struct SourceRows<'a> {
    image: ImageRef<'a>,
    level: Level,
    steps: &'a mut RowSteps,
}

impl<'a> SourceRows<'a> {
    /// The rows of `image` after `steps`, which are for images of its size and format and have
    /// [forgotten](RowSteps::forget) any other image.
    pub fn through(level: Level, image: ImageRef<'a>, steps: &'a mut RowSteps) -> Self {
        Self { image, level, steps }
    }

    /// The SIMD level of the steps.
    pub fn level(&self) -> Level {
        self.level
    }

    /// All rows, where the steps are empty.
    pub fn source_rows(&self) -> Option<Rows<'a>> {
        self.steps.is_empty().then(|| self.image.rows())
    }

    /// All rows, where they lie in the image or are made together.
    fn all(&mut self) -> Option<Rows<'_>> {
        if self.steps.keeps_all {
            let (height, len) = (self.steps.before.height, self.steps.kept.row_len());
            return Some(Rows::from_flat(self.kept(0..height), len).0);
        }
        self.source_rows()
    }

    /// The first rows of `range` in the ring; those that are not there are made now.
    fn kept(&mut self, range: Range<usize>) -> &[u8] {
        let mut kept = std::mem::take(&mut self.steps.kept);
        let slot = kept.slot(range.start);
        let count = range.len().min(kept.slots() - slot);
        // Rows that are all made together are there, or none is.
        if !self.steps.keeps_all || !kept.holds(slot, range.start) {
            kept.load(slot, range.start..range.start + count, |missing, room| self.write_all(missing, room));
        }
        self.steps.kept = kept;
        self.steps.kept.rows(slot, count)
    }

    /// Writes the rows `range` to `dst`, which is as long as all of them.
    pub fn write_all(&mut self, range: Range<usize>, dst: &mut [u8]) {
        let RowSteps { before, resized, colour, .. } = &*self.steps;
        let whole_bytes = before.format != Format::Bit1 || before.width.is_multiple_of(8);
        if resized.is_none()
            && !colour.is_none()
            && whole_bytes
            && let Some(joined) = self.image.rows().sub(0..before.row_bytes, range.clone()).as_slice()
        {
            return colour.write(self.level, before.format, joined, dst);
        }
        if !range.is_empty() {
            let len = dst.len() / range.len();
            self.write_rows(range, RowsMut::from_flat(dst, len).0);
        }
    }

    /// Writes the rows `range` to `dst`, which has as many.
    pub fn write_rows(&mut self, range: Range<usize>, mut dst: RowsMut<'_>) {
        match &mut self.steps.resized {
            Some(resized) if self.steps.colour.is_none() => resized.write(self.image, self.level, range.start, dst),
            _ => range.enumerate().for_each(|(index, y)| self.write(y, dst.row(index))),
        }
    }

    /// Writes row `y` to `dst`, which is as long.
    pub fn write(&mut self, y: usize, dst: &mut [u8]) {
        let (image, level) = (self.image, self.level);
        let RowSteps { before, resized, colour, .. } = &mut *self.steps;
        match resized {
            None => colour.write(level, before.format, image.rows().row(y), dst),
            Some(resized) if colour.luma.is_some() => {
                colour.write(level, before.format, resized.row(image, level, y), dst);
            }
            Some(resized) => {
                resized.write(image, level, y, RowsMut::one(dst));
                if let Some(alpha) = colour.alpha {
                    alpha.apply(level, before.format, InOut::in_place(dst));
                }
            }
        }
    }
}

impl RowSource for SourceRows<'_> {
    fn row(&mut self, y: usize) -> &[u8] {
        match self.source_rows() {
            Some(rows) => rows.row(y),
            None => self.kept(y..y + 1),
        }
    }

    fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        if let Some(rows) = self.source_rows() {
            return rows.sub(0..rows.row_bytes(), range);
        }
        let len = self.steps.kept.row_len();
        Rows::from_flat(self.kept(range), len).0
    }
}
