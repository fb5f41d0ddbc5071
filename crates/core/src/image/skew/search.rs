//! The search for the angle: all angles coarsely, then those around the best one finely.

use super::strips::{PageStrips, STEEPEST};
use crate::base::error::Result;
use crate::simd::Level;
use crate::split;

/// Result of [`skew`](super::skew).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Skew {
    /// Degrees by which [`rotate`](crate::image::rotate()) makes the page upright: clockwise, negative for anticlockwise;
    /// between −45 and 45.
    pub degrees: f32,
    /// Confidence from 0, no line to be seen, to 1. Trust the angle from about 0.5 on.
    pub confidence: f32,
}

/// Largest angle that is found, in degrees.
const LARGEST: f64 = 45.0;
/// Largest angle examined: a peak at the largest angle needs both its sides.
const EXAMINED: f64 = 47.0;
/// Largest angle at which strips of 16 columns show lines of text. They blur steeper ones.
const GENTLE: f64 = 15.0;
/// Step of the coarse search: a line of text as wide as the page stands out over about half a degree.
const STEP: f64 = 0.25;
/// Number of gentle angles of the coarse search.
const GENTLE_STEPS: usize = (2.0 * GENTLE / STEP) as usize + 1;
/// Step of the first look at steep angles, by [`BANDS`] bands: a line as wide as a band stands out over more than a degree.
const ROUGH: f64 = 1.0;
/// Number of angles of a first look from −[`EXAMINED`] to [`EXAMINED`].
const ROUGH_STEPS: usize = (2.0 * EXAMINED / ROUGH) as usize + 1;
/// Number of steep angles examined closer.
const CANDIDATES: usize = 3;
/// Number of angles of the coarse search around a steep candidate.
const NEIGHBOURS: usize = 7;
/// Largest angle examined on the page's side: beyond it lie the lines that stand in the range of the search.
const SIDE: f64 = 42.0;
const SIDE_STEPS: usize = (SIDE / ROUGH) as usize + 1;
/// Bands of a first look at steep angles, and of one at the side, whose angles are twice as far apart.
const BANDS: usize = 5;
const SIDE_BANDS: usize = 10;
/// Bands of a score. Lines of two columns of text may be out of step; halves of the page do not cancel each other.
const HALVES: usize = 2;
/// Least ratio of the scores of the whole page and of its halves if their lines are in step: 2 at the angle of lines across the
/// page, less up to half a step beside it, and 1.2 to 1.35 on scanned book pages. With a lower one more pages with columns out
/// of step get an angle that puts them in step.
const IN_STEP: f64 = 1.19;
/// Step of the fine search.
const FINE: f64 = 0.05;
/// Most fine steps of a peak on either side.
const WIDEST: i32 = 40;
/// Fine steps between two angles of the coarse search.
const NEAREST: i32 = (STEP / FINE) as i32;
/// Share of the highest score above which an angle belongs to the peak.
const PEAK: f64 = 0.75;
/// Distance from the best angle, in degrees, up to which an angle is no rival.
const NEAR: f64 = 2.0;
/// Distance on pages of few columns, times their number: a line of text across half of the page stands out over so
/// many degrees.
const NEAR_COLUMNS: f64 = 1600.0;
/// That distance up to which rivals say enough. At twice as much, on 100 columns, they say nothing.
const FAR_ENOUGH: f64 = 8.0;
/// Width of the edge of the least score, as a share of the page.
const LEAST_EDGE: f64 = 1.0 / 16.0;
/// Approximate cost of a count.
const NS_PER_COUNT: f64 = 0.02;

/// An angle in degrees and its score.
type AngleScore = (f64, u64);

/// Scores `N` angles from `first` on, at distances of `step`.
fn score_angles<const N: usize>(
    strips: &PageStrips,
    first: f64,
    step: f64,
    score: impl Fn(f64) -> u64 + Sync,
) -> [AngleScore; N] {
    let mut scores = std::array::from_fn(|i| (first + i as f64 * step, 0));
    let workers = split::workers_for(NS_PER_COUNT * (strips.len * strips.rows * N) as f64);
    split::for_chunks(&mut scores, N.div_ceil(4 * workers), workers, |_, scores| {
        scores.iter_mut().for_each(|(degrees, result)| *result = score(*degrees));
    });
    scores
}

/// Returns the angle of the highest score, of equals the one nearest to level.
pub fn best_of(scores: &[AngleScore]) -> AngleScore {
    let order = |a: &&AngleScore, b: &&AngleScore| a.1.cmp(&b.1).then(b.0.abs().total_cmp(&a.0.abs()));
    *scores.iter().rev().max_by(order).unwrap_or(&(0.0, 0))
}

/// Returns how steeply lines fall to the right if a rotation by `degrees` clockwise makes them level.
fn slope(degrees: f64) -> f64 {
    -degrees.to_radians().tan()
}

