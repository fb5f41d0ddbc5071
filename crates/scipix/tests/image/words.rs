//! Messages that a Rust program sees name what it wrote, in words of Rust.

use super::noise;
use scipix::image::QuadCropper;
use scipix::prelude::*;
use scipix::recognition::{self, ctc};
use std::error::Error as _;
use std::io;

/// Words of the C ABI and of its header.
const C_WORDS: [&str; 9] = ["out_", "_us", "_xy", "NULL", "null", "handle", "struct_size", "SCIPIX", "status"];

#[test]
fn no_words_of_c() {
    let page = noise(8, 8, Format::Rgb8);
    let mut wrong = Image::new(3, 3, Format::Bgra8).unwrap();
    let mut errors = vec![
        ImageView::new(&[0; 3], 2, 2, Format::Gray8).unwrap_err(),
        page.view().stride(2).unwrap_err(),
        page.view().stride(25).unwrap_err(),
        page.subview(7, 7, 2, 2).unwrap_err(),
        page.pixel(8, 0).unwrap_err(),
        Image::new(0, 1, Format::Bit1).unwrap_err(),
        Image::from_raw(vec![0; 3], 2, 2, Format::Gray8).unwrap_err(),
        page.threshold(1).unwrap_err(),
        page.crop_quad([[0.0; 2]; 4], 2, 2).unwrap_err(),
        page.rotate(f32::INFINITY).unwrap_err(),
        page.binarize(Sauvola::default().window(8)).unwrap_err(),
        page.invert_into(&mut wrong.view_mut()).unwrap_err(),
        scipix::grayscale_flat(&[0; 5], &mut [0; 1]).unwrap_err(),
        TensorParams::nchw(1, 1).std_dev([0.0; 3]).run(&[&page]).unwrap_err(),
        TensorParams::nchw(1, 1).run_into(&[&page], &mut []).unwrap_err(),
        Plan::builder().build().unwrap_err(),
        Plan::builder().resize(0, 0).build().unwrap_err(),
        page.crop_quad_natural([[f32::NAN; 2]; 4]).unwrap_err(),
        page.flatten([0; 3]).unwrap_err(),
        QuadCropper::default().tensor_into(&page, &[], &TensorParams::nchw(1, 1), &mut [0.0]).unwrap_err(),
        ctc::decode(&[0.0; 3], 1, 2, 0).unwrap_err(),
        ctc::Decoder::builder(3).allow(&[3]).build().unwrap_err(),
        ctc::Decoder::builder(3).beam(ctc::BeamParams::default().width(0)).build().unwrap_err(),
        ctc::Lexicon::new(&[[]]).unwrap_err(),
        recognition::line_groups(&[(0, 1)], &recognition::LineGroupParams::default()).unwrap_err(),
        recognition::word_boxes(&[], &[""], &[[0.0; 2]; 4], &recognition::WordBoxParams::new(1.0)).unwrap_err(),
        recognition::ProbabilityMap::new(&[0_u8; 4][..], 2, 2).unwrap().stride(1).unwrap_err(),
    ];
    errors.extend(page.resize(usize::MAX, 2, Filter::Area).err());
    for error in &errors {
        let words = error.to_string();
        assert!(words.len() > 10, "{error:?}");
        assert!(C_WORDS.iter().all(|word| !words.contains(word)), "{words}");
    }
}

#[test]
fn short_data_is_named() {
    let mut bytes = [0; 5];
    let expected = "data: 3x2 GRAY8 with stride 3 needs 6 bytes, got 5";
    assert_eq!(ImageViewMut::new(&mut bytes, 3, 2, Format::Gray8).unwrap_err().to_string(), expected);
    assert_eq!(ImageView::new(&bytes, 3, 2, Format::Gray8).unwrap_err().to_string(), expected);
    let apart = ImageView::new(&bytes, 2, 2, Format::Gray8).unwrap().stride(4).unwrap_err();
    assert_eq!(apart.to_string(), "data: 2x2 GRAY8 with stride 4 needs 6 bytes, got 5");
}

#[test]
fn errors_fit_into_others() {
    fn open() -> io::Result<()> {
        Err(Image::new(0, 1, Format::Gray8).unwrap_err())?;
        Ok(())
    }
    fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Image::new(usize::MAX / 2, 1, Format::Gray8)?;
        Ok(())
    }
    let error = open().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert!(error.get_ref().unwrap().is::<scipix::Error>());
    let error = boxed().unwrap_err();
    let error = error.downcast_ref::<scipix::Error>().unwrap();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.source().is_none());
    assert_eq!(error.clone().to_string(), error.to_string());
    assert_eq!(format!("{error:?}"), format!("OutOfMemory({:?})", error.to_string()));
    fn is_thread_safe<T: Send + Sync + 'static>() {}
    is_thread_safe::<scipix::Error>();
}
