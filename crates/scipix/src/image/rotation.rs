//! Options of a rotation.

/// A rotation: the angle, and what lies beyond the image. A number is a rotation by so many degrees.
///
/// ```
/// use scipix::prelude::*;
///
/// let page = Image::from_raw(vec![200; 6], 3, 2, Format::Gray8)?;
/// let upright = page.rotate(90.0)?;
/// assert_eq!((upright.width(), upright.height()), (2, 3));
/// let straight = page.rotate(Rotation::degrees(-1.5).fill(255))?;
/// assert_eq!((straight.width(), straight.height()), (3, 2));
/// let whole = page.rotate(Rotation::degrees(45.0).expand())?;
/// assert_eq!((whole.width(), whole.height()), (4, 4));
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Rotation {
    pub(super) degrees: f32,
    pub(super) fill: u8,
    pub(super) expand: bool,
}

impl Rotation {
    /// Turns clockwise by `degrees`, on a white ground.
    pub fn degrees(degrees: f32) -> Self {
        Self { degrees, fill: 255, expand: false }
    }

    /// Grows the result so that no corner of the image is cut off.
    pub fn expand(self) -> Self {
        Self { expand: true, ..self }
    }

    /// Sets the value of every channel, alpha too, beyond the image; bits are white from 128 on, else black.
    pub fn fill(self, value: u8) -> Self {
        Self { fill: value, ..self }
    }
}

impl From<f32> for Rotation {
    fn from(degrees: f32) -> Self {
        Self::degrees(degrees)
    }
}
