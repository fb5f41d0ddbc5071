//! Methods of binarisation, each with its defaults.

use scipix_core::image::Method;

/// The method of J. Sauvola and M. Pietikäinen (2000), for pages with shadows and stains: the threshold of a pixel is
/// m (1 + k (s / r - 1)) for the mean m and the standard deviation s of the square around it.
///
/// ```
/// use scipix::image::{Method, Sauvola};
///
/// let method: Method = Sauvola::default().window(31).k(0.34).into();
/// assert_eq!(method, Method::Sauvola { window: 31, k: 0.34, r: 128.0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Sauvola {
    window: usize,
    k: f32,
    r: f32,
}

impl Default for Sauvola {
    /// Returns a window of 51 pixels, `k` 0.34 and `r` 128.
    fn default() -> Self {
        Self { window: 51, k: 0.34, r: 128.0 }
    }
}

impl Sauvola {
    /// Sets the side of the square in pixels, which must be odd. A third of the dots per inch is common.
    pub fn window(self, pixels: usize) -> Self {
        Self { window: pixels, ..self }
    }

    /// Sets the weight by which a lack of contrast lowers the threshold; it must be finite.
    pub fn k(self, k: f32) -> Self {
        Self { k, ..self }
    }

    /// Sets the range of the standard deviation, 128 for gray bytes; it must be finite and above 0.
    pub fn r(self, r: f32) -> Self {
        Self { r, ..self }
    }
}

impl From<Sauvola> for Method {
    fn from(Sauvola { window, k, r }: Sauvola) -> Self {
        Method::Sauvola { window, k, r }
    }
}

/// The mean of the square around a pixel, less an offset, is its threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct AdaptiveMean {
    window: usize,
    offset: f32,
}

impl Default for AdaptiveMean {
    /// Returns a window of 31 pixels and an offset of 10.
    fn default() -> Self {
        Self { window: 31, offset: 10.0 }
    }
}

impl AdaptiveMean {
    /// Sets the side of the square in pixels, which must be odd.
    pub fn window(self, pixels: usize) -> Self {
        Self { window: pixels, ..self }
    }

    /// Sets by how much the threshold lies below the mean; it must be finite.
    pub fn offset(self, offset: f32) -> Self {
        Self { offset, ..self }
    }
}

impl From<AdaptiveMean> for Method {
    fn from(AdaptiveMean { window, offset }: AdaptiveMean) -> Self {
        Method::AdaptiveMean { window, offset }
    }
}

/// One threshold for the whole image, by the method of N. Otsu (1979): it parts dark and light best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Otsu;

impl From<Otsu> for Method {
    fn from(Otsu: Otsu) -> Self {
        Method::Otsu
    }
}

/// The given threshold for the whole image. Pixels above it become white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed(pub u8);

impl From<Fixed> for Method {
    fn from(Fixed(threshold): Fixed) -> Self {
        Method::Fixed { threshold }
    }
}
