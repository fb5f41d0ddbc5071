//! The image half of the API: views, operations, tensors, plans, recognition. Results are compared with those of the
//! core.

mod alpha;
mod control;
mod crops;
mod ctc;
#[cfg(feature = "image")]
mod interop;
mod lines;
mod memory;
mod operations;
mod recognition;
mod tensors;
mod views;
mod words;

use scipix::prelude::*;

/// Bytes without a pattern.
fn bytes(len: usize) -> Vec<u8> {
    let mixed = |i: u64| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ i << 7).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (0..len as u64).map(|i| (mixed(i) >> 56) as u8).collect()
}

/// An image without a pattern.
fn noise(width: usize, height: usize, format: Format) -> Image {
    let len = format.row_bytes(width).unwrap() * height;
    Image::from_raw(bytes(len), width, height, format).unwrap()
}

fn kind<T>(result: scipix::Result<T>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}
