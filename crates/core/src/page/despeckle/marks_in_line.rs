//! Marks in line: small components of one size on a common row or column, such as leaders, bullets, and hyphens in cells.

use super::area_bin::area_bin;
use crate::base::error::{Result, fail};
use crate::image::components::Component;

/// Rows, and columns, that count as one: that of the middle and both beside it.
const BESIDE: u32 = 1;
/// Standard deviations by which marks in line are more than dirt would be by chance.
const DEVIATIONS: f64 = 3.0;
/// Bits of a place; a bin is above them.
const PLACE_BITS: u32 = 24;
const LAST_PLACE: u32 = (1 << PLACE_BITS) - 1;

/// The places of a page's small components, by bin of area.
#[derive(Debug, Default)]
pub struct MarksInLine {
    /// Rows and columns of the middles, each below its bin, sorted.
    places: [Vec<u32>; 2],
    /// Rows and columns that dirt is spread over: half of the page's, since it need not lie everywhere.
    spread: [usize; 2],
    /// The least area of a mark.
    least_area: u64,
}

impl MarksInLine {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { places: [Vec::new(), Vec::new()], spread: [0; 2], least_area: 0 }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.places.iter().map(|places| places.capacity() * size_of::<u32>()).sum()
    }

    /// Takes those of the small components of a page of `size` that are as large as a mark.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn list<'c>(
        &mut self,
        size: (usize, usize),
        least_area: u64,
        small: impl Iterator<Item = &'c Component> + Clone,
    ) -> Result<()> {
        self.spread = [size.1, size.0].map(|side| side.div_ceil(2));
        self.least_area = least_area;
        let marks = small.filter(|component| component.area >= least_area);
        let count = marks.clone().count();
        for (axis, places) in self.places.iter_mut().enumerate() {
            places.clear();
            if places.try_reserve(count).is_err() {
                fail!(OutOfMemory, "page: no memory for {count} components");
            }
            places.extend(marks.clone().map(|component| key(area_bin(component.area), middle(component)[axis])));
            places.sort_unstable();
        }
        Ok(())
    }

    /// Returns whether a small component is as large as a mark, and so many others of about its size share its row or its column
    /// that it is no chance.
    pub fn has(&self, component: &Component) -> bool {
        if component.area < self.least_area {
            return false;
        }
        let bin = area_bin(component.area);
        let bins = bin.saturating_sub(1)..=bin + 1;
        let (mut found, mut expected) = (0, 0.0);
        for ((places, place), spread) in self.places.iter().zip(middle(component)).zip(self.spread) {
            let count = |first: u32, last: u32| {
                let within = |bin| {
                    let up_to = |key: u32| places.partition_point(|&place| place <= key);
                    up_to(key(bin, last)) - places.partition_point(|&place| place < key(bin, first))
                };
                bins.clone().map(within).sum::<usize>() - 1
            };
            found += count(place.saturating_sub(BESIDE), (place + BESIDE).min(LAST_PLACE));
            let all = count(0, LAST_PLACE);
            expected += all as f64 * f64::from(2 * BESIDE + 1) / spread as f64;
        }
        found as f64 > expected + DEVIATIONS * expected.sqrt()
    }
}

fn key(bin: usize, place: u32) -> u32 {
    (bin as u32) << PLACE_BITS | place
}

/// Returns the row and the column of a component's middle.
fn middle(component: &Component) -> [u32; 2] {
    [component.y + component.height / 2, component.x + component.width / 2]
}
