//! A histogram with buckets of constant relative width.

use crate::base::error::try_zeroed;

/// Buckets in each power of two: values are kept to 1/32.
const FINE: u32 = 5;
const BUCKETS: usize = ((64 - FINE + 1) << FINE) as usize;

/// A histogram of any `u64` values.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    buckets: Box<[u64]>,
    count: u64,
    sum: u128,
    max: u64,
}

/// Summary of a histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistogramSummary {
    /// Number of values.
    pub count: u64,
    /// Mean of the values, rounded to the nearest.
    pub mean: u64,
    /// Half of them are not above this, to 1/32.
    pub p50: u64,
    /// 95 % of them are not above this, to 1/32.
    pub p95: u64,
    /// 99 % of them are not above this, to 1/32.
    pub p99: u64,
    /// The largest.
    pub max: u64,
}

impl Histogram {
    /// Makes an empty one; `None` where there is no memory.
    pub(super) fn try_new() -> Option<Self> {
        let buckets = try_zeroed(BUCKETS, "histogram").ok()?.into_boxed_slice();
        Some(Self { buckets, count: 0, sum: 0, max: 0 })
    }

    pub(super) fn record(&mut self, value: u64) {
        self.buckets[bucket(value)] += 1;
        self.count += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
    }

    pub(super) fn summary(&self) -> HistogramSummary {
        let half = u128::from(self.count / 2);
        let mean = (self.sum + half).checked_div(self.count.into()).unwrap_or(0) as u64;
        let Self { count, max, .. } = *self;
        let (p50, p95, p99) = (self.percentile(50), self.percentile(95), self.percentile(99));
        HistogramSummary { count, mean, p50, p95, p99, max }
    }

    /// The largest value of the bucket where `percent` of the values are reached.
    fn percentile(&self, percent: u64) -> u64 {
        let rank = (u128::from(self.count) * u128::from(percent)).div_ceil(100) as u64;
        let mut seen = 0;
        let reached = self.buckets.iter().position(|&count| {
            seen += count;
            seen >= rank
        });
        reached.map_or(0, |bucket| top(bucket).min(self.max))
    }
}

fn bucket(value: u64) -> usize {
    let octave = (value >> FINE).checked_ilog2().unwrap_or(0);
    ((octave as usize) << FINE) + (value >> octave) as usize
}

fn top(bucket: usize) -> u64 {
    let octave = (bucket >> FINE).saturating_sub(1) as u32;
    let within = (bucket - ((octave as usize) << FINE)) as u64;
    (within << octave) | ((1 << octave) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_cover_all_values_in_order_and_to_a_32nd() {
        let edges = (0..64).flat_map(|bit| (0..40).map(move |step| (1u64 << bit).wrapping_add(step << bit >> 5)));
        for value in edges.chain([u64::MAX, u64::MAX - 1]).chain(0..5000) {
            let index = bucket(value);
            assert!(index < BUCKETS);
            assert!(value <= top(index) && top(index) - value <= value / 32, "{value}: {index}, {}", top(index));
            assert!(index == 0 || value > top(index - 1), "{value}: {index}, {}", top(index - 1));
        }
    }

    #[test]
    fn summary_of_known_values() {
        assert_eq!(Histogram::try_new().unwrap().summary(), HistogramSummary::default());
        let mut histogram = Histogram::try_new().unwrap();
        (1..=60).for_each(|value| histogram.record(value));
        assert_eq!(histogram.summary(), HistogramSummary { count: 60, mean: 31, p50: 30, p95: 57, p99: 60, max: 60 });
        let mut extreme = Histogram::try_new().unwrap();
        extreme.record(u64::MAX);
        extreme.record(u64::MAX);
        assert_eq!((extreme.summary().mean, extreme.summary().p50), (u64::MAX, u64::MAX));
    }
}
