/// @file
/// Operations on tight buffers.
#ifndef SCIPIX_FLAT_HPP
#define SCIPIX_FLAT_HPP

#include <scipix/error.hpp>
#include <scipix/span.hpp>

#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Mean and standard deviation of values before they were normalised.
struct Moments {
  float mean = 0;     ///< The mean.
  float std_dev = 0;  ///< The population's standard deviation.
};

/// Converts RGBA pixels to gray, as OpenCV does.
/// @param rgba  four bytes a pixel
/// @param gray  receives a byte a pixel
inline Outcome<void> grayscale(Span<const std::uint8_t> rgba, Span<std::uint8_t> gray) {
  return check(scipix_grayscale(rgba.data(), rgba.size(), gray.data(), gray.size()));
}

/// 255 for each byte above `level`, 0 for any other.
/// @param gray   a byte a pixel
/// @param level  the highest value that becomes 0
/// @param out    receives as many; may be `gray` itself
inline Outcome<void> threshold(Span<const std::uint8_t> gray, std::uint8_t level, Span<std::uint8_t> out) {
  if (gray.size() != out.size())
    return detail::failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, "out: is not as long as gray");
  return check(scipix_threshold(gray.data(), gray.size(), level, out.data()));
}

/// Normalises in place to mean 0 and standard deviation 1.
/// @param data  the values
/// @return what they were before
inline Outcome<Moments> normalize(Span<float> data) {
  Moments before;
  return detail::outcome(scipix_normalize_stats(data.data(), data.size(), &before.mean, &before.std_dev),
                         [&] { return before; });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
