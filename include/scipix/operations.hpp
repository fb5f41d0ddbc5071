/// @file
/// Image operations. Each is thread-safe and takes views with any stride, alignment and region. The function of the
/// same name in scipix.h says which formats and sizes `src` and `dst` may have.
///
/// Arguments are in the order `(src, params, dst)`. An overload without `params` uses the default.
#ifndef SCIPIX_OPERATIONS_HPP
#define SCIPIX_OPERATIONS_HPP

#include <scipix/handle.hpp>
#include <scipix/image.hpp>
#include <scipix/plain_operations.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Parameters of `binarize`: the method and its numbers.
using BinarizeParams = WithDefaults<ScipixBinarizeParams, scipix_binarize_params_init>;

/// Parameters of `normalize_background`.
using BackgroundParams = WithDefaults<ScipixBackgroundParams, scipix_background_params_init>;

/// The skew of a page.
struct Skew {
  float degrees = 0;     ///< The angle to pass to `rotate`: clockwise, negative for anticlockwise.
  float confidence = 0;  ///< From 0 to 1; the angle is reliable from about 0.5 on.
};

/// The least and the greatest sample of an image.
struct SampleRange {
  std::uint16_t min = 0;  ///< The least sample.
  std::uint16_t max = 0;  ///< The greatest sample.
};

/// The size of an image.
struct ImageSize {
  std::size_t width = 0;   ///< The width in pixels.
  std::size_t height = 0;  ///< The height in rows.
};

/// A colour.
struct Rgb {
  std::uint8_t red = 0;    ///< Red.
  std::uint8_t green = 0;  ///< Green.
  std::uint8_t blue = 0;   ///< Blue.
};

/// A corner of a quadrilateral, in pixels.
struct Point {
  float x = 0;  ///< Distance from the left edge.
  float y = 0;  ///< Distance from the top edge.
};

/// Converts to gray.
/// @param src   any format
/// @param luma  a `SCIPIX_LUMA_*`
/// @param dst   GRAY8 of the same size
inline Outcome<void> grayscale(const ImageView &src, ScipixLuma luma, const MutImageView &dst) {
  return check(scipix_image_grayscale(&src.raw(), luma, &dst.raw()));
}
/// Converts to gray by SCIPIX_LUMA_BT601, like OpenCV.
/// @param src  any format
/// @param dst  GRAY8 of the same size
inline Outcome<void> grayscale(const ImageView &src, const MutImageView &dst) {
  return grayscale(src, SCIPIX_LUMA_BT601, dst);
}

/// Composites over a colour and converts to gray.
/// @param src         any format; those without alpha are only converted
/// @param luma        a `SCIPIX_LUMA_*`
/// @param background  the colour
/// @param dst         GRAY8 of the same size
inline Outcome<void> grayscale_over(const ImageView &src, ScipixLuma luma, Rgb background, const MutImageView &dst) {
  const auto [red, green, blue] = background;
  return check(scipix_image_grayscale_over(&src.raw(), luma, red, green, blue, &dst.raw()));
}
/// Composites an image with alpha over a colour; the result is opaque. Works in place.
/// @param src         RGBA8 or BGRA8
/// @param background  the colour
/// @param dst         RGB8, BGR8, RGBA8 or BGRA8 of the same size
inline Outcome<void> flatten(const ImageView &src, Rgb background, const MutImageView &dst) {
  const auto [red, green, blue] = background;
  return flatten(src, red, green, blue, dst);
}

/// Computes Otsu's threshold, equal to that of OpenCV and Intel IPP.
/// @param src  any format
/// @return the highest value that is black
inline Outcome<std::uint8_t> otsu(const ImageView &src) {
  std::uint8_t level = 0;
  return detail::outcome(scipix_image_otsu(&src.raw(), &level), [&] { return level; });
}

/// Finds the least and the greatest sample of a gray image, as a range for `gray16_to_gray8`.
/// @param src  GRAY16 or GRAY8
inline Outcome<SampleRange> min_max(const ImageView &src) {
  SampleRange found;
  return detail::outcome(scipix_image_min_max(&src.raw(), &found.min, &found.max), [&] { return found; });
}

