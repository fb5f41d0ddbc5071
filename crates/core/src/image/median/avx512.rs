//! 64 bytes a vector.

use super::avx2;
use super::vectors::medians;
use crate::simd::x86::{load512, store512};
use std::arch::x86_64::{_mm512_max_epu8, _mm512_min_epu8};

medians!("avx512f,avx512bw", 64, load512, store512, _mm512_min_epu8, _mm512_max_epu8, avx2);
