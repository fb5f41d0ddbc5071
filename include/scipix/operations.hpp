/// @file
/// Image operations, from gray to a page of black and white. Each is thread-safe and takes views of any stride,
/// alignment and region; what it needs of `src` and `dst` is told at the function of the same name in scipix.h.
#ifndef SCIPIX_OPERATIONS_HPP
#define SCIPIX_OPERATIONS_HPP

#include <scipix/handle.hpp>
#include <scipix/image.hpp>

#include <array>
#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Method and numbers of a binarisation.
using BinarizeParams = Filled<ScipixBinarizeParams, scipix_binarize_params_init>;

/// By how much a page has to be turned.
struct Skew {
  float degrees = 0;     ///< For `rotate`: clockwise, negative for anticlockwise.
  float confidence = 0;  ///< From 0 to 1; trust the angle from about 0.5 on.
};

/// A corner of a quadrilateral, in pixels.
struct Point {
  float x = 0;  ///< From the left edge.
  float y = 0;  ///< From the top edge.
};

/// Converts to gray.
/// @param src   any format
/// @param dst   GRAY8 of the same size
/// @param luma  a `SCIPIX_LUMA_*`
inline Outcome<void> grayscale(const ImageView &src, const MutImageView &dst, ScipixLuma luma = SCIPIX_LUMA_BT601) {
  return check(scipix_image_grayscale(&src.raw(), luma, &dst.raw()));
}

/// Makes pixels above `level` white and any other black. Works in place, GRAY8 to the same GRAY8.
/// @param src    GRAY8
/// @param level  the highest value that becomes black
/// @param dst    GRAY8 or BIT1 of the same size
inline Outcome<void> threshold(const ImageView &src, std::uint8_t level, const MutImageView &dst) {
  return check(scipix_image_threshold(&src.raw(), level, &dst.raw()));
}

/// Inverts. Works in place.
/// @param src  any format
/// @param dst  the same format and size
inline Outcome<void> invert(const ImageView &src, const MutImageView &dst) {
  return check(scipix_image_invert(&src.raw(), &dst.raw()));
}

/// Finds Otsu's level, as OpenCV and Intel IPP do.
/// @param src  any format
/// @return the highest value that is black
inline Outcome<std::uint8_t> otsu(const ImageView &src) {
  std::uint8_t level = 0;
  return detail::outcome(scipix_image_otsu(&src.raw(), &level), [&] { return level; });
}

/// Makes a page black and white.
/// @param src     any format
/// @param dst     GRAY8 or BIT1 of the same size
/// @param params  method and numbers; the default is Otsu's
inline Outcome<void> binarize(const ImageView &src, const MutImageView &dst,
                              const ScipixBinarizeParams &params = BinarizeParams()) {
  return check(scipix_image_binarize(&src.raw(), &params, &dst.raw()));
}

/// Resamples `src` to the size of `dst`.
/// @param src     any format; BIT1 only by NEAREST
/// @param dst     the same format, any size
/// @param filter  a `SCIPIX_FILTER_*`
inline Outcome<void> resize(const ImageView &src, const MutImageView &dst,
                            ScipixFilter filter = SCIPIX_FILTER_BILINEAR) {
  return check(scipix_image_resize(&src.raw(), filter, &dst.raw()));
}

/// Finds by how much a page has to be turned for its lines of text to be level.
/// @param src  any format
inline Outcome<Skew> skew(const ImageView &src) {
  Skew found;
  return detail::outcome(scipix_image_skew(&src.raw(), &found.degrees, &found.confidence), [&] { return found; });
}

/// Turns clockwise.
/// @param src      any format; BIT1 only by multiples of 90
/// @param degrees  clockwise, negative for anticlockwise
/// @param dst      the same format and size; for odd multiples of 90 width and height swapped
/// @param fill     every byte of what `src` does not cover
inline Outcome<void> rotate(const ImageView &src, float degrees, const MutImageView &dst, std::uint8_t fill = 255) {
  return check(scipix_image_rotate(&src.raw(), degrees, fill, &dst.raw()));
}

/// Fills `dst` with what `src` shows in a quadrilateral, seen in perspective.
/// @param src      any format but BIT1
/// @param corners  those that become top left, top right, bottom right and bottom left
/// @param dst      the same format, any size
inline Outcome<void> crop_quad(const ImageView &src, const std::array<Point, 4> &corners, const MutImageView &dst) {
  const auto &[a, b, c, d] = corners;
  const float quad_xy[] = {a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y};
  return check(scipix_image_crop_quad(&src.raw(), quad_xy, &dst.raw()));
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
