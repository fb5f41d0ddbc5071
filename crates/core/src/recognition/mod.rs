//! Steps around the models of an OCR engine: boxes from a detector's map and their reading order, and decoding of a
//! recogniser's output.

mod ctc;
mod reading_order;
mod text_boxes;

pub use ctc::{CtcInput, Scores, ctc_greedy};
pub use reading_order::{OrderRule, ReadingOrderParams, ReadingOrderScratch, WritingDirection, reading_order};
pub use text_boxes::{
    BoxShape, CraftParams, Growth, MapData, ProbabilityMap, ScoreMode, TextBox, TextBoxParams, TextBoxScratch,
    TextBoxes, craft_boxes, text_boxes,
};
