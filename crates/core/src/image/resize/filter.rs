//! The filters that a resize can use.

/// How a resize computes a pixel between the pixels of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Filter {
    /// The pixel that contains the centre of the new one, `floor((x + ½) · src/dst)`. Only this filter takes bits.
    Nearest,
    /// Linear interpolation between two pixels each way, bit for bit as OpenCV's `INTER_LINEAR` of 8-bit images. It does
    /// not antialias.
    Bilinear,
    /// The exact mean of the area that a pixel covers, rounded once. On an axis that grows, a pixel covers the length of a
    /// source pixel around its centre, which is linear interpolation. Where no axis shrinks it is [`Filter::Bilinear`].
    Area,
    /// The windowed sinc with three lobes, widened where the image shrinks, bit for bit as the `LANCZOS` of
    /// Pillow 12.0.
    Lanczos3,
    /// Linear interpolation, widened where the image shrinks, like Pillow's `BILINEAR`: within 1 where no side
    /// shrinks more than a hundred times. Weights have 14 bits.
    BilinearAa,
    /// Cubic interpolation with `a = −½`, widened where the image shrinks, bit for bit as the
    /// `BICUBIC` of Pillow 12.0.
    Bicubic,
}
