//! Checks for features that the platform lacks, so that an object that needs it is refused when it is made and not found wanting later.

use super::error::{Result, fail};

/// Whether the platform can start threads. WebAssembly has none, unless the target is one with threads.
pub const HAS_THREADS: bool = !cfg!(all(target_family = "wasm", not(target_feature = "atomics")));

/// Whether the platform can map a file.
pub const MAPS_FILES: bool = cfg!(any(unix, windows));

/// Checks that there are threads, which `what` is made of.
///
/// # Errors
/// `Unsupported` where the platform cannot start any.
pub fn need_threads(what: &str) -> Result<()> {
    if !HAS_THREADS {
        fail!(Unsupported, "{what}: needs threads, and this platform has none");
    }
    Ok(())
}
