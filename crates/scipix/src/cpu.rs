//! This module tells what the processor offers, and sets the optimization level and the number of threads.
//!
//! Results never depend on these settings; speed does. They hold for the whole process, any thread may change them at
//! any time, and later calls obey.
//!
//! ```
//! let cpu = scipix::cpu::features();
//! println!("{cpu:?}"); // {"sse4.2", "avx2", "fma"}
//! if cpu.avx2() {
//!     println!("{} processors, {}", scipix::cpu::usable_cpus(), scipix::cpu::simd_name());
//! }
//!
//! scipix::set_opt_level(scipix::OptLevel::Full);
//! scipix::set_thread_count(4);
//! assert_eq!(scipix::thread_count(), 4);
//! scipix::set_thread_count(0); // as many as the process may use
//! ```

use scipix_core::cpu::{self as core_cpu, bit};
use scipix_core::simd;
use std::fmt;

#[doc(inline)]
pub use core_cpu::{Caches, OptLevel};

/// A set of processor features. `Debug` prints their names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Features(core_cpu::Features);

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $bit:ident;)+) => {
        impl Features {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(self) -> bool {
                    self.0.has(bit::$bit)
                }
            )+
        }
    };
}

features! {
    /// Returns whether SSE4.2 and POPCNT are there (x86-64).
    sse4_2 = SSE4_2;
    /// Returns whether AVX2 is there (x86-64).
    avx2 = AVX2;
    /// Returns whether fused multiply-add on 256 bits is there (x86-64).
    fma = FMA;
    /// Returns whether AVX-512 Foundation is there (x86-64).
    avx512f = AVX512F;
    /// Returns whether AVX-512 on bytes and words is there (x86-64).
    avx512bw = AVX512BW;
    /// Returns whether AVX-512 on shorter vectors is there (x86-64).
    avx512vl = AVX512VL;
    /// Returns whether AVX-512 byte permutes are there (x86-64).
    avx512vbmi = AVX512VBMI;
    /// Returns whether AVX-512 dot products of bytes are there (x86-64).
    avx512vnni = AVX512VNNI;
    /// Returns whether dot products of bytes on 256 bits are there without AVX-512 (x86-64).
    avxvnni = AVXVNNI;
    /// Returns whether AMX tiles of bytes are there (x86-64).
    amx_int8 = AMX_INT8;
    /// Returns whether NEON is there (aarch64).
    neon = NEON;
    /// Returns whether dot products of bytes are there (aarch64).
    dotprod = DOTPROD;
    /// Returns whether products of byte matrices are there (aarch64).
    i8mm = I8MM;
    /// Returns whether 128-bit SIMD is there (WebAssembly).
    simd128 = SIMD128;
}

impl Features {
    /// Returns the names of the features in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.0.names()
    }
}

impl fmt::Debug for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Returns the features of this processor. The environment variable `SCIPIX_CPU_MASK` can hide some, by names separated
/// by commas, so that the code for lesser processors can be tested anywhere.
#[must_use]
pub fn features() -> Features {
    Features(core_cpu::features())
}

/// Returns the name of the instruction set that the kernels use now, such as `"avx2"`; `"scalar"` without SIMD.
#[must_use]
pub fn simd_name() -> &'static str {
    simd::active().name()
}

/// Returns the sizes of the processor's caches, as far as they are known.
#[must_use]
pub fn caches() -> Caches {
    core_cpu::caches()
}

/// Returns how many processors this process may use by its affinity and cgroup quota, at least 1.
#[must_use]
pub fn usable_cpus() -> usize {
    core_cpu::usable_cpus()
}

/// Returns the optimization level.
#[must_use]
pub fn opt_level() -> OptLevel {
    core_cpu::opt_level()
}

/// Sets the optimization level. The default is [`OptLevel::Full`].
pub fn set_opt_level(level: OptLevel) {
    core_cpu::set_opt_level(level);
}

/// Returns how many threads an operation may use, the calling one included.
#[must_use]
pub fn thread_count() -> usize {
    core_cpu::thread_count()
}

/// Sets how many threads an operation may use, the calling one included; 0 restores the default, which is
/// [`usable_cpus`].
pub fn set_thread_count(count: usize) {
    core_cpu::set_thread_count(count);
}
