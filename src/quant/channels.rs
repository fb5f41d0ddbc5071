//! Data whose channels have params of their own.

use super::{ByteType, QuantParams, same_len};
use crate::error::{Result, fail};
use crate::par;

/// `outer` times `channels` times `inner` elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// Product of the extents before the axis.
    pub outer: usize,
    /// Extent of the axis.
    pub channels: usize,
    /// Product of the extents after the axis.
    pub inner: usize,
}

/// A channel that is at least this long within a row is worked on by itself, shorter ones as [`Columns`].
const RUN: usize = 64;

/// Columns that are worked on at a time.
const TILE: usize = 256;

/// About how many elements a thread takes at a time.
const PART: usize = 1 << 15;

/// The params of each of up to `TILE` neighbours in a row.
pub(super) struct Columns {
    pub scale: [f32; TILE],
    pub zero_point: [i32; TILE],
    /// Least and greatest byte less the zero point.
    pub low: [f32; TILE],
    pub high: [f32; TILE],
}

/// Elements that are neighbours in memory, and their params.
pub(super) enum Part<'a> {
    /// All of this channel.
    Run(usize),
    /// One for each column.
    Columns(&'a Columns),
}

impl Columns {
    const NONE: Columns = Columns { scale: [1.0; TILE], zero_point: [0; TILE], low: [0.0; TILE], high: [0.0; TILE] };

    /// For columns from `first` on, each channel being `inner` of them.
    fn fill(&mut self, params: &[QuantParams], inner: usize, first: usize, bytes: ByteType) {
        let (mut at, mut skipped) = (0, first % inner);
        for params in &params[first / inner..] {
            let end = TILE.min(at + inner - skipped);
            self.scale[at..end].fill(params.scale);
            self.zero_point[at..end].fill(params.zero_point);
            self.low[at..end].fill((bytes.min() - params.zero_point) as f32);
            self.high[at..end].fill((bytes.max() - params.zero_point) as f32);
            (at, skipped) = (end, 0);
            if at == TILE {
                break;
            }
        }
    }
}

impl Channels {
    /// How many elements; `None` where that exceeds the address space.
    pub fn len(&self) -> Option<usize> {
        // A zero extent makes it none, however large the others.
        let extents = [self.outer, self.channels, self.inner];
        if extents.contains(&0) {
            return Some(0);
        }
        extents.into_iter().try_fold(1usize, usize::checked_mul)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    pub(super) fn check(&self, data: usize, out: usize, params: &[QuantParams], bytes: ByteType) -> Result<()> {
        let Self { outer, channels, inner } = *self;
        let Some(len) = self.len() else {
            fail!(Overflow, "outer: {outer} x {channels} x {inner} elements exceed the address space");
        };
        if data != len {
            fail!(SizeMismatch, "data: has {data} elements, {outer} x {channels} x {inner} are {len}");
        }
        same_len(data, out)?;
        if params.len() != channels {
            fail!(SizeMismatch, "params: are {}, channels are {channels}", params.len());
        }
        params.iter().try_for_each(|params| params.check(bytes))
    }

    /// Calls `f` with where a part of `out` begins, its params, and the part; together they are all of `out`.
    pub(super) fn each_part<T: Send>(
        &self,
        params: &[QuantParams],
        bytes: ByteType,
        out: &mut [T],
        workers: usize,
        f: impl Fn(usize, Part<'_>, &mut [T]) + Sync,
    ) {
        if out.is_empty() {
            return;
        }
        let unit = if self.inner >= RUN { self.inner } else { self.channels * self.inner };
        let step = unit * (PART / unit).max(1);
        par::for_chunks(out, step, workers, |index, out| {
            let start = index * step;
            if self.inner < RUN {
                return self.each_tile(params, bytes, start, out, &f);
            }
            for (row, out) in out.chunks_mut(unit).enumerate() {
                let row = start / unit + row;
                f(row * unit, Part::Run(row % self.channels), out);
            }
        });
    }

    /// The same for whole rows, tile by tile, so that the columns of a tile are filled in once.
    fn each_tile<T>(
        &self,
        params: &[QuantParams],
        bytes: ByteType,
        start: usize,
        out: &mut [T],
        f: &impl Fn(usize, Part<'_>, &mut [T]),
    ) {
        let width = self.channels * self.inner;
        let mut columns = Columns::NONE;
        for first in (0..width).step_by(TILE) {
            columns.fill(params, self.inner, first, bytes);
            for (row, out) in out.chunks_mut(width).enumerate() {
                let end = width.min(first + TILE);
                f(start + row * width + first, Part::Columns(&columns), &mut out[first..end]);
            }
        }
    }
}
