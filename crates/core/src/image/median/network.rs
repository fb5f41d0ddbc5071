//! Sorting networks for medians. They only take minima and maxima, so that one network serves vectors of any width.

/// The smaller and the greater of two values, lane by lane.
pub trait Choice<V>: Copy {
    fn min(self, a: V, b: V) -> V;
    fn max(self, a: V, b: V) -> V;
}

impl<V, Min: Fn(V, V) -> V + Copy, Max: Fn(V, V) -> V + Copy> Choice<V> for (Min, Max) {
    #[inline(always)]
    fn min(self, a: V, b: V) -> V {
        self.0(a, b)
    }

    #[inline(always)]
    fn max(self, a: V, b: V) -> V {
        self.1(a, b)
    }
}

#[inline(always)]
fn order<V: Copy>(by: impl Choice<V>, [a, b]: [V; 2]) -> [V; 2] {
    [by.min(a, b), by.max(a, b)]
}

/// Sorts the values at `i` and `j`.
#[inline(always)]
fn exchange<V: Copy, const N: usize>(by: impl Choice<V>, values: &mut [V; N], i: usize, j: usize) {
    [values[i], values[j]] = order(by, [values[i], values[j]]);
}

#[inline(always)]
pub fn sort3<V: Copy>(by: impl Choice<V>, mut v: [V; 3]) -> [V; 3] {
    exchange(by, &mut v, 0, 1);
    exchange(by, &mut v, 1, 2);
    exchange(by, &mut v, 0, 1);
    v
}

#[inline(always)]
pub fn sort5<V: Copy>(by: impl Choice<V>, mut v: [V; 5]) -> [V; 5] {
    exchange(by, &mut v, 0, 3);
    exchange(by, &mut v, 1, 4);
    exchange(by, &mut v, 0, 2);
    exchange(by, &mut v, 1, 3);
    exchange(by, &mut v, 0, 1);
    exchange(by, &mut v, 2, 4);
    exchange(by, &mut v, 1, 2);
    exchange(by, &mut v, 3, 4);
    exchange(by, &mut v, 2, 3);
    v
}

/// Returns what two sorted rows of three give to the median of three: the greater of their first, their second in order, and the
/// smaller of their third.
#[inline(always)]
pub fn pair3<V: Copy>(by: impl Choice<V>, a: [V; 3], b: [V; 3]) -> [V; 4] {
    let [low, high] = order(by, [a[1], b[1]]);
    [by.max(a[0], b[0]), low, high, by.min(a[2], b[2])]
}

/// Returns the median of nine values: of a [`pair3`] and a sorted row. It is the middle one of the greatest first, the middle
/// second and the smallest third.
#[inline(always)]
pub fn median9<V: Copy>(by: impl Choice<V>, pair: [V; 4], row: [V; 3]) -> V {
    let first = by.max(pair[0], row[0]);
    let second = by.max(pair[1], by.min(pair[2], row[1]));
    let third = by.min(pair[3], row[2]);
    by.max(by.min(first, second), by.min(by.max(first, second), third))
}

/// Merges two sorted rows (Batcher's odd-even merge).
#[inline(always)]
pub fn merge5<V: Copy>(by: impl Choice<V>, a: [V; 5], b: [V; 5]) -> [V; 10] {
    let even = merge3(by, [a[0], a[2], a[4]], [b[0], b[2], b[4]]);
    let odd = merge2(by, [a[1], a[3]], [b[1], b[3]]);
    let [c, d] = order(by, [odd[0], even[1]]);
    let [e, f] = order(by, [odd[1], even[2]]);
    let [g, h] = order(by, [odd[2], even[3]]);
    let [i, j] = order(by, [odd[3], even[4]]);
    [even[0], c, d, e, f, g, h, i, j, even[5]]
}

#[inline(always)]
fn merge3<V: Copy>(by: impl Choice<V>, a: [V; 3], b: [V; 3]) -> [V; 6] {
    let even = merge2(by, [a[0], a[2]], [b[0], b[2]]);
    let odd = order(by, [a[1], b[1]]);
    let [c, d] = order(by, [odd[0], even[1]]);
    let [e, f] = order(by, [odd[1], even[2]]);
    [even[0], c, d, e, f, even[3]]
}

#[inline(always)]
fn merge2<V: Copy>(by: impl Choice<V>, a: [V; 2], b: [V; 2]) -> [V; 4] {
    let (even, odd) = (order(by, [a[0], b[0]]), order(by, [a[1], b[1]]));
    let [c, d] = order(by, [odd[0], even[1]]);
    [even[0], c, d, odd[1]]
}

/// Returns the six middle ones of twenty values, sorted: of two sorted tens, as only those can be the median of 25.
///
/// The minima of one ten and the other from its end are the lower half of all, the maxima the upper half, and both rise once
/// and fall once, or the other way round. So the greater five of the lower half are again maxima, at a distance of five.
#[inline(always)]
pub fn middle6<V: Copy>(by: impl Choice<V>, a: [V; 10], b: [V; 10]) -> [V; 6] {
    let (mut low, mut high) = (a, a);
    for i in 0..10 {
        [low[i], high[i]] = order(by, [a[i], b[9 - i]]);
    }
    let (mut lower, mut upper) = ([low[0]; 5], [low[0]; 5]);
    for i in 0..5 {
        lower[i] = by.max(low[i], low[i + 5]);
        upper[i] = by.min(high[i], high[i + 5]);
    }
    let (lower, upper) = (sort5(by, lower), sort5(by, upper));
    [lower[2], lower[3], lower[4], upper[0], upper[1], upper[2]]
}

/// Returns the median of eleven values, of six and five sorted ones: the smallest bound of six of them, `i` of the one and the rest
/// of the other.
#[inline(always)]
pub fn median11<V: Copy>(by: impl Choice<V>, a: [V; 6], b: [V; 5]) -> V {
    let ends = by.min(by.max(a[0], b[4]), a[5]);
    let outer = by.min(by.max(a[1], b[3]), by.max(a[4], b[0]));
    let inner = by.min(by.max(a[2], b[2]), by.max(a[3], b[1]));
    by.min(ends, by.min(outer, inner))
}
