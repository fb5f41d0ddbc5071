//! Each target on random bytes: a few thousand inputs in `cargo test`, and for a time that `SCIPIX_FUZZ_SECONDS` sets in
//! the ignored test, which `scripts/test-deep` runs. A failure names the seed.

use scipix_fuzz::{TARGETS, Target, run_time};
use std::time::{Duration, Instant};

/// Longest input.
const MOST_BYTES: usize = 1500;
/// Inputs of each target in a short run.
const FEW: u64 = 1500;
/// The longest time that one input may take: many times what any takes in a build for tests.
const SLOW: Duration = Duration::from_secs(5);

/// Random bytes of a random length; the same for the same seed.
fn input(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    };
    let (most, zeros) = (1 << (4 + next() % 8), next() % 3);
    let len = (next() as usize % most).min(MOST_BYTES);
    // Small numbers choose the common; an input of few other bytes differs from the common in few places.
    (0..len).map(|_| if next() % 4 < zeros { 0 } else { (next() >> 8) as u8 }).collect()
}

/// Says which input was the last, if that failed.
struct Seed(&'static str, u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} fails for seed {}: {:?}", self.0, self.1, input(self.1));
        }
    }
}

/// Runs a target on the input of a seed.
fn run((name, target): (&'static str, Target), seed: u64) {
    let bytes = input(seed);
    let (_named, began) = (Seed(name, seed), run_time());
    target(&bytes);
    let took = run_time() - began;
    assert!(took < SLOW, "took {took:?}");
}

fn run_few(target: usize) {
    assert!(input(3) != input(4));
    (0..FEW).for_each(|seed| run(TARGETS[target], seed));
}

#[test]
fn boxes_hold_on_random_bytes() {
    run_few(0);
}

#[test]
fn order_holds_on_random_bytes() {
    run_few(1);
}

#[test]
fn crops_hold_on_random_bytes() {
    run_few(2);
}

#[test]
fn ctc_holds_on_random_bytes() {
    run_few(3);
}

/// Goes on after the seeds of the short run; `SCIPIX_FUZZ_SEED` begins elsewhere.
#[test]
#[ignore = "takes SCIPIX_FUZZ_SECONDS, or a minute, for each target"]
fn targets_hold_for_minutes() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seconds = number("SCIPIX_FUZZ_SECONDS").unwrap_or(60);
    for target in TARGETS {
        let (began, first) = (Instant::now(), number("SCIPIX_FUZZ_SEED").unwrap_or(FEW));
        let mut seed = first;
        while began.elapsed() < Duration::from_secs(seconds) {
            run(target, seed);
            seed += 1;
        }
        println!("{}: {} inputs", target.0, seed - first);
        assert!(seed > first);
    }
}
