/// @file
/// Operations on flat buffers.
#ifndef SCIPIX_FLAT_HPP
#define SCIPIX_FLAT_HPP

#include <scipix/error.hpp>
#include <scipix/span.hpp>

#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The mean and standard deviation of values.
struct Moments {
  float mean = 0;     ///< The mean.
  float std_dev = 0;  ///< The standard deviation of the population.
};

/// Converts RGBA pixels to gray, like OpenCV.
/// @param src  four bytes per pixel
/// @param dst  one byte per pixel
inline Outcome<void> grayscale(Span<const std::uint8_t> src, Span<std::uint8_t> dst) {
  return check(scipix_grayscale(src.data(), src.size(), dst.data(), dst.size()));
}

/// Sets each byte above `level` to 255 and all others to 0. Works in place.
/// @param src    one byte per pixel
/// @param level  the highest value that becomes 0
/// @param dst    as many bytes; may be `src` itself
inline Outcome<void> threshold(Span<const std::uint8_t> src, std::uint8_t level, Span<std::uint8_t> dst) {
  if (src.size() != dst.size())
    return detail::failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, "dst: must have the same length as src");
  return check(scipix_threshold(src.data(), src.size(), level, dst.data()));
}

/// Normalises values in place to mean 0 and standard deviation 1.
/// @param data  the values
/// @return their mean and standard deviation before
inline Outcome<Moments> normalize(Span<float> data) {
  Moments before;
  return detail::outcome(scipix_normalize_stats(data.data(), data.size(), &before.mean, &before.std_dev),
                         [&] { return before; });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
