//! Pixels beyond the border.

/// The values of pixels beyond the image's border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Border {
    /// Those at the same distance within it: `dcb|abcd|cba`. OpenCV's default, BORDER_REFLECT_101.
    #[default]
    Reflect101,
    /// The nearest one: `aaa|abcd|ddd`. OpenCV's BORDER_REPLICATE.
    Replicate,
}

impl Border {
    /// All borders.
    pub const ALL: [Border; 2] = [Border::Reflect101, Border::Replicate];

    /// Returns the one of `len` pixels that pixel `at` equals.
    pub(super) fn inside(self, at: isize, len: usize) -> usize {
        let last = len - 1;
        match self {
            _ if (0..=last as isize).contains(&at) => at as usize,
            Border::Replicate => at.max(0).unsigned_abs().min(last),
            Border::Reflect101 if last == 0 => 0,
            Border::Reflect101 => {
                let at = at.unsigned_abs() % (2 * last);
                at.min(2 * last - at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_beyond_equal_some_within() {
        let at = |border: Border, len: usize| (-5..8).map(move |at| border.inside(at, len));
        assert!(at(Border::Reflect101, 4).eq([1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1]));
        assert!(at(Border::Reflect101, 2).eq([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]));
        assert!(at(Border::Replicate, 4).eq([0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3]));
        assert!(Border::ALL.iter().all(|border| at(*border, 1).all(|at| at == 0)));
    }
}
