//! Blurs of up to 5x5 gray pixels in columns of vectors, of which the last overlaps the one before.
//!
//! Pixels minus 128 are signed bytes, whose sums by weights of 256 in all fit in 16 bits. Sums of both axes minus 2^23 fit in 32.
//! Pixels are taken in pairs, so that even and odd ones have sums of their own, and so are rows.

/// Defines the kernel of a level, of vectors of `$n` bytes, which reads `$around` of each row: two more on either side. Rows that are
/// shorter are left to `$narrow`, the kernel of another level. `$dot` adds the products of pairs of sums to what its first argument is.
macro_rules! blur_bands {
    ($feature:literal, $n:literal, $around:literal, $vector:ty, $load:path, $store:path, $dot:expr,
        [$set8:path, $set16:path, $set32:path, $xor:path, $or:path, $add:path, $products:path, $low:path, $high:path,
        $down32:ident, $up16:ident, $pack:path] $(, $narrow:path)?) => {
        use super::band::{BandRows, FiveWeights, REACH, ROWS};
        use crate::simd::LINE;
        use crate::split::RowsMut;

        /// Blurs the rows of a band to `dst`.
        #[target_feature(enable = $feature)]
        pub fn blur_band(src: &BandRows<'_>, weights: FiveWeights, mut dst: RowsMut<'_>) {
            let (len, height) = (dst.row_bytes(), dst.len());
            $(if len < $n {
                return $narrow(src, weights, dst);
            })?
            let mut room = [[0; $n + 16]; ROWS];
            for x in (0..len).step_by($n) {
                let x = x.min(len - $n);
                if $n < LINE {
                    src.prefetch(x, &dst);
                }
                let dst = dst.reborrow().sub(x..x + $n, 0..height);
                match src.before(x, $n) {
                    Some(before) => blur_column(src, before, weights, dst),
                    None => blur_column(&src.copy(x, $n, room.as_flattened_mut(), $n + 16), 0, weights, dst),
                }
            }
        }

        #[target_feature(enable = $feature)]
        fn blur_column(src: &BandRows<'_>, before: usize, weights: FiveWeights, mut dst: RowsMut<'_>) {
            let across = FiveWeights::pairs(weights.across).map(|pairs| pairs.map(|pair| $set16(i16::from_le_bytes(pair))));
            let down = FiveWeights::pairs(weights.down)
                .map(|pairs| pairs.map(|[a, b]| $set32(i32::from(a) | i32::from(b) << 16)));
            let half = $set32((1 << 23) + (1 << 15));
            // Sums of the even and of the odd pixels of a row.
            let row_sums = |y: usize| {
                let px: &[u8; $around] = match src.row_from(y, before).first_chunk() {
                    Some(px) => px,
                    None => unreachable!("each column has pixels on either side"),
                };
                let signed = [0, 2, 4].map(|from: usize| match px[from..].first_chunk() {
                    Some(px) => $xor($load(px), $set8(-128)),
                    None => unreachable!("there are four more pixels"),
                });
                across.map(|weights| {
                    let [a, b, c] = [0, 1, 2].map(|i: usize| $products(weights[i], signed[i]));
                    $add($add(a, b), c)
                })
            };
            let row_pair = |y: usize| -> [$vector; 4] {
                let ([even, odd], [even_below, odd_below]) = (row_sums(y), row_sums(y + 1));
                [$low(even, even_below), $high(even, even_below), $low(odd, odd_below), $high(odd, odd_below)]
            };
            let row = |pairs: [&[$vector; 4]; 3], weights: [$vector; 3]| {
                let sums = [0, 1, 2, 3].map(|i: usize| {
                    let sum = [0, 1, 2].into_iter().fold(half, |sum, k: usize| $dot(sum, pairs[k][i], weights[k]));
                    $down32::<16>(sum)
                });
                $or($pack(sums[0], sums[1]), $up16::<8>($pack(sums[2], sums[3])))
            };
            let (mut above, mut here) = ([half; 4], [half; 4]);
            for y in (0..dst.len() + 2 * REACH).step_by(2) {
                let below = row_pair(y);
                // The first two pairs lie above the first row.
                for (y, weights) in (y.wrapping_sub(2 * REACH)..dst.len()).zip(down) {
                    if let Some(to) = dst.row(y).first_chunk_mut() {
                        $store(to, row([&above, &here, &below], weights));
                    }
                }
                (above, here) = (here, below);
            }
        }
    };
}
pub(super) use blur_bands;
