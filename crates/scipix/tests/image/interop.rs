//! Conversions from and to the crate `image`.

use super::{bytes, kind, noise};
use image::{DynamicImage, GrayImage, ImageBuffer, Luma as LumaPixel, RgbImage, RgbaImage};
use scipix::prelude::*;

#[test]
fn views_share_the_pixels() {
    let gray = GrayImage::from_raw(5, 3, bytes(15)).unwrap();
    let rgb = RgbImage::from_raw(5, 3, bytes(45)).unwrap();
    let rgba = RgbaImage::from_raw(5, 3, bytes(60)).unwrap();
    let check = |view: ImageView<'_>, raw: &[u8], format| {
        assert_eq!((view.width(), view.height(), view.format()), (5, 3, format));
        assert_eq!(view.row(0).as_ptr(), raw.as_ptr());
        assert_eq!(view.rows().collect::<Vec<_>>().concat(), raw);
    };
    check(ImageView::try_from(&gray).unwrap(), gray.as_raw(), Format::Gray8);
    check(ImageView::try_from(&rgb).unwrap(), rgb.as_raw(), Format::Rgb8);
    check(ImageView::try_from(&rgba).unwrap(), rgba.as_raw(), Format::Rgba8);
    for (image, format) in [
        (DynamicImage::from(gray), Format::Gray8),
        (DynamicImage::from(rgb), Format::Rgb8),
        (DynamicImage::from(rgba), Format::Rgba8),
    ] {
        check(ImageView::try_from(&image).unwrap(), image.as_bytes(), format);
        let at = image.as_bytes().as_ptr();
        let owned = Image::try_from(image.clone()).unwrap();
        assert_eq!((owned.as_bytes(), owned.format()), (image.as_bytes(), format));
        assert_eq!(Image::try_from(image).unwrap().as_bytes().as_ptr(), at, "no copy");
    }
}

#[test]
fn buffers_are_written_in_place() {
    let page = noise(5, 3, Format::Rgb8);
    let mut gray = GrayImage::new(5, 3);
    page.grayscale_into(Luma::Bt601, &mut ImageViewMut::try_from(&mut gray).unwrap()).unwrap();
    assert_eq!(gray.into_raw(), page.grayscale(Luma::Bt601).unwrap().into_raw());
}

#[test]
fn images_come_back() {
    for (format, channels) in [(Format::Gray8, 1), (Format::Rgb8, 3), (Format::Rgba8, 4)] {
        let image = noise(5, 3, format);
        let (raw, at) = (image.as_bytes().to_vec(), image.as_bytes().as_ptr());
        let back = DynamicImage::try_from(image).unwrap();
        assert_eq!((back.width(), back.height(), back.color().channel_count()), (5, 3, channels));
        assert_eq!((back.as_bytes(), back.as_bytes().as_ptr()), (&raw[..], at));
    }
    let bgra = noise(5, 3, Format::Bgra8);
    let rgba = RgbaImage::try_from(bgra.clone()).unwrap();
    let [b, g, r, a] = bgra.pixel(2, 1).unwrap() else { panic!("four bytes") };
    assert_eq!(rgba.get_pixel(2, 1).0, [*r, *g, *b, *a]);
    assert_eq!(RgbImage::try_from(noise(5, 3, Format::Bgr8)).unwrap().get_pixel(4, 2).0.len(), 3);
    let bits = noise(11, 3, Format::Bit1);
    let gray = GrayImage::try_from(bits.clone()).unwrap();
    assert_eq!(gray.get_pixel(10, 1).0[0] == 0, bits.bit(10, 1).unwrap());
}

#[test]
fn gray_of_16_bits_comes_and_goes() {
    let samples = vec![500, 1000, 1001, 1002, 60000, 7];
    let deep = DynamicImage::from(ImageBuffer::<LumaPixel<u16>, _>::from_raw(3, 2, samples).unwrap());
    let view = ImageView::try_from(&deep).unwrap();
    assert_eq!((view.format(), view.min_max().unwrap()), (Format::Gray16, (7, 60000)));
    assert_eq!(view.gray16_to_gray8(1000, 1002).unwrap().as_bytes(), [0, 0, 128, 255, 255, 0]);
    assert_eq!(kind(view.gray16_to_gray8(5, 5)), ErrorKind::InvalidArgument);
    assert_eq!(DynamicImage::try_from(view.to_image().unwrap()).unwrap(), deep);
}

#[test]
fn what_does_not_fit_is_refused() {
    let deep = DynamicImage::ImageRgb16(ImageBuffer::new(2, 2));
    let error = ImageView::try_from(&deep).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("Rgb16"), "{error}");
    assert_eq!(kind(Image::try_from(deep)), ErrorKind::Unsupported);
    assert_eq!(kind(ImageView::try_from(&GrayImage::new(0, 3))), ErrorKind::InvalidArgument);
    let wrong = |format| RgbImage::try_from(noise(3, 3, format)).unwrap_err();
    assert!([Format::Gray8, Format::Rgba8].map(wrong).iter().all(|error| error.kind() == ErrorKind::Unsupported));
    let longer: GrayImage = ImageBuffer::<LumaPixel<u8>, _>::from_raw(2, 2, bytes(9)).unwrap();
    assert_eq!(Image::try_from(longer).unwrap().as_bytes(), &bytes(9)[..4]);
}
