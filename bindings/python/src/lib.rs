//! The Rust module of the Python package `scipix`.
//!
//! Functions look at arrays without copying them, release the GIL, and call the crate `scipix`. Docs are for Python's `help`:
//! their examples are tests.

mod array;
mod batch;
mod buffer;
mod choice;
mod control;
mod error;
mod image;
mod keywords;
mod named;
mod page;
mod pixels;
mod quant;
mod recognition;

/// The functions and classes that the package shows under its own name.
#[pyo3::pymodule(gil_used = false)]
mod _scipix {
    #[pymodule_export]
    use crate::batch::{BatchTicket, BatcherCore, parallel_map};
    #[pymodule_export]
    use crate::buffer::{Buffer, BufferPool};
    #[pymodule_export]
    use crate::control::{
        cpu_features, opt_level, set_opt_level, set_simd_level, set_thread_count, simd_level, simd_levels, thread_count,
    };
    #[pymodule_export]
    use crate::image::colour::{flatten, gray16_to_gray8, grayscale};
    #[pymodule_export]
    use crate::image::components::components;
    #[pymodule_export]
    use crate::image::crops::{crop_quads, quad_sizes, quads_to_tensor};
    #[pymodule_export]
    use crate::image::filters::{clahe, gaussian_blur, median, unsharp_mask};
    #[pymodule_export]
    use crate::image::moves::{flip, resize, rotate};
    #[pymodule_export]
    use crate::image::page::{morphology, normalize_background, skew};
    #[pymodule_export]
    use crate::image::plan::Plan;
    #[pymodule_export]
    use crate::image::tensor::{tensor_regions, to_tensor};
    #[pymodule_export]
    use crate::image::tones::{binarize, invert, normalize, otsu, threshold};
    #[pymodule_export]
    use crate::page::clean::{PageCleaner, clean_page};
    #[pymodule_export]
    use crate::page::find::{find_borders, find_lines, inverted_regions, orientation, polarity};
    #[pymodule_export]
    use crate::page::remove::{despeckle, remove_borders, remove_lines};
    #[pymodule_export]
    use crate::quant::file::quantize_file;
    #[pymodule_export]
    use crate::quant::linear::Linear;
    #[pymodule_export]
    use crate::quant::model::Model;
    #[pymodule_export]
    use crate::quant::qtensor::{QTensor, qtensor_of_parts, save};
    #[pymodule_export]
    use crate::recognition::boxes::{craft_boxes, text_boxes, text_polygons};
    #[pymodule_export]
    use crate::recognition::ctc::{CtcDecoder, ctc_decode};
    #[pymodule_export]
    use crate::recognition::groups::line_groups;
    #[pymodule_export]
    use crate::recognition::line::{Line, line_of};
    #[pymodule_export]
    use crate::recognition::order::reading_order;
    #[pymodule_export]
    use crate::recognition::words::word_boxes;
}
