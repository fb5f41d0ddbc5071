//! Loads and stores of WebAssembly's vectors, at any alignment. Arithmetic needs no `unsafe`.

use std::arch::wasm32::{v128, v128_load, v128_store};

macro_rules! loads_and_stores {
    ($($lane:ty, $n:literal, $load:ident, $store:ident;)+) => {$(
        /// Loads a block.
        #[inline(always)]
        #[allow(dead_code, reason = "each type has both")]
        pub fn $load(block: &[$lane; $n]) -> v128 {
            // SAFETY: the reference covers exactly the 16 bytes that are read, and the load takes any alignment.
            unsafe { v128_load(block.as_ptr().cast()) }
        }

        /// Stores a block.
        #[inline(always)]
        #[allow(dead_code, reason = "each type has both")]
        pub fn $store(block: &mut [$lane; $n], vector: v128) {
            // SAFETY: the reference covers exactly the 16 bytes that are written, and the store takes any alignment.
            unsafe { v128_store(block.as_mut_ptr().cast(), vector) }
        }
    )+};
}

loads_and_stores! {
    u8, 16, load_u8, store_u8;
    u16, 8, load_u16, store_u16;
    u32, 4, load_u32, store_u32;
    f32, 4, load_f32, store_f32;
    i32, 4, load_i32, store_i32;
    i8, 16, load_i8, store_i8;
    [i8; 4], 4, load_bytes, store_bytes;
}
