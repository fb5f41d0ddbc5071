//! The kernel of `avx512` with its four products added by one instruction.

use super::avx2;
use super::avx512::{packed, signed3, signed4, weighted_row_kernel};
use super::luma::Pixel;
use crate::simd::each_block;
use crate::simd::x86::store512;
use std::arch::x86_64::*;

weighted_row_kernel!("avx512f,avx512bw,avx512vnni", |sum, weights, px| _mm512_dpbusd_epi32(sum, weights, px));
