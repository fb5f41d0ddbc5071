//! Batchers that live and end one after another through the C ABI, with forks and other objects beside, for as long as one
//! likes: each accepted item is answered exactly once, and memory, descriptors and threads stay what they were.
//!
//! `scripts/soak` runs the ignored test until `SCIPIX_SOAK_ITEMS` items were accepted or `SCIPIX_SOAK_SECONDS` are over.
//! `SCIPIX_SOAK_RUNS` names a file to which each run that passed adds a line.
#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod config;
mod consumers;
mod forks;
mod ledger;
mod life;
mod process;
mod producers;
mod random;

use forks::Children;
use ledger::Ledger;
use life::{Events, live};
use process::{Holdings, Samples, keep_little};
use random::Random;
use std::fs::OpenOptions;
use std::io::Write;
use std::time::{Duration, Instant};

/// Items of one batcher, at most.
const MOST: u64 = 1 << 22;

/// Runs batchers from a seed on, until one of the limits. Returns what there was, as a line of the file of runs.
fn soak(seed: u64, items: u64, time: Duration, most: u64, children: Children) -> String {
    keep_little();
    // What is made once for the process is made now.
    let mut random = Random::new(seed);
    (0..300).for_each(|_| scipix_fuzz::programs(&random.bytes(300)));
    let (mut ledger, mut sum, mut samples) = (Ledger::new(most + 64), Events::default(), Samples::new());
    let (began, mut before, mut said) = (Instant::now(), Holdings::now(), 0);
    loop {
        let life = live(seed + samples.count(), &mut ledger, most, children);
        sum.items += life.items;
        sum.threads += life.threads;
        sum.forks += life.forks;
        let now = Holdings::after(&before);
        // Other tests of this program may have had threads and files before, which are gone.
        (before.descriptors, before.threads) = (now.descriptors, now.threads);
        samples.push(now);
        let seconds = began.elapsed().as_secs();
        let ends = samples.count() >= 16 && (sum.items >= items || began.elapsed() >= time);
        if seconds / 60 > said || ends {
            said = seconds / 60;
            let (Events { items, threads, forks }, count) = (&sum, samples.count());
            println!("{items} items, {count} batchers, {threads} threads, {forks} forks, {seconds} s, {now:?}");
        }
        if ends {
            let (heap, resident) = samples.assert_flat();
            let Events { items, threads, forks } = sum;
            let count = samples.count();
            break format!("{seed}\t{count}\t{items}\t{threads}\t{forks}\t{seconds}\t{heap}\t{resident}\n");
        }
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn a_few_batchers_lose_nothing() {
    soak(1, 100_000, Duration::from_secs(60), 4000, Children::WithoutThreads);
}

#[test]
#[ignore = "runs as long as it is told: scripts/soak"]
fn batchers_lose_nothing_for_hours() {
    let items = number("SCIPIX_SOAK_ITEMS", u64::MAX);
    let time = Duration::from_secs(number("SCIPIX_SOAK_SECONDS", 10));
    let line = soak(number("SCIPIX_SOAK_SEED", 1), items, time, MOST, Children::WithThreads);
    if let Some(path) = std::env::var_os("SCIPIX_SOAK_RUNS") {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file of runs");
    }
}
