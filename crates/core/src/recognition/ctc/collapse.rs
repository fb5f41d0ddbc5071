//! Collapses best classes to symbols: a run of one class is one symbol, and blanks are none.

use super::input::BestClass;

/// Writes each symbol and the mean probability of its steps if there is room for all; returns the number of symbols.
pub fn write(best: &[BestClass], blank: u32, ids: &mut [u32], mut probabilities: Option<&mut [f32]>) -> usize {
    let runs = || best.chunk_by(|a, b| a.id == b.id).filter(|run| run[0].id != blank);
    // Where each step has room, the runs need not be counted before.
    if ids.len() < best.len() {
        let count = runs().count();
        if count > ids.len() {
            return count;
        }
    }
    let mut count = 0;
    for (index, run) in runs().enumerate() {
        count = index + 1;
        ids[index] = run[0].id;
        if let Some(probabilities) = &mut probabilities {
            let sum: f64 = run.iter().map(|best| f64::from(best.probability)).sum();
            probabilities[index] = (sum / run.len() as f64) as f32;
        }
    }
    count
}