/// Finds the angle of the lines of `strips`.
pub fn search(level: Level, strips: &PageStrips) -> Result<Skew> {
    const NOTHING: Skew = Skew { degrees: 0.0, confidence: 0.0 };
    let steep = strips.joined(level, 2, 2, STEEPEST)?;
    let low = steep.joined(level, 1, 2, STEEPEST)?;
    let gentle = steep.joined(level, 2, 1, slope(-GENTLE - 1.0))?;
    let scores = coarse_scores(level, &gentle, &steep, &low);
    let (best, highest) = best_of(&scores);
    let width = (gentle.len * gentle.cell.0) as f64;
    let near = NEAR.max(NEAR_COLUMNS / width);
    let rivals = scores.iter().filter(|(other, _)| (other - best).abs() > near);
    let rival = rivals.map(|&(_, score)| score).max().unwrap_or(0);
    let standing_out = (highest as f64 - rival as f64) / (highest as f64 + (LEAST_EDGE * width).powi(2));
    let standing_out = standing_out * (2.0 - near / FAR_ENOUGH).clamp(0.0, 1.0);
    if best.abs() > LARGEST + STEP || standing_out <= 0.0 {
        return Ok(NOTHING);
    }
    let (degrees, bands) = across_the_page(level, if best.abs() > GENTLE { &steep } else { &gentle }, (best, highest));
    // The side of the page takes the memory of these.
    drop((steep, gentle));
    let confidence = standing_out * (2.0 - sideways_ratio(level, strips, &low, best)?).clamp(0.0, 1.0);
    if confidence <= 0.0 {
        return Ok(NOTHING);
    }
    Ok(Skew { degrees: centre(level, strips, degrees, bands) as f32, confidence: confidence as f32 })
}

/// Returns the scores of the gentle angles and of those around the best steep ones, which strips of `low` resolution show first.
fn coarse_scores(
    level: Level,
    gentle: &PageStrips,
    steep: &PageStrips,
    low: &PageStrips,
) -> [AngleScore; GENTLE_STEPS + CANDIDATES * NEIGHBOURS] {
    let mut scores = [(0.0, 0); GENTLE_STEPS + CANDIDATES * NEIGHBOURS];
    let (of_gentle, of_steep) = scores.split_at_mut(GENTLE_STEPS);
    let score = |degrees: f64| gentle.whole_score(level, slope(degrees), HALVES);
    of_gentle.copy_from_slice(&score_angles::<GENTLE_STEPS>(gentle, -GENTLE, STEP, score));
    let mut rough: [AngleScore; ROUGH_STEPS] = score_angles(low, -EXAMINED, ROUGH, |degrees| {
        if degrees.abs() < GENTLE { 0 } else { low.whole_score(level, slope(degrees), BANDS) }
    });
    for neighbours in of_steep.chunks_exact_mut(NEIGHBOURS) {
        let (degrees, _) = best_of(&rough);
        let first = degrees - (NEIGHBOURS / 2) as f64 * STEP;
        let score = |degrees: f64| steep.whole_score(level, slope(degrees), HALVES);
        neighbours.copy_from_slice(&score_angles::<NEIGHBOURS>(steep, first, STEP, score));
        let near = rough.iter_mut().filter(|(other, _)| (other - degrees).abs() < 1.5 * ROUGH);
        near.for_each(|(_, score)| *score = 0);
    }
    scores
}

/// Returns the ratio of the best score of angles beyond the range, 48 to 132 degrees, to that of `degrees`. Above 1 the lines
/// of the page are out of range: the angle is that of some other structure, such as the ends of lines.
fn sideways_ratio(level: Level, strips: &PageStrips, low: &PageStrips, degrees: f64) -> Result<f64> {
    let side = strips.sideways()?;
    let score = |degrees: f64| side.whole_score(level, slope(degrees), SIDE_BANDS);
    let (_, beyond) = best_of(&score_angles::<SIDE_STEPS>(&side, -SIDE, 2.0 * ROUGH, score));
    // Counts of as many pixels as those of the side.
    let score = |degrees: f64| low.whole_score(level, slope(degrees), SIDE_BANDS);
    let (_, within) = best_of(&score_angles::<3>(low, degrees - ROUGH / 2.0, ROUGH / 2.0, score));
    Ok(beyond as f64 / within.max(1) as f64)
}

/// Returns the angle to refine and the number of bands to refine it with, given the best angle and score by halves. If the lines
/// of the halves are in step, the whole page shows their angle more exactly.
fn across_the_page(level: Level, strips: &PageStrips, (degrees, highest): AngleScore) -> (f64, usize) {
    let first = degrees - (NEIGHBOURS / 2) as f64 * STEP;
    let score = |degrees: f64| strips.whole_score(level, slope(degrees), 1);
    let (whole, score) = best_of(&score_angles::<NEIGHBOURS>(strips, first, STEP, score));
    if score as f64 >= IN_STEP * highest as f64 { (whole, 1) } else { (degrees, HALVES) }
}

/// Returns the centre of the peak near `degrees`, in scores of `bands` bands: the mean of the angles around its top that score more than a share of it,
/// each weighted by its excess. The top alone would depend on rounding, because shears by less than a row are alike, and the
/// lines of a book's page point in several directions.
///
/// A peak at the end of the range may reach beyond it; its centre is clamped to the range.
pub fn centre(level: Level, strips: &PageStrips, degrees: f64, bands: usize) -> f64 {
    let score = |step: i32| strips.score(level, slope(degrees + FINE * f64::from(step)), bands);
    let near: [u64; 2 * NEAREST as usize + 1] = std::array::from_fn(|i| score(i as i32 - NEAREST));
    let (top, highest) = (-NEAREST..NEAREST + 1).zip(near).rev().max_by_key(|&(_, score)| score).unwrap_or((0, 0));
    let known = |step: i32| near.get(usize::try_from(step + NEAREST).ok()?).copied();
    let least = highest as f64 * PEAK;
    let (mut weights, mut moment) = (0.0, 0.0);
    for direction in [-1, 1] {
        for distance in i32::from(direction > 0)..=WIDEST {
            let step = top + direction * distance;
            let weight = known(step).unwrap_or_else(|| score(step)) as f64 - least;
            if weight <= 0.0 {
                break;
            }
            weights += weight;
            moment += weight * f64::from(step);
        }
    }
    let centre = if weights > 0.0 { degrees + FINE * moment / weights } else { degrees };
    centre.clamp(-LARGEST, LARGEST)
}
