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
    fn weights(self) -> [u16; 3] {
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
    /// Weight of each byte, 65536 in total; alpha and a missing fourth byte weigh 0.
    pub weights: [u16; 4],
}

impl Pixel {
    /// Returns `None` for formats without colour.
    pub fn new(format: Format, luma: Luma) -> Option<Self> {
        let [r, g, b] = luma.weights();
        let (bytes, weights) = match format {
            Format::Rgb8 => (3, [r, g, b, 0]),
            Format::Bgr8 => (3, [b, g, r, 0]),
            Format::Rgba8 => (4, [r, g, b, 0]),
            Format::Bgra8 => (4, [b, g, r, 0]),
            Format::Gray8 | Format::Gray16 | Format::Bit1 => return None,
        };
        Some(Self { bytes, weights })
    }

    /// Returns the high byte of each weight.
    pub fn hi(&self) -> [u8; 4] {
        self.weights.map(|w| (w >> 8) as u8)
    }

    /// Returns the low byte of each weight.
    pub fn lo(&self) -> [u8; 4] {
        self.weights.map(|w| w as u8)
    }

    /// Returns whether any weight has a low byte other than 0.
    pub fn is_wide(&self) -> bool {
        self.lo() != [0; 4]
    }
}
