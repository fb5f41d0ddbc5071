//! The filters that a resize can use.

/// How a resize computes a pixel between the pixels of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The pixel that contains the centre of the new one, `floor((x + ½) · src/dst)`. Only this filter takes bits.
    Nearest,
    /// Linear interpolation between two pixels each way, bit for bit as OpenCV's `INTER_LINEAR` of 8-bit images. It does
    /// not antialias.
    Bilinear,
    /// The exact mean of the area that a pixel covers, rounded once, where no side grows; [`Filter::Bilinear`] where one does.
    Area,
    /// The windowed sinc with three lobes, widened where the image shrinks, as in Pillow; weights have 14 bits.
    Lanczos3,
}
