//! Images: views of pixels in the caller's memory, and the operations that prepare them for OCR.
//!
//! Every operation checks its arguments, reads the active SIMD level once, and runs row by row. Each has a folder with its
//! specification in `scalar.rs` and a file for each instruction set.

mod alpha;
mod background;
mod binarize;
mod clahe;
mod colour_step;
pub mod components;
mod crop_quad;
mod crop_tensor;
mod dense_pixels;
mod flip;
mod format;
mod fused;
mod gaussian;
pub mod geometry;
mod gray;
mod gray16;
mod grayscale_over;
mod invert;
mod median;
mod morphology;
mod normalize;
mod otsu;
mod resize;
mod resize_by_alpha;
mod rotate;
mod row_ring;
mod row_source;
mod rows;
mod sample;
mod skew;
mod tensor;
mod threshold;
mod unsharp;
mod view;

pub use alpha::{flatten, flatten_in_place};
pub use background::{BackgroundParams, normalize_background, normalize_background_in_place};
pub use binarize::{Method, binarize};
pub(crate) use clahe::check_clahe;
pub use clahe::{clahe, clahe_in_place};
pub use crop_quad::{CropParams, Interpolation, Projection, QuadCorners, crop_quad, crop_quad_size, crop_quad_with};
pub use crop_tensor::{CropTensorScratch, crops_tensor_shape, crops_to_tensor};
pub use dense_pixels::DensePixels;
pub use flip::{Flip, copy, flip, flip_in_place};
pub use format::{Format, Geometry};
pub use fused::{FusedStep, OutputSize};
pub(crate) use fused::{FusedSteps, FusedTensor, PixelwiseSteps, Route, TensorBatch, check_result, check_tensor};
pub(crate) use gaussian::check_gaussian;
pub use gaussian::{Border, gaussian_blur};
pub use gray::check_flat;
pub use gray::{Luma, grayscale, grayscale_flat, grayscale_short};
pub use gray16::{gray16_to_gray8, min_max};
pub use grayscale_over::grayscale_over;
pub use invert::{invert, invert_in_place, invert_short};
pub(crate) use median::check_median;
pub use median::median;
pub use morphology::{Morphology, MorphologyRules, morphology};
pub use normalize::{NormalizeStats, normalize, normalize_short};
pub use otsu::otsu;
pub(crate) use otsu::{histogram, otsu_of};
pub use resize::{Filter, resize, resize_short};
pub use resize_by_alpha::resize_by_alpha;
pub use rotate::{rotate, rotated_size};
pub(crate) use skew::PageBits;
pub use skew::{Skew, skew};
pub(crate) use tensor::TensorPlan;
pub use tensor::{
    CacheBypass, Element, FEW_ELEMENTS, Layout, TensorFit, TensorJob, TensorMut, TensorPadding, TensorParams,
    TensorPlacement, TensorRegion, tensor_shape, to_tensor, write_dense_plane, write_dense_planes,
};
pub use threshold::{threshold, threshold_flat, threshold_flat_in_place, threshold_in_place, threshold_short};
pub(crate) use unsharp::check_unsharp_mask;
pub use unsharp::unsharp_mask;
pub(crate) use view::{BYTE_CHANNELS, GRAY16_HINT, format_among, same_size};
pub use view::{ImageMut, ImageRef};
