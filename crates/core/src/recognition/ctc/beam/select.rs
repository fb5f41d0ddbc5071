//! The choice of the prefixes that a search goes on with.

use super::extend::{BeamEntry, ExtendScratch};
use super::prefixes::{NONE, Prefixes};
use crate::base::error::{Result, fail};

/// A prefix that may be in the next beam.
#[derive(Clone, Copy, Debug)]
pub struct RankedPrefix {
    score: f64,
    /// Its place among those that stay, or behind them among the extensions.
    index: usize,
}

/// Makes the next beam of the `width` best of `scratch.stays` and `scratch.extensions`, the best first, none more than
/// `bound` below it.
///
/// # Errors
/// `OutOfMemory`.
pub fn select(
    (width, bound): (usize, f64),
    scratch: &ExtendScratch,
    ranked: &mut Vec<RankedPrefix>,
    prefixes: &mut Prefixes,
    beam: &mut Vec<BeamEntry>,
) -> Result<()> {
    let ExtendScratch { stays, extensions, .. } = scratch;
    ranked.clear();
    let all = stays.len() + extensions.len();
    if ranked.try_reserve(all).is_err() || beam.try_reserve(width.min(all)).is_err() {
        fail!(OutOfMemory, "beam: no memory for {all} prefixes");
    }
    let scores = stays.iter().map(BeamEntry::score).chain(extensions.iter().map(|one| one.log + one.bonus));
    let possible = |one: &RankedPrefix| one.score > f64::NEG_INFINITY;
    ranked.extend(scores.enumerate().map(|(index, score)| RankedPrefix { score, index }).filter(possible));
    let order = |a: &RankedPrefix, b: &RankedPrefix| b.score.total_cmp(&a.score).then(a.index.cmp(&b.index));
    if ranked.len() > width {
        ranked.select_nth_unstable_by(width, order);
        ranked.truncate(width);
    }
    ranked.sort_unstable_by(order);
    let least = ranked.first().map_or(0.0, |best| best.score - bound);
    stays.iter().for_each(|entry| prefixes.set_place(entry.prefix, NONE));
    // The places of the old beam, which extensions refer to, are those of `stays`.
    beam.clear();
    for one in ranked.iter().take_while(|one| one.score >= least) {
        let entry = match one.index.checked_sub(stays.len()) {
            None => stays[one.index],
            Some(index) => {
                let one = extensions[index];
                let prefix = prefixes.child(stays[one.from as usize].prefix, one.symbol, one.state)?;
                BeamEntry { prefix, blank: f64::NEG_INFINITY, symbol: one.log, bonus: one.bonus }
            }
        };
        prefixes.set_place(entry.prefix, beam.len() as u32);
        beam.push(entry);
    }
    Ok(())
}
