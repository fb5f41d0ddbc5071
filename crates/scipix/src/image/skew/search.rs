//! The search for the angle: all angles coarsely, then those around the best one finely.

use super::strips::PageStrips;
use crate::base::error::Result;
use crate::simd::Level;
use crate::split;

/// Result of [`skew`](super::skew).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skew {
    /// Degrees by which [`rotate`](crate::image::rotate()) makes the page upright: clockwise, negative for anticlockwise;
    /// between −15 and 15.
    pub degrees: f32,
    /// Confidence from 0, no line to be seen, to 1. Trust the angle from about 0.5 on.
    pub confidence: f32,
}

/// Largest angle examined, in degrees.
const LARGEST: f64 = 15.0;
/// Step of the coarse search: a line of text as wide as the page stands out over about half a degree.
const STEP: f64 = 0.25;
const STEPS: usize = 121;
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
/// Width of the edge of the least score, as a share of the page.
const LEAST_EDGE: f64 = 1.0 / 16.0;
/// Approximate cost of a count.
const NS_PER_COUNT: f64 = 0.02;

/// Returns the score of each angle of the coarse search.
fn coarse_scores(level: Level, strips: &PageStrips) -> [(f64, u64); STEPS] {
    let mut scores = std::array::from_fn(|i| (i as f64 * STEP - LARGEST, 0));
    let workers = split::workers_for(NS_PER_COUNT * (strips.len * strips.rows * STEPS) as f64);
    split::for_chunks(&mut scores, STEPS.div_ceil(4 * workers), workers, |_, scores| {
        scores.iter_mut().for_each(|(degrees, score)| *score = strips.score(level, slope(*degrees)));
    });
    scores
}

/// Returns how steeply lines fall to the right if a rotation by `degrees` clockwise makes them level.
fn slope(degrees: f64) -> f64 {
    -degrees.to_radians().tan()
}

pub fn search(level: Level, strips: &PageStrips) -> Result<Skew> {
    let coarse = strips.coarser(level)?;
    let scores = coarse_scores(level, &coarse);
    let (degrees, highest) = *scores.iter().rev().max_by_key(|&(_, score)| score).unwrap_or(&(0.0, 0));
    let rivals = scores.iter().filter(|(other, _)| (other - degrees).abs() > NEAR);
    let rival = rivals.map(|&(_, score)| score).max().unwrap_or(0);
    let width = (coarse.len * coarse.cell.0) as f64;
    let confidence = (highest as f64 - rival as f64) / (highest as f64 + (LEAST_EDGE * width).powi(2));
    if degrees.abs() >= LARGEST || confidence <= 0.0 {
        return Ok(Skew { degrees: 0.0, confidence: 0.0 });
    }
    Ok(Skew { degrees: centre(level, strips, degrees) as f32, confidence: confidence as f32 })
}

/// Returns the centre of the peak near `degrees`: the mean of the angles around its top that score more than a share of it,
/// each weighted by its excess. The top alone would depend on rounding, because shears by less than a row are alike, and the
/// lines of a book's page point in several directions.
///
/// A peak at the end of the range may reach beyond it; its centre is clamped to the range.
pub fn centre(level: Level, strips: &PageStrips, degrees: f64) -> f64 {
    let score = |step: i32| strips.score(level, slope(degrees + FINE * f64::from(step)));
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
