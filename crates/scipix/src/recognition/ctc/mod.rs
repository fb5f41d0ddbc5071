//! This module has CTC decoding of a recogniser's output: by the best class of each step, or by a beam search.
//!
//! [`decode`] and [`GreedyDecoder`] give the symbols of one line. [`Decoder`] decodes many lines at once and tells the steps
//! and alternatives of each symbol; it takes weights of classes, searches beams, and follows a lexicon or a language model.
//!
//! ```
//! use scipix::recognition::ctc::{self, BeamParams, Decoder, GreedyDecoder, LineScores};
//!
//! // Four steps of three classes, of which class 0 is the blank.
//! let logits = [0.0, 9.0, 0.0, 0.0, 9.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 9.0];
//! let names = ["", "a", "b"];
//! let line = ctc::decode(&logits, 4, 3, 0)?;
//! assert_eq!(line.ids, [1, 2]);
//! assert_eq!(line.text(&names)?, "ab");
//! assert!(line.confidence() > 0.99);
//!
//! // Line after line into the same memory:
//! let (decoder, mut line) = (GreedyDecoder::new(3).blank(0), line);
//! decoder.decode_into(&logits[..6], &mut line)?;
//! assert_eq!(line.ids, [1]);
//!
//! // Many lines at once, each with up to three texts.
//! let decoder = Decoder::builder(3).blank(0).beam(BeamParams::default().texts(3)).build()?;
//! let lines = [LineScores::new(&logits, 4), LineScores::new(&logits[..6], 2)];
//! let texts = decoder.decode(&lines)?;
//! let best = texts.best(0).expect("a line without a lexicon has a text");
//! assert_eq!(best.spell(&names)?, "ab");
//! assert_eq!((best.symbols[1].first_step, best.symbols[1].last_step), (3, 3));
//! # Ok::<(), scipix::Error>(())
//! ```

mod beam;
mod decoder;
mod greedy;
mod lexicon;
mod line_scores;
mod texts;

pub use beam::BeamParams;
pub use decoder::{Decoder, DecoderBuilder};
pub use greedy::{GreedyDecoder, Line, decode};
pub use lexicon::Lexicon;
pub use line_scores::LineScores;
#[doc(inline)]
pub use scipix_core::recognition::{CtcAlternative as Alternative, CtcSymbol as Symbol, Scores};
pub(super) use texts::name;
pub use texts::{Text, Texts, spell};
