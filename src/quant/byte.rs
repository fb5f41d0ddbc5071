//! The two types that floats become.

use super::channels::Columns;
use super::metrics::Sums;
use super::quantize::Map;
use super::{ByteType, QuantParams, dequantize, metrics, quantize};
use crate::simd::Level;

mod sealed {
    /// Kernels, and what they are made of.
    pub trait Kernels {}
    impl Kernels for i8 {}
    impl Kernels for u8 {}
}

/// `i8` or `u8`.
#[allow(private_interfaces, reason = "the trait is sealed: nobody outside names its kernels")]
pub trait Byte: sealed::Kernels + Copy + Default + Send + Sync + 'static {
    /// Which of the two.
    const TYPE: ByteType;

    /// The low 8 bits.
    #[doc(hidden)]
    fn low_bits(wide: i32) -> Self;

    /// The value.
    #[doc(hidden)]
    fn widen(self) -> i32;

    #[doc(hidden)]
    fn quantize_dividing(simd: Level, src: &[f32], map: &Map, dst: &mut [Self]);

    #[doc(hidden)]
    fn quantize_fused(simd: Level, src: &[f32], map: &Map, dst: &mut [Self]);

    #[doc(hidden)]
    fn quantize_columns(simd: Level, src: &[f32], columns: &Columns, dst: &mut [Self]);

    #[doc(hidden)]
    fn dequantize_run(simd: Level, src: &[Self], params: QuantParams, stream: bool, dst: &mut [f32]);

    #[doc(hidden)]
    fn dequantize_columns(simd: Level, src: &[Self], columns: &Columns, dst: &mut [f32]);

    #[doc(hidden)]
    fn error_run(simd: Level, original: &[f32], bytes: &[Self], params: QuantParams) -> Sums;

    #[doc(hidden)]
    fn error_columns(simd: Level, original: &[f32], bytes: &[Self], columns: &Columns) -> Sums;
}

macro_rules! byte {
    ($byte:ident, $type:ident) => {
        #[allow(private_interfaces, reason = "as for the trait")]
        impl Byte for $byte {
            const TYPE: ByteType = ByteType::$type;

            #[inline(always)]
            fn low_bits(wide: i32) -> Self {
                wide as Self
            }

            #[inline(always)]
            fn widen(self) -> i32 {
                i32::from(self)
            }

            fn quantize_dividing(simd: Level, src: &[f32], map: &Map, dst: &mut [Self]) {
                quantize::$byte::dividing(simd, src, map, dst);
            }

            fn quantize_fused(simd: Level, src: &[f32], map: &Map, dst: &mut [Self]) {
                quantize::$byte::fused(simd, src, map, dst);
            }

            fn quantize_columns(simd: Level, src: &[f32], columns: &Columns, dst: &mut [Self]) {
                quantize::$byte::columns(simd, src, columns, dst);
            }

            fn dequantize_run(simd: Level, src: &[Self], params: QuantParams, stream: bool, dst: &mut [f32]) {
                dequantize::$byte::run(simd, src, params, stream, dst);
            }

            fn dequantize_columns(simd: Level, src: &[Self], columns: &Columns, dst: &mut [f32]) {
                dequantize::$byte::columns(simd, src, columns, dst);
            }

            fn error_run(simd: Level, original: &[f32], bytes: &[Self], params: QuantParams) -> Sums {
                metrics::$byte::run(simd, original, bytes, params)
            }

            fn error_columns(simd: Level, original: &[f32], bytes: &[Self], columns: &Columns) -> Sums {
                metrics::$byte::columns(simd, original, bytes, columns)
            }
        }
    };
}

byte!(i8, I8);
byte!(u8, U8);
