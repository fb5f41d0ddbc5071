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

/// Layout of a colour pixel and the weights of its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pixel {
    /// 3 or 4.
    pub bytes: usize,
    /// Two words are passed in registers; kernels load each part of the weights straight into a vector.
    weights: &'static ByteWeights,
}

impl Pixel {
    /// Returns `None` for formats without colour.
    #[inline]
    pub fn new(format: Format, luma: Luma) -> Option<Self> {
        static RED_FIRST: [ByteWeights; Luma::ALL.len()] = ByteWeights::of_each(false);
        static BLUE_FIRST: [ByteWeights; Luma::ALL.len()] = ByteWeights::of_each(true);
        let (bytes, weights) = match format {
            Format::Rgb8 => (3, &RED_FIRST),
            Format::Bgr8 => (3, &BLUE_FIRST),
            Format::Rgba8 => (4, &RED_FIRST),
            Format::Bgra8 => (4, &BLUE_FIRST),
            Format::Gray8 | Format::Gray16 | Format::Bit1 => return None,
        };
        Some(Self { bytes, weights: &weights[luma as usize] })
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
        self.weights.hi
    }

    /// Returns the low byte of each weight.
    #[inline]
    pub fn lo(&self) -> [u8; 4] {
        self.weights.lo
    }

    /// Returns whether any weight has a low byte other than 0.
    #[inline]
    pub fn is_wide(&self) -> bool {
        self.weights.lo != [0; 4]
    }

    /// Returns the weights as two steps of products.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    pub fn steps(&self) -> &'static TwoSteps {
        &self.weights.steps
    }
}

/// Weights of the bytes of a pixel: gray is `(Σ weight · byte + 32768) >> 16`.
///
/// Kernels multiply 8 bits by 8. Most split each weight into two bytes: with `H = Σ hi · byte` and `L = Σ lo · byte`, gray is
/// `(H + (L >> 8) + 128) >> 8`. The high bytes sum to at most 256 over the pixel, and so do the low ones; two channels sum
/// to less. With pixels shifted to −128..127, every sum of two or of all products fits in 16 signed bits.
#[derive(Debug)]
struct ByteWeights {
    hi: [u8; 4],
    lo: [u8; 4],
    #[cfg(target_arch = "x86_64")]
    steps: TwoSteps,
}

impl ByteWeights {
    /// Returns the weights of each formula, in the order of [`Luma::ALL`].
    const fn of_each(blue_first: bool) -> [ByteWeights; Luma::ALL.len()] {
        let [a, b, c] = Luma::ALL;
        [Self::of(a, blue_first), Self::of(b, blue_first), Self::of(c, blue_first)]
    }

    const fn of(luma: Luma, blue_first: bool) -> Self {
        let [r, g, b] = luma.weights();
        let [first, last] = if blue_first { [b, r] } else { [r, b] };
        Self {
            hi: [(first >> 8) as u8, (g >> 8) as u8, (last >> 8) as u8, 0],
            lo: [first as u8, g as u8, last as u8, 0],
            #[cfg(target_arch = "x86_64")]
            steps: TwoSteps::of(luma, blue_first),
        }
    }
}

/// Weights as products of 8 by 8 bits and then of 16 by 16. With the bytes `x y z` of a pixel, twice the sum of weights and bytes
/// is `outer[0] · (inner[0] x + inner[1] y) + outer[1] · (inner[2] z + inner[3] y)`, exactly. Two numbers of `inner` that stand
/// together sum to at most 128, so that their sum of products fits in 16 signed bits, as each number of `outer` does.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug)]
pub(super) struct TwoSteps {
    pub inner: [u8; 4],
    pub outer: [u16; 2],
}

#[cfg(target_arch = "x86_64")]
impl TwoSteps {
    /// Returns numbers for the weights of a formula that were found by trying all divisors.
    const fn of(luma: Luma, blue_first: bool) -> Self {
        let (inner @ [a, b, c, d], outer @ [first, second]) = match luma {
            Luma::Bt601 => ([12, 20, 9, 7], [3266, 1660]),
            Luma::Bt601_8bit => ([77, 51, 29, 99], [512, 512]),
            Luma::Bt709 => ([72, 56, 13, 99], [387, 728]),
        };
        if blue_first { Self { inner: [c, d, a, b], outer: [second, first] } } else { Self { inner, outer } }
    }
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

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn two_steps_are_twice_the_weights_and_fit() {
        for (luma, format) in Luma::ALL.into_iter().flat_map(|luma| [(luma, Format::Rgb8), (luma, Format::Bgr8)]) {
            let pixel = Pixel::new(format, luma).unwrap();
            let TwoSteps { inner, outer } = pixel.steps();
            let ([a, b, c, d], [first, second]) = (inner.map(u32::from), outer.map(u32::from));
            assert_eq!(
                [first * a, first * b + second * d, second * c],
                [0, 1, 2].map(|i| 2 * u32::from(pixel.weights()[i]))
            );
            assert!(
                a.max(b).max(c).max(d) < 128 && a + b <= 128 && c + d <= 128 && first.max(second) < 1 << 15,
                "{luma:?}"
            );
        }
    }
}
