//! The components of a page that may be letters.

use crate::base::error::{Result, fail};
use crate::image::components::Component;

/// Least longer side of a letter in pixels: in smaller ones what rises above others is less than a pixel.
const LEAST: u32 = 5;
/// Sides of letters as shares of the typical one: the longer side from the first to the second, the shorter from the third.
const SHARES: (f64, f64, f64) = (0.35, 3.0, 0.1);
/// Longest side that is counted on its own.
const LONGEST: usize = 400;

/// Bounding box of a letter. Rows and columns may be those of the page on its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterBox {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl LetterBox {
    pub fn height(&self) -> i32 {
        self.bottom - self.top
    }
}

/// Letters, and the length of the longer side that is typical for them.
pub struct Letters {
    pub boxes: Vec<LetterBox>,
    pub size: i32,
}

/// Picks the components whose sides are like those that most of the ink has.
pub fn pick(components: &[Component]) -> Result<Letters> {
    let longer = |it: &Component| it.width.max(it.height);
    let mut ink = [0_u64; LONGEST];
    for it in components.iter().filter(|it| longer(it) >= LEAST) {
        // The box counts, not its pixels: strokes of other thickness count alike.
        ink[(longer(it) as usize).min(LONGEST - 1)] += u64::from(it.width.min(it.height)).min(u64::from(longer(it)));
    }
    let half = ink.iter().sum::<u64>().div_ceil(2);
    let mut sum = 0;
    let median = ink.iter().position(|&share| {
        sum += share;
        sum >= half && half > 0
    });
    let size = f64::from(median.unwrap_or(0) as u32);
    let is_letter = |it: &&Component| {
        let (long, short) = (f64::from(longer(it)), f64::from(it.width.min(it.height)));
        longer(it) >= LEAST && long >= SHARES.0 * size && long <= SHARES.1 * size && short >= SHARES.2 * size
    };
    let count = components.iter().filter(is_letter).count();
    let mut boxes = Vec::new();
    if boxes.try_reserve_exact(count).is_err() {
        fail!(OutOfMemory, "orientation: no memory for {count} letters");
    }
    boxes.extend(components.iter().filter(is_letter).map(|it| LetterBox {
        left: it.x as i32,
        top: it.y as i32,
        right: (it.x + it.width) as i32,
        bottom: (it.y + it.height) as i32,
    }));
    Ok(Letters { boxes, size: size as i32 })
}
