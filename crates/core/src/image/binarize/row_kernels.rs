//! The row kernels of every instruction set, written once over a vocabulary of vector operations.

/// Defines the kernels for processors with `$features`: `$block` pixels a step, four in each lane of a vector `$lanes` of
/// `u32`. The file that expands it defines, with `mask` for its type of one truth value per lane:
///
/// - `load_lanes`, `store_lanes`, `splat`, `add`, `sub`, and `square` of pixels;
/// - `rest` and `store_rest`, which are [`super::columns::padded_rest`] and [`super::columns::store_rest`];
/// - `phases`, which splits a block into pixels 0, 1, 2 and 3 of each lane, and `bytes`, which joins four masks to bytes of
///   255 where they are set;
/// - `prefix_sums`, which returns the sum of the lanes up to each lane, and the sum of all in every lane;
/// - `above_limit`, the mask of `px count - sum > limit`, and `white`, that of [`super::rule::Sauvola::is_white`];
/// - `estimated`, the masks of white pixels if every pixel is far enough from its estimated threshold.
macro_rules! row_kernels {
    ($features:literal, $block:literal, $lanes:ty) => {
        /// Loads vector `index` of each phase.
        #[inline]
        #[target_feature(enable = $features)]
        fn load(from: &[&[[u32; $block / 4]]; 4], index: usize) -> [$lanes; 4] {
            from.map(|numbers| load_lanes(&numbers[index]))
        }

        /// Loads the vectors of block `index`.
        #[inline]
        #[target_feature(enable = $features)]
        fn load_block(from: &[ColumnBlock], index: usize) -> [$lanes; 4] {
            lanes_of(from, index).map(|numbers| load_lanes(numbers))
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn add_difference(total: &mut [u32; $block / 4], enter: $lanes, leave: $lanes) {
            store_lanes(total, add(load_lanes(total), sub(enter, leave)));
        }

        #[target_feature(enable = $features)]
        pub fn slide_sums(enter: &[u8], leave: &[u8], sums: PhasesMut<'_>) {
            let blocks = enter.len().div_ceil($block);
            let mut sums = vectors_mut(sums, blocks);
            let (enter, leave) = (RowBlocks::new(enter, rest(enter, 0)), RowBlocks::new(leave, rest(leave, 0)));
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
            let (enter, leave) = (RowBlocks::new(enter, rest(enter, 0)), RowBlocks::new(leave, rest(leave, 0)));
            for index in 0..blocks {
                prefetch(enter.get(index), AHEAD);
                let (enter, leave) = (phases(enter.get(index)), phases(leave.get(index)));
                for p in 0..4 {
                    add_difference(&mut sums[p][index], enter[p], leave[p]);
                    add_difference(&mut squares[p][index], square(enter[p]), square(leave[p]));
                }
            }
        }

        /// Window totals along a row, by a running sum.
        struct RunningTotals<'a> {
            enter: [&'a [[u32; $block / 4]]; 4],
            leave: [&'a [[u32; $block / 4]]; 4],
            /// Total of the last window, in every lane.
            carry: $lanes,
        }

        impl<'a> RunningTotals<'a> {
            #[inline]
            #[target_feature(enable = $features)]
            fn new(moving: &MovingSums<'a>, count: usize) -> Self {
                let (enter, leave) = (vectors(&moving.enter, count), vectors(&moving.leave, count));
                Self { enter, leave, carry: splat(moving.before) }
            }

            /// Returns the totals of the columns of block `index`; blocks follow one another.
            #[inline]
            #[target_feature(enable = $features)]
            fn next(&mut self, index: usize) -> [$lanes; 4] {
                let (enter, leave) = (load(&self.enter, index), load(&self.leave, index));
                let d0 = sub(enter[0], leave[0]);
                let d1 = add(d0, sub(enter[1], leave[1]));
                let d2 = add(d1, sub(enter[2], leave[2]));
                let d3 = add(d2, sub(enter[3], leave[3]));
                // Turns the change over each lane's four columns into the change over all lanes up to it.
                let (scan, whole) = prefix_sums(d3);
                let before = add(self.carry, sub(scan, d3));
                self.carry = add(self.carry, whole);
                [d0, d1, d2, d3].map(|change| add(before, change))
            }
        }

        #[target_feature(enable = $features)]
        pub fn mean_row(
            px: &[u8],
            sums: &MovingSums<'_>,
            counts: &[ColumnBlock],
            limits: &[ColumnBlock],
            out: &mut [u8],
        ) {
            let blocks = out.len().div_ceil($block);
            let (px, mut out) = (RowBlocks::new(px, rest(px, 0)), RowBlocksMut::new(out));
            let mut sums = RunningTotals::new(sums, blocks);
            for index in 0..blocks {
                let (px, sum) = (phases(px.get(index)), sums.next(index));
                let (count, limit) = (load_block(counts, index), load_block(limits, index));
                let white = bytes([0, 1, 2, 3].map(|p| above_limit(px[p], count[p], sum[p], limit[p])));
                out.set(index, white, |rest, block| store_rest(rest, block));
            }
        }

        #[target_feature(enable = $features)]
        pub fn sauvola_row(px: &[u8], row: &SauvolaRow<'_>, out: &mut [u8]) {
            let blocks = out.len().div_ceil($block);
            // Padding of 255 is certainly white, although windows past the end of the row may be empty.
            let (px, mut out) = (RowBlocks::new(px, rest(px, 255)), RowBlocksMut::new(out));
            let (mut sums, mut squares) =
                (RunningTotals::new(&row.sums, blocks), RunningTotals::new(&row.squares, blocks));
            let estimate = row.estimate.as_ref().map(|row| (&row.estimate, row.reciprocals));
            for index in 0..blocks {
                let (px, sum, squares) = (phases(px.get(index)), sums.next(index), squares.next(index));
                let sure = estimate.as_ref().and_then(|(estimate, reciprocals)| {
                    estimated(px, load_block(reciprocals, index), sum, squares, estimate)
                });
                let white = bytes(sure.unwrap_or_else(|| {
                    let count = load_block(row.counts, index);
                    [0, 1, 2, 3].map(|p| white(px[p], count[p], sum[p], squares[p], &row.rule))
                }));
                out.set(index, white, |rest, block| store_rest(rest, block));
            }
        }
    };
}
pub(super) use row_kernels;
