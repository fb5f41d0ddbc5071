//! How much of the processor to use. Settable at any time, from any thread; each later call obeys.

use super::features;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};

/// Optimization level: each includes the ones before it. Results are the same at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum OptLevel {
    /// Scalar and sequential.
    None = 0,
    /// SIMD kernels.
    Simd = 1,
    /// SIMD kernels and threads.
    Parallel = 2,
    /// All of it; the default. Also pools memory.
    Full = 3,
}

impl OptLevel {
    /// All of them, ordered.
    pub const ALL: [OptLevel; 4] = [OptLevel::None, OptLevel::Simd, OptLevel::Parallel, OptLevel::Full];

    /// Lower-case name.
    pub fn name(self) -> &'static str {
        ["none", "simd", "parallel", "full"][self as usize]
    }
}

static OPT: AtomicU8 = AtomicU8::new(OptLevel::Full as u8);
static THREADS: AtomicUsize = AtomicUsize::new(0);
/// How often the thread count was set.
static SETTINGS: AtomicUsize = AtomicUsize::new(0);

/// The optimization level in force.
pub fn opt_level() -> OptLevel {
    OptLevel::ALL[usize::from(OPT.load(Relaxed))]
}

/// Whether memory is pooled: at the highest level.
#[inline]
pub(crate) fn pools() -> bool {
    OPT.load(Relaxed) == OptLevel::Full as u8
}

/// Sets the optimization level.
pub fn set_opt_level(level: OptLevel) {
    OPT.store(level as u8, Relaxed);
}

/// Whether the optimization level forbids all but scalar code.
#[inline]
pub(crate) fn is_scalar() -> bool {
    OPT.load(Relaxed) == OptLevel::None as u8
}

/// Sets how many threads an operation may use, the calling one included; 0 restores the default.
pub fn set_thread_count(count: usize) {
    THREADS.store(count, Relaxed);
    SETTINGS.fetch_add(1, Relaxed);
}

/// How many threads an operation may use, the calling one included: what was set, or as many as affinity and cgroup
/// quota allow.
pub fn thread_count() -> usize {
    match THREADS.load(Relaxed) {
        0 => default_threads(),
        count => count,
    }
}

/// How often that was set, to the same or another number.
#[cfg(feature = "optimize")]
pub(crate) fn thread_count_settings() -> usize {
    SETTINGS.load(Relaxed)
}

/// Asked once: the answer reads files of the cgroup. Threads that ask at once all do; none waits for another.
fn default_threads() -> usize {
    static USABLE: AtomicUsize = AtomicUsize::new(0);
    if USABLE.load(Relaxed) == 0 {
        USABLE.store(features::usable_cpus(), Relaxed);
    }
    USABLE.load(Relaxed)
}
