//! 16 bytes a vector.

use super::scalar;
use super::vectors::medians;
use crate::simd::aarch64::{load_u8, store_u8};
use std::arch::aarch64::{vmaxq_u8, vminq_u8};

medians!("neon", 16, load_u8, store_u8, vminq_u8, vmaxq_u8, scalar);
