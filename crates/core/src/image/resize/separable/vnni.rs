//! Both passes with AVX-512 VNNI: an instruction adds the products of four bytes and a third of their weights to each sum.

use super::antialias::EXACT_BITS;
use super::quads::{QUAD, Quad, RowWeights};
use super::row_tables::{BlockLayout, HorizontalTables, PARTS, RowTables};
use super::scalar;
use crate::simd::x86::{load128, load512, load512_i32, store128, store512};
use crate::split::{Rows, RowsMut};
use std::arch::x86_64::*;

/// Rows that share the loads of weights.
const TOGETHER: usize = 4;
const GRAY: u8 = BlockLayout::Gray as u8;
const GRAY_WIDE: u8 = BlockLayout::GrayWide as u8;
const FAR: u8 = BlockLayout::Far as u8;
const RGB: u8 = BlockLayout::Rgb as u8;
const RGBA: u8 = BlockLayout::Rgba as u8;
const RGB_FAR: u8 = BlockLayout::RgbFar as u8;
const RGBA_FAR: u8 = BlockLayout::RgbaFar as u8;

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub fn filter_rows(src: Rows<'_>, horizontal: &HorizontalTables, tails: Rows<'_>, dst: RowsMut<'_>) {
    let Some(tables) = &horizontal.dots else {
        return scalar::filter_rows(src, horizontal, tails, dst);
    };
    match tables.layout {
        BlockLayout::Gray => filter_all::<GRAY>(src, tables, tails, dst),
        BlockLayout::GrayWide => filter_all::<GRAY_WIDE>(src, tables, tails, dst),
        BlockLayout::Far => filter_all::<FAR>(src, tables, tails, dst),
        BlockLayout::Rgb => filter_all::<RGB>(src, tables, tails, dst),
        BlockLayout::Rgba => filter_all::<RGBA>(src, tables, tails, dst),
        BlockLayout::RgbFar => filter_all::<RGB_FAR>(src, tables, tails, dst),
        BlockLayout::RgbaFar => filter_all::<RGBA_FAR>(src, tables, tails, dst),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn filter_all<const LAYOUT: u8>(src: Rows<'_>, tables: &RowTables, tails: Rows<'_>, mut dst: RowsMut<'_>) {
    let whole = src.len() / TOGETHER * TOGETHER;
    for y in (0..whole).step_by(TOGETHER) {
        filter_some::<LAYOUT, TOGETHER>(src, tables, tails, y, &mut dst);
    }
    for y in whole..src.len() {
        filter_some::<LAYOUT, 1>(src, tables, tails, y, &mut dst);
    }
}

/// Filters the rows from `y` on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn filter_some<const LAYOUT: u8, const ROWS: usize>(
    src: Rows<'_>,
    tables: &RowTables,
    tails: Rows<'_>,
    y: usize,
    dst: &mut RowsMut<'_>,
) {
    let inner: [&[u8]; ROWS] = std::array::from_fn(|i| src.row(y + i));
    let end = |i: usize| if tails.is_empty() { inner[i] } else { tails.row(y + i) };
    let tail: [&[u8]; ROWS] = std::array::from_fn(end);
    let step = match LAYOUT {
        FAR => 4,
        RGB | RGB_FAR => 12,
        _ => 16,
    };
    for (block, weights) in tables.weights.chunks_exact(tables.steps * PARTS).enumerate() {
        let px = if block < tables.inner { &inner } else { &tail };
        let out = filter_block::<LAYOUT, ROWS>(px, tables, block, weights.as_chunks().0);
        for (i, out) in out.into_iter().enumerate() {
            let to = dst.row(y + i)[block * step..].first_chunk_mut().expect("a row has spare bytes");
            store128(to, out);
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn filter_block<const LAYOUT: u8, const ROWS: usize>(
    px: &[&[u8]; ROWS],
    tables: &RowTables,
    block: usize,
    weights: &[[[i32; RowTables::LANES]; PARTS]],
) -> [__m128i; ROWS] {
    let zero = _mm512_setzero_si512();
    let half = 1 << (EXACT_BITS - 1);
    // The sums of a position far from the others are put together in the end.
    let half = if LAYOUT == FAR { _mm512_maskz_set1_epi32(0x1111, half) } else { _mm512_set1_epi32(half) };
    let mut sums = [[half, zero, zero]; ROWS];
    let mut bases = [0; QUAD];
    let mut places = [zero; 2];
    if matches!(LAYOUT, GRAY | GRAY_WIDE | RGB | RGBA) {
        bases[0] = tables.bases[block];
        places = places_of::<LAYOUT>(tables, block);
    } else {
        bases = tables.bases.as_chunks().0[block];
    }
    let mut windows = [[zero; 3]; ROWS];
    for i in 0..ROWS {
        windows[i] = windows_of::<LAYOUT>(px[i], bases[0], places[0]);
    }
    for (step, weights) in weights.iter().enumerate() {
        let weights = [load512_i32(&weights[0]), load512_i32(&weights[1]), load512_i32(&weights[2])];
        // Four bytes further on: what leaves the windows there weighs nothing.
        match LAYOUT {
            GRAY if step > 0 => places[0] = _mm512_add_epi16(places[0], _mm512_set1_epi16(2)),
            GRAY_WIDE => places[0] = _mm512_add_epi32(places[0], _mm512_set1_epi32(1)),
            _ => {}
        }
        for i in 0..ROWS {
            let px = match LAYOUT {
                GRAY => _mm512_permutex2var_epi16(windows[i][0], places[0], windows[i][1]),
                GRAY_WIDE => pick_wide(&mut windows[i], places),
                RGB => pick_near(px[i], bases[0] + 12 * step, places),
                RGBA => pick_near(px[i], bases[0] + 16 * step, places),
                RGB_FAR => _mm512_shuffle_epi8(load_far(px[i], bases, 12 * step), by_channel::<3>()),
                RGBA_FAR => _mm512_shuffle_epi8(load_far(px[i], bases, 16 * step), by_channel::<4>()),
                _ => load_far(px[i], bases, 16 * step),
            };
            for part in 0..PARTS {
                sums[i][part] = _mm512_dpbusd_epi32(sums[i][part], px, weights[part]);
            }
        }
    }
    let mut out = [_mm_setzero_si128(); ROWS];
    for i in 0..ROWS {
        out[i] = finished::<LAYOUT>(sums[i]);
    }
    out
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn places_of<const LAYOUT: u8>(tables: &RowTables, block: usize) -> [__m512i; 2] {
    if LAYOUT == GRAY {
        return [load512_i32(&tables.places[block]), _mm512_setzero_si512()];
    }
    [load512_i32(&tables.places[2 * block]), load512_i32(&tables.places[2 * block + 1])]
}

/// Both windows of a row for a block of gray, and the first words picked from wide ones.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn windows_of<const LAYOUT: u8>(px: &[u8], at: usize, words: __m512i) -> [__m512i; 3] {
    let load = |at: usize| load512(px[at..].first_chunk().expect("windows lie within the row or its tail"));
    let zero = _mm512_setzero_si512();
    match LAYOUT {
        GRAY => [load(at), load(at + 1), zero],
        GRAY_WIDE => {
            let windows = [load(at), load(at + 64)];
            [windows[0], windows[1], _mm512_permutex2var_epi32(windows[0], words, windows[1])]
        }
        _ => [zero; 3],
    }
}

/// Four bytes for each lane from wide windows: the end of the word before and the beginning of the one at `words`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn pick_wide(windows: &mut [__m512i; 3], [words, shifts]: [__m512i; 2]) -> __m512i {
    let next = _mm512_permutex2var_epi32(windows[0], words, windows[1]);
    let before = std::mem::replace(&mut windows[2], next);
    let rest = _mm512_sllv_epi32(next, _mm512_sub_epi32(_mm512_set1_epi32(32), shifts));
    _mm512_or_si512(_mm512_srlv_epi32(before, shifts), rest)
}

/// Makes bytes of the sums of a block, in the order of the row.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn finished<const LAYOUT: u8>(sums: [__m512i; PARTS]) -> __m128i {
    let mut sum = joined(sums);
    if LAYOUT == FAR {
        sum = _mm512_add_epi32(sum, _mm512_shuffle_epi32::<0b01_00_11_10>(sum));
        sum = _mm512_add_epi32(sum, _mm512_shuffle_epi32::<0b10_11_00_01>(sum));
    }
    let whole = _mm512_srai_epi32::<EXACT_BITS>(sum);
    let bytes = _mm512_cvtusepi32_epi8(_mm512_max_epi32(whole, _mm512_setzero_si512()));
    let three = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
    let one = _mm_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    match LAYOUT {
        RGB | RGB_FAR => _mm_shuffle_epi8(bytes, three),
        FAR => _mm_shuffle_epi8(bytes, one),
        _ => bytes,
    }
}

/// Four pixels of each of four positions, channel by channel, from the window at `at`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn pick_near(px: &[u8], at: usize, [places, bytes]: [__m512i; 2]) -> __m512i {
    let window = load512(px[at..].first_chunk().expect("a window lies within the row or its tail"));
    _mm512_shuffle_epi8(_mm512_permutexvar_epi32(places, window), bytes)
}

/// Sixteen bytes of each of four positions.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn load_far(px: &[u8], bases: [usize; QUAD], on: usize) -> __m512i {
    let load = |base: usize| load128(px[base + on..].first_chunk().expect("pixels lie within the row or its tail"));
    let px = _mm512_castsi128_si512(load(bases[0]));
    let px = _mm512_inserti32x4::<1>(px, load(bases[1]));
    let px = _mm512_inserti32x4::<2>(px, load(bases[2]));
    _mm512_inserti32x4::<3>(px, load(bases[3]))
}

