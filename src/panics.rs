//! The C ABI reports panics by status and prints nothing: stderr belongs to the host program.

use std::panic::{self, PanicHookInfo};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// The hook that the host had.
static HOST_HOOK: OnceLock<Hook> = OnceLock::new();

/// Installs a panic hook, once, that prints nothing for panics of this library's code and passes others to the host's hook.
///
/// The hook tells panics apart by their source file, not by thread: that covers worker threads and costs each later call
/// one load.
#[inline]
pub(crate) fn silence_own_panics() {
    static SILENCED: AtomicBool = AtomicBool::new(false);
    // A thread that comes while another installs the hook does not wait: in a forked child it would wait for ever.
    if !SILENCED.load(Relaxed) && !SILENCED.swap(true, Relaxed) {
        install();
    }
}

/// Takes no memory, which may be short in the first call of all: a box of a function has no size.
#[cold]
fn install() {
    let _ = HOST_HOOK.set(panic::take_hook());
    panic::set_hook(Box::new(pass_to_host));
}

fn pass_to_host(info: &PanicHookInfo<'_>) {
    if !is_ours(info)
        && let Some(host_hook) = HOST_HOOK.get()
    {
        host_hook(info);
    }
}

/// Whether a panic arises in a source file of the library, its tests aside.
fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    let file = info.location().map_or("", |location| location.file());
    let this_crate = file!().strip_suffix("panics.rs").unwrap_or(file!());
    !cfg!(test) && (file.starts_with(this_crate) || file.starts_with(scipix_core::base::source_dir()))
}

/// Whether the hook was installed.
#[cfg(test)]
pub(crate) fn are_silenced() -> bool {
    HOST_HOOK.get().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::thread;

    #[test]
    fn a_hook_that_the_host_sets_later_stays() {
        silence_own_panics();
        let (calls, me, before) = (Arc::new(AtomicUsize::new(0)), thread::current().id(), panic::take_hook());
        let counter = calls.clone();
        panic::set_hook(Box::new(move |info| {
            counter.fetch_add(usize::from(thread::current().id() == me), Relaxed);
            before(info);
        }));
        silence_own_panics();
        assert!(panic::catch_unwind(|| panic!("for the hook")).is_err());
        assert_eq!(calls.load(Relaxed), 1);
    }
}
