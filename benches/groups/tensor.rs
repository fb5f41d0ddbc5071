//! Images to tensors.

use crate::{bytes, each};
use criterion::Criterion;
use scipix_core::image::{Element, Format, ImageRef, Layout, TensorFit, TensorMut, TensorParams, to_tensor};

/// Lines of a page, in a recogniser's size.
const LINES: usize = 64;

/// Nanoseconds are per pixel of the source.
pub fn bench(c: &mut Criterion) {
    let (mean, std) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
    let params = TensorParams { mean, std, ..TensorParams::default() };
    let cases = [
        ("tensor_rgba", Format::Rgba8, params),
        ("tensor_rgb", Format::Rgb8, params),
        ("tensor_rgb_nhwc", Format::Rgb8, TensorParams { layout: Layout::Nhwc, ..params }),
        ("tensor_gray", Format::Gray8, TensorParams { channels: Format::Gray8, ..params }),
    ];
    for (name, format, params) in cases {
        each(c, name, |b, width, height| {
            let src = bytes(width * height * format.pixel_bytes().unwrap());
            let mut out = vec![0.0; 3 * width * height];
            let out = if params.channels == Format::Gray8 { &mut out[..width * height] } else { &mut out[..] };
            b.iter(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                to_tensor(&[src], &params, TensorMut::F32(out)).unwrap();
            });
        });
    }
    each(c, "tensor_i8", |b, width, height| {
        let params = TensorParams { element: Element::I8 { scale: 0.02, zero_point: 0 }, ..params };
        let src = bytes(3 * width * height);
        let mut out = vec![0; 3 * width * height];
        b.iter(|| {
            let src = ImageRef::new(&src, width, height, 0, Format::Rgb8).unwrap();
            to_tensor(&[src], &params, TensorMut::I8(&mut out)).unwrap();
        });
    });
    each(c, "tensor_lines", |b, width, height| {
        let src = bytes(3 * width * height);
        let page = ImageRef::new(&src, width, height, 0, Format::Bgr8).unwrap();
        let line = |i: usize| page.region(0, i * (height - height / 50 - 1) / LINES, width, height / 50 + 1).unwrap();
        let lines: Vec<_> = (0..LINES).map(line).collect();
        let params = TensorParams { fit: TensorFit::Height, width: 320, height: 48, ..params };
        let mut out = vec![0.0; LINES * 3 * 48 * 320];
        b.iter(|| to_tensor(&lines, &params, TensorMut::F32(&mut out)).unwrap());
    });
}
