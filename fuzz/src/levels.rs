//! Runs work at every SIMD level and on several threads, which must not matter.

use crate::memory::peak;
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::simd::{available, best, set_level};
use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

/// Levels belong to the process, and tests run side by side.
static LEVELS: Mutex<()> = Mutex::new(());

/// Calls `f` at every SIMD level by one thread, and once on all threads. Fails where results differ, down to the bits of
/// their floats, or where `f` takes more than `most` bytes. Returns the result.
pub fn everywhere<R: Debug>(most: usize, mut f: impl FnMut() -> R) -> R {
    let _alone = LEVELS.lock().unwrap_or_else(PoisonError::into_inner);
    set_opt_level(OptLevel::Simd);
    let mut expected: Option<String> = None;
    for level in available() {
        set_level(level);
        let (result, bytes) = peak(&mut f);
        assert!(bytes <= most, "took {bytes} bytes, more than {most}");
        let result = format!("{result:?}");
        match &expected {
            Some(expected) => assert_eq!(&result, expected, "at {}", level.name()),
            None => expected = Some(result),
        }
    }
    set_level(best());
    set_opt_level(OptLevel::Full);
    let result = f();
    assert_eq!(Some(format!("{result:?}")), expected, "on threads");
    result
}
