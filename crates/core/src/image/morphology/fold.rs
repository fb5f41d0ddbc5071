//! The pixel that is kept of two: the greater or the lesser.

/// The choice between two pixels as a value, for code that is compiled once for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The lighter pixel, or ink where either has some: a dilation.
    Greater,
    /// The darker pixel, or ink where both have some: an erosion.
    Lesser,
}

/// A choice between pixels: associative, commutative, and the pixel itself for two equal ones.
pub trait Fold: Copy + Default + 'static {
    /// One pixel of gray, or 64 of bits.
    type Cell: Copy + Default + Send + Sync + 'static;
    /// The cell that never decides.
    const NEUTRAL: Self::Cell;

    /// Chooses between `a` and `b`.
    fn fold(a: Self::Cell, b: Self::Cell) -> Self::Cell;
}

macro_rules! folds {
    ($($(#[$doc:meta])* $name:ident: $cell:ty, $neutral:expr, $fold:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default)]
        pub struct $name;

        impl Fold for $name {
            type Cell = $cell;
            const NEUTRAL: $cell = $neutral;

            #[inline(always)]
            fn fold(a: $cell, b: $cell) -> $cell {
                let fold: fn($cell, $cell) -> $cell = $fold;
                fold(a, b)
            }
        }
    )+};
}

folds! {
    /// The lighter pixel.
    Lighter: u8, 0, |a, b| a.max(b);
    /// The darker pixel.
    Darker: u8, u8::MAX, |a, b| a.min(b);
    /// Ink where either has some.
    EitherInk: u64, 0, |a, b| a | b;
    /// Ink where both have some.
    BothInk: u64, u64::MAX, |a, b| a & b;
}
