//! Initials: letters several lines high, before the lines that begin beside them.

use super::columns::COLUMN_GAP;
use super::lines::Item;

/// Heights of an initial, in heights of a line.
const LEAST_HEIGHT: f32 = 1.6;
const MOST_HEIGHT: f32 = 8.0;
/// The greatest width of an initial, in its heights.
const MOST_WIDTH: f32 = 1.5;
/// The greatest part of an initial's height that a line beside it has.
const LINE_PART: f32 = 0.7;
/// Boxes that are looked at as initials. A page with more that are as high has none.
const MOST_INITIALS: usize = 64;

/// Gives each initial among `items` the place across the lines of the first line beside it, to be read before it. `height` is that
/// of a common line.
pub fn join_first_lines(items: &mut [Item], height: f32) {
    let is_initial = |item: &Item| {
        let high = LEAST_HEIGHT * height..=MOST_HEIGHT * height;
        high.contains(&item.height()) && item.end - item.start <= MOST_WIDTH * item.height()
    };
    if items.iter().filter(|item| is_initial(item)).count() > MOST_INITIALS {
        return;
    }
    for at in 0..items.len() {
        let initial = items[at];
        if is_initial(&initial)
            && let Some(first) = first_line(items, &initial, height)
        {
            (items[at].top, items[at].bottom) = (first.top, first.bottom);
        }
    }
}

/// Returns the first box of two or more lines that begin beside an initial.
fn first_line(items: &[Item], initial: &Item, height: f32) -> Option<Item> {
    let begins = initial.end - 0.5 * height..=initial.end + COLUMN_GAP * height;
    let beside = items.iter().filter(|item| {
        begins.contains(&item.start)
            && item.height() <= LINE_PART * initial.height()
            && (initial.top..=initial.bottom).contains(&item.middle())
    });
    let first = beside.clone().min_by(|a, b| a.middle().total_cmp(&b.middle()))?;
    let has_next = beside.clone().any(|item| !item.shares_line(first) && item.middle() > first.middle());
    has_next.then_some(*first)
}
