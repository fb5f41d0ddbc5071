//! Sums of values and of their squares.

/// Number of sums that the values are added to in turn.
pub const LANES: usize = 32;

/// Sum of values and sum of their squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PowerSums {
    pub sum: f64,
    pub squares: f64,
}

impl PowerSums {
    pub fn plus(self, other: Self) -> Self {
        Self { sum: self.sum + other.sum, squares: self.squares + other.squares }
    }
}

/// One sum and sum of squares for each position within [`LANES`] values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneSums {
    pub sum: [f64; LANES],
    pub squares: [f64; LANES],
}

impl LaneSums {
    pub const ZERO: Self = Self { sum: [0.0; LANES], squares: [0.0; LANES] };

    /// Adds up the lanes, pair by pair.
    #[inline(never)]
    pub fn total(&self) -> PowerSums {
        let pairwise = |lanes: &[f64; LANES]| {
            let mut lanes = *lanes;
            for half in [16, 8, 4, 2, 1] {
                (0..half).for_each(|i| lanes[i] += lanes[half + i]);
            }
            lanes[0]
        };
        PowerSums { sum: pairwise(&self.sum), squares: pairwise(&self.squares) }
    }
}
