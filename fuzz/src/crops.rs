//! Crops of quadrilaterals, alone and in a tensor.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::quads::quad;
use scipix_core::ErrorKind;
use scipix_core::image::{
    CropParams, CropTensorScratch, Format, ImageMut, ImageRef, Interpolation, QuadCorners, TensorFit, TensorMut,
    TensorParams, crop_quad_size, crop_quad_with, crops_tensor_shape, crops_to_tensor,
};

/// Bytes that a crop may take: none of its own, but for the words of an error.
const MOST_FOR_A_CROP: usize = 1 << 12;
/// Bytes that all crops of a tensor may have: beyond that the call is left out.
const MOST_CROPPED: usize = 1 << 20;
/// A byte between rows, which must stay.
const GAP: u8 = 0x5a;

/// A page of random pixels.
struct Page {
    pixels: Vec<u8>,
    size: [usize; 2],
    stride: usize,
    format: Format,
}

impl Page {
    fn view(&self) -> ImageRef<'_> {
        ImageRef::new(&self.pixels, self.size[0], self.size[1], self.stride, self.format).expect("an image that fits")
    }
}

fn page(bytes: &mut Bytes<'_>) -> Page {
    const FORMATS: [Format; 7] =
        [Format::Gray8, Format::Rgb8, Format::Bgr8, Format::Rgba8, Format::Bgra8, Format::Bit1, Format::Gray16];
    let format = FORMATS[if bytes.once_in(8) { bytes.below(7) } else { bytes.below(5) }];
    let size = [1 + bytes.below(40), 1 + bytes.below(40)];
    let row_bytes = format.row_bytes(size[0]).expect("a small row");
    let stride = row_bytes + 2 * bytes.below(3);
    let (noise, factor) = (bytes.take(64), 1 + bytes.below(256));
    let pixel = |i: usize| noise.get(i % 64).copied().unwrap_or(0).wrapping_add((i * factor) as u8);
    Page { pixels: (0..stride * size[1]).map(pixel).collect(), size, stride, format }
}

fn params(bytes: &mut Bytes<'_>) -> CropParams {
    let interpolation = bytes.pick(&[Interpolation::Nearest, Interpolation::Bilinear, Interpolation::Cubic]);
    let turn_ratio = if bytes.once_in(16) { bytes.strange() } else { bytes.pick(&[0.0, 1.5, 1.0, 0.5]) };
    let corners = bytes.pick(&[QuadCorners::PixelEdges, QuadCorners::PixelCentres]);
    CropParams { interpolation, turn_ratio, corners, pad_flat: bytes.once_in(3) }
}

/// Crops quadrilaterals: nothing between rows is written, nothing after an error, and no byte that the page does not justify.
pub fn crops(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let (page, params) = (page(&mut bytes), params(&mut bytes));
    if bytes.once_in(3) { tensor(&page, &params, &mut bytes) } else { crop(&page, &params, &mut bytes) }
}

fn crop(page: &Page, params: &CropParams, bytes: &mut Bytes<'_>) {
    let quad = quad(bytes, 40);
    let [width, height] =
        if bytes.once_in(8) { [1 + bytes.below(2000), 1] } else { [1 + bytes.below(70), 1 + bytes.below(40)] };
    let row_bytes = page.format.row_bytes(width).expect("a small row");
    let stride = row_bytes + 2 * bytes.below(3);
    let mut out = vec![GAP; stride * height];
    let cropped = everywhere(MOST_FOR_A_CROP, || {
        out.fill(GAP);
        let dst = ImageMut::new(&mut out, width, height, stride, page.format).expect("an image that fits");
        let done = crop_quad_with(page.view(), &quad, params, dst).map_err(|error| error.kind());
        (done, hash(&out))
    });
    if let Err(kind) = cropped.0 {
        assert!(out.iter().all(|&byte| byte == GAP), "written after {kind:?}");
        assert!(
            matches!(kind, ErrorKind::InvalidArgument | ErrorKind::Unsupported | ErrorKind::OutOfRange),
            "{kind:?}"
        );
        return;
    }
    assert!(quad.iter().flatten().all(|at| at.is_finite()), "{quad:?} was cropped");
    assert!(out.chunks(stride).all(|row| row[row_bytes..].iter().all(|&byte| byte == GAP)), "gaps");
    if params.interpolation != Interpolation::Cubic {
        within_the_page(page, &out, stride, row_bytes);
    }
}

/// A crop that does not overshoot has no byte below or above all of its channel of the page.
fn within_the_page(page: &Page, out: &[u8], stride: usize, row_bytes: usize) {
    let channels = page.format.pixel_bytes().unwrap_or(1);
    let page_row = page.format.row_bytes(page.size[0]).expect("a small row");
    for channel in 0..channels {
        let values = |row: &[u8], len: usize| -> Vec<u8> {
            row[..len].iter().skip(channel).step_by(channels).copied().collect()
        };
        let of_page: Vec<u8> = page.pixels.chunks(page.stride).flat_map(|row| values(row, page_row)).collect();
        let (least, most) = (of_page.iter().min(), of_page.iter().max());
        let of_crop: Vec<u8> = out.chunks(stride).flat_map(|row| values(row, row_bytes)).collect();
        assert!(of_crop.iter().min() >= least && of_crop.iter().max() <= most, "{least:?} to {most:?}: {of_crop:?}");
    }
}

/// FNV-1a, for results that are too long to print.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn tensor(page: &Page, params: &CropParams, bytes: &mut Bytes<'_>) {
    let quads: Vec<_> = (0..bytes.below(6)).map(|_| quad(bytes, 40)).collect();
    let into = TensorParams {
        fit: bytes.pick(&[TensorFit::Height, TensorFit::Stretch, TensorFit::Inside]),
        height: bytes.pick(&[48, 16, 1]),
        width: bytes.pick(&[0, 64]),
        ..TensorParams::default()
    };
    let mut cropped = 0_usize;
    for quad in &quads {
        let size = crop_quad_size(quad, params);
        if let Ok((width, height)) = size {
            assert!((1..=1 << 24).contains(&width) && (1..=1 << 24).contains(&height), "{width}x{height}");
            cropped = cropped.saturating_add(width.saturating_mul(height).saturating_mul(4));
        }
    }
    if cropped > MOST_CROPPED {
        return;
    }
    let mut scratch = CropTensorScratch::new();
    let shape = crops_tensor_shape(page.view(), &quads, params, &into, &mut scratch);
    let elements = shape.as_ref().map_or(0, |shape| shape.iter().product());
    if elements > MOST_CROPPED {
        return;
    }
    let mut out = vec![7.0; elements];
    // Pixels and elements, and tables of the rows and columns of each crop.
    let most = 4 * cropped + 4 * elements + (1 << 18);
    let done = everywhere(most, || {
        out.fill(7.0);
        let tensor = TensorMut::F32(&mut out);
        let mut scratch = CropTensorScratch::new();
        let done =
            crops_to_tensor(page.view(), &quads, params, &into, tensor, &mut scratch).map_err(|error| error.kind());
        (done, hash(&out.iter().flat_map(|element| element.to_le_bytes()).collect::<Vec<_>>()))
    });
    match done.0 {
        Ok(()) => assert!(shape.is_ok() && out.iter().all(|element| element.is_finite()), "{out:?}"),
        Err(kind) => assert!(out.iter().all(|&element| element == 7.0), "written after {kind:?}"),
    }
}
