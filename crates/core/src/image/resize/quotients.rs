//! Quotients along an axis, exact at any size.

/// Iterates over quotient and remainder of `(x · numerator + offset) / denominator` for `x` = 0, 1, 2, …, without end.
pub struct Quotients {
    quotient: usize,
    remainder: usize,
    step: (usize, usize),
    denominator: usize,
}

impl Quotients {
    /// `denominator` is at least 1 and at most half of what a `usize` holds.
    pub fn new(numerator: usize, offset: usize, denominator: usize) -> Self {
        let divided = |value: usize| (value / denominator, value % denominator);
        let (quotient, remainder) = divided(offset);
        Self { quotient, remainder, step: divided(numerator), denominator }
    }
}

impl Iterator for Quotients {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let now = (self.quotient, self.remainder);
        let carries = self.denominator - self.remainder <= self.step.1;
        // Beyond the last position in use this may wrap.
        self.quotient = self.quotient.wrapping_add(self.step.0).wrapping_add(usize::from(carries));
        self.remainder += self.step.1;
        if carries {
            self.remainder -= self.denominator;
        }
        Some(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_quotients_and_remainders() {
        for (numerator, offset, denominator) in
            [(7, 0, 3), (3, 2, 7), (10, 5, 14), (1, 0, 1), (9, 9, 3), (usize::MAX, 1, 5)]
        {
            for (x, got) in Quotients::new(numerator, offset, denominator).take(50).enumerate() {
                let value = x as u128 * numerator as u128 + offset as u128;
                let (quotient, remainder) = (value / denominator as u128, value % denominator as u128);
                assert_eq!(got, (quotient as usize, remainder as usize), "{numerator} {offset} {denominator}, {x}");
            }
        }
    }
}
