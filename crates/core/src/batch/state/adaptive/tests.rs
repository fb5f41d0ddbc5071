//! The controller alone, then with the queue in simulated time on random loads.

use super::super::queue::{DispatchPolicy, DispatchTerms, Order, Queue};
use super::*;
use crate::batch::config::{BatchConfig, Mode};

const MS: u64 = 1_000_000;
const TARGET: u64 = 20 * MS;

/// xorshift64*, as Marsaglia and Vigna give it.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }

    /// Nearly normal, with mean 0 and variance 1: the sum of twelve uniforms.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Arrivals and service times, in nanoseconds.
struct Trace {
    arrivals: Vec<u64>,
    factors: Vec<f64>,
    stalls: Vec<u64>,
}

impl Trace {
    fn poisson(seed: u64, seconds: f64, rate_at: impl Fn(f64) -> f64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (mut at, mut arrivals) = (0.0, vec![]);
        while at < seconds {
            at += random.exponential() / rate_at(at);
            arrivals.push((at * 1e9) as u64);
        }
        let factors = (0..20_000).map(|_| (1.0 + 0.05 * random.normal()).max(0.3)).collect();
        let stalls = (0..20_000).map(|_| if random.unit() < 0.002 { 50 * MS } else { 0 }).collect();
        Self { arrivals, factors, stalls }
    }

    fn service(&self, batch: usize, size: usize, stalling: bool) -> u64 {
        let index = batch % self.factors.len();
        let time = (2.0 + 0.1 * size as f64) * MS as f64 * self.factors[index];
        time as u64 + if stalling { self.stalls[index] } else { 0 }
    }
}

/// The share of all arrivals answered within the target by one worker, in per cent, and the last limit.
fn simulate(trace: &Trace, mode: Mode, stalling: bool) -> (f64, usize) {
    let config = BatchConfig {
        mode,
        max_batch_size: 256,
        max_wait: 5 * MS,
        target_latency: TARGET,
        shed_late: true,
        ..BatchConfig::default()
    };
    let mut queue = Queue::new(&config);
    let mut adaptive = Adaptive::new(TARGET, config.max_batch_size, config.preferred_batch_size);
    let mut arrivals = trace.arrivals.iter().copied().peekable();
    let (mut now, mut batch, mut answered) = (0, 0, 0);
    loop {
        while let Some(at) = arrivals.next_if(|&at| at <= now) {
            // A full queue refuses; that arrival is lost.
            let _ = queue.push(at, Order { group: 0, cost: 0, priority: 0, deadline: u64::MAX }, ());
        }
        let mut taken: Vec<u64> = vec![];
        let terms = DispatchTerms { limit: adaptive.limit(), service: |size| adaptive.predict(size) };
        let dispatched = queue.take(now, &terms, |(), submitted| taken.push(submitted)).is_some();
        let shed = std::iter::from_fn(|| queue.pop_shed()).count();
        if dispatched {
            let size = taken.len();
            let time = trace.service(batch, size, stalling);
            (now, batch) = (now + time, batch + 1);
            answered += taken.iter().filter(|&&submitted| now - submitted <= TARGET).count();
            adaptive.observe(size, time);
            let (limit, preferred) = (adaptive.limit(), config.preferred_batch_size.min(adaptive.limit()));
            queue.set_policy(DispatchPolicy {
                limit,
                window: adaptive.window(preferred),
                service: adaptive.predict(preferred),
            });
        } else if shed == 0 {
            now = match (arrivals.peek(), queue.next_due()) {
                (Some(&at), due) => at.min(due),
                (None, u64::MAX) => break,
                (None, due) => due,
            };
        }
    }
    (100.0 * answered as f64 / trace.arrivals.len() as f64, adaptive.limit())
}

#[test]
fn the_limit_changes_at_most_twofold_in_a_step() {
    let mut adaptive = Adaptive::new(TARGET, 256, 8);
    let mut reached = vec![];
    for batch in 0..200 {
        let before = adaptive.limit();
        let size = 1 + batch % 7;
        let each = if batch < 30 { MS / 100 } else { 9 * MS };
        adaptive.observe(size, size as u64 * each);
        assert!((before.div_ceil(2)..=2 * before).contains(&adaptive.limit()), "{before} to {}", adaptive.limit());
        reached.push(adaptive.limit());
    }
    assert!(reached.contains(&256) && reached[199] < 8, "{reached:?}");
}

