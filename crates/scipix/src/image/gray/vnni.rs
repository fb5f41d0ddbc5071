//! `avx512` with the four products added in one instruction.

use super::avx512::{packed, signed3, signed4, weighed_row_kernel};
use super::{Pixel, avx2};
use crate::simd::each_block;
use crate::simd::x86::store512;
use std::arch::x86_64::*;

weighed_row_kernel!("avx512f,avx512bw,avx512vnni", |sum, weights, px| _mm512_dpbusd_epi32(sum, weights, px));
