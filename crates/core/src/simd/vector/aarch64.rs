//! Loads and stores of NEON. Kernels use no other pointer intrinsics but those of `InOut`; arithmetic needs no `unsafe`.

use std::arch::aarch64::*;
use std::arch::asm;

macro_rules! loads_and_stores {
    ($($vector:ty, $lane:ty, $n:literal, $load:ident, $store:ident, $load_ptr:path, $store_ptr:path;)+) => {$(
        /// Loads a block, at any alignment.
        #[inline]
        #[target_feature(enable = "neon")]
        #[allow(dead_code, reason = "each type has both")]
        pub fn $load(block: &[$lane; $n]) -> $vector {
            // SAFETY: the reference covers exactly the lanes that are read, and the load takes any alignment.
            unsafe { $load_ptr(block.as_ptr().cast()) }
        }

        /// Stores a block, at any alignment.
        #[inline]
        #[target_feature(enable = "neon")]
        #[allow(dead_code, reason = "each type has both")]
        pub fn $store(block: &mut [$lane; $n], vector: $vector) {
            // SAFETY: the reference covers exactly the lanes that are written, and the store takes any alignment.
            unsafe { $store_ptr(block.as_mut_ptr().cast(), vector) }
        }
    )+};
}

loads_and_stores! {
    uint8x16_t, u8, 16, load_u8, store_u8, vld1q_u8, vst1q_u8;
    uint8x16x3_t, u8, 48, load_u8x3, store_u8x3, vld3q_u8, vst3q_u8;
    uint8x16x4_t, u8, 64, load_u8x4, store_u8x4, load_four, vst4q_u8;
    int8x16_t, [i8; 4], 4, load_bytes, store_bytes, vld1q_s8, vst1q_s8;
    int32x4_t, i32, 4, load_i32, store_i32, vld1q_s32, vst1q_s32;
    uint16x8_t, u16, 8, load_u16, store_u16, vld1q_u16, vst1q_u16;
    uint32x4_t, u32, 4, load_u32, store_u32, vld1q_u32, vst1q_u32;
    float32x4_t, f32, 4, load_f32, store_f32, vld1q_f32, vst1q_f32;
    float64x2_t, f64, 2, load_f64, store_f64, vld1q_f64, vst1q_f64;
}

/// Maps each vector of a block.
#[inline]
#[target_feature(enable = "neon")]
pub fn map_vectors<const N: usize>(mut block: [u8; N], map: impl Fn(uint8x16_t) -> uint8x16_t) -> [u8; N] {
    for vector in block.as_chunks_mut().0 {
        store_u8(vector, map(load_u8(vector)));
    }
    block
}

/// Loads 64 bytes with one instruction, whether all four vectors are used or not: where one is not, as alpha, LLVM would take the
/// others apart byte by byte, with twice the instructions of a whole kernel.
///
/// # Safety
///
/// The 64 bytes at `px` can be read.
#[inline]
#[target_feature(enable = "neon")]
unsafe fn load_four(px: *const u8) -> uint8x16x4_t {
    // SAFETY: the caller's bytes.
    let four = unsafe { vld4q_u8(px) };
    // SAFETY: there is no instruction, but the register counts as used.
    unsafe { asm!("// {:v}", in(vreg) four.3, options(nomem, nostack, preserves_flags)) };
    four
}

/// Adds to each lane of `sum` the dot product of its four bytes of `columns` with those of lane `LANE` of `row`. Stable Rust has
/// no intrinsic for it.
#[inline]
#[target_feature(enable = "neon,dotprod")]
pub fn dot_lane<const LANE: usize>(mut sum: int32x4_t, columns: int8x16_t, row: int8x16_t) -> int32x4_t {
    // SAFETY: works on registers alone, and the function has the feature.
    unsafe {
        asm!(
            "sdot {sum:v}.4s, {columns:v}.16b, {row:v}.4b[{lane}]",
            sum = inout(vreg) sum,
            columns = in(vreg) columns,
            row = in(vreg) row,
            lane = const LANE,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    sum
}

/// Adds to `sum`, a matrix of two by two, the product of two rows of eight bytes with two columns of eight. Stable Rust has no
/// intrinsic for it.
#[inline]
#[target_feature(enable = "neon,i8mm")]
pub fn multiply_pairs(mut sum: int32x4_t, rows: uint8x16_t, columns: int8x16_t) -> int32x4_t {
    // SAFETY: works on registers alone, and the function has the feature.
    unsafe {
        asm!(
            "usmmla {sum:v}.4s, {rows:v}.16b, {columns:v}.16b",
            sum = inout(vreg) sum,
            rows = in(vreg) rows,
            columns = in(vreg) columns,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    sum
}
