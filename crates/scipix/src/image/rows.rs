//! The rows of an image as the next step of an operation wants them: as they are, or made gray and resized on the way.

use super::gray::gray_row;
use super::resize::{Resizer, Scratch};
use super::{Filter, Format, Geometry, ImageRef, Luma};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail, try_zeroed};
use crate::simd::Level;
use crate::split::Rows;
use std::ops::{Deref, DerefMut, Range};

/// Rows that are looked at together are kept if they take no more than this: they should stay in the second cache.
const KEPT_BYTES: usize = 256 << 10;

/// What rows go through, and the room for it: for images of one size and format. Each thread has its own.
pub(in crate::image) struct RowSteps {
    /// Of what the rows are made gray of.
    before: Geometry,
    resized: Option<Box<Resized>>,
    luma: Option<Luma>,
    /// The last rows of the result, where rows are made and kept here: row `y` at `y % held.len()`.
    room: Vec<u8>,
    /// Which rows those are. An even number of them.
    held: Vec<usize>,
}

/// Steps that end in a resize.
struct Resized {
    steps: RowSteps,
    resizer: Resizer,
    scratch: Scratch,
    /// A row of the result, where that is not yet what [`RowSteps`] hand out.
    row: Vec<u8>,
}

impl RowSteps {
    /// Rows of an image of `geometry` as they are, or gray by `luma`. They are only written, unless there is
    /// [room](Self::with_room) for them.
    pub fn new(geometry: &Geometry, luma: Option<Luma>) -> Self {
        let luma = luma.filter(|_| geometry.format != Format::Gray8);
        Self { before: *geometry, resized: None, luma, room: Vec::new(), held: Vec::new() }
    }

    /// With room to look at rows instead of writing them somewhere: for `together` of them if that is not too much, and for
    /// up to four in any case.
    pub fn with_room(mut self, together: usize) -> Result<Self> {
        if !self.is_empty() {
            let row = self.geometry()?.row_bytes;
            let rows = together.clamp(2, (KEPT_BYTES / row).max(4)).next_multiple_of(2);
            self.room = try_zeroed(row.saturating_mul(rows), "src: scratch rows")?;
            self.held = try_zeroed(rows, "src: scratch rows")?;
            self.held.fill(usize::MAX);
        }
        Ok(self)
    }

    /// The rows of these steps resized to `width` x `height`, then made gray where that is asked for.
    pub fn resized(
        self,
        level: Level,
        filter: Filter,
        width: usize,
        height: usize,
        luma: Option<Luma>,
    ) -> Result<Self> {
        let from = self.geometry()?;
        let before = Geometry::new(width, height, 0, from.format)?;
        let resizer = Resizer::new(level, &from, filter, width, height)?;
        let steps = RowSteps::new(&before, luma);
        let row = try_zeroed(if steps.luma.is_some() { before.row_bytes } else { 0 }, "src: scratch rows")?;
        let scratch = resizer.scratch()?;
        match try_box(Resized { steps: self.with_room(resizer.rows_together())?, resizer, scratch, row }) {
            Some(resized) => Ok(Self { resized: Some(resized), ..steps }),
            None => fail!(OutOfMemory, "src: no memory for a resize"),
        }
    }

    /// What their result looks like.
    pub fn geometry(&self) -> Result<Geometry> {
        match self.luma {
            Some(_) => Geometry::new(self.before.width, self.before.height, 0, Format::Gray8),
            None => Ok(self.before),
        }
    }

    /// Whether rows come from a resize, and are not to be asked for twice.
    pub fn is_resized(&self) -> bool {
        self.resized.is_some()
    }

    /// Whether rows are handed out as they lie in the image.
    pub fn is_empty(&self) -> bool {
        self.resized.is_none() && self.luma.is_none()
    }

    /// Another image of the same size and format comes next.
    pub fn forget(&mut self) {
        // On AVX-512 to fill nothing where no memory is costs glibc more than to fill a little.
        if !self.held.is_empty() {
            self.held.fill(usize::MAX);
        }
        if let Some(resized) = &mut self.resized {
            resized.scratch.forget();
            resized.steps.forget();
        }
    }
}

impl Resized {
    fn write(&mut self, image: &ImageRef<'_>, level: Level, y: usize, dst: &mut [u8]) {
        let Self { steps, resizer, scratch, .. } = self;
        resizer.row(level, &mut SourceRows::through(level, *image, steps), y, scratch, dst);
    }

    /// Row `y`, kept here.
    fn row(&mut self, image: &ImageRef<'_>, level: Level, y: usize) -> &[u8] {
        let mut row = std::mem::take(&mut self.row);
        self.write(image, level, y, &mut row);
        self.row = row;
        &self.row
    }
}

