//! Every level and split against the specification, and probabilities against sums of doubles.

use super::*;
use crate::base::error::ErrorKind;
use crate::testing::{TestRng, levels, tail_lengths};

const NAN: f32 = f32::NAN;
const INF: f32 = f32::INFINITY;

fn input(scores: &[f32], classes: usize, blank: usize, kind: Scores) -> CtcInput<'_> {
    CtcInput { scores, classes, blank, kind }
}

fn decoded(input: &CtcInput<'_>) -> (Vec<u32>, Vec<f32>) {
    let mut ids = vec![0; input.scores.len()];
    let mut probabilities = vec![0.0; ids.len()];
    let count = ctc_greedy(input, &mut ids, Some(&mut probabilities)).unwrap();
    ids.truncate(count);
    probabilities.truncate(count);
    (ids, probabilities)
}

/// One row of 0.5 at each of `best`, 0.25 elsewhere.
fn rows(classes: usize, best: &[usize]) -> Vec<f32> {
    best.iter().flat_map(|&best| (0..classes).map(move |class| if class == best { 0.5 } else { 0.25 })).collect()
}

#[test]
fn blanks_and_repeats_are_collapsed() {
    let ids = |best: &[usize]| decoded(&input(&rows(4, best), 4, 0, Scores::Probabilities)).0;
    assert_eq!(ids(&[]), []);
    assert_eq!(ids(&[0, 0]), []);
    assert_eq!(ids(&[1, 1, 2, 2, 2, 0, 3]), [1, 2, 3]);
    assert_eq!(ids(&[1, 0, 1, 1, 0, 0, 1]), [1, 1, 1]);
    assert_eq!(decoded(&input(&rows(4, &[0, 3, 3, 1]), 4, 3, Scores::Probabilities)).0, [0, 1]);
}

#[test]
fn the_probability_is_the_mean_of_the_merged_steps() {
    let scores = [0.1, 0.9, 0.25, 0.75, 0.8, 0.2, 0.5, 0.25];
    let (ids, probabilities) = decoded(&input(&scores, 2, 0, Scores::Probabilities));
    assert_eq!((ids, probabilities), (vec![1], vec![((0.9f32 as f64 + 0.75) / 2.0) as f32]));
    let (ids, probabilities) = decoded(&input(&[0.0, 3f32.ln(), 1.0, 1.0 + 7f32.ln()], 2, 0, Scores::Logits));
    assert_eq!(ids, [1]);
    assert!((probabilities[0] - (0.75 + 0.875) / 2.0).abs() < 1e-6, "{probabilities:?}");
}

/// A long row with some other scores.
fn long(mut row: [f32; 300], others: &[(usize, f32)]) -> [f32; 300] {
    others.iter().for_each(|&(at, score)| row[at] = score);
    row
}

#[test]
fn the_first_of_equals_wins_and_nan_never() {
    for simd in levels() {
        for (row, id) in [
            (&[1.0, 2.0, 2.0][..], Some(1)),
            (&[NAN, -3.0, NAN, -3.0], Some(1)),
            (&[NAN, -INF, -INF], Some(1)),
            (&[-0.0, 0.0, -1.0], Some(0)),
            (&[-INF, 0.0, INF, INF], Some(2)),
            (&[NAN, NAN, NAN], None),
            (&long([NAN; 300], &[(70, -INF), (290, -INF)]), Some(70)),
            (&long([NAN; 300], &[(69, 7.0), (260, 8.0), (299, 8.0)]), Some(260)),
            (&long([-INF; 300], &[(299, -3.0)]), Some(299)),
            (&[NAN; 300], None),
        ] {
            let mut best = [BestClass::default()];
            best_of(simd, &input(row, row.len(), 2, Scores::Probabilities), true, &mut best);
            assert_eq!(best[0].id, id.unwrap_or(2), "{row:?} at {}", simd.name());
        }
    }
}

/// Few values, so that many are equal, some of them NaN or infinite.
fn hard_row(rng: &mut TestRng, len: usize) -> Vec<f32> {
    let rare = 1 + rng.below(200);
    let value = |rng: &mut TestRng| match (rng.below(rare + 5), rng.below(rare)) {
        (0, _) => NAN,
        (1, 0) => INF,
        (2, 0) => -INF,
        (n, _) => (n % 7) as f32 - 3.0,
    };
    (0..len).map(|_| value(rng)).collect()
}

#[test]
fn kernels_match_the_specification_at_every_length_and_misalignment() {
    let mut rng = TestRng::new(1);
    for classes in tail_lengths(64).skip(1).chain(250..330) {
        for misaligned in [0, 1, 5] {
            let all = hard_row(&mut rng, 5 * classes + misaligned);
            for kind in [Scores::Logits, Scores::Probabilities] {
                let input = input(&all[misaligned..], classes, rng.below(classes), kind);
                let mut expected = [BestClass::default(); 5];
                best_of(Level::SCALAR, &input, true, &mut expected);
                for simd in levels() {
                    let mut best = [BestClass::default(); 5];
                    best_of(simd, &input, true, &mut best);
                    let bits = |best: &[BestClass; 5]| best.map(|best| (best.id, best.probability.to_bits()));
                    assert_eq!(bits(&best), bits(&expected), "{classes} {kind:?} at {}", simd.name());
                }
            }
        }
    }
}

#[test]
fn the_maximum_is_found_wherever_it_is() {
    for simd in levels() {
        for classes in [1, 2, 63, 64, 65, 127, 128, 200, 1000, 1089, 2200] {
            for at in 0..classes {
                let mut row = vec![-1.0; classes];
                row[at..].fill(0.5);
                let mut best = [BestClass::default()];
                best_of(simd, &input(&row, classes, 0, Scores::Probabilities), false, &mut best);
                assert_eq!(best[0].id as usize, at, "of {classes} at {}", simd.name());
            }
        }
    }
}

