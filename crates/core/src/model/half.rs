//! Floats of 16 bits as floats of 32, which hold each of them exactly.

/// Converts a float of IEEE 754 with 5 bits of exponent and 10 of significand.
pub fn from_f16(bits: u16) -> f32 {
    let (sign, magnitude) = (u32::from(bits & 0x8000) << 16, u32::from(bits & 0x7fff));
    let magnitude = match magnitude >> 10 {
        // Zero and subnormals are multiples of 2^-24.
        0 => return f32::from_bits(sign | (magnitude as f32 * f32::from_bits(103 << 23)).to_bits()),
        // Infinity and NaN.
        31 => 0x7f80_0000 | magnitude << 13,
        // The bias of the exponent is 127 and not 15.
        _ => (magnitude << 13) + ((127 - 15) << 23),
    };
    f32::from_bits(sign | magnitude)
}

/// Converts a float that is the upper half of one of 32 bits.
pub fn from_bf16(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_f16_is_what_its_fields_say() {
        for bits in 0..=u16::MAX {
            let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
            let magnitude = match exponent {
                0 => fraction * 2f64.powi(-24),
                31 if fraction == 0.0 => f64::INFINITY,
                31 => f64::NAN,
                _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
            };
            let value = from_f16(bits);
            if magnitude.is_nan() {
                assert!(value.is_nan(), "{bits:#x}");
            } else {
                assert_eq!(f64::from(value), if bits >> 15 == 1 { -magnitude } else { magnitude }, "{bits:#x}");
                assert_eq!(value.is_sign_negative(), bits >> 15 == 1, "{bits:#x}");
            }
        }
    }

    #[test]
    fn bf16_by_hand() {
        for (bits, value) in
            [(0x3f80, 1.0), (0xc040, -3.0), (0x0001, f32::from_bits(0x1_0000)), (0x7f80, f32::INFINITY)]
        {
            assert_eq!(from_bf16(bits), value);
        }
    }
}
