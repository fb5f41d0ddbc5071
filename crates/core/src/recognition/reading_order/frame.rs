//! The frame in which a page is read: one axis along the lines, one across them.

use super::lines::Item;
use super::params::WritingDirection;

/// The axes of reading.
pub struct Frame {
    along: [f32; 2],
    across: [f32; 2],
}

impl Frame {
    /// The frame of a page that is turned by `angle`.
    pub fn new(angle: f32, direction: WritingDirection) -> Self {
        let (sin, cos) = angle.sin_cos();
        let (right, down, left) = ([cos, sin], [-sin, cos], [-cos, -sin]);
        let (along, across) = match direction {
            WritingDirection::LeftToRight => (right, down),
            WritingDirection::RightToLeft => (left, down),
            WritingDirection::VerticalRightToLeft => (down, left),
            WritingDirection::VerticalLeftToRight => (down, right),
        };
        Self { along, across }
    }

    /// The extent of a box. A box at an angle of its own is taken between the middles of its sides, so that a long one is
    /// not higher than its line. It is not finite if a corner is not.
    pub fn item(&self, &[a, b, c, d]: &[[f32; 2]; 4], index: u32) -> Item {
        let middles = [(a, b), (b, c), (c, d), (d, a)].map(|(p, q)| [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0]);
        let range = |axis: [f32; 2]| {
            let places = middles.map(|[x, y]| x * axis[0] + y * axis[1]);
            // Minimum and maximum leave NaN out.
            if !places.iter().all(|place| place.is_finite()) {
                return [f32::NAN; 2];
            }
            places.iter().fold([f32::MAX, f32::MIN], |[least, most], &place| [least.min(place), most.max(place)])
        };
        let ([start, end], [top, bottom]) = (range(self.along), range(self.across));
        Item { start, end, top, bottom, index }
    }
}
