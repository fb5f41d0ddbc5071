//! Random images, each a region of a larger one, for tests that compare operations.

use scipix_core::image::{Format, Geometry, ImageMut, ImageRef};

/// Reproducible choices: a linear congruential generator (Knuth's MMIX constants).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % sides
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.roll(256) as u8).collect()
    }
}

/// A region of an image, which may be all of it.
#[derive(Clone)]
pub struct Region {
    bytes: Vec<u8>,
    whole: Geometry,
    /// Where the region begins, and its size.
    at: (usize, usize),
    size: (usize, usize),
}

impl Region {
    /// A whole image without gaps, filled with one byte, so that bits beyond the width have a value to keep.
    pub fn empty(width: usize, height: usize, format: Format) -> Self {
        let whole = Geometry::new(width, height, 0, format).unwrap();
        Self { bytes: vec![0xa5; whole.span], whole, at: (0, 0), size: (width, height) }
    }

    /// Within a random margin, or none; between its rows there may be a gap.
    pub fn within(dice: &mut Dice, width: usize, height: usize, format: Format) -> Self {
        let margin = |dice: &mut Dice, unit: usize| unit * dice.pick(&[0, 0, 1, 3]);
        // Regions of bits begin at a byte.
        let unit = if format == Format::Bit1 { 8 } else { 1 };
        let at = (margin(dice, unit), margin(dice, 1));
        let (all_width, all_height) = (at.0 + width + margin(dice, 1), at.1 + height + margin(dice, 1));
        let stride = format.row_bytes(all_width).unwrap() + margin(dice, 1);
        let whole = Geometry::new(all_width, all_height, stride, format).unwrap();
        Self { bytes: vec![0xa5; whole.span], whole, at, size: (width, height) }
    }

    /// Makes a page of noise, or of paper with some print.
    pub fn random(dice: &mut Dice, width: usize, height: usize, format: Format) -> Self {
        let mut region = Self::within(dice, width, height, format);
        region.bytes = dice.bytes(region.bytes.len());
        if dice.roll(2) == 0 {
            // In runs, as pages are.
            region.bytes.iter_mut().for_each(|byte| *byte = if *byte < 16 { *byte } else { 240 | *byte >> 5 });
        }
        region
    }

    /// Copies the pixels to an image of their own.
    pub fn copied(&self) -> Self {
        let (width, height) = self.size;
        let mut copy = Self::empty(width, height, self.whole.format);
        let mut rows = copy.view_mut().into_rows();
        (0..height).for_each(|y| rows.row(y).copy_from_slice(self.view().rows().row(y)));
        copy
    }

    pub fn geometry(&self) -> Geometry {
        self.view().geometry()
    }

    pub fn view(&self) -> ImageRef<'_> {
        let Geometry { width, height, stride, format, .. } = self.whole;
        let whole = ImageRef::new(&self.bytes, width, height, stride, format).unwrap();
        whole.region(self.at.0, self.at.1, self.size.0, self.size.1).unwrap()
    }

    pub fn view_mut(&mut self) -> ImageMut<'_> {
        let Geometry { width, height, stride, format, .. } = self.whole;
        let whole = ImageMut::new(&mut self.bytes, width, height, stride, format).unwrap();
        whole.region(self.at.0, self.at.1, self.size.0, self.size.1).unwrap()
    }

    /// Panics where the pixels differ from those of `other`, or the last bits of the rows' bytes.
    pub fn assert_same(&self, other: &Region, about: &str) {
        assert_eq!(self.size, other.size, "{about}");
        for y in 0..self.size.1 {
            assert!(self.view().rows().row(y) == other.view().rows().row(y), "{about}: row {y}");
        }
    }

    /// Panics where a byte outside the region is not what it was in `before`.
    pub fn assert_kept_outside(&self, before: &Region, about: &str) {
        let mut now = self.clone();
        let mut rows = now.view_mut().into_rows();
        (0..self.size.1).for_each(|y| rows.row(y).copy_from_slice(before.view().rows().row(y)));
        assert!(now.bytes == before.bytes, "{about}: outside");
    }
}
