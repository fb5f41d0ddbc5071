//! Tensors and plans give what the core gives.

use super::{bytes, kind, noise};
use scipix::image::TensorRegion;
use scipix::prelude::*;
use scipix_core::image::{self as core_image, Element, ImageRef, Layout, TensorMut};

fn core_ref(image: &Image) -> ImageRef<'_> {
    ImageRef::new(image.as_bytes(), image.width(), image.height(), 0, image.format()).unwrap()
}

#[test]
fn each_parameter_reaches_the_core() {
    let images = [noise(60, 24, Format::Rgb8), noise(31, 40, Format::Bgra8)];
    let refs = images.each_ref().map(core_ref);
    let params = TensorParams::nhwc(32, 100)
        .channels(Channels::Bgr)
        .mean([0.1, 0.2, 0.3])
        .std_dev([0.4, 0.5, 0.6])
        .filter(Filter::Area)
        .keep_aspect()
        .centered()
        .fill(-1.0);
    let core = core_image::TensorParams {
        layout: Layout::Nhwc,
        channels: Format::Bgr8,
        mean: [0.1, 0.2, 0.3],
        std: [0.4, 0.5, 0.6],
        filter: Filter::Area,
        fit: core_image::TensorFit::Height,
        placement: core_image::TensorPlacement::Center,
        height: 32,
        width: 100,
        fill: -1.0,
        ..core_image::TensorParams::default()
    };
    assert_eq!(params.shape(&images).unwrap(), [2, 32, 100, 3]);
    let mut expected = vec![0.0; 2 * 32 * 100 * 3];
    core_image::to_tensor(&refs, &core, TensorMut::F32(&mut expected)).unwrap();
    assert_eq!(params.run(&images).unwrap(), expected);
    let mut out = vec![0.0; expected.len()];
    params.run_into(&[images[0].view(), images[1].view()], &mut out).unwrap();
    assert_eq!(out, expected);
    assert_eq!(kind(params.run_into(&images, &mut out[1..])), ErrorKind::SizeMismatch);

    let mut bytes = vec![0; expected.len()];
    let quantized = core_image::TensorParams { element: Element::U8 { scale: 0.03, zero_point: 100 }, ..core };
    core_image::to_tensor(&refs, &quantized, TensorMut::U8(&mut bytes)).unwrap();
    assert_eq!(params.to_u8(0.03, 100).run(&images).unwrap(), bytes);
    let mut signed = vec![0; expected.len()];
    let quantized = core_image::TensorParams { element: Element::I8 { scale: 0.02, zero_point: -7 }, ..core };
    core_image::to_tensor(&refs, &quantized, TensorMut::I8(&mut signed)).unwrap();
    assert_eq!(params.to_i8(0.02, -7).run(&images).unwrap(), signed);
}

#[test]
fn regions_are_those_of_the_core() {
    let images = [noise(60, 24, Format::Rgb8), noise(31, 40, Format::Bgra8)];
    let params = TensorParams::nchw(33, 50).letterbox().centered();
    let expected =
        [TensorRegion { x: 0, y: 6, width: 50, height: 20 }, TensorRegion { x: 12, y: 0, width: 26, height: 33 }];
    assert_eq!(params.regions(&images).unwrap(), expected);
    assert_eq!(params.to_i8(1.0, 0).regions(&images).unwrap(), expected);
    assert_eq!(params.regions(&images[..0]).unwrap(), []);
    assert_eq!(kind(params.std_dev([0.0; 3]).regions(&images)), ErrorKind::InvalidArgument);
    assert_eq!(kind(TensorParams::nchw(0, 0).regions(&images)), ErrorKind::SizeMismatch);
    assert_eq!(kind(TensorParams::nchw(usize::MAX, 2).regions(&images)), ErrorKind::Overflow);
}

#[test]
fn many_images_and_none() {
    let page = noise(90, 40, Format::Gray8);
    let params = TensorParams::nchw(8, 8).channels(Channels::Gray);
    for count in [0, 1, 2, 15, 16, 17, 40] {
        let views: Vec<_> = (0..count).map(|i| page.subview(i, i % 7, 20, 10).unwrap()).collect();
        let all = params.run(&views).unwrap();
        assert_eq!(all.len(), count * 64);
        for (view, tensor) in views.iter().zip(all.chunks(64)) {
            assert_eq!(params.run(&[*view]).unwrap(), tensor);
        }
    }
}

