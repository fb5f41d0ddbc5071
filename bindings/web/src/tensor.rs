//! The input of a model.

use crate::move_pixels::filter;
use crate::state::run;
use scipix::image::{Channels, TensorParams};

/// Makes a tensor of one image, from `web_floats`: three means and three standard deviations of its channels. `flags`: 1 rows of
/// pixels instead of planes, 2 the aspect kept and padded at the end, 4 blue first, 8 gray.
#[unsafe(no_mangle)]
extern "C" fn web_to_tensor(width: usize, height: usize, filter_index: usize, flags: u32, fill: f32) -> u32 {
    run(|state| {
        let mut numbers = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
        numbers.iter_mut().zip(&state.floats).for_each(|(number, &given)| *number = given);
        let [mean @ .., a, b, c] = numbers;
        let params = if flags & 1 == 0 { TensorParams::nchw(height, width) } else { TensorParams::nhwc(height, width) };
        let mut params = params.mean(mean).std_dev([a, b, c]).filter(filter(filter_index)?).fill(fill);
        if flags & 2 != 0 {
            params = params.keep_aspect();
        }
        params = match flags >> 2 & 3 {
            0 => params,
            1 => params.channels(Channels::Bgr),
            _ => params.channels(Channels::Gray),
        };
        let image = state.image()?;
        let shape = params.shape(&[image])?;
        let region = params.regions(&[image])?.swap_remove(0);
        let tensor = params.run(&[image])?;
        state.tensor = tensor;
        state.numbers =
            shape.into_iter().chain([region.x, region.y, region.width, region.height]).map(|len| len as f64).collect();
        Ok(())
    })
}
