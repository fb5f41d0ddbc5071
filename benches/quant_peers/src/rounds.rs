//! Contenders in turn, round by round, and the median of the rounds. Times are those of this process on its processors:
//! what other programs take of them in between does not count, what a peer's own threads take does.

use std::time::Duration;

pub const ROUNDS: usize = 11;

/// The least time that a contender runs in a round.
const SLICE: Duration = Duration::from_millis(4);

/// Somebody who does the same work as the others.
pub struct Contender<'a> {
    pub name: &'static str,
    /// How often a run does it.
    pub copies: usize,
    pub run: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    pub fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        Self { name, copies: 1, run: Box::new(run) }
    }
}

/// Nanoseconds of the work, of each contender: medians of interleaved rounds.
pub fn medians(contenders: &mut [Contender<'_>]) -> Vec<f64> {
    let runs: Vec<usize> = contenders.iter_mut().map(|contender| runs_in(SLICE, contender)).collect();
    let mut times = vec![Vec::new(); contenders.len()];
    for round in 0..ROUNDS {
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len();
            let Contender { copies, run, .. } = &mut contenders[at];
            let start = on_processor();
            (0..runs[at]).for_each(|_| run());
            times[at].push((on_processor() - start).as_secs_f64() * 1e9 / (runs[at] * *copies) as f64);
        }
    }
    times.into_iter().map(median).collect()
}

fn runs_in(time: Duration, contender: &mut Contender<'_>) -> usize {
    let start = on_processor();
    let mut runs = 0;
    while on_processor() - start < time || runs < 2 {
        (contender.run)();
        runs += 1;
    }
    runs
}

/// How long this process has run.
fn on_processor() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a live place.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(status, 0);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