/// The order that puts each channel of four pixels together.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn by_channel<const CHANNELS: usize>() -> __m512i {
    _mm512_broadcast_i32x4(match CHANNELS {
        3 => _mm_setr_epi8(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, -1, -1, -1, -1),
        _ => _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15),
    })
}

/// Puts the sums by the three parts of the weights together.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn joined([low, middle, high]: [__m512i; PARTS]) -> __m512i {
    let upper = _mm512_add_epi32(middle, _mm512_slli_epi32::<8>(high));
    _mm512_add_epi32(low, _mm512_slli_epi32::<8>(upper))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub fn mix_rows(rows: Rows<'_>, weights: RowWeights<'_>, dst: &mut [u8]) {
    let mixed = each_columns(rows.row_bytes(), dst, |at, block| store512(block, mix_block(rows, weights.quads, at)));
    if !mixed {
        scalar::mix_rows(rows, weights, dst);
    }
}

/// Columns that are mixed together.
const COLUMNS: usize = 64;

/// Calls `mix` with the place of each block of columns and the bytes that they become. `false`, without any call, where rows are
/// shorter than a block.
#[inline(always)]
fn each_columns(row_bytes: usize, dst: &mut [u8], mut mix: impl FnMut(usize, &mut [u8; COLUMNS])) -> bool {
    if row_bytes < COLUMNS {
        return false;
    }
    let (blocks, rest) = dst.as_chunks_mut::<COLUMNS>();
    let done = blocks.len() * COLUMNS;
    blocks.iter_mut().enumerate().for_each(|(index, block)| mix(index * COLUMNS, block));
    if !rest.is_empty() {
        // The last block begins where the others end if rows are long enough, else it ends with the rows.
        let at = done.min(row_bytes - COLUMNS);
        let mut last = [0; COLUMNS];
        mix(at, &mut last);
        rest.copy_from_slice(&last[done - at..][..rest.len()]);
    }
    true
}

