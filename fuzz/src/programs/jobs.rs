//! Executors: each job that is accepted runs once, unless it is cancelled first.

use super::fail_if;
use crate::bytes::Bytes;
use scipix::executor::{Executor, JobError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(20);

pub fn jobs(bytes: &mut Bytes<'_>) {
    let bound = bytes.pick(&[0, 0, 3, 100]);
    let Ok(executor) = Executor::bounded(1 + bytes.below(3), bound) else { return };
    let (ran, mut handles, mut cancelled, mut accepted, mut panicked) =
        (Arc::new(AtomicUsize::new(0)), Vec::new(), 0, 0, 0);
    for id in 0..bytes.below(50) {
        match bytes.below(8) {
            0..=4 => {
                let (counter, panics) = (ran.clone(), bytes.once_in(9));
                let job = move || {
                    counter.fetch_add(1, SeqCst);
                    fail_if(panics);
                    id
                };
                if let Ok(handle) = executor.submit(job) {
                    accepted += 1;
                    handles.push((id, panics, handle));
                } else {
                    assert!(bound < 100, "a job is refused");
                }
            }
            5 => cancelled += handles.pop().map_or(0, |(_, _, handle)| usize::from(handle.cancel())),
            6 => _ = executor.wait_all_timeout(Duration::from_micros(100)),
            _ => panicked += usize::from(handles.pop().is_some_and(ended)),
        }
    }
    panicked += handles.into_iter().map(|job| usize::from(ended(job))).sum::<usize>();
    assert!(executor.wait_all_timeout(LONG).is_ok(), "jobs have no end");
    drop(executor);
    assert_eq!(ran.load(SeqCst), accepted - cancelled, "{panicked} panicked");
}

/// Waits for a job. Returns whether it panicked.
fn ended((id, panics, mut handle): (usize, bool, scipix::executor::JoinHandle<usize>)) -> bool {
    match handle.wait_timeout(LONG) {
        Ok(result) => assert!(result == id && !panics),
        Err(JobError::Panicked(_)) => assert!(panics),
        Err(error) => panic!("job {id}: {error}"),
    }
    panics
}
