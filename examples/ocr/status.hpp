#pragma once

#include <scipix.h>

#include <stdexcept>

/// Throws the library's error message if a call failed.
inline void require(ScipixStatus status) {
  if (status != SCIPIX_STATUS_OK) throw std::runtime_error(scipix_last_error_message());
}

/// Returns a read-only view of the same pixels.
inline ScipixImage as_source(const ScipixImageMut& image) {
  return {image.data, image.width, image.height, image.stride, image.format};
}
