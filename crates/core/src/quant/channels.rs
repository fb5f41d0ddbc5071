//! Data whose channels have params of their own.

use super::lengths::same_len;
use super::{ByteType, QuantParams};
use crate::base::error::{Result, fail};
use crate::split;
use std::ops::Range;

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

/// Channels of at least this many neighbouring elements are processed one by one, shorter ones as [`ColumnParams`].
const RUN: usize = 64;

/// Columns that are processed at a time.
const TILE: usize = 256;

/// About how many elements a thread takes at a time.
const PART: usize = 1 << 15;

/// The params of each of up to `TILE` neighbours in a row.
pub(super) struct ColumnParams {
    pub scale: [f32; TILE],
    pub zero_point: [i32; TILE],
    /// Least and greatest byte, which `bounds` are, less the zero point.
    pub low: [f32; TILE],
    pub high: [f32; TILE],
}

/// Elements that are neighbours in memory, and their params.
pub(super) enum ChannelPart<'a> {
    /// Elements of one channel, with this index.
    Run(usize),
    /// Neighbouring columns, each with params of its own.
    Columns(&'a ColumnParams),
}

impl ColumnParams {
    const NONE: ColumnParams =
        ColumnParams { scale: [1.0; TILE], zero_point: [0; TILE], low: [0.0; TILE], high: [0.0; TILE] };

    /// For columns from `first` on, each channel being `inner` of them.
    fn fill(&mut self, params: &[QuantParams], inner: usize, first: usize, bounds: (i32, i32)) {
        let (mut at, mut skipped) = (0, first % inner);
        for params in &params[first / inner..] {
            let end = TILE.min(at + inner - skipped);
            self.scale[at..end].fill(params.scale);
            self.zero_point[at..end].fill(params.zero_point);
            self.low[at..end].fill((bounds.0 - params.zero_point) as f32);
            self.high[at..end].fill((bounds.1 - params.zero_point) as f32);
            (at, skipped) = (end, 0);
            if at == TILE {
                break;
            }
        }
    }
}

impl Channels {
    /// Number of elements; `None` where it exceeds the address space.
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

    /// Elements of a unit of work: a channel's run, or a row of columns.
    fn unit(&self) -> usize {
        if self.inner >= RUN { self.inner } else { self.channels * self.inner }
    }

    /// Number of units.
    pub(super) fn units(&self) -> usize {
        self.len().map_or(0, |len| len / self.unit().max(1))
    }

    /// Units worth taking at once.
    pub(super) fn grain(&self) -> usize {
        (PART / self.unit().max(1)).max(1)
    }

    /// Splits `out` into parts and calls `f` with each part's start, its params and the part.
    pub(super) fn each_part<T: Send>(
        &self,
        params: &[QuantParams],
        bounds: (i32, i32),
        out: &mut [T],
        workers: usize,
        f: impl Fn(usize, ChannelPart<'_>, &mut [T]) + Sync,
    ) {
        let (unit, grain) = (self.unit().max(1), self.grain());
        split::for_chunks(out, unit * grain, workers, |index, out| {
            let first = index * grain;
            self.walk(params, bounds, first..first + out.len() / unit, |range, part| {
                let start = first * unit;
                f(range.start, part, &mut out[range.start - start..range.end - start]);
            });
        });
    }

    /// Calls `f` with the range of each part of these units, and its params.
    pub(super) fn walk(
        &self,
        params: &[QuantParams],
        bounds: (i32, i32),
        units: Range<usize>,
        mut f: impl FnMut(Range<usize>, ChannelPart<'_>),
    ) {
        let unit = self.unit();
        if self.inner >= RUN {
            return units.for_each(|run| f(run * unit..(run + 1) * unit, ChannelPart::Run(run % self.channels)));
        }
        // Tile by tile, so that the columns of each are filled in once.
        let mut columns = ColumnParams::NONE;
        for first in (0..unit).step_by(TILE) {
            columns.fill(params, self.inner, first, bounds);
            let end = unit.min(first + TILE);
            units.clone().for_each(|row| f(row * unit + first..row * unit + end, ChannelPart::Columns(&columns)));
        }
    }
}
