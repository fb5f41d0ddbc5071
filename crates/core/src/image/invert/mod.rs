//! Negative of an image: colours become 255 minus themselves, 16-bit gray 65535 minus itself, bits flip, alpha stays.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(test)]
mod tests;

use super::{Format, ImageMut, ImageRef, format_among, same_size};
use crate::base::error::Result;
use crate::simd::{self, InOut, dispatch};
use crate::split;
use crate::split::{Rows, RowsMut};

/// Approximate cost of a byte of an image larger than the cache.
const NS_PER_BYTE: f64 = 0.07;

/// Writes the negative of `src` to `dst`. Alpha is copied; the bits of `dst` beyond its width are kept.
///
/// # Errors
/// `SizeMismatch` if the sizes differ; `Unsupported` if the formats do.
pub fn invert(src: ImageRef<'_>, dst: ImageMut<'_>) -> Result<()> {
    format_among("dst", dst.format(), &[src.format()])?;
    same_size(&src.geometry(), &dst.geometry())?;
    invert_rows(Some(src.rows()), dst);
    Ok(())
}

/// Applies [`invert`] in place.
pub fn invert_in_place(image: ImageMut<'_>) {
    invert_rows(None, image);
}

/// Writes the negative of equally many bytes of `src` to `dst` by one call of a kernel. Returns `false`, having written nothing,
/// where threads may share the work and where the level is not known yet.
#[inline(always)]
pub fn invert_short(src: &[u8], dst: &mut [u8]) -> bool {
    const MOST: usize = split::most_whole(NS_PER_BYTE);
    match simd::active_vectors() {
        Some(level) if src.len() <= MOST && src.len() == dst.len() => {
            flip_row(level, InOut::new(src, dst), [255; 4]);
            true
        }
        _ => false,
    }
}

fn invert_rows(src: Option<Rows<'_>>, dst: ImageMut<'_>) {
    let (level, format, width) = (simd::active(), dst.format(), dst.width());
    let mut dst = dst.into_rows();
    let flips = match format {
        Format::Rgba8 | Format::Bgra8 => [255, 255, 255, 0],
        _ => [255; 4],
    };
    let whole = if format == Format::Bit1 { width / 8 } else { dst.row_bytes() };
    let (all, height) = (0..whole, 0..dst.len());
    let src_whole = src.map(|src| src.sub(all.clone(), height.clone()));
    split::map_bytes(src_whole, dst.reborrow().sub(all, height), NS_PER_BYTE, |px| flip_row(level, px, flips));
    #[cfg(scipix_faults)]
    if let Some(src) = src {
        seed_faults(src, dst.reborrow());
    }
    if whole < dst.row_bytes() {
        flip_last_bits(src, dst, 0xff >> (width % 8));
    }
}

/// A kernel that reads a byte past the end of the source, one that is wrong at every level but the scalar one, and one whose result
/// depends on memory that was never written.
#[cfg(scipix_faults)]
fn seed_faults(src: Rows<'_>, mut dst: RowsMut<'_>) {
    use crate::base::seeded_faults::is_seeded;
    let (last, own) = (src.row(src.len() - 1), dst.len() - 1);
    if is_seeded("overread") {
        // SAFETY: none. That this byte is not ours is the fault.
        std::hint::black_box(unsafe { last.as_ptr().add(last.len()).read_volatile() });
    }
    if is_seeded("level") && simd::active().name() != "scalar" {
        dst.row(own)[0] ^= 1;
    }
    if is_seeded("unwritten") {
        let fresh = Vec::<u8>::with_capacity(64);
        // SAFETY: none. That this byte was never written is the fault.
        if unsafe { fresh.as_ptr().read_volatile() } == 7 {
            dst.row(own)[0] ^= 1;
        }
    }
}

/// Flips the last byte of each row except the bits of `kept`.
fn flip_last_bits(src: Option<Rows<'_>>, mut dst: RowsMut<'_>, kept: u8) {
    let last = dst.row_bytes() - 1;
    for y in 0..dst.len() {
        let to = &mut dst.row(y)[last];
        let from = src.map_or(*to, |src| src.row(y)[last]);
        *to = *to & kept | !from & !kept;
    }
}

dispatch! {
    /// Flips the bits of `flips` in each four bytes. Where those differ the row has whole fours.
    fn flip_row(px: InOut<'_>, flips: [u8; 4]) {
        scalar: scalar::flip_row,
        sse42: scalar::flip_row,
        avx2: avx2::flip_row,
        avx512: avx512::flip_row,
        neon: neon::flip_row,
    }
}
