//! The sums that all numbers about an error are made of.

/// Number of partial sums, to which values go in turn.
pub const LANES: usize = 16;

/// Sums over values `x` and what stands for them, `x'`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ErrorSums {
    /// Sum of `(x − x')²`.
    pub noise: f64,
    /// Sum of `x²`.
    pub signal: f64,
    /// Sum of `x·(x − x')`.
    pub shared: f64,
    /// Bits of the greatest `|x − x'|`.
    pub max_abs: u32,
}

impl ErrorSums {
    pub fn and(&self, other: &ErrorSums) -> ErrorSums {
        ErrorSums {
            noise: self.noise + other.noise,
            signal: self.signal + other.signal,
            shared: self.shared + other.shared,
            max_abs: self.max_abs.max(other.max_abs),
        }
    }
}
