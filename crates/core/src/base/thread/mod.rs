//! The library's own threads.
//!
//! On Unix they are those of the system. A thread of the standard library takes a lock where it begins and where it ends, which
//! no handler of `fork` knows: in a child that was forked while another thread held it, no thread of the standard library
//! begins or ends any more. Nor can such a thread be started without memory.

#[cfg(not(all(unix, not(all(test, shuttle)))))]
mod portable;
#[cfg(all(unix, not(all(test, shuttle))))]
mod posix;

#[cfg(not(all(unix, not(all(test, shuttle)))))]
pub use portable::StdThread as OwnThread;
#[cfg(all(unix, not(all(test, shuttle))))]
pub use posix::PosixThread as OwnThread;

use super::error::{Result, fail};
use super::sync::{Mutex, MutexGuard};
use std::fmt::Arguments;
use std::io::ErrorKind;

/// Starts a thread of this name for `owner`, which messages begin with.
///
/// # Errors
/// `OutOfMemory`; `Io` where the system starts none.
pub fn start_thread(owner: &str, name: Arguments<'_>, run: impl FnOnce() + Send + 'static) -> Result<OwnThread> {
    match OwnThread::start(name, run) {
        Ok(thread) => Ok(thread),
        Err(error) if error.kind() == ErrorKind::OutOfMemory => {
            fail!(OutOfMemory, "{owner}: no memory for thread {name}");
        }
        Err(error) => fail!(Io, "{owner}: thread {name} cannot be started: {error}"),
    }
}

/// Takes out the threads and waits for them, but for the calling one, which stays. Where another thread is at it, waits for
/// that one too, which lasts until it drops what this returns. `None` if it must not wait because it is `inside`: there the
/// other thread may wait for this one.
pub fn end_threads(threads: &Mutex<Vec<OwnThread>>, inside: bool) -> Option<MutexGuard<'_, Vec<OwnThread>>> {
    let mut threads = if inside { threads.try_lock()? } else { threads.lock() };
    let own = threads.iter().position(OwnThread::is_current).map(|index| threads.swap_remove(index));
    threads.drain(..).for_each(OwnThread::join);
    threads.extend(own);
    Some(threads)
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    /// Starts a thread that tells whether it is the one that it is given.
    fn asked() -> (OwnThread, std::sync::mpsc::Sender<OwnThread>, Receiver<(bool, OwnThread)>) {
        let (hand, given) = channel::<OwnThread>();
        let (tell, told) = channel();
        let run = move || {
            given.iter().for_each(|thread| tell.send((thread.is_current(), thread)).unwrap());
        };
        (OwnThread::start(format_args!("scipix-asked"), run).unwrap(), hand, told)
    }

    #[test]
    fn a_thread_knows_itself_and_is_joined() {
        let (first, to_first, from_first) = asked();
        let (second, to_second, from_second) = asked();
        assert!(!first.is_current());
        to_second.send(first).unwrap();
        let (is_current, first) = from_second.recv().unwrap();
        assert!(!is_current);
        to_first.send(first).unwrap();
        let (is_current, first) = from_first.recv().unwrap();
        assert!(is_current);
        drop((to_first, to_second));
        first.join();
        assert!(from_first.recv().is_err(), "a joined thread has dropped what it had");
        second.join();
    }

    #[test]
    fn a_thread_that_is_dropped_goes_on_by_itself() {
        let (thread, hand, told) = asked();
        drop(thread);
        let (other, ..) = asked();
        hand.send(other).unwrap();
        assert!(!told.recv().unwrap().0);
    }

    #[test]
    fn a_panic_ends_its_thread_alone() {
        OwnThread::start(format_args!("scipix-panics"), || panic!("in a thread of its own")).unwrap().join();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_knows_the_name_as_far_as_it_fits() {
        for (name, known) in [("scipix-ä", "scipix-ä\n"), ("scipix-batch-12345", "scipix-batch-12\n")] {
            let (tell, told) = channel();
            let run = move || tell.send(std::fs::read_to_string("/proc/thread-self/comm").unwrap()).unwrap();
            OwnThread::start(format_args!("{name}"), run).unwrap().join();
            assert_eq!(told.recv().unwrap(), known);
        }
    }
}
