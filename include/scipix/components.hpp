/// @file
/// Connected components of pages.
#ifndef SCIPIX_COMPONENTS_HPP
#define SCIPIX_COMPONENTS_HPP

#include <scipix/image.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

namespace detail {

// Calls `fill(data, cap, &len)` with room for `cap` items, and once more with room for all if there were more.
template <class Item, class Fill>
Outcome<std::vector<Item>> filled(std::size_t cap, Fill &&fill) {
  std::vector<Item> items(cap);
  std::size_t len = 0;
  ScipixStatus status = fill(items.data(), items.size(), &len);
  if (status == SCIPIX_STATUS_SIZE_MISMATCH && len > items.size()) {
    items.resize(len);
    status = fill(items.data(), items.size(), &len);
  }
  return outcome(status, [&] {
    items.resize(len);
    return std::move(items);
  });
}

}  // namespace detail

/// Finds the connected components of black or non-zero pixels, from the top down. Thread-safe.
/// @param src           GRAY8 or BIT1
/// @param connectivity  a `SCIPIX_CONNECTIVITY_*`
inline Outcome<std::vector<ScipixComponent>> components(const ImageView &src,
                                                        ScipixConnectivity connectivity = SCIPIX_CONNECTIVITY_EIGHT) {
  return detail::filled<ScipixComponent>(256, [&](ScipixComponent *out, std::size_t cap, std::size_t *len) {
    return scipix_image_components(&src.raw(), connectivity, nullptr, 0, out, cap, len);
  });
}

/// Finds the connected components, and labels their pixels: those of component `i` with `i + 1`, all others with 0.
/// Thread-safe.
/// @param src           GRAY8 or BIT1
/// @param connectivity  a `SCIPIX_CONNECTIVITY_*`
/// @param labels        receives a label for each pixel, in rows without gaps
inline Outcome<std::vector<ScipixComponent>> components(const ImageView &src, ScipixConnectivity connectivity,
                                                        Span<std::uint32_t> labels) {
  if (src.width() == 0 || labels.size() / src.width() != src.height() || labels.size() % src.width() != 0) {
    return detail::failure<std::vector<ScipixComponent>>(SCIPIX_STATUS_SIZE_MISMATCH,
                                                         "labels: must have one element for each pixel");
  }
  return detail::filled<ScipixComponent>(256, [&](ScipixComponent *out, std::size_t cap, std::size_t *len) {
    return scipix_image_components(&src.raw(), connectivity, labels.data(), 0, out, cap, len);
  });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
