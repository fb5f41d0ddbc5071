//! Every byte at every level, streamed or not.

use super::*;
use crate::testing::{noise, tail_lengths};

fn check<T: Byte>(every: &[T], zero_point: i32) {
    for scale in [1.0, 0.1, -0.0 + 3.3e-3, 1e-40, 1e38] {
        let params = QuantParams { scale, zero_point };
        for simd in simd::available() {
            for (len, stream) in tail_lengths(16).flat_map(|len| [(len, false), (len, true)]) {
                for misaligned in [0, 1, 13] {
                    let data: Vec<T> = every.iter().copied().cycle().skip(misaligned).take(len).collect();
                    let mut out = vec![7.0; len + misaligned + 1];
                    run(simd, &data, params, stream, &mut out[misaligned..][..len]);
                    for (&q, &x) in data.iter().zip(&out[misaligned..]) {
                        let expected = (q.widen() - zero_point) as f32 * scale;
                        assert_eq!(x.to_bits(), expected.to_bits(), "{} len {len}, streamed {stream}", simd.name());
                    }
                    assert!(out[..misaligned].iter().chain(out.last()).all(|&x| x == 7.0), "{}", simd.name());
                }
            }
        }
    }
}

#[test]
fn dequantize_is_its_definition_at_every_level_length_and_misalignment() {
    let every: Vec<u8> = (0..=255).collect();
    let signed: Vec<i8> = (-128..=127).collect();
    for zero_point in [0, 17, 127] {
        check(&every, zero_point);
        check(&signed, zero_point);
    }
    check(&every, 255);
    check(&signed, -128);
}

#[test]
fn large_output_is_streamed_to_the_last_element() {
    let data: Vec<u8> = noise(STREAM_FROM + 3, 1);
    let mut out = vec![0.0; data.len()];
    dequantize(&data, QuantParams { scale: 0.5, zero_point: 9 }, &mut out).unwrap();
    assert!(data.iter().zip(out).all(|(&q, x)| x == (f32::from(q) - 9.0) * 0.5));
}

#[test]
fn channels_have_their_own_params() {
    let params: Vec<_> = (0..37).map(|c| QuantParams { scale: 0.01 + c as f32 / 7.0, zero_point: c * 3 }).collect();
    for (outer, channels, inner) in [(1, 37, 1), (700, 37, 3), (2, 3, 63), (2, 3, 64), (5, 7, 131)] {
        let data = noise(outer * channels * inner, 2);
        let mut out = vec![0.0; data.len()];
        dequantize_channels(&data, Channels { outer, channels, inner }, &params[..channels], &mut out).unwrap();
        for (i, (&q, &x)) in data.iter().zip(&out).enumerate() {
            let params = params[i / inner % channels];
            assert_eq!(
                x,
                (i32::from(q) - params.zero_point) as f32 * params.scale,
                "{outer} {channels} {inner} at {i}"
            );
        }
    }
}

#[test]
fn sizes_and_params_are_checked() {
    let good = QuantParams { scale: 1.0, zero_point: 0 };
    assert!(dequantize(&[1u8; 3], good, &mut [0.0; 4]).is_err());
    assert!(dequantize(&[1u8; 4], QuantParams { scale: f32::NAN, ..good }, &mut [0.0; 4]).is_err());
    assert!(dequantize(&[1i8; 4], QuantParams { zero_point: 128, ..good }, &mut [0.0; 4]).is_err());
}

#[test]
fn columns_are_the_definition_at_every_level() {
    let bytes: Vec<u8> = (0..=255).cycle().take(7 * 53).collect();
    let params: Vec<_> = (0..53).map(|c| QuantParams { scale: 0.3 + c as f32, zero_point: 2 * c }).collect();
    let shape = Channels { outer: 7, channels: 53, inner: 1 };
    for simd in simd::available() {
        for byte_type in [ByteType::U8, ByteType::I8] {
            shape.walk(&params, BOUNDS, 0..shape.units(), |range, part| {
                let ChannelPart::Columns(of_each) = part else { panic!("53 neighbours are no run") };
                let (src, mut out) = (&bytes[range.clone()], vec![0.0; range.len()]);
                columns(simd, src, byte_type.sign(), of_each, &mut out);
                for ((&q, x), params) in src.iter().zip(out).zip(&params) {
                    let q = if byte_type == ByteType::I8 { i32::from(q as i8) } else { i32::from(q) };
                    assert_eq!(x, (q - params.zero_point) as f32 * params.scale, "{}", simd.name());
                }
            });
        }
    }
}
