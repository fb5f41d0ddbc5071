//! Positions along an axis, exact at any size.

/// Quotient and remainder of `(x · numerator + offset) / denominator` for `x` = 0, 1, 2, …, without end.
pub struct Steps {
    at: usize,
    rest: usize,
    step: (usize, usize),
    denominator: usize,
}

impl Steps {
    /// `denominator` is at least 1 and at most half of what a `usize` holds.
    pub fn new(numerator: usize, offset: usize, denominator: usize) -> Self {
        let divided = |value: usize| (value / denominator, value % denominator);
        let (at, rest) = divided(offset);
        Self { at, rest, step: divided(numerator), denominator }
    }
}

impl Iterator for Steps {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let now = (self.at, self.rest);
        let carries = self.denominator - self.rest <= self.step.1;
        // Past the last position that anybody asks for this may wrap.
        self.at = self.at.wrapping_add(self.step.0).wrapping_add(usize::from(carries));
        self.rest += self.step.1;
        if carries {
            self.rest -= self.denominator;
        }
        Some(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_quotients_and_remainders() {
        for (numerator, offset, denominator) in
            [(7, 0, 3), (3, 2, 7), (10, 5, 14), (1, 0, 1), (9, 9, 3), (usize::MAX, 1, 5)]
        {
            for (x, (at, rest)) in Steps::new(numerator, offset, denominator).take(50).enumerate() {
                let value = x as u128 * numerator as u128 + offset as u128;
                let (quotient, remainder) = (value / denominator as u128, value % denominator as u128);
                assert_eq!(
                    (at, rest),
                    (quotient as usize, remainder as usize),
                    "{numerator} {offset} {denominator}, {x}"
                );
            }
        }
    }
}
