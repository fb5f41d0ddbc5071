//! CTC decoding: the best path, and a prefix beam search.

use criterion::{BenchmarkId, Criterion, Throughput};
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::recognition::{
    BeamParams, CtcConfig, CtcDecoder, CtcInput, CtcLine, CtcTexts, LineScores, Scores, ctc_greedy,
};
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
    beams(c);
}

/// A line in which each step is sure of a symbol or of the blank, or torn between eight symbols.
fn line(steps: usize, classes: usize) -> Vec<f32> {
    let mut scores: Vec<f32> = crate::bytes(steps * classes).into_iter().map(|byte| f32::from(byte) / 64.0).collect();
    for (step, row) in scores.chunks_mut(classes).enumerate() {
        match step % 4 {
            0 => row[1 + step * 7 % (classes - 1)] = 16.0,
            1 | 3 => row[0] = 16.0,
            _ => (0..8).for_each(|i| row[1 + (step * 31 + i * 97) % (classes - 1)] = 14.0 - i as f32 / 4.0),
        }
    }
    scores
}

/// Nanoseconds are per score.
fn beams(c: &mut Criterion) {
    let mut group = c.benchmark_group("ctc_beam");
    for (steps, classes) in [(40, 97), (40, 6625), (40, 18385)] {
        let scores = line(steps, classes);
        let line = [CtcLine { scores: LineScores::F32(&scores), steps, stride: 0 }];
        group.throughput(Throughput::Elements(scores.len() as u64));
        for (name, beam) in [("path", None), ("beam10", Some(BeamParams::default()))] {
            let decoder = CtcDecoder::new(&CtcConfig { beam, ..CtcConfig::new(classes) }).unwrap();
            let mut texts = CtcTexts::new();
            let mut decode = || decoder.decode(&line, None, &mut texts).unwrap();
            for level in simd::available() {
                simd::set_level(level);
                let id = BenchmarkId::new(level.name(), format!("{name} {steps}x{classes}"));
                group.bench_function(id, |b| b.iter(&mut decode));
            }
        }
    }
    group.finish();
}
