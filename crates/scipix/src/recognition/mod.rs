//! This module decodes the output of recognisers and detectors.
//!
//! | what | from |
//! | --- | --- |
//! | [`text_boxes`], [`craft_boxes`], [`BoxFinder`] | the map of a detector: DB (PaddleOCR, RapidOCR, docTR) or CRAFT (EasyOCR) |
//! | [`reading_order`] | boxes |
//! | [`line_groups`] | the sizes of lines, for tensors of a recogniser |
//! | [`ctc`] | the scores of a recogniser |
//! | [`word_boxes`] | the steps at which a recogniser read a line |
//!
//! ```
//! use scipix::recognition::*;
//!
//! // A detector's map with two lines of text, one above the other.
//! let mut values = vec![0.0_f32; 200 * 100];
//! for (y, row) in values.chunks_mut(200).enumerate() {
//!     if (20..30).contains(&y) || (60..70).contains(&y) {
//!         row[30..170].fill(0.9);
//!     }
//! }
//! let map = ProbabilityMap::new(&values[..], 200, 100)?;
//! let boxes = text_boxes(&map, (800, 400), &TextBoxParams::paddle().unclip_ratio(1.6))?;
//! assert_eq!(boxes.len(), 2);
//!
//! let corners: Vec<_> = boxes.iter().map(|text_box| text_box.corners).collect();
//! let order = reading_order(&corners, &ReadingOrderParams::default())?;
//! let first = &boxes[order[0]];
//! assert!(first.corners[0][1] < 100 && first.score > 0.8);
//!
//! // All lines in the order of reading, straight to the input of a recogniser.
//! use scipix::image::{CropParams, QuadCropper};
//! use scipix::prelude::*;
//! let page = Image::new(800, 400, Format::Rgb8)?;
//! let quads: Vec<_> = order.iter().map(|&index| boxes[index].quad()).collect();
//! let recogniser = TensorParams::nchw(48, 320).mean([0.5; 3]).std_dev([0.5; 3]).keep_aspect();
//! let tensor: Vec<f32> = QuadCropper::new(CropParams::paddle()).tensor(&page, &quads, &recogniser)?;
//! assert_eq!(tensor.len(), 2 * 3 * 48 * 320);
//! # Ok::<(), scipix::Error>(())
//! ```

pub mod ctc;
mod line_groups;
mod order;
mod setters;
mod text_boxes;
mod word_boxes;

pub use line_groups::{LineGroup, LineGroupParams, line_groups};
pub use order::{ReadingOrderParams, reading_order};
#[doc(inline)]
pub use scipix_core::recognition::{BoxShape, Growth, OrderRule, ScoreMode, WordUnit, WritingDirection};
pub use text_boxes::{
    BoxFinder, CraftParams, MapValues, ProbabilityMap, TextBox, TextBoxParams, craft_boxes, text_boxes,
};
pub use word_boxes::{WordBox, WordBoxParams, word_boxes};
