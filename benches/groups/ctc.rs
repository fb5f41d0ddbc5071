//! CTC greedy decode.

use criterion::{BenchmarkId, Criterion, Throughput};
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::recognition::{CtcInput, Scores, ctc_greedy};
use scipix_core::simd;

/// Steps and classes: a line of Latin text, one of Chinese, a page of them.
const SIZES: [(usize, usize); 3] = [(40, 97), (40, 6625), (5000, 6625)];

/// Nanoseconds are per score. Few steps are blank, so that of logits nearly all have their exponentials summed.
pub fn bench(c: &mut Criterion) {
    set_opt_level(OptLevel::Simd);
    for (name, kind) in [("ctc", Scores::Probabilities), ("ctc_logits", Scores::Logits)] {
        let mut group = c.benchmark_group(name);
        for (steps, classes) in SIZES {
            let scores: Vec<f32> =
                crate::bytes(steps * classes).into_iter().map(|byte| f32::from(byte) / 32.0).collect();
            let (mut ids, mut probabilities) = (vec![0; steps], vec![0.0; steps]);
            group.throughput(Throughput::Elements(scores.len() as u64));
            for level in simd::available() {
                simd::set_level(level);
                let id = BenchmarkId::new(level.name(), format!("{steps}x{classes}"));
                let input = CtcInput { scores: &scores, classes, blank: 0, kind };
                group
                    .bench_function(id, |b| b.iter(|| ctc_greedy(&input, &mut ids, Some(&mut probabilities)).unwrap()));
            }
        }
        group.finish();
    }
}
