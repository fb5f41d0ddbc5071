//! CTC decoding, texts, and boxes of words.

use super::call::{Call, ended};
use crate::ctc::wide_beam;
use crate::quads::quad;
use capi::ctc::scipix_ctc_greedy;
use capi::ctc_decoder::*;
use capi::ctc_texts::*;
use capi::status::{SCIPIX_STATUS_PANIC, SCIPIX_STATUS_SIZE_MISMATCH, ScipixStatus};
use capi::word_boxes::{ScipixWordBox, scipix_word_box_params_init, scipix_word_boxes};
use std::ffi::c_void;
use std::ptr::{null, null_mut};

/// A code of the scoring function's own.
const OWN_CODE: ScipixStatus = 1234;

/// The numbers of a line's scores.
struct Shape {
    steps: usize,
    classes: usize,
    stride: usize,
}

fn shape(call: &mut Call<'_, '_>) -> Shape {
    let classes = 1 + if call.bytes.once_in(6) { call.bytes.below(100) } else { call.bytes.below(6) };
    let steps = if call.bytes.once_in(6) { call.bytes.below(60) } else { call.bytes.below(8) };
    Shape { steps, classes, stride: classes + call.bytes.below(3) }
}

/// Scores, of which some are strange.
fn scores(call: &mut Call<'_, '_>, len: usize) -> Vec<f32> {
    let strange = call.bytes.pick(&[255, 30, 4]);
    (0..len).map(|_| call.bytes.float(8, strange)).collect()
}

/// Decodes by the best path.
pub fn greedy(call: &mut Call<'_, '_>) {
    let Shape { steps, classes, .. } = shape(call);
    let floats = scores(call, steps * classes);
    let (scores, given_steps) = (call.input(&floats), call.count(steps));
    let blank = if call.bytes.once_in(12) { call.word() as usize } else { call.bytes.below(classes) };
    let kind = call.bytes.pick(&[0, 1, 0, 1, 0, 1, 2, -1]);
    let cap = if call.bytes.once_in(4) { call.bytes.below(steps + 1) } else { steps };
    let (ids, mut probabilities, len) = (call.room::<u32>(cap), call.room::<f32>(cap), call.room::<usize>(1));
    if call.bytes.once_in(3) {
        probabilities.given = null_mut();
    }
    // SAFETY: pointers are NULL, misaligned, or to what they say, which lies at fences; counts that are larger are beyond the
    // address space.
    let status = unsafe {
        let (cap, out) = (call.count(cap), ids.given);
        scipix_ctc_greedy(scores, given_steps, classes, blank, kind, out, probabilities.given, cap, len.given)
    };
    if ended(status) {
        let count = len.items()[0];
        assert!(count <= cap && ids.items()[..count].iter().all(|&id| id as usize != blank), "{count} of {cap}");
    } else {
        ids.is_unwritten();
        probabilities.is_unwritten();
        if status != SCIPIX_STATUS_SIZE_MISMATCH {
            len.is_unwritten();
        }
    }
}

/// Behaviour of a scoring function: its terms and the status that it returns.
struct Scorer {
    term: f32,
    status: ScipixStatus,
}

unsafe extern "C" fn score(
    user_data: *mut c_void,
    prefix: *const u32,
    prefix_len: usize,
    next: *const u32,
    next_count: usize,
    out_terms: *mut f32,
) -> ScipixStatus {
    // SAFETY: the library passes on the user data of the config, and slices of these lengths.
    unsafe {
        let Scorer { term, status } = *user_data.cast::<Scorer>();
        let sum = if prefix_len == 0 { 0 } else { *prefix.add(prefix_len - 1) };
        for i in 0..next_count {
            out_terms.add(i).write(if *next.add(i) > sum { term } else { 0.0 });
        }
        status
    }
}

fn lexicon(call: &mut Call<'_, '_>, classes: usize) -> *mut ScipixCtcLexicon {
    let lens: Vec<usize> = (0..call.bytes.below(12)).map(|_| call.bytes.below(4)).collect();
    let symbols: Vec<u32> = (0..lens.iter().sum()).map(|_| call.bytes.below(classes) as u32).collect();
    let separator = if call.bytes.once_in(2) { u32::MAX } else { call.bytes.below(classes) as u32 };
    let (symbols, count) = (call.input(&symbols), call.count(lens.len()));
    let (lens, mut lexicon) = (call.input(&lens), null_mut());
    // SAFETY: as in `greedy`.
    ended(unsafe { scipix_ctc_lexicon_new(symbols, lens, count, separator, &mut lexicon) });
    lexicon
}

