//! The loops over rows and panels.
//!
//! Rows are made ready a strip at a time, which the first caches hold while all panels are gone through.

#[cfg(target_arch = "x86_64")]
use super::amx;
use super::{Group, NS_PER_PRODUCT, PANEL, Packed, Sums, TILE, tile_sums};
use crate::error::{Result, try_zeroed};
use crate::mem::Chunks;
use crate::par;
#[cfg(target_arch = "x86_64")]
use crate::simd::amx::Tiles;
use crate::simd::{Isa, Level};

/// Rows that are multiplied at a time with AMX.
const WITH_AMX: usize = 32;

/// Rows of a strip take about this many bytes.
const STRIP: usize = 96 << 10;

/// One thread's strip of up to this many bytes is on the stack.
const ON_STACK: usize = 8 << 10;

/// Sums of some rows with the columns of a panel.
pub struct Tile<'a> {
    /// The first of the rows.
    pub row: usize,
    /// The rows as they were made ready.
    pub bytes: &'a [u8],
    /// Which panel, and how many columns it has.
    pub panel: usize,
    pub width: usize,
    /// Those of each row.
    pub sums: &'a [Sums],
}

impl Packed {
    /// Multiplies rows, as many as `out` has, by these columns. `fill` writes rows from an index on, each `stride` bytes;
    /// `finish` gets each tile, and the result from the tile's first value to the last of its last row.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn multiply<T: Send>(
        &self,
        simd: Level,
        out: &mut [T],
        fill: impl Fn(usize, &mut [u8]) + Sync,
        finish: impl Fn(Tile<'_>, &mut [T]) + Sync,
    ) -> Result<()> {
        let (stride, n) = (self.stride(), self.columns());
        let m = out.len() / n;
        let workers = par::workers_for(NS_PER_PRODUCT * (m * n * stride) as f64);
        // A few strips a thread, of whole tiles.
        let most = if workers > 1 { m.div_ceil(4 * workers) } else { m };
        let rows =
            most.min(STRIP / stride.max(1)).next_multiple_of(if simd.isa() == Isa::Amx { WITH_AMX } else { TILE });
        let size = rows.min(m) * stride;
        let strips = Chunks::new(out, rows * n);
        let work = |bytes: &mut [u8]| {
            while let Some((index, out)) = strips.claim() {
                let bytes = &mut bytes[..out.len() / n * stride];
                if !bytes.is_empty() {
                    fill(index * rows, bytes);
                }
                self.strip(simd, index * rows, bytes, out, &finish);
            }
        };
        if workers <= 1 && size <= ON_STACK {
            work(&mut [0; ON_STACK]);
            return Ok(());
        }
        // One more than threads: where a host's executor fails, the calling thread comes twice.
        let mut bytes = try_zeroed((workers + 1) * size, "activations")?;
        let scratch = Chunks::new(&mut bytes, size);
        par::share(workers, || scratch.claim().into_iter().for_each(|(_, bytes)| work(bytes)));
        Ok(())
    }

    /// Multiplies a strip of rows, the first of which is `first`. With AMX rows that fill half of its tiles are enough.
    fn strip<T>(&self, simd: Level, first: usize, bytes: &[u8], out: &mut [T], finish: &impl Fn(Tile<'_>, &mut [T])) {
        #[cfg(target_arch = "x86_64")]
        if out.len() / self.columns() >= amx::LEAST
            && self.stride().is_multiple_of(amx::ROW_BYTES)
            && let Some(tiles) = Tiles::configured(simd)
        {
            let kernel = |rows: &[u8], panel: &[Group], sums: &mut [Sums]| amx::tile_sums(&tiles, rows, panel, sums);
            return self.tiles::<WITH_AMX, T>(kernel, first, bytes, out, finish);
        }
        let kernel = |rows: &[u8], panel: &[Group], sums: &mut [Sums]| tile_sums(simd, rows, panel, sums);
        self.tiles::<TILE, T>(kernel, first, bytes, out, finish);
    }

    fn tiles<const MOST: usize, T>(
        &self,
        kernel: impl Fn(&[u8], &[Group], &mut [Sums]),
        first: usize,
        bytes: &[u8],
        out: &mut [T],
        finish: &impl Fn(Tile<'_>, &mut [T]),
    ) {
        let (stride, n) = (self.stride(), self.columns());
        let rows = out.len() / n;
        // Of about the same height, as short tiles are slow.
        let tiles = rows.div_ceil(MOST);
        let mut sums = [[0; PANEL]; MOST];
        for (panel, columns) in self.panels().enumerate() {
            let width = PANEL.min(n - panel * PANEL);
            for tile in 0..tiles {
                let (start, end) = (tile * rows / tiles, (tile + 1) * rows / tiles);
                let (bytes, sums) = (&bytes[start * stride..end * stride], &mut sums[..end - start]);
                kernel(bytes, columns, sums);
                let tile = Tile { row: first + start, bytes, panel, width, sums };
                finish(tile, &mut out[start * n + panel * PANEL..end * n]);
            }
        }
    }
}
