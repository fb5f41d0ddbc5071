//! Clean pages: what a scan has beside its text is found and painted with paper.
//!
//! Every part works on the ink of a page, a mask of one bit a pixel: the black pixels of a `Bit1` page, or the pixels of a
//! `Gray8` page up to a threshold, which is Otsu's unless the caller gives one. The page itself changes only where something was
//! found; gray pages get the gray of the paper around it. Results do not depend on the SIMD level or the number of threads.

mod borders;
mod cell_groups;
mod cells;
mod despeckle;
mod erase;
mod ink;
mod inverted;
mod lines;
mod page_box;
mod paper;
mod polarity;
mod scratch;
#[cfg(test)]
mod test_page;
mod text_size;

pub use borders::{BorderParams, Borders, find_borders, remove_borders, remove_borders_in_place};
use despeckle::remove_dirt_in_place;
pub use despeckle::{DespeckleParams, Despeckled, despeckle, despeckle_in_place};
pub use ink::{Ink, ink_level};
pub use inverted::inverted_regions;
use lines::remove_rulings_in_place;
pub use lines::{
    LineParams, RuledLine, find_lines, remove_lines, remove_lines_if, remove_lines_in_place, remove_lines_in_place_if,
};
pub use page_box::PageBox;
pub use polarity::{Polarity, polarity};
pub use scratch::PageScratch;
pub use text_size::TextSize;

mod clean;
mod orientation;

pub use clean::{CleanOutput, CleanParams, CleanReport, CleanStep, PageCleaner};
pub use orientation::{Orientation, orientation};