/// Makes a page black and white.
/// @param src     any format
/// @param params  the method and its numbers
/// @param dst     GRAY8 or BIT1 of the same size
inline Outcome<void> binarize(const ImageView &src, const ScipixBinarizeParams &params, const MutImageView &dst) {
  return check(scipix_image_binarize(&src.raw(), &params, &dst.raw()));
}
/// Divides a page by its background, so that shaded paper becomes evenly light. Works in place.
/// @param src     any format
/// @param params  the tiles, what paper is, and the gray that it gets
/// @param dst     GRAY8 of the same size
inline Outcome<void> normalize_background(const ImageView &src, const ScipixBackgroundParams &params,
                                          const MutImageView &dst) {
  return check(scipix_image_normalize_background(&src.raw(), &params, &dst.raw()));
}
/// Makes a page black and white by Otsu's threshold.
/// @param src  any format
/// @param dst  GRAY8 or BIT1 of the same size
inline Outcome<void> binarize(const ImageView &src, const MutImageView &dst) {
  return binarize(src, BinarizeParams(), dst);
}

/// Resamples `src` to the size of `dst`.
/// @param src     any format; BIT1 and GRAY16 only by NEAREST
/// @param filter  a `SCIPIX_FILTER_*`
/// @param dst     the same format, any size
inline Outcome<void> resize(const ImageView &src, ScipixFilter filter, const MutImageView &dst) {
  return check(scipix_image_resize(&src.raw(), filter, &dst.raw()));
}
/// Resamples `src` to the size of `dst` by SCIPIX_FILTER_BILINEAR.
/// @param src  any format but BIT1 and GRAY16
/// @param dst  the same format, any size
inline Outcome<void> resize(const ImageView &src, const MutImageView &dst) {
  return resize(src, SCIPIX_FILTER_BILINEAR, dst);
}

/// Resamples `src` to the size of `dst`; colours weigh as much as their alpha, as in Pillow, so that those of transparent
/// pixels do not mix into their neighbours.
/// @param src     any format; those without alpha are resized by `resize`
/// @param filter  a `SCIPIX_FILTER_*`
/// @param dst     the same format, any size
inline Outcome<void> resize_by_alpha(const ImageView &src, ScipixFilter filter, const MutImageView &dst) {
  return check(scipix_image_resize_by_alpha(&src.raw(), filter, &dst.raw()));
}

/// Finds the angle by which a page must be rotated to make its lines of text horizontal.
/// @param src  any format
inline Outcome<Skew> skew(const ImageView &src) {
  Skew found;
  return detail::outcome(scipix_image_skew(&src.raw(), &found.degrees, &found.confidence), [&] { return found; });
}

/// Rotates clockwise, centre to centre, with white where `src` does not cover `dst`.
/// @param src      any format
/// @param degrees  the angle, negative for anticlockwise
/// @param dst      the same format; `rotated_size` returns the size that cuts nothing off
inline Outcome<void> rotate(const ImageView &src, float degrees, const MutImageView &dst) {
  return rotate(src, degrees, 255, dst);
}

/// Computes the size of the smallest image in which `rotate` cuts no corner off.
/// @param src      an image of the size; its pixels are not read
/// @param degrees  the angle
inline Outcome<ImageSize> rotated_size(const ImageView &src, float degrees) {
  ImageSize size;
  return detail::outcome(scipix_image_rotated_size(&src.raw(), degrees, &size.width, &size.height), [&] { return size; });
}

/// Fills `dst` with a quadrilateral of `src`, corrected for perspective.
/// @param src      any format but BIT1 and GRAY16
/// @param corners  the corners that become top left, top right, bottom right and bottom left
/// @param dst      the same format, any size
inline Outcome<void> crop_quad(const ImageView &src, const std::array<Point, 4> &corners, const MutImageView &dst) {
  const auto &[a, b, c, d] = corners;
  const float quad_xy[] = {a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y};
  return check(scipix_image_crop_quad(&src.raw(), quad_xy, &dst.raw()));
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
