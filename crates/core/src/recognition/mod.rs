//! Steps around the models of an OCR engine: boxes from a detector's map and their reading order, groups of lines for a
//! recogniser, and decoding of its output.

mod ctc;
mod line_groups;
mod reading_order;
mod text_boxes;
mod word_boxes;

pub use ctc::{
    BeamParams, CtcAlternative, CtcConfig, CtcDecoder, CtcInput, CtcLexicon, CtcLine, CtcSymbol, CtcText, CtcTexts,
    LineScores, Scores, TextScore, ctc_greedy,
};
pub use line_groups::{LineGroup, LineGroupParams, line_groups};
pub use reading_order::{OrderRule, ReadingOrderParams, ReadingOrderScratch, WritingDirection, reading_order};
pub use text_boxes::{
    BoxShape, CraftParams, Growth, MapData, ProbabilityMap, ScoreMode, TextBox, TextBoxParams, TextBoxScratch,
    TextBoxes, craft_boxes, text_boxes,
};
pub use word_boxes::{WordBox, WordBoxParams, WordUnit, word_boxes};