/// Mixes the 64 columns from `at` on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn mix_block(rows: Rows<'_>, quads: &[Quad], at: usize) -> __m512i {
    let half = _mm512_set1_epi32(1 << (EXACT_BITS - 1));
    let mut sums = [[half, _mm512_setzero_si512(), _mm512_setzero_si512()]; 4];
    let last = rows.len() - 1;
    for (quad, parts) in quads.iter().enumerate().take(rows.len().div_ceil(QUAD)) {
        // A row beyond the last weighs nothing.
        let row = |i: usize| {
            load512(rows.row((QUAD * quad + i).min(last))[at..].first_chunk().expect("a block lies within the rows"))
        };
        let (a, b, c, d) = (row(0), row(1), row(2), row(3));
        let (low, high) = (_mm512_unpacklo_epi8(a, b), _mm512_unpackhi_epi8(a, b));
        let (other_low, other_high) = (_mm512_unpacklo_epi8(c, d), _mm512_unpackhi_epi8(c, d));
        let px = [
            _mm512_unpacklo_epi16(low, other_low),
            _mm512_unpackhi_epi16(low, other_low),
            _mm512_unpacklo_epi16(high, other_high),
            _mm512_unpackhi_epi16(high, other_high),
        ];
        for part in 0..PARTS {
            let weights = _mm512_set1_epi32(parts[part]);
            for i in 0..4 {
                sums[i][part] = _mm512_dpbusd_epi32(sums[i][part], px[i], weights);
            }
        }
    }
    // Packing undoes the order of unpacking, and clamps.
    let rounded = sums.map(|sums| _mm512_srai_epi32::<EXACT_BITS>(joined(sums)));
    let [low, high] = [[rounded[0], rounded[1]], [rounded[2], rounded[3]]].map(|[a, b]| _mm512_packs_epi32(a, b));
    _mm512_packus_epi16(low, high)
}
