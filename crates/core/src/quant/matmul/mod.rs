//! Integer products: `u8` or `i8` rows times packed `i8` columns, in `i32`, exact at every level.
//!
//! The dot product instructions take unsigned by signed bytes. Signed rows are shifted by 128, which adds 128 times the
//! sum of a column to each of its products; that is taken off again. Without these instructions bytes are widened to 16 bits
//! and multiplied in pairs: the byte product of AVX2 would saturate.

#[cfg(target_arch = "x86_64")]
mod amx;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avxvnni;
mod columns;
#[cfg(target_arch = "aarch64")]
mod dotprod;
mod groups;
#[cfg(target_arch = "aarch64")]
mod i8mm;
mod kernels;
mod pack;
mod panels;
mod rows;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod vnni;

pub(super) use groups::{PANEL, PanelSums};
pub(super) use pack::Packed;
pub(super) use panels::Tile;

use self::kernels::{dot_i8, dot_u8};
use self::panels::{NS_PER_PRODUCT, ResultColumns};
use crate::base::ScratchCache;
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail};
use crate::simd::{self, Isa, Level};
use crate::split;

/// Most values of a dot product: so many times 255 · −128 still fits in an `i32`.
pub const MAX_K: usize = (i32::MAX / (255 * 128)) as usize;

/// Packing a byte takes as long as this many products without packing; half as long where AVX-512 transposes.
const PACK_FROM: usize = 4;

/// About so many bytes of columns are packed at a time: they stay in the second cache until they are multiplied.
const BLOCK: usize = 256 << 10;

/// The memory of packed columns, kept for the next calls.
static KEPT: ScratchCache<Packed, 4> = ScratchCache::new();

/// Multiplies unsigned by signed bytes: `out[i][j] = Σ a[i][l] · b[j][l]`, with `a` of `m` rows and `b` of `n`, `k` values
/// each.
///
/// # Errors
/// `SizeMismatch`; `Overflow` for a product of sizes; `OutOfRange` for `k` above [`MAX_K`]; `OutOfMemory`.
pub fn matmul_u8i8(a: &[u8], b: &[i8], shape: MatmulShape, out: &mut [i32]) -> Result<()> {
    shape.check(a.len(), b.len(), out.len())?;
    let level = simd::active();
    if shape.is_few(level) {
        return shape.each_dot(level, a, b, out, dot_u8);
    }
    product(level, a, b, shape, 0, out)
}

/// Multiplies signed by signed bytes: `out[i][j] = Σ a[i][l] · b[j][l]`, with `a` of `m` rows and `b` of `n`, `k` values each.
///
/// # Errors
/// `SizeMismatch`; `Overflow` for a product of sizes; `OutOfRange` for `k` above [`MAX_K`]; `OutOfMemory`.
pub fn matmul_i8i8(a: &[i8], b: &[i8], shape: MatmulShape, out: &mut [i32]) -> Result<()> {
    shape.check(a.len(), b.len(), out.len())?;
    let level = simd::active();
    if shape.is_few(level) {
        return shape.each_dot(level, a, b, out, dot_i8);
    }
    product(level, crate::base::as_unsigned(a), b, shape, 0x80, out)
}

/// Sizes of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatmulShape {
    /// Rows of the result.
    pub m: usize,
    /// Values of each dot product.
    pub k: usize,
    /// Columns of the result.
    pub n: usize,
}

impl MatmulShape {
    fn check(&self, a: usize, b: usize, out: usize) -> Result<()> {
        let &MatmulShape { m, k, n } = self;
        if k > MAX_K {
            fail!(OutOfRange, "k: {k} products of bytes may exceed 32 bits, {MAX_K} do not");
        }
        let sizes = [("a", a, m, k), ("b_transposed", b, n, k), ("out", out, m, n)];
        for (name, len, rows, columns) in sizes {
            match rows.checked_mul(columns) {
                None => fail!(Overflow, "{name}: {rows} x {columns} exceeds the address space"),
                Some(size) if size != len => fail!(SizeMismatch, "{name}: has {len}, {rows} x {columns} are {size}"),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether there are so few products that packing the columns would take longer than it saves.
    fn is_few(&self, level: Level) -> bool {
        let from = if level.isa().base() == Isa::Avx512 { PACK_FROM / 2 } else { PACK_FROM };
        self.m.saturating_mul(self.n) < self.n.div_ceil(PANEL).saturating_mul(PANEL * from)
    }

    /// Computes each value by itself, without packing.
    fn each_dot<A: Sync>(
        &self,
        level: Level,
        a: &[A],
        b: &[i8],
        out: &mut [i32],
        dot: impl Fn(Level, &[A], &[i8]) -> i32 + Sync,
    ) -> Result<()> {
        let &MatmulShape { k, n, .. } = self;
        let workers = split::workers_for(4.0 * NS_PER_PRODUCT * out.len() as f64 * k as f64);
        const STEP: usize = 64;
        split::for_chunks(out, STEP, workers, |index, out| {
            for (at, out) in (index * STEP..).zip(out) {
                *out = dot(level, &a[at / n * k..][..k], &b[at % n * k..][..k]);
            }
        });
        Ok(())
    }
}

/// Multiplies by columns that are packed a block at a time. `flip` turns a byte of `a` into an unsigned one.
fn product(level: Level, a: &[u8], b: &[i8], shape: MatmulShape, flip: u8, out: &mut [i32]) -> Result<()> {
    let MatmulShape { k, n, .. } = shape;
    if k == 0 || out.is_empty() {
        out.fill(0);
        return Ok(());
    }
    let block = Packed::columns_in(level, k, BLOCK);
    let make = || match try_box(Packed::empty()) {
        Some(packed) => Ok(packed),
        None => fail!(OutOfMemory, "b_transposed: no memory"),
    };
    let mut packed = KEPT.lease(|_| true, make)?;
    for (index, columns) in crate::base::as_unsigned(b).chunks(block * k).enumerate() {
        packed.pack(level, columns, columns.len() / k, k, 0)?;
        multiply_block(&packed, level, ResultColumns { first: index * block, all: n }, a, k, flip, out)?;
    }
    if packed.bytes() > 2 * BLOCK {
        *packed = Packed::empty();
    }
    Ok(())
}

/// Multiplies the rows of `a` by the columns `at` of the result.
fn multiply_block(
    packed: &Packed,
    level: Level,
    at: ResultColumns,
    a: &[u8],
    k: usize,
    flip: u8,
    out: &mut [i32],
) -> Result<()> {
    let shift = if flip == 0 { 0 } else { 128 };
    let fill = |first: usize, rows: &mut [u8]| {
        packed.copy_rows(&a[first * k..], k, flip, rows);
    };
    packed.multiply_into(at, level, out, fill, |tile, out| {
        for (sums, out) in tile.sums.iter().zip(out.chunks_mut(at.all)) {
            let out = out.iter_mut().take(tile.width);
            out.zip(sums.0.iter().zip(&tile.of_columns.0))
                .for_each(|(out, (sum, column))| *out = sum.wrapping_sub(column * shift));
        }
    })
}
