//! The input of a model.

use crate::move_pixels::filter;
use crate::state::{Elements, Result, State, invalid, run};
use scipix::image::{Channels, Format, Image, TensorElement, TensorParams, TensorRegion};

/// Bits that tell how an image becomes a tensor, beside one of `CHANNELS` and one of `DTYPES`.
mod flag {
    pub const ROWS_OF_PIXELS: u32 = 1;
    pub const KEEP_ASPECT: u32 = 2;
    pub const LETTERBOX: u32 = 16;
    pub const CENTERED: u32 = 32;
    pub const PAD_EDGE: u32 = 64;
    pub const OVER: u32 = 128;
}

const CHANNELS: [Channels; 3] = [Channels::Rgb, Channels::Bgr, Channels::Gray];

/// The type of the elements, with the numbers of bytes.
enum Dtype {
    F32,
    U8(f32, i32),
    I8(f32, i32),
}

/// How an image becomes a tensor.
struct Options {
    params: TensorParams,
    dtype: Dtype,
}

impl Options {
    /// Reads the options. `state` has three means, three standard deviations and the colour of `OVER`. The channels have the bits
    /// of 4 and 8, the type of the elements those of 256 and 512, as places in the lists of `js/tensor.js`.
    fn read(
        state: &State,
        (width, height): (usize, usize),
        filter_index: usize,
        flags: u32,
        fill: f32,
        (scale, zero_point): (f32, i32),
    ) -> Result<Self> {
        let &[a, b, c, d, e, f, ref over @ ..] = &state.floats[..] else { return Err(invalid("mean: is not there")) };
        let has = |flag| flags & flag != 0;
        let params = match has(flag::ROWS_OF_PIXELS) {
            false => TensorParams::nchw(height, width),
            true => TensorParams::nhwc(height, width),
        };
        let Some(&channels) = CHANNELS.get((flags >> 2 & 3) as usize) else {
            return Err(invalid("channels: are none"));
        };
        let mut params =
            params.mean([a, b, c]).std_dev([d, e, f]).filter(filter(filter_index)?).fill(fill).channels(channels);
        params = if has(flag::KEEP_ASPECT) { params.keep_aspect() } else { params };
        params = if has(flag::LETTERBOX) { params.letterbox() } else { params };
        params = if has(flag::CENTERED) { params.centered() } else { params };
        params = if has(flag::PAD_EDGE) { params.pad_edge() } else { params };
        if let (true, &[red, green, blue]) = (has(flag::OVER), over) {
            params = params.over([red, green, blue].map(|part| part as u8));
        }
        let dtype = match flags >> 8 & 3 {
            0 => Dtype::F32,
            1 => Dtype::U8(scale, zero_point),
            _ => Dtype::I8(scale, zero_point),
        };
        Ok(Self { params, dtype })
    }
}

/// Makes a tensor of one image, and leaves its shape and where the image lies in it.
#[unsafe(no_mangle)]
extern "C" fn web_to_tensor(
    width: usize,
    height: usize,
    filter_index: usize,
    flags: u32,
    fill: f32,
    scale: f32,
    zero_point: i32,
) -> u32 {
    run(|state| {
        let Options { params, dtype } =
            Options::read(state, (width, height), filter_index, flags, fill, (scale, zero_point))?;
        match dtype {
            Dtype::F32 => write(state, params, Elements::F32),
            Dtype::U8(scale, zero_point) => write(state, params.to_u8(scale, zero_point), Elements::U8),
            Dtype::I8(scale, zero_point) => write(state, params.to_i8(scale, zero_point), Elements::I8),
        }
    })
}

fn write<T: TensorElement>(
    state: &mut State,
    params: TensorParams<T>,
    elements: impl FnOnce(Vec<T>) -> Elements,
) -> Result<()> {
    let image = state.image()?;
    let shape = params.shape(&[image])?;
    let region = params.regions(&[image])?.swap_remove(0);
    state.tensor = elements(params.run(&[image])?);
    state.numbers = shape.into_iter().chain(sides(region)).map(|len| len as f64).collect();
    Ok(())
}

/// Tells where an image of `columns` and `rows` lies in the tensor that `web_to_tensor` makes of it.
#[unsafe(no_mangle)]
extern "C" fn web_tensor_region(
    columns: usize,
    rows: usize,
    width: usize,
    height: usize,
    filter_index: usize,
    flags: u32,
    fill: f32,
) -> u32 {
    run(|state| {
        let options = Options::read(state, (width, height), filter_index, flags, fill, (1.0, 0))?;
        // Neither pixels nor a format decide, and bits take the least memory.
        let image = Image::new(columns, rows, Format::Bit1)?;
        let region = options.params.regions(&[&image])?.swap_remove(0);
        state.numbers = sides(region).map(|side| side as f64).to_vec();
        Ok(())
    })
}

fn sides(region: TensorRegion) -> [usize; 4] {
    [region.x, region.y, region.width, region.height]
}
