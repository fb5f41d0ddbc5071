//! Every level against sums of products in 64 bits.

use super::kernels::{TILE, tile_sums};
use super::*;
use crate::base::as_signed;
use crate::testing::noise;

fn expected<A: Copy + Into<i64>>(a: &[A], b: &[i8], MatmulShape { m, k, n }: MatmulShape) -> Vec<i32> {
    let dot = |i: usize, j: usize| (0..k).map(|l| a[i * k + l].into() * i64::from(b[j * k + l])).sum::<i64>();
    (0..m * n).map(|at| i32::try_from(dot(at / n, at % n)).unwrap()).collect()
}

fn check(a: &[u8], b: &[u8], shape: MatmulShape) {
    let b = as_signed(b);
    let mut out = vec![7; shape.m * shape.n];
    matmul_u8i8(a, b, shape, &mut out).unwrap();
    assert_eq!(out, expected(a, b, shape), "{shape:?}");
    matmul_i8i8(as_signed(a), b, shape, &mut out).unwrap();
    assert_eq!(out, expected(as_signed(a), b, shape), "{shape:?}");
}

#[test]
fn products_are_exact_for_every_tile_and_tail() {
    for (m, n) in [(1, 1), (1, 130), (3, 64), (4, 1), (5, 63), (6, 65), (7, 64), (12, 129), (19, 33), (49, 70)] {
        for k in (1..10).chain([15, 16, 63, 64, 65, 100, 128]) {
            check(&noise(m * k, 1), &noise(n * k, 2), MatmulShape { m, k, n });
        }
    }
}

/// More rows than a strip has, on one thread and on as many as there are.
#[test]
fn strips_and_threads_make_no_difference() {
    for (m, k, n) in [(13, 20_000, 3), (200, 600, 5), (40, 10_000, 70)] {
        check(&noise(m * k, 1), &noise(n * k, 2), MatmulShape { m, k, n });
    }
}

/// More columns than are packed at a time, also where less of a block is used than by the call before.
#[test]
fn blocks_of_columns_make_no_difference() {
    let panels = |k: usize| Packed::columns_in(simd::active(), k, BLOCK);
    assert!(panels(1000) < 600 && panels(20_000) < 130);
    for (m, k, n) in [(7, 1000, 600), (4, 20_000, 130), (5, 7, 70), (9, 1000, 257), (6, 13, 5000)] {
        check(&noise(m * k, 1), &noise(n * k, 2), MatmulShape { m, k, n });
    }
}

#[test]
fn tiles_match_scalar_at_every_level() {
    for simd in simd::available() {
        for k in [1, 4, 5, 8, 12, 100, 1000] {
            let packed = Packed::new(simd, &noise(PANEL * k, 3), PANEL, k, 0).unwrap();
            let panel = packed.panels().next().unwrap();
            for count in 1..=TILE {
                let rows = noise(count * packed.stride(), 4);
                let (mut sums, mut scalar) = ([PanelSums([7; PANEL]); TILE], [PanelSums([7; PANEL]); TILE]);
                tile_sums(simd, &rows, &panel, &mut sums[..count]);
                tile_sums(Level::SCALAR, &rows, &panel, &mut scalar[..count]);
                assert_eq!(sums, scalar, "{} of {count} rows, k {k}", simd.name());
            }
            let (a, b) = (noise(k, 5), noise(k, 6));
            let b = as_signed(&b);
            assert_eq!(dot_u8(simd, &a, b), dot_u8(Level::SCALAR, &a, b));
            assert_eq!(dot_i8(simd, as_signed(&a), b), dot_i8(Level::SCALAR, as_signed(&a), b));
        }
    }
}

#[test]
fn nothing_saturates_at_the_extremes() {
    for k in [4, 37, MAX_K] {
        for (a, b) in [(255, 0x80), (255, 0x7f), (0x80, 0x80), (0x7f, 0x80)] {
            for m in [1, 5] {
                check(&vec![a; m * k], &vec![b; 2 * k], MatmulShape { m, k, n: 2 });
            }
        }
        for simd in simd::available() {
            let packed = Packed::new(simd, &vec![0x80; PANEL * k], PANEL, k, 0).unwrap();
            let mut sums = [PanelSums::default(); TILE];
            let rows = vec![255; 2 * packed.stride()];
            tile_sums(simd, &rows, &packed.panels().next().unwrap(), &mut sums[..2]);
            assert_eq!(sums[1].0, [255 * -128 * k as i32; PANEL], "{}", simd.name());
        }
    }
}

#[test]
fn sizes_may_be_zero_and_must_agree() {
    for (m, k, n) in [(0, 3, 3), (3, 0, 3), (3, 3, 0), (9, 0, 70), (0, 0, 0)] {
        check(&vec![1; m * k], &vec![1; n * k], MatmulShape { m, k, n });
    }
    let of = |m, k, n| MatmulShape { m, k, n };
    assert!(matmul_u8i8(&[1; 5], &[1; 6], of(2, 3, 2), &mut [0; 4]).is_err());
    assert!(matmul_u8i8(&[1; 6], &[1; 6], of(2, 3, 2), &mut [0; 3]).is_err());
    assert!(matmul_i8i8(&[], &[], of(usize::MAX, 2, 0), &mut []).is_err());
    assert!(matmul_i8i8(&[], &[], of(0, 0, usize::MAX), &mut []).is_ok());
    let long = vec![0; MAX_K + 1];
    assert!(matmul_i8i8(&long, &long, of(1, MAX_K + 1, 1), &mut [0]).is_err());
}
