//! Resize.

use crate::{bytes, each};
use criterion::Criterion;
use scipix_core::image::{Filter, Format, ImageMut, ImageRef, resize};

/// Each by name, format and the share of each side, over 100, that is left.
const CASES: [(&str, Filter, Format, usize); 11] = [
    ("resize_half", Filter::Bilinear, Format::Gray8, 50),
    ("resize_bilinear_70", Filter::Bilinear, Format::Gray8, 70),
    ("resize_bilinear_70_rgb", Filter::Bilinear, Format::Rgb8, 70),
    ("resize_bilinear_150_rgba", Filter::Bilinear, Format::Rgba8, 150),
    ("resize_nearest_70", Filter::Nearest, Format::Gray8, 70),
    ("resize_nearest_70_rgb", Filter::Nearest, Format::Rgb8, 70),
    ("resize_area_70", Filter::Area, Format::Gray8, 70),
    ("resize_area_25_rgb", Filter::Area, Format::Rgb8, 25),
    ("resize_lanczos_70", Filter::Lanczos3, Format::Gray8, 70),
    ("resize_lanczos_70_rgb", Filter::Lanczos3, Format::Rgb8, 70),
    ("resize_lanczos_150_rgba", Filter::Lanczos3, Format::Rgba8, 150),
];

/// Nanoseconds are per pixel of the source.
pub fn bench(c: &mut Criterion) {
    for (name, filter, format, percent) in CASES {
        each(c, name, |b, width, height| {
            let pixel = format.pixel_bytes().unwrap();
            let src = bytes(width * height * pixel);
            let (to_width, to_height) = (width * percent / 100, height * percent / 100);
            let mut dst = vec![0; to_width * to_height * pixel];
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                resize(src, filter, ImageMut::new(&mut dst, to_width, to_height, 0, format).unwrap()).unwrap();
            });
        });
    }
}