#[test]
fn exponentials_are_within_their_bound() {
    for bits in (0..=87f32.to_bits()).step_by(4099) {
        let x = -f32::from_bits(bits);
        let exact = f64::from(x).exp();
        let bound = exact * (4.0 - 2.0 * f64::from(x)) * 2f64.powi(-24);
        assert!((f64::from(softmax::exp(x)) - exact).abs() <= bound, "{x}");
    }
    assert_eq!(softmax::exp(0.0), 1.0);
    for low in [-88.0, -1e30, -INF, NAN] {
        assert_eq!(softmax::exp(low), softmax::exp(-87.0));
    }
}

#[test]
fn probabilities_are_within_the_bound_of_the_softmax() {
    let mut rng = TestRng::new(5);
    for (classes, spread) in
        [(1, 1.0), (2, 1.0), (97, 3.0), (97, 40.0), (6625, 0.0), (6625, 9.0), (6625, 500.0), (300_000, 8.0)]
    {
        let row: Vec<f32> = (0..classes).map(|_| 100.0 - spread * rng.below(1 << 20) as f32 / 1048576.0).collect();
        let max = row.iter().copied().fold(-INF, f32::max);
        let sum: f64 = row.iter().map(|&score| (f64::from(score) - f64::from(max)).exp()).sum();
        for simd in levels() {
            let mut best = [BestClass::default()];
            best_of(simd, &input(&row, classes, classes, Scores::Logits), true, &mut best);
            let error = (f64::from(best[0].probability) * sum - 1.0).abs();
            assert!(error <= 2f64.powi(-17), "{classes} over {spread}: {error} at {}", simd.name());
        }
    }
}

#[test]
fn infinite_logits_have_the_probabilities_that_they_tend_to() {
    let probabilities = |row: &[f32]| decoded(&input(row, row.len(), 0, Scores::Logits)).1;
    assert_eq!(probabilities(&[0.0, INF, 3.0, INF]), [0.5]);
    assert_eq!(probabilities(&[NAN, -INF, -INF, -INF, -INF]), [0.25]);
    assert_eq!(probabilities(&[-INF, 8.0, -INF]), [1.0]);
}

#[test]
fn nothing_depends_on_the_threads() {
    let mut rng = TestRng::new(9);
    let (classes, steps) = (70, 403);
    let scores = hard_row(&mut rng, classes * steps);
    let input = input(&scores, classes, 3, Scores::Logits);
    let run = |workers| {
        let mut best = vec![BestClass::default(); steps];
        best_of_steps(simd::active(), workers, &input, true, &mut best);
        best.iter().map(|best| (best.id, best.probability.to_bits())).collect::<Vec<_>>()
    };
    let alone = run(1);
    for workers in [2, 3, 50, 1000] {
        assert_eq!(run(workers), alone, "{workers}");
    }
}

#[test]
fn where_the_room_is_short_nothing_is_written() {
    for steps in [4, FEW + 4] {
        let mut best = vec![0; steps];
        best[..4].copy_from_slice(&[1, 2, 0, 2]);
        let scores = rows(4, &best);
        let input = input(&scores, 4, 0, Scores::Probabilities);
        let (mut ids, mut probabilities) = ([77; 3], [77.0; 3]);
        assert_eq!(ctc_greedy(&input, &mut ids[..2], Some(&mut probabilities)).unwrap(), 3);
        assert_eq!((ids, probabilities), ([77; 3], [77.0; 3]));
        assert_eq!(ctc_greedy(&input, &mut [], None).unwrap(), 3);
        assert_eq!(ctc_greedy(&input, &mut ids, None).unwrap(), 3);
        assert_eq!(ids, [1, 2, 2]);
    }
}

#[test]
fn what_is_no_input_is_refused() {
    let refused = |input: CtcInput<'_>| ctc_greedy(&input, &mut [0; 4], None).unwrap_err().kind();
    assert_eq!(refused(input(&[0.0; 4], 2, 2, Scores::Logits)), ErrorKind::InvalidArgument);
    assert_eq!(refused(input(&[0.0; 4], 0, 0, Scores::Logits)), ErrorKind::InvalidArgument);
    if let Ok(more_than_ids) = usize::try_from(1_u64 << 33) {
        assert_eq!(refused(input(&[], more_than_ids, 0, Scores::Logits)), ErrorKind::InvalidArgument);
    }
    assert_eq!(refused(input(&[0.0; 5], 2, 0, Scores::Logits)), ErrorKind::SizeMismatch);
    let short = ctc_greedy(&input(&[0.0; 4], 2, 0, Scores::Logits), &mut [0; 4], Some(&mut [0.0; 3]));
    assert_eq!(short.unwrap_err().kind(), ErrorKind::SizeMismatch);
}

/// Decodes the way a reader would: one step after the other.
fn naive(input: &CtcInput<'_>) -> Vec<u32> {
    let mut ids = Vec::new();
    let mut before = input.blank;
    for row in input.scores.chunks(input.classes) {
        let best = scalar::first_max(row).unwrap_or(input.blank);
        if best != before && best != input.blank {
            ids.push(best as u32);
        }
        before = best;
    }
    ids
}

#[test]
fn random_rows_are_decoded_as_step_by_step() {
    let mut rng = TestRng::new(3);
    for _ in 0..300 {
        let (classes, steps) = (1 + rng.below(6), rng.below(600));
        let scores = hard_row(&mut rng, classes * steps);
        let input = input(&scores, classes, rng.below(classes), Scores::Probabilities);
        assert_eq!(decoded(&input).0, naive(&input));
    }
}
