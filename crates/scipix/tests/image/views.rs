//! Views, their regions and rows, owned images.

use super::{bytes, kind, noise};
use scipix::prelude::*;

const FORMATS: [(Format, usize); 5] =
    [(Format::Gray8, 1), (Format::Rgb8, 3), (Format::Bgr8, 3), (Format::Rgba8, 4), (Format::Bgra8, 4)];

#[test]
fn pixels_and_rows_are_where_the_stride_says() {
    for (format, pixel) in FORMATS {
        for padding in [0, 1, 7] {
            let (width, height) = (5, 4);
            let stride = width * pixel + padding;
            // The last row has no padding.
            let data = bytes(stride * height - padding);
            let view = ImageView::new(&data, width, height, format).unwrap().stride(stride).unwrap();
            assert_eq!((view.width(), view.height(), view.format()), (width, height, format));
            assert_eq!((view.row_bytes(), view.rows().len()), (width * pixel, height));
            for (y, row) in view.rows().enumerate() {
                assert_eq!(row, &data[y * stride..][..width * pixel]);
                for x in 0..width {
                    assert_eq!(view.pixel(x, y).unwrap(), &data[y * stride + x * pixel..][..pixel]);
                }
            }
            let region = view.subview(2, 1, 3, 2).unwrap();
            assert_eq!(region.pixel(1, 1).unwrap(), view.pixel(3, 2).unwrap());
            let within = region.subview(1, 1, 2, 1).unwrap();
            assert_eq!(within.row(0), &data[2 * stride + 3 * pixel..][..2 * pixel]);
            assert_eq!(within.row(0).as_ptr(), view.pixel(3, 2).unwrap().as_ptr(), "no copy");
        }
    }
}

#[test]
fn a_region_outlives_the_view_that_it_is_of() {
    let data = bytes(16);
    let row = {
        let view = ImageView::new(&data, 4, 4, Format::Gray8).unwrap();
        view.subview(1, 1, 2, 2).unwrap().row(1)
    };
    assert_eq!(row, &data[9..11]);
}

#[test]
fn wrong_views_are_refused() {
    let data = [0; 24];
    let new = |width, height, format| ImageView::new(&data, width, height, format);
    assert_eq!(kind(new(0, 1, Format::Gray8)), ErrorKind::InvalidArgument);
    assert_eq!(kind(new(1, 0, Format::Gray8)), ErrorKind::InvalidArgument);
    assert_eq!(kind(new(5, 5, Format::Gray8)), ErrorKind::OutOfRange);
    assert_eq!(kind(new(usize::MAX, 2, Format::Rgba8)), ErrorKind::Overflow);
    let view = new(4, 3, Format::Gray8).unwrap();
    assert!(view.stride(10).is_ok());
    assert_eq!(kind(view.stride(11)), ErrorKind::OutOfRange);
    assert_eq!(kind(view.stride(usize::MAX)), ErrorKind::Overflow);
    for stride in [0, 3] {
        assert_eq!(kind(view.stride(stride)), ErrorKind::InvalidArgument);
    }
    assert_eq!(kind(view.pixel(4, 0)), ErrorKind::OutOfRange);
    assert_eq!(kind(view.pixel(0, 3)), ErrorKind::OutOfRange);
    assert_eq!(kind(view.subview(0, 0, 0, 1)), ErrorKind::InvalidArgument);
    assert_eq!(kind(view.subview(1, 0, usize::MAX, 1)), ErrorKind::OutOfRange);
    let mut data = [0; 24];
    assert_eq!(kind(ImageViewMut::new(&mut data, 5, 5, Format::Gray8)), ErrorKind::OutOfRange);
    let mut view = ImageViewMut::new(&mut data, 4, 3, Format::Gray8).unwrap().stride(8).unwrap();
    assert_eq!(kind(view.pixel_mut(4, 0)), ErrorKind::OutOfRange);
    assert_eq!(kind(view.subview_mut(4, 0, 1, 1)), ErrorKind::OutOfRange);
    assert_eq!(kind(view.stride(3)), ErrorKind::InvalidArgument);
}

#[test]
fn bits_are_read_by_bit() {
    let data = [0b1000_0001, 0b0100_0000, 0, 0];
    let view = ImageView::new(&data, 10, 2, Format::Bit1).unwrap();
    let black: Vec<_> = (0..10).filter(|&x| view.bit(x, 0).unwrap()).collect();
    assert_eq!(black, [0, 7, 9]);
    assert!(!view.bit(9, 1).unwrap());
    assert_eq!(kind(view.bit(10, 0)), ErrorKind::OutOfRange);
    assert_eq!(kind(view.pixel(0, 0)), ErrorKind::Unsupported);
    assert_eq!(kind(view.subview(4, 0, 4, 1)), ErrorKind::Unsupported);
    assert!(view.subview(8, 0, 2, 2).unwrap().bit(1, 0).unwrap());
    assert_eq!(kind(noise(2, 2, Format::Gray8).bit(0, 0)), ErrorKind::Unsupported);
}

