//! A controller that limits the batch size so that items are answered in time. No threads and no clock.
//!
//! It observes *service* time, never waiting time. Under overload waiting grows whatever the batch size is, and a controller
//! that shrinks batches for that reason loses the throughput that would have helped, down to batches of one.
//!
//! The model of service time is `a + c · size`. A least-squares fit over recent batches, in which old ones decay exponentially, gives both.
//! An item that just misses a batch waits for all of it, and then for its own; so a batch may take half of the target.

#[cfg(test)]
mod tests;

/// Weight that an observation keeps from one batch to the next.
const DECAY: f64 = 0.98;
/// Weight that the mean deviation keeps.
const DEVIATION_DECAY: f64 = 0.95;
/// Plans leave so many mean deviations above the fit.
const MARGIN: f64 = 2.5;
/// Observations are clipped at so many mean deviations from the fit, because a single stall should not count. If stalls
/// persist, the deviation grows and within a few batches the fit follows.
const OUTLIER: f64 = 4.0;
/// The first batches of a model are often slow, and nothing makes a batch faster than it can be. So among the first few, those
/// that are too fast for the fit are set aside, and when there are three in a row, what was learned before is forgotten.
const TOO_FAST: u32 = 3;
const FIRST: f64 = 8.0;
/// A slope is fitted once batch sizes vary by so much of their mean.
const VARIED: f64 = 0.05;

/// The controller. Times are in nanoseconds.
#[derive(Clone, Debug)]
pub struct Adaptive {
    budget: f64,
    max: usize,
    limit: usize,
    /// Exponentially decayed sums over batches: weight, size, service time and their products.
    weight: f64,
    sizes: f64,
    times: f64,
    sizes_squared: f64,
    sizes_times: f64,
    /// The slope fitted when sizes last varied enough.
    slope: Option<f64>,
    /// Exponentially decayed mean distance of observations from the fit.
    deviation: f64,
    /// Number of batches that were set aside one after another.
    too_fast: u32,
}

/// Service time as a function of batch size.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fit {
    base: f64,
    slope: f64,
}

impl Fit {
    fn at(self, size: usize) -> f64 {
        self.base + self.slope * size as f64
    }
}

impl Adaptive {
    /// A controller for answers within `target`, batches of at most `max`, beginning with `start`.
    pub fn new(target: u64, max: usize, start: usize) -> Self {
        Self { limit: start.clamp(1, max), ..Self::untrained(target as f64 / 2.0, max) }
    }

    /// A controller that has observed nothing.
    fn untrained(budget: f64, max: usize) -> Self {
        Self {
            budget,
            max,
            limit: 1,
            weight: 0.0,
            sizes: 0.0,
            times: 0.0,
            sizes_squared: 0.0,
            sizes_times: 0.0,
            slope: None,
            deviation: 0.0,
            too_fast: 0,
        }
    }

    /// How many items the next batch may have.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// How long an item may wait for others that share a batch of `size` with it: half of what the target leaves when such
    /// a batch is processed. The other half is for a worker that is busy.
    pub fn window(&self, size: usize) -> u64 {
        let service = self.fit().map_or(self.budget, |fit| fit.at(size) + MARGIN * self.deviation);
        // The conversion saturates, also at 0.
        (self.budget - service / 2.0) as u64
    }

    /// Predicts how long a batch of `size` takes, with one mean deviation on top so that most items make it.
    pub fn predict(&self, size: usize) -> u64 {
        // The conversion saturates.
        self.fit().map_or(0.0, |fit| fit.at(size) + self.deviation) as u64
    }

    /// Records that a batch of `size` took `time`.
    pub fn observe(&mut self, size: usize, time: u64) {
        let time = time as f64;
        self.too_fast = if self.is_too_fast(size, time) { self.too_fast + 1 } else { 0 };
        match self.too_fast {
            0 => {}
            TOO_FAST => *self = Self { limit: self.limit, ..Self::untrained(self.budget, self.max) },
            _ => return,
        }
        let time = self.clipped(size, time);
        let size_f = size as f64;
        self.weight = self.weight * DECAY + 1.0;
        self.sizes = self.sizes * DECAY + size_f;
        self.times = self.times * DECAY + time;
        self.sizes_squared = self.sizes_squared * DECAY + size_f * size_f;
        self.sizes_times = self.sizes_times * DECAY + size_f * time;
        self.slope = self.current_slope().or(self.slope);
        let wanted = self.slope.map_or_else(|| self.step(size, time), |slope| self.cap(slope));
        self.limit = wanted.clamp(self.limit.div_ceil(2), self.limit.saturating_mul(2)).clamp(1, self.max);
    }

    /// How far a time may be from `expected` before it is clipped.
    fn widest(&self, expected: f64) -> f64 {
        OUTLIER * self.deviation.max(expected / 64.0)
    }

    fn is_too_fast(&self, size: usize, time: f64) -> bool {
        let expected = self.fit().map_or(0.0, |fit| fit.at(size));
        self.weight < FIRST && time < expected - self.widest(expected)
    }

    /// Clips `time` to the nearest value that is not an outlier, and updates the deviation.
    fn clipped(&mut self, size: usize, time: f64) -> f64 {
        let Some(fit) = self.fit() else {
            self.deviation = time / 8.0;
            return time;
        };
        let expected = fit.at(size);
        let widest = self.widest(expected);
        let off = (time - expected).clamp(-widest, widest);
        self.deviation = self.deviation * DEVIATION_DECAY + off.abs() * (1.0 - DEVIATION_DECAY);
        expected + off
    }

    /// The slope, if batch sizes vary enough.
    fn current_slope(&self) -> Option<f64> {
        let mean = self.sizes / self.weight;
        let variance = self.sizes_squared / self.weight - mean * mean;
        if self.weight < 4.0 || variance <= (VARIED * mean).powi(2) {
            return None;
        }
        let covariance = self.sizes_times / self.weight - mean * self.times / self.weight;
        // Neither slope nor base can be negative.
        Some((covariance / variance).clamp(0.0, self.times / self.sizes))
    }

    fn fit(&self) -> Option<Fit> {
        if self.weight == 0.0 {
            return None;
        }
        // If sizes have never varied, all that is known is the time at about their mean.
        let slope = self.slope.unwrap_or(0.0);
        Some(Fit { base: self.base(slope), slope })
    }

    /// The largest batch that stays within the budget, with a margin.
    fn cap(&self, slope: f64) -> usize {
        let room = self.budget - MARGIN * self.deviation - self.base(slope);
        (room / slope.max(f64::MIN_POSITIVE)) as usize
    }

    fn base(&self, slope: f64) -> f64 {
        ((self.times - slope * self.sizes) / self.weight).max(0.0)
    }

    /// The next limit while no slope is known: up slowly while batches are full and fast, down quickly when they are slow.
    fn step(&self, size: usize, time: f64) -> usize {
        if time + MARGIN * self.deviation > self.budget {
            self.limit - self.limit.div_ceil(4)
        } else if size >= self.limit {
            self.limit.saturating_add(1 + self.limit / 16)
        } else {
            self.limit
        }
    }
}
