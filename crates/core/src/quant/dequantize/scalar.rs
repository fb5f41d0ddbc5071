//! The specification, and the kernel of every level: the compiler widens, converts and multiplies vectors.

use super::super::byte;
use super::super::channels::ColumnParams;
use super::super::{Byte, QuantParams};
use crate::simd::{Line, prefetch_page};

#[inline(always)]
pub fn run<T: Byte>(src: &[T], params: QuantParams, stream: bool, dst: &mut [f32]) {
    let QuantParams { scale, zero_point } = params;
    let value = |q: T| (q.widen() - zero_point) as f32 * scale;
    let plain = |src: &[T], dst: &mut [f32]| src.iter().zip(dst).for_each(|(&q, x)| *x = value(q));
    if !stream {
        return plain(src, dst);
    }
    let (before, lines, _) = Line::split(dst);
    let (head, src) = src.split_at(before.len());
    plain(head, before);
    let (blocks, rest) = src.as_chunks::<16>();
    for (block, line) in blocks.iter().zip(lines) {
        prefetch_page(block);
        line.stream(block.map(value));
    }
    let tail = dst.len() - rest.len();
    plain(rest, &mut dst[tail..]);
    Line::fence();
}

/// Each column by its own params.
#[inline(always)]
pub fn columns(src: &[u8], sign: u8, columns: &ColumnParams, dst: &mut [f32]) {
    let params = columns.scale.iter().zip(&columns.zero_point);
    for ((&q, x), (&scale, &zero_point)) in src.iter().zip(dst).zip(params) {
        *x = (byte::value(q, sign) - zero_point) as f32 * scale;
    }
}
