//! Pictures and gray boxes on a page: what is printed there is no paper in the shade.
//!
//! Shade comes from outside: it reaches an edge of the page, or it fades. A picture lies within the page and has edges, or it is a
//! band with light text on it. What is black is no paper wherever it lies.

use super::bands::{BandText, PageCells};
use crate::base::error::{Result, fail, rezero};

/// Per cent of the light of the lightest paper up to which a cell may belong to a picture. The grain of paper is lighter.
const DARKER: usize = 90;
/// The part of that light by which an edge falls within two cells. Shade that fades takes longer.
const FALL: usize = 8;
/// The greatest part of what surrounds a picture that may be no edge.
const EDGES: usize = 8;
/// Light below this part of that of the lightest paper is black.
const BLACK: usize = 12;

/// The greatest part of what surrounds a band with light text that may be no edge; text is near its edges.
const BAND_EDGES: usize = 2;

/// State of a cell in the search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum CellState {
    #[default]
    Unseen,
    Seen,
    /// It has the light of the paper around its picture.
    Filled,
}

/// Memory of a search for pictures in cells.
#[derive(Debug, Default)]
pub struct PictureCells {
    states: Vec<CellState>,
    region: Vec<usize>,
    text: BandText,
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
        Self { states: Vec::new(), region: Vec::new(), text: BandText::new() }
    }

    pub fn bytes(&self) -> usize {
        let states = self.states.capacity() * size_of::<CellState>();
        states + self.region.capacity() * size_of::<usize>() + self.text.bytes()
    }

    /// Gives the cells of pictures the mean light of the paper around them. `light` are the cells of the page, closed.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn fill(&mut self, light: &mut [u8], page: PageCells<'_>) -> Result<()> {
        rezero(&mut self.states, light.len(), "background")?;
        self.text.clear();
        for first in 0..light.len() {
            if self.states[first] != CellState::Unseen || !is_darker(light[first], page.lightest) {
                continue;
            }
            let rim = self.follow(light, page.columns, page.lightest, first)?;
            if self.is_picture(&rim, light, page)? {
                let paper = (rim.light / rim.cells.max(1) as u64) as u8;
                for &at in &self.region {
                    (light[at], self.states[at]) = (paper, CellState::Filled);
                }
            }
        }
        Ok(())
    }

    /// Returns whether the cells of `region` are printed.
    fn is_picture(&mut self, rim: &RegionRim, light: &[u8], page: PageCells<'_>) -> Result<bool> {
        let is_black = |at: &&usize| usize::from(light[**at]) * BLACK < usize::from(page.lightest);
        if 2 * self.region.iter().filter(is_black).count() >= self.region.len() {
            return Ok(true);
        }
        // Shade that something light cuts off has an edge there, and fades on the other side.
        let has_edges = |part: usize| part * (rim.cells - rim.steep) <= rim.cells;
        if !rim.reaches_edge {
            return Ok(has_edges(EDGES));
        }
        let states = &self.states;
        Ok(has_edges(BAND_EDGES)
            && self.text.is_light(page, light, &self.region, |at| states[at] != CellState::Filled)?)
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
                    if self.states[outer] == CellState::Unseen {
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
        self.states[at] = CellState::Seen;
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