/// A config whose arrays are as long as it says.
fn config(
    call: &mut Call<'_, '_>,
    shape: &Shape,
    scorer: *mut Scorer,
) -> (*const ScipixCtcConfig, *mut ScipixCtcLexicon) {
    let Shape { steps, classes, .. } = *shape;
    let allowed: Vec<u32> = (0..classes.div_ceil(32)).map(|_| call.bytes.word()).collect();
    let weights: Vec<f32> = (0..classes).map(|_| call.bytes.float(2, 200)).collect();
    let (allowed, weights) = (call.input(&allowed), call.input(&weights));
    let lexicon = if call.bytes.once_in(4) { lexicon(call, classes) } else { null_mut() };
    let widest = wide_beam(steps, classes) as u32;
    // Words from the second to the fourth are numbers; the others are pointers, and the sizes of what those point to.
    let config = call.sized(scipix_ctc_config_init, 16, |config, call| {
        config.classes = if call.bytes.once_in(60) { usize::MAX } else { classes };
        config.blank = if call.bytes.once_in(30) { classes } else { call.bytes.below(classes) };
        config.kind = call.bytes.below(2) as i32;
        config.alternatives = call.bytes.pick(&[0, 0, 3, 64]);
        config.allowed = if config.classes == classes && call.bytes.once_in(4) { allowed } else { null() };
        config.weights = if call.bytes.once_in(4) { weights } else { null() };
        config.beam_width = call.bytes.pick(&[0, 0, 1, 10, widest, widest + (1 << 16)]);
        config.texts = call.bytes.pick(&[1, 3, 0, 1 << 16, u32::MAX]);
        config.max_symbols = call.bytes.pick(&[40, 1, 0, u32::MAX]);
        config.symbol_bound = call.bytes.pick(&[7.0, 0.0, f32::INFINITY, f32::NAN, -1.0]);
        config.beam_bound = call.bytes.pick(&[10.0, 0.0, f32::INFINITY, f32::NAN]);
        config.reserved = u32::from(call.bytes.once_in(60));
        config.lexicon = lexicon;
        if call.bytes.once_in(4) {
            config.score = Some(score);
            config.user_data = scorer.cast();
        }
    });
    (config, lexicon)
}

/// Makes a decoder, decodes lines, and looks at their texts.
pub fn decoder(call: &mut Call<'_, '_>) {
    let shape = shape(call);
    let terms = [0.0, -1.0, 1.0, f32::NEG_INFINITY, f32::NAN, f32::INFINITY, f32::MAX, f32::MIN];
    let mut scorer =
        Scorer { term: call.bytes.pick(&terms), status: call.bytes.pick(&[0, 0, 0, 0, OWN_CODE, 3, -7, 999]) };
    let (config, lexicon) = config(call, &shape, &raw mut scorer);
    let (mut decoder, mut texts) = (null_mut(), null_mut());
    // SAFETY: places for handles; the config's pointers are as in `greedy`, and its lexicon lives.
    let (made, listed) =
        unsafe { (ended(scipix_ctc_decoder_new(config, &mut decoder)), ended(scipix_ctc_texts_new(&mut texts))) };
    assert!(listed && made != decoder.is_null());
    // SAFETY: it lives or is NULL, and is not used again.
    assert!(ended(unsafe { scipix_ctc_lexicon_free(lexicon) }));
    if made {
        decode(call, decoder, &shape, texts);
    }
    // SAFETY: they live or are NULL, and are not used again.
    assert!(unsafe { ended(scipix_ctc_texts_free(texts)) && ended(scipix_ctc_decoder_free(decoder)) });
}

