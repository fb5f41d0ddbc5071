//! 32 bytes a vector.

use super::sse42;
use super::vectors::medians;
use crate::simd::x86::{load256, store256};
use std::arch::x86_64::{_mm256_max_epu8, _mm256_min_epu8};

medians!("avx2", 32, load256, store256, _mm256_min_epu8, _mm256_max_epu8, sse42);
