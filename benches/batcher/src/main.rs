//! The batcher of scipix through its C functions, beside its peers, in one run: each load in turn on each of them, round
//! by round, and the median of the rounds. `scripts/bench-batcher [ROUNDS]`.

mod crates;

use std::hint::black_box;

/// Numbers of the C side.
#[derive(Clone, Copy)]
#[repr(i32)]
enum Who {
    Scipix,
    Callback,
    Future,
    PingPong,
    Direct,
}

unsafe extern "C" {
    safe fn bench_throughput(who: i32, producers: i32, total: u64) -> f64;
    safe fn bench_waits(who: i32, rounds: i32, p50_us: &mut f64, p99_us: &mut f64);
    safe fn bench_open(
        who: i32,
        greedy: bool,
        max_wait_us: u64,
        per_second: f64,
        seconds: f64,
        seed: u32,
        p50_us: &mut f64,
        p99_us: &mut f64,
    );
    safe fn bench_in_time(adaptive: bool, per_second: f64, seconds: f64, seed: u32, share: &mut f64, limit: &mut f64);
}

const ITEMS: u64 = 400_000;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs each of `rows` once in each round, and prints the medians of what they return.
fn table<const N: usize>(title: &str, columns: [&str; N], rounds: usize, rows: &[(&str, &dyn Fn(usize) -> [f64; N])]) {
    println!("\n{title}");
    print!("| {:34} |", "");
    columns.iter().for_each(|column| print!(" {column:>9} |"));
    println!("\n| --- |{}", " ---: |".repeat(N));
    let mut results = vec![Vec::new(); rows.len()];
    for round in 0..rounds {
        for (result, (_, run)) in results.iter_mut().zip(rows) {
            result.push(run(round));
        }
    }
    for ((name, _), result) in rows.iter().zip(results) {
        print!("| {name:34} |");
        for column in 0..N {
            print!(" {:>9.1} |", median(result.iter().map(|row| row[column]).collect()));
        }
        println!();
    }
}

fn waits(who: Who) -> [f64; 2] {
    let (mut p50, mut p99) = (0.0, 0.0);
    bench_waits(who as i32, 3000, &mut p50, &mut p99);
    [p50, p99]
}

fn open(who: Who, greedy: bool, max_wait_us: u64, per_second: f64, seed: usize) -> [f64; 2] {
    let (mut p50, mut p99) = (0.0, 0.0);
    bench_open(who as i32, greedy, max_wait_us, per_second, 3.0, seed as u32, &mut p50, &mut p99);
    [p50, p99]
}

fn in_time(adaptive: bool, per_second: f64, seed: usize) -> [f64; 2] {
    let (mut share, mut limit) = (0.0, 0.0);
    bench_in_time(adaptive, per_second, 3.0, seed as u32, &mut share, &mut limit);
    [share, limit]
}

fn main() {
    // The C side calls into the library, which is otherwise not linked.
    black_box(capi::batcher::scipix_batcher_new as *const ());
    let rounds: usize = std::env::args().nth(1).map_or(5, |rounds| rounds.parse().expect("a number of rounds"));
    // These loads take seconds and have thousands of items, so fewer rounds are enough.
    let slow_rounds = rounds.div_ceil(5);
    let each = |run: &dyn Fn(usize) -> f64| [1, 2, 8, 64].map(run);
    let ours = |who: Who| move |_| each(&|producers| bench_throughput(who as i32, producers as i32, ITEMS));

    table(
        "No work, batches of 32, 64 items on the way for each producer: ns an item",
        ["1", "2", "8", "64"],
        rounds,
        &[
            ("scipix", &ours(Who::Scipix)),
            ("C++ mutex, condvar, callback", &ours(Who::Callback)),
            ("C++ mutex, condvar, std::future", &ours(Who::Future)),
            ("batch-aint-one", &|_| each(&|producers| crates::batch_aint_one(producers, ITEMS as usize / 8))),
            ("batched-fn", &|_| each(&|producers| crates::batched_fn(producers, ITEMS as usize / 8))),
        ],
    );
    table(
        "One item at a time, greedy: us",
        ["p50", "p99"],
        rounds,
        &[
            ("condition variable, there and back", &|_| waits(Who::PingPong)),
            ("scipix, submit_wait", &|_| waits(Who::Scipix)),
            ("C++ callback", &|_| waits(Who::Callback)),
            ("C++ std::future", &|_| waits(Who::Future)),
        ],
    );
    open_loads(slow_rounds);
    adaptive_loads(slow_rounds);
}

/// Prints the latencies of items that arrive at given times.
fn open_loads(rounds: usize) {
    // The last row only makes sense if batches take no time.
    let rows: [(&str, Who, bool); 5] = [
        ("scipix greedy", Who::Scipix, true),
        ("scipix window 5 ms", Who::Scipix, false),
        ("C++ callback greedy", Who::Callback, true),
        ("C++ callback window 5 ms", Who::Callback, false),
        ("no batcher", Who::Direct, true),
    ];
    for (title, per_second) in [
        ("One item each 5 ms, no work: us", 0.0),
        // A full batch of 32 takes 5.2 ms: 6154 items a second at most.
        ("Batches of 2 ms + 0.1 ms an item, Poisson at 50 %: us", 3077.0),
        ("Batches of 2 ms + 0.1 ms an item, Poisson at 80 %: us", 4923.0),
        ("Batches of 2 ms + 0.1 ms an item, Poisson at 95 %: us", 5846.0),
    ] {
        let runs = rows.map(|(name, who, greedy)| (name, move |seed| open(who, greedy, 5000, per_second, seed)));
        let runs: Vec<(&str, &dyn Fn(usize) -> [f64; 2])> = runs.iter().map(|(name, run)| (*name, run as _)).collect();
        table(title, ["p50", "p99"], rounds, if per_second == 0.0 { &runs } else { &runs[..4] });
    }
}

/// Prints the share of items that are answered within 20 ms, with a batch limit that adapts and with a fixed one.
fn adaptive_loads(rounds: usize) {
    let rows = [5000.0, 7500.0, 12000.0].map(|per_second| [true, false].map(|adaptive| (per_second, adaptive)));
    let rows = rows.as_flattened().iter().map(|&(per_second, adaptive)| {
        let name = format!("{per_second} a second, {}", if adaptive { "adaptive, shed_late" } else { "256 at most" });
        (name, move |seed| in_time(adaptive, per_second, seed))
    });
    let rows: Vec<_> = rows.collect();
    let rows: Vec<(&str, &dyn Fn(usize) -> [f64; 2])> =
        rows.iter().map(|(name, run)| (name.as_str(), run as _)).collect();
    table("The same batches, answered within 20 ms: % of all arrivals", ["share", "limit"], rounds, &rows);
}