fn decode(call: &mut Call<'_, '_>, decoder: *mut ScipixCtcDecoder, shape: &Shape, texts: *mut ScipixCtcTexts) {
    let &Shape { steps, classes, stride } = shape;
    let floats = scores(call, steps.saturating_sub(1) * stride + classes);
    // Halves would do with less.
    let at = call.place(&floats).cast::<c_void>();
    let lines: Vec<ScipixCtcLine> = (0..call.bytes.below(3))
        .map(|_| {
            let stride = match call.bytes.below(20) {
                18 => usize::MAX,
                19 => classes - 1,
                _ => stride,
            };
            let given = call.pointer(at.cast::<f32>()).cast_const().cast();
            ScipixCtcLine { scores: given, steps: call.count(steps), stride }
        })
        .collect();
    let (given, count) = (call.input(&lines), call.count(lines.len()));
    let (handle, list) = (call.pointer(decoder), call.pointer(texts));
    // SAFETY: pointers are NULL, misaligned, or to what they say, which lies at fences; the handles live.
    let status = unsafe { scipix_ctc_decoder_decode(handle, given, count, list) };
    let done = status == OWN_CODE || ended(status);
    assert!(status != SCIPIX_STATUS_PANIC);
    // SAFETY: the list lives.
    let lines = unsafe { scipix_ctc_texts_len(texts) };
    assert_eq!(lines, if done && status != OWN_CODE { count } else { 0 }, "status {status}");
    for line in 0..=lines {
        // SAFETY: the list lives.
        let ranks = unsafe { scipix_ctc_texts_count(texts, line) };
        for rank in 0..=ranks.min(2) {
            look(call, texts, [line, rank], (line < lines && rank < ranks).then_some(classes));
        }
    }
}

/// Reads a text, and the boxes of its words where there is one: then `classes` has their number.
fn look(call: &mut Call<'_, '_>, texts: *const ScipixCtcTexts, [line, rank]: [usize; 2], classes: Option<usize>) {
    let size = size_of::<ScipixCtcText>();
    let declared = if call.bytes.once_in(12) { call.bytes.pick(&[0, size - 4, size + 8]) } else { size };
    let mut raw = vec![0; declared.max(4)];
    raw[..4].copy_from_slice(&(declared as u32).to_le_bytes());
    let place = call.fences.place(&raw, align_of::<ScipixCtcText>()).cast::<ScipixCtcText>();
    // SAFETY: the list lives, and `struct_size` bytes are there.
    let done = ended(unsafe { scipix_ctc_texts_get(texts, line, rank, place) });
    assert_eq!(done, classes.is_some() && declared >= size);
    let (true, Some(classes)) = (done, classes) else { return };
    // SAFETY: the call filled it.
    let text = unsafe { *place };
    assert!(!text.score.is_nan() && !text.mean_probability.is_nan(), "{text:?}");
    if text.symbol_count > 0 {
        // SAFETY: the text says so.
        let symbols = unsafe { std::slice::from_raw_parts(text.symbols, text.symbol_count) };
        assert!(symbols.iter().all(|symbol| (symbol.id as usize) < classes), "{symbols:?}");
    }
    if rank > 0 || line > 0 {
        return;
    }
    words(call, &text, classes);
}

fn words(call: &mut Call<'_, '_>, text: &ScipixCtcText, classes: usize) {
    let characters: Vec<u32> = (0..classes).map(|_| call.bytes.pick(&[0x20, 0x61, 0x4e00, 0x31, u32::MAX])).collect();
    let quad = quad(call.bytes, 400);
    let params = call.sized(scipix_word_box_params_init, usize::MAX, |params, call| {
        params.columns = call.bytes.float(60, 30).into();
        params.unit = call.bytes.below(4) as i32;
    });
    let cap = if call.bytes.once_in(4) { 0 } else { text.symbol_count };
    let (boxes, len) = (call.room::<ScipixWordBox>(cap), call.room::<usize>(1));
    let (characters, quad) = (call.input(&characters), call.input(&quad).cast::<f32>());
    // SAFETY: pointers are NULL, misaligned, or to what they say, which lies at fences or belongs to the texts.
    let status = unsafe {
        let (symbols, count) = (call.pointer(text.symbols.cast_mut()), call.count(text.symbol_count));
        scipix_word_boxes(symbols, count, characters, classes, quad, params, boxes.given, cap, len.given)
    };
    if ended(status) {
        let found = &boxes.items()[..len.items()[0]];
        assert!(found.iter().flat_map(|word| word.corners_xy).all(f32::is_finite), "{found:?}");
    } else {
        boxes.is_unwritten();
        if status != SCIPIX_STATUS_SIZE_MISMATCH {
            len.is_unwritten();
        }
    }
}
