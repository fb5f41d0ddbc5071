//! The thread count of the library, and the program's own threads, hold for loops of Rust programs. They are settings of the
//! process, so this test is alone.

use scipix::parallel::{self, HostThreads};
use scipix::set_thread_count;
use std::collections::HashSet;
use std::thread::{self, ThreadId};
use std::time::Duration;

fn threads_of_a_map() -> HashSet<ThreadId> {
    let slow = |_: &()| {
        thread::sleep(Duration::from_millis(2));
        thread::current().id()
    };
    parallel::map_chunked(&[(); 40], 1, slow).into_iter().collect()
}

/// Threads of the program, with a name of their own.
struct Named;

impl HostThreads for Named {
    fn run(&self, count: usize, task: &(dyn Fn() + Sync)) {
        thread::scope(|scope| {
            for _ in 0..count {
                let thread = thread::Builder::new().name("host".into());
                thread.spawn_scoped(scope, || parallel::run_host_task(task)).unwrap();
            }
        });
    }
    fn concurrency(&self) -> usize {
        2
    }
}

fn map_on_threads_of_the_program() {
    parallel::set_host_threads(Some(Box::new(Named))).unwrap();
    let name = |_: &()| {
        thread::sleep(Duration::from_millis(1));
        thread::current().name() == Some("host")
    };
    let on_host = parallel::map_chunked(&[(); 20], 1, name);
    parallel::set_host_threads(None).unwrap();
    assert!(on_host.iter().all(|&host| host == cfg!(feature = "optimize")), "{on_host:?}");
}

#[test]
fn a_map_uses_no_more_threads_than_are_set() {
    set_thread_count(1);
    assert_eq!(threads_of_a_map(), HashSet::from([thread::current().id()]));
    set_thread_count(3);
    let threads = threads_of_a_map();
    assert!(threads.len() <= 3, "{threads:?}");
    if cfg!(feature = "optimize") {
        assert!(threads.len() > 1, "40 slow items, and nobody helped");
    }
    map_on_threads_of_the_program();
}
