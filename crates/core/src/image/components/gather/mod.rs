//! Bits of 64 bytes that are 0 or 1, the first byte in the lowest bit.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;

#[cfg(target_arch = "x86_64")]
pub use avx2::gather as gather_avx2;
#[cfg(target_arch = "x86_64")]
pub use avx512::gather as gather_avx512;
pub use scalar::gather as gather_scalar;
