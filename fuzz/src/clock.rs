//! Time that a thread has run.

use std::fs::read_to_string;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Returns the time for which this thread has run on a processor, so that other work on the machine does not count. Where
/// the system does not tell, it is the time since the first call.
pub fn run_time() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let first = FIRST.get_or_init(Instant::now);
    let told = read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|words| words.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| first.elapsed(), Duration::from_nanos)
}
