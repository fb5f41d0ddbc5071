//! This module re-exports the names that most programs need.

pub use crate::cpu::OptLevel;
pub use crate::error::ErrorKind;
pub use crate::image::{
    AdaptiveMean, AsView, Filter, Fixed, Flip, Format, Image, ImageOps, ImageView, ImageViewMut, Luma, Otsu, Plan,
    Rotation, Sauvola, TensorParams,
};
