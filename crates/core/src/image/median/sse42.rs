//! 16 bytes a vector.

use super::scalar;
use super::vectors::medians;
use crate::simd::x86::{load128, store128};
use std::arch::x86_64::{_mm_max_epu8, _mm_min_epu8};

medians!("sse4.2", 16, load128, store128, _mm_min_epu8, _mm_max_epu8, scalar);
