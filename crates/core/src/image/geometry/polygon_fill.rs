//! Polygons of any shape filled with their border, as OpenCV's `fillPoly` does: inside is where a border was crossed an odd
//! number of times; the border is drawn besides.

use super::convex_rows::check_coordinates;
use super::line::line_runs;
use crate::base::error::{Result, fail};
use std::ops::Range;

/// Bits of the fraction of a crossing.
const FRACTION_BITS: u32 = 16;

/// Pixels `start..end` of row `y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Row.
    pub y: i32,
    /// First column.
    pub start: i32,
    /// Column after the last.
    pub end: i32,
}

/// Scratch for filling polygons, which takes no memory once it has grown.
#[derive(Debug, Default)]
pub struct PolygonFill {
    /// Columns of the border, packed.
    border: Buckets,
    crossings: Buckets,
    /// Columns of a row's spans, packed.
    row: Vec<i64>,
    spans: Vec<Span>,
}

impl PolygonFill {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self { border: Buckets::new(), crossings: Buckets::new(), row: Vec::new(), spans: Vec::new() }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let lists = self.row.capacity() * size_of::<i64>() + self.spans.capacity() * size_of::<Span>();
        self.border.bytes() + self.crossings.bytes() + lists
    }

    /// Fills `polygon` where it lies in `rows` and `columns`. The spans run from top to bottom and left to right, and do not
    /// touch each other.
    ///
    /// # Errors
    /// `OutOfRange` for coordinates beyond 2²⁴; `OutOfMemory`.
    pub fn fill(&mut self, polygon: &[[i32; 2]], columns: Range<i32>, rows: Range<i32>) -> Result<&[Span]> {
        check_coordinates(polygon)?;
        self.spans.clear();
        let (top, bottom) =
            polygon.iter().fold((i32::MAX, i32::MIN), |(top, bottom), p| (top.min(p[1]), bottom.max(p[1])));
        let (top, bottom) = (top.max(rows.start), bottom.min(rows.end - 1));
        if top > bottom {
            return Ok(&self.spans);
        }
        let rows = top..bottom + 1;
        self.border.collect(rows.clone(), |put| {
            sides(polygon).for_each(|(from, to)| line_runs(from, to, |y, first, last| put(y, packed(first, last + 1))));
        })?;
        let inside = rows.clone();
        self.crossings.collect(rows.clone(), |put| {
            sides(polygon).for_each(|(from, to)| crossings(from, to, inside.clone(), &mut *put));
        })?;
        for (index, y) in rows.enumerate() {
            self.merge_row(index, y, &columns)?;
        }
        Ok(&self.spans)
    }

    /// Joins the border and the inside of one row to spans.
    fn merge_row(&mut self, index: usize, y: i32, columns: &Range<i32>) -> Result<()> {
        let (border, crossings) = (self.border.row(index), self.crossings.row(index));
        crossings.sort_unstable();
        self.row.clear();
        if self.row.try_reserve(border.len() + crossings.len() / 2).is_err() {
            fail!(OutOfMemory, "polygon: no memory for a row of {} spans", border.len());
        }
        self.row.extend_from_slice(border);
        self.row.extend(crossings.chunks_exact(2).map(|pair| {
            let first = (pair[0] + (1 << FRACTION_BITS) - 1) >> FRACTION_BITS;
            packed(first as i32, (pair[1] >> FRACTION_BITS) as i32 + 1)
        }));
        self.row.sort_unstable();
        if self.spans.try_reserve(self.row.len()).is_err() {
            fail!(OutOfMemory, "polygon: no memory for {} spans", self.spans.len() + self.row.len());
        }
        let begins = self.spans.len();
        for (start, end) in self.row.iter().map(|&span| unpacked(span)) {
            let (start, end) = (start.max(columns.start), end.min(columns.end));
            match self.spans[begins..].last_mut() {
                _ if start >= end => {}
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ => self.spans.push(Span { y, start, end }),
            }
        }
        Ok(())
    }
}

/// Packs the columns of a span to a number: those in order are of spans in order of their starts, and of equal ones of their ends.
fn packed(start: i32, end: i32) -> i64 {
    i64::from(start) << 32 | i64::from(end as u32 ^ 1 << 31)
}

fn unpacked(span: i64) -> (i32, i32) {
    ((span >> 32) as i32, (span as u32 ^ 1 << 31) as i32)
}

fn sides(polygon: &[[i32; 2]]) -> impl Iterator<Item = ([i32; 2], [i32; 2])> {
    let before = polygon.last().into_iter().chain(polygon);
    before.copied().zip(polygon.iter().copied())
}

/// Puts the column where the side crosses each of `rows`, from its upper end to before its lower one.
fn crossings(from: [i32; 2], to: [i32; 2], rows: Range<i32>, put: &mut dyn FnMut(i32, i64)) {
    let (upper, lower) = if from[1] < to[1] { (from, to) } else { (to, from) };
    if upper[1] == lower[1] {
        return;
    }
    let fixed = |x: i32| i64::from(x) << FRACTION_BITS;
    let step = (fixed(to[0]) - fixed(from[0])) / (i64::from(to[1]) - i64::from(from[1]));
    for y in upper[1].max(rows.start)..lower[1].min(rows.end) {
        put(y, fixed(upper[0]) + step * (i64::from(y) - i64::from(upper[1])));
    }
}

/// Numbers by row, in one piece of memory.
#[derive(Debug, Default)]
struct Buckets {
    /// Where the numbers of each row begin, and the end.
    first: Vec<usize>,
    items: Vec<i64>,
}

impl Buckets {
    const fn new() -> Self {
        Self { first: Vec::new(), items: Vec::new() }
    }

    fn bytes(&self) -> usize {
        self.first.capacity() * size_of::<usize>() + self.items.capacity() * size_of::<i64>()
    }

    /// Collects what `list` puts into the rows, and leaves out what is put elsewhere. `list` is called twice: once to count.
    fn collect(&mut self, rows: Range<i32>, mut list: impl FnMut(&mut dyn FnMut(i32, i64))) -> Result<()> {
        let count = rows.len();
        let index = |y: i32| if rows.contains(&y) { Some((y - rows.start) as usize) } else { None };
        self.first.clear();
        if self.first.try_reserve(count + 2).is_err() {
            fail!(OutOfMemory, "polygon: no memory for {count} rows");
        }
        // Two places late: the second pass moves each beginning on to the next one.
        self.first.resize(count + 2, 0);
        list(&mut |y, _| {
            if let Some(row) = index(y) {
                self.first[row + 2] += 1;
            }
        });
        for row in 0..=count {
            self.first[row + 1] += self.first[row];
        }
        let total = self.first[count + 1];
        self.items.clear();
        if self.items.try_reserve(total).is_err() {
            fail!(OutOfMemory, "polygon: no memory for {total} crossings");
        }
        self.items.resize(total, 0);
        list(&mut |y, item| {
            if let Some(row) = index(y) {
                self.items[self.first[row + 1]] = item;
                self.first[row + 1] += 1;
            }
        });
        Ok(())
    }

    fn row(&mut self, index: usize) -> &mut [i64] {
        &mut self.items[self.first[index]..self.first[index + 1]]
    }
}
