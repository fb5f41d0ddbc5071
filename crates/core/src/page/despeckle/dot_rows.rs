//! Rows of dots, such as an ellipsis, or those that lead to the page numbers of a table of contents.

use crate::image::components::{BitMask, Component};

/// Steps to either side at which further dots are looked for.
const STEPS: i64 = 3;

/// Returns the middle of a component.
fn middle(component: &Component) -> (i64, i64) {
    (i64::from(component.x + component.width / 2), i64::from(component.y + component.height / 2))
}

/// Sets the middle of a component.
pub fn set_middle(middles: &mut BitMask, component: &Component) {
    let (x, y) = middle(component);
    middles.set(y as usize, x as usize..x as usize + 1);
}

/// Returns how many others to the left and right of a component, the next one at most `reach` away, follow each other at equal
/// distances. `middles` has the middle of each.
pub fn others_in_row(middles: &BitMask, component: &Component, reach: u32) -> usize {
    let (x, y) = middle(component);
    let taken = |x: i64, y: i64| (y - 1..=y + 1).any(|y| middles.get(x as i32, y as i32));
    let Some(step) = (3..=i64::from(reach)).find(|&step| taken(x - step, y) || taken(x + step, y)) else {
        return 0;
    };
    let follows = |&steps: &i64| {
        let place = x + steps * step;
        // Rounding adds up to a pixel with each step.
        (place - steps.abs()..=place + steps.abs()).any(|x| taken(x, y))
    };
    (-STEPS..=STEPS).filter(|&steps| steps != 0).filter(follows).count()
}
