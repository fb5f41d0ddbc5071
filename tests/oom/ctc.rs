//! CTC decoders and their texts.

use super::{must, went_well};
use capi::ctc_decoder::*;
use capi::ctc_texts::*;
use capi::status::*;
use std::ffi::c_void;
use std::ptr::null_mut;

unsafe extern "C" fn no_preference(
    _: *mut c_void,
    _: *const u32,
    _: usize,
    _: *const u32,
    next_count: usize,
    out_terms: *mut f32,
) -> ScipixStatus {
    // SAFETY: `next_count` terms are to be written there.
    unsafe { out_terms.write_bytes(0, next_count) };
    SCIPIX_STATUS_OK
}

/// Decodes two lines of halves with weights and alternatives, by a beam or by the best path: too short to be worth a thread.
pub fn decoders(beam_width: u32) {
    let (halves, weights) = ([0x3c00_u16; 5 * 12], [1.0_f32; 5]);
    let line = |steps| ScipixCtcLine { scores: halves.as_ptr().cast(), steps, stride: 0 };
    let lines = [line(12), line(3)];
    let (mut lexicon, mut decoder, mut texts) = (null_mut(), null_mut(), null_mut());
    let (words, lens) = ([1, 2, 3, 4, 4, 4], [2, 3, 1]);
    // SAFETY: live handles and places; the pointers are those of the arrays.
    unsafe {
        let mut config = std::mem::zeroed::<ScipixCtcConfig>();
        must(scipix_ctc_config_init(&mut config), "init");
        (config.classes, config.element, config.alternatives) = (5, capi::element::SCIPIX_ELEMENT_F16, 3);
        (config.weights, config.beam_width, config.texts) = (weights.as_ptr(), beam_width, 3);
        if beam_width > 0 {
            let made = went_well(scipix_ctc_lexicon_new(words.as_ptr(), lens.as_ptr(), 3, 1, &mut lexicon), "lexicon");
            assert!(made || lexicon.is_null());
            config.lexicon = lexicon;
            config.score = Some(no_preference);
        }
        let made = went_well(scipix_ctc_decoder_new(&config, &mut decoder), "decoder");
        if went_well(scipix_ctc_texts_new(&mut texts), "texts") && made {
            let decoded = went_well(scipix_ctc_decoder_decode(decoder, lines.as_ptr(), 2, texts), "decode");
            assert_eq!(scipix_ctc_texts_len(texts), if decoded { 2 } else { 0 });
            let again = went_well(scipix_ctc_decoder_decode(decoder, lines.as_ptr(), 2, texts), "decode again");
            assert!(again || !decoded, "what had its memory needs more");
        }
        must(scipix_ctc_texts_free(texts), "free");
        must(scipix_ctc_decoder_free(decoder), "free");
        must(scipix_ctc_lexicon_free(lexicon), "free");
    }
}
