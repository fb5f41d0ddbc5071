//! Panics that the ABI catches are reported by status, not printed: a library has no business on its host's stderr.

use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// From the first call on, a panic of this library's own code prints nothing; others go to whatever hook the host had.
///
/// Only the C functions call this, so that a Rust program that never enters through them keeps every message. Telling
/// panics apart by where they arise, not by thread, covers worker threads and costs a call nothing but a load.
#[inline]
pub(crate) fn hush() {
    static HUSHED: AtomicBool = AtomicBool::new(false);
    // Whoever comes while another thread is at it goes on: a forked child would wait for that thread for ever.
    if !HUSHED.load(Relaxed) && !HUSHED.swap(true, Relaxed) {
        install();
    }
}

#[cold]
fn install() {
    let host_hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_ours(info) {
            host_hook(info);
        }
    }));
}

/// Whether a panic arises in a source file of this crate, its program and its tests aside.
fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    let file = info.location().map_or("", |location| location.file());
    let ours = file!().strip_suffix("panics.rs").unwrap_or(file!());
    !cfg!(test) && file.strip_prefix(ours).is_some_and(|inside| !inside.starts_with("bin"))
}
