//! The search for lines in a mask.

use super::chains::Chains;
use super::params::{LineParams, RuledLine};
use super::rulings::{Rulings, is_of_text};
use super::segments::Segments;
use super::trace::Trace;
use super::transpose::{add_transposed, transpose};
use crate::base::error::{Result, fail};
use crate::image::components::BitMask;
use crate::page::page_box::PageBox;
use crate::page::text_size::sampled_stroke;

/// The length of the steepest line, in heights of the rectangle that it lies in, without its thickness.
const STEEPEST: u32 = 40;

/// Memory of a search for lines.
#[derive(Debug, Default)]
pub struct LineFinder {
    level: LevelLines,
    turned: BitMask,
    turned_erased: BitMask,
    lines: Vec<RuledLine>,
    /// Whether each of the lines belongs to a line of text.
    of_text: Vec<bool>,
    stroke: u32,
    rulings: Rulings,
}

/// Memory of a search for lines from left to right.
#[derive(Debug, Default)]
struct LevelLines {
    segments: Segments,
    chains: Chains,
    trace: Trace,
}

/// Sizes of a line in pixels.
struct LineSize {
    run: usize,
    length: u32,
    thickness: u32,
    stroke: u32,
}

impl LineSize {
    fn new(params: &LineParams, ink: &BitMask) -> Self {
        // Without text the page is taken for one at 300 DPI.
        let stroke = sampled_stroke(ink).unwrap_or(4);
        let length = if params.min_length > 0 { params.min_length } else { (32 * stroke).clamp(64, 1024) };
        let thickness = if params.max_thickness > 0 { params.max_thickness } else { 2 * stroke + 1 };
        Self { run: (8 * stroke).clamp(16, 64).min(length) as usize, length, thickness, stroke }
    }
}

impl LineFinder {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        let level = LevelLines { segments: Segments::new(), chains: Chains::new(), trace: Trace::new() };
        Self {
            level,
            turned: BitMask::new(),
            turned_erased: BitMask::new(),
            lines: Vec::new(),
            of_text: Vec::new(),
            stroke: 0,
            rulings: Rulings::new(),
        }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let LevelLines { segments, chains, trace } = &self.level;
        let masks = self.turned.bytes() + self.turned_erased.bytes();
        let lines = self.lines.capacity() * size_of::<RuledLine>() + self.rulings.bytes() + self.of_text.capacity();
        segments.bytes() + chains.bytes() + trace.bytes() + masks + lines
    }

    /// Finds the lines of `ink` and makes `erased` a mask of what is to be erased with them.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn find(&mut self, ink: &BitMask, params: &LineParams, erased: &mut BitMask) -> Result<()> {
        self.lines.clear();
        self.of_text.clear();
        erased.resize(ink.width(), ink.height())?;
        erased.clear();
        let size = LineSize::new(params, ink);
        self.stroke = size.stroke;
        let (lines, of_text) = (&mut self.lines, &mut self.of_text);
        if params.horizontal {
            self.level.find(ink, &size, erased, lines, of_text)?;
        }
        if params.vertical {
            let level = lines.len();
            transpose(ink, erased, &mut self.turned)?;
            self.turned_erased.resize(ink.height(), ink.width())?;
            self.turned_erased.clear();
            self.level.find(&self.turned, &size, &mut self.turned_erased, lines, of_text)?;
            for line in &mut lines[level..] {
                let PageBox { x, y, width, height } = line.bounds;
                line.bounds = PageBox { x: y, y: x, width: height, height: width };
                line.vertical = true;
            }
            if lines.len() > level {
                add_transposed(&self.turned_erased, erased);
            }
        }
        Ok(())
    }

    /// Forgets the lines that were found last and do not rule the page, and takes what they erase out of `erased`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn keep_rulings(&mut self, erased: &mut BitMask) -> Result<()> {
        let Self { lines, of_text, stroke, rulings, .. } = self;
        let mut of_text = of_text.drain(..);
        lines.retain(|line| {
            let is_of_text = of_text.next().unwrap_or(false);
            if is_of_text {
                restore(line.bounds, erased);
            }
            !is_of_text
        });
        drop(of_text);
        for (vertical, side) in [(false, erased.width()), (true, erased.height())] {
            rulings.take(lines, vertical)?;
            lines.retain(|line| {
                let kept = line.vertical != vertical || rulings.has(line, side as u32, *stroke);
                if !kept {
                    restore(line.bounds, erased);
                }
                kept
            });
        }
        Ok(())
    }

    /// Returns the lines that were found last.
    pub fn lines(&self) -> &[RuledLine] {
        &self.lines
    }
}

impl LevelLines {
    fn find(
        &mut self,
        ink: &BitMask,
        size: &LineSize,
        erased: &mut BitMask,
        lines: &mut Vec<RuledLine>,
        of_text: &mut Vec<bool>,
    ) -> Result<()> {
        let Self { segments, chains, trace } = self;
        segments.find(ink, size.run, size.thickness)?;
        chains.link(segments, ink.height(), size.length, size.thickness)?;
        let count = chains.all().len();
        if lines.try_reserve(count).is_err() || of_text.try_reserve(count).is_err() {
            fail!(OutOfMemory, "page: no memory for {count} lines");
        }
        for (index, chain) in chains.all().iter().enumerate() {
            trace.follow(chain, chains.runs(index).iter().map(|&run| segments.run(run)))?;
            let Some(bounds) = trace.bounds() else { continue };
            let thickness = chain.thickness();
            if STEEPEST * bounds.height.saturating_sub(2 * thickness) <= bounds.width {
                let attached = trace.erase(ink, size.stroke, erased)?;
                of_text.push(is_of_text(chain, attached, size.stroke));
                lines.push(RuledLine { bounds, vertical: false, thickness });
            }
        }
        Ok(())
    }
}

/// Clears the pixels of a line, and those beside it that are erased with it.
fn restore(bounds: PageBox, erased: &mut BitMask) {
    let around = |start: u32, length: u32, side: usize| {
        start.saturating_sub(1) as usize..side.min((start + length) as usize + 1)
    };
    let columns = around(bounds.x, bounds.width, erased.width());
    for y in around(bounds.y, bounds.height, erased.height()) {
        erased.unset(y, columns.clone());
    }
}
