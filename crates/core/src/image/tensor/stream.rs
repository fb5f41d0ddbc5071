//! Planes written past the cache.

use super::kernels::plane_lines;
use super::pixel_map::PixelMap;
use super::scalar;
use crate::simd::{Level, Line};

/// Lines written to one plane before the next plane's turn: their pixels stay in the first cache, and memory is written in
/// long runs.
const LINES: usize = 64;

/// Writes byte `order[plane]` of each pixel, mapped, to each plane that is not empty. The caller ends with [`Line::fence`].
pub fn stream(
    level: Level,
    px: &[u8],
    pixel_bytes: usize,
    order: [usize; 3],
    maps: &[PixelMap; 3],
    planes: [&mut [f32]; 3],
) {
    // The first whole line begins at a different pixel in each plane.
    let mut bodies = [(); 3].map(|()| (px, Default::default()));
    for (((plane, body), channel), &map) in planes.into_iter().zip(&mut bodies).zip(order).zip(maps) {
        let (head, lines, tail) = Line::split(plane);
        let (head_px, rest) = px.split_at(head.len() * pixel_bytes);
        let (body_px, tail_px) = rest.split_at(16 * lines.len() * pixel_bytes);
        scalar::channel_row(head_px, pixel_bytes, channel, map, head);
        scalar::channel_row(tail_px, pixel_bytes, channel, map, tail);
        *body = (body_px, lines);
    }
    let mut pieces = bodies.map(|(px, lines)| px.chunks(16 * LINES * pixel_bytes).zip(lines.chunks_mut(LINES)));
    loop {
        let mut written = false;
        for ((pieces, channel), &map) in pieces.iter_mut().zip(order).zip(maps) {
            if let Some((px, lines)) = pieces.next() {
                plane_lines(level, px, pixel_bytes, channel, map, lines);
                written = true;
            }
        }
        if !written {
            break;
        }
    }
}
