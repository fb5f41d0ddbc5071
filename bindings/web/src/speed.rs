//! Operations whose memory lies ready, for `scripts/bench-web`: tensors, quantisation and integer products, which the package
//! leaves out or allocates for. They are in modules with the feature `speed`.

use crate::state::{Result, invalid, run};
use scipix::image::{Channels, Format, ImageView, TensorParams};
use scipix::quant::{ByteType, Linear, MatmulShape, QTensor, QuantParams};
use scipix::quant::{dequantize_into, matmul_u8i8, quantize_into};
use std::cell::RefCell;

/// Width and height of the image that becomes a tensor.
const SIDE: usize = 320;
/// Elements of the tensor, and of what is quantised.
const ELEMENTS: usize = 3 * SIDE * SIDE;
const SHAPE: MatmulShape = MatmulShape { m: 64, k: 512, n: 512 };
const PARAMS: QuantParams = QuantParams { scale: 0.0078, zero_point: 3 };

/// Input and output of the operations.
struct Data {
    pixels: Vec<u8>,
    floats: Vec<f32>,
    signed: Vec<i8>,
    layer: Linear,
    tensor: Vec<f32>,
    bytes: Vec<i8>,
    sums: Vec<i32>,
}

impl Data {
    fn new() -> Result<Self> {
        let noise = |index: usize| ((index as u32).wrapping_mul(2_654_435_769) >> 16) as u8;
        let pixels: Vec<u8> = (0..4 * SIDE * SIDE).map(noise).collect();
        let floats: Vec<f32> = pixels[..ELEMENTS].iter().map(|&px| f32::from(px) / 128.0 - 1.0).collect();
        let signed: Vec<i8> = pixels[..ELEMENTS].iter().map(|&px| px as i8).collect();
        let weights = QTensor::builder().per_channel(0).build(&floats[..SHAPE.k * SHAPE.n], &[SHAPE.n, SHAPE.k])?;
        let sums = vec![0; SHAPE.m * SHAPE.n];
        let (tensor, bytes) = (vec![0.0; ELEMENTS], vec![0; ELEMENTS]);
        Ok(Self { pixels, floats, signed, layer: Linear::new(&weights)?, tensor, bytes, sums })
    }
}

thread_local! {
    static DATA: RefCell<Option<Data>> = const { RefCell::new(None) };
}

/// Runs an operation of `bindings/web/speed.js` `count` times, and leaves as a number how many elements or products that were.
#[unsafe(no_mangle)]
extern "C" fn web_speed(index: usize, count: usize) -> u32 {
    run(|state| {
        DATA.with_borrow_mut(|slot| {
            let data = match slot {
                Some(data) => data,
                None => slot.insert(Data::new()?),
            };
            let mut units = 0;
            for _ in 0..count {
                units += once(index, data)?;
            }
            state.numbers = vec![units as f64];
            Ok(())
        })
    })
}

/// Runs an operation and returns how many elements or products that were.
fn once(index: usize, data: &mut Data) -> Result<usize> {
    let MatmulShape { m, k, n } = SHAPE;
    let one = MatmulShape { m: 1, ..SHAPE };
    let Data { pixels, floats, signed, layer, tensor, bytes, sums } = data;
    match index {
        0 => return to_tensor(pixels, Format::Rgb8, TensorParams::nchw(SIDE, SIDE), tensor),
        1 => return to_tensor(pixels, Format::Rgba8, TensorParams::nchw(SIDE, SIDE), tensor),
        2 => return to_tensor(pixels, Format::Rgb8, TensorParams::nhwc(SIDE, SIDE), tensor),
        3 => return to_tensor(pixels, Format::Rgba8, TensorParams::nhwc(SIDE, SIDE), tensor),
        4 => {
            let params = TensorParams::nchw(SIDE, SIDE).channels(Channels::Gray);
            return to_tensor(pixels, Format::Gray8, params, &mut tensor[..SIDE * SIDE]);
        }
        5 => quantize_into(floats, PARAMS, bytes)?,
        6 => dequantize_into(signed, PARAMS, tensor)?,
        7 => tensor[0] = QuantParams::from_data(floats, ByteType::I8)?.scale,
        8 => matmul_u8i8(&pixels[..m * k], &signed[..n * k], SHAPE, sums)?,
        9 => matmul_u8i8(&pixels[..k], &signed[..n * k], one, &mut sums[..n])?,
        10 => layer.run(&floats[..m * k], &mut tensor[..m * n])?,
        11 => layer.run(&floats[..k], &mut tensor[..n])?,
        _ => return Err(invalid("index: is none of those that exist")),
    }
    Ok([ELEMENTS, m * k * n, k * n][match index {
        5..=7 => 0,
        8 | 10 => 1,
        _ => 2,
    }])
}

fn to_tensor(pixels: &[u8], format: Format, params: TensorParams, out: &mut [f32]) -> Result<usize> {
    let bytes = format.row_bytes(SIDE).unwrap_or_default() * SIDE;
    let image = ImageView::new(&pixels[..bytes], SIDE, SIDE, format)?;
    params.mean([0.485, 0.456, 0.406]).std_dev([0.229, 0.224, 0.225]).run_into(&[image], out)?;
    Ok(out.len())
}
