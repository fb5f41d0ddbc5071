//! The edge of the C ABI: no panic crosses it, and the promise of the C caller enters through it.

use super::panics::silence_own_panics;
use super::status::{self, SCIPIX_STATUS_OK, SCIPIX_STATUS_PANIC, ScipixStatus};
use scipix_core::base::error::{Error, Result};
use std::any::Any;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Proof that this code runs for a C caller, who promised for the length of the call that each pointer argument is null or
/// valid for what the header says. Checked pointers become references through its methods, in `ptr`, `handle`, `sized` and
/// `view`, as a `Level` stands for detected features.
///
/// Only [`guard`], [`guard_value`] and the short ways make one, and only exported functions call those (a test of the tree looks).
#[derive(Clone, Copy)]
pub(super) struct Law<'call>(PhantomData<&'call mut ()>);

/// Runs `f`; turns its error or panic into a status, and keeps the words for `scipix_last_error_message`.
///
/// Unwinding leaves nothing half-changed that a later call could see: operations write only to the caller's output,
/// and locks of the library do not stay poisoned.
#[inline]
pub(super) fn guard(f: impl for<'call> FnOnce(Law<'call>) -> Result<()>) -> ScipixStatus {
    silence_own_panics();
    // What becomes of an error is decided where it arises: a result that leaves the closure is copied on the way.
    let run = || match f(Law(PhantomData)) {
        Ok(()) => SCIPIX_STATUS_OK,
        Err(error) => failed(error),
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(panicked)
}

// Of their own, so that not each of the functions that are guarded has them in it.
#[cold]
#[inline(never)]
fn failed(error: Error) -> ScipixStatus {
    status::remember(format_args!("{error}"));
    status::of(&error)
}

#[cold]
#[inline(never)]
fn panicked(panic: Box<dyn Any + Send>) -> ScipixStatus {
    status::remember(format_args!("a fault in scipix: {}", words(&*panic)));
    SCIPIX_STATUS_PANIC
}

/// [`guard`] for functions that never fail: `fallback` where `f` panics.
pub(super) fn guard_value<T>(fallback: T, f: impl for<'call> FnOnce(Law<'call>) -> T) -> T {
    silence_own_panics();
    catch_unwind(AssertUnwindSafe(|| f(Law(PhantomData)))).unwrap_or(fallback)
}

/// Runs `short`, which cannot panic and so needs no guard, and where it returns `false`, having done nothing, `rest` guarded and
/// out of line.
#[inline(always)]
pub(super) fn short_way(
    short: impl for<'call> FnOnce(Law<'call>) -> bool,
    rest: impl for<'call> Fn(Law<'call>) -> Result<()>,
) -> ScipixStatus {
    if short(Law(PhantomData)) { SCIPIX_STATUS_OK } else { guard_by_call(&rest) }
}

/// Runs `short` guarded, and where it returns `false`, having done nothing, `rest` guarded and out of line.
#[inline(always)]
pub(super) fn guarded_short_way(
    short: impl for<'call> FnOnce(Law<'call>) -> bool,
    rest: impl for<'call> Fn(Law<'call>) -> Result<()>,
) -> ScipixStatus {
    silence_own_panics();
    match catch_unwind(AssertUnwindSafe(|| short(Law(PhantomData)))) {
        Ok(true) => SCIPIX_STATUS_OK,
        Ok(false) => guard_by_call(&rest),
        Err(panic) => panicked(panic),
    }
}

/// [`guard`] out of line, so that the short way needs no stack frame. A closure handed over by value would be copied at another
/// width than it was just stored, and wait for that.
#[inline(never)]
fn guard_by_call(f: &impl for<'call> Fn(Law<'call>) -> Result<()>) -> ScipixStatus {
    guard(f)
}

/// Runs the slow rest of a function whose fast part cannot panic, out of line, so that the fast part needs no stack frame.
#[cold]
#[inline(never)]
pub(super) fn cold_path(rest: impl FnOnce() -> ScipixStatus) -> ScipixStatus {
    rest()
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words were left")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panics::are_silenced;
    use scipix_core::base::error::ErrorKind;
    use std::ffi::CStr;
    use std::process::Command;

    fn message() -> String {
        // SAFETY: borrowed until the next failure of this thread.
        unsafe { CStr::from_ptr(status::scipix_last_error_message()) }.to_str().unwrap().to_owned()
    }

    #[test]
    fn success_leaves_the_last_message() {
        guard(|_| Err(Error::new(ErrorKind::OutOfRange, "x: too far")));
        assert_eq!(guard(|_| Ok(())), SCIPIX_STATUS_OK);
        assert_eq!(message(), "x: too far");
    }

    #[test]
    fn a_panic_becomes_a_status_and_the_next_call_works() {
        assert_eq!(guard(|_| panic!("row {}", 7)), SCIPIX_STATUS_PANIC);
        assert_eq!(message(), "a fault in scipix: row 7");
        assert_eq!(guard(|_| Ok(())), SCIPIX_STATUS_OK);
        assert_eq!(guard_value(5, |_| panic!("lost")), 5);
        assert_eq!(guard_value(5, |_| 6), 6);
    }

    #[test]
    fn the_rest_is_run_and_guarded_only_where_the_short_way_ends() {
        assert_eq!(short_way(|_| true, |_| panic!("not needed")), SCIPIX_STATUS_OK);
        assert_eq!(short_way(|_| false, |_| Ok(())), SCIPIX_STATUS_OK);
        assert_eq!(short_way(|_| false, |_| panic!("row {}", 8)), SCIPIX_STATUS_PANIC);
        assert_eq!(message(), "a fault in scipix: row 8");
    }

    #[test]
    fn a_guarded_short_way_may_panic() {
        assert_eq!(guarded_short_way(|_| true, |_| panic!("not needed")), SCIPIX_STATUS_OK);
        assert_eq!(guarded_short_way(|_| false, |_| Ok(())), SCIPIX_STATUS_OK);
        assert_eq!(guarded_short_way(|_| panic!("row {}", 9), |_| Ok(())), SCIPIX_STATUS_PANIC);
        assert_eq!(message(), "a fault in scipix: row 9");
    }

    /// Calls a guard in a process where nothing was called before.
    fn call_first(name: &str, call: impl FnOnce()) {
        if std::env::var_os("SCIPIX_TEST_FIRST_CALL").is_some() {
            assert!(!are_silenced());
            call();
            return assert!(are_silenced());
        }
        let name = format!("guard::tests::{name}");
        let child = Command::new(std::env::current_exe().unwrap())
            .args([&name, "--exact"])
            .env("SCIPIX_TEST_FIRST_CALL", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
    }

    #[test]
    fn the_first_call_silences_panics() {
        call_first("the_first_call_silences_panics", || assert_eq!(guard(|_| Ok(())), SCIPIX_STATUS_OK));
    }

    #[test]
    fn the_first_call_for_a_value_silences_panics() {
        call_first("the_first_call_for_a_value_silences_panics", || assert_eq!(guard_value(5, |_| 6), 6));
    }

    #[test]
    fn messages_belong_to_their_thread() {
        guard(|_| Err(Error::new(ErrorKind::Overflow, "here")));
        std::thread::spawn(|| assert_eq!(message(), "")).join().unwrap();
        assert_eq!(message(), "here");
    }
}
