//! What lies around the models of an OCR engine: boxes from a detector's map, and decoding of a recogniser's output.

mod ctc;
mod text_boxes;

pub use ctc::{CtcInput, Scores, ctc_greedy};
pub use text_boxes::{
    BoxShape, Growth, MapData, ProbabilityMap, ScoreMode, TextBox, TextBoxParams, TextBoxScratch, TextBoxes, text_boxes,
};