/// Rows of one image through [`RowSteps`].
pub(in crate::image) struct SourceRows<'a> {
    image: ImageRef<'a>,
    level: Level,
    steps: Held<'a>,
}

enum Held<'a> {
    Own(RowSteps),
    Lent(&'a mut RowSteps),
}

impl Deref for Held<'_> {
    type Target = RowSteps;

    fn deref(&self) -> &RowSteps {
        match self {
            Held::Own(steps) => steps,
            Held::Lent(steps) => steps,
        }
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut RowSteps {
        match self {
            Held::Own(steps) => steps,
            Held::Lent(steps) => steps,
        }
    }
}

impl<'a> SourceRows<'a> {
    /// As they are, or gray by `luma`, with room to look at them.
    pub fn new(level: Level, image: ImageRef<'a>, luma: Option<Luma>) -> Result<Self> {
        let steps = RowSteps::new(&image.geometry(), luma).with_room(4)?;
        Ok(Self { image, level, steps: Held::Own(steps) })
    }

    /// Through `steps`, which are for images like this one, and have [forgotten](RowSteps::forget) any other.
    pub fn through(level: Level, image: ImageRef<'a>, steps: &'a mut RowSteps) -> Self {
        Self { image, level, steps: Held::Lent(steps) }
    }

    /// What they are made with.
    pub fn level(&self) -> Level {
        self.level
    }

    /// All rows, where nothing happens to them on their way.
    pub fn as_they_lie(&self) -> Option<Rows<'a>> {
        self.steps.is_empty().then(|| self.image.rows())
    }

    /// Row `y`.
    pub fn row(&mut self, y: usize) -> &[u8] {
        if let Some(rows) = self.as_they_lie() {
            return rows.row(y);
        }
        self.kept(y..y + 1)
    }

    /// The `len` rows from `y * len` on: 2 or 4, as many as there was [room](RowSteps::with_room) asked for.
    pub fn group(&mut self, y: usize, len: usize) -> Rows<'_> {
        self.first_of(y * len..(y + 1) * len)
    }

    /// The first of the rows `range`: all of them where they lie in the image, else as many as there is room for.
    pub fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        if let Some(rows) = self.as_they_lie() {
            return rows.sub(0..rows.row_bytes(), range);
        }
        let len = self.row_len();
        Rows::from_flat(self.kept(range), len).0
    }

    /// The first of the rows `range` in the room, made now where they are not there.
    fn kept(&mut self, range: Range<usize>) -> &[u8] {
        let (len, places) = (self.row_len(), self.steps.held.len());
        let from = range.start % places;
        let to = places.min(from + range.len());
        let rows = range.start..range.start + (to - from);
        let held = self.steps.held[from..to].iter().zip(rows.clone()).take_while(|&(&held, y)| held == y).count();
        if held < rows.len() {
            let mut room = std::mem::take(&mut self.steps.room);
            self.write_all(rows.start + held..rows.end, &mut room[(from + held) * len..to * len]);
            self.steps.room = room;
            self.steps.held[from..to].iter_mut().zip(rows).for_each(|(held, y)| *held = y);
        }
        &self.steps.room[from * len..to * len]
    }

    /// Bytes of a row in the room.
    fn row_len(&self) -> usize {
        self.steps.room.len() / self.steps.held.len()
    }

    /// Writes the rows `range` to `dst`, which is as long as all of them.
    pub fn write_all(&mut self, range: Range<usize>, dst: &mut [u8]) {
        let RowSteps { before, resized, luma, .. } = &*self.steps;
        let whole_bytes = before.format != Format::Bit1 || before.width.is_multiple_of(8);
        if let (None, Some(luma), true) = (resized, *luma, whole_bytes)
            && let Some(joined) = self.image.rows().sub(0..before.row_bytes, range.clone()).as_slice()
        {
            return gray_row(self.level, before.format, luma, joined, 0, dst);
        }
        let len = dst.len() / range.len().max(1);
        range.zip(dst.chunks_exact_mut(len.max(1))).for_each(|(y, dst)| self.write(y, dst));
    }

    /// Writes row `y` to `dst`, which is as long.
    pub fn write(&mut self, y: usize, dst: &mut [u8]) {
        let (image, level) = (self.image, self.level);
        let RowSteps { before, resized, luma, .. } = &mut *self.steps;
        match (resized, *luma) {
            (None, None) => dst.copy_from_slice(image.rows().row(y)),
            (None, Some(luma)) => gray_row(level, before.format, luma, image.rows().row(y), 0, dst),
            (Some(resized), None) => resized.write(&image, level, y, dst),
            (Some(resized), Some(luma)) => {
                gray_row(level, before.format, luma, resized.row(&image, level, y), 0, dst);
            }
        }
    }
}
