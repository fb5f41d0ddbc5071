//! Pairs of rows, which the kernels of flips work on.

use super::row_copy::RowCopy;
use super::row_exchange::RowExchange;
use crate::image::Format;
use crate::simd::each_block_of;

/// How many bytes move together when a row is mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelSize {
    /// Eight pixels in a byte, whose bits are reversed too.
    Bit,
    /// One byte.
    One,
    /// Two bytes.
    Two,
    /// Three bytes.
    Three,
    /// Four bytes.
    Four,
}

impl PixelSize {
    /// Returns the size of pixels of `format`.
    pub fn of(format: Format) -> Self {
        match format {
            Format::Bit1 => PixelSize::Bit,
            Format::Gray8 => PixelSize::One,
            Format::Gray16 => PixelSize::Two,
            Format::Rgb8 | Format::Bgr8 => PixelSize::Three,
            Format::Rgba8 | Format::Bgra8 => PixelSize::Four,
        }
    }

    /// Returns how many bytes move together.
    pub fn bytes(self) -> usize {
        match self {
            PixelSize::Bit | PixelSize::One => 1,
            PixelSize::Two => 2,
            PixelSize::Three => 3,
            PixelSize::Four => 4,
        }
    }
}

/// Rows of equal length, of which a kernel mirrors pixels into each other.
pub enum RowPairs<'a> {
    /// The pixels of each row go to its copy, in reverse order.
    Copy(RowCopy<'a>),
    /// The pixels of both rows of each pair change places, in reverse order.
    Exchange(RowExchange<'a>),
}

impl RowPairs<'_> {
    /// Mirrors the rows block by block: `load` reverses the pixels of a block in registers, which `store` writes. The last
    /// block may overlap the one before, so that no tail is left. Returns `false`, without any change, for rows that are
    /// shorter than a block.
    #[inline(always)]
    pub fn mirror_blocks<const N: usize, V: Copy>(
        &mut self,
        load: impl Fn(&[u8; N]) -> V,
        store: impl Fn(&mut [u8; N], V),
    ) -> bool {
        match self {
            RowPairs::Copy(rows) => {
                if rows.row_bytes() < N {
                    return false;
                }
                rows.for_each(|src, dst| {
                    let blocks = src.as_rchunks().1.iter().rev();
                    each_block_of(blocks, || src.first_chunk(), dst, |from, to| store(to, load(from)));
                });
            }
            RowPairs::Exchange(rows) => {
                if rows.row_bytes() < N {
                    return false;
                }
                rows.for_each(|front, back| exchange(front, back, &load, &store));
            }
        }
        true
    }
}

/// Exchanges the pixels of two rows block by block.
#[inline(always)]
fn exchange<const N: usize, V: Copy>(
    front: &mut [u8],
    back: &mut [u8],
    load: impl Fn(&[u8; N]) -> V,
    store: impl Fn(&mut [u8; N], V),
) {
    let (Some(last), Some(first)) = (front.last_chunk(), back.first_chunk()) else {
        return;
    };
    let (to_first, to_last) = (load(last), load(first));
    let (fronts, backs) = (front.as_chunks_mut().0, back.as_rchunks_mut().1);
    for (front, back) in fronts.iter_mut().zip(backs.iter_mut().rev()) {
        let (to_front, to_back) = (load(back), load(front));
        store(front, to_front);
        store(back, to_back);
    }
    if let (Some(last), Some(first)) = (front.last_chunk_mut(), back.first_chunk_mut()) {
        store(last, to_last);
        store(first, to_first);
    }
}
