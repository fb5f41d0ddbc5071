//! Parameters of a beam search.

use crate::recognition::setters::setters;
use scipix_core::recognition as core_recognition;

/// Parameters of a prefix beam search (A. Hannun et al., 2014). By default ten prefixes are kept, and a line has one text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct BeamParams(pub(super) core_recognition::BeamParams);

setters! {
    BeamParams {
        /// Sets the number of prefixes that are kept after each step, up to 65536; 10 by default.
        width: usize;
        /// Sets the most texts of a line; 1 by default.
        texts: usize;
        /// Sets the most symbols that a step may add to a prefix, those with the greatest scores; 40 by default.
        max_symbols: usize;
        /// Sets how far a symbol's log probability may be below the best one of its step; 7 by default, infinite for no bound.
        symbol_bound: f32;
        /// Sets how far a prefix's score may be below the best one; 10 by default, infinite for no bound.
        beam_bound: f32;
    }
}
