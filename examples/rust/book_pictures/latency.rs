//! Histogram of the latencies that a batcher gives, by measuring one.

use scipix::prelude::*;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::Write;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

const ITEMS: usize = 400;
/// Time of a batch: a part for each call, and a part for each item.
const CALL: Duration = Duration::from_millis(2);
const ITEM: Duration = Duration::from_micros(100);
/// Mean time between two arrivals.
const BETWEEN: f64 = 1.0e-3;
const BIN_MS: f64 = 0.5;
const BINS: usize = 32;

/// Gaps of exponential length, the same in each run.
fn gaps() -> impl Iterator<Item = Duration> {
    let mut state = 1_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let uniform = ((state >> 33) as f64 + 0.5) / 2_f64.powi(31);
        Duration::from_secs_f64(-BETWEEN * uniform.ln())
    })
}

/// Latency of each item, in milliseconds.
fn measure(config: BatchConfig) -> Result<Vec<f64>, Box<dyn Error>> {
    let serve = |items: &[Instant]| -> Vec<Result<Instant, Infallible>> {
        thread::sleep(CALL + ITEM * u32::try_from(items.len()).unwrap_or(u32::MAX));
        items.iter().map(|&submitted| Ok(submitted)).collect()
    };
    let batcher = Arc::new(Batcher::new(config, serve)?);
    let mut waiting = Vec::new();
    for gap in gaps().take(ITEMS) {
        thread::sleep(gap);
        let pending = batcher.submit(Instant::now())?;
        waiting.push(thread::spawn(move || pending.wait().map(|submitted| submitted.elapsed().as_secs_f64() * 1e3)));
    }
    let latencies =
        waiting.into_iter().map(|thread| thread.join().map_err(|_| "a waiting thread panicked")?.map_err(Into::into));
    latencies.collect()
}

fn histogram(latencies: &[f64]) -> [usize; BINS] {
    let mut counts = [0; BINS];
    for &latency in latencies {
        counts[((latency / BIN_MS) as usize).min(BINS - 1)] += 1;
    }
    counts
}

/// One histogram for each mode, below each other.
pub fn picture() -> Result<String, Box<dyn Error>> {
    let modes = [("GREEDY", BatchMode::Greedy), ("WINDOW of 5 ms", BatchMode::Window)];
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 420\">\n");
    for (name, mode, top) in modes.iter().zip([20, 220]).map(|(&(name, mode), top)| (name, mode, top)) {
        let config = BatchConfig::default().mode(mode).max_wait(Duration::from_millis(5)).max_batch_size(32);
        let counts = histogram(&measure(config)?);
        let (base, most) = (top + 150, counts.iter().max().copied().unwrap_or(1));
        writeln!(
            svg,
            "<text x=\"40\" y=\"{top}\">{name}: milliseconds from submission to answer, {ITEMS} items</text>"
        )?;
        for (bin, count) in counts.iter().enumerate() {
            let (x, height) = (40 + 20 * bin, 130 * count / most);
            writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{}\" width=\"18\" height=\"{height}\" fill=\"#2f81c7\"/>",
                base - height
            )?;
        }
        writeln!(svg, "<line x1=\"40\" x2=\"680\" y1=\"{base}\" y2=\"{base}\"/>")?;
        for ms in (0..=16).step_by(2) {
            writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{ms}</text>", 40 + 40 * ms, base + 18)?;
        }
    }
    Ok(svg + "</svg>\n")
}
