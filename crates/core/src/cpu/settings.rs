//! Settings for how much of the processor to use. Any thread may change them at any time; later calls obey.

use super::features;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};

/// Optimization level. Each includes the ones before it, and all give equal results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum OptLevel {
    /// Scalar and sequential.
    None = 0,
    /// SIMD kernels.
    Simd = 1,
    /// SIMD kernels and threads.
    Parallel = 2,
    /// SIMD kernels, threads and pooled memory; the default.
    Full = 3,
}

impl OptLevel {
    /// All levels, ordered.
    pub const ALL: [OptLevel; 4] = [OptLevel::None, OptLevel::Simd, OptLevel::Parallel, OptLevel::Full];

    /// Returns the lower-case name.
    pub fn name(self) -> &'static str {
        ["none", "simd", "parallel", "full"][self as usize]
    }
}

static OPT: AtomicU8 = AtomicU8::new(OptLevel::Full as u8);
static THREADS: AtomicUsize = AtomicUsize::new(0);
/// How often the thread count was set: a change makes the pool try again to start threads.
static SETTINGS: AtomicUsize = AtomicUsize::new(0);

/// Returns the current optimization level.
pub fn opt_level() -> OptLevel {
    OptLevel::ALL[usize::from(OPT.load(Relaxed))]
}

/// Returns whether memory is pooled, as it is at the highest level.
#[inline]
pub(crate) fn pools() -> bool {
    OPT.load(Relaxed) == OptLevel::Full as u8
}

/// Sets the optimization level.
pub fn set_opt_level(level: OptLevel) {
    OPT.store(level as u8, Relaxed);
}

/// Returns whether the optimization level allows only scalar code.
#[inline]
pub(crate) fn is_scalar() -> bool {
    OPT.load(Relaxed) == OptLevel::None as u8
}

/// Sets how many threads an operation may use, the calling one included; 0 restores the default.
pub fn set_thread_count(count: usize) {
    THREADS.store(count, Relaxed);
    SETTINGS.fetch_add(1, Relaxed);
}

/// Returns how many threads an operation may use, the calling one included: the number that was set, or by default as many as
/// affinity and cgroup quota allow.
pub fn thread_count() -> usize {
    match THREADS.load(Relaxed) {
        0 => default_threads(),
        count => count,
    }
}

/// Returns how often the thread count was set, also to an equal number.
#[cfg(feature = "optimize")]
pub(crate) fn thread_count_settings() -> usize {
    SETTINGS.load(Relaxed)
}

/// Returns the number of usable processors. It is asked for once, because the answer takes reading files of the cgroup. Several
/// threads may ask at once; none waits for another.
fn default_threads() -> usize {
    static USABLE: AtomicUsize = AtomicUsize::new(0);
    if USABLE.load(Relaxed) == 0 {
        USABLE.store(features::usable_cpus(), Relaxed);
    }
    USABLE.load(Relaxed)
}
