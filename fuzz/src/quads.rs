//! Quadrilaterals: most of them lines of text, some crossed, folded, flat, huge or not numbers.

use crate::bytes::Bytes;

/// Takes the corners of a line near (0, 0) to (`most`, `most`), or of something hostile.
pub fn quad(bytes: &mut Bytes<'_>, most: usize) -> [[f32; 2]; 4] {
    let [x, y, width, height] = [(); 4].map(|()| bytes.below(16 * most + 1) as f32 / 16.0);
    let mut quad = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
    match bytes.below(8) {
        // Seen in perspective, or turned so far that it crosses itself.
        0..=3 => {
            quad.iter_mut().flatten().for_each(|at| *at += bytes.below(most + 1) as f32 / 8.0 - most as f32 / 16.0)
        }
        4 => quad.swap(bytes.below(4), bytes.below(4)),
        5 => quad[bytes.below(4)] = quad[bytes.below(4)],
        6 => quad = quad.map(|corner| corner.map(|at| if bytes.once_in(3) { bytes.strange() } else { at })),
        _ => {
            let scale = bytes.pick(&[1e-6, 1e-3, -1.0, 1e3, 1e6, 1e20, 1e37]);
            quad = quad.map(|corner| corner.map(|at| at * scale));
        }
    }
    quad
}
