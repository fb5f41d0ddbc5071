/// @file
/// Image operations that only pass their arguments on. Generated from scipix.h by scripts/generate; do not edit.
#ifndef SCIPIX_PLAIN_OPERATIONS_HPP
#define SCIPIX_PLAIN_OPERATIONS_HPP

#include <scipix/handle.hpp>
#include <scipix/image.hpp>

#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Makes pixels above `threshold` white and any other black. Works in place, GRAY8 to the same GRAY8.
/// @param src        GRAY8
/// @param threshold  the highest value that becomes black
/// @param dst        GRAY8 (255, 0) or BIT1 (0, 1) of the same size
inline Outcome<void> threshold(const ImageView &src, std::uint8_t threshold, const MutImageView &dst) {
  return check(scipix_image_threshold(&src.raw(), threshold, &dst.raw()));
}

/// Inverts: 255 - x for each colour or gray byte, alpha copied; each bit of BIT1. Works in place.
/// @param src  any format
/// @param dst  the same format and size
inline Outcome<void> invert(const ImageView &src, const MutImageView &dst) {
  return check(scipix_image_invert(&src.raw(), &dst.raw()));
}

/// Flips an image: pixels move and do not change. Works in place.
/// @param src        any format
/// @param direction  a `SCIPIX_FLIP_*`
/// @param dst        the same format and size
inline Outcome<void> flip(const ImageView &src, ScipixFlip direction, const MutImageView &dst) {
  return check(scipix_image_flip(&src.raw(), direction, &dst.raw()));
}

/// Turns clockwise. Multiples of 90 degrees move pixels without a change, and `dst` has the size of the turned image:
/// width and height swapped for odd multiples. At any other angle `dst` has the size of `src`, the image is turned
/// about its centre, and pixels are sampled bilinearly at positions rounded to 1/256 of a pixel; what lies beyond the
/// image is `fill`.
/// @param src      any format; BIT1 only by multiples of 90
/// @param degrees  clockwise, negative for anticlockwise, finite
/// @param fill     every byte of what `src` does not cover, alpha too
/// @param dst      the same format, the size as above
inline Outcome<void> rotate(const ImageView &src, float degrees, std::uint8_t fill, const MutImageView &dst) {
  return check(scipix_image_rotate(&src.raw(), degrees, fill, &dst.raw()));
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