#[test]
fn wrong_parameters_are_refused() {
    let images = [noise(6, 4, Format::Rgb8), noise(7, 4, Format::Rgb8)];
    let params = TensorParams::nchw(4, 6);
    assert_eq!(kind(params.std_dev([0.0; 3]).run(&images)), ErrorKind::InvalidArgument);
    assert_eq!(kind(params.mean([f32::NAN; 3]).run(&images)), ErrorKind::InvalidArgument);
    assert_eq!(kind(params.fill(f32::INFINITY).shape(&images)), ErrorKind::InvalidArgument);
    assert_eq!(kind(params.to_u8(0.0, 0).run(&images)), ErrorKind::InvalidArgument);
    assert_eq!(kind(params.to_i8(1.0, 200).run(&images)), ErrorKind::InvalidArgument);
    assert_eq!(kind(TensorParams::nchw(0, 0).run(&images)), ErrorKind::SizeMismatch);
    assert_eq!(kind(TensorParams::nchw(usize::MAX, 2).run(&images)), ErrorKind::Overflow);
}

#[test]
fn plans_give_what_the_steps_give() {
    let data = bytes(4 * 70 * 50);
    let page = ImageView::new(&data, 70, 50, Format::Rgba8).unwrap();
    let region = page.subview(3, 5, 60, 40).unwrap();
    let plan = Plan::builder().grayscale(Luma::Bt709).filter(Filter::Area).resize_height(20).binarize(Otsu).build();
    let plan = plan.unwrap();
    for view in [page, region] {
        let gray = view.grayscale(Luma::Bt709).unwrap();
        let size = plan.output_size(&view).unwrap();
        assert_eq!((size.width, size.height), ((view.width() * 20).div_ceil(view.height()), 20));
        let small = gray.resize(size.width, 20, Filter::Area).unwrap();
        assert_eq!(plan.run(&view).unwrap(), small.binarize(Otsu).unwrap());
        assert_eq!(plan.run_bits(&view).unwrap(), small.binarize_bits(Otsu).unwrap());
        let mut dst = Image::new(size.width, size.height, Format::Gray8).unwrap();
        plan.run_into(&view, &mut dst.view_mut()).unwrap();
        assert_eq!(dst, small.binarize(Otsu).unwrap());
    }
    let resize = Plan::builder().resize_width(35).filter(Filter::Lanczos3).build().unwrap();
    assert_eq!(resize.run(&page).unwrap(), page.resize(35, 25, Filter::Lanczos3).unwrap(), "the filter may come last");
    let params = TensorParams::nchw(24, 48).keep_aspect();
    let tensor = Plan::builder().resize(50, 30).tensor(params).build().unwrap();
    let small = page.resize(50, 30, Filter::Bilinear).unwrap();
    let expected = params.run(&[&small]).unwrap();
    assert_eq!(tensor.run_tensor::<f32>(&page).unwrap(), expected);
    let mut out = vec![0.0_f32; expected.len()];
    tensor.run_tensor_into(&page, &mut out).unwrap();
    assert_eq!(out, expected);
    let quantized = Plan::builder().resize(50, 30).tensor(params.to_i8(0.01, 3)).build().unwrap();
    assert_eq!(quantized.run_tensor::<i8>(&page).unwrap(), params.to_i8(0.01, 3).run(&[small]).unwrap());
    assert_eq!(kind(quantized.run_tensor::<f32>(&page)), ErrorKind::InvalidArgument);
    assert_eq!(kind(quantized.run(&page)), ErrorKind::InvalidArgument);
    assert_eq!(kind(plan.run_tensor::<f32>(&page)), ErrorKind::InvalidArgument);
    assert_eq!(kind(resize.run_bits(&page)), ErrorKind::Unsupported);
}

