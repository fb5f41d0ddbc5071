//! Quarter turns to the right and to the left: a row of the result is a column of the source.

mod columns;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
mod squares;
#[cfg(target_arch = "x86_64")]
mod sse42;
#[cfg(test)]
mod tests;

pub use columns::Turn;

use crate::simd::dispatch;
use crate::split::RowsMut;

dispatch! {
    /// Turns pixels of one byte.
    pub fn turn_bytes(turn: Turn<'_>, strip: RowsMut<'_>) {
        scalar: scalar::turn::<1>,
        sse42: sse42::turn_bytes,
        avx2: sse42::turn_bytes,
        avx512: sse42::turn_bytes,
        neon: neon::turn_bytes,
        simd128: simd128::turn_bytes,
    }
}

dispatch! {
    /// Turns pixels of two bytes.
    pub fn turn_pairs(turn: Turn<'_>, strip: RowsMut<'_>) = scalar::turn::<2>;
}

dispatch! {
    /// Turns pixels of three bytes.
    pub fn turn_threes(turn: Turn<'_>, strip: RowsMut<'_>) {
        scalar: scalar::turn::<3>,
        sse42: sse42::turn_threes,
        avx2: sse42::turn_threes,
        avx512: sse42::turn_threes,
        neon: scalar::turn::<3>,
    }
}

dispatch! {
    /// Turns pixels of four bytes.
    pub fn turn_words(turn: Turn<'_>, strip: RowsMut<'_>) {
        scalar: scalar::turn::<4>,
        sse42: sse42::turn_words,
        avx2: sse42::turn_words,
        avx512: sse42::turn_words,
        neon: neon::turn_words,
        simd128: simd128::turn_words,
    }
}
