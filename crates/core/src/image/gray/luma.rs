//! Weights of the channels.

use crate::image::Format;

/// Formula for the gray of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Luma {
    /// ITU-R BT.601 in 15 bits, as OpenCV computes it: `(9798 r + 19235 g + 3735 b + 16384) >> 15`.
    Bt601,
    /// ITU-R BT.601 in 8 bits, as libyuv's J400: `(77 r + 150 g + 29 b + 128) >> 8`.
    Bt601_8bit,
    /// ITU-R BT.709 in 15 bits: `(6966 r + 23436 g + 2366 b + 16384) >> 15`.
    Bt709,
}

impl Luma {
    /// Every formula.
    pub const ALL: [Luma; 3] = [Luma::Bt601, Luma::Bt601_8bit, Luma::Bt709];

    /// Returns the weights of red, green and blue as fractions of 65536: those of the formula times 2 or 256, which rounds
    /// alike.
    const fn weights(self) -> [u16; 3] {
        match self {
            Luma::Bt601 => [2 * 9798, 2 * 19235, 2 * 3735],
            Luma::Bt601_8bit => [77 << 8, 150 << 8, 29 << 8],
            Luma::Bt709 => [2 * 6966, 2 * 23436, 2 * 2366],
        }
    }
}

/// Layout of a colour pixel and the weights of its bytes: gray is `(Σ weight · byte + 32768) >> 16`.
///
/// Kernels multiply 8 bits by 8 and split each weight into two bytes: with `H = Σ hi · byte` and `L = Σ lo · byte`, gray is
/// `(H + (L >> 8) + 128) >> 8`. The high bytes sum to at most 256 over the pixel, and so do the low ones; two channels sum
/// to less. With pixels shifted to −128..127, every sum of two or of all products fits in 16 signed bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pixel {
    /// 3 or 4.
    pub bytes: usize,
    /// The high bytes of the weights, one for each byte of a pixel, above the low ones. Two numbers are passed in registers: from
    /// memory, weights written one by one would make the kernel's vector of them wait.
    halves: u64,
}

impl Pixel {
    /// Returns `None` for formats without colour.
    #[inline]
    pub fn new(format: Format, luma: Luma) -> Option<Self> {
        const RED_FIRST: [u64; Luma::ALL.len()] = halves(false);
        const BLUE_FIRST: [u64; Luma::ALL.len()] = halves(true);
        let (bytes, halves) = match format {
            Format::Rgb8 => (3, RED_FIRST),
            Format::Bgr8 => (3, BLUE_FIRST),
            Format::Rgba8 => (4, RED_FIRST),
            Format::Bgra8 => (4, BLUE_FIRST),
            Format::Gray8 | Format::Gray16 | Format::Bit1 => return None,
        };
        Some(Self { bytes, halves: halves[luma as usize] })
    }

    /// Returns the weight of each byte, 65536 in total; alpha and a missing fourth byte weigh 0.
    #[inline]
    pub fn weights(&self) -> [u16; 4] {
        let (hi, lo) = (self.hi(), self.lo());
        [0, 1, 2, 3].map(|i| u16::from_le_bytes([lo[i], hi[i]]))
    }

    /// Returns the high byte of each weight.
    #[inline]
    pub fn hi(&self) -> [u8; 4] {
        ((self.halves >> 32) as u32).to_le_bytes()
    }

    /// Returns the low byte of each weight.
    #[inline]
    pub fn lo(&self) -> [u8; 4] {
        (self.halves as u32).to_le_bytes()
    }

    /// Returns whether any weight has a low byte other than 0.
    #[inline]
    pub fn is_wide(&self) -> bool {
        self.halves as u32 != 0
    }
}

/// Splits the weights of each formula, in the order of [`Luma::ALL`].
const fn halves(blue_first: bool) -> [u64; Luma::ALL.len()] {
    let mut all = [0; Luma::ALL.len()];
    let mut i = 0;
    while i < all.len() {
        let [r, g, b] = Luma::ALL[i].weights();
        let [first, last] = if blue_first { [b, r] } else { [r, b] };
        let hi = u32::from_le_bytes([(first >> 8) as u8, (g >> 8) as u8, (last >> 8) as u8, 0]);
        let lo = u32::from_le_bytes([first as u8, g as u8, last as u8, 0]);
        all[i] = (hi as u64) << 32 | lo as u64;
        i += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_follow_the_order_of_the_bytes() {
        for luma in Luma::ALL {
            let [r, g, b] = luma.weights();
            let weights = |format| Pixel::new(format, luma).map(|pixel| (pixel.bytes, pixel.weights()));
            assert_eq!(weights(Format::Rgb8), Some((3, [r, g, b, 0])));
            assert_eq!(weights(Format::Bgr8), Some((3, [b, g, r, 0])));
            assert_eq!(weights(Format::Rgba8), Some((4, [r, g, b, 0])));
            assert_eq!(weights(Format::Bgra8), Some((4, [b, g, r, 0])));
            assert_eq!(weights(Format::Gray8), None);
            assert_eq!(Pixel::new(Format::Rgb8, luma).unwrap().is_wide(), luma != Luma::Bt601_8bit);
            assert_eq!(u32::from(r) + u32::from(g) + u32::from(b), 65536);
        }
    }
}
