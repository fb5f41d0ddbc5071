//! The output of models: boxes of text, and text.

use crate::state::{invalid, run};
use scipix::recognition::ctc::{GreedyDecoder, Scores};
use scipix::recognition::{ProbabilityMap, TextBoxParams, text_boxes};

/// Finds boxes of text in the map that `web_floats` has, for a page of `page_width` x `page_height` pixels: eight coordinates and
/// a score for each. Parameters that are NaN are the preset's: 0 RapidOCR, 1 PaddleOCR, 2 docTR.
#[unsafe(no_mangle)]
extern "C" fn web_text_boxes(
    map_width: usize,
    map_height: usize,
    page_width: usize,
    page_height: usize,
    preset: usize,
    threshold: f32,
    box_threshold: f64,
    unclip_ratio: f64,
) -> u32 {
    run(|state| {
        let mut params = match preset {
            0 => TextBoxParams::rapidocr(),
            1 => TextBoxParams::paddle(),
            2 => TextBoxParams::doctr(),
            _ => return Err(invalid("preset: is none of those that exist")),
        };
        if !threshold.is_nan() {
            params = params.threshold(threshold);
        }
        if !box_threshold.is_nan() {
            params = params.box_threshold(box_threshold);
        }
        if !unclip_ratio.is_nan() {
            params = params.unclip_ratio(unclip_ratio);
        }
        let map = ProbabilityMap::new(&state.floats[..], map_width, map_height)?;
        let found = text_boxes(&map, (page_width, page_height), &params)?;
        let numbers = found.iter().flat_map(|found| {
            let corners = found.corners.into_iter().flatten().map(f64::from);
            corners.chain([found.score.into()])
        });
        state.numbers = numbers.collect();
        Ok(())
    })
}

/// Decodes a line greedily from the scores that `web_floats` has: a class and a probability for each symbol.
#[unsafe(no_mangle)]
extern "C" fn web_ctc(classes: usize, blank: usize, probabilities: u32) -> u32 {
    run(|state| {
        let scores = if probabilities == 0 { Scores::Logits } else { Scores::Probabilities };
        let line = GreedyDecoder::new(classes).blank(blank).scores(scores).decode(&state.floats)?;
        let pairs = line.ids.iter().zip(&line.probabilities);
        state.numbers = pairs.flat_map(|(&id, &probability)| [f64::from(id), probability.into()]).collect();
        Ok(())
    })
}
