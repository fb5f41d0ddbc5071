//! The loops over rows and panels.
//!
//! Rows are prepared a strip at a time; a strip stays in the first caches while it is multiplied by every panel.

#[cfg(target_arch = "x86_64")]
use super::amx;
use super::groups::{PANEL, Panel, PanelSums};
use super::kernels::{TILE, tile_sums};
use super::pack::Packed;
use crate::base::error::{Result, fail, try_zeroed};
use crate::base::{AlignedBytes, ScratchCache};
use crate::simd::Level;
use crate::split;
use crate::split::Chunks;

/// About what a product of two bytes costs.
pub const NS_PER_PRODUCT: f64 = 0.004;

/// Rows of a strip take about this many bytes.
const STRIP: usize = 96 << 10;

/// A strip of up to this many bytes lies on the stack, where one thread does all of the work.
const ON_STACK: usize = 8 << 10;

/// Longer strips of calls on one thread, kept for the next calls.
static KEPT: ScratchCache<AlignedBytes, 4> = ScratchCache::new();

/// Sums of some rows with the columns of a panel.
pub struct Tile<'a> {
    /// The first of the rows.
    pub row: usize,
    /// The prepared rows.
    pub bytes: &'a [u8],
    /// Index of the panel, and its number of columns.
    pub panel: usize,
    pub width: usize,
    /// Sum of the bytes of each column.
    pub of_columns: &'a PanelSums,
    /// Sums of the products of each row.
    pub sums: &'a [PanelSums],
}

/// Where the products of packed columns are in a result.
#[derive(Clone, Copy)]
pub struct ResultColumns {
    /// The first of these columns.
    pub first: usize,
    /// Number of columns of the result.
    pub all: usize,
}

/// Rows of a result, and the prepared rows that they are products of.
struct Strip<'a, T> {
    /// The first of the rows.
    first: usize,
    bytes: &'a [u8],
    out: &'a mut [T],
    at: ResultColumns,
}

/// The sums of the products of rows with the columns of a panel.
type Kernel<'a> = dyn Fn(&[u8], &Panel<'_>, &mut [PanelSums]) + 'a;

/// Rows that are multiplied at a time.
fn tile_rows(simd: Level) -> usize {
    #[cfg(target_arch = "x86_64")]
    if simd.isa() == crate::simd::Isa::Amx {
        return amx::MOST;
    }
    let _ = simd;
    TILE
}

impl Packed {
    /// Multiplies rows, as many as `out` has, by these columns, which are all columns of the result. `fill` writes rows from an
    /// index on, each `stride` bytes; `finish` gets each tile, and the result from the tile's first value to the end of its last
    /// row.
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
        self.multiply_into(ResultColumns { first: 0, all: self.columns() }, simd, out, fill, finish)
    }

    /// Multiplies as [`Packed::multiply`] does, by the columns `at` of the result.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn multiply_into<T: Send>(
        &self,
        at: ResultColumns,
        simd: Level,
        out: &mut [T],
        fill: impl Fn(usize, &mut [u8]) + Sync,
        finish: impl Fn(Tile<'_>, &mut [T]) + Sync,
    ) -> Result<()> {
        let stride = self.stride();
        let m = out.len() / at.all;
        let workers = split::workers_for(NS_PER_PRODUCT * m as f64 * self.columns() as f64 * stride as f64);
        // A few strips a thread, of whole tiles.
        let most = if workers > 1 { m.div_ceil(4 * workers) } else { m };
        let rows = most.min(STRIP / stride.max(1)).next_multiple_of(tile_rows(simd));
        let size = rows.min(m) * stride;
        let strips = Chunks::new(out, rows * at.all);
        let work = |bytes: &mut [u8]| {
            while let Some((index, out)) = strips.claim() {
                let bytes = &mut bytes[..out.len() / at.all * stride];
                if !bytes.is_empty() {
                    fill(index * rows, bytes);
                }
                self.multiply_strip(simd, Strip { first: index * rows, bytes, out, at }, &finish);
            }
        };
        if workers <= 1 {
            if size <= ON_STACK {
                work(&mut [0; ON_STACK]);
            } else {
                work(KEPT.lease_bytes(size, "activations")?.as_mut_slice());
            }
            return Ok(());
        }
        // One more than there are threads: where a host's executor fails, the calling thread works twice.
        let threads = workers + 1;
        let Some(sizes) = threads.checked_mul(size) else {
            fail!(OutOfMemory, "activations: {threads} times {size} bytes exceed the address space");
        };
        let mut bytes = try_zeroed(sizes, "activations")?;
        let scratch = Chunks::new(&mut bytes, size);
        split::share(workers, || scratch.claim().into_iter().for_each(|(_, bytes)| work(bytes)));
        Ok(())
    }

    /// Copies rows of `k` bytes, as many as `rows` holds, each byte combined with `flip` by exclusive or, which makes unsigned bytes of
    /// signed ones.
    pub fn copy_rows(&self, from: &[u8], k: usize, flip: u8, rows: &mut [u8]) {
        for (padded, row) in rows.chunks_mut(self.stride()).zip(from.chunks(k)) {
            padded.iter_mut().zip(row).for_each(|(to, &from)| *to = from ^ flip);
        }
    }

    /// Multiplies a strip. With AMX rows that fill half of its tiles are enough.
    fn multiply_strip<T>(&self, simd: Level, strip: Strip<'_, T>, finish: &impl Fn(Tile<'_>, &mut [T])) {
        #[cfg(target_arch = "x86_64")]
        if strip.out.len() / strip.at.all >= amx::LEAST
            && self.stride().is_multiple_of(amx::ROW_BYTES)
            && let Some(tiles) = simd.tiles()
        {
            let kernel = |rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]| {
                amx::tile_sums(&tiles, rows, panel.groups, sums);
            };
            return self.multiply_tiles(&kernel, &mut [PanelSums::default(); amx::MOST], strip, finish);
        }
        let kernel = |rows: &[u8], panel: &Panel<'_>, sums: &mut [PanelSums]| tile_sums(simd, rows, panel, sums);
        self.multiply_tiles(&kernel, &mut [PanelSums::default(); TILE], strip, finish);
    }

    /// Multiplies a strip tile by tile, with a kernel that takes up to `sums.len()` rows.
    fn multiply_tiles<T>(
        &self,
        kernel: &Kernel<'_>,
        sums: &mut [PanelSums],
        Strip { first, bytes, out, at }: Strip<'_, T>,
        finish: &impl Fn(Tile<'_>, &mut [T]),
    ) {
        let (stride, n) = (self.stride(), self.columns());
        let rows = out.len() / at.all;
        // Tiles of about equal height, as short ones are slow. The taller ones come first: branch prediction expects the next to be
        // as tall.
        let tiles = rows.div_ceil(sums.len());
        let (height, taller) = (rows / tiles, rows % tiles);
        for (panel, columns) in self.panels().enumerate() {
            let width = PANEL.min(n - panel * PANEL);
            let mut start = 0;
            for tile in 0..tiles {
                let end = start + height + usize::from(tile < taller);
                let (bytes, sums) = (&bytes[start * stride..end * stride], &mut sums[..end - start]);
                kernel(bytes, &columns, sums);
                let tile = Tile { row: first + start, bytes, panel, width, of_columns: columns.sums, sums };
                finish(tile, &mut out[start * at.all + at.first + panel * PANEL..end * at.all]);
                start = end;
            }
        }
    }
}