#[test]
fn plans_on_many_images_give_what_a_run_for_each_gives() {
    let data = bytes(4 * 70 * 50);
    let page = ImageView::new(&data, 70, 50, Format::Rgba8).unwrap();
    let crops: Vec<_> = (0..20).map(|i| page.subview(i, i, 20 + 7 * (i % 4), 10 + i % 3).unwrap()).collect();
    let plan = Plan::builder().grayscale(Luma::Bt709).resize_height(20).binarize(Otsu).build().unwrap();
    let each: Vec<_> = crops.iter().map(|crop| plan.run(crop).unwrap()).collect();
    assert_eq!(plan.run_many(&crops).unwrap(), each);
    let bits: Vec<_> = crops.iter().map(|crop| plan.run_bits(crop).unwrap()).collect();
    assert_eq!(plan.run_many_bits(&crops).unwrap(), bits);
    let mut dsts: Vec<_> =
        each.iter().map(|image| Image::new(image.width(), image.height(), Format::Gray8).unwrap()).collect();
    let mut views: Vec<_> = dsts.iter_mut().map(Image::view_mut).collect();
    plan.run_many_into(&crops, &mut views).unwrap();
    assert_eq!(kind(plan.run_many_into(&crops[1..], &mut views)), ErrorKind::SizeMismatch, "one more");
    drop(views);
    assert_eq!(dsts, each);
    let mut small = [Image::new(9, 9, Format::Gray8).unwrap()];
    let refused = plan.run_many_into(&crops[..1], &mut small.each_mut().map(Image::view_mut)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::SizeMismatch);
    assert!(refused.to_string().starts_with("dsts[0]: is 9x9"), "{refused}");

    let params = TensorParams::nchw(24, 0).keep_aspect();
    let tensor = Plan::builder().grayscale(Luma::Bt709).tensor(params).build().unwrap();
    let grays: Vec<_> = crops.iter().map(|crop| crop.grayscale(Luma::Bt709).unwrap()).collect();
    let expected = params.run(&grays).unwrap();
    assert_eq!(tensor.tensor_shape(&crops).unwrap(), params.shape(&grays).unwrap());
    assert_eq!(tensor.run_tensor_many::<f32>(&crops).unwrap(), expected);
    let mut out = vec![0.0_f32; expected.len()];
    tensor.run_tensor_many_into(&crops, &mut out).unwrap();
    assert_eq!(out, expected);
    assert_eq!(kind(tensor.run_tensor_many_into(&crops, &mut out[1..])), ErrorKind::SizeMismatch);
    assert_eq!(kind(tensor.run_tensor_many::<u8>(&crops)), ErrorKind::InvalidArgument);
    assert_eq!(kind(tensor.run_many(&crops)), ErrorKind::InvalidArgument);
    assert_eq!(kind(plan.tensor_shape(&crops)), ErrorKind::InvalidArgument);
    assert!(tensor.run_tensor_many::<f32>(&crops[..0]).unwrap().is_empty());
}

#[test]
fn plans_that_make_no_sense_are_not_built() {
    let wrong = [
        Plan::builder(),
        Plan::builder().grayscale(Luma::Bt601).grayscale(Luma::Bt601),
        Plan::builder().binarize(Otsu).resize(3, 3),
        Plan::builder().resize(0, 0),
        Plan::builder().binarize(Sauvola::default().window(2)),
        Plan::builder().resize(3, 3).grayscale(Luma::Bt601).binarize(Otsu).tensor(TensorParams::nchw(3, 3)),
    ];
    for builder in wrong {
        let words = format!("{builder:?}");
        assert_eq!(kind(builder.build()), ErrorKind::InvalidArgument, "{words}");
    }
}

#[test]
fn letterboxes_are_padded_above_and_below() {
    let page = noise(20, 10, Format::Gray8);
    let params = TensorParams::nchw(20, 20).channels(Channels::Gray).letterbox().centered();
    let filled: Vec<f32> = params.fill(9.0).run(&[&page]).unwrap();
    assert!(filled[..5 * 20].iter().chain(&filled[15 * 20..]).all(|&value| value == 9.0));
    let repeated: Vec<f32> = params.pad_edge().run(&[&page]).unwrap();
    assert_eq!(filled[5 * 20..15 * 20], repeated[5 * 20..15 * 20]);
    assert_eq!(repeated[..20], filled[5 * 20..6 * 20]);
    assert_eq!(repeated[19 * 20..], filled[14 * 20..15 * 20]);
}
