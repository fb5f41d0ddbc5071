//! Each target on random bytes and on changed files of its corpus: a few thousand inputs in `cargo test`, and for a time that
//! `SCIPIX_FUZZ_SECONDS` sets in the ignored test, which `scripts/fuzz` runs. A failure names the seed. `SCIPIX_FUZZ_RUNS`
//! names a file to which each run adds a line.

mod corpus;

use corpus::Corpus;
use scipix_fuzz::{TARGETS, Target, run_time};
use std::cell::Cell;
use std::ffi::c_int;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::Once;
use std::time::{Duration, Instant};

/// Longest input.
const MOST_BYTES: usize = 1500;
/// Inputs of each target in a short run.
const FEW: u64 = 1500;
/// The longest time that one input may take: many times what any takes in a build for tests.
const SLOW: Duration = Duration::from_secs(5);

/// The bytes of a seed for a target: every other one a file of its corpus, changed, where it has one.
fn input(name: &str, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    };
    let corpus = Corpus::of(name);
    if seed % 2 == 1 && !corpus.is_empty() {
        return corpus.changed(&mut next);
    }
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
            eprintln!("{} fails for seed {}: {:?}", self.0, self.1, input(self.0, self.1));
        }
    }
}

thread_local! {
    /// The seed of the input that this thread runs.
    static RUNNING: Cell<u64> = const { Cell::new(0) };
}

/// Says which input touched memory that it may not, and ends the process.
extern "C" fn on_fault(signal: c_int) {
    let (mut words, mut at, mut seed) = (*b"the seed of a fault:                     \n", 40, RUNNING.get());
    while seed > 0 {
        (words[at], at, seed) = (b'0' + (seed % 10) as u8, at - 1, seed / 10);
    }
    // SAFETY: what a handler may call; the bytes are those of the array.
    unsafe {
        libc::write(2, words.as_ptr().cast(), words.len());
        libc::signal(signal, libc::SIG_DFL);
    }
}

/// Runs a target on the input of a seed. Returns how long it took.
fn run((name, target): (&'static str, Target), seed: u64) -> Duration {
    let bytes = input(name, seed);
    static FAULTS: Once = Once::new();
    // SAFETY: the handler calls only what a handler may.
    FAULTS.call_once(|| unsafe {
        let handler: extern "C" fn(c_int) = on_fault;
        assert!(libc::signal(libc::SIGSEGV, handler as libc::sighandler_t) != libc::SIG_ERR);
    });
    RUNNING.set(seed);
    let (_named, began) = (Seed(name, seed), run_time());
    target(&bytes);
    let took = run_time() - began;
    assert!(took < SLOW, "took {took:?}");
    took
}

fn run_few(target: usize) {
    assert!(input("", 3) != input("", 4));
    for seed in 0..FEW {
        run(TARGETS[target], seed);
    }
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

#[test]
fn geometry_holds_on_random_bytes() {
    run_few(4);
}

#[test]
fn line_groups_hold_on_random_bytes() {
    run_few(5);
}

#[test]
fn the_abi_holds_on_random_bytes() {
    run_few(6);
}

#[test]
fn model_holds_on_random_bytes() {
    run_few(7);
}

#[test]
fn plans_hold_on_random_bytes() {
    run_few(8);
}

#[test]
fn sizes_hold_on_random_bytes() {
    run_few(9);
}

#[test]
fn quantise_holds_on_random_bytes() {
    run_few(10);
}

#[test]
fn linear_holds_on_random_bytes() {
    run_few(11);
}

#[test]
fn page_holds_on_random_bytes() {
    run_few(12);
}

#[test]
fn programs_hold_on_random_bytes() {
    run_few(13);
}

/// A target without a test above would never be run.
#[test]
fn every_target_has_a_test() {
    assert_eq!(TARGETS.len(), 14);
    assert!(!Corpus::of("model").is_empty() && Corpus::of("model").words() > 10);
}

/// Adds a line to the file of runs.
fn note(line: &str) {
    if let Some(path) = std::env::var_os("SCIPIX_FUZZ_RUNS") {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file of runs");
    }
}

/// Goes on after the seeds of the short run; `SCIPIX_FUZZ_SEED` begins elsewhere, `SCIPIX_FUZZ_TARGET` names the only target.
#[test]
#[ignore = "takes SCIPIX_FUZZ_SECONDS, or a minute, for each target"]
fn targets_hold_for_minutes() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seconds = number("SCIPIX_FUZZ_SECONDS").unwrap_or(60);
    let only = std::env::var("SCIPIX_FUZZ_TARGET").ok();
    for target in TARGETS.into_iter().filter(|target| only.as_ref().is_none_or(|name| name == target.0)) {
        let (began, first) = (Instant::now(), number("SCIPIX_FUZZ_SEED").unwrap_or(FEW));
        let (mut seed, mut slowest) = (first, (Duration::ZERO, first));
        while began.elapsed() < Duration::from_secs(seconds) {
            slowest = slowest.max((run(target, seed), seed));
            seed += 1;
        }
        let (name, inputs, (took, slow)) = (target.0, seed - first, slowest);
        println!("{name}: {inputs} inputs, the slowest, {slow}, in {took:?}");
        note(&format!("{name}\t{first}\t{inputs}\t{}\t{slow}\n", took.as_millis()));
        assert!(seed > first);
    }
}
