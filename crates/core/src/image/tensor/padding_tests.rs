//! Tensors of images that are smaller than the tensor, against images resized and padded by hand.

use super::*;
use crate::image::{Filter, Format, ImageMut, Luma, grayscale, resize};
use crate::testing::{levels, noise};

/// An image in rows without gaps.
struct Picture {
    data: Vec<u8>,
    width: usize,
    height: usize,
    format: Format,
}

impl Picture {
    fn empty(width: usize, height: usize, format: Format) -> Self {
        Self { data: vec![0; format.row_bytes(width).unwrap() * height], width, height, format }
    }

    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.data, self.width, self.height, 0, self.format).unwrap()
    }

    fn view_mut(&mut self) -> ImageMut<'_> {
        ImageMut::new(&mut self.data, self.width, self.height, 0, self.format).unwrap()
    }

    /// The pixel (`x`, `y`); of a position outside, the nearest one.
    fn nearest(&self, x: isize, y: isize) -> &[u8] {
        let inside = |at: isize, len: usize| at.clamp(0, len as isize - 1) as usize;
        let bytes = self.format.pixel_bytes().unwrap();
        let at = inside(y, self.height) * self.width + inside(x, self.width);
        &self.data[at * bytes..][..bytes]
    }
}

/// The tensor of `image` in the bytes of its elements.
fn tensor(images: &[ImageRef<'_>], params: &TensorParams) -> Vec<u8> {
    let len = tensor_shape(images, params).unwrap().iter().product();
    match params.element {
        Element::F32 => {
            let mut out = vec![f32::NAN; len];
            to_tensor(images, params, TensorMut::F32(&mut out)).unwrap();
            out.iter().flat_map(|value| value.to_le_bytes()).collect()
        }
        Element::U8 { .. } => {
            let mut out = vec![0; len];
            to_tensor(images, params, TensorMut::U8(&mut out)).unwrap();
            out
        }
        Element::I8 { .. } => {
            let mut out = vec![0_i8; len];
            to_tensor(images, params, TensorMut::I8(&mut out)).unwrap();
            out.iter().map(|&element| element as u8).collect()
        }
    }
}

/// The size to which `params` scale an image, by the words of [`TensorFit`].
fn scaled_by_hand(image: ImageRef<'_>, params: &TensorParams, width: usize, height: usize) -> (usize, usize) {
    let up = |number: usize, by: usize, of: usize| (number * by).div_ceil(of);
    let columns = up(image.width(), height, image.height());
    match params.fit {
        TensorFit::Stretch => (width, height),
        TensorFit::Height => (columns.min(width), height),
        TensorFit::Inside if columns <= width => (columns, height),
        TensorFit::Inside => (width, up(image.height(), width, image.width())),
    }
}

/// The tensor that `params` make of one image: the image is made gray and resized, the rest is padded pixel by pixel.
fn by_hand(image: ImageRef<'_>, params: &TensorParams) -> Vec<u8> {
    let size = tensor_shape(&[image], params).unwrap();
    let (height, width) = if params.layout == Layout::Nchw { (size[2], size[3]) } else { (size[1], size[2]) };
    let mut source = Picture::empty(image.width(), image.height(), image.format());
    let row_bytes = image.geometry().row_bytes;
    source.data.chunks_mut(row_bytes).enumerate().for_each(|(y, row)| row.copy_from_slice(image.rows().row(y)));
    if params.channels == Format::Gray8 || !image.format().has_colour() {
        let mut gray = Picture::empty(image.width(), image.height(), Format::Gray8);
        grayscale(source.view(), Luma::Bt601, gray.view_mut()).unwrap();
        source = gray;
    }
    let (columns, rows) = scaled_by_hand(image, params, width, height);
    let mut scaled = Picture::empty(columns, rows, source.format);
    resize(source.view(), params.filter, scaled.view_mut()).unwrap();
    let (left, top) = match params.placement {
        TensorPlacement::TopLeft => (0, 0),
        TensorPlacement::Center => ((width - columns) / 2, (height - rows) / 2),
    };
    let mut padded = Picture::empty(width, height, source.format);
    let bytes = source.format.pixel_bytes().unwrap();
    for (at, px) in padded.data.chunks_mut(bytes).enumerate() {
        let (x, y) = ((at % width) as isize - left as isize, (at / width) as isize - top as isize);
        px.copy_from_slice(scaled.nearest(x, y));
    }
    let stretched = TensorParams { fit: TensorFit::Stretch, width, height, ..*params };
    let mut out = tensor(&[padded.view()], &stretched);
    if params.padding == TensorPadding::Constant {
        let outside = |at: usize, start: usize, len: usize| at < start || at >= start + len;
        let (element_bytes, fill) = (params.element.bytes(), fill_element(params));
        let channels = size[if params.layout == Layout::Nchw { 1 } else { 3 }];
        for (index, element) in out.chunks_mut(element_bytes).enumerate() {
            let pixel = if params.layout == Layout::Nchw { index % (width * height) } else { index / channels };
            if outside(pixel % width, left, columns) || outside(pixel / width, top, rows) {
                element.copy_from_slice(&fill);
            }
        }
    }
    out
}

fn fill_element(params: &TensorParams) -> Vec<u8> {
    match params.element {
        Element::F32 => params.fill.to_le_bytes().to_vec(),
        Element::U8 { scale, zero_point } | Element::I8 { scale, zero_point } => {
            vec![((params.fill / scale).round_ties_even() as i32 + zero_point) as u8]
        }
    }
}

/// Every fit, placement and padding at `width` x `height`.
fn paddings(width: usize, height: usize) -> impl Iterator<Item = TensorParams> {
    let (mean, std) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
    let base = TensorParams { mean, std, width, height, fill: 0.25, filter: Filter::Area, ..TensorParams::default() };
    let fits = [TensorFit::Stretch, TensorFit::Height, TensorFit::Inside];
    fits.into_iter().flat_map(move |fit| {
        [TensorPlacement::TopLeft, TensorPlacement::Center].into_iter().flat_map(move |placement| {
            [TensorPadding::Constant, TensorPadding::Edge].map(|padding| TensorParams {
                fit,
                placement,
                padding,
                ..base
            })
        })
    })
}

#[test]
fn padding_is_what_it_is_by_hand_at_every_level() {
    let elements =
        [Element::F32, Element::U8 { scale: 0.02, zero_point: 100 }, Element::I8 { scale: 0.03, zero_point: -3 }];
    for format in Format::ALL {
        for (width, height) in [(1, 1), (37, 20), (20, 37), (64, 48)] {
            let stride = format.row_bytes(width).unwrap() + 3;
            let data = noise(stride * height, 5);
            let image = ImageRef::new(&data, width, height, stride, format).unwrap();
            for (to_width, to_height) in [(0, 24), (70, 48), (71, 31), (31, 71), (9, 5), (64, 48)] {
                for (index, params) in paddings(to_width, to_height).enumerate() {
                    if to_width == 0 && params.fit == TensorFit::Stretch {
                        continue;
                    }
                    let params = TensorParams {
                        channels: [Format::Rgb8, Format::Bgr8, Format::Gray8][index % 3],
                        layout: [Layout::Nchw, Layout::Nhwc][index / 3 % 2],
                        element: elements[(index + to_width) % 3],
                        cache_bypass: [CacheBypass::Never, CacheBypass::Always][index / 2 % 2],
                        ..params
                    };
                    let expected = by_hand(image, &params);
                    for level in levels() {
                        simd::set_level(level);
                        assert!(tensor(&[image], &params) == expected, "{} {image:?} {params:?}", level.name());
                    }
                }
            }
        }
    }
}

/// Rows of more gray pixels than are made at a time, so that the padding of both ends is in different pieces.
#[test]
fn rows_of_several_pieces_are_padded_at_both_ends() {
    for format in [Format::Rgb8, Format::Bit1, Format::Gray16] {
        let (width, height) = (5003, 3);
        let data = noise(format.row_bytes(width).unwrap() * height, 6);
        let image = ImageRef::new(&data, width, height, 0, format).unwrap();
        for params in paddings(width + 75, height) {
            for layout in [Layout::Nchw, Layout::Nhwc] {
                for cache_bypass in [CacheBypass::Never, CacheBypass::Always] {
                    let channels = if !format.has_colour() { Format::Rgb8 } else { Format::Gray8 };
                    let params = TensorParams { channels, layout, cache_bypass, ..params };
                    assert!(tensor(&[image], &params) == by_hand(image, &params), "{} {params:?}", format.name());
                }
            }
        }
    }
}

#[test]
fn a_padded_batch_of_crops_is_its_images_one_by_one() {
    let data = noise(512 * 256 * 4, 1);
    let page = ImageRef::new(&data, 512, 256, 0, Format::Bgra8).unwrap();
    let boxes = [(3, 5, 300, 31), (10, 40, 500, 17), (100, 90, 90, 48), (7, 150, 1, 60), (200, 180, 299, 24)];
    let crop = |(x, y, width, height)| page.region(x, y, width, height).unwrap();
    let crops: Vec<_> = boxes.map(crop).into_iter().cycle().take(20).collect();
    for params in paddings(160, 48) {
        let each: Vec<u8> = crops.iter().flat_map(|&crop| by_hand(crop, &params)).collect();
        for threads in [1, 3] {
            crate::cpu::set_thread_count(threads);
            assert!(tensor(&crops, &params) == each, "{threads} threads: {params:?}");
        }
        crate::cpu::set_thread_count(0);
    }
}

#[test]
fn the_left_and_the_top_get_the_smaller_half() {
    let image = Picture { data: vec![255; 4], width: 4, height: 1, format: Format::Gray8 };
    let params = TensorParams {
        channels: Format::Gray8,
        fit: TensorFit::Inside,
        placement: TensorPlacement::Center,
        width: 4,
        height: 4,
        ..TensorParams::default()
    };
    let rows = |params: &TensorParams, image: &Picture| {
        let mut out = vec![9.0; params.width * params.height];
        to_tensor(&[image.view()], params, TensorMut::F32(&mut out)).unwrap();
        out.chunks(params.width).map(|row| row.to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(rows(&params, &image), [[0.0; 4], [1.0; 4], [0.0; 4], [0.0; 4]], "three rows are left over");
    let upright = Picture { width: 1, height: 4, ..image };
    assert_eq!(rows(&params, &upright), [[0.0, 1.0, 0.0, 0.0]; 4], "three columns are left over");
}

/// The columns and rows of a tensor in which an element is not `fill`, as a region; of planes of `width` columns.
fn filled_region(tensor: &[f32], fill: f32, width: usize) -> TensorRegion {
    let rows: Vec<&[f32]> = tensor.chunks(width).collect();
    let inside = |element: &f32| *element != fill;
    let y = rows.iter().position(|row| row.iter().any(inside)).unwrap();
    let x = rows[y].iter().position(inside).unwrap();
    let last =
        (rows.iter().rposition(|row| row.iter().any(inside)).unwrap(), rows[y].iter().rposition(inside).unwrap());
    for (at, row) in rows.iter().enumerate() {
        let held = (y..=last.0).contains(&at);
        let expected = |column| held && (x..=last.1).contains(&column);
        assert!(row.iter().enumerate().all(|(column, element)| inside(element) == expected(column)), "a hole");
    }
    TensorRegion { x, y, width: last.1 + 1 - x, height: last.0 + 1 - y }
}

#[test]
fn regions_are_what_is_not_padding() {
    let fill = -5.0; // less than any pixel
    let sizes = [(1, 1), (1, 300), (300, 1), (37, 20), (20, 37), (64, 48), (2, 3)];
    let pixels = vec![200; 300 * 300];
    let images = sizes.map(|(width, height)| ImageRef::new(&pixels, width, height, 0, Format::Gray8).unwrap());
    for (width, height) in [(0, 24), (1, 1), (2, 5), (5, 2), (64, 48), (71, 31), (31, 70), (33, 33)] {
        for params in paddings(width, height) {
            let params = TensorParams { channels: Format::Gray8, fill, ..params };
            if width == 0 && params.fit == TensorFit::Stretch || params.padding == TensorPadding::Edge {
                continue;
            }
            let shape = tensor_shape(&images, &params).unwrap();
            let mut out = vec![f32::NAN; shape.iter().product()];
            to_tensor(&images, &params, TensorMut::F32(&mut out)).unwrap();
            let regions: Vec<_> = TensorJob::new(&images, &params).unwrap().regions().collect();
            let found = out.chunks(shape[2] * shape[3]).map(|image| filled_region(image, fill, shape[3]));
            assert!(regions.iter().copied().eq(found), "{width}x{height} {params:?}: {regions:?}");
            // Neither padding, layout nor element moves an image.
            let element = Element::I8 { scale: 1.0, zero_point: 0 };
            let other = TensorParams { padding: TensorPadding::Edge, layout: Layout::Nhwc, element, ..params };
            assert!(TensorJob::new(&images, &other).unwrap().regions().eq(regions), "{params:?}");
        }
    }
}

#[test]
fn points_come_back_to_the_image() {
    let region = TensorRegion { x: 10, y: 3, width: 40, height: 20 };
    assert_eq!(region.to_image([10.0, 3.0], (80, 10)), [0.0, 0.0]);
    assert_eq!(region.to_image([50.0, 23.0], (80, 10)), [80.0, 10.0]);
    assert_eq!(region.to_image([5.0, 13.0], (80, 10)), [-10.0, 5.0], "of padding");
}
