//! Resizing, turning and cropping, to any size and by any numbers, at every SIMD level and on threads.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::pictures::{Seen, picture, side};
use scipix::ErrorKind;
use scipix::image::{AsView, Filter, Format, Image, ImageOps, Interpolation, QuadCrop, Rotation};

const FILTERS: [Filter; 6] =
    [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];

/// Memory that an operation on small images may take.
const MOST: usize = 8 << 20;

/// Resizes, turns or crops an image.
pub fn sizes(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let format = bytes.pick(&Format::ALL);
    let image = picture(&mut bytes, format);
    match bytes.below(3) {
        0 => resized(&mut bytes, &image),
        1 => turned(&mut bytes, &image),
        _ => cropped(&mut bytes, &image),
    }
}

/// An image of one value has it at every size, and by nearest neighbours each pixel is one of the source.
fn resized(bytes: &mut Bytes<'_>, image: &Image) {
    let (width, height, filter) = (side(bytes), side(bytes), bytes.pick(&FILTERS));
    let resize = |image: &Image| {
        everywhere(MOST, || image.resize(width, height, filter).map(Seen).map_err(|error| error.kind()))
    };
    let Ok(Seen(out)) = resize(image) else {
        return assert!(!image.format().has_byte_channels() && filter != Filter::Nearest, "{filter:?} is refused");
    };
    assert_eq!((out.width(), out.height(), out.format()), (width, height, image.format()));
    if image.width() == width && image.height() == height && filter == Filter::Nearest {
        assert!(out.as_view() == image.as_view());
    }
    let value = bytes.byte();
    let mut flat = image.try_clone().expect("memory");
    flat.as_bytes_mut().fill(value);
    if image.format().has_byte_channels() {
        let Seen(out) = resize(&flat).expect("what was resized");
        assert!(out.rows().flatten().all(|&byte| byte == value), "{filter:?} changes an image of {value}");
    }
}

/// Four quarter turns are none; any turn that is taken has the size that it says.
fn turned(bytes: &mut Bytes<'_>, image: &Image) {
    let degrees = if bytes.once_in(4) { bytes.strange() } else { bytes.below(7200) as f32 / 10.0 - 360.0 };
    let rotation = Rotation::degrees(degrees).fill(bytes.byte());
    let rotation = if bytes.once_in(2) { rotation.expand() } else { rotation };
    let turned = everywhere(MOST, || image.rotate(rotation).map(Seen).map_err(|error| error.kind()));
    assert!(!matches!(turned, Err(ErrorKind::OutOfMemory)));
    let quarter = Rotation::degrees(90.0).expand();
    let around = (0..4).try_fold(image.try_clone().expect("memory"), |now, _| now.rotate(quarter));
    assert!(around.is_ok_and(|around| around.as_view() == image.as_view()), "four quarter turns");
}

fn cropped(bytes: &mut Bytes<'_>, image: &Image) {
    let strange = bytes.pick(&[255, 255, 12]);
    let corners = [(); 4].map(|()| [(); 2].map(|()| bytes.float(100, strange) - 5.0));
    let interpolation = bytes.pick(&[Interpolation::Nearest, Interpolation::Bilinear, Interpolation::Cubic]);
    let (width, height) = (side(bytes), side(bytes));
    let crop = QuadCrop::new(corners).interpolation(interpolation);
    let out = everywhere(MOST, || image.crop_quad(crop, width, height).map(Seen).map_err(|error| error.kind()));
    let Ok(Seen(out)) = out else { return };
    assert_eq!((out.width(), out.height()), (width, height));
    let mut flat = image.try_clone().expect("memory");
    flat.as_bytes_mut().fill(200);
    let out = flat.crop_quad(crop, width, height).expect("what was cropped");
    assert!(out.rows().flatten().all(|&byte| byte == 200), "{corners:?} of an image of one value");
}
