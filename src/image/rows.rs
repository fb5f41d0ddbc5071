//! The rows of an image as the next step of an operation wants them: as they are, or made gray and resized on the way.

use super::gray::gray_row;
use super::resize::{Resizer, Scratch};
use super::{Filter, Format, Geometry, ImageRef, Luma};
use crate::error::{Result, fail, try_zeroed};
use crate::mem::Rows;
use crate::mem::aligned::try_box;
use crate::simd::Level;
use std::ops::Range;
use std::ops::{Deref, DerefMut};

/// What rows go through, and the room for it: for images of one size and format. Each thread has its own.
pub(in crate::image) struct RowSteps {
    /// Of what the rows are made gray of.
    before: Geometry,
    resized: Option<Box<Resized>>,
    luma: Option<Luma>,
    /// Two rows of the result, where rows are made and kept here.
    room: Vec<u8>,
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
        Self { before: *geometry, resized: None, luma, room: Vec::new() }
    }

    /// With room to look at rows instead of writing them somewhere.
    pub fn with_room(mut self) -> Result<Self> {
        if self.luma.is_some() || self.resized.is_some() {
            self.room = try_zeroed(self.geometry()?.row_bytes.saturating_mul(2), "src: scratch rows")?;
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
        match try_box(Resized { steps: self.with_room()?, resizer, scratch, row }) {
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
        let steps = RowSteps::new(&image.geometry(), luma).with_room()?;
        Ok(Self { image, level, steps: Held::Own(steps) })
    }

    /// Through `steps`, which are for images like this one, and have [forgotten](RowSteps::forget) any other.
    pub fn through(level: Level, image: ImageRef<'a>, steps: &'a mut RowSteps) -> Self {
        Self { image, level, steps: Held::Lent(steps) }
    }

    /// What an image of `geometry` looks like gray by `luma`.
    pub fn geometry(geometry: &Geometry, luma: Option<Luma>) -> Result<Geometry> {
        RowSteps::new(geometry, luma).geometry()
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
        self.keep(y, 0);
        let len = self.steps.room.len() / 2;
        &self.steps.room[..len]
    }

    /// Rows `y` and `y + 1`.
    pub fn pair(&mut self, y: usize) -> Rows<'_> {
        self.first_of(y..y + 2)
    }

    /// The first of the rows `range`: all of them where they lie in the image, else as many as there is room for.
    pub fn first_of(&mut self, range: Range<usize>) -> Rows<'_> {
        if let Some(rows) = self.as_they_lie() {
            return rows.sub(0..rows.row_bytes(), range);
        }
        let count = range.len().min(2);
        range.take(2).enumerate().for_each(|(place, y)| self.keep(y, place));
        let len = self.steps.room.len() / 2;
        Rows::from_flat(&self.steps.room[..count * len], len).0
    }

    /// Puts row `y` at `place` of the room.
    fn keep(&mut self, y: usize, place: usize) {
        let mut room = std::mem::take(&mut self.steps.room);
        let len = room.len() / 2;
        self.write(y, &mut room[place * len..][..len]);
        self.steps.room = room;
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