#[test]
fn most_arrivals_are_answered_in_time_on_random_loads() {
    type Load = (&'static str, fn(f64) -> f64, bool, f64);
    let loads: [Load; 5] = [
        ("steady 5000", |_| 5000.0, false, 99.5),
        ("steady 7500", |_| 7500.0, false, 98.6),
        ("steady 5000 with stalls", |_| 5000.0, true, 96.0),
        ("1000 and 7500 by turns", |t| if t % 10.0 < 5.0 { 1000.0 } else { 7500.0 }, false, 98.6),
        ("overload 12000", |_| 12000.0, false, 63.0),
    ];
    for seed in 1..=4 {
        for (name, rate, stalling, least) in loads {
            let trace = Trace::poisson(seed, 20.0, rate);
            for mode in [Mode::Greedy, Mode::Window] {
                let (share, limit) = simulate(&trace, mode, stalling);
                println!("{name}, {mode:?}, seed {seed}: {share:.1} %, limit {limit}");
                assert!(share >= least, "{name}, {mode:?}, seed {seed}: {share:.1} %, limit {limit}");
            }
        }
    }
}

/// Runs traces kept as files: `SCIPIX_TRACES=FOLDER cargo test --release traces_of_a_folder -- --ignored --nocapture`.
/// `*.arrivals_us.u32`, `service_factor.f32` and `stall_us.u32`, little-endian.
#[test]
#[ignore = "needs a folder of traces"]
fn traces_of_a_folder() {
    let folder = std::path::PathBuf::from(std::env::var_os("SCIPIX_TRACES").expect("SCIPIX_TRACES names a folder"));
    let words = |name: &str| -> Vec<[u8; 4]> {
        std::fs::read(folder.join(name)).expect(name).chunks_exact(4).map(|word| word.try_into().unwrap()).collect()
    };
    let times = |name: &str| -> Vec<u64> {
        words(name).into_iter().map(|word| u64::from(u32::from_le_bytes(word)) * 1000).collect()
    };
    let factors: Vec<_> = words("service_factor.f32").into_iter().map(|word| f32::from_le_bytes(word).into()).collect();
    for (name, least) in
        [("steady_5000", 99.0), ("steady_7500", 98.6), ("step_1000_7500", 98.6), ("overload_12000", 63.0)]
    {
        let arrivals = times(&format!("{name}.arrivals_us.u32"));
        let trace = Trace { arrivals, factors: factors.clone(), stalls: times("stall_us.u32") };
        for mode in [Mode::Greedy, Mode::Window] {
            let ((calm, limit), (stalling, _)) = (simulate(&trace, mode, false), simulate(&trace, mode, true));
            println!("{name}, {mode:?}: {calm:.1} %, with stalls {stalling:.1} %, limit {limit}");
            assert!(calm >= least && (name != "steady_5000" || stalling >= 96.0));
        }
    }
}

/// Feeds the controller full batches whose time `service` tells.
fn run(adaptive: &mut Adaptive, batches: usize, service: impl Fn(usize, usize) -> u64) {
    for batch in 0..batches {
        let size = adaptive.limit();
        adaptive.observe(size, service(batch, size));
    }
}

fn usual(size: usize) -> u64 {
    2 * MS + size as u64 * MS / 10
}

#[test]
fn limit_settles_where_a_batch_takes_half_of_the_target() {
    for start in [1, 16, 256] {
        let mut adaptive = Adaptive::new(TARGET, 256, start);
        run(&mut adaptive, 400, |_, size| usual(size));
        assert!((70..=80).contains(&adaptive.limit()), "from {start} to {}", adaptive.limit());
        assert!(adaptive.predict(40).abs_diff(usual(40)) < MS / 2, "{}", adaptive.predict(40));
    }
}

#[test]
fn limit_never_exceeds_the_largest_batch_nor_falls_below_one() {
    let mut fast = Adaptive::new(TARGET, 50, 16);
    run(&mut fast, 300, |_, _| 1);
    assert_eq!(fast.limit(), 50);
    let mut hopeless = Adaptive::new(TARGET, 50, 16);
    run(&mut hopeless, 300, |_, _| 10_000 * MS);
    assert_eq!(hopeless.limit(), 1);
    let mut extreme = Adaptive::new(u64::MAX, usize::MAX, usize::MAX);
    run(&mut extreme, 300, |batch, _| if batch % 2 == 0 { 0 } else { u64::MAX });
    assert!(extreme.limit() >= 1);
}

#[test]
fn limit_recovers_from_stalls_and_never_sticks_at_one() {
    let mut adaptive = Adaptive::new(TARGET, 256, 16);
    run(&mut adaptive, 200, |_, size| usual(size));
    run(&mut adaptive, 60, |_, size| usual(size) + 500 * MS);
    assert_eq!(adaptive.limit(), 1, "so slow that nothing else is right");
    run(&mut adaptive, 1500, |_, size| usual(size));
    assert!((70..=80).contains(&adaptive.limit()), "{}", adaptive.limit());
}

#[test]
fn a_slow_first_run_is_soon_forgotten() {
    for (start, stall) in [(16, 200 * MS), (16, 10_000 * MS), (64, 40 * MS), (256, 1000 * MS)] {
        let mut adaptive = Adaptive::new(TARGET, 256, start);
        run(&mut adaptive, 1, |_, size| usual(size) + stall);
        let mut limits = vec![];
        for _ in 0..16 {
            run(&mut adaptive, 1, |_, size| usual(size));
            limits.push(adaptive.limit());
        }
        assert!(limits[3] >= start / 4 && limits[15] >= 24, "from {start}: {limits:?}");
    }
}

#[test]
fn one_stall_hardly_moves_the_limit() {
    let mut adaptive = Adaptive::new(TARGET, 256, 16);
    let noisy = |batch: usize, size| usual(size) * (95 + (batch as u64 * 7) % 11) / 100;
    run(&mut adaptive, 400, noisy);
    let before = adaptive.limit();
    adaptive.observe(before, usual(before) + 5000 * MS);
    assert!(adaptive.limit() * 10 >= before * 8, "{before} to {}", adaptive.limit());
    run(&mut adaptive, 100, noisy);
    assert!(adaptive.limit().abs_diff(before) < 8, "{before} to {}", adaptive.limit());
}

#[test]
fn limit_follows_a_processor_that_becomes_slower_and_faster() {
    let mut adaptive = Adaptive::new(TARGET, 256, 16);
    run(&mut adaptive, 300, |_, size| usual(size));
    run(&mut adaptive, 600, |_, size| 3 * usual(size));
    assert!((8..=14).contains(&adaptive.limit()), "{}", adaptive.limit());
    run(&mut adaptive, 600, |_, size| usual(size));
    assert!((70..=80).contains(&adaptive.limit()), "{}", adaptive.limit());
}

#[test]
fn sizes_that_the_load_decides_still_yield_the_limit() {
    let mut adaptive = Adaptive::new(TARGET, 256, 16);
    for batch in 0..300 {
        let size = 1 + batch % 9;
        adaptive.observe(size, usual(size));
    }
    assert!((70..=80).contains(&adaptive.limit()), "{}", adaptive.limit());
}

#[test]
fn items_wait_for_half_of_what_processing_leaves_of_the_target() {
    let mut adaptive = Adaptive::new(TARGET, 256, 16);
    assert_eq!(adaptive.window(16), TARGET / 4, "nothing is known: processing may take half of the target");
    run(&mut adaptive, 200, |_, _| 5 * MS);
    assert!(adaptive.window(16).abs_diff(15 * MS / 2) < MS / 2, "{}", adaptive.window(16));
    run(&mut adaptive, 400, |_, _| 2 * TARGET);
    assert_eq!(adaptive.window(1), 0, "there is no time to wait");
}

#[test]
fn any_limit_falls_by_a_quarter() {
    for limit in [2, 3, 4, 5, 7, 1000, usize::MAX / 2, usize::MAX - 1, usize::MAX] {
        let mut adaptive = Adaptive::new(TARGET, usize::MAX, limit);
        adaptive.observe(1, TARGET);
        assert_eq!(adaptive.limit() as u128, limit as u128 * 3 / 4);
    }
}
