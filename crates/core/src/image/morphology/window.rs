//! The extent of a window on one axis, and the steps that compute its result.

/// The pixels of a window before and after its own pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowExtent {
    pub before: usize,
    pub after: usize,
}

impl WindowExtent {
    /// The extent of a window of `size` pixels, at least 1, whose pixel is number `size / 2`, counted from its other end if it
    /// is mirrored.
    pub fn of(size: usize, mirrored: bool) -> Self {
        let (more, less) = (size / 2, size - 1 - size / 2);
        if mirrored { Self { before: less, after: more } } else { Self { before: more, after: less } }
    }

    /// Cuts off what lies outside an image of `len` pixels wherever the window is, but for one pixel outside.
    pub fn within(self, len: usize) -> Self {
        Self { before: self.before.min(len), after: self.after.min(len) }
    }

    /// Returns the number of pixels besides the window's own.
    pub fn span(self) -> usize {
        self.before + self.after
    }

    /// Returns the steps of the window, none for a single pixel.
    pub fn steps(self) -> impl Iterator<Item = WindowStep> {
        let (size, mut covered) = (self.span() + 1, 1);
        std::iter::from_fn(move || {
            let step = (covered < size).then(|| WindowStep::joining(covered, size));
            covered = covered.saturating_mul(WindowStep::MOST).min(size);
            step
        })
    }
}

/// The distances of the results that one step joins, the first of `offsets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowStep {
    pub offsets: [usize; WindowStep::MOST],
    pub count: usize,
}

impl WindowStep {
    const MOST: usize = 4;
    /// A step that changes nothing.
    pub const COPY: WindowStep = WindowStep { offsets: [0; WindowStep::MOST], count: 1 };

    /// Joins windows of `covered` pixels to as much of one of `size` pixels as possible.
    fn joining(covered: usize, size: usize) -> Self {
        let joined = covered.saturating_mul(Self::MOST).min(size);
        let count = joined.div_ceil(covered);
        // The last window may overlap the one before.
        let offset = |i: usize| if i < count { (i * covered).min(joined - covered) } else { 0 };
        Self { offsets: std::array::from_fn(offset), count }
    }

    /// Multiplies each distance by `by`.
    pub fn times(mut self, by: usize) -> Self {
        self.offsets.iter_mut().for_each(|offset| *offset *= by);
        self
    }

    /// Adds `more` to each distance.
    pub fn shifted(mut self, more: usize) -> Self {
        self.offsets[..self.count].iter_mut().for_each(|offset| *offset += more);
        self
    }

    /// Returns the greatest distance.
    pub fn last(self) -> usize {
        self.offsets[self.count - 1]
    }
}
