//! Options of a perspective crop.

/// A quadrilateral to crop. An array of its corners is one, too.
///
/// ```
/// use scipix::prelude::*;
///
/// let photo = Image::from_raw(vec![200; 3 * 100 * 60], 100, 60, Format::Rgb8)?;
/// // Top left, top right, bottom right, bottom left.
/// let line = photo.crop_quad([[10.0, 8.0], [90.0, 12.0], [89.0, 30.0], [9.0, 26.0]], 80, 18)?;
/// assert_eq!((line.width(), line.height()), (80, 18));
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct QuadCrop {
    pub(super) corners: [[f32; 2]; 4],
}

impl QuadCrop {
    /// Takes the corners that become top left, top right, bottom right and bottom left, as `[x, y]` in the plane in
    /// which pixel (x, y) covers [x, x + 1) x [y, y + 1).
    pub fn new(corners: [[f32; 2]; 4]) -> Self {
        Self { corners }
    }
}

impl From<[[f32; 2]; 4]> for QuadCrop {
    fn from(corners: [[f32; 2]; 4]) -> Self {
        Self::new(corners)
    }
}
