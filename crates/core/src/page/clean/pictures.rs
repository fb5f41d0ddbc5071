//! Pictures and gray boxes on a page: what is printed there is no paper in the shade.
//!
//! Shade comes from outside: it reaches an edge of the page, or it fades. A picture lies within the page and has edges. What is
//! black is no paper wherever it lies.

use crate::base::error::{Result, fail, rezero};

/// Per cent of the light of the lightest paper up to which a cell may belong to a picture. The grain of paper is lighter.
const DARKER: usize = 90;
/// The part of that light by which an edge falls within two cells. Shade that fades takes longer.
const FALL: usize = 8;
/// The greatest part of what surrounds a picture that may be no edge.
const EDGES: usize = 8;
/// Light below this part of that of the lightest paper is black.
const BLACK: usize = 12;

/// Memory of a search for pictures in cells.
#[derive(Debug, Default)]
pub struct PictureCells {
    seen: Vec<bool>,
    region: Vec<usize>,
}

/// The cells around a region.
#[derive(Default)]
struct RegionRim {
    reaches_edge: bool,
    cells: usize,
    /// How many of them lie on an edge.
    steep: usize,
    light: u64,
}

impl PictureCells {
    pub const fn new() -> Self {
        Self { seen: Vec::new(), region: Vec::new() }
    }

    pub fn bytes(&self) -> usize {
        self.seen.capacity() + self.region.capacity() * size_of::<usize>()
    }

    /// Gives the cells of pictures the mean light of the paper around them.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn fill(&mut self, light: &mut [u8], columns: usize, lightest: u8) -> Result<()> {
        rezero(&mut self.seen, light.len(), "background")?;
        for first in 0..light.len() {
            if self.seen[first] || !is_darker(light[first], lightest) {
                continue;
            }
            let rim = self.follow(light, columns, lightest, first)?;
            // Shade that something light cuts off has an edge there, and fades on the other side.
            let has_edges = EDGES * (rim.cells - rim.steep) <= rim.cells;
            let black =
                self.region.iter().filter(|&&at| usize::from(light[at]) * BLACK < usize::from(lightest)).count();
            if !rim.reaches_edge && has_edges || 2 * black >= self.region.len() {
                let paper = (rim.light / rim.cells.max(1) as u64) as u8;
                self.region.iter().for_each(|&at| light[at] = paper);
            }
        }
        Ok(())
    }

    /// Makes `region` the darker cells that are joined with the first one.
    fn follow(&mut self, light: &[u8], columns: usize, lightest: u8, first: usize) -> Result<RegionRim> {
        let (last_column, last_row) = (columns - 1, light.len() / columns - 1);
        let mut rim = RegionRim::default();
        self.region.clear();
        self.add(first)?;
        let mut next = 0;
        while let Some(&at) = self.region.get(next) {
            next += 1;
            let (x, y) = (at % columns, at / columns);
            rim.reaches_edge |= x == 0 || y == 0 || x == last_column || y == last_row;
            let beside =
                [(x < last_column, 1), (x > 0, -1), (y < last_row, columns as isize), (y > 0, -(columns as isize))];
            for step in beside.into_iter().filter_map(|(is_there, step)| is_there.then_some(step)) {
                let outer = at.wrapping_add_signed(step);
                if is_darker(light[outer], lightest) {
                    if !self.seen[outer] {
                        self.add(outer)?;
                    }
                } else {
                    // There may be no cell on the other side if the region reaches the edge, where steps do not count.
                    let inner =
                        light.get(at.wrapping_add_signed(-step)).map_or(light[at], |&inner| inner.min(light[at]));
                    rim.add(light[outer], inner, lightest);
                }
            }
        }
        Ok(rim)
    }

    fn add(&mut self, at: usize) -> Result<()> {
        if self.region.try_reserve(1).is_err() {
            fail!(OutOfMemory, "background: no memory for {} cells", self.region.len() + 1);
        }
        self.seen[at] = true;
        self.region.push(at);
        Ok(())
    }
}

impl RegionRim {
    /// Adds a cell outside, with the darker one of the two inside.
    fn add(&mut self, outer: u8, inner: u8, lightest: u8) {
        self.cells += 1;
        self.steep += usize::from(FALL * usize::from(outer.saturating_sub(inner)) >= usize::from(lightest));
        self.light += u64::from(outer);
    }
}

fn is_darker(light: u8, lightest: u8) -> bool {
    100 * usize::from(light) < DARKER * usize::from(lightest)
}
