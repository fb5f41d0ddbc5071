//! The order of the corners of a box.

/// Orders the corners of a box by the reference's rule: of the two leftmost, the upper is the first (top left) and the lower
/// the fourth; of the two rightmost, the upper is the second and the lower the third.
pub fn order_corners(corners: [[f32; 2]; 4]) -> [[f32; 2]; 4] {
    let mut by_x = corners;
    by_x.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let [a, b, c, d] = by_x;
    let (top_left, bottom_left) = if b[1] > a[1] { (a, b) } else { (b, a) };
    let (top_right, bottom_right) = if d[1] > c[1] { (c, d) } else { (d, c) };
    [top_left, top_right, bottom_right, bottom_left]
}