#[test]
fn writing_keeps_to_the_rows() {
    let mut data = vec![9; 3 * 8 - 3];
    let mut view = ImageViewMut::new(&mut data, 5, 3, Format::Gray8).unwrap().stride(8).unwrap();
    assert_eq!(view.rows_mut().len(), 3);
    view.rows_mut().for_each(|row| row.fill(1));
    view.row_mut(1)[4] = 2;
    view.pixel_mut(0, 2).unwrap()[0] = 3;
    view.subview_mut(1, 0, 2, 2).unwrap().invert_in_place();
    assert_eq!(view.row(0), [1, 254, 254, 1, 1]);
    view.reborrow().flip_in_place(Flip::Horizontal);
    view.subview_mut(0, 2, 5, 1).unwrap().threshold_in_place(2).unwrap();
    assert_eq!(data, [1, 1, 254, 254, 1, 9, 9, 9, 2, 1, 254, 254, 1, 9, 9, 9, 0, 0, 0, 0, 255]);
    let mut rgb = noise(2, 2, Format::Rgb8);
    assert_eq!(kind(rgb.view_mut().threshold_in_place(2)), ErrorKind::Unsupported);
}

#[test]
fn images_own_their_bytes() {
    let image = noise(7, 3, Format::Rgb8);
    assert_eq!((image.width(), image.height(), image.row_bytes()), (7, 3, 21));
    assert_eq!(image.as_bytes(), bytes(63));
    assert_eq!(image.row(2), &bytes(63)[42..]);
    assert_eq!((image.clone(), image.try_clone().unwrap()), (image.clone(), image.clone()));
    assert_eq!(image.subview(1, 1, 2, 2).unwrap().to_image().unwrap().row(0), &image.row(1)[3..9]);
    let at = image.as_bytes().as_ptr();
    let raw = image.into_raw();
    assert_eq!(raw.as_ptr(), at, "no copy");
    let raw = |len| Image::from_raw(vec![0; len], 5, 5, Format::Gray8);
    assert!(raw(25).is_ok());
    assert_eq!((kind(raw(24)), kind(raw(26))), (ErrorKind::SizeMismatch, ErrorKind::SizeMismatch));
    assert_eq!(kind(Image::new(0, 4, Format::Gray8)), ErrorKind::InvalidArgument);
    assert_eq!(kind(Image::new(usize::MAX, 4, Format::Rgb8)), ErrorKind::Overflow);
    assert_eq!(kind(Image::new(usize::MAX / 2, 1, Format::Gray8)), ErrorKind::OutOfMemory);
    let mut image = Image::new(3, 1, Format::Gray8).unwrap();
    image.as_bytes_mut()[1] = 5;
    assert_eq!(image.rows().collect::<Vec<_>>(), [[0, 5, 0]]);
}

#[test]
fn equality_is_that_of_the_pixels() {
    let data = [1, 2, 99, 3, 4];
    let padded = ImageView::new(&data, 2, 2, Format::Gray8).unwrap().stride(3).unwrap();
    let tight = Image::from_raw(vec![1, 2, 3, 4], 2, 2, Format::Gray8).unwrap();
    assert_eq!(padded, tight.view());
    assert_ne!(padded, ImageView::new(&data, 2, 2, Format::Gray8).unwrap());
    assert_ne!(tight.view(), ImageView::new(&[1, 2, 3, 4], 4, 1, Format::Gray8).unwrap());
    let bits = |byte| Image::from_raw(vec![byte], 3, 1, Format::Bit1).unwrap();
    assert_eq!(bits(0b1010_0000), bits(0b1011_1111), "bits beyond the width do not count");
    assert_ne!(bits(0b1010_0000), bits(0b1000_0000));
}

#[test]
fn debug_is_short() {
    let data = [0; 100];
    let view = ImageView::new(&data, 4, 3, Format::Rgb8).unwrap();
    assert_eq!(format!("{view:?}"), "ImageView(4x3 RGB8)");
    assert_eq!(format!("{:?}", view.stride(16).unwrap()), "ImageView(4x3 RGB8, stride 16)");
    let mut image = Image::new(4, 3, Format::Bit1).unwrap();
    assert_eq!(format!("{:?}", image.view_mut()), "ImageViewMut(4x3 BIT1)");
    assert_eq!(format!("{image:?}"), "Image(4x3 BIT1)");
}

/// A type of another crate gets the operations by saying where its pixels are.
#[test]
fn other_types_can_be_viewed() {
    struct Frame([u8; 6]);
    impl AsView for Frame {
        fn as_view(&self) -> ImageView<'_> {
            ImageView::new(&self.0, 3, 2, Format::Gray8).unwrap()
        }
    }
    let frame = Frame([0, 1, 2, 3, 4, 5]);
    assert_eq!(frame.flip(Flip::Both).unwrap().as_bytes(), [5, 4, 3, 2, 1, 0]);
    let frame: &dyn AsView = &frame;
    assert_eq!(frame.invert().unwrap().as_bytes(), [255, 254, 253, 252, 251, 250]);
}
