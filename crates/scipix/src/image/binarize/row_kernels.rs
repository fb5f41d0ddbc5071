//! What the kernels do on every instruction set, in terms of what differs between them.

/// Kernels of `$block` pixels a step, four in each lane, for processors with `$features`. The file that calls it has, for
/// a vector `Lanes` of `u32` and a `White` for each lane of one:
///
/// - `load_lanes`, `store_lanes`, `splat`, `add`, `sub`, `square` of pixels;
/// - `phases` of a block: pixels 0, 1, 2 and 3 of each lane; `bytes`, the way back: 255 for each that is white;
/// - `up_to_each`: the sum of the lanes up to each, and that of all in every lane;
/// - `above_limit`: whether `px count - sum` exceeds a limit; `white`: [`super::scalar::Sauvola::is_white`];
/// - `estimated`: which pixels of each phase are white, where all are far enough from their estimated threshold.
macro_rules! row_kernels {
    ($features:literal, $block:literal) => {
        /// Vector `index` of each phase.
        #[inline]
        #[target_feature(enable = $features)]
        fn load(from: &[&[[u32; $block / 4]]; 4], index: usize) -> [Lanes; 4] {
            from.map(|numbers| load_lanes(&numbers[index]))
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn add_difference(total: &mut [u32; $block / 4], enter: Lanes, leave: Lanes) {
            store_lanes(total, add(load_lanes(total), sub(enter, leave)));
        }

        #[target_feature(enable = $features)]
        pub fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
            let blocks = enter.len().div_ceil($block);
            let mut sums = vectors_mut(sums, blocks);
            let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
            for index in 0..blocks {
                prefetch(enter.get(index), AHEAD);
                let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
                for ((sums, enter), leave) in sums.iter_mut().zip(enter).zip(leave) {
                    add_difference(&mut sums[index], enter, leave);
                }
            }
        }

        #[target_feature(enable = $features)]
        pub fn slide_moments(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>, squares: PhasesMut<'_>) {
            let blocks = enter.len().div_ceil($block);
            let (sums, squares) = (vectors_mut(sums, blocks), vectors_mut(squares, blocks));
            let (enter, leave) = (Blocks::new(enter, 0), Blocks::new(leave, 0));
            for index in 0..blocks {
                prefetch(enter.get(index), AHEAD);
                let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
                for p in 0..4 {
                    add_difference(&mut sums[p][index], enter[p], leave[p]);
                    add_difference(&mut squares[p][index], square(enter[p]), square(leave[p]));
                }
            }
        }

        /// Window totals along a row.
        struct Totals<'a> {
            enter: [&'a [[u32; $block / 4]]; 4],
            leave: [&'a [[u32; $block / 4]]; 4],
            /// The total of the last window, in every lane.
            carry: Lanes,
        }

        impl<'a> Totals<'a> {
            #[inline]
            #[target_feature(enable = $features)]
            fn new(moving: &Moving<'a>, count: usize) -> Self {
                let (enter, leave) = (vectors(&moving.enter, count), vectors(&moving.leave, count));
                Self { enter, leave, carry: splat(moving.before) }
            }

            /// The totals of the next block's columns, `index` being that of their vectors.
            #[inline]
            #[target_feature(enable = $features)]
            fn next(&mut self, index: usize) -> [Lanes; 4] {
                let (enter, leave) = (load(&self.enter, index), load(&self.leave, index));
                let d0 = sub(enter[0], leave[0]);
                let d1 = add(d0, sub(enter[1], leave[1]));
                let d2 = add(d1, sub(enter[2], leave[2]));
                let d3 = add(d2, sub(enter[3], leave[3]));
                // Each lane's change of four columns becomes that of all lanes up to it.
                let (scan, whole) = up_to_each(d3);
                let before = add(self.carry, sub(scan, d3));
                self.carry = add(self.carry, whole);
                [d0, d1, d2, d3].map(|change| add(before, change))
            }
        }

        #[target_feature(enable = $features)]
        pub fn mean_row(px: &[u8], sums: &Moving<'_>, counts: &Phases<'_>, limits: &Phases<'_>, out: &mut [u8]) {
            let blocks = out.len().div_ceil($block);
            let (px, mut out) = (Blocks::new(px, 0), BlocksMut::new(out));
            let mut sums = Totals::new(sums, blocks);
            let (counts, limits) = (vectors(counts, blocks), vectors(limits, blocks));
            for index in 0..blocks {
                let (px, sum) = (phases(px.get(index)), sums.next(index));
                let (count, limit) = (load(&counts, index), load(&limits, index));
                out.set(index, bytes([0, 1, 2, 3].map(|p| above_limit(px[p], count[p], sum[p], limit[p]))));
            }
        }

        #[target_feature(enable = $features)]
        pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
            let blocks = out.len().div_ceil($block);
            // White is sure past the end of the row, where windows may be empty.
            let (px, mut out) = (Blocks::new(px, 255), BlocksMut::new(out));
            let (mut sums, mut squares) = (Totals::new(&row.sums, blocks), Totals::new(&row.squares, blocks));
            let counts = vectors(&row.counts, blocks);
            let estimate = row.estimate.as_ref().map(|row| (&row.estimate, vectors(&row.reciprocals, blocks)));
            for index in 0..blocks {
                let (px, sum, squares) = (phases(px.get(index)), sums.next(index), squares.next(index));
                let sure = estimate.as_ref().and_then(|(estimate, reciprocals)| {
                    estimated(px, load(reciprocals, index), sum, squares, estimate)
                });
                out.set(
                    index,
                    bytes(sure.unwrap_or_else(|| {
                        let count = load(&counts, index);
                        [0, 1, 2, 3].map(|p| white(px[p], count[p], sum[p], squares[p], &row.rule))
                    })),
                );
            }
        }
    };
}
pub(super) use row_kernels;
